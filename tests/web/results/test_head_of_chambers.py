"""Without an office the chambers are what the front page begins with: true at any moment, and said once.

What is tested: ``web.results.views`` with templates, ``flows.publication.front``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.publication import publish
from small_elections import NOW, Station, desk_with, in_two_rounds, make_small

pytestmark = pytest.mark.django_db

LISTS, DISTRICTS = "nl/tweede-kamer", "uk/commons"
NAMES = {"a": "Ana", "b": "Ben", "c": "Cai", "d": "Dee"}


def front(client: Client, folder: Path, settings: Settings, page: str = "/en/") -> str:
    settings.FOLDER = folder
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def head(page: str) -> str:
    """What stands between the title and the line that says as of when it is."""
    main = page.partition("<main")[2]
    return plain(main.partition('<p class="meta">')[0].partition("</h1>")[2])


@pytest.mark.parametrize(
    ("law", "votes", "said"),
    [
        (LISTS, {"A1": [], "A2": []}, "Nothing is counted yet."),
        (
            LISTS,
            {"A1": [400, 300, 200, 50], "A2": []},
            "It is not decided yet who has the majority. "
            "By the votes counted so far, Ana would have the most seats: 63 of 150.",
        ),
        (
            LISTS,
            {"A1": [900, 50, 20, 10], "A2": []},
            "It is not decided yet who has the majority. "
            "By the votes counted so far, Ana would have the majority: 139 of 150 seats.",
        ),
        (
            LISTS,
            {"A1": [900, 100, 20, 10], "A2": [850, 10, 10, 10], "A3": []},
            "✓ Ana has the majority. The missing sheets cannot change that. "
            "By the votes counted so far, Ana would have 139 of 150 seats.",
        ),
        (LISTS, {"A1": [900, 100, 20, 10]}, "✓ Ana has the majority. 133 of 150 seats; a majority is 76."),
        (
            LISTS,
            {"A1": [400, 300, 200, 50], "A2": [100, 200, 10, 10]},
            "Nobody has the majority. Ana and Ben have the most seats: 59 each, of 150.",
        ),
        (
            LISTS,
            {"A1": [400, 400, 200, 50]},
            "Nobody has the majority. 1 seat is still open. "
            "Leaving open seats aside, Ana and Ben have the most seats: 57 each, of 150.",
        ),
        (LISTS, {"A1": [0, 0, 0, 0], "A2": []}, "It is not decided yet who has the majority."),
        (DISTRICTS, {"A1": [], "B1": []}, "Nothing is counted yet."),
        (
            DISTRICTS,
            {"A1": [5, 3, 1, 0], "B1": [], "C1": []},
            "It is not decided yet who has the majority. "
            "By the votes counted so far, Ana would have the most seats: 1 of 3.",
        ),
        (
            DISTRICTS,
            {"A1": [5, 3, 1, 0], "B1": [5, 3, 1, 0], "C1": []},
            "✓ Ana has the majority. The missing sheets cannot change that. "
            "By the votes counted so far, Ana would have 2 of 3 seats.",
        ),
        (
            DISTRICTS,
            {"A1": [5, 3, 1, 0], "B1": [1, 3, 1, 0], "C1": [0, 0, 5, 2]},
            "Nobody has the majority. Ana, Ben and Cai have the most seats: 1 each, of 3.",
        ),
        (
            DISTRICTS,
            {"A1": [5, 3, 1, 0], "B1": [4, 4, 1, 0], "C1": [0, 0, 5, 2]},
            "It is not decided yet who has the majority. "
            "1 seat is still open. "
            "Leaving open seats aside, Ana and Cai have the most seats: 1 each, of 3.",
        ),
        (
            DISTRICTS,
            {"A1": [5, 3, 1, 0], "B1": [14, 4, 1, 0], "C1": [0, 0, 5, 2]},
            "✓ Ana has the majority. 2 of 3 seats; a majority is 2.",
        ),
        (DISTRICTS, {"A1": [5, 3, 1, 0]}, "✓ Ana has the seat."),
        (DISTRICTS, {"A1": [5, 3, 1, 0], "A2": []}, "It is not decided yet who has the seat."),
        (DISTRICTS, {"A1": [5, 5, 1, 0]}, "It is not decided yet who has the seat. 1 seat is still open."),
    ],
)
def test_the_front_page_begins_with_the_chamber_and_says_it_once(
    client: Client,
    tmp_path: Path,
    settings: Settings,
    law: str,
    votes: Mapping[str, Sequence[int]],
    said: str,
) -> None:
    level = "nation" if law == LISTS else "district"
    publish(make_small(tmp_path / "e", law, votes, level=level, names=NAMES), now=NOW)
    page = front(client, tmp_path / "e", settings)
    whole = plain(re.sub(r"(?s)<svg.*?</svg>", "", page.partition("<main")[2]))
    begins = head(page)

    assert said in begins
    assert begins.endswith(said)
    for sentence in re.findall(r"[^.✓]+\.(?= |$)", said):
        assert whole.count(sentence.strip()) == 1, sentence


def test_seats_that_are_no_whole_body_have_no_majority(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    names = {"a": "Ana Ruiz", "b": "Bo Lind"}
    stations = [Station(300, (200, 50), "N"), Station(300, (50, 200), "S"), Station(300, None, "W")]
    publish(desk_with(tmp_path / "part", "us/senate", names, stations, "district"), now=NOW)
    begins = head(front(client, tmp_path / "part", settings))
    assert begins.endswith("It is not decided yet who has the seats.")

    stations[2] = Station(300, (250, 10), "W")
    publish(desk_with(tmp_path / "all", "us/senate", names, stations, "district"), now=NOW)
    begins = head(front(client, tmp_path / "all", settings))
    assert begins.endswith("Ana Ruiz has the most seats: 2 of 3.")
    assert "majority" not in begins


def test_it_is_said_in_the_readers_language(client: Client, tmp_path: Path, settings: Settings) -> None:
    publish(make_small(tmp_path / "e", LISTS, {"A1": [400, 300, 200, 50], "A2": []}, names=NAMES), now=NOW)
    assert "Ana tendría más escaños que nadie: 63 de 150." in head(
        front(client, tmp_path / "e", settings, "/es/")
    )


def test_a_law_that_is_not_applied_leaves_who_has_the_most_votes(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    publish(make_small(tmp_path / "e", "xx/nowhere", {"A1": [5, 3, 1], "A2": []}), now=NOW)
    assert head(front(client, tmp_path / "e", settings)).endswith("Ana Álvarez has the most votes so far.")


def test_with_an_office_the_chambers_stay_below(client: Client, sample: Path) -> None:
    page = client.get("/en/").content.decode()
    assert "majority" not in head(page)
    assert "majority" in plain(page)


def test_one_vote_is_one_vote(client: Client, tmp_path: Path, settings: Settings) -> None:
    publish(make_small(tmp_path / "e", LISTS, {"A1": [5, 4, 0, 0]}, names=NAMES), now=NOW)
    assert "(1 vote) ahead of Ben" in plain(front(client, tmp_path / "e", settings))


def test_seats_that_nobody_has_by_the_first_round_go_to_a_second(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    votes = {"A1": [600, 200, 100, 50], "B1": [300, 290, 100, 50]}
    publish(make_small(tmp_path, "cz/senat", votes, level="district", names=NAMES), now=NOW)
    said = head(front(client, tmp_path, settings))
    assert "1 seat goes to a second round." in said
    assert "would have" not in said
    seats = plain(front(client, tmp_path, settings, "/en/results/main/"))
    assert "second round: Ana and Ben" in seats
    assert "nothing counted 10" not in seats
    shown = plain(front(client, tmp_path, settings, "/en/seats/"))
    assert "1 seat goes to a second round." in shown
    assert "Grey: nobody yet" in shown


@pytest.mark.parametrize(
    ("votes", "second"), [({"A1": [40, 30, 20, 0]}, True), ({"A1": [60, 30, 5, 0]}, False)]
)
def test_a_correction_is_not_all_that_can_change_before_a_second_round(
    client: Client, tmp_path: Path, settings: Settings, votes: Mapping[str, Sequence[int]], second: bool
) -> None:
    make = make_small(tmp_path, "cz/senat", votes, level="district", names=NAMES)
    publish(make, now=NOW)
    said = plain(front(client, tmp_path, settings, "/en/bounds/"))
    assert ("No expected sheet of the first round is missing" in said) is second
    assert ("Only a correction can still change the result." in said) is not second
    assert ("1 seat goes to a second round." in said) is second


def test_on_the_night_of_a_second_round_its_votes_are_shown(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    publish(in_two_rounds(tmp_path / "e", {"B1": [40, 50, 0]}), now=NOW)
    page = front(client, tmp_path / "e", settings)
    said = head(page)
    assert "<h1>The second round</h1>" in page
    assert "In the second round for 1 seat, nothing is counted yet." in said
    assert "goes to a second round" not in said
    counted = plain(page).split("Votes on the counted sheets")[1]
    assert "Benito Báez 50" in counted


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ((60, 30, 30, 0), "There is a run-off with Ana. Tied for the remaining places: Ben and Cai."),
        ((30, 30, 30, 0), "There is a run-off. Tied for the remaining places: Ana, Ben and Cai."),
        ((40, 30, 20, 0), "Run-off between Ana and Ben."),
    ],
)
def test_a_run_off_is_not_between_one(
    client: Client, tmp_path: Path, settings: Settings, votes: Sequence[int], said: str
) -> None:
    publish(make_small(tmp_path, "fr/president", {"A1": votes}, names=NAMES), now=NOW)
    assert said in head(front(client, tmp_path, settings))


def test_steps_of_the_law_have_no_figures_before_something_is_counted(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    publish(make_small(tmp_path / "e", LISTS, {"A1": [], "A2": []}, names=NAMES), now=NOW)
    said = plain(front(client, tmp_path / "e", settings, "/en/law/"))
    assert "Nothing is counted yet: the steps have no figures." in said
    assert "electoral quota" in said, "how it goes is told all the same"
    assert "Quota 0" not in said
    assert "counted sheets alone" not in said


def test_the_page_of_seats_speaks_of_counted_sheets_while_some_are_missing(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    for name, votes, told in (
        ("e", {"A1": [5, 4, 0, 0]}, False),
        ("f", {"A1": [5, 4, 0, 0], "A2": []}, True),
    ):
        publish(make_small(tmp_path / name, LISTS, votes, names=NAMES), now=NOW)
        said = plain(front(client, tmp_path / name, settings, "/en/seats/"))
        assert ("if the counted sheets were all there are" in said) is told
        assert "Projected" not in said
