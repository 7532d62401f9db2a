"""Polls the pages of feeds: asks when they are due, takes in what is new, and goes on whatever happens."""

from __future__ import annotations

import hashlib
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

import msgspec
from filelock import FileLock, Timeout

from escrutinio.feeds import (
    Answer,
    Known,
    SourceDownError,
    fetch,
    file_name,
    seconds_to_wait,
    shown_at,
)
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.flows.ingest import IngestResult, ingest
from escrutinio.flows.poll_state import FETCHED, PageState, read_states, write_states
from escrutinio.model import DEFINITION_FILE, Election, EscrutinioError, Page, WebSource

_AT_ONCE = 8
"""So many servers are asked at once, each of them for one page at a time."""
_SAVE_EVERY = 1.0
_LATE = 10.0
"""Seconds after its time-out at which a request is no longer waited for."""
_SHORTEST_REST = 0.1
"""Seconds."""
_PARTIAL = ".part"
LOCK = ".polling.lock"
MIB = 2**20


@dataclass(frozen=True)
class PollEvent:
    """Something that happened to a page.

    Attributes:
        results: what became of its answer, if there was a new one.
        line: what is to be told beside that; empty for nothing.
    """

    results: tuple[IngestResult, ...] = ()
    line: str = ""


@dataclass(frozen=True)
class _Target:
    """A page, and the feeds that read it."""

    page: Page
    web: WebSource
    source: str
    feeds: tuple[str, ...]

    @property
    def server(self) -> str:
        return urlsplit(self.page.url).netloc


@dataclass
class _Errand:
    """A request that is under way in a thread of its own."""

    target: _Target
    known: Known | None
    to: Path
    started: float
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    outcome: Answer | SourceDownError | None = None


