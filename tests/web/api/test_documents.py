"""Documents for programs: stable addresses, readable from any site, and errors that say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents import to_plain
from escrutinio.flows.publication import Publication, open_publication, publish, store
from escrutinio.ledger import Ledger
from escrutinio.web.api.documents import unit_address
from support import at, make_election, row, stations, take

pytestmark = pytest.mark.django_db

Deliver = Callable[[int, int, int], Publication]
NAMES = [
    "front",
    "advice",
    "contests",
    "findings",
    "source-differences",
    "calls",
    "night",
    "seat-draws",
    "what-if",
    "places",
    "stories",
    "openapi",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_can_be_read_from_any_site_and_is_sent_once(
    client: Client, deliver: Deliver, name: str
) -> None:
    deliver(5, 30, 40)

    first = client.get(f"/api/{name}.json")
    again = client.get(f"/api/{name}.json", headers={"If-None-Match": first["ETag"]})

    assert first.status_code == 200
    assert first["Content-Type"] == "application/json"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert (again.status_code, again.content) == (304, b"")
    assert not first.cookies


def test_documents_are_those_of_the_publication(client: Client, deliver: Deliver) -> None:
    found = deliver(5, 30, 40)

    front = client.get("/api/front.json").json()
    contest = client.get("/api/contests/council.json").json()
    unit = client.get("/api/contests/council/region/N.json").json()

    assert front == to_plain(found.front)
    assert contest["nation"] == to_plain(found.unit("council", "nation", "nation"))
    votes = found.unit("council", "region", "N").counted.selections[0].votes
    assert unit["counted"]["selections"][0]["votes"] == votes
    assert unit["publication"] == contest["publication"] == found.id


def test_a_document_changes_with_the_publication(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)
    before = client.get("/api/front.json").json()

    deliver(6, 1, 60)
    after = client.get("/api/front.json").json()

    assert before["publication"] != after["publication"]
    assert before["headline"]["counted"]["valid"] != after["headline"]["counted"]["valid"]


def test_every_address_of_units_leads_to_the_unit(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    listed = client.get("/api/contests/council/units.json").json()["units"]

    assert {entry["level"] for entry in listed} == {"nation", "region", "town", "place"}
    for entry in listed:
        unit = client.get(entry["address"]).json()
        assert (unit["level"], unit["unit"], unit["name"]) == (entry["level"], entry["unit"], entry["name"])


def test_addresses_of_contests_lead_to_them(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    for contest in client.get("/api/contests.json").json()["contests"]:
        for where in contest["addresses"].values():
            answer = client.get(where)
            assert answer.status_code == 200, where
            answer.close()


def test_codes_of_any_letters_have_an_address(client: Client, folder: Path) -> None:
    odd = {"N": "Ñ/é 1", "S": ".."}
    frame = stations()
    make_election(folder, stations_frame=frame.with_columns(frame["region"].replace(odd)))
    publish(open_desk(folder), now=at(5))

    for code in odd.values():
        where = unit_address("council", "region", code)
        assert where.count("/") == 5
        assert client.get(where).json()["unit"] == code


MISSING = {
    "/api/contests/senate.json": ("there is no contest 'senate'", "council, mayor"),
    "/api/contests/senate/units.json": ("there is no contest 'senate'", "council, mayor"),
    "/api/contests/council/county/1.json": ("'council' has no level 'county'", "region"),
    "/api/contests/council/region/X.json": ("there is no unit 'X'", ""),
    "/api/outcome.json": ("no law decides this election", "front.json"),
    "/api/bounds.json": ("no law decides this election", "front.json"),
    "/api/stories/none.json": ("there is no story 'none'", "/api/stories.json"),
    "/api/nothing": ("there is no document 'nothing'", "/api/openapi.json"),
    "/downloads/senate.csv": ("there is no contest 'senate'", "council, mayor"),
}


@pytest.mark.parametrize("where", MISSING)
def test_what_does_not_exist_is_named(client: Client, deliver: Deliver, where: str) -> None:
    deliver(5, 30, 40)
    message, hint = MISSING[where]

    answer = client.get(where)

    assert answer.status_code == 404
    assert answer["Access-Control-Allow-Origin"] == "*"
    error = answer.json()["error"]
    assert message in error["message"]
    assert hint in error["hint"]
    assert error["status"] == 404


@pytest.mark.parametrize("where", ["/api/front.json", "/api/contests/council.json", "/downloads/results.csv"])
def test_before_the_first_publication_it_is_said(client: Client, folder: Path, where: str) -> None:
    answer = client.get(where)

    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "nothing has been published yet"


def test_nothing_can_be_sent(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    assert client.post("/api/front.json").status_code in (403, 405)
    assert client.head("/api/front.json").status_code == 200


def test_a_publication_that_is_removed_while_it_is_read_is_opened_again(
    client: Client, deliver: Deliver, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "GRACE", timedelta(0))
    deliver(5, 30, 40)
    stale = open_publication(folder)
    assert stale is not None

    for minute in range(6, 11):  # so many that the first one's folder goes
        deliver(minute, 30, minute)

    assert not stale.folder.exists()
    assert client.get("/api/findings.json").json()["publication"] != stale.id


def test_of_the_sample_the_law_and_the_bounds_can_be_had(client: Client, sample: Path) -> None:
    outcome = client.get("/api/outcome.json").json()
    bounds = client.get("/api/bounds.json").json()

    assert outcome["steps"]
    assert set(bounds["bounds"]["offices"]) == {"president"}
    assert bounds["schema"] == "escrutinio/bounds/3"


def test_an_empty_count_is_a_document_too(client: Client, tmp_path: Path, folder: Path) -> None:
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    publish(open_desk(folder), at(-60), now=at(5))

    front = client.get("/api/front.json").json()

    assert front["empty"] is True
    assert client.get("/api/contests/council/region/N.json").json()["counted"]["leader"] is None
