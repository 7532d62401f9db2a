"""Nested documents: JSON and XML, with paths to their rows; and lines of columns at fixed places.

What is tested: ``feeds.json_reader``, ``feeds.xml_reader``, ``feeds.node_rows``,
``feeds.fixed_width_reader``.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_deliveries, parse_delivery
from escrutinio.model import DefinitionError, Election, FeedError, parse_election

PLAIN: dict[str, Any] = {
    "contest_column": None,
    "contest_values": None,
    "counts": {},
    "units": {},
    "votes": {},
}
LONG: dict[str, Any] = {"layout": "long"}


def plain(**changes: Any) -> Election:
    contest = {} if "contest_column" in changes else {"contest": "council"}
    return fe.plain(**{**PLAIN, **contest, **changes})


def read(content: object, ending: str = ".json", **changes: Any) -> Reading:
    text = content if isinstance(content, str) else json.dumps(content)
    return parse_delivery(text.encode(), fe.FILE + ending, plain(**changes))


def votes(reading: Reading) -> list[tuple[Any, ...]]:
    return reading.rows.select("sheet", "votes_A", "votes_B").sort("sheet").rows()


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in fe.found(reading)]


BOTH = [("1", 60, 40), ("2", 30, 20)]

# --- JSON


def test_an_array_of_objects() -> None:
    rows = [{"s": "1", "A": 60, "B": 40}, {"s": "2", "A": "30", "B": 20.0}]
    assert votes(read(rows, sheet="s")) == BOTH
    assert votes(read({"generated": "now", "rows": rows}, sheet="s", ignore="/generated")) == BOTH
    assert votes(read({"a": {"b": rows}}, sheet="s", rows="a/b/*")) == BOTH


def test_objects_within_a_row_are_columns() -> None:
    rows = [{"s": {"code": "1"}, "v": {"A": 60, "B": 40}}, {"s": {"code": "2"}, "v": {"A": 30, "B": 20}}]
    reading = read(rows, sheet="s/code", votes={"A": "v/A", "B": "v/B"})
    assert (votes(reading), codes(reading)) == (BOTH, [])


NESTED = {
    "election": "e",
    "stations": [
        {"code": "1", "counted": True, "results": [{"party": "A", "n": 60}, {"party": "B", "n": 40}]},
        {"code": "2", "counted": True, "results": [{"party": "A", "n": 30}, {"party": "B", "n": 20}]},
    ],
}


def test_arrays_in_arrays() -> None:
    more = {"sheet": "/stations/code", "selection_column": "party", "votes_column": "n", **LONG}
    reading = read(NESTED, rows="stations/*/results/*", ignore=["/election"], **more)
    assert votes(reading) == BOTH
    assert codes(reading) == ["unknown-column"]  # /stations/counted: what is not used is told
    counted = {"column": "/stations/counted", "values": ["true"]}
    assert (
        codes(read(NESTED, rows="stations/*/results/*", ignore=["/election"], counted=counted, **more)) == []
    )


def test_objects_that_are_keyed_by_their_codes() -> None:
    document = {"stations": {"1": {"A": 60, "B": 40}, "2": {"A": 30, "B": 20}}}
    assert votes(read(document, rows="stations/*", sheet="key")) == BOTH
    deep = {"1": {"votes": {"A": 60, "B": 40}}, "2": {"votes": {"A": 30, "B": 20}}}
    more = {"selection_column": "key", "votes_column": "value", **LONG}
    reading = read(deep, rows="*/votes/*", sheet="/key", **more)
    assert votes(reading) == BOTH


def test_which_array_is_meant_must_be_clear() -> None:
    with pytest.raises(FeedError, match="2 arrays of objects") as error:
        read({"x": [{"s": 1}], "y": [{"s": 1}]}, sheet="s")
    assert 'rows = "x/*" or rows = "y/*"' in error.value.hint
    with pytest.raises(FeedError, match="no rows at 'station/") as error:
        read(NESTED, rows="station/*", sheet="code")
    assert "'stations/*'" in error.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"s": 1}', "not JSON, or is cut off: .* in line 1, column 10"),
        ('[{"s": 1, "s": 2}]', "the name 's' stands twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000, "nested too deeply"),
        ("[]", "holds no array of objects"),
        ("3", "holds no array of objects"),
        ("[" + "9" * 5000 + "]", "cannot be read as JSON"),
    ],
)
def test_documents_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        read(text, sheet="s")


def test_a_document_with_a_name_for_each_row_is_refused_before_it_grows() -> None:
    rows = [{"s": i, f"name {i}": 1} for i in range(9_000)]
    with pytest.raises(FeedError, match="at most"):
        read(rows, sheet="s")


# --- XML

CLARITY = """<?xml version="1.0" encoding="UTF-8"?>
<ElectionResult>
  <Timestamp>5/6/2026 2:45:00 PM</Timestamp>
  <VoterTurnout totalVoters="350" ballotsCast="152">
    <Precincts>
      <Precinct name="1" totalVoters="200" ballotsCast="101" />
      <Precinct name="2" totalVoters="150" ballotsCast="51" />
    </Precincts>
  </VoterTurnout>
  <Contest key="1" text="Council" voteFor="1">
    <VoteType name="Undervotes" votes="2">
      <Precinct name="1" votes="1"/><Precinct name="2" votes="1"/>
    </VoteType>
    <Choice key="1" text="A" totalVotes="90">
      <VoteType name="Election Day" votes="60">
        <Precinct name="1" votes="40"/><Precinct name="2" votes="20"/>
      </VoteType>
      <VoteType name="Mail" votes="30">
        <Precinct name="1" votes="20"/><Precinct name="2" votes="10"/>
      </VoteType>
    </Choice>
    <Choice key="2" text="B" totalVotes="60">
      <VoteType name="Election Day" votes="60">
        <Precinct name="1" votes="40"/><Precinct name="2" votes="20"/>
      </VoteType>
      <VoteType name="Mail" votes="0">
        <Precinct name="1" votes="0"/><Precinct name="2" votes="0"/>
      </VoteType>
    </Choice>
  </Contest>
