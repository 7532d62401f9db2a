"""What follows from a unit's sums: shares, turnout, coverage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from escrutinio.model import NATION, Election, SheetShare, SheetSum, UnitFigures
from escrutinio.tabulation import missing_voters, resolve_units, tabulate, unit_figures
from support import make_election, stations
from tabulated_sheets import SAMPLE, sheets


@pytest.fixture
def election(tmp_path: Path) -> Election:
    return make_election(tmp_path)


def test_figures_of_a_unit(election: Election) -> None:
    contest = election.contests["council"]
    nation = tabulate(resolve_units(sheets(*SAMPLE), stations(), election), stations(), contest)[NATION]
    figures = unit_figures(nation.row(0, named=True), contest, all_listed=True)
    assert figures.votes == {"A": 80, "B": 107, "C": 5}
    assert figures.valid == SheetSum(sum=192, stated=5, sheets=5)
    assert figures.shares_of_valid["A"] == 80 / 192
    assert figures.turnout == SheetShare(share=207 / 480, part=207, whole=480, stated=5, sheets=5)
    assert figures.sheets_share == 3 / 12
    assert figures.sheets_missing == 9
    assert figures.registered_share == 300 / 1200
    assert figures.blank_share_of_cast is not None
    assert figures.blank_share_of_cast.share == 8 / 207


def test_shares_of_nothing_are_not_zero(election: Election) -> None:
    contest = election.contests["council"]
    nation = tabulate(resolve_units(sheets(), stations(), election), stations(), contest)[NATION]
    figures = unit_figures(nation.row(0, named=True), contest, all_listed=True)
    assert figures.turnout.share is None
    assert figures.shares_of_valid == {"A": None, "B": None, "C": None}
    assert figures.sheets_share == 0.0


def nation(
    election: Election, contest_id: str, *rows: tuple[object, ...], stations_frame: pl.DataFrame | None = None
) -> UnitFigures:
    expected = stations() if stations_frame is None else stations_frame
    contest = election.contests[contest_id]
    located = resolve_units(sheets(*rows), expected, election)
    return unit_figures(
        tabulate(located, expected, contest, [NATION])[NATION].row(0, named=True), contest, all_listed=True
    )


def test_what_no_sheet_states_is_not_zero(election: Election) -> None:
    figures = nation(
        election,
        "council",
        ("council", "001", None, 100, None, None, None, None, 40, 30, 0),
        ("council", "002", None, 100, None, None, None, 3, 10, 50, 0),
    )
    assert figures.valid == SheetSum(sum=130, stated=2, sheets=2), "the votes of the lists"
    assert figures.blank == SheetSum(sum=None, stated=0, sheets=2)
    assert figures.null == SheetSum(sum=3, stated=1, sheets=2)
    assert figures.cast == SheetSum(sum=None, stated=0, sheets=2)
    assert figures.turnout == SheetShare(share=None, part=None, whole=None, stated=0, sheets=2)


def test_turnout_is_over_the_sheets_that_have_both_numbers(election: Election) -> None:
    figures = nation(
        election,
        "council",
        ("council", "001", None, 100, 80, 75, 3, 2, 40, 30, 5),
        ("council", "002", None, 100, None, 60, None, 0, 10, 50, 0),
        ("council", "999", "S", None, 10, 10, 0, 0, 10, 0, 0),
        ("council", "998", "S", 0, 10, 10, 0, 0, 10, 0, 0),
    )
    assert figures.cast == SheetSum(sum=100, stated=3, sheets=4)
    assert figures.registered == SheetSum(sum=200, stated=2, sheets=4), "0 registered voters is no number"
    assert figures.turnout == SheetShare(share=0.8, part=80, whole=100, stated=1, sheets=4)
    assert figures.blank_share_of_cast == SheetShare(share=0.03, part=3, whole=100, stated=3, sheets=4)


@pytest.mark.parametrize(
    ("kinds", "cast", "blank", "null"),
    [
        ((False, False), None, None, 10),
        ((True, False), 160, 0, 10),
        ((True, True), 160, 0, 10),
        ((False, True), None, None, 10),
    ],
)
def test_a_contest_without_a_kind_of_vote_closes_the_sums(
    election: Election, kinds: tuple[bool, bool], cast: int | None, blank: int | None, null: int | None
) -> None:
    council = replace(election.contests["council"], no_blank=kinds[0], no_null=kinds[1])
    election = replace(election, contests={**election.contests, "council": council})
    figures = nation(election, "council", ("council", "001", None, 300, None, 150, None, 10, 100, 50, 0))
    assert figures.cast.sum == cast
    assert (figures.blank is None) == (blank == 0), "a contest that has none says nothing of them"
    assert figures.null is not None
    assert figures.null.sum == null
    assert figures.turnout.share == (None if cast is None else cast / 300)


def test_shares_are_never_above_one_and_the_sheets_that_do_not_add_up_are_told(election: Election) -> None:
    figures = nation(
        election,
        "council",
        ("council", "001", None, 100, 100, 100, 0, 0, 400, 200, 0),
        ("council", "002", None, 100, 10, 10, 0, 0, 6, 4, 0),
    )
    assert figures.share_base == 610
    assert figures.shares_of_valid == {"A": 406 / 610, "B": 204 / 610, "C": 0.0}
    assert figures.sheets_not_adding_up == 1
    assert figures.valid.sum == 110, "the sum stays what the sheets state"


def test_a_sheet_without_any_vote_has_no_valid_votes_that_are_known(election: Election) -> None:
    figures = nation(
        election, "council", ("council", "001", None, 100, 80, None, None, None, None, None, None)
    )
    assert figures.valid == SheetSum(sum=None, stated=0, sheets=1)
    assert figures.sheets_not_adding_up == 0
    assert figures.turnout.share == 0.8


def test_voters_that_the_stations_file_does_not_know(election: Election) -> None:
    number = pl.col("sheet").cast(pl.Int64)
    voters = pl.when(number <= 2).then(0).when(number <= 4).then(None).otherwise(100)
    some = stations().with_columns(voters.alias("registered"))
    placed = resolve_units(
        sheets(
            ("council", "001", None, 90, 80, 75, 3, 2, 40, 30, 5),
            ("council", "005", None, None, 80, 75, 3, 2, 40, 30, 5),
        ),
        some,
        election,
    )
    table = tabulate(placed, some, election.contests["council"])
    figures = unit_figures(table[NATION].row(0, named=True), election.contests["council"], all_listed=True)
    assert figures.sheets_unexpected == 0, "a station whose voters are not known is expected all the same"
    assert figures.registered_expected == SheetSum(sum=800, stated=8, sheets=12)
    assert figures.registered_reported == SheetSum(sum=100, stated=1, sheets=2)
    assert figures.registered.sum == 190
    wanted = ["unit", "voters", "unknown_sheets"]
    assert missing_voters(table[NATION]).select(wanted).rows() == [("nation", 700, 3)]
    assert missing_voters(table["region"]).select(wanted).rows() == [("N", 100, 3), ("S", 600, 0)]


def test_no_voter_is_known_at_all(election: Election) -> None:
    none = stations().with_columns(pl.lit(0, pl.Int64).alias("registered"))
    figures = nation(
        election,
        "mayor",
        ("mayor", "001", None, None, None, None, None, None, 3, 2, None),
        stations_frame=none,
    )
    assert figures.registered_expected == SheetSum(sum=None, stated=0, sheets=12)
    assert figures.registered_share is None
    assert figures.turnout.share is None


def test_a_gap_is_counted_and_valid_follows_from_what_else_is_stated(election: Election) -> None:
    figures = nation(
        election,
        "council",
        ("council", "001", None, 100, 80, None, 3, 2, 40, 30, 5),
        ("council", "002", None, 100, 90, None, 3, 2, None, 30, 5),  # 50 votes are missing
    )
    assert figures.unstated_votes == 1
    assert figures.votes == {"A": 40, "B": 60, "C": 10}
    assert figures.valid == SheetSum(sum=160, stated=2, sheets=2)
    assert figures.sheets_not_adding_up == 1
    assert figures.shares_of_valid["B"] == 60 / 160


@pytest.mark.parametrize(("cast", "blank"), [(None, 3), (90, None), (30, 3)])
def test_without_the_other_figures_a_gap_leaves_the_votes_that_are_stated(
    election: Election, cast: int | None, blank: int | None
) -> None:
    row = ("council", "001", None, 100, cast, None, blank, 2, None, 30, 5)
    figures = nation(election, "council", row)
    assert figures.unstated_votes == 1
    assert figures.valid == SheetSum(sum=35, stated=1, sheets=1)


def test_who_has_withdrawn_is_no_gap(election: Election) -> None:
    council = replace(election.contests["council"], withdrawn=("C",))
    own = replace(election, contests={**election.contests, "council": council})
    figures = nation(own, "council", ("council", "001", None, 100, 80, None, 3, 2, 40, 35, None))
    assert figures.unstated_votes == 0
    assert figures.valid == SheetSum(sum=75, stated=1, sheets=1)


def test_who_does_not_stand_in_a_unit_is_no_gap(election: Election) -> None:
    contest = replace(election.contests["council"], level="town")
    own = replace(election, contests={"council": contest})
    located = resolve_units(
        sheets(
            ("council", "001", None, 100, 80, 75, 3, 2, 40, 35, None),
            ("council", "002", None, 100, 80, 75, 3, 2, None, 35, None),
            ("council", "007", None, 100, 80, 75, 3, 2, None, 35, 40),
        ),
        stations(),
        own,
    )
    units = tabulate(located, stations(), contest, [NATION, "town"])
    gaps = units["town"].filter(pl.col("sheets_reported") > 0)["unstated_votes"].to_list()
    assert sorted(gaps) == [0, 1], "A stands in the first town, C in the other"
    assert units[NATION]["unstated_votes"].item() == 1

    # A file with a column for all states a 0 of those who do not stand, as the table of candidates says.
    listed = replace(contest, withdrawn=(), ballots={"N1": ("A", "B"), "S1": ("B", "C")})
    zeros = [
        ("council", "001", None, 100, 80, 75, 3, 2, 40, 35, 0),
        ("council", "002", None, 100, 80, 75, 3, 2, None, 35, 0),
    ]
    units = tabulate(resolve_units(sheets(*zeros), stations(), own), stations(), listed, [NATION, "town"])
    assert units[NATION]["unstated_votes"].item() == 1
