"""What tests of publications share: a small election without a law, and the sample's night."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.publication import Publication, publish, start_night
from publication_moments import BEFORE, FEW, MIDDLE
from ready_elections import thinned_sample
from support import make_election


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two regions of two towns of one place of three sheets; nothing is counted."""
    make_election(tmp_path / "small")
    return open_desk(tmp_path / "small", for_ingest=True)


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The sample's desk; what is published in it is the tests' own affair."""
    return open_desk(thinned_sample(tmp_path_factory, "publication"))


@pytest.fixture(scope="session")
def replayed(night: Desk) -> dict[datetime | None, Publication]:
    """Publications of a replay of the sample, loaded whole."""
    start_night(night)
    return {
        moment: publish(night, moment, now=datetime(2024, 1, 1, hour, tzinfo=UTC), calls=False).load()
        for hour, moment in enumerate((BEFORE, FEW, MIDDLE))
    }


@pytest.fixture(scope="session")
def half(replayed: dict[datetime | None, Publication]) -> Publication:
    """The night when two fifths of the sheets were in."""
    return replayed[MIDDLE]
