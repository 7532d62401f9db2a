"""Polling the pages of feeds: what comes in, what is told, and what stays as it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from msgspec.structs import replace

from escrutinio.flows import poll as flow
from escrutinio.flows.desk import open_desk
from escrutinio.flows.poll import Poller, PollEvent
from escrutinio.flows.poll_state import FETCHED, STATE, read_states, source_troubles
from escrutinio.flows.web_files import ingest_from
from escrutinio.model import UsageError
from odd_server import Handler, OddServer, odd_server
from small_elections import make_small

STATIONS = {"N1": (), "N2": (), "S1": ()}
FIRST = b"sheet,valid,a,b,c\nN1,60,10,20,30\n"
SECOND = b"sheet,valid,a,b,c\nN1,61,11,20,30\nS1,6,1,2,3\n"
NOW = datetime(2031, 5, 5, tzinfo=UTC)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddServer]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with odd_server() as running:
        yield running


def election(folder: Path, keys: str, law: str = "bolivia-president", **options: str) -> Path:
    """A small election whose feed has a url."""
    make_small(folder, law, STATIONS, **options)  # type: ignore[arg-type]
    definition = folder / "election.toml"
    text = definition.read_text()
    old = "[feeds.observed]\ndefault = 2031-05-04T22:00:00\n"
    assert old in text
    text = text.replace(old, "").replace('files = ["*.csv"]\n', f"{keys}\n")
    definition.write_text(text)
    (folder / "votes.csv").unlink()
    return folder


class Night:
    """A poller whose pages are all due whenever it is asked."""

    def __init__(self, folder: Path, server: OddServer) -> None:
        self.folder = folder
        self.server = server
        self.poller = Poller(folder, lambda: NOW, lambda: 0.5)
        assert self.poller.claim()

    def look(self, pages: int = 1) -> list[PollEvent]:
        """Ask for all pages, one after the other, and take in what they answer."""
        poller, begun = self.poller, len(self.server.asked)
        poller._next.clear()
        poller._states = {url: replace(state, next_at=None) for url, state in poller._states.items()}
        poller._server_until.clear()
        events: list[PollEvent] = []
        until = time.monotonic() + 20
        while len(self.server.asked) < begun + pages or poller._busy:
            events += poller.step(0.05)
            assert time.monotonic() < until, events
        return events

    def votes(self) -> list[tuple[str, int | None]]:
        """Sheet and votes for a, of what is in the ledger, oldest first."""
        ledger = open_desk(self.folder).ledger
        rows = ledger.rows(ledger.deliveries()).sort("observed_at", "sheet")
        return list(rows.select("sheet", "votes_a").iter_rows())


def dated(body: bytes, modified: str) -> Callable[[Handler], None]:
    return lambda handler: handler.whole(body, {"Last-Modified": f"Sun, 04 May 2031 {modified} GMT"})


@pytest.mark.parametrize(
    ("law", "level"),
    [("bolivia-president", "nation"), ("first-past-the-post", "district"), ("dhondt", "nation")],
)
def test_each_new_answer_is_a_delivery(server: OddServer, tmp_path: Path, law: str, level: str) -> None:
    night = Night(election(tmp_path / "e", f'url = "{server.url("/r.csv")}"', law, level=level), server)
    server.pages["/r.csv"] = dated(FIRST, "20:00:00")
    (event,) = night.look()
    assert [result.status for result in event.results] == ["taken in"]
    assert night.look() == []
    server.pages["/r.csv"] = dated(SECOND, "20:10:00")
    assert len(night.look()) == 1
    # The source goes back to what it showed before.
    server.pages["/r.csv"] = dated(FIRST, "20:20:00")
    assert len(night.look()) == 1
    ledger = open_desk(night.folder).ledger
    deliveries = ledger.deliveries()
    assert deliveries["observed_at"].dt.strftime("%H:%M").to_list() == ["20:00", "20:10", "20:20"]
    assert deliveries["file"].unique().to_list() == ["r.csv"]
    assert [ledger.raw(name) for name in deliveries["delivery"]] == [FIRST, SECOND, FIRST]
    assert list((night.folder / FETCHED).glob("votes/*")) == []
    night.poller.close()


def test_what_is_known_is_asked_for_with_its_mark_even_after_a_restart(
    server: OddServer, tmp_path: Path
) -> None:
    def page(handler: Handler) -> None:
        same = handler.headers.get("If-None-Match") == '"1"'
        handler.whole(b"" if same else FIRST, {"ETag": '"1"'}, 304 if same else 200)

    server.pages["/r.csv"] = page
    folder = election(tmp_path / "e", f'url = "{server.url("/r.csv")}"')
    night = Night(folder, server)
    assert len(night.look()) == 1
    night.poller.close()
    again = Night(folder, server)
    # It is not due yet: a restart does not ask anew.
    assert again.poller.step(0.0) == []
    assert len(server.asked) == 1
    assert again.look() == []
    assert server.asked[-1][1]["If-None-Match"] == '"1"'
    # By another definition the same bytes may be read otherwise, so all of them are asked for.
    definition = folder / "election.toml"
    definition.write_text(definition.read_text().replace('name = "A small election"', 'name = "Small"'))
    told, *_ = again.look()
    assert told.line == "election.toml has changed and is read anew."
    assert "If-None-Match" not in server.asked[-1][1]
    definition.write_text("[election")
    (told,) = again.look()
    assert "Polling goes on by the definition as it was." in told.line
    again.poller.close()


def test_pages_by_template_are_asked_for_one_by_one(server: OddServer, tmp_path: Path) -> None:
    keys = f"""url = "{server.url("/{region}/results.csv")}?part={{part}}"
