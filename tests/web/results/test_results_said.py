"""The pages say who is elected: on the front page, of a contest, of a district and of a chamber.

What is tested: ``web.results.views`` with templates, ``flows.results``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.decide import decide
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, publish
from escrutinio.flows.results import district_results
from small_elections import NAMES, make_measure, make_small

pytestmark = pytest.mark.django_db
PLURALITY, TWO_ROUNDS, DISTRICTS = "mx/president", "uy/president", "uk/commons"

Make = Callable[..., Publication]


@pytest.fixture
def make(tmp_path: Path, settings: Settings) -> Make:
    """Publish a small election that the site shows."""

    def made(
        law: str,
        votes: Mapping[str, Sequence[int]],
        level: str = "nation",
        names: Mapping[str, str] = NAMES,
    ) -> Publication:
        settings.FOLDER = tmp_path / "said"
        desk = make_small(tmp_path / "said", law, votes, level=level, names=names)
        return publish(desk, now=datetime(2031, 5, 5, tzinfo=UTC))

    return made


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("law", "votes", "words"),
    [
        (PLURALITY, {"A1": [5, 3, 1]}, "Ana Álvarez is elected."),
        (
            PLURALITY,
            {"A1": [5, 3, 1], "A2": []},
            "Ana Álvarez leads in the count so far; it is not decided yet.",
        ),
        (
            PLURALITY,
            {"A1": [900, 3, 1], "A2": [800, 0, 0], "A3": []},
            "Ana Álvarez is elected. The missing sheets cannot change that.",
        ),
        (PLURALITY, {"A1": [5, 5, 1]}, "Tie between Ana Álvarez and Benito Báez: the votes are equal"),
        (PLURALITY, {"A1": [], "A2": []}, "Nothing is counted yet."),
        (
            TWO_ROUNDS,
            {"A1": [40, 35, 25], "A2": []},
            "Ana Álvarez leads in the count so far; it is not decided yet.",
        ),
    ],
)
def test_a_presidency_is_said_on_the_front_page_and_its_own(
    client: Client, make: Make, law: str, votes: dict[str, list[int]], words: str
) -> None:
    make(law, votes)

    for path in ("/en/", "/en/results/main/"):
        assert words in page(client, path)


@pytest.mark.parametrize(
    ("law", "votes", "words"),
    [
        (PLURALITY, {"A1": [5, 3, 1]}, "Ana Álvarez gana la elección."),
        (PLURALITY, {"A1": [5, 3, 1], "A2": []}, "va por delante en lo computado; aún no está decidido."),
        (PLURALITY, {"A1": [5, 5, 1]}, "Empate entre Ana Álvarez y Benito Báez"),
    ],
)
def test_it_is_said_in_spanish(
    client: Client, make: Make, law: str, votes: dict[str, list[int]], words: str
) -> None:
    make(law, votes)

    assert words in page(client, "/es/")


def test_a_partial_count_elects_nobody(client: Client, make: Make) -> None:
    make(PLURALITY, {"A1": [500, 3, 1], "A2": [], "A3": []})

    for path in ("/en/", "/en/results/main/"):
        assert "is elected" not in page(client, path)


def test_a_name_of_any_script_stands_where_its_id_could(client: Client, make: Make) -> None:
    make(PLURALITY, {"A1": [5, 3]}, names={"a": "Ελένη Μαρκάκη", "b": "გიორგი"})

    assert "Ελένη Μαρκάκη is elected." in page(client, "/en/")


def test_districts_say_their_winners(client: Client, make: Make) -> None:
    votes = {"A1": [5, 3, 1], "B1": [2, 8, 3], "C1": [4, 4, 0], "D1": [3, 1, 1], "D2": [], "E1": []}
    made = make(DISTRICTS, votes, level="district")
    seats = page(client, "/en/results/main/")

    for words in (
        '<b>Ana Álvarez</b> <span class="quiet">✓ elected</span>',
        '<b>Benito Báez</b> <span class="quiet">✓ elected</span>',
        '<b>Ana Álvarez</b> <span class="quiet">leads</span>',
        "tied: Ana Álvarez and Benito Báez",
        '<span class="quiet">nothing counted</span>',
        'aria-label="A: Ana Álvarez, elected"',
        'aria-label="D: Ana Álvarez, leading"',
        "who won these seats last time is not known",
        "Ana Álvarez, leading: 1",
    ):
        assert words in seats
    assert "/en/results/main/#districts-" in page(client, "/en/seats/")
    assert "Benito Báez is elected." in page(client, "/en/results/main/district/B/")
    assert "it is not decided yet" in page(client, "/en/results/main/district/D/")
    (chamber,) = made.front.chambers
    assert [result.unit for result in chamber.districts] == ["A", "B", "C", "D", "E"]


def test_holders_of_last_time_are_not_called_unknown_where_nobody_has_the_seat_yet(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path
    (tmp_path / "earlier.csv").write_text("district,registered,votes_a\nA,9,1\n", encoding="utf-8")
    (tmp_path / "seats.csv").write_text("unit,seats_b\nA,1\nB,1\n", encoding="utf-8")
    extra = '[baseline]\nfile = "earlier.csv"\nseats = "seats.csv"\n'
    desk = make_small(tmp_path, DISTRICTS, {"A1": [], "B1": [4, 4, 0]}, level="district", extra=extra)
    publish(desk, now=datetime(2031, 5, 5, tzinfo=UTC))
    for path, words, never in (
        ("/en/results/main/", "of no seat is it known both", "last time is not known"),
        ("/es/results/main/", "de ninguno se sabe a la vez", "no se sabe quién los obtuvo"),
    ):
        seats = page(client, path)
        assert words in seats
        assert never not in seats


def test_a_district_with_only_stray_sheets_elects_nobody(tmp_path: Path) -> None:
    desk = make_small(
        tmp_path / "e", DISTRICTS, {"A1": [5, 3, 1], "B1": [], "C1": [1, 9, 3]}, level="district"
    )
    decision = decide(desk)
    (chamber,) = decision.outcome.chambers.values()
    sums = decision.counted.sums["main"]["district"].with_columns(
        pl.when(pl.col("unit") == "A").then(0).otherwise(pl.col("sheets_expected")).alias("sheets_expected"),
        pl.when(pl.col("unit") == "A").then(1).otherwise(0).alias("sheets_unexpected"),
    )
    counted = replace(decision.counted, sums={"main": {**decision.counted.sums["main"], "district": sums}})
    unsure = replace(decision.bounds, chambers={})
    said = district_results(replace(decision, counted=counted, bounds=unsure), chamber)

    assert [result.state.value for result in said if result.unit in "AC"] == ["leads", "elected"]


def test_a_share_of_the_voters_is_not_given_while_some_are_not_known(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "said"
    stations = [f"A{number}" for number in range(1, 121)]
    votes = {**dict.fromkeys(stations, (5, 3, 1)), "B1": ()}
    publish(
        make_small(settings.FOLDER, PLURALITY, votes, registered={**dict.fromkeys(stations, 1000), "B1": 0}),
        now=datetime(2031, 5, 5, tzinfo=UTC),
    )

    front = page(client, "/en/")
    assert "99.2 % of the sheets are counted." in front
    assert "of the voters" not in front


def test_a_whole_chamber_says_who_has_its_majority(client: Client, make: Make) -> None:
    make(DISTRICTS, {"A1": [5, 3, 1], "B1": [8, 2, 3], "C1": [1, 4, 0]}, level="district")

    assert "Ana Álvarez has the majority." in page(client, "/en/")


@pytest.mark.parametrize(("votes", "shown"), [([], False), ([5, 3, 1], True)])
def test_a_table_of_seats_is_shown_once_a_seat_is_won(
    client: Client, make: Make, votes: Sequence[int], *, shown: bool
) -> None:
    make(DISTRICTS, {"A1": votes, "B1": []}, level="district")
    assert ("Seats by list" in page(client, "/en/seats/")) == shown


def test_a_majority_is_not_said_while_it_is_open(client: Client, make: Make) -> None:
    make(DISTRICTS, {"A1": [5, 3, 1], "B1": [], "C1": []}, level="district")

    front = page(client, "/en/")
    assert "Ana Álvarez has the majority" not in front
    assert "not decided yet who has the majority" in front


@pytest.mark.parametrize("law", ["xx/nowhere", "es/congreso"], ids=["unknown", "without what it reads"])
def test_a_law_that_is_not_applied_says_why_wherever_its_result_would_stand(
    client: Client, make: Make, law: str
) -> None:
    front = make(law, {"A1": [5, 3, 1]}).front

    assert front.law_problem
    assert front.results == ()
    for path in ("/en/", "/en/law/", "/en/bounds/", "/en/seats/"):
        shown = page(client, path)
        assert "The law is not applied, so that nobody is said to be elected:" in shown, path
        assert "No law is named" not in shown
        assert "is elected." not in shown


def test_a_law_that_counts_rankings_is_not_applied_to_votes(client: Client, make: Make) -> None:
    make("ie/president", {"A1": [5, 3, 1]})

    assert "the law counts rankings of candidates, and these votes have none." in page(client, "/en/")
    assert "la ley cuenta órdenes de preferencia" in page(client, "/es/law/")
    assert "library" not in page(client, "/es/")


def test_an_election_without_a_law_has_no_problem_with_it(client: Client, folder: Path) -> None:
    assert publish(open_desk(folder), now=datetime(2031, 5, 5, tzinfo=UTC)).front.law_problem is None
    assert "No law is named for this election." in page(client, "/en/law/")


@pytest.mark.parametrize(
    ("votes", "english", "spanish"),
    [
        ({"A1": [600, 300]}, "Adopted.", "Se aprueba."),
        ({"A1": [400, 90]}, "Not adopted.", "No se aprueba."),
        (
            {"A1": [900, 30], "A2": [900, 30], "A3": []},
            "The missing sheets cannot change that.",
            "Se aprueba.",
        ),
    ],
)
def test_a_ballot_measure_is_adopted_or_not(
    client: Client,
    tmp_path: Path,
    settings: Settings,
    votes: dict[str, list[int]],
    english: str,
    spanish: str,
) -> None:
    settings.FOLDER = tmp_path / "measure"
    publish(make_measure(tmp_path / "measure", votes), now=datetime(2031, 5, 5, tzinfo=UTC))

    assert english in page(client, "/en/")
    assert spanish in page(client, "/es/")
    assert '<th scope="col">Answer</th>' in page(client, "/en/")
    assert "is elected" not in page(client, "/en/") + page(client, "/en/bounds/") + page(client, "/en/law/")
