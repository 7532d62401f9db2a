"""A unit's page: figures, what it lies in, what lies in it, its sheets with their versions and findings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.places import PlaceOnMap
from escrutinio.flows.documents.projected import ProjectionStatus
from escrutinio.flows.documents.unit import SheetEntry
from escrutinio.flows.publication import Publication, publish
from escrutinio.tabulation import NO_UNIT
from publication_moments import NOW
from support import DEFINITION, make_election, row, stations, take


def sheets_of(publication: Publication, place: str = "PN1") -> dict[str, SheetEntry]:
    sheets = publication.unit("council", "place", place).sheets
    assert sheets is not None
    return {sheet.sheet: sheet for sheet in sheets}


def test_a_town_lies_in_its_region_and_has_its_places(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30), row("002", 10, 20)])

    page = publish(desk, now=NOW).unit("council", "town", "N1")

    assert [(parent.level, parent.unit, parent.name) for parent in page.parents] == [
        ("nation", "nation", "Test election"),
        ("region", "N", "Region N"),
    ]
    assert [(level.level, [unit.unit for unit in level.units]) for level in page.below] == [
        ("place", ["PN1"])
    ]
    assert page.sheets is None
    assert page.status == "in-process"
    assert page.counted.valid.sum == 120
    assert page.below[0].units[0].counted == page.counted


def test_a_place_has_its_sheets_in_and_missing(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30)])

    sheets = sheets_of(publish(desk, now=NOW))

    assert [(sheet.sheet, sheet.status) for sheet in sheets.values()] == [
        ("001", "in"),
        ("002", "missing"),
        ("003", "missing"),
    ]
    assert sheets["001"].votes == {"A": 60, "B": 30, "C": 0}
    assert (sheets["002"].votes, sheets["002"].versions) == ({"A": None, "B": None, "C": None}, ())
    assert sheets["002"].registered_expected == 100


def test_versions_say_what_changed_when_and_by_which_file(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30), row("002", 5)])
    take(desk.ledger, [row("001", 55, 30), row("002", 5)], minutes=10)
    take(desk.ledger, [row("002", 5)], minutes=20)

    sheet = sheets_of(publish(desk, now=NOW))["001"]

    assert sheet.status == "missing"
    assert [(version.version, version.change, version.observed_at) for version in sheet.versions] == [
        (1, "first", "2024-05-05T18:00:00Z"),
        (2, "changed", "2024-05-05T18:10:00Z"),
        (3, "withdrawn", "2024-05-05T18:20:00Z"),
    ]
    first, second, third = sheet.versions
    assert first.changed == {}
    assert second.changed == {"cast": (90, 85), "valid": (90, 85), "A": (60, 55)}
    assert (third.changed, third.votes["A"]) == ({}, None)
    assert (second.file, second.source) == ("count_20240505_191000.csv", "snapshots")
    assert len(second.delivery) == 64
    assert second.received_at == "2024-05-06T10:40:00Z"
    assert {finding.code for finding in sheet.findings} == {"changed", "figures-fell", "withdrawn"}


def test_a_sheet_that_returns_is_compared_with_its_last_numbers(desk: Desk) -> None:
    for minutes, rows in enumerate(([row("001", 60, 30)], [row("002", 5)], [row("001", 60, 31)])):
        take(desk.ledger, rows, minutes=minutes)

    last = sheets_of(publish(desk, now=NOW))["001"].versions[-1]

    assert (last.change, last.changed) == (
        "returned",
        {"cast": (90, 91), "valid": (90, 91), "B": (30, 31)},
    )


def test_a_sheet_with_a_finding_has_it_with_its_numbers(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30, valid=80)])

    found = sheets_of(publish(desk, now=NOW))["001"].findings

    assert found[0].severity == "error"
    assert all(isinstance(finding.numbers, dict) for finding in found)


def test_sheets_left_out_by_the_definition_say_so(tmp_path: Path) -> None:
    make_election(tmp_path, checks='exclude = ["votes-not-valid"]')
    desk = open_desk(tmp_path, for_ingest=True)
    take(desk.ledger, [row("001", 60, 30, valid=80), row("002", 10)])

    found = publish(desk, now=NOW)

    assert {sheet.sheet: sheet.status for sheet in sheets_of(found).values()} == {
        "001": "left-out",
        "002": "in",
        "003": "missing",
    }
    assert sheets_of(found)["001"].versions[0].votes["A"] == 60
    assert found.front.excluded_sheets == 1


def test_a_sheet_that_is_not_in_the_stations_file_counts_in_no_unit(desk: Desk) -> None:
    take(desk.ledger, [row("999", 60, 30)])

    found = publish(desk, now=NOW)

    page = found.unit("council", "place", NO_UNIT)
    assert page.name == "(in none)"
    assert [(sheet.sheet, sheet.status) for sheet in page.sheets or ()] == [("999", "not-in-stations")]
    assert ("place", NO_UNIT) in list(found.units("council"))
    assert found.unit("council", "nation", "nation").below[0].units[-1].unit == NO_UNIT


def test_every_unit_has_a_page_and_parts_add_up(half: Publication) -> None:
    for contest in ("president", "single-member", "special"):
        units = [unit for unit in half.units(contest) if unit[0] not in ("place", "municipality")]
        assert units[0] == ("nation", "nation")
        for level, unit in units:
            page = half.unit(contest, level, unit)
            for below in page.below:
                whole = sum(unit.counted.valid.least for unit in below.units)
                # What lies in no unit of a level, such as votes from abroad in no district, has no parent.
                assert whole <= page.counted.valid.least
                if below.level in ("department", "province", "municipality"):
                    assert whole == page.counted.valid.sum, (contest, level, unit)


def test_districts_list_their_places_and_places_their_district(half: Publication) -> None:
    page = half.unit("single-member", "district", "C01")
    place = page.below[0].units[0]

    assert page.below[0].level == "place"
    assert [parent.unit for parent in page.parents] == ["nation", "1"]
    assert [district.unit for district in half.unit("single-member", "place", place.unit).also_in] == ["C01"]


def test_projected_figures_are_of_regions_and_of_contests_in_districts(half: Publication) -> None:
    projected = half.unit("president", "department", "2").projected

    assert projected is not None
    assert projected.selections[0].low < projected.selections[0].share < projected.selections[0].high
    assert projected.turnout is not None
    assert 0 < projected.turnout.low < projected.turnout.high < 1
    assert half.unit("single-member", "district", "C01").projected is not None
    assert half.unit("president", "municipality", "R-1-M001").projected is None


def test_a_contest_has_its_lists_and_its_nation(half: Publication) -> None:
    contest = half.contest("president")

    assert (contest.contest.headline, contest.contest.level, contest.contest.status) == (
        True,
        "nation",
        "unofficial-partial",
    )
    assert contest.projection == ProjectionStatus(available=True, reason="")
    assert [selection.id for selection in contest.selections][:2] == ["MAS-IPSP", "CC"]
    assert contest.nation.counted == half.front.headline.counted


@pytest.fixture
def with_places(tmp_path: Path) -> Callable[[pl.DataFrame], Desk]:
    def made(frame: pl.DataFrame) -> Desk:
        make_election(tmp_path, stations_frame=frame)
        return open_desk(tmp_path, for_ingest=True)

    return made


def test_places_with_coordinates_are_on_the_map(with_places: Callable[[pl.DataFrame], Desk]) -> None:
    nowhere = pl.when(pl.col("place") == "PS1").then(float("nan"))
    frame = stations().with_columns(
        pl.when(pl.col("place") == "PN1").then(1.5).otherwise(nowhere).alias("lat"),
        pl.when(pl.col("place") != "PN2").then(-60.25).alias("lon"),
    )
    desk = with_places(frame)
    take(desk.ledger, [row("001", 60, 30)])

    assert publish(desk, now=NOW).places.places == (
        PlaceOnMap(
            unit="PN1",
            level="place",
            name="PN1",
            lat=1.5,
            lon=-60.25,
            sheets_share=1 / 3,
            registered_expected=300,
            leader="A",
            lead=30 / 90,
        ),
    )


def test_an_election_of_one_level_lists_its_sheets_on_the_first_page(tmp_path: Path) -> None:
    head, _, _ = DEFINITION.partition("[[levels]]")
    _, _, tail = DEFINITION.partition("[[selections]]")
    tail = tail.replace('level = "region"\n', "").replace('place_level = "place"', "")
    tail = tail.replace('[feeds.units.region]\ncolumn = "region"\n', "")
    tail = tail.replace('[[levels]]\nid = "place"\nname = "Polling place"\nparent = "town"\n', "")
    make_election(tmp_path, definition=f"{head}[[selections]]{tail}")
    desk = open_desk(tmp_path, for_ingest=True)
    take(desk.ledger, [row("001", 60, 30)])

    page = publish(desk, now=NOW).contest("council").nation

    assert (page.below, len(page.sheets or ())) == ((), 12)


def test_levels_that_a_contest_does_not_have_are_passed_over(tmp_path: Path) -> None:
    definition = DEFINITION.replace('withdrawn = ["C"]\n', 'withdrawn = ["C"]\nlevels = ["town"]\n')
    make_election(tmp_path, definition=definition)

    found = publish(open_desk(tmp_path, for_ingest=True), now=NOW)

    nation, town = found.unit("council", "nation", "nation"), found.unit("council", "town", "N1")
    assert [(level.level, len(level.units)) for level in nation.below] == [("town", 4)]
    assert [parent.unit for parent in town.parents] == ["nation"]
    assert [sheet.sheet for sheet in town.sheets or ()] == ["001", "002", "003"]