</ElectionResult>
"""


def test_a_detail_xml_of_clarity_with_three_feeds() -> None:
    votes_feed = {
        "id": "choices",
        "files": ["*.xml"],
        "rows": "Contest/Choice/VoteType/Precinct",
        "layout": "long",
        "contest_column": "/Contest/text",
        "sheet": "name",
        "selection_column": "/Contest/Choice/text",
        "votes_column": "votes",
        "same_word": "sum",
        "ignore": ["/*"],
        "observed": {"column": "/Timestamp", "format": "%m/%d/%Y %I:%M:%S %p"},
    }
    turnout = {
        "id": "turnout",
        "files": ["*.xml"],
        "rows": "VoterTurnout/Precincts/Precinct",
        "contest": "council",
        "sheet": "name",
        "joins": "choices",
        "figures": "counts",
        "counts": {"registered": "totalVoters", "cast": "ballotsCast"},
        "ignore": ["/*"],
        "observed": votes_feed["observed"],
    }
    under = {
        "id": "under",
        "files": ["*.xml"],
        "rows": "Contest/VoteType/Precinct",
        "contest_column": "/Contest/text",
        "sheet": "name",
        "joins": "choices",
        "figures": "counts",
        "only": {"/Contest/VoteType/name": "Undervotes"},
        "counts": {"blank": "votes"},
        "ignore": ["/*"],
        "observed": votes_feed["observed"],
    }
    values = tomllib.loads(fe.PLAIN)
    election = parse_election({**values, "feeds": [votes_feed, turnout, under]}, Path())
    readings = {r.delivery.source: r for r in parse_deliveries(CLARITY.encode(), "detail.xml", election)}
    assert votes(readings["choices"]) == BOTH
    assert readings["turnout"].rows.select("registered", "cast").rows() == [(200, 101), (150, 51)]
    assert readings["under"].rows["blank"].to_list() == [1, 1]
    assert {str(r.delivery.observed_at) for r in readings.values()} == {"2026-05-06 18:45:00+00:00"}
    assert [codes(reading) for reading in readings.values()] == [[], [], []]


EML = """<?xml version="1.0"?>
<EML xmlns="urn:oasis:names:tc:evs:schema:eml" xmlns:kr="http://www.kiesraad.nl/extensions" Id="510b">
 <Count><Election><Contests><Contest><ContestIdentifier Id="1"/>
  <TotalVotes><Cast>350</Cast></TotalVotes>
  <ReportingUnitVotes><ReportingUnitIdentifier Id="0344::SB1">Hill</ReportingUnitIdentifier>
   <Selection><AffiliationIdentifier Id="1"><RegisteredName>A</RegisteredName></AffiliationIdentifier>
    <ValidVotes>60</ValidVotes></Selection>
   <Selection><Candidate><CandidateIdentifier Id="1"/></Candidate><ValidVotes>45</ValidVotes></Selection>
   <Selection><AffiliationIdentifier Id="2"><RegisteredName>B</RegisteredName></AffiliationIdentifier>
    <ValidVotes>40</ValidVotes></Selection>
   <Cast>200</Cast><TotalCounted>100</TotalCounted>
   <RejectedVotes ReasonCode="blanco">3</RejectedVotes><RejectedVotes ReasonCode="ongeldig">2</RejectedVotes>
  </ReportingUnitVotes>
 </Contest></Contests></Election></Count>
