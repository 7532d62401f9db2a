"""Trouble in the background: it is said, waited out, and never ends what serves readers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections
from django.db.utils import OperationalError

from escrutinio.flows.poll_state import source_troubles
from escrutinio.model import LedgerError
from escrutinio.web import keeper
from escrutinio.web import trouble as trouble_file
from escrutinio.web.jobs import __main__ as background
from escrutinio.web.jobs.sources import Sources
from escrutinio.web.patience import CALM, LONGEST, Patience
from escrutinio.web.trouble import TroubleFile, troubles
from odd_server import odd_server
from small_elections import make_small


def test_waits_double_never_end_and_begin_anew_after_a_calm() -> None:
    patience = Patience()
    waits = [patience.failed(now=place) for place in range(9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, LONGEST]
    assert patience.failed(now=9 + CALM) == 1


def test_troubles_are_told_until_they_are_over(tmp_path: Path) -> None:
    assert troubles(tmp_path) == []
    file = TroubleFile(tmp_path)
    file.begin()
    size = (tmp_path / trouble_file.BACKGROUND).stat().st_size
    file.report("count", "database or disk is full\n" * 50)
    file.report("watch", "no folder")
    first = troubles(tmp_path)[0].since
    file.report("count", "still full")
    assert [(trouble.what, trouble.reason) for trouble in troubles(tmp_path)] == [
        ("count", "still full"),
        ("watch", "no folder"),
    ]
    assert troubles(tmp_path)[0].since == first
    # On a full disk only what has its room already can be written.
    assert (tmp_path / trouble_file.BACKGROUND).stat().st_size == size
    file.over("count")
    assert not file.is_empty()
    file.over("watch")
    TroubleFile(tmp_path, trouble_file.PROCESSES).report("server", "it ended")
    assert file.is_empty(), "what other processes have is not its own"
    TroubleFile(tmp_path, trouble_file.PROCESSES).begin()
    assert troubles(tmp_path) == []


@pytest.mark.parametrize(
    "text", ["", "{}", "[{}]", "[1]", "no JSON", '[{"what": "a", "reason": "b", "since": "c"}]']
)
def test_a_file_that_cannot_be_read_tells_no_trouble(tmp_path: Path, text: str) -> None:
    (tmp_path / trouble_file.BACKGROUND).write_text(text)
    assert troubles(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_no_further_trouble(tmp_path: Path) -> None:
    TroubleFile(tmp_path / "gone").report("count", "full")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OperationalError("database is locked"), "OperationalError: database is locked"),
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (LedgerError("a part is missing"), "a part is missing"),
        (KeyError("x"), "KeyError: 'x'"),
        (MemoryError(), "MemoryError: "),
    ],
)
def test_whatever_fails_is_said_and_done_again(
    tmp_path: Path,
    error: Exception,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(Patience, "failed", lambda self, now: 0.0)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    ending = threading.Event()
    file = TroubleFile(tmp_path)
    seen: list[list[str]] = []

    def duty() -> None:
        seen.append([trouble.reason for trouble in troubles(tmp_path)])
        if len(seen) < 3:
            raise error
        if len(seen) == 4:
            ending.set()

    with caplog.at_level(logging.CRITICAL, logger="escrutinio.jobs"):
        background._keep_on("clock", duty, 0.0, ending, file)
    assert [" ".join(reasons) for reasons in seen] == ["", reason.strip(), reason.strip(), ""]


class Night(threading.Event):
    """A night of so many seconds that goes by at once, with what is said of its troubles after each look."""

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__()
        self.now, self.seconds, self.folder = 0.0, seconds, folder
        self.said: list[tuple[float, dict[str, datetime]]] = []

    def is_set(self) -> bool:
        return self.now > self.seconds

    def wait(self, timeout: float | None = None) -> bool:
        self.said.append((self.now, {trouble.what: trouble.since for trouble in troubles(self.folder)}))
        # A process that ends wakes who looks after it.
        self.now += min(timeout or 0.0, 0.2) or 0.01
        return self.is_set()

    def of(self, name: str) -> list[tuple[float, datetime]]:
        return [(now, named[name]) for now, named in self.said if name in named]


class Scripted(keeper._Child):
    """A process that ends after so many seconds, each time it is started."""

    def __init__(self, name: str, night: Night, *lives: float) -> None:
        super().__init__(name, [], {})
        self.night, self.lives = night, iter(lives)
        self.start()

    def start(self) -> None:
        self.dies = self.night.now + next(self.lives)

    def ended(self) -> int | None:
        return 1 if self.night.now >= self.dies else None


@pytest.fixture
def looked_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Night]:
    def look(seconds: float, **lives: Sequence[float]) -> Night:
        night = Night(tmp_path, seconds)
        children: list[keeper._Child] = [Scripted(name, night, *each) for name, each in lives.items()]
        monkeypatch.setattr(time, "monotonic", lambda: night.now)
        keeper._look_after(children, night, night.wait, TroubleFile(tmp_path, trouble_file.PROCESSES))
        return night

    return look


def test_a_process_that_is_back_says_nothing_of_another_that_is_down(
    looked_after: Callable[..., Night],
) -> None:
    night = looked_after(60, up=[10, 1000], down=[9, *[0.1] * 20])

    times = [now for now, _ in night.of("up")]
    assert times[0] == pytest.approx(10.2, abs=0.3)
    # It starts again after a second, and is trusted again when it has run for a while.
    assert times[-1] == pytest.approx(11 + keeper.STEADY, abs=0.6)
    assert [now for now, _ in night.of("down")][-1] > 59


@pytest.mark.parametrize("life", [0.0, 0.5, 3.0, 4.5])
def test_a_process_that_dies_again_and_again_has_one_trouble(
    looked_after: Callable[..., Night], life: float
) -> None:
    night = looked_after(100, web=[5, *[life] * 60])

    found = night.of("web")
    assert len({since for _, since in found}) == 1
    begun = next(number for number, (_, named) in enumerate(night.said) if named)
    assert len(found) == len(night.said) - begun, "it is never said to be over"


def test_a_process_that_dies_after_a_calm_has_a_new_trouble(looked_after: Callable[..., Night]) -> None:
    night = looked_after(100, web=[5, 40, 1000])

    assert len({since for _, since in night.of("web")}) == 2
    assert not night.said[-1][1]


def test_what_comes_from_the_web_is_taken_in_in_the_background(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with odd_server() as server:
        desk = make_small(tmp_path / "small", "uy/president", {"A1": [], "A2": []})
        definition = desk.election.folder / "election.toml"
        text = definition.read_text().replace("[feeds.observed]\ndefault = 2031-05-04T22:00:00\n", "")
        pages = f'url = "{server.url("/{page}.csv")}"\neach = {{ page = ["up", "down"] }}\n'
        definition.write_text(text.replace('files = ["*.csv"]\n', pages))
        server.pages["/up.csv"] = b"sheet,valid,a,b,c\nA1,6,1,2,3\n"
        ending = threading.Event()
        sources = Sources(desk.election.folder, ending)
        with caplog.at_level(logging.WARNING, logger="escrutinio.jobs"):
            while len(caplog.messages) < 2:
                sources.look()
            ending.set()
            sources.look()
    assert sorted(caplog.messages)[0] == "up.csv: taken in"
    assert "the server says 404 Not Found; next look in" in sorted(caplog.messages)[1]
    (down,) = source_troubles(desk.election.folder)
    assert down.url.endswith("/down.csv")
