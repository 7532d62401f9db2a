"""The documents of publications are as their schemas say.

What is tested: ``flows.publication.publisher``, ``flows.documents``.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import jsonschema_rs
import pytest

from escrutinio.flows.desk import Desk
from escrutinio.flows.documents import to_json
from escrutinio.flows.publication import Publication, publish
from publication_moments import NOW
from support import row, take

SCHEMAS = Path(__file__).parents[4] / "docs" / "reference" / "schemas"


def validate(name: str, document: object) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    as_read = json.loads(to_json(document))
    jsonschema_rs.Draft202012Validator(schema).validate(as_read)


@pytest.mark.parametrize("name", ["front", "advice", "night"])
def test_documents_of_the_sample(replayed: dict[datetime | None, Publication], name: str) -> None:
    for found in replayed.values():
        validate(name, getattr(found, name))


def test_units_of_the_sample(half: Publication) -> None:
    validate("unit", half.contest("president").nation)
    validate("unit", half.unit("single-member", "district", "C01"))
    place = half.unit("president", "municipality", "R-1-M001").below[0].units[0].unit
    validate("unit", half.unit("president", "place", place))


def test_documents_of_a_finished_night(night: Desk) -> None:
    found = publish(night, now=NOW, calls=False)

    for name in ("front", "advice", "night"):
        validate(name, getattr(found, name))


def test_documents_of_a_small_election_with_changes(desk: Desk) -> None:
    take(desk.ledger, [row("001", 40, 40, valid=5), row("002", 5), ["council", "003", *["x"] * 8]])
    take(desk.ledger, [row("001", 41, 40), row("999", 5)], minutes=10)

    found = publish(desk, now=NOW)

    for name in ("front", "advice", "night"):
        validate(name, getattr(found, name))
    for contest in ("council", "mayor"):
        for level, unit in found.units(contest):
            validate("unit", found.unit(contest, level, unit))
