# ruff: noqa: A005  nothing imports this file; Python has loaded its own module of that name before
"""The site under load: the real server on the reconstructed night, asked by ``wrk`` or a client of our own.

Prints requests a second and waiting times of a page that is kept, the weight of the front page and of what an
open page asks for to learn of news, when a phone on a slow network shows it, and how long readers wait while
sheets are taken in and projected.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen

import polars as pl
from playwright.sync_api import Browser, Response, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from escrutinio.flows.desk import open_desk
from escrutinio.flows.new_election import sample_election
from escrutinio.flows.replay import moments
from live_site import LiveSite, until

CONNECTIONS = 16
SECONDS = 10
DELIVERIES = 8
LEAST, MOST_CALM, MOST_BUSY, HEAVIEST, RENEWAL = 3000.0, 20.0, 150.0, 60_000, 1_000
"""The goals, on a machine that is otherwise idle: requests a second, twice milliseconds, twice bytes."""
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
LOADS = 5
RTT, DOWN, UP, SLOWER, MOST_LCP = 150, 1638.4, 750, 4, 1000.0
"""A phone on slow 4G (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md): milliseconds
until an answer begins, kilobits a second, how many times slower the processor is, and the goal of the largest
contentful paint, in milliseconds. The connection is there: to set it up takes as long for any page."""
LARGEST_PAINT = """() => new Promise((told) => {
    const seen = new PerformanceObserver((list) => told(list.getEntries().at(-1).startTime));
    seen.observe({ type: "largest-contentful-paint", buffered: true });
})"""
PAGES = ("/en/", "/es/", "/en/results/president/department/2/")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "night"
        sample_election(folder, "bolivia-2020", None, datetime.now(UTC))
        with LiveSite.started(folder, "--no-replay") as site:
            until(lambda: site.publication() is not None, 60, "the first publication")
            for page in PAGES:
                site.get(page)
            calm(site)
            weight(site)
            phone(site, "all sheets")
            site.publish(moments(open_desk(folder), 1)[0])
            phone(site, "the first sheets")
            site.publish(None)
            busy(site, folder)


def calm(site: LiveSite) -> None:
    """A page that is kept, and nothing else to do."""
    for path in PAGES:
        rate, median, p99 = load(site.url + path)
        reached = rate >= LEAST and p99 < MOST_CALM
        print(f"{path}: {rate:,.0f} requests/s, p50 {median:.1f} ms, p99 {p99:.1f} ms{verdict(reached)}")


def busy(site: LiveSite, folder: Path) -> None:
    """While the night's sheets come in as deliveries: each is taken in, counted, projected and published."""
    rehearsal = open_desk(folder)
    stop = threading.Event()
    published: set[str] = set()

    def deliver() -> None:
        raw = rehearsal.ledger.raw(rehearsal.ledger.deliveries()["delivery"][0])
        whole = pl.read_parquet(raw)
        for number in range(1, 10_000):
            if stop.is_set():
                return
            part = min(1.0, number / DELIVERIES)
            file = folder.parent / f"part-{number}" / "night.parquet"
            file.parent.mkdir()
            whole.head(max(1, int(whole.height * part) - number % 7)).write_parquet(file)
            subprocess.run(
                [str(Path(sys.executable).with_name("escrutinio")), "ingest", str(folder), str(file)],
                stdout=subprocess.DEVNULL,
                check=True,
            )
            found = site.publication()
            if found is not None:
                published.add(found.id)

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        before = site.publication()
        until(lambda: site.publication() != before, 60, "the first delivery on the site")
        published.clear()
        rate, median, p99 = load(site.url + PAGES[0])
    finally:
        stop.set()
        thread.join()
    print(
        f"{PAGES[0]} while sheets come in ({len(published)} published): {rate:,.0f} requests/s, "
        f"p50 {median:.1f} ms, p99 {p99:.1f} ms{verdict(p99 < MOST_BUSY)}"
    )


def weight(site: LiveSite) -> None:
    """The front page with everything that it loads, as it travels."""
    page, total = fetch(site.url + "/en/")
    parts = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]*?(?:href|src)="(/[^"]+)"', page)
    for part in set(parts):
        total += fetch(site.url + part)[1]
    print(f"front page: {total:,} bytes in {1 + len(set(parts))} requests{verdict(total < HEAVIEST)}")
    renewal = fetch(site.url + "/live.json")[1]
    print(f"/live.json, by which open pages learn of news: {renewal:,} bytes{verdict(renewal < RENEWAL)}")


def phone(site: LiveSite, state: str) -> None:
    """When the front page has shown its largest part on a phone that has nothing of it yet."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=next(filter(None, map(shutil.which, BROWSERS))))
        loads = sorted(loaded(browser, site.url + PAGES[0]) for _ in range(LOADS))
        browser.close()
    times = [time for time, _size, _requests in loads]
    median = times[LOADS // 2]
    print(
        f"{PAGES[0]} on a phone with {state}: largest paint after {median:,.0f} ms "
        f"({times[0]:,.0f} to {times[-1]:,.0f}), {loads[0][1]:,} bytes in {loads[0][2]} requests"
        f"{verdict(median < MOST_LCP)}"
    )


def loaded(browser: Browser, url: str) -> tuple[float, int, int]:
    """When the largest part of a page was shown (ms), and the bytes and requests that it took."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    network = {
        "offline": False,
        "latency": RTT,
        "downloadThroughput": DOWN * 125,
        "uploadThroughput": UP * 125,
    }
    tools.send("Network.emulateNetworkConditions", network)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="networkidle")
    painted = float(page.evaluate(LARGEST_PAINT))
    size = sum(answer.request.sizes()["responseBodySize"] for answer in answers)
    context.close()
    return painted, size, len(answers)


def fetch(url: str) -> tuple[str, int]:
    """The text at an address, and how many bytes travelled."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"}), timeout=30) as answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(body) if packed else body).decode("utf-8", "replace"), len(body)


def verdict(reached: bool) -> str:
    """Whether a goal is reached."""
    return "" if reached else "  (goal missed)"


def load(url: str) -> tuple[float, float, float]:
    """Requests a second, and the median and 99th percentile of the time to an answer (ms)."""
    program = shutil.which("wrk")
    if program is None:
        return asyncio.run(own_client(url))
    command = [
        program,
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "--latency",
        "-H",
        "Accept-Encoding: gzip",
        url,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    times = dict(re.findall(r"(\d+)%\s+([\d.]+(?:us|ms|s))", said))
    assert rate, said
    return float(rate[1]), milliseconds(times["50"]), milliseconds(times["99"])


def milliseconds(text: str) -> float:
    """A time as ``wrk`` writes it."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


async def own_client(url: str) -> tuple[float, float, float]:
    """What ``wrk`` does, in Python: slower, so the server's rate may be higher than is seen."""
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    ask = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    times: list[float] = []
    end = time.perf_counter() + SECONDS

    async def reader() -> None:
        source, sink = await asyncio.open_connection(name, int(port))
        while (begun := time.perf_counter()) < end:
            sink.write(ask)
            head = await source.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            assert head.startswith(b"HTTP/1.1 200"), head[:80]
            assert length, head
            await source.readexactly(int(length[1]))
            times.append(1000 * (time.perf_counter() - begun))
        sink.close()

    await asyncio.gather(*(reader() for _ in range(CONNECTIONS)))
    times.sort()
    return len(times) / SECONDS, times[len(times) // 2], times[len(times) * 99 // 100]


if __name__ == "__main__":
    main()
