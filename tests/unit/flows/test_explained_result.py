"""At which lead the law decides otherwise: its own thresholds, whatever it elects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.explain import Explanation, ResultKind
from escrutinio.flows.explain import Asked, explain
from support import DEFINITION, Row, at, make_election, row, take

THREE = DEFINITION.replace('withdrawn = ["C"]\n', "")


def law(id_: str, contest: str, level: str = "nation") -> str:
    return f'[law]\nid = "{id_}"\ncontests = {{ votes = "{contest}" }}\nlevels = {{ votes = "{level}" }}\n'


def explained(
    folder: Path, law_table: str, early: Sequence[Row], late: Sequence[Row], contest: str = "council"
) -> Explanation:
    make_election(folder, definition=THREE + law_table)
    desk = open_desk(folder)
    take(desk.ledger, early, minutes=0)
    take(desk.ledger, [*early, *late], minutes=60)
    return explain(open_desk(folder), Asked(contest=contest, since=at(0)))


def president(sheet: str, a: int, b: int, c: int) -> Row:
    return row(sheet, a, b, c=c, registered=1000)


def test_a_rule_of_ten_points_below_half_of_the_votes(tmp_path: Path) -> None:
    """43 % to 31 %: with 40 % and ten points ahead the first round decides."""
    early = [president("001", 430, 310, 260)]
    explanation = explained(
        tmp_path, law("ar/president", "council"), early, [president("002", 430, 310, 260)]
    )

    (point,) = explanation.turning_points

    assert (point.result.kind, point.instead.kind) == (ResultKind.ELECTED, ResultKind.RUN_OFF)
    assert point.lead == pytest.approx(10, abs=0.11)
    assert point.within == pytest.approx(point.lead - 12, abs=1e-9), "nothing moved within places"
    assert {selection.id for selection in point.instead.selections} == {"A", "B"}


def test_nothing_is_said_of_change_within_units_that_have_one_sheet(tmp_path: Path) -> None:
    sheets = [president("001", 430, 310, 260)], [president("004", 430, 310, 260)]
    explanation = explained(tmp_path, law("ar/president", "council"), *sheets)

    assert explanation.within is None
    assert [point.within for point in explanation.turning_points] == [None]


def test_half_of_the_votes(tmp_path: Path) -> None:
    """52 % to 40 %: a majority decides the first round, whatever the lead."""
    early = [president("001", 520, 400, 80)]
    explanation = explained(tmp_path, law("at/president", "council"), early, [president("004", 520, 400, 80)])

    (point,) = explanation.turning_points

    assert point.instead.kind is ResultKind.RUN_OFF
    assert point.lead == pytest.approx(8, abs=0.11), "with 50 % to 42 % nobody has more than half"


def test_a_run_off_that_a_larger_lead_would_spare(tmp_path: Path) -> None:
    early = [president("001", 490, 300, 210)]
    explanation = explained(
        tmp_path, law("at/president", "council"), early, [president("004", 490, 300, 210)]
    )

    (point,) = explanation.turning_points

    assert (point.result.kind, point.instead.kind) == (ResultKind.RUN_OFF, ResultKind.ELECTED)
    assert point.lead == pytest.approx(21, abs=0.11)


def test_the_majority_in_single_member_districts(tmp_path: Path) -> None:
    """A leads by 60 points in one region and by 8 in the other: half of the seats are no majority."""
    early = [row("001", 80, 20, contest="mayor")]
    late = [row("007", 54, 46, contest="mayor")]
    explanation = explained(tmp_path, law("uk/commons", "mayor", "region"), early, late, contest="mayor")

    (point,) = explanation.turning_points

    assert (point.result.kind, point.instead.kind) == (ResultKind.MAJORITY, ResultKind.NO_MAJORITY)
    assert explanation.lead is not None
    assert point.lead == pytest.approx(explanation.lead.later - 8, abs=1.1)
    assert point.name


def test_the_majority_in_a_chamber_by_lists(tmp_path: Path) -> None:
    early = [president("001", 560, 400, 40)]
    explanation = explained(
        tmp_path, law("sk/narodna-rada", "council"), early, [president("004", 560, 400, 40)]
    )

    (point,) = explanation.turning_points

    assert (point.result.kind, point.instead.kind) == (ResultKind.MAJORITY, ResultKind.NO_MAJORITY)
    assert 0 < point.lead < 16


@pytest.mark.parametrize("table", ["", law("nowhere/1", "council")])
def test_without_a_law_that_can_be_applied_nothing_is_said(tmp_path: Path, table: str) -> None:
    early = [president("001", 430, 310, 260)]
    explanation = explained(tmp_path, table, early, [president("002", 430, 310, 260)])

    assert explanation.turning_points == ()


def test_a_unit_alone_has_no_result_of_the_whole(tmp_path: Path) -> None:
    explained(
        tmp_path,
        law("ar/president", "council"),
        [president("001", 43, 31, 26)],
        [president("002", 43, 31, 26)],
    )

    alone = explain(open_desk(tmp_path), Asked(contest="council", since=at(0), unit=("region", "N")))

    assert alone.turning_points == ()


def test_the_sentences(tmp_path: Path) -> None:
    explained(
        tmp_path,
        law("ar/president", "council"),
        [president("001", 430, 310, 260)],
        [president("002", 430, 310, 260)],
    )

    printed = CliRunner().invoke(
        app, ["explain", str(tmp_path), "--contest", "council", "--from", "2024-05-05T19:00"]
    )
    said = " ".join(printed.stdout.split())

    assert "Under the law, on these sheets, A is elected. At a lead of" in said
    assert "there would be a run-off between A and B; change within units would have to be −2." in said
