"""JSON and XML documents of unlike forms are drafted so that they can be taken in at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import FeedError
from made_files import files_of

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)
VOTES = {"101": (120, 80, 30), "102": (60, 70, 20), "103": (40, 35, 25)}
LISTS = ("Heron", "Otter", "Oak")
RIGHT = {"Heron": 220, "Otter": 185, "Oak": 75}


def _lists(code: str, name: str = "list", votes: str = "votes") -> list[dict[str, object]]:
    return [{name: one, votes: number} for one, number in zip(LISTS, VOTES[code], strict=True)]


def _by_list(code: str) -> dict[str, int]:
    return dict(zip(LISTS, VOTES[code], strict=True))


DOCUMENTS: dict[str, object] = {
    "an array in each station": {
        "generated": "2031-05-04T19:20:00",
        "stations": [
            {
                "code": code,
                "name": f"Hall {code}",
                "registered": 500,
                "photos": [{"file": "a"}, {"file": "b"}],
                "results": _lists(code),
            }
            for code in VOTES
        ],
    },
    "rows of sheets": [
        {"region": "N", "station": code, "valid": sum(VOTES[code]), **_by_list(code)} for code in VOTES
    ],
    "an object of votes": {
        "data": [
            {"id": code, "electors": 500, "votes": _by_list(code), "counts": {"null": 3, "blank": 2}}
            for code in VOTES
        ]
    },
    "by code": {
        "mesas": {code: {"inscritos": 500, "candidatos": _lists(code, "nombre", "votos")} for code in VOTES}
    },
    "regions over stations": {
        "regions": [
            {
                "name": region,
                "stations": [{"number": code, "parties": _lists(code, "name", "total")} for code in codes],
            }
            for region, codes in (("North", ["101", "102"]), ("South", ["103"]))
        ]
    },
    "persons": {
        "precincts": [
            {
                "precinct": code,
                "results": [
                    {"candidate": {"name": one, "party": one[0]}, "votes": number, "pct": 1.5}
                    for one, number in _by_list(code).items()
                ],
            }
            for code in VOTES
        ]
    },
    "words as names": {
        "stations": [
            {
                "code": code,
                "results": {one: {"votes": n, "share": 0.1} for one, n in _by_list(code).items()},
            }
            for code in VOTES
        ]
    },
    "nameless rows": {"items": [{"code": code, "lines": _lists(code, "name", "votes")} for code in VOTES]},
}
XML = {
    "attributes": "<results>"
    + "".join(
        f'<station code="{code}" registered="500">'
        + "".join(f'<votes list="{one}">{number}</votes>' for one, number in _by_list(code).items())
        + "</station>"
        for code in VOTES
    )
    + "</results>",
    "elements": "<r:results xmlns:r='u'><r:head><r:day>1</r:day></r:head><r:sheets>"
    + "".join(
        f"<r:sheet><r:station>{code}</r:station><r:valid>{sum(VOTES[code])}</r:valid>"
        + "".join(f"<r:{one}>{number}</r:{one}>" for one, number in _by_list(code).items())
        + "</r:sheet>"
        for code in VOTES
    )
    + "</r:sheets></r:results>",
    "nested": "<count><region name='N'>"
    + "".join(
        f"<mesa><numero>{code}</numero><candidatos>"
        + "".join(
            f"<candidato><nombre>{one}</nombre><votos>{number}</votos></candidato>"
            for one, number in _by_list(code).items()
        )
        + "</candidatos></mesa>"
        for code in VOTES
    )
    + "</region></count>",
}


def taken_in(folder: Path, *files: Path) -> Desk:
    drafted_election(folder / "night", files, NOW)
    for result in ingest(open_desk(folder / "night", for_ingest=True), files, lambda: NOW):
        assert result.refusal is None, result.refusal
        assert result.reading is not None
        bad = result.reading.findings.filter(~result.reading.findings["severity"].is_in(["info"]))
        assert bad.is_empty(), bad["message"].to_list()
    return open_desk(folder / "night")


def by_name(desk: Desk) -> dict[str, int | None]:
    (contest,) = desk.election.contests
    votes = count(desk).nation(contest).votes
    return {desk.election.selections[key].name: number for key, number in votes.items()}


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_json_document_is_drafted_and_taken_in(form: str, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(DOCUMENTS[form]), encoding="utf-8")
    desk = taken_in(tmp_path, file)
    assert by_name(desk) == RIGHT
    assert desk.stations.height == len(VOTES)


@pytest.mark.parametrize("form", XML)
def test_an_xml_document_is_drafted_and_taken_in(form: str, tmp_path: Path) -> None:
    file = tmp_path / "results.xml"
    file.write_text(XML[form], encoding="utf-8")
    desk = taken_in(tmp_path, file)
    assert by_name(desk) == RIGHT
    assert desk.stations.height == len(VOTES)


@pytest.mark.parametrize(
    ("recipe", "right"),
    [
        ("us/clarity-detail", {"Ann Heron": 150, "Bo Otter": 90}),
        ("nl/eml-510", {"Herons": 180, "2": 150}),
        ("int/nist-cdf", {"Ann Heron": 180, "Bo Otter": 150}),
    ],
)
def test_forms_that_many_authorities_use(recipe: str, right: dict[str, int], tmp_path: Path) -> None:
    (file,) = files_of(recipe)
    assert by_name(taken_in(tmp_path, file)) == right


def _report(types: tuple[str, ...], kind: str, *, county: bool, counts: bool) -> dict[str, object]:
    """A report of two candidates in three units, with the sums of a county, and other counts."""
    codes = {1: (10, 11, 12), 2: (20, 21, 22)}
    votes = {
        who: [(f"u{at}", kind_of, number) for at, number in enumerate(numbers) for kind_of in types]
        + [("c", "total", len(types) * sum(numbers))] * county
        for who, numbers in codes.items()
    }
    units: list[dict[str, object]] = [
        {"@id": f"u{at}", "Type": kind, "Name": f"Unit {at}", "VotersRegistered": 500} for at in range(3)
    ]
    units += [{"@id": "c", "Type": "county", "Name": "County"}] * county
    other = [{"GpUnitId": f"u{at}", "Undervotes": 3, "Overvotes": 1} for at in range(3)] * counts
    ballots = [
        {
            "GpUnitId": f"u{at}",
            "Type": "total",
            "BallotsCast": 99,
            "BallotsRejected": 1,
            "BallotsOutstanding": 5,
        }
        for at in range(3)
    ] * counts
    return {
        "@type": "ElectionResults.ElectionReport",
        "GpUnit": units,
        "Election": [
            {
                "Candidate": [{"@id": f"c{who}", "BallotName": f"Person {who}"} for who in codes],
                "BallotCounts": ballots,
                "Contest": [
                    {
                        "@id": "k",
                        "Name": "Mayor",
                        "OtherCounts": other,
                        "ContestSelection": [
                            {
                                "@id": f"s{who}",
                                "CandidateIds": [f"c{who}"],
                                "VoteCounts": [
                                    {"GpUnitId": unit, "Type": type_, "Count": number}
                                    for unit, type_, number in rows
                                ],
                            }
                            for who, rows in votes.items()
                        ],
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize("kind", ["precinct", "polling-place"])
@pytest.mark.parametrize("types", [("total",), ("election-day", "absentee-mail")])
@pytest.mark.parametrize(("county", "counts"), [(False, False), (True, True)])
def test_an_election_report_of_any_kind_of_unit_and_vote(
    kind: str, types: tuple[str, ...], county: bool, counts: bool, tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps(_report(types, kind, county=county, counts=counts)), encoding="utf-8")
    desk = taken_in(tmp_path, file)
    assert by_name(desk) == {"Person 1": 33 * len(types), "Person 2": 63 * len(types)}
    assert desk.stations.height == 3 * len(types)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.json", '{"a": [1, 2], "b": "x"}', "no array of objects"),
        ("a.json", "[{]", "not JSON"),
        ("a.xml", "<a><b>1</b></a>", "comes again and again"),
        ("a.xml", "<a><b>1</b>", "not XML"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY e "e">]><a><b>&e;</b></a>', "declares entities"),
    ],
)
def test_a_document_without_rows_is_refused(name: str, text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match=why):
        drafted_election(tmp_path / "night", [tmp_path / name], NOW)
