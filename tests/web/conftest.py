"""What the site's tests share: elections that are published, the real server, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.forensics import forensics
from escrutinio.flows.publication import Publication, open_publication, publish
from escrutinio.flows.publication.odd_sheets import keep_odd_sheets
from escrutinio.flows.replay import moments
from escrutinio.ledger import Ledger
from escrutinio.model import load_election
from escrutinio.web import page_cache
from escrutinio.web.stories.models import Story
from exported_site import ExportedSite
from live_site import LiveSite, make_empty_database
from ready_elections import contents, copy_of_sample, made_once, make_thinned_sample
from support import at, make_election, row, take
from web.made_stories import make_stories
from web.signing_in import site_with_providers
from web.watching import watch

BROWSER_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The first that is there: the shell has no window to draw, and takes two thirds of the processor's time."""
HALF = 4
"""Of how many moments of the night the middle one is published."""


@pytest.fixture(autouse=True)
def _pages_are_made_in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a test writes is a transaction that no other thread sees.
    monkeypatch.setattr(page_cache, "run_beside", lambda: lambda work: work())


@pytest.fixture(autouse=True)
def _words_are_english() -> Iterator[None]:
    # A request leaves its language behind.
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def small_election(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small election without a law whose first two of 24 sheets are in. Not to be changed: take a copy."""

    def make(place: Path) -> None:
        take(Ledger(place, make_election(place)), [row("001", 30, 20), row("002", 10, 25)])

    return made_once(tmp_path_factory, "small-election", make)


@pytest.fixture
def folder(small_election: Path, tmp_path: Path, settings: Settings) -> Path:
    """A copy of the small election that the site shows; nothing is published."""
    place = tmp_path / "election"
    shutil.copytree(small_election, place)
    settings.FOLDER = place
    return place


@pytest.fixture
def deliver(
    folder: Path, small_election: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int, int, int], Publication]:
    """Take in one more sheet with votes for A and B, at a minute of the night, and publish.

    What is delivered first, to an election that nothing else has changed, is taken in once for all tests.
    """

    def took(minutes: int, a: int, b: int) -> Publication:
        def take_in(place: Path) -> None:
            sheet = f"{minutes % 12 + 1:03d}"
            rows = [row("001", 30, 20), row("002", 10, 25), row(sheet, a, b)]
            take(Ledger(place, load_election(place)), rows, minutes=minutes)
            publish(open_desk(place), now=at(minutes))

        def make(place: Path) -> None:
            shutil.copytree(small_election, place)
            take_in(place)

        if contents(folder) == contents(small_election):
            ready = made_once(tmp_path_factory, f"delivered-{minutes}-{a}-{b}", make)
            shutil.copytree(ready, folder, dirs_exist_ok=True)
        else:
            take_in(folder)
        publication = open_publication(folder)
        assert publication is not None
        return publication

    return took


@pytest.fixture
def stories(db: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Story]:
    """Stories of the small election; see :func:`make_stories`."""
    # The transaction around each test is never committed.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run: run())
    return make_stories()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The thinned night of 2020, published at half of its sheets, with a list of sheets worth a look.

    Not to be changed: take a copy.
    """

    def half_published(place: Path) -> None:
        make_thinned_sample(place)
        desk = open_desk(place)
        half = moments(desk, HALF)[: HALF // 2 + 1]
        keep_odd_sheets(desk, forensics(desk, half[-1], tests=("unlike-their-place", "share-spikes")))
        for moment in half:
            publish(desk, moment, now=datetime.now(UTC), calls=False)  # nothing is called so early

    return copy_of_sample(tmp_path_factory, "sample", "half", half_published)


@pytest.fixture
def sample(sample_folder: Path, settings: Settings) -> Path:
    """The site shows the reconstructed night at half of its sheets."""
    settings.FOLDER = sample_folder
    return sample_folder


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A database of the site in SQLite that holds nothing yet; None where the tests run on PostgreSQL.

    Not to be changed: take a copy.
    """
    if connection.vendor != "sqlite":
        return None
    return made_once(tmp_path_factory, "empty.sqlite3", make_empty_database)


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest, empty_database: Path | None, django_db_modify_db_settings: None
) -> Iterator[bool]:
    """Whether the tests' database is there already: in SQLite it is a copy of an empty one."""
    if empty_database is not None:
        shutil.copyfile(empty_database, connection.settings_dict["TEST"]["NAME"])
        yield True
        connection.close()
    else:
        yield bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def live_site(
    sample_folder: Path, empty_database: Path | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveSite]:
    """The real server on the reconstructed night, half counted; see :class:`LiveSite`."""
    place = tmp_path_factory.mktemp("live") / "night"
    shutil.copytree(sample_folder, place)
    with LiveSite.started(place, "--no-replay", database=empty_database) as site:
        site.publish_half()
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser without a window."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("there is no Chromium on this machine; see tools/system-packages")
    # On a machine that is busy a page may take longer than the 5 seconds that Playwright waits.
    expect.set_options(timeout=20_000)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def exported_site(live_site: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportedSite]:
    """The pages of ``live_site`` as files behind a plain web server; see :class:`ExportedSite`."""
    with ExportedSite.served(live_site, tmp_path_factory.mktemp("files") / "site") as site:
        yield site


@pytest.fixture(scope="session")
def reader_site(
    sample_folder: Path, empty_database: Path | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveSite]:
    """A site that offers every provider, all of which the tests have started."""
    place = tmp_path_factory.mktemp("readers") / "night"
    with site_with_providers(sample_folder, place, empty_database) as site:
        yield site


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[Page]:
    """An empty page whose addresses begin with ``url``; what goes wrong in it fails the test."""
    context = browser.new_context(base_url=url)
    wrong: list[str] = []
    opened_page = watch(context.new_page(), wrong)
    opened_page.on(
        "response", lambda came: wrong.append(f"{came.status} {came.url}") if came.status >= 400 else None
    )
    yield opened_page
    context.close()
    assert not wrong


@pytest.fixture
def page(browser: Browser, live_site: LiveSite) -> Iterator[Page]:
    """An empty page whose addresses are those of ``live_site``."""
    with opened(browser, live_site.url) as found:
        yield found


@pytest.fixture(params=["live_site", "exported_site"])
def site(request: pytest.FixtureRequest) -> LiveSite | ExportedSite:
    """The site as a reader finds it: from the real server, and as files from a plain one."""
    found: LiveSite | ExportedSite = request.getfixturevalue(request.param)
    if isinstance(found, ExportedSite):
        found.show_earlier()  # a page never goes back to an earlier count
    return found


@pytest.fixture
def reader(browser: Browser, site: LiveSite | ExportedSite) -> Iterator[Page]:
    """An empty page whose addresses are those of ``site``."""
    with opened(browser, site.url) as found:
        yield found


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """What keeps people with disabilities out of a page, as far as axe-core can tell; empty is right."""
    rules = Axe()

    def violations(page: Page, *only: str) -> list[str]:
        # To describe what is right as well takes it twice as long.
        options = {"resultTypes": ["violations"], **({"runOnly": list(only)} if only else {})}
        found = rules.run(page, options=options)
        return [
            f"{page.url}\n{violation['id']}: {violation['help']}\n"
            + "\n".join(node["html"] for node in violation["nodes"][:3])
            for violation in found.response["violations"]
        ]

    return violations


@pytest.fixture(scope="session", autouse=True)
def _connections_stay_open() -> Iterator[None]:
    # A test's database is a transaction that is never committed: the end of a request must not close it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _requests_go_nowhere_else() -> None:
    # A proxy of the machine must not stand between the tests and the site they have started.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
