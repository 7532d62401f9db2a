"""The table of candidates: who stands where, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from escrutinio.flows.check import check
from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import decide
from escrutinio.flows.results import district_results
from escrutinio.model import Candidate, DefinitionError, Election, load_election
from own_candidates import lines, make_house, take_in

HEADER = "unit,selection,name,list,incumbent,running_mate\n"
TABLE = HEADER + (
    "D1,ann,,Reds,yes,\nD1,ben,,,,\nD2,cy,,Reds,,Pat Poe\nD2,dee,,,,\nD2,eve,,,,\nD3,fay,,,,\nD3,gus,,,,\n"
)
MORE = '[candidates]\nfile = "candidates.csv"\n'


def _house(folder: Path, table: str) -> Path:
    make_house(folder, more=MORE)
    (folder / "candidates.csv").write_text(table, encoding="utf-8")
    return folder


def _loaded(folder: Path, table: str) -> Election:
    return load_election(_house(folder, table))


def _refused(folder: Path, table: str) -> str:
    with pytest.raises(DefinitionError) as caught:
        _loaded(folder, table)
    return str(caught.value)


def test_it_says_who_stands_before_a_sheet_is_in(tmp_path: Path) -> None:
    desk, _ = take_in(_house(tmp_path, TABLE), "")
    levels = count_document(count(desk), levels=["district"]).contests[0].levels
    votes = {unit.unit: dict(unit.counted.votes) for unit in levels[0].units}
    assert votes == {
        "D1": {"ann": 0, "ben": 0},
        "D2": {"cy": 0, "dee": 0, "eve": 0},
        "D3": {"fay": 0, "gus": 0},
    }


def test_persons_are_known_by_unit(tmp_path: Path) -> None:
    election = _loaded(tmp_path, TABLE)
    assert election.candidates["house", "D1", "ann"] == Candidate(list="Reds", incumbent=True)
    assert election.candidates["house", "D2", "cy"].running_mate == "Pat Poe"
    assert election.label_in("house", "D1", "ann") == "Ann Smith (Reds)"
    assert election.label_in("house", "D1", "ben") == "Ben Smith", "one who stands alone"


def test_a_list_is_a_different_person_in_each_unit(tmp_path: Path) -> None:
    table = HEADER + "D1,ann,Ann Poe,,,\nD1,ben,,,,\nD2,ann,Kim Roe,,,\nD2,cy,,,,\nD3,ann,,,,\n"
    table += "D3,dee,,,,\nD3,eve,,,,\nD3,fay,,,,\nD3,gus,,,,\n"
    desk, _ = take_in(_house(tmp_path, table), "D1-0,Ann Poe,9\nD1-0,ben,1\nD2-0,Kim Roe,5\nD2-0,cy,2\n")
    units = count_document(count(desk), levels=["district"]).contests[0].levels[0].units
    assert [dict(unit.counted.votes)["ann"] for unit in units] == [9, 5, 0]
    decision = decide(desk)
    results = district_results(decision, decision.outcome.chambers["commons"])
    assert [label.name for label in results[1].selections] == ["Kim Roe (Ann Smith)"]


def test_it_defines_persons_that_are_in_no_selections(tmp_path: Path) -> None:
    election = _loaded(tmp_path, TABLE + "D3,hal-1,Hal Day,ann,,\n")
    assert election.selections["hal-1"].name == "Hal Day"
    assert election.selections["hal-1"].color == election.selections["ann"].color, "that of the list"
    assert election.contests["house"].ballots["D3"] == ("fay", "gus", "hal-1")


def test_votes_for_one_who_does_not_stand_are_found_and_not_counted(tmp_path: Path) -> None:
    desk, _ = take_in(_house(tmp_path, TABLE), lines("D1-0", "D2-0") + "D1-0,gus,7\n")
    found = check(desk).findings
    said = found.filter(found["code"] == "selection-unknown")["message"].to_list()
    assert said == [
        "By the table of candidates Gus Smith does not stand in the District 'D1'; "
        "its 7 votes are not counted."
    ]
    levels = count_document(count(desk), levels=["district"]).contests[0].levels
    assert dict(levels[0].units[0].counted.votes) == {"ann": 500, "ben": 400}


def test_a_candidate_of_the_table_without_a_number_is_found(tmp_path: Path) -> None:
    _, results = take_in(_house(tmp_path, TABLE), "D1-0,ann,5\nD1-1,ben,4\nD1-1,ann,3\n")
    assert results[0].reading is not None
    assert results[0].reading.findings.select("code", "sheet").rows() == [("bad-number", "D1-0")]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "has no column selection, unit"),
        (TABLE + "D1,ann,,,,\n", "line 9: 'ann' stands twice in 'D1'"),
        (TABLE + ",ann,,,,\n", "line 9: it names no unit"),
        (TABLE + "D1,an n,Ann,,,\n", "line 9: found the selection 'an n' (did you mean 'ann'?)"),
        (TABLE + "D1,hal,,,,\n", "'hal' is in no [[selections]] and has no name here"),
        (TABLE + "D3,ann,,,maybe,\n", "found 'maybe' under incumbent"),
        (TABLE.replace("D3,gus,,,,\n", ""), "does not say where gus stand"),
        (HEADER, "has a header and no rows"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, table: str, said: str) -> None:
    assert said in _refused(tmp_path, table)


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"candidates\.csv cannot be read"):
        load_election(make_house(tmp_path, more=MORE))


def test_units_that_the_stations_file_does_not_have_are_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="'D9' is no district of the contest 'house'"):
        take_in(_house(tmp_path, TABLE + "D9,ann,,,,\n"), "")
