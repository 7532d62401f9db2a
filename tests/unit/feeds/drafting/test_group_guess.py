"""Drafts of files with several groups of columns in a row, each a candidate and the votes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.feeds.drafting import definition_text, guess_feed, guessed_tables
from escrutinio.feeds.reading import parse_deliveries
from escrutinio.model import parse_election

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)
VOTES = {
    "1": {"LEE": 10, "RAY": 20, "FOX": 5},
    "2": {"RAY": 7, "LEE": 9, "FOX": 4},
    "3": {"FOX": 8, "LEE": 6},
}
GROUP = ("N°Panneau", "Nom", "Voix", "% Voix/Exp")


def rows(width: int) -> list[str]:
    """The stations, padded to so many groups."""
    lines = []
    for station, votes in VOTES.items():
        cells = [f"{station},100,{sum(votes.values())}"]
        cells += [f"{place},{name},{number},1.5" for place, (name, number) in enumerate(votes.items(), 1)]
        cells += [",,,"] * (width - len(votes))
        lines.append(",".join(cells))
    return lines


def numbered() -> str:
    header = ",".join(f"{name} {number}" for number in (1, 2, 3) for name in GROUP)
    return "\n".join([f"Bureau,Inscrits,Exprimés,{header}", *rows(3), ""])


def repeated() -> str:
    return "\n".join([f"Bureau,Inscrits,Exprimés,{','.join(GROUP * 3)}", *rows(3), ""])


def first_named() -> str:
    return "\n".join([f"Bureau,Inscrits,Exprimés,{','.join(GROUP)},,,,,,,,", *rows(3), ""])


def longer_than_the_header() -> str:
    return "\n".join([f"Bureau,Inscrits,Exprimés,{','.join(GROUP)}", *rows(0), ""])


@pytest.mark.parametrize("made", [numbered, repeated, first_named, longer_than_the_header])
def test_groups_of_columns_are_read_as_they_are_drafted(made: Callable[[], str]) -> None:
    text = made()
    (table,) = guessed_tables(text.encode(), "f.csv")
    guess = guess_feed(table)
    assert set(guess.selections) == {"LEE", "RAY", "FOX"}
    assert guess.sheet == ("Bureau",)
    definition = definition_text(guess, file="f.csv", name="N", today=NOW.date(), modified=NOW)
    election = parse_election(tomllib.loads(definition), Path())
    (reading,) = parse_deliveries(text.encode(), "f.csv", election)
    read = {
        row["sheet"]: {name.upper(): row[f"votes_{name}"] for name in ("lee", "ray", "fox")}
        for row in reading.rows.to_dicts()
    }
    # The votes of station 3 add up to its valid ones without her.
    assert read == {station: {"RAY": 0, **votes} for station, votes in VOTES.items()}
    assert reading.rows["valid"].to_list() == [35, 20, 14]


def test_numbered_lists_are_no_groups() -> None:
    text = "Bureau,Liste 1,Liste 2,Voix 1,Voix 2\na,10,20,3,4\nb,11,21,5,6\n"
    (table,) = guessed_tables(text.encode(), "f.csv")
    assert guess_feed(table).group_width is None
