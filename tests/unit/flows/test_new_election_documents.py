"""JSON and XML documents of unlike forms are drafted so that they can be taken in at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drafted_nights import NOW, drafted_desk, votes_by_name
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import FeedError
from made_files import files_of

VOTES = {"101": (120, 80, 30), "102": (60, 70, 20), "103": (40, 35, 25)}
LISTS = ("Heron", "Otter", "Oak")
RIGHT = {"Heron": 220, "Otter": 185, "Oak": 75}


def _lists(code: str, name: str = "list", votes: str = "votes") -> list[dict[str, object]]:
    return [{name: selection, votes: number} for selection, number in zip(LISTS, VOTES[code], strict=True)]


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
                    {"candidate": {"name": selection, "party": selection[0]}, "votes": number, "pct": 1.5}
                    for selection, number in _by_list(code).items()
                ],
            }
            for code in VOTES
        ]
    },
    "words as names": {
        "stations": [
            {
                "code": code,
                "results": {selection: {"votes": n, "share": 0.1} for selection, n in _by_list(code).items()},
            }
            for code in VOTES
        ]
    },
    "towns in counties, and whether they are counted": {
        county: {
            code: {
                "whole": code != "102",
                "results": {selection: {"votes": n, "note": ""} for selection, n in _by_list(code).items()},
            }
            for code in codes
        }
        for county, codes in (("North", ["101", "102"]), ("South", ["103"]))
    },
    "nameless rows": {"items": [{"code": code, "lines": _lists(code, "name", "votes")} for code in VOTES]},
}
XML = {
    "attributes": "<results>"
    + "".join(
        f'<station code="{code}" registered="500">'
        + "".join(
            f'<votes list="{selection}">{number}</votes>' for selection, number in _by_list(code).items()
        )
        + "</station>"
        for code in VOTES
    )
    + "</results>",
    "elements": "<r:results xmlns:r='u'><r:head><r:day>1</r:day></r:head><r:sheets>"
    + "".join(
        f"<r:sheet><r:station>{code}</r:station><r:valid>{sum(VOTES[code])}</r:valid>"
        + "".join(f"<r:{selection}>{number}</r:{selection}>" for selection, number in _by_list(code).items())
        + "</r:sheet>"
        for code in VOTES
    )
    + "</r:sheets></r:results>",
    "nested": "<count><region name='N'>"
    + "".join(
        f"<mesa><numero>{code}</numero><candidatos>"
        + "".join(
            f"<candidato><nombre>{selection}</nombre><votos>{number}</votos></candidato>"
            for selection, number in _by_list(code).items()
        )
        + "</candidatos></mesa>"
        for code in VOTES
    )
    + "</region></count>",
}


def taken_in(folder: Path, *files: Path) -> Desk:
    desk, results = drafted_desk(folder, files)
    for result in results:
        assert result.reading is not None
        bad = result.reading.findings.filter(~result.reading.findings["severity"].is_in(["info"]))
        assert bad.is_empty(), bad["message"].to_list()
    return desk


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_json_document_is_drafted_and_taken_in(form: str, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(DOCUMENTS[form]), encoding="utf-8")
    desk = taken_in(tmp_path, file)
    assert votes_by_name(desk) == RIGHT
    assert desk.stations.height == len(VOTES)


def test_contests_and_candidates_may_be_names_of_objects(tmp_path: Path) -> None:
    standing = {"7": {"1": 10, "2": 20}, "8": {"3": 5, "4": 6, "5": 7}}
    document = {
        "contests": [{"Description": "Mayor", "Id": 7}, {"Description": "Sheriff", "Id": 8}],
        "candidates": [
            {"Description": name, "Id": number}
            for number, name in enumerate(["Ann", "Bo", "Cy", "Di", "Ed"], 1)
        ],
        "precincts": [
            {
                "Description": f"PCT 11{n:02}",
                "Id": n,
                "Contests": {
                    contest: {candidate: votes + n for candidate, votes in of.items()}
                    | {"total": sum(of.values()) + n * len(of)}
                    for contest, of in standing.items()
                },
            }
            for n in range(1, 7)
        ],
    }
    file = tmp_path / "results.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    desk = taken_in(tmp_path, file)
    votes = {
        contest.name: {
            desk.election.selections[selection].name: n
            for selection, n in count(desk).nation(key).votes.items()
        }
        for key, contest in desk.election.contests.items()
    }
    assert votes == {"Mayor": {"Ann": 81, "Bo": 141}, "Sheriff": {"Cy": 51, "Di": 57, "Ed": 63}}


@pytest.mark.parametrize("form", XML)
def test_an_xml_document_is_drafted_and_taken_in(form: str, tmp_path: Path) -> None:
    file = tmp_path / "results.xml"
    file.write_text(XML[form], encoding="utf-8")
    desk = taken_in(tmp_path, file)
    assert votes_by_name(desk) == RIGHT
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
    assert votes_by_name(taken_in(tmp_path, file)) == right


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
    assert votes_by_name(desk) == {"Person 1": 33 * len(types), "Person 2": 63 * len(types)}
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


TWO_STATIONS = {
    "votes as text": (
        '<results generated="2031-05-04T19:20:00">'
        '<station code="1" registered="500"><votes list="Heron">120</votes>'
        '<votes list="Otter">80</votes></station>'
        '<station code="2" registered="500"><votes list="Heron">60</votes>'
        '<votes list="Otter">70</votes></station>'
        "</results>"
    ),
    "a number of no name": (
        '<results generated="2031-05-04T19:20:00Z" electionDate="2031-05-04T08:00:00Z">'
        '<station number="1" name="Hall" voters="500"><list name="Heron" n="120"/><list name="Otter" n="80"/>'
        '</station><station number="2" name="School" voters="500"><list name="Heron" n="60"/>'
        '<list name="Otter" n="70"/></station></results>'
    ),
    "spoilt votes beside the candidates": (
        '<count updated="2031-05-04 19:20"><region code="N"><table id="1">'
        '<candidate name="Heron" votes="120"/>'
        '<candidate name="Otter" votes="80"/><invalid votes="3"/></table></region><region code="S">'
        '<table id="2"><candidate name="Heron" votes="60"/><candidate name="Otter" votes="70"/>'
        '<invalid votes="4"/></table></region></count>'
    ),
    "elements": (
        "<Results><Head><CreationDateTime>2031-05-04T19:20:00</CreationDateTime></Head>"
        '<PollingStation Number="A1"><Result><Party>Heron</Party><Votes>120</Votes></Result><Result>'
        "<Party>Otter</Party><Votes>80</Votes></Result></PollingStation>"
        '<PollingStation Number="A2"><Result><Party>Heron</Party><Votes>60</Votes></Result><Result>'
        "<Party>Otter</Party><Votes>70</Votes></Result></PollingStation></Results>"
    ),
    "a row for each": (
        '<count ts="2031-05-04T19:20:00"><mesa cod="1" validos="200" nulos="3" blancos="2">'
        '<voto lista="Heron">120</voto><voto lista="Otter">80</voto></mesa>'
        '<mesa cod="2" validos="130" nulos="4" '
        'blancos="1"><voto lista="Heron">60</voto><voto lista="Otter">70</voto></mesa></count>'
    ),
}


@pytest.mark.parametrize("form", TWO_STATIONS)
def test_two_stations_with_attributes_and_the_time_that_the_document_says(form: str, tmp_path: Path) -> None:
    file = tmp_path / "results.xml"
    file.write_text(TWO_STATIONS[form], encoding="utf-8")
    desk = taken_in(tmp_path, file)
    assert votes_by_name(desk) == {"Heron": 180, "Otter": 150}
    assert desk.stations.height == 2
    assert count(desk).observed_at == datetime(2031, 5, 4, 19, 20, tzinfo=UTC)


def test_a_json_document_says_its_time_too(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(DOCUMENTS["an array in each station"]), encoding="utf-8")
    assert count(taken_in(tmp_path, file)).observed_at == datetime(2031, 5, 4, 19, 20, tzinfo=UTC)
