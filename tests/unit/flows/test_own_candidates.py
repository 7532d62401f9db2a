"""A unit lists, asks of and decides between those alone who stand in it.

What is tested: ``model.candidates``, ``flows.count``, ``flows.decide``, ``flows.check``,
``flows.publication``.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from rich.console import Console

from escrutinio.cli.count import count_view
from escrutinio.flows.check import check
from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import decide
from escrutinio.flows.publication import publish
from escrutinio.flows.publication.downloads import nist_report, table
from escrutinio.flows.tables import unit_rows
from own_candidates import DISTRICTS, NOW, lines, make_house, take_in

ALL = tuple(f"{unit}-{n}" for unit in DISTRICTS for n in range(2))


def _votes(folder: Path, *sheets: str) -> dict[str, dict[str, int | None]]:
    desk, _ = take_in(folder, lines(*sheets))
    document = count_document(count(desk), levels=["district"])
    return {unit.unit: dict(unit.counted.votes) for unit in document.contests[0].levels[0].units}


def test_a_district_lists_those_who_stand_in_it(tmp_path: Path) -> None:
    votes = _votes(make_house(tmp_path), *ALL)
    assert {unit: tuple(known) for unit, known in votes.items()} == DISTRICTS
    assert votes["D2"] == {"cy": 1000, "dee": 800, "eve": 600}


def test_who_stands_is_not_known_before_a_sheet_says_it(tmp_path: Path) -> None:
    assert _votes(make_house(tmp_path / "none")) == {"D1": {}, "D2": {}, "D3": {}}
    assert _votes(make_house(tmp_path / "first"), "D1-0")["D2"] == {}
    assert _votes(make_house(tmp_path / "second"), "D1-0", "D2-1")["D3"] == {}


def test_the_nation_lists_everybody(tmp_path: Path) -> None:
    desk, _ = take_in(make_house(tmp_path), lines("D1-0"))
    votes = count(desk).nation("house").votes
    assert (votes["ann"], votes["gus"], len(votes)) == (500, 0, 7)


def test_nothing_is_found_of_those_who_stand_elsewhere(tmp_path: Path) -> None:
    rows = "".join(
        f"{sheet},{name},{400 - 90 * place + 13 * number}\n"
        for number, sheet in enumerate(ALL)
        for place, name in enumerate(DISTRICTS[sheet[:2]])
    )
    desk, results = take_in(make_house(tmp_path), rows)
    assert results[0].reading is not None
    assert results[0].reading.findings.is_empty()
    assert check(desk).findings.is_empty()
    assert decide(desk, question_errors=True).questioned == 0


def test_a_number_that_is_missing_where_somebody_stands_is_found(tmp_path: Path) -> None:
    _, results = take_in(make_house(tmp_path), lines("D1-0", "D2-0") + "D1-1,ann,7\nD2-1,cy,x\nD2-1,dee,3\n")
    assert results[0].reading is not None
    found = results[0].reading.findings
    assert sorted(zip(found["sheet"], found["numbers"].str.json_path_match("$.column"), strict=True)) == [
        ("D1-1", "ben"),
        ("D2-1", "cy"),
        ("D2-1", "eve"),
    ]


def test_the_law_decides_between_those_who_stand(tmp_path: Path) -> None:
    desk, _ = take_in(make_house(tmp_path), lines("D1-0", "D1-1", "D2-0"))
    seats = decide(desk).bounds.chambers["commons"].districts["votes"]
    assert seats["D1"].can_win == ("ann",)
    assert seats["D2"].can_win == ("cy", "dee", "eve")
    assert seats["D3"].can_win == ("fay", "gus"), "heard nowhere else, so they may stand here"


def test_who_stands_is_remembered_where_all_sheets_are_questioned(tmp_path: Path) -> None:
    text = lines(*ALL).replace("D3-0,fay,500", "D3-0,fay,5000").replace("D3-1,gus,400", "D3-1,gus,4000")
    decision = decide(take_in(make_house(tmp_path), text)[0], question_errors=True)
    assert decision.questioned == 2
    assert decision.bounds.chambers["commons"].districts["votes"]["D3"].can_win == ("fay", "gus")


def test_a_table_of_districts_names_the_first_of_each(tmp_path: Path) -> None:
    desk, _ = take_in(make_house(tmp_path), lines(*ALL))
    console = Console(width=120, record=True)
    console.print(count_view(count(desk), [], ["district"], None))
    text = console.export_text()
    row = next(line for line in text.splitlines() if "D2" in line)
    assert [cell.strip() for cell in row.split("│")[4:7]] == [
        "Cy Smith 41.7 %",
        "Dee Smith 33.3 %",
        "Eve Smith 25.0 %",
    ]


def test_csv_leaves_empty_what_does_not_stand(tmp_path: Path) -> None:
    desk, _ = take_in(make_house(tmp_path), lines(*ALL))
    rows = unit_rows(count_document(count(desk), levels=["district"]))
    assert rows.select("unit", "votes_ann", "votes_gus").rows() == [
        ("D1", 1000, None),
        ("D2", None, None),
        ("D3", None, 800),
    ]


def test_pages_and_exports_list_those_who_stand(tmp_path: Path) -> None:
    desk, _ = take_in(make_house(tmp_path), lines("D1-0", "D1-1", "D2-0"))
    publication = publish(desk, now=NOW)
    page = publication.unit("house", "district", "D1")
    assert [entry.id for entry in page.counted.selections] == ["ann", "ben"]
    assert all(set(entry.votes) == {"ann", "ben"} for entry in page.sheets or ())
    rows = table(publication).filter(pl.col("level") == "district")
    assert rows.filter(pl.col("unit") == "D1")["selection"].to_list() == ["ann", "ben"]
    report = json.loads(json.dumps(nist_report(publication, ("district",))))
    contests = {contest["Name"]: contest for contest in report["Election"][0]["Contest"]}
    assert len(contests["House, D1"]["ContestSelection"]) == 2
    assert "null" not in json.dumps(contests["House, D2"])
