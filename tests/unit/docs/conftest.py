"""What the tests of the documentation share: the pages, and the sample as a desk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.new_election import new_election

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "night"
    new_election(folder, "bolivia-2020", None, datetime(2020, 10, 23, 12, tzinfo=UTC))
    return folder


@pytest.fixture(scope="session")
def sample_desk(sample_folder: Path) -> Desk:
    return open_desk(sample_folder)
