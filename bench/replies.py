"""Replies beside Isso 0.14, in one run: the CPU of reading a story with 100 replies.

And 200 replies sent at 8 connections while the server is killed and comes back: none that was acknowledged is
lost, none is there twice.

Isso comes from PyPI into an environment of its own in a folder that is deleted afterwards; where it cannot be
installed, that part is left out and says so. Both servers listen on 127.0.0.1.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from live_site import LiveSite, free_port, until
from support import make_election

REPLIES = 100
READS = 400
GOAL = 40
"""Isso's CPU per request over ours."""
SENT, CONNECTIONS = 200, 8
STORY = "/en/stories/bench/"
PREPARE = Path(__file__).with_name("replies_site.py")
ISSO = "isso==0.14.0"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Read:
    """What reading costs: CPU of the server per request (ms), and bytes of an answer."""

    cpu: float
    size: int


def main() -> int:
    """Measure and print; the exit code is 0 when the goals are reached."""
    with tempfile.TemporaryDirectory() as place:
        ours, sent = our_part(Path(place))
        theirs = isso_part(Path(place) / "isso")
    print(f"Escrutinio: {ours.cpu:.3f} ms CPU a read of a story with {REPLIES} replies, {ours.size:,} bytes")
    reached = sent
    if theirs is not None:
        times = theirs.cpu / ours.cpu
        print(f"Isso 0.14:  {theirs.cpu:.3f} ms CPU a read of the same replies, {theirs.size:,} bytes")
        print(f"ratio: {times:,.0f} (goal: {GOAL} or more){'' if times >= GOAL else '  (goal missed)'}")
        reached = reached and times >= GOAL
    return 0 if reached else 1


def our_part(place: Path) -> tuple[Read, bool]:
    """Our site: what reading costs, and whether every reply is there once after a restart."""
    folder = place / "election"
    make_election(folder)
    environment = {"DJANGO_SETTINGS_MODULE": "replies_site", **paths()}
    with LiveSite.started(folder, "--no-replay", environment=environment) as site:
        command = [sys.executable, str(PREPARE), str(REPLIES), str(CONNECTIONS)]
        said = subprocess.run(command, env=dict(site.environment), capture_output=True, text=True, check=True)
        sessions = said.stdout.split()
        port = int(site.url.rpartition(":")[2])
        found = read(port, STORY, lambda: cpu_of(tree(site.process.pid)))
        page = site.get(STORY).decode()
        assert page.count('class="reply reply-level') == REPLIES, "the thread is not in the page"
        acknowledged = send_all(site, port, sessions)
    return found, acknowledged


def paths() -> dict[str, str]:
    """Where the settings of this measurement are."""
    return {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}


