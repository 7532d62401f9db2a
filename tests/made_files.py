"""What the made files of each recipe hold: files of its source's form, with invented numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FILES = Path(__file__).parent / "made"
Votes = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Made:
    """What made files of a source hold.

    Attributes:
        votes: contest -> selection -> votes of all sheets.
        sheets: how many sheets the stations file lists.
        counts: contest -> count -> sum of all sheets.
    """

    votes: Votes
    sheets: int
    counts: Votes = field(default_factory=dict)


def files_of(recipe: str) -> list[Path]:
    """The made files of a recipe."""
    return sorted((FILES / recipe).iterdir())


MADE: dict[str, Made] = {
    "us/openelections-precinct": Made(
        {"president": {"ann-heron": 210, "bo-otter": 190}, "state-senate-1": {"cy-oak": 1150}}, 4, {}
    ),
    "us/openelections-primary": Made(
        {
            "governor-a": {"ann-heron": 180, "cy-oak": 175},
            "governor-b": {"bo-otter": 150},
            "state-senate-1-b": {"di-elm": 64},
        },
        5,
        {},
    ),
    "us/clarity-detail": Made({"governor": {"ann-heron": 150, "bo-otter": 90}}, 2, {}),
    "int/nist-cdf": Made({"mayor": {"ann-heron": 180, "bo-otter": 150}}, 2, {}),
    "nl/eml-510": Made(
        {"contest": {"herons": 180, "2": 150}},
        2,
        {"contest": {"registered": 1000, "valid": 330, "blank": 6, "null": 8}},
    ),
    "ch/voteinfo": Made(
        {"6770": {"ja": 180, "nein": 150}}, 3, {"6770": {"registered": 700, "valid": 330, "cast": 338}}
    ),
    "au/house-first-preferences": Made(
        {"contest": {"ann-heron": 120, "bo-otter": 80, "cy-oak": 60}}, 2, {"contest": {"null": 7}}
    ),
    "au/house-vote-types": Made(
        {"contest": {"ann-heron": 156, "bo-otter": 126, "cy-oak": 85}}, 2, {"contest": {"null": 10}}
    ),
    "au/media-feed-house": Made(
        {"contest": {"heron-ann": 46, "otter-bo": 30, "oak-di": 23, "elm-cy": 29}},
        5,
        {"contest": {"null": 6}},
    ),
    "de/kerg2": Made(
        {"first": {"heron": 180, "otter": 150}, "second": {"heron": 150, "otter": 180}},
        4,
        {"first": {"registered": 1000, "cast": 340}, "second": {"registered": 1000, "null": 10}},
    ),
    "de/kerg": Made(
        {"first": {"heron": 180, "otter": 150}, "second": {"heron": 150, "otter": 180}},
        4,
        {"first": {"registered": 900, "cast": 339}, "second": {"valid": 330, "null": 9}},
    ),
    "mx/prep": Made(
        {"contest": {"heron": 180, "otter": 140, "c-heron-otter": 14, "no-registradas": 3}},
        3,
        {"contest": {"null": 13, "cast": 350}},
    ),
    "mx/computos-2018": Made(
        {"contest": {"heron": 180, "otter": 140, "cnr": 3}},
        2,
        {"contest": {"registered": 900, "null": 13, "cast": 336}},
    ),
    "pe/onpe-mesas": Made(
        {"presidencial": {"1": 180, "2": 150}}, 3, {"presidencial": {"cast": 350, "blank": 7, "null": 13}}
    ),
    "br/votacao-secao": Made(
        {"governador-1": {"ann-heron": 180, "bo-otter": 150}}, 2, {"governador-1": {"blank": 3, "null": 7}}
    ),
    "ar/provisional": Made(
        {"presidente": {"herons": 180, "otters": 150}},
        2,
        {"presidente": {"registered": 600, "blank": 4, "null": 9}},
    ),
    "cl/servel": Made(
        {"contest": {"ann-heron": 180, "bo-otter": 150}},
        2,
        {"contest": {"registered": 600, "blank": 4, "null": 9}},
    ),
    "es/infoelectoral-mesas": Made(
        {"contest": {"herons": 180, "nandues": 150}},
        2,
        {"contest": {"registered": 900, "valid": 330, "blank": 6, "null": 14}},
    ),
    "fr/bureaux-2022": Made(
        {"contest": {"heron": 180, "otter": 150}},
        2,
        {"contest": {"registered": 900, "cast": 346, "blank": 5, "null": 11, "valid": 330}},
    ),
    "fr/bureaux-2024": Made(
        {"contest": {"heron": 180, "otter": 150}},
        2,
        {"contest": {"registered": 900, "cast": 346, "blank": 5, "null": 11, "valid": 330}},
    ),
    "bo/oep": Made(
        {"presidente": {"heron": 180, "otter-1": 150}, "uninominal": {"heron": 110, "otter-1": 85}},
        3,
        {"presidente": {"registered": 550, "valid": 330, "blank": 5, "null": 11, "cast": 346}},
    ),
}
