"""A decision as a flat table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from escrutinio.flows.decide import decide
from escrutinio.flows.decision_table import decision_rows
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.law import Decision, Elected, RunOff, Tie, Undecided
from ready_elections import thinned_sample


@pytest.fixture(scope="module")
def sample_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk(thinned_sample(tmp_path_factory, "tables"))


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
