"""What the site's tests share: elections that are published, the real server, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.new_election import new_election
from escrutinio.flows.publication import Publication, publish
from escrutinio.flows.replay import moments
from escrutinio.ledger import Ledger
from escrutinio.model import load_election
from escrutinio.web import page_cache
from live_site import LiveSite
from support import at, make_election, row, take

HALF = 4
"""Of how many moments of the night the middle one is published."""


@pytest.fixture(autouse=True)
def _page_cache_is_fresh() -> None:
    page_cache.forget_versions()


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A small election without a law whose first two of 24 sheets are in; nothing is published."""
    place = tmp_path / "election"
    take(Ledger(place, make_election(place)), [row("001", 30, 20), row("002", 10, 25)])
    settings.FOLDER = place
    return place


@pytest.fixture
def deliver(folder: Path) -> Callable[[int, int, int], Publication]:
    """Take in one more sheet with votes for A and B, at a minute of the night, and publish."""

    def took(minutes: int, a: int, b: int) -> Publication:
        sheet = f"{minutes % 12 + 1:03d}"
        rows = [row("001", 30, 20), row("002", 10, 25), row(sheet, a, b)]
        take(Ledger(folder, load_election(folder)), rows, minutes=minutes)
        page_cache.forget_versions()
        return publish(open_desk(folder), now=at(minutes))

    return took


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reconstructed night of 2020, published at half of its sheets. Not to be changed: take a copy."""
    place = tmp_path_factory.mktemp("sample") / "night"
    new_election(place, "bolivia-2020", None, datetime(2020, 10, 23, 12, tzinfo=UTC))
    desk = open_desk(place)
    for moment in moments(desk, HALF)[: HALF // 2 + 1]:
        publish(desk, moment, now=datetime.now(UTC))
    return place


@pytest.fixture
def sample(sample_folder: Path, settings: Settings) -> Path:
    """The site shows the reconstructed night at half of its sheets."""
    settings.FOLDER = sample_folder
    return sample_folder


@pytest.fixture(scope="session")
def live_site(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The real server on the reconstructed night, half counted; see :class:`LiveSite`."""
    place = tmp_path_factory.mktemp("live") / "night"
    shutil.copytree(sample_folder, place)
    with LiveSite.started(place, "--no-replay") as site:
        site.publish_half()
        yield site


@pytest.fixture(scope="session", autouse=True)
def _requests_go_nowhere_else() -> None:
    # A proxy of the machine must not stand between the tests and the site they have started.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
