"""Names that a definition, a list of stations or a source holds can do nothing on a page or in a file.

What is tested: the views of web, feeds and ``flows.publication``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.ledger import Ledger
from public_addresses import LANGUAGES, paths
from support import DEFINITION, csv_bytes, make_election, row, stations, take

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
TURNED = "\u202e"
"""Turns the direction of all that follows."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Signs that no XML can hold and that a terminal obeys."""
HOSTILE = f"""=cmd|' /C calc'!A0"'>{SCRIPT}<img src=x onerror=alert(1)>&{TURNED}gnp\x1b[31m\x0b\x07\x9b"""
ACTIVE = re.compile(r"<script>alert|<img src=x", re.IGNORECASE)
FORMULA = re.compile(r"\s*[=+@]|\s*-(?![\d.]*$)")


@pytest.fixture
def hostile(tmp_path: Path, settings: Settings) -> Path:
    """An election whose every name is hostile, half counted and published."""
    place = tmp_path / "election"
    definition = re.sub(
        r'(?m)^(name|short) = "[^"]*"', lambda match: f"{match[1]} = {json.dumps(HOSTILE)}", DEFINITION
    )
    named = stations().with_columns(
        pl.col("region_name") + HOSTILE, pl.lit(HOSTILE).alias("town_name"), pl.col("place") + HOSTILE
    )
    make_election(place, definition=definition, stations_frame=named)
    ledger = Ledger(place, open_desk(place, for_ingest=True).election)
    take(ledger, csv_bytes([row(f"{number:03d}", 30, 20) for number in range(1, 8)]))
    take(ledger, csv_bytes([row(HOSTILE, 3, 2)]), minutes=1)
    settings.FOLDER = place
    publish(open_desk(place), now=datetime(2024, 5, 5, 21, tzinfo=UTC))
    return place


def test_hostile_names_are_text_everywhere(client: Client, hostile: Path) -> None:
    values: dict[str, list[Any]] = {
        "contest": ["council", "mayor"],
        "level": ["region", "town", "place"],
        "measure": ["leader", "counted", "turnout"],
        "selection": ["A"],
        "chamber": [],
        "unit": ["N", "N1", f"PN1{HOSTILE}"],
        "slug": [],
        "section": [],
        "page": [1],
        "order": ["newest"],
        "number": [1],
        "seed": ["0" * 16],
        "name": [],
    }
    seen: dict[str, int] = {}
    for language in LANGUAGES:
        for path in paths({**values, "language": [language]}, language):
            answer = client.get(path)
            if answer.status_code != 200:
                assert answer.status_code < 500, path
                continue
            body = b"".join(answer) if answer.streaming else answer.content
            kind = answer.headers["Content-Type"].partition(";")[0]
            seen[kind] = seen.get(kind, 0) + 1
            look(kind, body, path)
    assert {"text/html", "application/json", "text/csv", "application/atom+xml", "image/png"} <= set(seen)


def look(kind: str, body: bytes, path: str) -> None:
    if kind == "text/html":
        text = body.decode()
        assert not ACTIVE.search(text), path
        assert TURNED not in text, path
        assert not CONTROL.search(text), path
    elif kind == "text/csv":
        for cells in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
            for cell in cells:
                assert not FORMULA.match(cell), (path, cell)
                assert TURNED not in cell, path
                assert not CONTROL.search(cell), path
    elif kind == "application/json":
        text = json.dumps(json.loads(body), ensure_ascii=False)
        assert TURNED not in text, path
        assert not re.search(r"\\\\u00[01]|[\x7f-\x9f]", text), path
    elif kind.endswith("xml"):
        assert ElementTree.fromstring(body).tag, path
        assert TURNED not in body.decode(), path
