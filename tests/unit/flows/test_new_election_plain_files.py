"""Drafts of plain files whose columns and words are easily taken for others."""

from __future__ import annotations

import json
from pathlib import Path

from drafted_nights import NOW, drafted_desk, votes_by_name
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk
from escrutinio.flows.new_election import drafted_election

NAMESAKES = "constituency,candidate,party,votes\n" + "".join(
    f"Seat {n},{name},{party},{votes + n}\n"
    for n in range(1, 40)
    for name, party, votes in (
        (f"A {n}", "Heron", 90),
        (f"B {n}", "Otter", 80),
        (f"B {n}", "Independent", 7),
        (f"C {n}", "Independent", 4),
    )
)
SHARES = "prov_id,kab_id,paslon1,paslon1_perc,paslon2,paslon2_perc,tot_tps,tps_coverage_perc\n" + "".join(
    f"{prov},{kab},{60 + kab}.0,{60 + kab}.00%,{40 - kab}.0,{40 - kab}.00%,{3 + kab},100%\n"
    for prov in (1, 2, 3)
    for kab in range(1, 6)
)
BALLOTS = "Precinct Name,Active Voters,Contest Title,Choice Name,Total Ballots,Total Votes,Undervotes\n"
BALLOTS += "".join(
    f"P{n},300,Issue 1A,{choice},{30 + 2 * n},{votes + n},2\n"
    for n in range(1, 9)
    for choice, votes in (("Yes/For", 18), ("No/Against", 10))
)


def drafted(folder: Path, name: str, text: str) -> Desk:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return drafted_desk(folder, [file])[0]


def test_persons_of_one_name_in_a_district_are_told_by_their_parties(tmp_path: Path) -> None:
    votes = votes_by_name(drafted(tmp_path, "results.csv", NAMESAKES))
    assert (votes["B 3 Otter"], votes["B 3 Independent"], votes["C 3 Independent"]) == (83, 10, 7)


def test_shares_and_numbers_of_stations_are_neither_codes_nor_votes(tmp_path: Path) -> None:
    desk = drafted(tmp_path, "results.csv", SHARES)
    assert desk.election.feeds["source"].sheet == ("prov_id", "kab_id")
    assert votes_by_name(desk) == {"paslon1": 3 * 315, "paslon2": 3 * 185}


def test_a_total_of_votes_beside_the_ballots_is_that_of_the_row(tmp_path: Path) -> None:
    desk = drafted(tmp_path, "results.csv", BALLOTS)
    assert votes_by_name(desk) == {"Yes/For": 8 * 18 + 36, "No/Against": 8 * 10 + 36}
    (contest,) = desk.election.contests
    nation = count(desk).nation(contest)
    assert nation.cast
    assert nation.blank
    assert (nation.cast.sum, nation.blank.sum) == (8 * 30 + 72, 16)


def test_results_of_contests_without_stations_have_a_sheet_each(tmp_path: Path) -> None:
    head = "line number,contest name,choice name,total votes,percent of votes,ballots cast,num County rptg\n"
    rows = "".join(
        f"{2 * race + place},Race {race},{name},{votes + race},50.1,{200 + race},{7 + race}\n"
        for race in range(1, 5)
        for place, (name, votes) in enumerate(((f"A {race}", 90), (f"B {race}", 60)))
    )
    desk = drafted(tmp_path, "summary.csv", head + rows)
    assert count(desk).nation("race-3").votes["a-3"] == 93
    cast = count(desk).nation("race-3").cast
    assert cast
    assert cast.sum == 203


def test_a_word_that_is_the_sum_of_others_is_left_out(tmp_path: Path) -> None:
    lists = {"A": 40, "B": 30, "C": 20, "D": 5, "E": 3, "Blanke": 2, "Andre": 8}
    document = {
        "id": {"nr": "18", "navn": "North"},
        "stemmer": {"total": 100},
        "partier": [
            {"id": {"partikode": code}, "stemmer": {"antall": {"total": votes, "fhs": votes // 2}}}
            for code, votes in lists.items()
        ],
        "_links": {
            "related": [{"nr": f"18{n:02}", "href": f"/st/18/{n}", "endelig": 100} for n in range(20)]
        },
    }
    desk = drafted(tmp_path, "results.json", json.dumps(document))
    assert votes_by_name(desk) == {
        key: votes for key, votes in lists.items() if key not in ("Blanke", "Andre")
    }
    (contest,) = desk.election.contests
    nation = count(desk).nation(contest)
    assert nation.cast
    assert nation.blank
    assert (nation.cast.sum, nation.blank.sum) == (100, 2)


def test_a_recipe_with_the_columns_of_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "download.csv"
    head = "county,precinct,office,district,party,candidate,votes\n"
    rows = "".join(f"Adams,P{n},Mayor,,,{name},{n}\n" for n in range(1, 4) for name in ("Ann Lee", "Bo Ray"))
    file.write_text(head + rows, encoding="utf-8")
    remarks = drafted_election(tmp_path / "night", [file], NOW).remarks
    assert any("--recipe us/openelections-precinct" in remark for remark in remarks)
