"""Each check finds what it is for, says the numbers, and is silent otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk
from escrutinio.ledger import Ledger, as_of, load_stations
from escrutinio.ledger.checks import CHECKS, Context, run_checks, unknown_codes
from escrutinio.model import Severity
from support import HEADER, Row, at, csv_bytes, make_election, row, singles, snapshot_name, stations, take


def open_ledger(folder: Path, checks: str = "", stations_frame: pl.DataFrame | None = None) -> Ledger:
    return Ledger(folder, make_election(folder, checks=checks, stations_frame=stations_frame))


def found(ledger: Ledger, stations_frame: pl.DataFrame | None = None) -> dict[str, list[dict[str, Any]]]:
    context = Context(ledger.election, ledger, stations() if stations_frame is None else stations_frame)
    by_code: dict[str, list[dict[str, Any]]] = {}
    for finding in run_checks(context).to_dicts():
        finding["numbers"] = json.loads(finding["numbers"])
        by_code.setdefault(finding["code"], []).append(finding)
    return by_code


GOOD = [row("001", 40, 30), row("002", 50, 20), row("003", 45, 25), row("001", 40, 30, contest="mayor")]


def test_good_sheets_have_no_findings(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, GOOD, minutes=0)
    assert found(ledger) == {}


@pytest.mark.parametrize(
    ("bad", "code", "numbers"),
    [
        (row("001", 40, 30, valid=71, cast=71), "votes-not-valid", {"votes": 70, "valid": 71}),
        (
            row("001", 40, 30, cast=75, blank=4),
            "parts-not-cast",
            {"valid": 70, "blank": 4, "null": 0, "parts": 74, "cast": 75},
        ),
        (row("001", 90, 30), "cast-over-registered", {"most": 120, "voters": 100}),
        (
            row("001", 40, 30, registered=99),
            "registered-not-stations",
            {"registered": 99, "stations_registered": 100},
        ),
        (row("999", 40, 30), "not-in-stations", {"registered": 100}),
        (row("001", 0, 0), "nobody-voted", {"cast": 0, "registered": 100}),
        (row("001", 40, 30, c=2), "selection-withdrawn", {"selection": "C", "votes": 2}),
        (row("001", 40, 30, contest="mayor", c=2), "selection-unknown", {"selection": "C", "votes": 2}),
        (
            row("001", -4, 30, valid=26, cast=26),
            "bad-number",
            {"column": "A", "found": "-4", "problem": "negative"},
        ),
    ],
)
def test_one_bad_sheet_has_its_finding(
    tmp_path: Path, bad: Row, code: str, numbers: dict[str, object]
) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, [bad, row("002", 50, 20)], minutes=0)
    findings = found(ledger)
    assert [finding["numbers"] for finding in findings[code]] == [numbers]
    (one,) = findings[code]
    assert (one["contest"], one["sheet"]) == (bad[0], bad[1])
    assert (one["file"], one["line"]) == (snapshot_name(0), 2)
    assert one["severity"] == next(check.severity for check in CHECKS if check.code == code)


@pytest.mark.parametrize("bad", ["-4", "1.5", "", "x", "99999999999999999999"])
def test_a_bad_number_is_kept_as_not_stated_and_the_sheet_still_counts(tmp_path: Path, bad: str) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, [_with(row("001", 0, 30), bad)], minutes=0)
    assert [finding["numbers"]["found"] for finding in found(ledger)["bad-number"]] == [bad]
    sums = count(Desk(ledger.election, ledger, rehearsing=False)).nation("council")
    assert (sums.sheets_reported, sums.votes["A"], sums.votes["B"]) == (1, None, 30)


def _with(good: Row, first_list: str) -> Row:
    changed = list(good)
    changed[HEADER.index("A")] = first_list
    return changed


def test_a_sheet_of_another_contest(tmp_path: Path) -> None:
    only_council = stations(contests=["council"])
    ledger = open_ledger(tmp_path, stations_frame=only_council)
    take(ledger, [row("001", 4, contest="mayor")], minutes=0)
    (one,) = found(ledger, only_council)["other-contest"]
    assert one["numbers"] == {"other": "council"}
    assert "not-in-stations" not in found(ledger, only_council)


def test_a_sheet_of_another_unit(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    header = [*HEADER, "region"]
    data = csv_bytes([[*row("001", 4), "S"], [*row("002", 4), "N"], [*row("003", 4), ""]], header)
    take(ledger, data, minutes=0)
    (one,) = found(ledger)["other-unit"]
    assert one["numbers"] == {"level": "region", "feed": "S", "stations": "N"}
    assert one["sheet"] == "001"


def test_twice_in_one_delivery_with_different_numbers(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, [row("001", 10), row("002", 5), row("002", 5), row("001", 12)], minutes=0)
    (one,) = found(ledger)["duplicate-in-delivery"]
    assert (one["sheet"], one["line"], one["numbers"]) == ("001", 2, {"lines": "2, 5"})
    assert "A 10" in one["before"]
    assert "A 12" in one["before"]
    assert as_of(ledger)["sheet"].to_list() == ["002"], "which of the two is right is not known"


def test_versions_of_one_file_with_a_time_each_are_no_duplicates(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, singles([row("001", 10), row("001", 12)], [0, 5]), "one.parquet")
    assert set(found(ledger)) == {"changed"}


def test_valid_and_null_that_are_not_the_votes_cast_are_found_where_no_sheet_states_blank_ones(
    tmp_path: Path,
) -> None:
    ledger = open_ledger(tmp_path)
    good = [row(f"{number:03}", 40 + number, 30 - number, blank="") for number in range(2, 22)]
    take(ledger, [row("001", 1200, 30, blank="", null=4, cast=1300), *good])
    (one,) = found(ledger)["parts-not-cast"]
    assert (one["sheet"], one["numbers"]) == ("001", {"parts": 1234, "cast": 1300})
    assert one["message"].endswith("valid, blank or null make 1,234, but it states 1,300 votes cast.")


def test_blank_votes_that_no_sheet_states_may_be_what_is_missing(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    rows = [row(f"{number:03}", 40, 30, blank="", cast=70 + number) for number in range(3)]
    take(ledger, [*rows, row("009", 40, 30, blank="", cast=69)])
    assert [finding["sheet"] for finding in found(ledger)["parts-not-cast"]] == ["009"]


def test_votes_for_selections_are_valid_votes_where_these_are_not_stated(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(
        ledger,
        [
            row("001", 40, 30, valid="", blank="", null=5, cast=74),
            row("002", 40, 30, valid="", blank="", null=5, cast=75),
            row("003", 40, 30, valid="", null="", blank="", cast=69),
        ],
    )
    over = {one["sheet"]: one["numbers"]["parts"] for one in found(ledger)["parts-not-cast"]}
    assert over == {"001": 75, "003": 70}


def test_changed_withdrawn_and_returned_with_before_and_after(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, [row("001", 10, 5), row("002", 20), row("003", 30)], minutes=0)
    take(ledger, [row("001", 12, 5), row("002", 20)], minutes=10)
    take(ledger, [row("001", 12, 5), row("002", 20), row("003", 33)], minutes=20)
    findings = found(ledger)
    changes = {finding["sheet"]: (finding["before"], finding["after"]) for finding in findings["changed"]}
    assert changes == {
        "001": ("cast 15, valid 15, List A 10", "cast 17, valid 17, List A 12"),
        "003": ("cast 30, valid 30, List A 30", "cast 33, valid 33, List A 33"),
    }
    (gone,) = findings["withdrawn"]
    assert (gone["sheet"], gone["file"]) == ("003", snapshot_name(10))
    assert "A 30" in gone["before"]
    assert gone["after"] == ""
    assert [finding["sheet"] for finding in findings["returned"]] == ["003"]


def test_a_count_far_above_the_other_tables_of_the_place(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, [row("001", 90), row("002", 20), row("003", 22), row("004", 90), row("005", 80)], minutes=0)
    (one,) = found(ledger)["place-outlier"]
    assert one["sheet"] == "001"
    assert one["numbers"] == {"cast": 90, "median_of_others": 21.0, "factor": 3.0, "tables": 3}


@pytest.mark.parametrize(
    ("counts", "outliers"),
    [
        ([10, 10, 10, 10], []),
        ([10, 10, 10, 41], ["004"]),
        ([10, 10, 10, 40], []),  # not more than the median and the margin
        ([20, 20, 61], ["003"]),
        ([20, 20, 60], []),  # not more than three times the median
        ([20, 100], []),  # two tables say nothing
    ],
)
def test_the_bounds_of_the_outlier_check(tmp_path: Path, counts: Sequence[int], outliers: list[str]) -> None:
    frame = stations(sheets_per_place=4)
    ledger = open_ledger(tmp_path, stations_frame=frame)
    take(ledger, [row(f"{n:03d}", votes) for n, votes in enumerate(counts, start=1)], minutes=0)
    assert [finding["sheet"] for finding in found(ledger, frame).get("place-outlier", [])] == outliers


def test_medians_of_the_others_are_those_of_a_plain_computation(tmp_path: Path) -> None:
    from statistics import median

    from escrutinio.ledger.checks.against_stations import _with_others

    values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    frame = pl.DataFrame({"g": ["a"] * 6 + ["b"] * 4 + ["c"], "x": values})
    for table in _with_others(frame, "x", ["g"]).iter_rows(named=True):
        group = frame.filter(pl.col("g") == table["g"])["x"].to_list()
        group.remove(table["x"])
        assert table["median_of_others"] == (median(group) if group else None)
        assert table["tables"] == len(group) + 1


def test_findings_of_a_moment_know_nothing_of_later(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, [row("001", 10)], minutes=0)
    take(ledger, [row("001", -1)], minutes=10)
    early = run_checks(Context(ledger.election, ledger, stations(), at(5)))
    assert early.is_empty()
    late = run_checks(Context(ledger.election, ledger, stations(), at(10)))
    assert "bad-number" in late["code"].to_list()


def test_a_finding_removes_no_sheet_unless_the_definition_says_so(tmp_path: Path) -> None:
    rows = [row("001", 90, 30), row("002", 50, 20)]
    for checks, reported in (("", 2), ('exclude = ["cast-over-registered"]', 1)):
        folder = tmp_path / str(reported)
        ledger = open_ledger(folder, checks)
        take(ledger, rows, minutes=0)
        counted = count(Desk(ledger.election, ledger, rehearsing=False))
        assert counted.nation("council").sheets_reported == reported
        assert counted.excluded.height == 2 - reported


def test_a_check_can_be_switched_off(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, 'off = ["nobody-voted"]')
    take(ledger, [row("001", 0)], minutes=0)
    assert found(ledger) == {}


def test_codes_are_unique_and_unknown_ones_are_named() -> None:
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes)
    assert unknown_codes(codes) == []
    assert "nothing-such" in unknown_codes(["nothing-such"])[0]
    assert {check.severity for check in CHECKS} == set(Severity)


def test_units_whose_codes_look_alike_are_named(tmp_path: Path) -> None:
    first = pl.int_range(pl.len()) == 0
    place = pl.col("place")
    mixed = stations().with_columns(pl.when(first).then(place + "\u200b").otherwise(place).alias("place"))
    ledger = open_ledger(tmp_path, stations_frame=mixed)
    take(ledger, [row("001", 1)])
    (finding,) = found(ledger, load_stations(ledger.election))["units-look-alike"]
    assert "ZERO WIDTH SPACE (U+200B)" in finding["message"]
    assert "units-look-alike" not in found(ledger)


def test_composed_and_decomposed_codes_of_the_stations_are_one_unit(tmp_path: Path) -> None:
    even = pl.int_range(pl.len()) % 2 == 0
    mixed = stations().with_columns(
        pl.when(even).then(pl.lit("\u00d1")).otherwise(pl.lit("N\u0303")).alias("region"),
        pl.lit("t").alias("town"),
    )
    election = make_election(tmp_path, stations_frame=mixed)
    assert load_stations(election)["region"].unique().to_list() == ["\u00d1"]