</EML>
"""
EML_FEED: dict[str, Any] = {
    "rows": "Count/Election/Contests/Contest/ReportingUnitVotes/Selection",
    "layout": "long",
    "sheet": "ReportingUnitVotes ReportingUnitIdentifier Id",
    "selection_column": "AffiliationIdentifier/RegisteredName",
    "votes_column": "ValidVotes",
}


def test_an_eml_510_of_the_dutch_council() -> None:
    top = "/Count/Election/Contests/Contest/ReportingUnitVotes/"
    reading = read(
        EML,
        ".xml",
        **{
            **EML_FEED,
            "sheet": top + "ReportingUnitIdentifier/Id",
            "only": {"AffiliationIdentifier/Id": "?*"},
            "counts": {
                "registered": top + "Cast",
                "valid": top + "TotalCounted",
                "blank": top + "RejectedVotes[blanco]",
                "null": top + "RejectedVotes[ongeldig]",
            },
            "ignore": ["/*", "Candidate/*"],
        },
    )
    counts = reading.rows.select("sheet", "registered", "valid", "blank", "null", "votes_A", "votes_B").rows()
    assert counts == [("0344::SB1", 200, 100, 3, 2, 60, 40)]
    assert reading.rows["line"].to_list() == [6]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a><b>1</b>", "is not XML, or is cut off: .* in line 1"),
        ("", "the file is empty"),
        ("nothing", "is not XML"),
        ("<a><c/></a>", "no elements at 'b'"),
        ("<a><b/><b/></a>", "hold no values"),
        ('<!DOCTYPE a [<!ENTITY x "yyyy">]><a><b>&x;</b></a>', "declares entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b>&x;</b></a>', "declares entities"),
        ("<a>" * 500 + "</a>" * 500, "nested too deeply"),
        ("<a><b>" + "<c/>" * 30_000 + "</b></a>", "more than 20,000 elements"),
    ],
)
def test_xml_that_is_refused(text: str, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        read(text, ".xml", rows="b", sheet="s")


def test_an_xml_feed_must_say_where_its_rows_are() -> None:
    with pytest.raises(FeedError, match="does not say where the rows") as error:
        read("<a><b s='1'/></a>", ".xml", sheet="s")
    assert "rows =" in error.value.hint


def test_xml_in_another_encoding_and_with_prefixes() -> None:
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><x:r xmlns:x="u">'
        '<x:row x:s="Hügel"><x:A>60</x:A><x:B>40</x:B></x:row></x:r>'
    )
    reading = parse_delivery(text.encode("latin-1"), fe.FILE + ".xml", plain(rows="row", sheet="s"))
    assert votes(reading) == [("Hügel", 60, 40)]


# --- fixed width


def fixed(text: str, **more: Any) -> Reading:
    columns = {"s": [1, 4], "A": [5, 8], "B": [9, 12]}
    return read(text, ".dat", **{"sheet": "s", "fixed_width": columns, **more})


def test_columns_at_fixed_places() -> None:
    reading = fixed("0001  60  40\n0002  30  20\n\n")
    assert votes(reading) == [("0001", 60, 40), ("0002", 30, 20)]
    assert reading.rows["line"].to_list() == [1, 2]
    assert codes(reading) == []


def test_a_short_line_is_damaged_and_a_cut_file_refused() -> None:
    reading = fixed("0001  60\n0002  30  20\n")
    assert reading.rows.select("sheet", "readable").rows() == [("0001", False), ("0002", True)]
    assert codes(reading) == ["bad-row"]
    with pytest.raises(FeedError, match="cut off: line 2 has 8 of 12 characters"):
        fixed("0001  60  40\n0002  30")


def test_letters_count_and_not_bytes() -> None:
    reading = parse_delivery(
        "ÑÑ01  60  40\n".encode("latin-1"),
        fe.FILE + ".txt",
        plain(sheet="s", fixed_width={"s": [1, 4], "A": [5, 8], "B": [9, 12]}),
    )
    assert votes(reading) == [("ÑÑ01", 60, 40)]


def test_record_types_are_told_apart_with_only() -> None:
    columns = {"kind": [1, 1], "s": [2, 5], "A": [6, 9], "B": [10, 13]}
    text = "H2024 head    \n10001  60  40\n90000  90  60\n"
    assert votes(fixed(text, fixed_width=columns, only={"kind": "1"})) == [("0001", 60, 40)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"fixed_width": {"s": [4, 1]}}, "fixed_width.s"),
        ({"fixed_width": {"s": [0, 1]}}, "fixed_width.s"),
        ({"fixed_width": {"s": "1-4"}}, "such as [1, 6]"),
        ({"fixedwidth": {"s": [1, 4]}}, "did you mean 'fixed_width'"),
        ({"row": "a/*"}, "did you mean 'rows'"),
    ],
)
def test_slips_are_told(change: dict[str, Any], expected: str) -> None:
    with pytest.raises(DefinitionError) as error:
        plain(sheet="s", **change)
    assert expected in str(error.value)
