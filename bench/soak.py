"""Long runs against what spoils a night: writers that are killed, and processes of a site under load.

``python bench/soak.py kills 500`` kills a process that takes in deliveries so many times, at random moments,
and one that publishes and writes the record of calls (``ingest`` and ``desks`` do one of them).
``python bench/soak.py writers 10000`` lets two and then four writers take in so many sheets each at once.
``python bench/soak.py postgres 1800`` does as ``site`` on a PostgreSQL of its own, which it restarts twice.
``python bench/soak.py site 1800`` serves a site for so many seconds, with readers, replies and deliveries,
and kills one of its processes each minute. ``python bench/soak.py nights 10`` looks at the memory of a site
after each of so many nights, of 45 deliveries or as many as a second number says. Without an argument it
does what takes minutes, shorter. All of it stays on 127.0.0.1, ends by itself, and ends with an error where a
figure is missed.
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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from with_postgres import DATABASE, Server, postgres, programs

import killed_desks
import ledger_writers
from escrutinio.flows.desk import open_desk
from escrutinio.ledger import Ledger, as_of
from escrutinio.model import load_election
from killed_desks import Killed, election
from ledger_writers import Writer, assert_whole, delivered
from live_site import LiveSite, until
from replies import PREPARE, STORY, paths, send, tree
from support import make_election, row, singles, take

KILLS, SECONDS, NIGHTS, DELIVERIES, SHEETS = 100, 120.0, 10, 45, 10_000
_A_FILE = 500
"""Sheets in a file of one of several writers."""
READERS, REPLIERS, SLOW = 54, 5, 4
"""With one who asks a new question each time that is 64 connections."""
WORKERS = 2
"""Processes that answer readers: while one that was killed comes back, the other is there."""
DELIVER_EVERY, KILL_EVERY = 15.0, 60.0
REST, REPLY_EVERY = 0.5, 0.5
"""Seconds that a reader rests between two pages, and between the replies of one who replies: ten a second."""
LOOKS = (1 / 6, 1 / 2, 1.0)
"""Parts of the time after which the memory is looked at: at 5, 15 and 30 minutes."""
MOST_P99 = 150.0
"""Milliseconds; the client takes its share of the processors too."""
PAGES = ("/en/", "/es/", "/en/results/council/", STORY, "/live.json")
PATIENCE = 600
"""Seconds that a process which is to be killed may take to start, on a machine that has other work."""
QUIET = 100.0
"""Seconds after which an idle background process has given its memory back."""


def main() -> int:
    """Run what was asked for; the exit code is 0 when all figures are reached."""
    what, number, deliveries = [*sys.argv[1:], "", "", ""][:3]
    for module in (ledger_writers, killed_desks):
        vars(module)["PATIENCE"] = PATIENCE
    reached = []
    with tempfile.TemporaryDirectory() as place:
        if what in ("", "kills", "ingest"):
            reached.append(kills(Path(place), int(number or KILLS)))
        if what in ("", "writers"):
            reached += [writers(Path(place), many, int(number or SHEETS)) for many in (2, 4)]
        if what in ("", "kills", "desks"):
            reached.append(desks(Path(place), int(number or KILLS)))
        if what in ("", "site"):
            reached.append(site(Path(place), float(number or SECONDS)))
        if what == "postgres":
            reached.append(on_postgres(Path(place), float(number or SECONDS)))
        if what == "nights":
            reached.append(nights(Path(place), int(number or NIGHTS), int(deliveries or DELIVERIES)))
    return 0 if all(reached) else 1


def kills(place: Path, number: int) -> bool:
    """Kill a writer so many times; whether every delivery is there whole in the end, and none was in part."""
    folder = place / "killed"
    make_election(folder)
    chance = random.Random(1)
    files = delivered(place / "feed", list(range(2 * number + 20)))
    taken = interrupted = 0
    longest = 0.25
    made = 0
    for made in range(1, number + 1):
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
        if made % 50 == 0:
            print(f"{made} kills, {interrupted} in the middle, {taken} deliveries", flush=True)
        if taken >= len(files) - 3:
            break
    writer = Writer(folder, files)
    Writer.begin(writer)
    whole = writer.end() == 0 and assert_whole(folder) == len(files)
    print(
        f"{made} kills of ingest, {interrupted} in the middle: 0 lost, 0 in part; "
        f"all {len(files)} deliveries are there: {whole}"
    )
    return whole


def writers(place: Path, many: int, sheets: int) -> bool:
    """Let writers take in many sheets at once, in random order; whether all are there, once and right."""
    folder = place / f"{many}-writers"
    make_election(folder)
    chance = random.Random(many)
    own = []
    for writer in range(many):
        files = []
        for first in range(0, sheets, _A_FILE):
            rows = [
                row(f"{writer}-{n:05}", n % 90, writer) for n in range(first, min(first + _A_FILE, sheets))
            ]
            file = place / f"{many}_{writer}_{first:05}_20240505_190000.parquet"
            file.write_bytes(singles(rows, [5 + first // _A_FILE] * len(rows)))
            files.append(file)
        own.append(chance.sample(files, len(files)))
    started = [Writer(folder, files) for files in own]
    begun = time.monotonic()
    Writer.begin(*started)
    ended = [writer.end() for writer in started]
    seconds = time.monotonic() - begun
    there = assert_whole(folder)
    standing = as_of(Ledger(folder, load_election(folder)))
    votes = many * sum(n % 90 for n in range(sheets)), sheets * sum(range(many))
    right = (standing["votes_A"].sum(), standing["votes_B"].sum()) == votes
    whole = standing.height == many * sheets and there == sum(map(len, own)) and not any(ended)
    print(
        f"{many} writers at once, {sheets:,} sheets each in {len(own[0])} files in random order: "
        f"all there once: {whole}; totals right: {right}; {seconds:.0f} s",
        flush=True,
    )
    return whole and right


def desks(place: Path, number: int) -> bool:
    """Kill so many times who publishes and writes the record of calls; whether all is whole each time."""
    killed = Killed(election(place / "desk"), random.Random(1), longest=1.0)
    for made in range(1, number + 1):
        killed.kill_one()
        if made % 50 == 0:
            print(f"{made} kills, {killed.publications} publications", flush=True)
    print(
        f"{killed.kills} kills of publish and call, after {killed.publications} publications: "
        f"each time whole; all of {len(killed.record)} acts recorded"
    )
    return True


def on_postgres(place: Path, seconds: float) -> bool:
    """As :func:`site`, with a database that is restarted twice."""
    found = programs()
    if found is None:
        print("there is no PostgreSQL here: nothing was run")
        return False
    with postgres(found, lasting=True) as server:
        os.environ[DATABASE] = server.address
        return site(place, seconds, lambda stop: restart_database(server, stop, seconds))


def restart_database(server: Server, stop: threading.Event, seconds: float) -> None:
    """Restart a database after a third of the time as its keeper does, and after two as a power cut does."""
    for at_once in (False, True):
        if stop.wait(seconds / 3):
            return
        server.restart(at_once)


@dataclass
class Seen:
    """What the readers of a site have seen.

    Attributes:
        milliseconds: of each answer.
        failures: answers with a status of 500 or more, by status.
        twice: how often one reader saw two of them in a row.
        broken: requests that a killed process has not answered.
        refused: attempts to connect while no process listened, of which each reader makes ten a second.
    """

    milliseconds: list[float] = field(default_factory=list)
    failures: dict[int, int] = field(default_factory=dict)
    twice: int = 0
    broken: int = 0
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def site(place: Path, seconds: float, more: Callable[[threading.Event], None] = lambda _stop: None) -> bool:
    """Serve a site for so many seconds under load, and kill its processes.

    Args:
        place: a folder for it.
        seconds: how long.
        more: what is done beside that, until told to stop.
    """
    folder = place / "served"
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    environment = {"DJANGO_SETTINGS_MODULE": "replies_site", **paths()}
    stop, seen, replied = threading.Event(), Seen(), set[str]()
    with LiveSite.started(folder, "--workers", str(WORKERS), environment=environment) as live:
        until(lambda: live.publication() is not None, what="the first publication")
        sessions = prepared(live)
        port = int(live.url.rpartition(":")[2])
        warm(port)
        time.sleep(QUIET)
        before = sum(memory_by_process(live).values())
        work: list[Callable[[], None]] = [lambda: read_pages(port, stop, seen) for _ in range(READERS)]
        work += [lambda: read_questions(port, stop, seen), lambda: deliver(folder, stop)]
        work += [lambda: kill_processes(live, stop), lambda: more(stop)]
        work += [lambda: drip(port, stop) for _ in range(SLOW)]
        work += [lambda: look_at_memory(live, stop, seconds)]
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
        time.sleep(2 * QUIET)  # what came last may still be at work
        parts = memory_by_process(live)
    after = sum(parts.values())
    lost, doubled = len(replied - set(kept)), len(kept) - len(set(kept))
    hundredths = statistics.quantiles(seen.milliseconds, n=100)
    p50, p99 = hundredths[49], hundredths[98]
    print(
        f"{seconds:.0f} s: {len(seen.milliseconds):,} answers to {READERS + 1} readers, "
        f"p50 {p50:.0f} ms, p99 {p99:.0f} ms; "
        f"statuses from 500 on {seen.failures or 'none'}, twice in a row {seen.twice}; "
        f"{seen.broken} requests cut off by kills, {seen.refused} attempts refused"
    )
    print(f"{len(replied)} replies acknowledged: {lost} lost, {doubled} doubled")
    print(f"memory at rest: {before:.0f} MB before, {after:.0f} MB after ({_shown(parts)})")
    return not lost and not doubled and not seen.twice and after < 1.2 * before and p99 < MOST_P99


def warm(port: int) -> None:
    """Let each process make each page: what it loads for that it keeps, and no reader adds to it."""
    for _ in range(10 * WORKERS):
        for page in PAGES:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", page)
            connection.getresponse().read()
            connection.close()


def look_at_memory(live: LiveSite, stop: threading.Event, seconds: float) -> None:
    """Say what the processes of a site take while it is under load."""
    begun = time.monotonic()
    for part in LOOKS:
        stop.wait(max(0.0, begun + part * seconds - time.monotonic() - 1.0))
        parts = memory_by_process(live)
        minutes, size = part * seconds / 60, sum(parts.values())
        print(f"memory under load at minute {minutes:.0f}: {size:.0f} MB ({_shown(parts)})", flush=True)


def nights(place: Path, number: int, deliveries: int) -> bool:
    """Let one site go through so many nights; the memory of its processes at rest after each."""
    folder = place / "nights"
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    after = []
    with LiveSite.started(folder) as live:
        for night in range(number):
            for turn in range(deliveries):
                minute = night * deliveries + turn + 1
                before = live.publication()
                take(open_desk(folder, for_ingest=True).ledger, [row("001", minute % 90, 1)], minutes=minute)
                until(lambda before=before: live.publication() != before, 600, "the publication")  # type: ignore[misc]
                for page in PAGES[:3]:
                    live.get(page)
            time.sleep(QUIET)
            parts = memory_by_process(live)
            after.append(sum(parts.values()))
            print(f"memory at rest after night {night + 1}: {after[-1]:.0f} MB ({_shown(parts)})", flush=True)
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


def _shown(parts: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {size:.0f}" for name, size in parts.items())


def memory_by_process(live: LiveSite) -> dict[str, float]:
    """Program and number of each process of a site -> its memory in MB, what they share counted once."""
    sizes = {}
    for process in tree(live.process.pid):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            words = Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8").split("\0")
        except OSError:
            continue
        program = words[words.index("-m") + 1] if "-m" in words else Path(words[0]).name
        pss = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
        sizes[f"{program.rpartition('.')[2]} {process}"] = int(pss[1]) / 1024 if pss else 0.0
    return sizes


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
        except (OSError, http.client.HTTPException) as error:
            with seen.lock:
                seen.refused += isinstance(error, ConnectionRefusedError)
                seen.broken += not isinstance(error, ConnectionRefusedError)
            time.sleep(0.1)
        finally:
            connection.close()


def reply(port: int, number: int, session: str, stop: threading.Event, replied: set[str]) -> None:
    """Send replies; those that were acknowledged are noted."""
    due = time.monotonic()
    for turn in range(1_000_000):
        due += REPLY_EVERY
        if stop.wait(max(0.0, due - time.monotonic())):
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