def send_all(site: LiveSite, port: int, sessions: list[str]) -> bool:
    """Send replies at several connections, killing the server midway; whether each is there once."""
    done: dict[int, str] = {}
    lock = threading.Lock()
    halfway = threading.Event()

    def work(number: int) -> None:
        cookie = f"sessionid={sessions[number]}"
        for turn in range(SENT // CONNECTIONS):
            name = number * 1000 + turn
            where = send(port, cookie, f"reply no {name} of the bench")
            with lock:
                done[name] = where
                if len(done) >= SENT // 2:
                    halfway.set()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        running = [pool.submit(work, number) for number in range(CONNECTIONS)]
        halfway.wait(120)
        victim = site.children()["escrutinio.web.server"]
        for process in tree(victim):
            os.kill(process, signal.SIGKILL)  # ours: started by this site
        for one in running:
            one.result()
    command = [sys.executable, str(PREPARE), "count"]
    said = subprocess.run(command, env=dict(site.environment), capture_output=True, text=True, check=True)
    kept = [int(found) for found in re.findall(r"reply no (\d+) of", said.stdout)]
    lost, doubled = set(done) - set(kept), len(kept) - len(set(kept))
    print(
        f"{len(done)} replies at {CONNECTIONS} connections, server killed after {SENT // 2}: "
        f"{len(lost)} lost, {doubled} doubled"
    )
    return len(done) == SENT and not lost and not doubled


def send(port: int, cookie: str, text: str) -> str:
    """Send one reply as a browser does, again with the same form while nothing answers; its address."""
    page = ask(port, "GET", f"{STORY}reply/", cookie)
    token = re.search(r'name="token" value="([^"]+)"', page.body)
    secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
    assert token, page.body[:500]
    assert secret
    form = {"text": text, "token": token[1], "csrfmiddlewaretoken": secret[1], "act": "post", "website": ""}
    answer = ask(port, "POST", f"{STORY}reply/", f"{cookie}; {page.cookie}", urlencode(form))
    assert answer.status == 302, (answer.status, answer.body[:3000])
    return answer.location


@dataclass(frozen=True)
class Answer:
    """An answer: status, body, where it leads, and the cookie that it sets."""

    status: int
    body: str
    location: str
    cookie: str


def ask(port: int, method: str, path: str, cookie: str, body: str = "") -> Answer:
    """Ask until there is an answer."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    end = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body or None, headers)
            came = connection.getresponse()
            set_cookie = (came.getheader("Set-Cookie") or "").split(";")[0]
            text = came.read().decode()
            if came.status < 500:
                return Answer(came.status, text, came.getheader("Location") or "", set_cookie)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        assert time.monotonic() < end, f"no answer of {path}"
        time.sleep(0.1)


def isso_part(place: Path) -> Read | None:
    """Isso with as many comments in one thread: what reading costs; None where it cannot be installed."""
    place.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(place / "env")], check=True)
    # Its image of the request library needs what newer setuptools no longer have.
    install = [str(place / "env/bin/pip"), "install", "--quiet", ISSO, "setuptools<81"]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"Isso is left out: it cannot be installed here ({done.stderr.strip().splitlines()[-1:]})")
        return None
    port = free_port()
    (place / "isso.cfg").write_text(
        f"[general]\ndbpath = {place}/comments.db\nhost = http://127.0.0.1:{port}/\n"
        f"[server]\nlisten = http://127.0.0.1:{port}/\n[guard]\nenabled = false\n"
        "[moderation]\nenabled = false\n"
    )
    with (place / "log").open("wb") as log:
        command = [str(place / "env/bin/isso"), "-c", str(place / "isso.cfg"), "run"]
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until(lambda: server.poll() is not None or answers(port), 60, "Isso's start")
        if server.poll() is not None:
            print(f"Isso is left out: it does not start here ({(place / 'log').read_text()[-300:]})")
            return None
        for number in range(REPLIES):
            comment(port, number)
        return read(port, "/?uri=%2Fbench%2F", lambda: cpu_of([server.pid]))
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(place, ignore_errors=True)


def comment(port: int, number: int) -> None:
    """Write one comment to Isso."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    said = {
        "text": f"Reply {number}: *words* of a [reader](https://a.example).",
        "author": f"Person {number}",
    }
    body = json.dumps({**said, "title": "Bench", "email": None, "website": None})
    connection.request("POST", "/new?uri=%2Fbench%2F", body, {"Content-Type": "application/json"})
    came = connection.getresponse()
    assert came.status == 201, came.read()
    connection.close()


def answers(port: int) -> bool:
    """Whether somebody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def read(port: int, path: str, cpu: object) -> Read:
    """Read a page many times over one connection after another, as many readers do."""
    assert callable(cpu)
    size = 0
    for turn in (20, READS):
        before = cpu()
        for _ in range(turn):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            came = connection.getresponse()
            size = len(came.read())
            assert came.status == 200, came.status
            connection.close()
        used = cpu() - before
    return Read(max(used, 1 / TICKS) / READS * 1000, size)


def tree(process: int) -> list[int]:
    """A process and all that it has started."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [process]
    for one in found:
        found += [child for child, parent in pairs if parent == one]
    return found


def cpu_of(processes: list[int]) -> float:
    """Seconds of CPU that processes have used, in the system too."""
    total = 0
    for one in processes:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}")
    sys.exit(main())
