"""Pages that say what has changed since the earlier election.

What is tested: ``web.results.views`` with templates, ``flows.publication.earlier``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.publication import publish
from small_elections import NOW, make_small

EARLIER = "district,registered,votes_a,votes_b,votes_z\nN,100,9,1,0\nS,100,1,8,1\n"
BASELINE = """[baseline]
file = "earlier.csv"
name = { en = "the election of 2027", es = "la elección de 2027" }
"""

pytestmark = pytest.mark.django_db


def pages(
    client: Client,
    folder: Path,
    votes: Mapping[str, Sequence[int]],
    *paths: str,
    law: str = "uk/commons",
    earlier: str = EARLIER,
) -> list[str]:
    desk = make_small(folder, law, votes, level="district", extra=BASELINE)
    (folder / "earlier.csv").write_text(earlier, encoding="utf-8")
    publish(desk, now=NOW)
    return [" ".join(client.get(path).content.decode().split()) for path in paths]


def test_a_finished_count_says_what_has_changed(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "e"
    front, contest, unit, spanish = pages(
        client,
        tmp_path / "e",
        {"N1": (60, 40, 0), "S1": (60, 40, 0)},
        "/en/",
        "/en/results/main/",
        "/en/results/main/district/S/",
        "/es/results/main/",
    )

    for text in (front, contest):
        assert "Compared with the election of 2027." in text
        assert "All sheets are in" in text
        assert "<b>+10.0</b>" in text  # 120 of 200 now, 10 of 20 then
        assert "does not stand" in text
        assert "Turnout cannot be compared" in text
    assert "gain from Benito Báez" in contest
    assert "Ana Álvarez (hold)" in contest
    assert 'aria-label="S: Ana Álvarez, elected, gain from Benito Báez"' in contest
    assert "First here last time: Benito Báez." in unit
    assert "En comparación con la elección de 2027." in spanish


def test_a_part_of_a_count_says_over_what(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "e"
    contest, unit = pages(
        client,
        tmp_path / "e",
        {"N1": (60, 40, 0), "S1": (60, 40, 0), "S2": ()},
        "/en/results/main/",
        "/en/results/main/district/S/",
    )

    assert "counted in full and has earlier figures: 1 of 2 (District)" in contest
    assert "Cannot say yet: nothing with earlier figures is counted in full" in unit


def test_a_unit_without_earlier_figures_says_so(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "e"
    (unit,) = pages(
        client, tmp_path / "e", {"N1": (6, 4, 0), "W1": (6, 4, 0)}, "/en/results/main/district/W/"
    )
    assert "Cannot say: there are no earlier figures here." in unit


def test_a_presidency_is_compared_too(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "e"
    (front,) = pages(
        client, tmp_path / "e", {"N1": (60, 40, 0), "S1": (60, 40, 0)}, "/en/", law="mx/president"
    )
    assert "<b>+10.0</b>" in front


def test_seats_of_several_members_gained_and_lost(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = folder = tmp_path / "e"
    folder.mkdir()
    (folder / "facts.toml").write_text("[seats]\nN = 5\nS = 4\n", encoding="utf-8")
    (folder / "earlier.csv").write_text(EARLIER, encoding="utf-8")
    (folder / "seats.csv").write_text("unit,seats_a,seats_b\nN,2,3\n,4,6\n", encoding="utf-8")
    extra = f'facts = "facts.toml"\n{BASELINE}seats = "seats.csv"\n'
    votes = {"N1": (600, 310, 100), "S1": (300, 600, 90)}
    publish(make_small(folder, "es/congreso", votes, level="district", extra=extra), now=NOW)
    contest, seats = (
        " ".join(client.get(path).content.decode().split()) for path in ("/en/results/main/", "/en/seats/")
    )

    by_unit = contest.split("Seats gained and lost by unit")[1].split("</table>")[0]
    north, south = by_unit.split("<tbody>")[1].split("</tr>")[:2]
    assert "+1" in north
    assert "\u22121" in north
    assert south.count("not known") == 2
    for page in (contest, seats):
        assert "Compared with the election of 2027." in page
        assert "9 now, 10 then" in page
        assert (
            "only the counted sheets decided" not in page.split("Seats now and last time")[1].split("</p>")[0]
        )


def test_without_seats_of_last_time_gains_are_not_known(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = folder = tmp_path / "e"
    folder.mkdir()
    (folder / "facts.toml").write_text("[seats]\nN = 5\nS = 4\n", encoding="utf-8")
    votes = {"N1": (600, 310, 100), "S1": (300, 600, 90)}
    publish(make_small(folder, "es/congreso", votes, level="district", extra='facts = "facts.toml"'), now=NOW)
    contest = client.get("/en/results/main/").content.decode()
    assert "the seats of last time are not known" in contest
    assert "Seats gained and lost" not in contest