class Poller:
    """Polls the pages of an election's feeds; :meth:`step` is to be called again and again.

    Args:
        folder: the election's folder.
        now: the clock.
        chance: numbers from 0 to 1 at random.

    Raises:
        EscrutinioError: the election cannot be opened.
    """

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._folder = folder
        self._now = now
        self._chance = chance
        self._states = read_states(folder)
        self._saved = 0.0
        self._changed = False
        self._next: dict[str, float] = {}
        self._server_until: dict[str, float] = {}
        self._busy: dict[str, _Errand] = {}
        self._stuck: dict[str, threading.Thread] = {}
        self._done: SimpleQueue[_Errand] = SimpleQueue()
        self._lock = FileLock(folder / LOCK, mode=0o600)
        self._desk = open_desk(folder, for_ingest=True)
        self._definition = _definition_of(folder)
        self._looked_at = self._definition
        self._targets = _targets(self._desk.election)

    @property
    def desk(self) -> Desk:
        """The desk as it is open now."""
        return self._desk

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._targets)

    def claim(self) -> bool:
        """Be the one process that polls for this election; False when another one does."""
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        self._states = read_states(self._folder)
        for partial in (self._folder / FETCHED).glob(f".*{_PARTIAL}"):
            partial.unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """Wait for nothing any more, keep what is known, and let another process poll."""
        for errand in self._busy.values():
            errand.stop.set()
        if self._changed:
            self._save()
        self._lock.release()

    def step(self, patience: float) -> list[PollEvent]:
        """Ask for the pages that are due, and take in the answers that have come.

        Args:
            patience: seconds to wait for an answer.
        """
        events = list(self._renew())
        self._ask_for_due()
        for errand in self._finished(patience):
            events += self._take(errand)
        for errand in self._overdue():
            events += self._take(errand)
        if self._changed and time.monotonic() - self._saved > _SAVE_EVERY:
            self._save()
        return events

    def rest(self) -> float:
        """Seconds in which nothing is to be done; 0 while a request is under way."""
        if self._busy or self._changed:
            return 0.0
        now = time.monotonic()
        due = (
            max(self._next.get(url, now), self._server_until.get(target.server, 0.0))
            for url, target in self._targets.items()
        )
        return max(_SHORTEST_REST, min(due, default=float("inf")) - now)

    def _save(self) -> None:
        write_states(self._folder, {url: self._states[url] for url in self._targets if url in self._states})
        self._saved, self._changed = time.monotonic(), False

    def _renew(self) -> Iterator[PollEvent]:
        """Open the election anew when its definition has changed; with mistakes in it, the old one stays."""
        definition = _definition_of(self._folder)
        if definition == self._looked_at:
            return
        self._looked_at = definition
        try:
            self._desk = open_desk(self._folder, for_ingest=True)
        except EscrutinioError as error:
            yield PollEvent(line=f"{error}\nPolling goes on by the definition as it was.")
            return
        self._definition = definition
        self._targets = _targets(self._desk.election)
        self._next.clear()
        yield PollEvent(line=f"{DEFINITION_FILE} has changed and is read anew.")

    def _ask_for_due(self) -> None:
        now = time.monotonic()
        due = []
        for url, target in self._targets.items():
            at = self._next.setdefault(url, now + self._rest(url))
            if at <= now:
                due.append((at, url, target))
        for _, url, target in sorted(due, key=lambda entry: entry[0]):
            if len(self._busy) >= _AT_ONCE:
                return
            stuck = self._stuck.get(url)
            if stuck is not None and stuck.is_alive():
                continue
            if target.server not in self._busy and self._server_until.get(target.server, 0.0) <= now:
                self._send(target)

    def _rest(self, url: str) -> float:
        """Seconds that are left until a page is due that was asked for before a restart."""
        state = self._states.get(url)
        if state is None or state.next_at is None or state.definition != self._definition:
            return 0.0
        left = (state.next_at - self._now()).total_seconds()
        return left if left <= 2 * 3600 else 0.0

    def _send(self, target: _Target) -> None:
        state = self._states.get(target.page.url, PageState())
        marked = state.url and state.definition == self._definition
        known = Known(state.url, state.etag, state.last_modified) if marked else None
        to = self._folder / FETCHED / f".{uuid.uuid4().hex}{_PARTIAL}"
        errand = _Errand(target, known, to, time.monotonic())
        errand.thread = threading.Thread(target=self._run, args=(errand,), daemon=True)
        self._busy[target.server] = errand
        errand.thread.start()

    def _run(self, errand: _Errand) -> None:
        web, url = errand.target.web, errand.target.page.url
        try:
            errand.to.parent.mkdir(exist_ok=True)
            errand.outcome = fetch(
                url,
                errand.to,
                timeout=web.timeout,
                most=web.max_mb * MIB,
                known=errand.known,
                stop=errand.stop,
            )
        except SourceDownError as error:
            errand.outcome = error
        except OSError as error:
            errand.outcome = SourceDownError(f"the answer cannot be kept: {error.strerror}", where=url)
        except Exception as error:
            errand.outcome = SourceDownError(f"the answer cannot be read: {error}", where=url)
        self._done.put(errand)

    def _finished(self, patience: float) -> Iterator[_Errand]:
        """The requests that have come to their end, of those that are waited for."""
        while True:
            try:
                errand = self._done.get(timeout=patience) if patience else self._done.get_nowait()
            except Empty:
                return
            patience = 0.0
            if self._busy.get(errand.target.server) is errand:
                del self._busy[errand.target.server]
                yield errand
            else:
                errand.to.unlink(missing_ok=True)

    def _overdue(self) -> Iterator[_Errand]:
        now = time.monotonic()
        for server, errand in list(self._busy.items()):
            if now > errand.started + errand.target.web.timeout + _LATE and errand.outcome is None:
                errand.stop.set()
                del self._busy[server]
                url = errand.target.page.url
                if errand.thread is not None:
                    self._stuck[url] = errand.thread
                words = f"the answer is not complete after {errand.target.web.timeout:g} seconds"
                errand.outcome = SourceDownError(words, where=url)
                yield errand

    def _take(self, errand: _Errand) -> Iterator[PollEvent]:
        """Take in what a request has brought."""
        url, now = errand.target.page.url, self._now()
        before = self._states.get(url, PageState())
        state = msgspec.structs.replace(before, asked_at=now)
        if isinstance(errand.outcome, SourceDownError):
            yield from self._down(errand.target, state, errand.outcome)
            return
        answer = errand.outcome
        assert answer is not None
        # Should taking it in fail, the page is asked for again at its next turn, and whole.
        self._wait(errand.target, 0, None)
        same = answer.changed and answer.digest == before.digest and before.definition == self._definition
        results: tuple[IngestResult, ...] = ()
        if answer.changed and not same:
            try:
                results, state = self._ingest(errand, answer, state)
            except (EscrutinioError, OSError) as error:
                words = error.strerror if isinstance(error, OSError) else str(error)
                yield PollEvent(line=f"{_title(errand.target)}: the answer cannot be taken in: {words}")
                return
        errand.to.unlink(missing_ok=True)
        server = errand.target.server
        self._server_until.pop(server, None)
        state = msgspec.structs.replace(
            state,
            answered_at=now,
            url=answer.known.url,
            etag=answer.known.etag,
            last_modified=answer.known.last_modified,
            definition=self._definition,
            failures=0,
            problem="",
        )
        self._keep(errand.target, state, before)
        line = f"{_title(errand.target)} answers again" if before.problem else ""
        if results or line:
            yield PollEvent(results, line)

    def _ingest(
        self, errand: _Errand, answer: Answer, state: PageState
    ) -> tuple[tuple[IngestResult, ...], PageState]:
        """Take a new answer in with each feed of the page; refused, it stays for a person to look at."""
        target, now = errand.target, self._now()
        election = self._desk.election
        moment = shown_at(answer, now, state.shown_at, election.date, election.timezone)
        folder = self._folder / FETCHED / target.feeds[0]
        folder.mkdir(parents=True, exist_ok=True)
        path = errand.to.replace(folder / file_name(target.page, answer))
        results = [
            result
            for feed in target.feeds
            for result in ingest(self._desk, [path], self._now, feed=feed, shown_at=moment)
        ]
        reasons = [
            f"{result.refusal.message}. {result.refusal.hint}".strip()
            for result in results
            if result.refusal and result.status is IngestStatus.REFUSED
        ]
        if not any(result.status is IngestStatus.REFUSED for result in results):
            path.unlink(missing_ok=True)
        state = msgspec.structs.replace(
            state, digest=answer.digest, changed_at=now, shown_at=moment, refusal="; ".join(reasons)
        )
        return tuple(results), state

    def _down(self, target: _Target, state: PageState, error: SourceDownError) -> Iterator[PollEvent]:
        failures = state.failures + 1
        wait = self._wait(target, failures, error.retry_after)
        if error.whole_server:
            self._server_until[target.server] = time.monotonic() + wait
        told = state.problem == error.message
        after = msgspec.structs.replace(
            state, failures=failures, problem=error.message, definition=self._definition
        )
        if state.definition != self._definition:  # what is held was read by another definition
            after = msgspec.structs.replace(after, url="", digest="")
        self._keep(target, after, state)
        if not told:
            yield PollEvent(line=f"{_title(target)}: {error.message}; next look in {_in_words(wait)}")

    def _wait(self, target: _Target, failures: int, retry_after: float | None) -> float:
        """Set when a page is asked for again; gives the seconds until then."""
        wait = seconds_to_wait(target.web.interval, failures, retry_after, self._chance())
        self._next[target.page.url] = time.monotonic() + wait
        return wait

    def _keep(self, target: _Target, state: PageState, before: PageState) -> None:
        url = target.page.url
        since = (before.since or self._now()) if state.trouble and before.trouble else self._now()
        next_at = self._now() + timedelta(seconds=self._next[url] - time.monotonic())
        self._states[url] = msgspec.structs.replace(
            state, source=target.source, since=since if state.trouble else None, next_at=next_at
        )
        self._changed = True


def _in_words(seconds: float) -> str:
    if seconds < 100:
        return "1 second" if round(seconds) == 1 else f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes"


def _title(target: _Target) -> str:
    return f"{', '.join(target.feeds)}: {target.page.url}"


def _definition_of(folder: Path) -> str:
    """What changes when the definition does."""
    with suppress(OSError):
        return hashlib.sha256((folder / DEFINITION_FILE).read_bytes()).hexdigest()[:16]
    return ""


def _targets(election: Election) -> Mapping[str, _Target]:
    """The pages of all feeds by address; one that several feeds read is asked for once, as the first says."""
    targets: dict[str, _Target] = {}
    for feed in election.feeds.values():
        for page in feed.web.pages() if feed.web else ():
            if feed.web is not None:
                earlier = targets.get(page.url, _Target(page, feed.web, feed.name or feed.id, ()))
                targets[page.url] = replace(earlier, feeds=(*earlier.feeds, feed.id))
    return targets
