"""Long runs against what spoils a night: writers that are killed, and processes of a site under load.

``python bench/soak.py kills 500`` kills a process that takes in deliveries so many times, at random moments.
``python bench/soak.py site 1800`` serves a site for so many seconds, with readers, replies and deliveries,
and kills one of its processes each minute. ``python bench/soak.py nights 10`` looks at the memory of a site
after each of so many nights. Without an argument it does the first two, shorter. All of it stays on
127.0.0.1, ends by itself, and ends with an error where a figure is missed.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from escrutinio.flows.desk import open_desk
from escrutinio.ledger import Ledger, as_of
from escrutinio.model import load_election
from ledger_writers import Writer, assert_whole, delivered
from live_site import LiveSite, until
from replies import PREPARE, STORY, paths, send, tree
from support import make_election, row, take

KILLS, SECONDS, NIGHTS, DELIVERIES = 100, 120.0, 10, 45
READERS, REPLIERS, SLOW = 12, 2, 4
DELIVER_EVERY, KILL_EVERY = 15.0, 60.0
REST, REPLY_EVERY = 0.02, 0.5
"""Seconds that a reader rests between two pages, and between two replies of one who replies."""
MOST_P99 = 150.0
"""Milliseconds."""
PAGES = ("/en/", "/es/", "/en/results/council/", STORY, "/live.json")
QUIET = 75.0
"""Seconds after which an idle background process has given its memory back."""


def main() -> int:
    """Run what was asked for; the exit code is 0 when all figures are reached."""
    what, number = [*sys.argv[1:], "", ""][:2]
    reached = []
    with tempfile.TemporaryDirectory() as place:
        if what in ("", "kills"):
            reached.append(kills(Path(place), int(number or KILLS)))
        if what in ("", "site"):
            reached.append(site(Path(place), float(number or SECONDS)))
        if what == "nights":
            reached.append(nights(Path(place), int(number or NIGHTS)))
    return 0 if all(reached) else 1


def kills(place: Path, number: int) -> bool:
    """Kill a writer so many times; whether every delivery is there whole in the end, and none was in part."""
    folder = place / "killed"
    make_election(folder)
    chance = random.Random(1)
    files = delivered(place / "feed", list(range(number + 20)))
    taken = interrupted = 0
    longest = 0.25
    for _ in range(number):
        writer = Writer(folder, files[taken : taken + 3])
        Writer.begin(writer)
        time.sleep(chance.uniform(0.0, longest))
        running = writer.kill()
        now = assert_whole(folder)
        assert taken <= now <= min(taken + 3, len(files)), "a delivery is lost, or doubled"
        interrupted += running and now < taken + 3
        longest = min(1.3 * longest, 5.0) if now == taken else longest
        taken = now
        if taken:
            assert set(as_of(Ledger(folder, load_election(folder)))["votes_A"]) == {taken}
        if taken >= len(files) - 3:
            break
    writer = Writer(folder, files)
    Writer.begin(writer)
    whole = writer.end() == 0 and assert_whole(folder) == len(files)
    print(
        f"{number} kills of ingest, {interrupted} in the middle: 0 lost, 0 in part; "
        f"all {len(files)} deliveries are there: {whole}"
    )
    return whole


@dataclass
class Seen:
    """What the readers of a site have seen.

    Attributes:
        milliseconds: of each answer.
        failures: answers with a status of 500 or more, by status.
        twice: how often one reader saw two of them in a row.
        broken: requests that a killed process has not answered.
    """

    milliseconds: list[float] = field(default_factory=list)
    failures: dict[int, int] = field(default_factory=dict)
    twice: int = 0
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def site(place: Path, seconds: float) -> bool:
    """Serve a site for so many seconds under load, and kill its processes."""
    folder = place / "served"
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    environment = {"DJANGO_SETTINGS_MODULE": "replies_site", **paths()}
    stop, seen, replied = threading.Event(), Seen(), set[str]()
    with LiveSite.started(folder, environment=environment) as live:
        until(lambda: live.publication() is not None, what="the first publication")
        sessions = prepared(live)
        port = int(live.url.rpartition(":")[2])
        time.sleep(QUIET)
        before = memory(live)
        work: list[Callable[[], None]] = [lambda: read_pages(port, stop, seen) for _ in range(READERS)]
        work += [lambda: read_questions(port, stop, seen), lambda: deliver(folder, stop)]
        work += [lambda: kill_processes(live, stop)]
        work += [lambda: drip(port, stop) for _ in range(SLOW)]
        work += [
            lambda number=number, key=key: reply(port, number, key, stop, replied)  # type: ignore[misc]
            for number, key in enumerate(sessions)
        ]
        threads = [threading.Thread(target=one) for one in work]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        stop.set()
        for thread in threads:
            thread.join()
        kept = re.findall(r"soak (\S+) of", asked(live, "count"))
        time.sleep(QUIET)
        after = memory(live)
    lost, doubled = len(replied - set(kept)), len(kept) - len(set(kept))
    p99 = statistics.quantiles(seen.milliseconds, n=100)[98]
    print(
        f"{seconds:.0f} s: {len(seen.milliseconds):,} answers to {READERS + 1} readers, p99 {p99:.0f} ms; "
        f"statuses from 500 on {seen.failures or 'none'}, twice in a row {seen.twice}; "
        f"{seen.broken} requests cut off by kills"
    )
    print(f"{len(replied)} replies acknowledged: {lost} lost, {doubled} doubled")
    print(f"memory at rest: {before:.0f} MB before, {after:.0f} MB after")
    return not lost and not doubled and not seen.twice and after < 1.2 * before


def nights(place: Path, number: int) -> bool:
    """Let one site go through so many nights; the memory of its processes at rest after each."""
    folder = place / "nights"
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    after = []
    with LiveSite.started(folder) as live:
        for night in range(number):
            for turn in range(DELIVERIES):
                minute = night * DELIVERIES + turn + 1
                before = live.publication()
                take(open_desk(folder, for_ingest=True).ledger, [row("001", minute % 90, 1)], minutes=minute)
                until(lambda before=before: live.publication() != before, what="the publication")  # type: ignore[misc]
                for page in PAGES[:3]:
                    live.get(page)
            time.sleep(QUIET)
            after.append(memory(live))
            print(f"memory at rest after night {night + 1}: {after[-1]:.0f} MB", flush=True)
    return after[-1] < 1.1 * after[0]


def prepared(live: LiveSite) -> list[str]:
    """Fill the site with a story and replies; the sessions of those who reply."""
    return asked(live, "20", str(REPLIERS)).split()


def asked(live: LiveSite, *arguments: str) -> str:
    """What the program that fills the site says."""
    command = [sys.executable, str(PREPARE), *arguments]
    return subprocess.run(
        command, env=dict(live.environment), capture_output=True, text=True, check=True
    ).stdout


def memory(live: LiveSite) -> float:
    """The memory of all processes of a site in MB, what they share counted once."""
    total = 0
    for process in tree(live.process.pid):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += int((re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE) or [0, 0])[1])
    return total / 1024


def read_pages(port: int, stop: threading.Event, seen: Seen) -> None:
    """Read pages one after another, as readers do."""
    chance = random.Random()
    look(port, stop, seen, lambda: chance.choice(PAGES))


def read_questions(port: int, stop: threading.Event, seen: Seen) -> None:
    """Read a page with another question each time, which it does not read."""
    numbers = iter(range(10_000_000))
    look(port, stop, seen, lambda: f"/en/?fbclid={next(numbers)}")


def look(port: int, stop: threading.Event, seen: Seen, choose: Callable[[], str]) -> None:
    """Read what is chosen until told to stop; every answer is counted."""
    failed_before = False
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while not stop.is_set():
                begun = time.perf_counter()
                connection.request("GET", choose())
                came = connection.getresponse()
                came.read()
                failed = came.status >= 500
                with seen.lock:
                    seen.milliseconds.append((time.perf_counter() - begun) * 1000)
                    if failed:
                        seen.failures[came.status] = seen.failures.get(came.status, 0) + 1
                        seen.twice += failed_before
                failed_before = failed
                time.sleep(REST)
        except (OSError, http.client.HTTPException):
            with seen.lock:
                seen.broken += 1
            time.sleep(0.1)
        finally:
            connection.close()


def reply(port: int, number: int, session: str, stop: threading.Event, replied: set[str]) -> None:
    """Send replies; those that were acknowledged are noted."""
    for turn in range(1_000_000):
        if stop.wait(REPLY_EVERY):
            return
        name = f"{number}-{turn}"
        send(port, f"sessionid={session}", f"soak {name} of it")
        replied.add(name)


def deliver(folder: Path, stop: threading.Event) -> None:
    """Take in a delivery from elsewhere, again and again."""
    for minute in range(10, 1_000_000):
        if stop.wait(DELIVER_EVERY):
            return
        take(open_desk(folder, for_ingest=True).ledger, [row("001", minute % 90, 1)], minutes=minute)


def kill_processes(live: LiveSite, stop: threading.Event) -> None:
    """Kill a process of the site each minute: one that answers readers, then the one in the background."""
    names = ("escrutinio.web.server", "escrutinio.web.jobs")
    for turn in range(1_000_000):
        if stop.wait(KILL_EVERY):
            return
        process = live.children().get(names[turn % 2])
        if process is None:
            continue
        # Of the web server one that answers is killed, which is a child of it.
        victims = tree(process)[1:] if turn % 2 == 0 else [process]
        for victim in victims[-1:]:
            os.kill(victim, signal.SIGKILL)


def drip(port: int, stop: threading.Event) -> None:
    """Send a form one byte a second."""
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.putrequest("POST", "/en/account/sign-in/")
            connection.putheader("Content-Length", "40")
            connection.endheaders()
            for _ in range(40):
                if stop.wait(1.0):
                    break
                connection.send(b"a")
        except OSError:
            stop.wait(1.0)
        finally:
            connection.close()


if __name__ == "__main__":
    sys.exit(main())
