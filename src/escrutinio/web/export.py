"""``escrutinio export``: the whole public site as files that any web server serves."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.publication import Publication, open_publication, publish
from escrutinio.model import NATION, UsageError
from escrutinio.web import export_worker
from escrutinio.web.environment import PREFIX, read_environment
from escrutinio.web.export_files import replace_site, writing_to
from escrutinio.web.export_pages import Made
from escrutinio.web.export_worker import Job, Maker
from escrutinio.web.serve import prepare

CHUNK = 60
"""Addresses that a process is given at once."""

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Plan:
    """What to export, and where to.

    Attributes:
        folder: the election's folder.
        to: the folder of the site.
        url: the address under which readers will find it, such as ``https://example.org``; empty where it is
            not known: then there is no site map, and links in feeds begin with a slash.
        levels: the levels whose units get pages; empty for all.
        language: the language of a reader who comes to ``/``.
        workers: processes.
        renew: whether the count is published first; else only where nothing has been published yet.
        live: the address of the running site, for what needs it, such as replies; empty where there is none.
    """

    folder: Path
    to: Path
    url: str = ""
    levels: Sequence[str] = ()
    language: str = ""
    workers: int = 0
    renew: bool = False
    live: str = ""


@dataclass(frozen=True)
class Exported:
    """What an export did.

    Attributes:
        to: the folder of the site.
        url: the address that it was made for; may be empty.
        publication: the id of what it shows.
        as_of: the moment of the count.
        files: how many files the site has.
        written, unchanged, removed: how many were written anew, left as they were, and taken away.
        seconds: how long it took.
        per_second: files made in a second.
        later_deliveries: how many have come in since what it shows was published; 0 for a replayed night.
        dead: links of pages that lead nowhere, each with a page that has it.
        failed: addresses that could not be written, each with the reason.
    """

    to: str
    url: str
    publication: str
    as_of: str
    files: int
    written: int
    unchanged: int
    removed: int
    seconds: float
    per_second: float
    later_deliveries: int = 0
    dead: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def export(plan: Plan, told: Told) -> Exported:
    """Set the site up and export it; for the command line.

    Args:
        plan: what to export.
        told: hears how many addresses are done, and of how many.

    Raises:
        UsageError: it cannot be exported so, and why.
        EscrutinioError: the election cannot be opened or published.
    """
    os.environ[f"{PREFIX}FOLDER"] = str(plan.folder.absolute())
    url = plan.url or os.environ.get(f"{PREFIX}URL", "")
    check_url(url)
    check_url(plan.live)
    desk = open_desk(plan.folder)
    prepare(read_environment())
    if plan.renew or open_publication(plan.folder) is None:
        publish(desk, now=datetime.now(UTC))
    exported = export_site(plan, url, told)
    return replace(exported, later_deliveries=later_deliveries(desk))


def later_deliveries(desk: Desk) -> int:
    """How many deliveries have come in since what is published; 0 for a replayed night."""
    publication = open_publication(desk.election.folder)
    if publication is None or publication.front.replay:
        return 0
    received = desk.ledger.deliveries()["received_at"]
    return int((received > publication.published_at).sum())


def check_url(url: str) -> None:
    """Refuse what is no address of a site.

    Raises:
        UsageError: it has no scheme or host, or a path: links lead from the root of a site.
    """
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise UsageError(f"{url!r} is not a site's address", hint="Write it like https://example.org.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageError(
            f"{url!r} is not the root of a site",
            hint="Pages link from the root: give the site a host name of its own.",
        )


def export_site(plan: Plan, url: str, told: Told) -> Exported:
    """Export the current publication of a site that is set up; see :func:`export`."""
    began = time.monotonic()
    publication = open_publication(Path(settings.FOLDER))
    if publication is None:
        raise UsageError("nothing has been published yet")
    levels = _levels(plan, publication)
    with writing_to(plan.to) as target, ExitStack() as stack:
        job = Job(
            publication.folder, publication.about, target, url.rstrip("/"), levels, plan.live.rstrip("/")
        )
        pages = job.pages(stack)
        run = _Run(told)
        executor = _start(plan, job, stack)
        run.make(_first_addresses(publication, levels), executor or _Here(Maker(pages)))
        for name, text in _fixed_pages(plan, publication):
            run.note(Made(f"/{name}", name, target.put(name, text.encode())))
        removed = replace_site(
            target, run.files, {"publication": publication.id, "as_of": publication.about.as_of, "url": url}
        )
    seconds = time.monotonic() - began
    return Exported(
        to=str(plan.to),
        url=url,
        publication=publication.id,
        as_of=publication.about.as_of,
        files=len(run.files),
        written=run.written,
        unchanged=len(run.files) - run.written,
        removed=len(removed),
        seconds=round(seconds, 1),
        per_second=round(len(run.files) / max(seconds, 0.001), 1),
        dead=dict(sorted(run.dead.items())),
        failed=dict(sorted(run.failed.items())),
    )


def _levels(plan: Plan, publication: Publication) -> frozenset[str] | None:
    known = [level.id for level in publication.front.levels]
    for level in plan.levels:
        if level not in known:
            raise UsageError(f"there is no level {level!r}", hint=f"There are: {', '.join(known)}.")
    languages = [code for code, _name in settings.LANGUAGES]
    if plan.language and plan.language not in languages:
        raise UsageError(
            f"there is no language {plan.language!r}", hint=f"There are: {', '.join(languages)}."
        )
    return frozenset(plan.levels) or None


class _Here(Executor):
    """Makes pages in this process, one chunk at a time."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it at once."""
        done: Future[Any] = Future()
        done.set_result(self._maker.make(*args))
        return done


