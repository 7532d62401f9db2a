"""The sample's stories: they load once, their figures exist, and they say nothing before it is so."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from escrutinio.flows.publication import open_publication
from escrutinio.samples.stories import sample_stories
from escrutinio.web.stories.markdown import read_text
from escrutinio.web.stories.models import Flag, Story
from escrutinio.web.stories.on_publish import count_published
from escrutinio.web.stories.problems import problems_of
from escrutinio.web.stories.sample import load

pytestmark = pytest.mark.django_db
PATHS = {"en": "/en/stories/the-count-in-figures/", "es": "/es/stories/el-computo-en-cifras/"}


def test_the_samples_stories_are_loaded_once(sample: Path, client: Client) -> None:
    publication = open_publication(sample)
    assert publication is not None
    assert load(sample) == 2
    assert load(sample) == 0
    assert count_published(publication) == 0
    assert Flag.objects.count() == 0
    assert Story.public.count() == 2
    counted = publication.front.headline.counted.selections
    share = next(f"{100 * (each.share or 0):.1f}\u00a0%" for each in counted if each.id == "MAS-IPSP")
    for language, path in PATHS.items():
        page = client.get(path).content.decode()
        assert "{{" not in page
        assert {"en": share, "es": share.replace(".", ",")}[language] in page
        assert "(not known yet)" not in page
        for other in PATHS.values():
            assert other in page


@pytest.mark.parametrize("language", PATHS)
def test_every_figure_of_the_sample_exists(sample: Path, language: str) -> None:
    publication = open_publication(sample)
    text = read_text(sample_stories("bo-2020-10-18")[language].partition("\n\n")[2])
    with translation.override("en"):
        assert problems_of(text, publication) == []
    assert sum(figure.frozen for figure in text.figures) == 1


def test_both_languages_ask_for_the_same_figures() -> None:
    texts = [read_text(text.partition("\n\n")[2]) for text in sample_stories("bo-2020-10-18").values()]
    english, spanish = ([(figure.expression, figure.frozen) for figure in text.figures] for text in texts)
    assert english == spanish


def test_another_election_brings_none(folder: Path) -> None:
    assert load(folder) == 0
    assert sample_stories("test-2024") == {}
