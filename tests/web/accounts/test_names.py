"""No reader passes for the newspaper, its publisher, or somebody who writes in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from escrutinio.web.accounts import names
from escrutinio.web.stories.models import State
from web.stories.conftest import make_story, make_user  # noqa: F401 - fixtures
from web.stories.making import MakeStory

pytestmark = pytest.mark.django_db


@pytest.fixture
def newspaper(folder: Path, make_story: MakeStory) -> None:  # noqa: F811
    """The site of a newspaper in which three people write, one of them not yet in public."""
    with (folder / "election.toml").open("a", encoding="utf-8") as file:
        file.write('\n[site]\nname = { es = "Diario Luna", en = "Moon Daily" }\npublisher = "Luna"\n')
    make_story(byline="Ana Flores y Ben Mamani")
    make_story(byline="Carla Cruz", state=State.DRAFT)


@pytest.mark.postgres
@pytest.mark.usefixtures("newspaper")
@pytest.mark.parametrize(
    "name",
    [
        "Diario Luna",
        "Diarіo Luna",
        "DIARIO LUNA deportes",
        "Moon-Daily",
        "Luna",
        "Ana Flores",
        "Bén Mamani",
        "Ana Flores y Ben Mamani",
    ],
)
def test_a_name_of_the_newspaper_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="looks like"):
        names.checked(name)


@pytest.mark.usefixtures("newspaper")
@pytest.mark.parametrize("name", ["Luna Pérez", "Diario de Luna", "Ana", "Carla Cruz", "Flores"])
def test_other_names_are_free(name: str) -> None:
    assert names.checked(name) == name
