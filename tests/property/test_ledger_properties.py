"""The order in which deliveries are taken in changes nothing; and the parts add up to the whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from escrutinio.ledger import Ledger, as_of, history
from escrutinio.model import NATION, sheet, votes_column
from escrutinio.tabulation import resolve_units, tabulate
from searches import examples
from support import Row, at, make_election, row, singles, snapshot_name, stations, take

SHEETS = ["001", "002", "003", "004"]
# Each example writes two ledgers to the disk.
SLOW = examples(8)

counts = st.integers(0, 3)


@st.composite
def snapshot_rows(draw: st.DrawFn) -> list[Row]:
    """Some sheets of one or both contests, each once."""
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(["council", "mayor"]), st.sampled_from(SHEETS)), unique=True, min_size=1
        )
    )
    return [row(code, draw(counts), draw(counts), contest=contest) for contest, code in keys]


@st.composite
def nights(draw: st.DrawFn) -> list[tuple[str, bytes | list[Row], int]]:
    """Deliveries of one night: snapshots at a minute each, and single sheets at minutes of their own."""
    minutes = draw(st.lists(st.integers(0, 9), max_size=4))
    found: list[tuple[str, bytes | list[Row], int]] = [
        ("snapshots", draw(snapshot_rows()), minute) for minute in minutes
    ]
    for number in range(draw(st.integers(0, 2))):
        rows = draw(snapshot_rows())
        times = draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows)))
        found.append(("singles", singles(rows, times), number))
    return found


def ledger_of(folder: Path, night: list[tuple[str, bytes | list[Row], int]]) -> Ledger:
    ledger = Ledger(folder, make_election(folder))
    for feed, rows, minute in night:
        take(ledger, rows, f"{minute}.parquet" if feed == "singles" else snapshot_name(minute), feed=feed)
    return ledger


@SLOW
@given(st.data())
def test_the_order_of_deliveries_does_not_change_what_stands(data: st.DataObject) -> None:
    night = data.draw(nights())
    shuffled = data.draw(st.permutations([*night, *night[:1]]))
    with tempfile.TemporaryDirectory() as folder:
        one = ledger_of(Path(folder) / "one", night)
        other = ledger_of(Path(folder) / "other", shuffled)
        for until in (None, at(data.draw(st.integers(0, 9)))):
            # File names differ when equal bytes came twice under two names; everything else is the same.
            assert_frame_equal(as_of(one, until).drop("file"), as_of(other, until).drop("file"))
            assert_frame_equal(history(one, until).drop("file"), history(other, until).drop("file"))


@SLOW
@given(nights(), st.integers(0, 9))
def test_what_stands_is_the_newest_version_of_the_history(
    night: list[tuple[str, bytes | list[Row], int]], minute: int
) -> None:
    """Within one source: two independent routes to the same answer."""
    night = [delivery for delivery in night if delivery[0] == "snapshots"]
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_of(Path(folder), night)
        newest = (
            history(ledger, at(minute))
            .sort("version")
            .unique(["contest", "sheet"], keep="last", maintain_order=True)
            .filter(pl.col("change") != "withdrawn")
            .sort("contest", "sheet")
        )
        columns = ["contest", "sheet", "registered", "cast", "valid", "votes_A", "votes_B"]
        assert_frame_equal(as_of(ledger, at(minute)).select(columns), newest.select(columns))


@SLOW
@given(nights(), st.integers(0, 9))
def test_nothing_observed_later_is_seen_earlier(
    night: list[tuple[str, bytes | list[Row], int]], minute: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_of(Path(folder), night)
        times = as_of(ledger, at(minute))[sheet.OBSERVED_AT].to_list()
        assert all(time <= at(minute) for time in times)


@st.composite
def sheet_frames(draw: st.DrawFn) -> pl.DataFrame:
    """Sheets in the stations file and not in it, with gaps in their numbers."""
    number = st.one_of(st.none(), st.integers(0, 50))
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["council", "mayor"]), st.sampled_from(["001", "004", "007", "012", "999"])
            ),
            unique=True,
        )
    )
    columns = ["registered", "cast", "valid", "blank", "null", "votes_A", "votes_B", "votes_C"]
    rows = [(*key, draw(st.sampled_from(["N", "X", ""])), *[draw(number) for _ in columns]) for key in keys]
    schema = {
        "contest": pl.String,
        "sheet": pl.String,
        "unit_region": pl.String,
        **dict.fromkeys(columns, pl.Int64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


@examples(20)
@given(sheet_frames())
def test_the_parts_add_up_to_the_whole_at_every_level(frame: pl.DataFrame) -> None:
    with tempfile.TemporaryDirectory() as folder:
        election = make_election(Path(folder))
    placed = resolve_units(frame, stations(), election)
    for contest in election.contests.values():
        tables = tabulate(placed, stations(), contest)
        assert set(tables) == {NATION, "region", "town", "place"}
        whole = tables[NATION].drop("unit")
        for level in ("region", "town", "place"):
            parts = tables[level].drop("unit")
            # A figure that no sheet states is unknown in every part and in the whole; else the parts add up.
            assert_frame_equal(parts.sum(), whole.fill_null(0))
            reported = parts.filter(pl.col("sheets_reported") > 0)
            for name in (column for column in whole.columns if whole[column].item() is None):
                assert reported[name].null_count() == reported.height
        # An independent sum of the votes, cell by cell.
        for name in contest.selections:
            own = frame.filter(contest=contest.id)[votes_column(name)]
            unstated = contest.level == NATION and own.len() > 0 and own.count() == 0
            expected = None if unstated else sum(own.drop_nulls())
            assert whole[votes_column(name)].item() == expected
        assert whole["sheets_reported"].item() == frame.filter(pl.col("contest") == contest.id).height
        assert whole["sheets_expected"].item() == 12
