"""What stood at a moment, and the versions of a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from escrutinio.ledger import Ledger, as_of, history
from support import at, csv_bytes, make_election, row, singles, take


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path, make_election(tmp_path))


def votes(ledger: Ledger, minutes: int | None = None) -> dict[tuple[str, str], int]:
    frame = as_of(ledger, None if minutes is None else at(minutes))
    return {
        (contest, code): a for contest, code, a in frame.select("contest", "sheet", "votes_A").iter_rows()
    }


def test_an_empty_ledger_has_no_sheets_but_all_columns(ledger: Ledger) -> None:
    frame = as_of(ledger)
    assert frame.is_empty()
    assert {"contest", "sheet", "votes_A", "unit_region", "source", "delivery", "file"} <= set(frame.columns)
    assert history(ledger).is_empty()


def test_the_newest_snapshot_stands(ledger: Ledger) -> None:
    take(ledger, [row("001", 10), row("002", 20)], minutes=0)
    take(ledger, [row("001", 11), row("002", 20), row("003", 30)], minutes=10)
    assert votes(ledger) == {("council", "001"): 11, ("council", "002"): 20, ("council", "003"): 30}
    assert votes(ledger, 9) == {("council", "001"): 10, ("council", "002"): 20}
    assert votes(ledger, 10) == votes(ledger)
    assert votes(ledger, -1) == {}


def test_a_sheet_that_disappears_counts_no_longer_and_may_come_back(ledger: Ledger) -> None:
    take(ledger, [row("001", 10), row("002", 20)], minutes=0)
    take(ledger, [row("002", 20)], minutes=10)
    take(ledger, [row("001", 12), row("002", 20)], minutes=20)
    assert votes(ledger, 10) == {("council", "002"): 20}
    assert votes(ledger, 20) == {("council", "001"): 12, ("council", "002"): 20}
    versions = history(ledger).filter(sheet="001")
    assert versions.select("version", "change", "votes_A").rows() == [
        (1, "first", 10),
        (2, "withdrawn", None),
        (3, "returned", 12),
    ]
    assert versions["observed_at"].to_list() == [at(0), at(10), at(20)]
    assert history(ledger).filter(sheet="002")["change"].to_list() == ["first"]


def test_a_snapshot_speaks_only_for_the_contests_it_holds(ledger: Ledger) -> None:
    take(ledger, [row("001", 10), row("001", 7, contest="mayor")], minutes=0)
    take(ledger, [row("002", 20)], minutes=10)
    assert votes(ledger) == {("council", "002"): 20, ("mayor", "001"): 7}
    changes = history(ledger).select("contest", "sheet", "change").rows()
    assert ("council", "001", "withdrawn") in changes
    assert ("mayor", "001", "withdrawn") not in changes


def test_the_same_bytes_twice_change_nothing(ledger: Ledger) -> None:
    assert take(ledger, [row("001", 10)], minutes=0)
    before = history(ledger)
    version = sorted((ledger.table_path / "_delta_log").iterdir())
    assert not take(ledger, [row("001", 10)], minutes=0)
    assert history(ledger).equals(before)
    assert sorted((ledger.table_path / "_delta_log").iterdir()) == version


def test_a_source_that_goes_back_to_what_it_showed_before_is_followed(ledger: Ledger) -> None:
    """The same bytes at a later time are a later observation, whatever was shown in between."""
    take(ledger, [row("001", 10)], minutes=0)
    take(ledger, [row("001", 11), row("002", 5)], minutes=5)
    assert take(ledger, [row("001", 10)], minutes=9)
    assert votes(ledger, 5) == {("council", "001"): 11, ("council", "002"): 5}
    assert votes(ledger) == {("council", "001"): 10}
    assert history(ledger).select("sheet", "change", "votes_A").rows() == [
        ("001", "first", 10),
        ("001", "changed", 11),
        ("001", "changed", 10),
        ("002", "first", 5),
        ("002", "withdrawn", None),
    ]


def test_a_later_snapshot_with_the_same_sheet_is_no_new_version(ledger: Ledger) -> None:
    take(ledger, [row("001", 10)], minutes=0)
    take(ledger, [row("001", 10), row("002", 1)], minutes=5)
    assert history(ledger).filter(sheet="001").height == 1


def test_single_sheets_add_to_what_stands_and_a_later_snapshot_replaces_them(ledger: Ledger) -> None:
    take(ledger, singles([row("001", 10), row("001", 12), row("002", 5)], [0, 30, 10]), "one.parquet")
    assert votes(ledger, 0) == {("council", "001"): 10}
    assert votes(ledger, 29) == {("council", "001"): 10, ("council", "002"): 5}
    assert votes(ledger) == {("council", "001"): 12, ("council", "002"): 5}
    assert history(ledger).filter(sheet="001")["change"].to_list() == ["first", "changed"]


def test_two_sources_do_not_withdraw_each_others_sheets(ledger: Ledger) -> None:
    take(ledger, singles([row("001", 10)], [0]), "one.parquet")
    take(ledger, [row("002", 20)], minutes=10)
    assert votes(ledger) == {("council", "001"): 10, ("council", "002"): 20}
    take(ledger, [row("001", 11), row("002", 20)], minutes=20)
    assert votes(ledger)["council", "001"] == 11, "the later source counts"


def test_a_source_of_higher_precedence_counts_whatever_the_time(tmp_path: Path) -> None:
    from support import DEFINITION

    definition = DEFINITION.replace('id = "singles"', 'id = "singles"\nprecedence = 1')
    ledger = Ledger(tmp_path, make_election(tmp_path, definition=definition))
    take(ledger, singles([row("001", 10)], [0]), "one.parquet")
    take(ledger, [row("001", 99)], minutes=20)
    assert votes(ledger) == {("council", "001"): 10}


def test_a_row_that_cannot_be_read_keeps_the_earlier_version(ledger: Ledger) -> None:
    take(ledger, [row("001", 10), row("002", 20)], minutes=0)
    broken = csv_bytes([row("001", 11), row("002", 21)]).replace(b"council,002,100,", b"council,002,100,7,7,")
    take(ledger, broken, minutes=10)
    assert votes(ledger) == {("council", "001"): 11, ("council", "002"): 20}
    assert history(ledger).filter(sheet="002")["change"].to_list() == ["first"], "present, so not withdrawn"


def test_equal_times_of_observation_and_receipt_are_ordered_by_content(tmp_path: Path) -> None:
    first, second = csv_bytes([row("001", 10)]), csv_bytes([row("001", 11)])
    found = []
    for number, order in enumerate(((first, second), (second, first))):
        folder = tmp_path / str(number)
        ledger = Ledger(folder, make_election(folder))
        for data in order:
            take(ledger, data, minutes=5)
        found.append(votes(ledger))
    assert found[0] == found[1]


def test_the_raw_bytes_are_kept_as_they_came(ledger: Ledger) -> None:
    data = csv_bytes([row("001", 10)])
    take(ledger, data, minutes=0)
    (delivery,) = ledger.delivery_ids()
    assert ledger.raw(delivery) == data


def test_of_two_rows_of_one_delivery_none_counts(ledger: Ledger) -> None:
    take(ledger, [row("001", 9)], minutes=0)
    take(ledger, [row("001", 10), row("001", 12)], minutes=10)
    assert votes(ledger) == {("council", "001"): 9}, "the last version that is known"
    assert history(ledger).height == 1


def test_a_new_selection_in_the_definition_widens_the_table(tmp_path: Path) -> None:
    from support import DEFINITION, HEADER

    ledger = Ledger(tmp_path, make_election(tmp_path))
    take(ledger, [row("001", 10)], minutes=0)
    extra = '[[selections]]\nid = "D"\nname = "List D"\ncolor = "#000000"\n\n[[contests]]\nid = "council"'
    wider = DEFINITION.replace('[[contests]]\nid = "council"', extra).replace(
        '"C"]\nwithdrawn', '"C", "D"]\nwithdrawn'
    )
    ledger = Ledger(tmp_path, make_election(tmp_path, definition=wider))
    assert votes(ledger) == {("council", "001"): 10}
    data = csv_bytes([[*row("001", 10), 3]], [*HEADER, "D"])
    take(ledger, data, minutes=10)
    assert as_of(ledger)["votes_D"].to_list() == [3]


# --- sheets that are listed before they are counted


def waiting(sheet: str) -> list[object]:
    return ["council", sheet, *[None] * 8]


def test_a_sheet_that_is_only_listed_does_not_count(ledger: Ledger) -> None:
    take(ledger, [row("001", 10), waiting("002"), waiting("003")], minutes=0)
    assert votes(ledger) == {("council", "001"): 10}
    assert history(ledger).select("sheet", "change").rows() == [("001", "first")]
    take(ledger, [row("001", 10), row("002", 20), waiting("003")], minutes=10)
    assert votes(ledger) == {("council", "001"): 10, ("council", "002"): 20}
    assert votes(ledger, 9) == {("council", "001"): 10}
    assert history(ledger).select("sheet", "version", "change").rows() == [
        ("001", 1, "first"),
        ("002", 1, "first"),
    ]


@pytest.mark.parametrize("kind", ["snapshots", "singles"])
def test_a_sheet_that_is_listed_as_not_counted_again_is_withdrawn(ledger: Ledger, kind: str) -> None:
    for minute, listed in (
        (0, waiting("001")),
        (10, row("001", 10)),
        (20, waiting("001")),
        (30, row("001", 12)),
    ):
        rows = [listed, row("002", 20)]
        if kind == "snapshots":
            take(ledger, rows, minutes=minute)
        else:
            take(ledger, singles(rows, [minute, minute]), f"singles_{minute}.parquet")
    assert [votes(ledger, minute).get(("council", "001")) for minute in (0, 10, 20, 30)] == [
        None,
        10,
        None,
        12,
    ]
    versions = history(ledger).filter(sheet="001")
    assert versions.select("version", "change", "votes_A").rows() == [
        (1, "first", 10),
        (2, "withdrawn", None),
        (3, "returned", 12),
    ]


def test_what_one_source_has_not_counted_another_may_have(ledger: Ledger) -> None:
    take(ledger, [waiting("001"), row("002", 20)], minutes=10)
    take(ledger, singles([row("001", 11)], [5]), "singles.parquet")
    assert votes(ledger) == {("council", "001"): 11, ("council", "002"): 20}
