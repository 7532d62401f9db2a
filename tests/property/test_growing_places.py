"""Places whose tables come in bit by bit: the same count as if they had come in whole, and no revision."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.explain import ComparedSheets, Movement, explain_movement
from escrutinio.flows.check import check
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.explain import Explanation
from escrutinio.flows.explain import Asked, explain
from escrutinio.flows.explained_sheets import sheets_between
from escrutinio.ledger import history
from escrutinio.model import Contest, UsageError
from searches import examples
from support import DEFINITION, HEADER, at, csv_bytes, make_election, snapshot_name, stations, take

TABLES = DEFINITION.replace(
    'sheet = "sheet"\n[feeds.counts]',
    'sheet = "sheet"\ntables = { counted = "done", total = "all", partial = "count" }\n[feeds.counts]',
    1,
)
Votes = tuple[int, int]
table_votes = st.tuples(st.integers(0, 30), st.integers(0, 30))
places = st.dictionaries(
    st.sampled_from([f"{number:03d}" for number in range(1, 13)]),
    st.tuples(st.lists(table_votes, min_size=1, max_size=4), st.integers(0, 4)),
    min_size=1,
    max_size=6,
)
"""Place -> the votes of its tables, and how many of these are counted first."""


def summed(tables: Sequence[Votes]) -> Votes:
    return sum(a for a, _ in tables), sum(b for _, b in tables)


def line(place: str, tables: Sequence[Votes], total: int, done: int | None = None) -> list[object]:
    a, b = summed(tables)
    return ["council", place, "", a + b, a + b, 0, 0, a, b, 0, len(tables) if done is None else done, total]


def desk_with(folder: Path, hours: Sequence[list[list[object]]], definition: str = TABLES) -> Desk:
    make_election(folder, definition=definition)
    desk = open_desk(folder)
    for hour, rows in enumerate(hours):
        data = csv_bytes(rows, [*HEADER, "done", "all"])
        take(desk.ledger, data, snapshot_name(60 * hour), feed="snapshots")
    return open_desk(folder)


def parts(explanation: Explanation) -> list[float]:
    return [round(part.points, 9) for selection in explanation.selections for part in selection.parts]


@examples(8)
@given(places)
def test_places_in_two_bits_are_the_places_whole(night: Mapping[str, tuple[list[Votes], int]]) -> None:
    first = {place: tables[:cut] for place, (tables, cut) in night.items() if tables[:cut]}
    # A source lists its places with zeros before they are counted.
    early = [line(place, tables[:cut], len(tables)) for place, (tables, cut) in night.items()]
    late = [line(place, tables, len(tables)) for place, (tables, _) in night.items()]
    # The same as sheets of their own: the tables that were first, and those that came.
    known = stations(contests=("council",)).sort("sheet")
    twins = pl.concat([known, known.with_columns(sheet=pl.col("sheet") + "L")])
    rest = {f"{place}L": tables[cut:] for place, (tables, cut) in night.items() if tables[cut:]}
    apart = [line(place, tables, len(tables)) for place, tables in {**first, **rest}.items()]
    apart_first = [row for row in apart if row[1] in first] or [line("001", [], 1)]

    with tempfile.TemporaryDirectory() as folder:
        bits = desk_with(Path(folder, "bits"), [early, late])
        whole = desk_with(Path(folder, "whole"), [late])
        assert count(bits).nation("council") == count(whole).nation("council")
        assert set(history(bits.ledger)["change"]) <= {"first", "grown"}
        assert not {"changed", "figures-fell"} & set(check(bits).findings["code"])

        make_election(Path(folder, "apart"), definition=TABLES, stations_frame=twins)
        sheets = open_desk(Path(folder, "apart"))
        for hour, rows in enumerate([apart_first, apart]):
            take(sheets.ledger, csv_bytes(rows, [*HEADER, "done", "all"]), snapshot_name(60 * hour))
        asked = Asked(contest="council", since=at(0), draws=9, turning_points=False)
        try:
            by_sheets = explain(open_desk(Path(folder, "apart")), asked)
        except UsageError:
            return  # nothing was in at first
        by_places = explain(bits, asked)
        assert parts(by_places) == parts(by_sheets)
        assert not by_places.has_revised
        shares = count(whole).nation("council").shares_of_valid
        assert {selection.id: selection.later for selection in by_places.selections if selection.later} == {
            name: share for name, share in shares.items() if share
        }


figures = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 5), st.integers(0, 4))
"""Votes of both, other valid votes, tables that are counted."""


def frame(rows: Mapping[str, tuple[int, int, int, int]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "contest": "council",
                "sheet": name,
                "region": name[0],
                "registered": None,
                "stations_registered": 40 * done,
                "in_stations": True,
                "in_part": done < 4,
                "valid": a + b + others,
                "votes_A": a,
                "votes_B": b,
                "tables_counted": done or None,
            }
            for name, (a, b, others, done) in rows.items()
        ],
        schema_overrides={"registered": pl.Int64, "tables_counted": pl.Int64},
    )


def moved(compared: ComparedSheets) -> Movement | None:
    try:
        return explain_movement(compared)
    except UsageError:
        return None


@given(
    st.dictionaries(st.sampled_from(["N1", "N2", "S1", "S2"]), figures, min_size=1),
    st.dictionaries(st.sampled_from(["N1", "N2", "S1", "S2"]), figures, min_size=1),
)
def test_whatever_becomes_of_a_place_the_parts_add_up(
    then: Mapping[str, tuple[int, int, int, int]], now: Mapping[str, tuple[int, int, int, int]]
) -> None:
    contest = Contest("council", "Council", ("A", "B"), ("nation", "region"))
    between = sheets_between(frame(then), frame(now), contest, ["region"])
    movement = moved(between.compared)

    grew = [name for name in then.keys() & now.keys() if 0 < then[name][3] < now[name][3]]
    assert between.grown == len(grew)
    assert between.compared.votes.sum(axis=0).tolist() == [
        sum(figures_of_place[place] for figures_of_place in now.values()) for place in range(2)
    ]
    assert between.compared.votes.min() >= 0
    assert (between.compared.votes.sum(axis=1) <= between.compared.base).all()
    if movement is not None:
        for number in range(2):
            shift = movement.later[number] - movement.earlier[number]
            assert sum((part.change[number] for part in movement.parts), Fraction(0)) == shift