def _start(plan: Plan, job: Job, stack: ExitStack) -> Executor | None:
    workers = plan.workers or len(os.sched_getaffinity(0))
    if workers < 2:
        return None
    # Each process works on pages of its own: threads of one would only wait for those of another.
    stack.enter_context(_environment({"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}))
    spawn = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(
        workers, mp_context=spawn, initializer=export_worker.start, initargs=(job,)
    )
    stack.callback(executor.shutdown, cancel_futures=True)
    return executor


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _Run:
    """Makes addresses and all that their pages lead to."""

    def __init__(self, told: Told) -> None:
        self.files: list[str] = []
        self.written = 0
        self.dead: dict[str, str] = {}
        self.failed: dict[str, str] = {}
        self._told = told
        self._leads: dict[str, str] = {}

    def note(self, made: Made) -> None:
        """Keep what became of an address."""
        if made.failed:
            self.failed[made.address] = made.failed
        elif made.dead:
            self.dead[made.address] = self._leads.get(made.address, "")
        else:
            self.files.append(made.name)
            self.written += made.changed

    def make(self, addresses: Iterable[str], executor: Executor) -> None:
        """Make addresses, and then what they lead to, until there is nothing new."""
        waiting = list(dict.fromkeys(addresses))
        seen, done = {*waiting, "/"}, 0
        running: set[Future[list[Made]]] = set()
        while waiting or running:
            while waiting:
                chunk, waiting = waiting[:CHUNK], waiting[CHUNK:]
                running.add(executor.submit(export_worker.make, chunk))
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                for made in future.result():
                    self.note(made)
                    done += 1
                    fresh = made.links - seen
                    seen |= fresh
                    self._leads.update(dict.fromkeys(fresh, made.address))
                    waiting += sorted(fresh)
            self._told(done, len(seen) - 1)


def _first_addresses(publication: Publication, levels: frozenset[str] | None) -> Iterator[str]:
    """Everything that is public; a unit's document and pages stand together, to be made from one reading."""
    # The stories' tables can be named only when Django is set up, which this module does.
    from escrutinio.web.api.evidence import log_addresses
    from escrutinio.web.api.pages import page, public_pages
    from escrutinio.web.api.routes import ROUTES, absent_documents
    from escrutinio.web.results.photographs import photograph_addresses
    from escrutinio.web.stories.addresses import public_addresses

    for alternates in public_pages(publication):
        yield from alternates.by_language.values()
    for language, _name in settings.LANGUAGES:
        yield from (address.path for address in public_addresses(language))
        yield reverse("api:updates", kwargs={"language": language})
        yield reverse("api:social-card", kwargs={"language": language})
    absent = absent_documents(publication)
    yield from (
        reverse(f"api:{route.name}") for route in ROUTES if not route.parts and route.name not in absent
    )
    yield from (reverse("api:robots"), reverse("live"), reverse("embed-script"))
    yield from log_addresses()
    yield from photograph_addresses(publication)
    if settings.SITE_URL:
        yield reverse("api:sitemap")
    for contest in publication.front.contests:
        own = {"contest": contest.id}
        yield from (reverse(f"api:{name}", kwargs=own) for name in ("contest", "units", "csv", "parquet"))
        yield from page("share:embed", None, own).by_language.values()
        for level, unit in publication.units(contest.id):
            if levels is None or level in (NATION, *levels):
                parts = {**own, "level": level, "unit": unit}
                yield reverse("api:unit", kwargs=parts)
                if level != NATION:
                    yield from page("results:unit", None, parts).by_language.values()


def _fixed_pages(plan: Plan, publication: Publication) -> Iterator[tuple[str, str]]:
    """Pages that the running site has no address for: the choice of a language at the root."""
    language = plan.language or settings.LANGUAGE_CODE
    homes = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            homes.append(
                (
                    code,
                    translation.get_language_info(code)["name_local"].capitalize(),
                    reverse("results:front"),
                )
            )
    first = next(path for code, _name, path in homes if code == language)
    context = {"homes": homes, "first": first, "language": language, "election": publication.front.election}
    yield "index.html", render_to_string("api/choose.html", context)
