"""What the tests of the documentation share: the pages, and the sample as a desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from escrutinio.flows.desk import Desk, open_desk
from ready_elections import copy_of_sample, thinned_sample

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_sample(tmp_path_factory, "docs", name="night")  # the examples open it with other tools


@pytest.fixture(scope="session")
def thinned_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thinned_sample(tmp_path_factory, "docs")


@pytest.fixture(scope="session")
def thinned_desk(thinned_folder: Path) -> Desk:
    return open_desk(thinned_folder)
