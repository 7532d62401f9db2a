"""The page of sheets on which two sources differ, and its downloads.

What is tested: ``web.results.views``, ``web.api.downloads``, ``ledger.source_differences``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, publish
from escrutinio.ledger import Ledger
from escrutinio.model import load_election
from support import at, row, singles, take

pytestmark = pytest.mark.django_db
Deliver = Callable[[int, int, int], Publication]


@pytest.fixture
def differing(folder: Path, deliver: Deliver) -> Publication:
    """A night in which the feed "singles" states other votes for sheet 001, and the same for 002."""
    deliver(5, 7, 8)
    data = singles([row("001", 31, 19), row("002", 10, 25)], [6, 6])
    take(Ledger(folder, load_election(folder)), data, "observers.parquet", minutes=6, feed="singles")
    return publish(open_desk(folder), now=at(7))


def test_the_page_has_both_figures_and_the_effect(client: Client, differing: Publication) -> None:
    text = " ".join(client.get("/en/sources/").content.decode().split())
    assert "2 sheets are in more than one source; on 1 of them the sources differ." in text
    assert "if the figures of snapshots were counted on the 1 sheet where they differ" in text
    assert '31 <span class="quiet">singles' in text
    assert '30 <span class="quiet">snapshots' in text
    assert "−1" in text
    assert "+1" in text
    assert "Sheet 001" in text
    assert "List A" in text, "names, not ids"
    spanish = client.get("/es/sources/").content.decode()
    assert "Dónde difieren las fuentes" in spanish


def test_findings_and_the_sheets_page_lead_there(client: Client, differing: Publication) -> None:
    link = '<a href="/en/sources/">'
    text = " ".join(client.get("/en/findings/").content.decode().split())
    assert link in text
    assert "On 1 sheet two sources differ" in text
    (address,) = {
        f"/en/results/{found.contest}/{found.level}/{found.unit}/"
        for found in differing.source_differences.differences
    }
    page = client.get(address).content.decode()
    assert link in page
    assert "List A 31 and 30" in page
    assert address in client.get("/en/sources/").content.decode()


def test_downloads(client: Client, differing: Publication) -> None:
    document = client.get("/api/source-differences.json").json()
    assert document["sheets_differing"] == 1
    assert document["publication"] == differing.id
    answer = client.get("/downloads/source-differences.csv")
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(found["figure"], found["value"], found["other_value"], found["effect"]) for found in rows] == [
        ("votes_A", "31", "30", "-1"),
        ("votes_B", "19", "20", "1"),
    ]
    assert json.dumps(document["differences"][0]["name"]) == '"List A"'


def test_with_one_source_there_is_nothing_to_compare(client: Client, deliver: Deliver) -> None:
    deliver(5, 7, 8)
    text = client.get("/en/sources/").content.decode()
    assert "there is nothing to compare" in text
    assert "/en/sources/" not in client.get("/en/findings/").content.decode().partition("<main")[2]
    content = b"".join(client.get("/downloads/source-differences.csv").streaming_content)  # type: ignore[attr-defined]
    assert content.decode().startswith("contest,sheet,level,unit")


def test_sources_that_agree_are_said_to(client: Client, folder: Path, deliver: Deliver) -> None:
    deliver(5, 7, 8)
    take(
        Ledger(folder, load_election(folder)),
        singles([row("002", 10, 25)], [6]),
        "observers.parquet",
        minutes=6,
        feed="singles",
    )
    publish(open_desk(folder), now=at(7))
    text = " ".join(client.get("/en/sources/").content.decode().split())
    assert "1 sheet is in more than one source. The sources state the same figures." in text
