"""Two sources that speak of one sheet: where they differ, and whose figures are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from escrutinio.feeds import parse_delivery
from escrutinio.flows.check import check, check_document
from escrutinio.flows.desk import Desk
from escrutinio.flows.source_differences import difference_rows, where_sources_differ
from escrutinio.ledger import Ledger, as_of
from escrutinio.ledger.checks import Context, run_checks
from escrutinio.ledger.source_differences import source_differences
from escrutinio.ledger.state import of_each_source
from support import DEFINITION, at, make_election

Row = Mapping[str, int | str | None]
"""A row of a source: its sheet and its figures; what is absent is left empty."""

COLUMNS = ("sheet", "registered", "cast", "valid", "blank", "null", "A", "B", "C")
FEED = """
[[feeds]]
id = "{id}"
name = "{name}"
files = ["{id}*.csv"]
contest = "council"
sheet = "sheet"
precedence = {precedence}
snapshot = {snapshot}

[feeds.counts]
registered = "registered"
cast = "cast"
valid = "valid"
blank = "blank"
null = "null"
"""


def desk_of(folder: Path, precedence: Mapping[str, int], checks: str = "", snapshot: str = "false") -> Desk:
    """An election with a feed for each source, of its precedence."""
    head = DEFINITION.partition("[[feeds]]")[0]
    feeds = "".join(
        FEED.format(id=name, name=f"The {name}", precedence=rank, snapshot=snapshot)
        for name, rank in precedence.items()
    )
    election = make_election(folder, definition=head + feeds, checks=checks)
    return Desk(election, Ledger(folder, election), rehearsing=False)


def bring(desk: Desk, source: str, minute: int, rows: Sequence[Row]) -> None:
    """Take in a file of a source."""
    lines = [",".join(str("" if row.get(name) is None else row[name]) for name in COLUMNS) for row in rows]
    data = "\n".join([",".join(COLUMNS), *lines, ""]).encode()
    reading = parse_delivery(data, f"{source}.csv", desk.election, observed_at=at(minute))
    assert desk.ledger.append(reading.delivery, reading.rows, reading.findings, reading.data, at(1000))


def sheet(name: str, a: int | None, b: int | None, **other: int | None) -> Row:
    return {"sheet": name, "registered": 100, "valid": (a or 0) + (b or 0), "A": a, "B": b, "C": 0, **other}


def pairs(desk: Desk) -> list[tuple[object, ...]]:
    rows = source_differences(of_each_source(desk.ledger))
    return rows.select(
        "sheet", "figure", "source", "value", "other", "other_value", "counts", "reason"
    ).rows()


def test_two_sources_that_differ_are_a_finding_with_both_numbers(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1})
    bring(desk, "official", 0, [sheet("001", 60, 20), sheet("002", 5, 6)])
    bring(desk, "citizens", 1, [sheet("001", 20, 60), sheet("002", 5, 6)])
    assert pairs(desk) == [
        ("001", "votes_A", "official", 60, "citizens", 20, True, "precedence"),
        ("001", "votes_B", "official", 20, "citizens", 60, True, "precedence"),
    ]
    assert as_of(desk.ledger)["source"].to_list() == ["official", "official"]
    (finding,) = check(desk, codes=("sources-differ",)).findings.to_dicts()
    assert finding["message"] == (
        "The official and The citizens differ on this sheet: List A 60 and 20; List B 20 and 60. "
        "The figures of The official are counted: its precedence is higher."
    )
    assert (finding["sheet"], finding["file"], finding["line"]) == ("001", "citizens.csv", 2)
    found = where_sources_differ(desk)
    assert (found.sheets_compared, found.sheets_differing) == (2, 1)
    assert [(row.figure, row.difference, row.effect) for row in found.differences] == [
        ("votes_A", -40, -40),
        ("votes_B", 40, 40),
    ]
    (effect,) = found.effects
    assert [(f.name, f.total, f.difference, f.total_with_other) for f in effect.figures] == [
        ("List A", 65, -40, 25),
        ("List B", 26, 40, 66),
    ]


@pytest.mark.parametrize(
    ("precedence", "minutes", "counted", "reason"),
    [
        ({"official": 1, "citizens": 0}, (0, 5), "official", "precedence"),
        ({"official": 0, "citizens": 1}, (5, 0), "citizens", "precedence"),
        ({"official": 0, "citizens": 0}, (0, 5), "citizens", "later"),
        ({"official": 0, "citizens": 0}, (5, 0), "official", "later"),
        ({"official": 0, "citizens": 0}, (5, 5), None, "order"),
    ],
)
def test_it_says_whose_figures_are_counted_and_why(
    tmp_path: Path, precedence: dict[str, int], minutes: tuple[int, int], counted: str | None, reason: str
) -> None:
    desk = desk_of(tmp_path, precedence)
    bring(desk, "official", minutes[0], [sheet("001", 60, 20)])
    bring(desk, "citizens", minutes[1], [sheet("001", 61, 20)])
    stands = as_of(desk.ledger)["source"][0]
    assert stands == (counted or stands)
    rows = pairs(desk)
    assert {(row[2], row[6], row[7]) for row in rows} == {(stands, True, reason)}
    assert {row[1] for row in rows} == {"votes_A", "valid"}
    message = run_checks(Context(desk.election, desk.ledger, desk.stations), ["sources-differ"])["message"][0]
    assert f"The figures of The {stands} are counted: " in message


def test_what_a_source_does_not_state_is_no_difference(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1, "party": 0})
    bring(desk, "official", 0, [sheet("001", None, 20, valid=None, registered=None)])
    bring(desk, "citizens", 0, [sheet("001", 60, None, valid=80, registered=100, cast=81)])
    assert pairs(desk) == []
    assert where_sources_differ(desk).sheets_compared == 1
    # A third source differs from the first that states the figure, though neither of the two is counted.
    bring(desk, "party", 0, [sheet("001", 70, 20, valid=80, registered=101)])
    assert pairs(desk) == [
        ("001", "registered", "citizens", 100, "party", 101, False, "precedence"),
        ("001", "votes_A", "citizens", 60, "party", 70, False, "precedence"),
    ]
    found = where_sources_differ(desk)
    assert [row.effect for row in found.differences] == [None, None]
    assert found.effects == ()
    message = check(desk, codes=("sources-differ",)).findings["message"][0]
    assert message.endswith("Neither is counted: the source whose sheet counts does not state them.")


def test_registered_voters_alone_can_differ(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1})
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    bring(desk, "citizens", 0, [sheet("001", 60, 20, registered=99)])
    assert pairs(desk) == [("001", "registered", "official", 100, "citizens", 99, True, "precedence")]


def test_a_later_correction_of_a_source_is_a_version_and_no_difference(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1})
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    bring(desk, "official", 5, [sheet("001", 50, 30)])
    bring(desk, "citizens", 1, [sheet("001", 60, 20)])
    bring(desk, "citizens", 6, [sheet("001", 50, 30)])
    assert pairs(desk) == []
    codes = check(desk).findings["code"].to_list()
    assert codes.count("changed") == 2
    assert "sources-differ" not in codes
    # At an earlier moment they differed.
    assert source_differences(of_each_source(desk.ledger, at(5))).height == 2


def test_three_sources_are_each_compared_with_the_one_that_is_counted(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1, "party": 0})
    bring(desk, "official", 0, [sheet("001", 60, 20), sheet("002", 1, 1)])
    bring(desk, "citizens", 0, [sheet("001", 60, 20)])
    bring(desk, "party", 0, [sheet("001", 10, 70), sheet("002", 1, 2)])
    assert [row[:6] for row in pairs(desk)] == [
        ("001", "votes_A", "official", 60, "party", 10),
        ("001", "votes_B", "official", 20, "party", 70),
        ("002", "valid", "official", 2, "party", 3),
        ("002", "votes_B", "official", 1, "party", 2),
    ]
    (effect,) = where_sources_differ(desk).effects
    assert (effect.other, effect.sheets) == ("party", 2)
    assert [(figure.figure, figure.difference) for figure in effect.figures] == [
        ("votes_A", -50),
        ("votes_B", 51),
        ("valid", 1),
    ]


def test_a_sheet_that_a_snapshot_no_longer_holds_is_no_voice(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1}, snapshot="true")
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    bring(desk, "citizens", 0, [sheet("001", 61, 20), sheet("002", 1, 1)])
    assert len(pairs(desk)) == 2
    bring(desk, "citizens", 5, [sheet("002", 1, 1)])
    assert pairs(desk) == []
    assert where_sources_differ(desk).sheets_compared == 0


def test_a_sheet_that_is_left_out_has_no_effect(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1}, 'exclude = ["sources-differ"]')
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    bring(desk, "citizens", 0, [sheet("001", 20, 60)])
    found = where_sources_differ(desk)
    assert found.sheets_differing == 1
    assert [row.effect for row in found.differences] == [None, None]
    assert found.effects == ()


def test_one_source_has_nothing_to_compare(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 0, "citizens": 0})
    assert where_sources_differ(desk).sheets_compared == 0
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    assert where_sources_differ(desk).sheets_compared == 0
    assert difference_rows(()).columns[:3] == ["contest", "sheet", "level"]


def test_a_source_that_the_definition_no_longer_has_is_still_heard(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1})
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    bring(desk, "citizens", 0, [sheet("001", 20, 60)])
    head, _, rest = (tmp_path / "election.toml").read_text(encoding="utf-8").partition("[[feeds]]")
    election = make_election(tmp_path, definition=head + "[[feeds]]" + rest.partition("[[feeds]]")[0])
    without = Desk(election, Ledger(tmp_path, election), rehearsing=False)
    found = where_sources_differ(without)
    assert {source.name for source in found.sources} == {"The official", "citizens"}
    assert found.sheets_differing == 1


def test_the_answer_of_check_has_them_and_so_has_its_table(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 2, "citizens": 1})
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    bring(desk, "citizens", 0, [sheet("001", 20, 60)])
    document = check_document(check(desk))
    assert document.findings_by_code["sources-differ"] == 1
    assert [row.name for row in document.sources.differences] == ["List A", "List B"]
    rows = difference_rows(document.sources.differences)
    assert rows.select("sheet", "unit", "value", "other_value", "effect").rows() == [
        ("001", rows["unit"][0], 60, 20, -40),
        ("001", rows["unit"][0], 20, 60, 40),
    ]
    assert rows.schema["line"] == pl.Int64


def test_the_same_bytes_of_two_sources_are_two_voices(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, {"official": 1, "citizens": 1})
    bring(desk, "official", 0, [sheet("001", 60, 20)])
    bring(desk, "citizens", 0, [sheet("001", 60, 20)])
    assert where_sources_differ(desk).sheets_compared == 1
    assert pairs(desk) == []
    bring(desk, "official", 5, [sheet("001", 50, 30)])
    assert [row[2:6] for row in pairs(desk)] == [
        ("official", 50, "citizens", 60),
        ("official", 30, "citizens", 20),
    ]
