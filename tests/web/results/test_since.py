"""Pages that say what has changed since the earlier election."""

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
