"""Figures in stories: they follow the count or stay frozen, and never fail in front of a reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from msgspec.structs import replace

from escrutinio.flows.publication import Publication
from escrutinio.model import ResultsStatus
from escrutinio.web.published import publication
from escrutinio.web.stories import flags
from escrutinio.web.stories.figures import freeze_body, known_figures, nearest
from escrutinio.web.stories.markdown import read_text
from escrutinio.web.stories.models import BoundFigure, Flag
from escrutinio.web.stories.problems import problems_of
from escrutinio.web.stories.rendering import render_source, render_story
from escrutinio.web.stories.writing import Act, Content, write
from support import START
from web.stories.making import MakeStory

pytestmark = pytest.mark.django_db
Deliver = Callable[[int, int, int], Publication]


def page(client: Client, path: str = "/en/stories/story-1/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.postgres
def test_a_figure_follows_the_count(client: Client, make_story: MakeStory, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    make_story(body="A has {{ share: A }} of the votes.")
    assert ">54.5\u00a0%</a> of the votes." in page(client)
    deliver(3, 5, 50)
    assert ">54.5\u00a0%" not in page(client)


def test_a_figure_says_what_it_is(client: Client, make_story: MakeStory, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    make_story(body="A has {{ share: A }}.")
    found = page(client)
    assert 'href="#figure-1" aria-describedby="figure-1-what"' in found
    note = found[found.index('id="figure-1-what"') :]
    note = note[: note.index("</p>")]
    for part in (
        "54.5\u00a0%",
        "Share of the valid votes, List A, Council",
        "counted",
        "5 May 2024",
        "follows",
    ):
        assert part in note.replace("May 5, 2024", "5 May 2024"), part


def test_a_frozen_figure_stays_and_says_where_the_count_has_gone(
    client: Client, make_story: MakeStory, deliver: Deliver
) -> None:
    first = deliver(2, 20, 5)
    story = make_story(body="A has {{ share: A | frozen }}.")
    assert story.body == freeze_body("A has {{ share: A | frozen }}.", first)
    assert "now" not in render_story(story, first).html
    second = deliver(3, 5, 50)
    html = render_story(story, second).html
    assert ">54.5\u00a0%</a>" in html
    assert "(at " in html
    assert "; now 3" in html
    assert flags.refresh(second) == 1
    flag = Flag.objects.get()
    assert (flag.kind, flag.story) == ("moved", story)
    assert "54.5" in flags.message(flag.kind, flag.details)
    assert flags.refresh(second) == 0


def test_a_frozen_figure_is_not_flagged_within_its_rounding(make_story: MakeStory, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    story = make_story(body="{{ share: A | frozen }} {{ as_of | frozen }}")
    newer = deliver(14, 20, 5)
    at = read_text(story.body).figures[1].at
    assert newer.as_of > known_figures(story)["as_of", at].as_of
    assert flags.refresh(newer) == 0


@pytest.mark.postgres
def test_a_frozen_figure_survives_saving_and_restoring(make_story: MakeStory, deliver: Deliver) -> None:
    deliver(2, 20, 5)
    story = make_story("draft", body="{{ share: A | frozen }}")
    frozen = story.body
    newer = deliver(3, 5, 50)
    now = START + timedelta(hours=1)
    for body in (frozen, "nothing", frozen):
        content = Content(**{**Content.of(story).__dict__, "body": body})
        story = write(story, content, Act.SAVED, None, now, newer)
    assert render_story(story, newer).figures[0].text == "54.5\u00a0%"
    assert BoundFigure.objects.count() == 1


def test_a_figure_can_be_frozen_at_an_earlier_moment(make_story: MakeStory, deliver: Deliver) -> None:
    first = deliver(2, 20, 5)
    newer = deliver(3, 5, 50)
    at = first.as_of.astimezone(first.election.timezone).strftime("%Y-%m-%dT%H:%M")
    story = make_story(body=f"{{{{ share: A | frozen at {at} }}}}")
    (shown,) = render_story(story, newer).figures
    assert shown.text == "54.5\u00a0%"
    assert shown.now
    assert story.flags.get().kind == "moved"


@pytest.mark.postgres
def test_a_figure_that_is_gone_shows_what_was_last_known(
    client: Client, make_story: MakeStory, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = deliver(2, 20, 5)
    story = make_story(body="A has {{ share: A }}.")
    monkeypatch.setattr("escrutinio.web.stories.figures.find", _nothing)
    flags.refresh(first)
    assert story.flags.get().kind == "gone"
    found = page(client)
    assert ">54.5\u00a0%</a>" in found
    assert "last known at" in found


def test_where_no_count_is_published_it_is_not_said_to_have_lost_a_figure(
    make_story: MakeStory, deliver: Deliver
) -> None:
    deliver(2, 20, 5)
    (figure,) = render_story(make_story(body="A has {{ share: A }}."), None).figures
    assert (figure.text, figure.gone, figure.no_count) == ("54.5\u00a0%", False, True)


def _nothing(*_: Any) -> Any:
    from escrutinio.model import UnknownFigure

    raise UnknownFigure("gone")


def test_a_reader_never_sees_an_expression_or_an_error(client: Client, make_story: MakeStory) -> None:
    make_story(body="Unknown {{ share: president/NOBODY }} and {{ lead }}.")
    found = page(client)
    assert "NOBODY" not in found
    assert "(not known yet)" in found


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_are_in_the_storys_language(deliver: Deliver, language: str) -> None:
    newest = deliver(2, 20, 5)
    shown = render_source("{{ share: A }} {{ votes: A }}", {}, newest, language)
    assert shown.figures[0].text == {"en": "54.5\u00a0%", "es": "54,5\u00a0%"}[language]


def test_an_unknown_figure_is_named_with_its_line_and_the_nearest(deliver: Deliver) -> None:
    newest = deliver(2, 20, 5)
    with translation.override("en"):
        found = problems_of(read_text("A\n\n{{ shar: A }}\n{{ share: council/D }}\n{{ share: A }}"), newest)
    assert len(found) == 2
    assert found[0].startswith("Line 3: there is no figure “shar: A”. Did you mean: share")
    assert found[1].startswith("Line 4:")
    assert "share: council/" in found[1]


def test_the_nearest_unit_is_named(deliver: Deliver) -> None:
    newest = deliver(2, 20, 5)
    assert nearest("share: A @ region/Region M", newest)[0].startswith("share: A @ region/Region ")
    assert nearest("share: A @ regoin/N", newest)[0] == "share: A @ region/…"
    assert nearest("zzzzzz", newest) == []


def test_before_anything_is_published_a_draft_can_be_written(folder: Path) -> None:
    assert publication() is None
    assert len(problems_of(read_text("{{ lead }}"), None)) == 1


@pytest.mark.parametrize(
    ("words", "early"),
    [
        ("A won the vote: {{ share: A }}.", "won"),
        ("A ganó: {{ share: A }}.", "ganó"),
        ("Electa: {{ share: A }}.", "Electa"),
        ("The wonder of {{ share: A }}.", ""),
        ("A leads with {{ share: A }}.", ""),
        ("A won.", "won"),
    ],
)
def test_a_word_that_decides_is_flagged_before_a_call(
    make_story: MakeStory, deliver: Deliver, words: str, early: str
) -> None:
    deliver(2, 20, 5)
    story = make_story(body=words)
    found = [flag.details["word"] for flag in story.flags.filter(kind="early")]
    assert found == ([early] if early else [])


def test_a_word_that_decides_may_be_used_once_the_count_is_whole(
    make_story: MakeStory, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = deliver(2, 20, 5)
    story = make_story(headline="A won")
    assert story.flags.count() == 1
    monkeypatch.setitem(newest.__dict__, "front", replace(newest.front, final=True))
    flags.refresh(newest)
    assert story.flags.count() == 0


def test_of_one_paragraph_only_its_own_contests_count(
    make_story: MakeStory, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = deliver(2, 20, 5)
    contests = tuple(
        replace(contest, status=ResultsStatus.UNOFFICIAL_COMPLETE) if contest.id == "council" else contest
        for contest in newest.front.contests
    )
    monkeypatch.setitem(newest.__dict__, "front", replace(newest.front, contests=contests))
    story = make_story(body="A won with {{ share: council/A }}.\n\nB won with {{ share: mayor/B }}.")
    assert [flag.details["contest"] for flag in story.flags.all()] == ["Mayor"]