each = {{ region = ["N", "S"], part = ["1", "é 2"] }}"""
    for region in "NS":
        server.pages[f"/{region}/results.csv"] = FIRST.replace(b"N1", f"{region}1".encode())
    night = Night(election(tmp_path / "e", keys), server)
    assert night.poller.pages == 4
    events = night.look(4)
    assert {path for path, _ in server.asked} == {
        f"/{region}/results.csv?part={part}" for region in "NS" for part in ("1", "%C3%A9%202")
    }
    names = {result.file.name for event in events for result in event.results}
    assert names == {f"results_{region}_{part}.csv" for region in "NS" for part in ("1", "é_2")}
    assert {sheet for sheet, _ in night.votes()} == {"N1", "S1"}
    night.poller.close()


def test_a_source_that_is_down_is_told_once_and_comes_back(server: OddServer, tmp_path: Path) -> None:
    url = server.url("/r.csv")
    folder = election(tmp_path / "e", f'name = "Commission"\nurl = "{url}"\ninterval = 10')
    night = Night(folder, server)
    server.pages["/r.csv"] = lambda handler: handler.whole(b"", {"Retry-After": "120"}, 503)
    (told,) = night.look()
    assert told.line == f"votes: {url}: the server says 503 Service Unavailable; next look in 2 minutes"
    assert night.look() == []
    night.poller.close()
    (trouble,) = source_troubles(folder)
    assert (trouble.source, trouble.url) == ("Commission", url)
    assert trouble.problem == "the server says 503 Service Unavailable"
    assert trouble.since == NOW
    assert trouble.answered_at is None
    again = Night(folder, server)
    server.pages["/r.csv"] = FIRST
    (told,) = again.look()
    assert told.line == f"votes: {url} answers again"
    assert [result.status for result in told.results] == ["taken in"]
    again.poller.close()
    assert source_troubles(folder) == ()


def test_a_server_that_asks_for_rest_is_left_alone_with_all_its_pages(
    server: OddServer, tmp_path: Path
) -> None:
    keys = f'url = "{server.url("/{region}.csv")}"\neach = {{ region = ["N", "S"] }}'
    for path in ("/N.csv", "/S.csv"):
        server.pages[path] = lambda handler: handler.whole(b"", {"Retry-After": "60"}, 429)
    night = Night(election(tmp_path / "e", keys), server)
    night.look()
    for _ in range(5):
        night.poller.step(0.02)
    assert len(server.asked) == 1
    night.poller.close()


@pytest.mark.parametrize(
    "body", [b"<!doctype html><title>Maintenance</title>", b"", b"\x00\xff\x00", b"a,b\n1,2\n"]
)
def test_an_answer_that_is_refused_is_kept_and_told(server: OddServer, tmp_path: Path, body: bytes) -> None:
    folder = election(tmp_path / "e", f'url = "{server.url("/r.csv")}"')
    night = Night(folder, server)
    server.pages["/r.csv"] = lambda handler: handler.whole(body, {"Content-Type": "text/html"})
    (event,) = night.look()
    assert [result.status for result in event.results] == ["refused"]
    assert (folder / FETCHED / "votes" / "r.csv").read_bytes() == body
    assert night.look() == []  # the same bytes are not tried again and again
    night.poller.close()
    (trouble,) = source_troubles(folder)
    assert trouble.problem
    again = Night(folder, server)
    server.pages["/r.csv"] = FIRST
    (event,) = again.look()
    assert [result.status for result in event.results] == ["taken in"]
    again.poller.close()
    assert source_troubles(folder) == ()
    assert list((folder / FETCHED / "votes").iterdir()) == []


def test_bytes_that_change_without_a_time_are_later_each_time(server: OddServer, tmp_path: Path) -> None:
    night = Night(election(tmp_path / "e", f'url = "{server.url("/r.csv")}"'), server)
    for votes in range(3):
        body = b"sheet,valid,a,b,c\nN1,%d,%d,0,0\n" % (votes, votes)
        server.pages["/r.csv"] = dated(body, "20:00:00")
        assert len(night.look()) == 1
    assert night.votes() == [("N1", 0), ("N1", 1), ("N1", 2)]
    night.poller.close()


def test_a_server_that_is_stuck_is_no_longer_waited_for(
    server: OddServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dripping(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not handler.server.ending.wait(0.02):
            handler.wfile.write(b"x")

    monkeypatch.setattr(flow, "_LATE", -0.8)
    server.pages["/r.csv"] = dripping
    night = Night(election(tmp_path / "e", f'url = "{server.url("/r.csv")}"\ntimeout = 1'), server)
    (told,) = night.look()
    assert "the answer is not complete after 1 seconds" in told.line
    # Its thread may hang for long; while it does, no other is sent after it.
    night.poller._next.clear()
    for _ in range(3):
        night.poller.step(0.02)
    assert len(server.asked) == 1
    night.poller.close()


def test_one_page_of_two_feeds_is_asked_for_once(server: OddServer, tmp_path: Path) -> None:
    folder = election(tmp_path / "e", f'url = "{server.url("/r.csv")}"')
    definition = folder / "election.toml"
    text = definition.read_text()
    begin, end = text.index("[[feeds]]"), text.index("[law]")
    second = text[begin:end].replace('id = "votes"', 'id = "copy"')
    definition.write_text(text[:end] + second + text[end:])
    server.pages["/r.csv"] = FIRST
    night = Night(folder, server)
    (event,) = night.look()
    assert [result.reading and result.reading.delivery.source for result in event.results] == [
        "votes",
        "copy",
    ]
    assert len(server.asked) == 1
    night.poller.close()


def test_a_state_file_that_is_damaged_is_begun_anew(server: OddServer, tmp_path: Path) -> None:
    folder = election(tmp_path / "e", f'url = "{server.url("/r.csv")}"')
    (folder / FETCHED).mkdir()
    (folder / FETCHED / STATE).write_bytes(b'{"x": ')
    assert read_states(folder) == {}
    server.pages["/r.csv"] = FIRST
    night = Night(folder, server)
    assert len(night.look()) == 1
    night.poller.close()


def test_one_process_polls(server: OddServer, tmp_path: Path) -> None:
    folder = election(tmp_path / "e", f'url = "{server.url("/r.csv")}"')
    first, second = Poller(folder), Poller(folder)
    assert first.claim()
    assert first.claim()
    assert not second.claim()
    first.close()
    assert second.claim()
    second.close()


def test_an_address_is_taken_in_once(server: OddServer, tmp_path: Path) -> None:
    folder = election(tmp_path / "e", 'files = ["r*.csv"]')
    server.pages["/r.csv"] = dated(FIRST, "20:00:00")
    server.pages["/down.csv"] = lambda handler: handler.whole(b"", status=500)
    desk = open_desk(folder, for_ingest=True)
    (result,) = ingest_from(desk, server.url("/r.csv"), NOW)
    assert result.status == "taken in"
    assert result.reading is not None
    assert result.reading.delivery.observed_at == datetime(2031, 5, 4, 20, tzinfo=UTC)
    assert ingest_from(desk, server.url("/r.csv"), NOW)[0].status == "already known"
    (result,) = ingest_from(desk, server.url("/down.csv"), NOW)
    assert (result.status, result.file.name) == ("refused", "down.csv")
    assert result.refusal is not None
    assert result.refusal.message == "the server says 500 Internal Server Error"
    later = datetime(2031, 5, 4, 23, tzinfo=UTC)
    (result,) = ingest_from(desk, server.url("/r.csv"), NOW, observed_at=later)
    assert result.status == "taken in"
    assert desk.ledger.deliveries().filter(pl.col("observed_at") == later).height == 1
    with pytest.raises(UsageError, match="it does not begin with https:// or http://"):
        ingest_from(desk, "ftp://example.org/r.csv", NOW)
