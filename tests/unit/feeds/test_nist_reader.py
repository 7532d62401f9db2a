"""Election reports of NIST SP 1500-100: what is written is read again, and what others write."""

from __future__ import annotations

import json
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import FeedError

FEED: dict[str, Any] = {
    "contest_column": "contest",
    "contest_values": {"City council": "council"},
    "contests": ["council"],
    "counts": {"blank": "Undervotes", "registered": "VotersRegistered", "cast": "BallotsCast"},
    "layout": "long",
    "sheet": "unit",
    "selection_column": "selection",
    "votes_column": "votes",
    "votes": {"A": "Ann Able", "B": "Bob Best"},
    "units": {},
    "ignore": ["contest id", "unit name", "party", "abbreviation"],
    "only": {"type": "total", "unit type": "precinct"},
}


def words(text: str) -> dict[str, Any]:
    return {"@type": "ElectionResults.InternationalizedText", "Text": [{"Content": text, "Language": "en"}]}


def counted(unit: str, number: int, kind: str = "total") -> dict[str, Any]:
    return {"@type": "ElectionResults.VoteCounts", "GpUnitId": unit, "Type": kind, "Count": number}


def report() -> dict[str, Any]:
    return {
        "@type": "ElectionResults.ElectionReport",
        "GpUnit": [
            {"@id": "u0", "Type": "county", "Name": words("County")},
            {
                "@id": "u1",
                "Type": "precinct",
                "Name": words("Hill"),
                "ExternalIdentifier": [{"Type": "local-level", "Value": "001"}],
                "VotersRegistered": 200,
            },
            {"@id": "u2", "Type": "other", "OtherType": "precinct", "Name": words("002")},
        ],
        "Party": [{"@id": "p1", "Name": words("Herons"), "Abbreviation": words("HER")}],
        "Election": [
            {
                "Candidate": [
                    {"@id": "c1", "BallotName": words("Ann Able"), "PartyId": "p1"},
                    {"@id": "c2", "BallotName": words("Bob Best")},
                ],
                "BallotCounts": [{"GpUnitId": "u1", "Type": "total", "BallotsCast": 104}],
                "Contest": [
                    {
                        "@type": "ElectionResults.CandidateContest",
                        "@id": "k1",
                        "Name": "City council",
                        "ContestSelection": [
                            {
                                "@id": "s1",
                                "CandidateIds": ["c1"],
                                "VoteCounts": [
                                    counted("u0", 90), counted("u1", 60), counted("u2", 30),
                                    counted("u1", 50, "election-day"),
                                ],
                            },
                            {
                                "@id": "s2",
                                "CandidateIds": ["c2"],
                                "VoteCounts": [counted("u0", 60), counted("u1", 40), counted("u2", 20)],
                            },
                        ],
                        "OtherCounts": [{"GpUnitId": "u1", "Undervotes": 4}],
                    }
                ],
            }
        ],
    }  # fmt: skip


def read(data: bytes, ending: str, **changes: Any) -> Reading:
    return parse_delivery(data, fe.FILE + ending, fe.plain(**{**FEED, **changes}))


def rows(reading: Reading) -> list[tuple[Any, ...]]:
    return (
        reading.rows.select("sheet", "registered", "cast", "blank", "votes_A", "votes_B").sort("sheet").rows()
    )


WHOLE = [("001", 200, 104, 4, 60, 40), ("002", None, None, None, 30, 20)]


def test_a_report_in_json() -> None:
    reading = read(json.dumps(report()).encode(), ".json")
    assert rows(reading) == WHOLE
    assert [finding.code for finding in fe.found(reading) if finding.code != "bad-number"] == []


XML = """<?xml version="1.0"?>
<ElectionReport xmlns="http://itl.nist.gov/ns/voting/1500-100/v2"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <Election>
  <BallotCounts><BallotsCast>104</BallotsCast><GpUnitId>u1</GpUnitId><Type>total</Type></BallotCounts>
  <Candidate ObjectId="c1"><BallotName><Text Language="en">Ann Able</Text></BallotName></Candidate>
  <Candidate ObjectId="c2"><BallotName><Text Language="en">Bob Best</Text></BallotName></Candidate>
  <Contest ObjectId="k1" xsi:type="CandidateContest">
   <ContestSelection ObjectId="s1" xsi:type="CandidateSelection">
    <VoteCounts><GpUnitId>u1</GpUnitId><Type>total</Type><Count>60</Count></VoteCounts>
    <VoteCounts><GpUnitId>u2</GpUnitId><Type>total</Type><Count>30</Count></VoteCounts>
    <CandidateIds>c1</CandidateIds>
   </ContestSelection>
   <ContestSelection ObjectId="s2" xsi:type="CandidateSelection">
    <VoteCounts><GpUnitId>u1</GpUnitId><Type>total</Type><Count>40</Count></VoteCounts>
    <VoteCounts><GpUnitId>u2</GpUnitId><Type>total</Type><Count>20</Count></VoteCounts>
    <CandidateIds>c2</CandidateIds>
   </ContestSelection>
   <Name>City council</Name>
   <OtherCounts><GpUnitId>u1</GpUnitId><Undervotes>4</Undervotes></OtherCounts>
  </Contest>
 </Election>
 <GpUnit ObjectId="u1" xsi:type="ReportingUnit"><ExternalIdentifier><Type>local-level</Type><Value>001</Value>
  </ExternalIdentifier><Type>precinct</Type><VotersRegistered>200</VotersRegistered></GpUnit>
 <GpUnit ObjectId="u2" xsi:type="ReportingUnit"><Name><Text Language="en">002</Text></Name>
  <Type>precinct</Type></GpUnit>
</ElectionReport>
"""


def test_a_report_in_xml() -> None:
    assert rows(read(XML.encode(), ".xml")) == WHOLE


def test_totals_beside_their_parts_are_not_added_up_by_mistake() -> None:
    reading = read(json.dumps(report()).encode(), ".json", only={"unit type": "precinct"})
    assert reading.rows.filter(~reading.rows["readable"])["sheet"].to_list() == ["001"]
    assert "duplicate-in-delivery" in fe.codes(reading)


def test_a_report_without_votes_is_refused() -> None:
    empty = {**report(), "Election": []}
    with pytest.raises(FeedError, match="holds no votes"):
        read(json.dumps(empty).encode(), ".json")
