"""Downloads: the tidy table and the ElectionReport say what the publication says."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import polars as pl
import pytest

import feed_elections
from escrutinio.feeds import csv_bytes, parquet_bytes, parse_delivery, report_problems
from escrutinio.feeds.tidy_table import COLUMNS
from escrutinio.flows.desk import Desk
from escrutinio.flows.publication import Publication, nist_report, publish, table
from escrutinio.model import UsageError
from publication_moments import NOW
from support import row, take


def test_the_table_has_one_row_per_unit_and_list(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30), row("001", 7, 3, contest="mayor")])

    found = table(publish(desk, now=NOW))

    assert found.columns == list(COLUMNS)
    assert found.height == 11 * 3 + 11 * 2
    nation = found.filter((pl.col("contest") == "council") & (pl.col("level") == "nation"))
    assert nation["selection"].to_list() == ["A", "B", "C"]
    assert nation["share"].to_list() == [60 / 90, 30 / 90, 0.0]
    assert found.filter(pl.col("unit") == "S")["share"].to_list() == [None] * 5
    assert found["as_of"].unique().to_list() == ["2024-05-05T18:00:00Z"]


def test_the_table_has_projected_shares_where_there_are(half: Publication) -> None:
    found = table(half, ["department"])

    assert found["level"].unique().to_list() == ["department"]
    president = found.filter((pl.col("contest") == "president") & (pl.col("selection") == "CC"))
    assert president["projected_low"].null_count() == 0
    assert (president["projected_low"] <= president["projected_share"]).all()


def test_csv_and_parquet_hold_the_same(half: Publication) -> None:
    found = table(half, ["nation", "department"])

    from_csv = pl.read_csv(io.BytesIO(csv_bytes(found)), schema=dict(COLUMNS))
    assert from_csv.equals(found)
    assert pl.read_parquet(io.BytesIO(parquet_bytes(found))).equals(found)


def test_a_level_that_there_is_not(half: Publication) -> None:
    for answer in (table, nist_report):
        with pytest.raises(UsageError, match="there is no level 'x'"):
            answer(half, ["x"])


@pytest.mark.parametrize("levels", [(), ("department", "place"), ("municipality",)])
def test_the_report_keeps_the_rules(half: Publication, levels: tuple[str, ...]) -> None:
    report = nist_report(half, levels)

    assert report_problems(json.loads(json.dumps(report))) == []
    assert report["Format"] == ("precinct-level" if "place" in levels else "summary-contest")
    assert (report["Status"], report["IsTest"]) == ("unofficial-partial", True)
    assert report["Notes"] == half.front.note


def test_the_report_has_the_count(half: Publication) -> None:
    report = nist_report(half)
    contests = {contest["@id"]: contest for contest in report["Election"][0]["Contest"]}

    president = contests["contest-president"]
    votes = {
        selection["PartyIds"][0]: {count["GpUnitId"]: count["Count"] for count in selection["VoteCounts"]}
        for selection in president["ContestSelection"]
    }
    counted = half.front.headline.counted
    for selection in counted.selections:
        # Of a withdrawn list nothing is stated.
        assert votes[f"party-{selection.id}"].get("gp-nation") == selection.votes
    assert president["SubUnitsReported"] == counted.sheets_reported
    assert president["CountStatus"][0]["Status"] == "in-process"
    # One contest a district, with the votes of its own units alone.
    assert sum(name.startswith("contest-single-member-") for name in contests) == 63
    district = contests["contest-single-member-C01"]
    assert district["ElectionDistrictId"] == "gp-district-C01"
    assert {count["GpUnitId"] for count in district["ContestSelection"][0]["VoteCounts"]} >= {
        "gp-district-C01"
    }
    assert "gp-nation" not in {count["GpUnitId"] for count in district["ContestSelection"][0]["VoteCounts"]}


def test_the_reports_units_are_a_tree(half: Publication) -> None:
    units = {unit["@id"]: unit for unit in nist_report(half, ["department", "municipality"])["GpUnit"]}

    below = [child for unit in units.values() for child in unit.get("ComposingGpUnitIds", ())]
    assert len(below) == len(set(below))
    assert set(units) - set(below) <= {
        "gp-nation",
        *(name for name in units if name.startswith("gp-district")),
    }
    assert units["gp-municipality-R-1-M001"]["Type"] == "municipality"
    assert units["gp-department-2"]["OtherType"] == "department"


def test_a_report_of_nothing_keeps_the_rules(desk: Desk) -> None:
    report = nist_report(publish(desk, now=NOW))

    assert report_problems(report) == []
    assert report["Election"][0]["Contest"][0]["CountStatus"][0]["Status"] == "not-processed"
    assert "Notes" not in report


def test_codes_of_any_letters_have_ids_that_differ(desk: Desk) -> None:
    take(desk.ledger, [row("9 9", 60, 30)])

    report = nist_report(publish(desk, now=NOW), ["region", "town", "place"])

    assert report_problems(report) == []


def test_a_report_is_read_again_as_it_was_written(desk: Desk) -> None:
    stations = desk.stations.filter(pl.col("contest") == "council")["sheet"].to_list()
    take(desk.ledger, [row(name, 60 + i, 30 - i) for i, name in enumerate(stations)])
    report = nist_report(publish(desk, now=NOW), ["region", "town", "place"])
    reader = feed_elections.plain(
        layout="long",
        contest_column="contest",
        contest_values={"Council": "council"},
        contests=["council"],
        only={"unit type": "polling-place", "type": "total"},
        sheet="unit",
        selection_column="abbreviation",
        votes_column="votes",
        counts={},
        units={},
        votes={},
    )

    reading = parse_delivery(
        json.dumps(report).encode(), "report.json", reader, observed_at=datetime(2031, 5, 4, tzinfo=UTC)
    )

    summed = desk.stations.filter(pl.col("contest") == "council").join(
        pl.DataFrame({"sheet": stations, "a": [60 + i for i in range(len(stations))]}), on="sheet"
    )
    expected = dict(summed.group_by("place").agg(pl.col("a").sum()).rows())
    assert dict(reading.rows.select("sheet", "votes_A").rows()) == expected
