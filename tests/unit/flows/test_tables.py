"""The answers of the flows as flat tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import CountDocument, IngestDocument
from escrutinio.flows.tables import decision_rows, ingest_rows, unit_rows
from escrutinio.law import Decision, Elected, RunOff, Tie, Undecided
from ready_elections import thinned_sample

MIDDLE = datetime(2020, 10, 19, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk(thinned_sample(tmp_path_factory, "tables"))


def test_count_has_a_row_for_each_unit_with_its_figures(sample_desk: Desk) -> None:
    document = count_document(count(sample_desk, MIDDLE, levels=["department"]), contests=["president"])

    (row,) = unit_rows(document).to_dicts()

    figures = document.contests[0].levels[0].units[0].counted
    assert (row["rehearsal"], row["contest"], row["level"], row["unit"]) == (
        True,
        "president",
        "nation",
        "nation",
    )
    assert row["sheets_reported"] == figures.sheets_reported
    assert {name: row[f"votes_{name}"] for name in figures.votes} == figures.votes
    assert {name: row[f"share_{name}"] for name in figures.votes} == figures.shares_of_valid


def test_answers_without_rows_are_empty_tables(sample_desk: Desk) -> None:
    document = count_document(count(sample_desk, levels=["nation"]))
    empty = CountDocument(
        election=document.election,
        note="",
        rehearsal=False,
        as_of=None,
        observed_at=None,
        excluded_sheets=0,
        contests=(),
    )

    assert unit_rows(empty).is_empty()
    assert ingest_rows(IngestDocument(election="x", files=())).is_empty()


def test_decision_has_a_row_for_everybody_whom_it_names(sample_desk: Desk) -> None:
    decision = decide(sample_desk)
    offices: dict[str, Decision] = {
        "a": Elected("A", "most votes"),
        "b": RunOff(("A", "B"), None, "nobody"),
        "c": RunOff((), Tie.of(["A", "B", "C"], 2, "places"), "nobody"),
        "d": Tie.of(["A", "B"], 1, "the seat"),
        "e": Undecided("no votes counted"),
    }

    rows = decision_rows(replace(decision, outcome=replace(decision.outcome, offices=offices))).rows()

    assert [row[2:] for row in rows if row[2] in offices] == [
        ("a", "", "elected", "A", None, "most votes"),
        ("b", "", "run_off", "A", None, "nobody"),
        ("b", "", "run_off", "B", None, "nobody"),
        ("c", "", "run_off", "", None, "nobody"),
        ("d", "", "tie", "A", None, ""),
        ("d", "", "tie", "B", None, ""),
        ("e", "", "undecided", "", None, "no votes counted"),
    ]
    senate = [row for row in rows if row[2] == "senate" and row[3] == "" and row[4] == "all"]
    assert sum(row[6] for row in senate) == decision.outcome.chambers["senate"].size


def test_nobody_is_elected_in_the_table_while_missing_sheets_could_change_it(sample_desk: Desk) -> None:
    rows = decision_rows(decide(sample_desk, datetime(2020, 10, 19, 18, tzinfo=UTC)))

    assert rows.filter(pl.col("body") == "president")["kind"].to_list() == ["leads"]
    assert not rows["final"].any()
