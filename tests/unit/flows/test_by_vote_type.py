"""Counts by vote type: at every level, with the voters of stations, bounds, checks and NIST's format.

What is tested: ``flows.count``, ``flows.decide``, ``flows.check``, tabulation,
``flows.publication.downloads``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from escrutinio.feeds.nist_rules import report_problems
from escrutinio.flows.check import check
from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.publication import publish
from escrutinio.flows.publication.downloads import nist_report
from escrutinio.model import NATION, CountItemStatus, DefinitionError, UsageError
from escrutinio.tabulation import missing_voters
from typed_votes import NOW, definition, typed_desk, typed_election

FEED = (
    'sheet = "precinct"\nvote_type.columns = { day = "* day", early = "* early", mail = "* mail" }\n{counts}'
)
STATIONS = ["1,100,N,", "2,200,N,", "3,300,S,day mail", "4,50,S,mail"]
HEADER = "precinct,registered,heron day,otter day,heron early,otter early,heron mail,otter mail"
FILE = f"{HEADER}\n1,100,30,20,10,5,5,5\n2,200,60,30,20,10,,\n3,300,100,90,,,40,20\n4,50,,,,,10,5\n"


def desk_of(folder: Path, file: str = FILE, *, counts: str = "", **others: Any) -> Desk:
    text = definition(FEED.replace("{counts}", counts or 'ignore = ["registered"]'), **others)
    return typed_desk(folder, text, STATIONS, {"votes.csv": file})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(tmp_path_factory.mktemp("typed"), law="us/governor")


def by_unit(desk: Desk, level: str, **others: Any) -> dict[str, dict[str, Any]]:
    rows = count(desk, levels=[level], **others).sums["main"][level].rows(named=True)
    return {row["unit"]: row for row in rows}


def test_a_station_expects_a_sheet_of_each_of_its_types(desk: Desk) -> None:
    assert desk.stations["sheet"].to_list() == [
        *("1-day", "1-early", "1-mail", "2-day", "2-early", "2-mail", "3-day", "3-mail", "4-mail"),
    ]
    types = by_unit(desk, "vote-type")
    assert {name: (row["sheets_reported"], row["sheets_expected"]) for name, row in types.items()} == {
        "day": (3, 3),
        "early": (2, 2),
        "mail": (3, 4),
    }
    assert {name: (row["votes_heron"], row["votes_otter"]) for name, row in types.items()} == {
        "day": (190, 140),
        "early": (30, 15),
        "mail": (55, 30),
    }
    assert {row["registered_expected"] for row in types.values()} == {None}, "voters are of no type"


def test_voters_are_those_of_stations_and_turnout_that_of_stations_in_with_all_types(desk: Desk) -> None:
    nation = by_unit(desk, NATION)[NATION]
    assert nation["registered_expected"] == 100 + 200 + 300 + 50
    assert nation["registered_expected_sheets"] == nation["sheets_expected"] == 9
    # 120 have voted at station 2, whose votes by mail are missing.
    assert nation["registered_reported"] == 100 + 120 + 300 + 50
    assert (nation["turnout_part"], nation["turnout_whole"]) == (75 + 250 + 15, 100 + 300 + 50)
    assert nation["turnout_sheets"] == 6
    north = by_unit(desk, "county")["N"]
    assert (north["turnout_part"], north["turnout_whole"], north["registered_expected"]) == (75, 100, 300)


def test_of_a_station_with_a_type_missing_those_may_still_vote_who_have_not(desk: Desk) -> None:
    missing = missing_voters(count(desk).sums["main"][NATION]).row(0, named=True)
    assert missing == {"unit": NATION, "voters": 80, "registered": 80, "unknown_sheets": 0}
    bound = decide(desk).bounds.offices["governor"]
    assert bound.missing == 80
    # 275 to 185: 80 more voters cannot turn that.
    assert bound.elected == "heron"


def test_nothing_is_sure_while_more_may_come_by_mail_than_the_lead(tmp_path: Path) -> None:
    early = f"{HEADER}\n1,100,30,20,10,5,,\n2,200,60,30,20,10,,\n3,300,100,90,,,,\n"
    desk = desk_of(tmp_path, early, law="us/governor")
    missing = missing_voters(count(desk).sums["main"][NATION]).row(0, named=True)
    assert missing["voters"] == (100 - 65) + (200 - 120) + (300 - 190) + 50
    assert decide(desk).bounds.offices["governor"].elected is None


def test_a_sheet_whose_ballots_are_not_known_uses_up_no_voters(tmp_path: Path) -> None:
    text = definition(FEED.replace("{counts}", 'ignore = ["registered"]')).replace("no_null = true\n", "")
    desk = typed_desk(tmp_path, text, STATIONS, {"votes.csv": FILE})
    missing = missing_voters(count(desk).sums["main"][NATION]).row(0, named=True)
    assert missing["voters"] == 200


def test_one_type_alone_at_any_level(desk: Desk) -> None:
    mail = by_unit(desk, "county", vote_type="mail")
    assert {unit: (row["votes_heron"], row["sheets_expected"]) for unit, row in mail.items()} == {
        "N": (5, 2),
        "S": (50, 2),
    }
    assert mail["N"]["sheets_reported"] == 1
    assert mail["N"]["registered_expected"] is None
    document = count_document(count(desk, vote_type="early"))
    assert document.vote_type == "early"
    with pytest.raises(UsageError, match="there is no vote type 'post'"):
        count(desk, vote_type="post")


def test_parts_add_up_to_the_whole_at_every_level(desk: Desk) -> None:
    for level in (NATION, "county"):
        whole = by_unit(desk, level)
        parts = [by_unit(desk, level, vote_type=kind) for kind in ("day", "early", "mail")]
        for unit, row in whole.items():
            own = [part[unit] for part in parts if unit in part]
            for figure in ("votes_heron", "votes_otter", "valid", "sheets_reported", "sheets_expected"):
                assert sum(part[figure] for part in own) == row[figure]


def test_ballots_of_all_types_may_not_be_more_than_the_voters(tmp_path: Path) -> None:
    over = FILE.replace("1,100,30,20,10,5,5,5", "1,100,30,20,10,5,40,5")
    findings = check(desk_of(tmp_path, over, counts='counts.registered = "registered"')).findings
    assert sorted(findings.filter(pl.col("code") == "cast-over-registered")["sheet"]) == [
        "1-day",
        "1-early",
        "1-mail",
    ]
    assert not findings.filter(pl.col("code") == "registered-not-stations").height


def test_voters_that_only_the_sheets_state(tmp_path: Path) -> None:
    text = definition(FEED.replace("{counts}", 'counts.registered = "registered"'))
    stations = [line.replace(",100,", ",,").replace(",300,", ",,") for line in STATIONS]
    desk = typed_desk(tmp_path, text, stations, {"votes.csv": FILE})
    nation = by_unit(desk, NATION)[NATION]
    assert (nation["turnout_part"], nation["turnout_whole"]) == (75 + 250 + 15, 100 + 300 + 50)
    assert nation["registered_expected_sheets"] == 4, "of stations 2 and 4"


def test_the_page_of_a_unit_and_the_exchange_format_have_the_types(desk: Desk) -> None:
    publication = publish(desk, now=NOW)
    unit = publication.unit("main", "county", "N")
    assert unit.vote_types is not None
    assert [(part.name, part.status, part.counted.valid.sum) for part in unit.vote_types.units] == [
        ("Election day", CountItemStatus.COMPLETED, 140),
        ("Early voting", CountItemStatus.COMPLETED, 45),
        ("By mail", CountItemStatus.IN_PROCESS, 10),
    ]
    assert publication.unit("main", NATION, NATION).vote_types is None
    report = nist_report(publication)
    assert not report_problems(report)
    (contest,) = report["Election"][0]["Contest"]
    counts = contest["ContestSelection"][0]["VoteCounts"]
    assert {row["Type"]: row["Count"] for row in counts if row["GpUnitId"] == "gp-county-N"} == {
        "total": 125,
        "election-day": 90,
        "early": 30,
        "absentee-mail": 5,
    }
    assert {row["GpUnitId"] for row in counts} == {"gp-nation", "gp-county-N", "gp-county-S"}


def test_a_contest_that_is_decided_county_by_county(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, level="county")
    counties = by_unit(desk, "county")
    assert {unit: row["votes_heron"] for unit, row in counties.items()} == {"N": 125, "S": 150}
    assert counties["S"]["registered_expected"] == 350


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"types": {"day": "Day"}}, "there is one type only"),
        ({"types": {}}, "the election has no"),
    ],
)
def test_types_and_feeds_that_do_not_fit_are_told(change: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        typed_election('sheet = "precinct"\nvote_type = "day"', **change)


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        ("", "it is not said of which vote type the votes are"),
        ('vote_type = "post"', "found 'post'"),
        ('vote_type.columns = { post = "* post" }', "no vote type has this id"),
        ('vote_type.columns = { day = "votes" }', "a pattern with one"),
        ('vote_type = { column = "kind", values = { X = "post" } }', "found 'post'"),
        ('vote_type = "day"\nunits = { vote-type = { column = "x" } }', "vote types are said by vote_type"),
    ],
)
def test_what_a_feed_says_of_types_is_looked_at(feed: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        typed_election(f'sheet = "precinct"\n{feed}')


def test_a_stations_file_with_a_type_that_is_not_known_is_refused(tmp_path: Path) -> None:
    text = definition('sheet = "precinct"\nvote_type = "day"')
    desk = typed_desk(tmp_path, text, ["1,100,N,day post"], {})
    with pytest.raises(DefinitionError, match="found the vote types 'post'; allowed: day, early, mail"):
        _ = desk.stations


def test_the_level_of_types_can_be_named() -> None:
    plain = typed_election('sheet = "precinct"\nvote_type = "day"')
    assert [(level.id, level.name) for level in plain.levels] == [
        ("county", "County"),
        ("vote-type", "Vote type"),
    ]
    own = '[[levels]]\nid = "vote-type"\nname = "Manner of voting"\n'
    named = typed_election('sheet = "precinct"\nvote_type = "day"', extra=own)
    assert [(level.id, level.name) for level in named.levels][1:] == [("vote-type", "Manner of voting")]
