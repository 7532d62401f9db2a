"""Figures of stories: every measure, its rounding, earlier moments, and what there is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import SelectionLabel
from escrutinio.flows.publication import (
    Figure,
    Publication,
    agrees,
    figure,
    figure_at,
    figures_available,
    publish,
    start_night,
)
from escrutinio.flows.publication.story_figure import FigureLabel, Named
from escrutinio.model import EscrutinioError, UnknownFigure
from publication_moments import NOW
from support import at, make_election, row, stations, take


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """A small election without a law of which two sheets are in."""
    folder = tmp_path_factory.mktemp("counted") / "small"
    make_election(folder)
    desk = open_desk(folder, for_ingest=True)
    take(desk.ledger, [row("001", 60, 30, blank=5, null=3, cast=98), row("007", 20, 70)])
    return publish(desk, now=NOW)


@pytest.mark.parametrize(
    ("expression", "kind", "value", "shown"),
    [
        ("share: council/A", "percent", 80 / 180, "44.4"),
        ("share:A", "percent", 80 / 180, "44.4"),
        ("  share :  council / b ", "percent", 100 / 180, "55.6"),
        ("votes: council/B", "votes", 100, "100"),
        ("lead", "points", 20 / 180, "11.1"),
        ("lead: council", "points", 20 / 180, "11.1"),
        ("turnout", "percent", 188 / 200, "94.0"),
        ("counted", "percent", 2 / 12, "16.7"),
        ("sheets", "count", 2, "2"),
        ("valid", "votes", 180, "180"),
        ("blank: council", "votes", 5, "5"),
        ("null", "votes", 3, "3"),
        ("registered", "count", 1200, "1200"),
        ("share: council/A @ region/N", "percent", 60 / 90, "66.7"),
        ("share: A @ region/region s", "percent", 20 / 90, "22.2"),
        ("votes: A @ place/PN1", "votes", 60, "60"),
        ("counted @ town/N1", "percent", 1 / 3, "33.3"),
    ],
)
def test_counted_figures(counted: Publication, expression: str, kind: str, value: float, shown: str) -> None:
    found = figure(counted, expression)

    assert (found.kind, found.value, found.rounded) == (kind, value, Decimal(shown))
    assert (found.source, found.reason, found.interval) == ("counted", "", None)
    assert found.as_of == at(0)
    assert figure(counted, found.expression) == found


def test_a_share_is_kept_as_whole_numbers(counted: Publication) -> None:
    found = figure(counted, "share: A")

    assert (found.numerator, found.denominator) == (80, 180)
    assert found.label == FigureLabel(
        measure="share",
        contest=Named(id="council", name="Council"),
        selection=SelectionLabel(id="A", name="List A", short="A", color="#112233"),
    )


def test_leader_and_moment(counted: Publication) -> None:
    leader, moment = figure(counted, "leader"), figure(counted, "as_of")

    assert (leader.kind, leader.value, leader.rounded) == ("list", "B", None)
    assert (leader.label.leader and leader.label.leader.name) == "List B"
    assert (moment.kind, moment.value) == ("moment", "2024-05-05T18:00:00Z")


def test_where_there_is_nothing_there_is_a_reason(desk: Desk) -> None:
    found = publish(desk, now=NOW)

    for expression in ("share: A", "lead", "leader", "turnout", "projected: A"):
        assert figure(found, expression).value is None
        assert figure(found, expression).reason
    assert figure(found, "votes: A").value == 0
    assert figure(found, "counted").value == 0


def test_a_tie_has_a_lead_of_nothing_and_no_leader(desk: Desk) -> None:
    take(desk.ledger, [row("001", 40, 40)])
    found = publish(desk, now=NOW)

    assert figure(found, "lead").value == 0
    assert (figure(found, "leader").value, figure(found, "leader").reason) == (None, "a tie")


@pytest.mark.parametrize(
    ("expression", "kind", "source"),
    [
        ("projected: president/MAS-IPSP", "percent", "projected"),
        ("projected: MAS-IPSP @ department/La Paz", "percent", "projected"),
        ("projected: single-member/CC @ district/C10", "percent", "projected"),
        ("projected lead", "points", "projected"),
        ("projected turnout", "percent", "projected"),
        ("seats: senate/CC", "seats", "decided"),
        ("seats: senate/YAMINAWA", "seats", "decided"),
        ("majority: senate", "seats", "decided"),
        ("projected seats: deputies/MAS-IPSP", "seats", "projected"),
        ("projected seats: senate/YAMINAWA", "seats", "projected"),
        ("chance: first round/MAS-IPSP", "chance", "projected"),
        ("chance: run-off", "chance", "projected"),
        ("chance: majority senate/CC", "chance", "projected"),
    ],
)
def test_figures_of_the_law_and_of_the_projection(
    half: Publication, expression: str, kind: str, source: str
) -> None:
    found = figure(half, expression)

    assert (found.kind, found.source, found.reason) == (kind, source, "")
    assert isinstance(found.value, (int, float))
    if found.low is not None and found.high is not None:
        assert found.low <= found.value <= found.high


def test_projected_figures_are_those_of_the_front_page(half: Publication) -> None:
    leader = half.front.headline.projected.selections[0]
    senate = next(chamber for chamber in half.front.chambers if chamber.id == "senate")

    found = figure(half, f"projected: {leader.id}")

    assert (found.value, found.low, found.high) == (leader.share, leader.low, leader.high)
    assert figure(half, "majority: senate").value == senate.majority == 19
    assert figure(half, "seats: senate/MAS-IPSP").label.chamber == Named(id="senate", name="Senate")


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("sahre: CC", "share"),
        ("", "share"),
        ("share", "MAS-IPSP"),
        ("share: president/MAS", "MAS-IPSP"),
        ("share: presidnt/CC", "president"),
        ("seats: senat/CC", "senate"),
        ("seats: senate", "MAS-IPSP"),
        ("majority", "senate"),
        ("chance: rnu-off", "run-off"),
        ("chance: majority senat/CC", "senate"),
        ("chance: first round/", "MAS-IPSP"),
        ("share: CC @ departament/2", "department"),
        ("share: CC @ department/La Pax", "La Paz"),
        ("share: CC @ department", "department/CODE"),
        ("share: special/CC @ district/C01", "department"),
        ("lead @ municipality/Nowhere", "Municipality"),
        ("as_of: now", "as_of"),
        ("seats: senate/CC @ department/2", "Leave out"),
    ],
)
def test_what_there_is_not_names_what_is_nearest(half: Publication, expression: str, named: str) -> None:
    with pytest.raises(UnknownFigure) as raised:
        figure(half, expression)

    assert isinstance(raised.value, EscrutinioError)
    assert named in raised.value.hint


def test_a_name_that_two_units_have_needs_a_code(tmp_path: Path) -> None:
    make_election(tmp_path, stations_frame=stations().with_columns(pl.lit("Newtown").alias("town_name")))
    found = publish(open_desk(tmp_path, for_ingest=True), now=NOW)

    with pytest.raises(UnknownFigure, match="4 units are called 'newtown'") as raised:
        figure(found, "votes: A @ town/newtown")
    assert "N1, N2, S1, S2" in raised.value.hint
    assert figure(found, "votes: A @ town/N1").label.unit == Named(id="N1", name="Newtown")


def test_all_that_can_be_chosen_can_be_had(half: Publication) -> None:
    for choices in (figures_available(half), figures_available(half, "district", "C01")):
        assert len({choice.expression for choice in choices}) == len(choices) > 20
        for choice in choices:
            found = figure(half, choice.expression)
            assert (found.expression, found.kind, found.label) == (
                choice.expression,
                choice.kind,
                choice.label,
            )
    measures = {choice.label.measure for choice in figures_available(half)}
    assert {"share", "seats", "projected seats", "chance", "as_of"} <= measures


def test_a_kept_figure_comes_back_the_same(half: Publication) -> None:
    for expression in ("share: CC", "projected: CC", "leader", "as_of", "seats: senate/CC"):
        found = figure(half, expression)
        assert Figure.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_figures_agree_as_they_are_shown(desk: Desk) -> None:
    take(desk.ledger, [row("001", 33333, 66667)])
    first = publish(desk, now=NOW)
    kept = {
        expression: figure(first, expression)
        for expression in ("share: A", "votes: A", "leader", "counted", "as_of")
    }
    take(desk.ledger, [row("001", 33334, 66666)], minutes=5)
    second = publish(desk, now=NOW)

    assert {expression: agrees(was, figure(second, expression)) for expression, was in kept.items()} == {
        "share: A": True,
        "votes: A": False,
        "leader": True,
        "counted": True,
        "as_of": False,
    }


def test_what_is_in_is_never_rounded_up_to_the_whole() -> None:
    found = Figure(
        expression="counted",
        kind="percent",
        value=0.9999,
        as_of=NOW,
        source="counted",
        label=FigureLabel(measure="counted"),
        numerator=9999,
        denominator=10000,
        decimals=1,
    )

    assert found.rounded == Decimal("99.9")


def test_halves_are_rounded_up_exactly() -> None:
    found = Figure(
        expression="share: A",
        kind="percent",
        value=0.1245,
        as_of=NOW,
        source="counted",
        label=FigureLabel(measure="share"),
        numerator=249,
        denominator=2000,
        decimals=1,
    )

    assert found.rounded == Decimal("12.5")


def test_an_earlier_moment_is_counted_again(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30)])
    take(desk.ledger, [row("001", 60, 30), row("007", 0, 90)], minutes=30)
    publish(desk, now=NOW)

    for source in (desk, publish(desk, now=NOW)):
        then = figure_at(source, "share: A", at(10))
        assert (then.numerator, then.denominator, then.as_of) == (60, 90, at(10))
        assert figure_at(source, "votes: B @ region/S", at(10)).value == 0
        assert figure_at(source, "votes: B @ region/S", at(30)).value == 90
        assert figure_at(source, "leader", at(-1)).value is None
    with pytest.raises(UnknownFigure):
        figure_at(desk, "share: X", at(10))


def test_an_earlier_projection_is_the_one_that_was_published(night: Desk) -> None:
    first, second = datetime(2020, 10, 19, 20, tzinfo=UTC), datetime(2020, 10, 20, 12, tzinfo=UTC)
    start_night(night)
    published = publish(night, first, now=NOW, calls=False)
    publish(night, second, now=NOW, calls=False)
    between = datetime(2020, 10, 20, 3, tzinfo=UTC)

    for expression in (
        "projected: MAS-IPSP",
        "projected turnout",
        "projected lead",
        "projected seats: senate/CC",
        "chance: first round/MAS-IPSP",
        "chance: run-off",
        "chance: majority senate/MAS-IPSP",
    ):
        now, then = figure(published, expression), figure_at(night, expression, between)
        assert (then.value, then.low, then.high) == (now.value, now.low, now.high), expression
        assert then.as_of == between
    assert figure_at(night, "seats: senate/CC", first).value == figure(published, "seats: senate/CC").value
    early = datetime(2020, 10, 19, 1, tzinfo=UTC)
    assert figure_at(night, "projected: MAS-IPSP", early).reason
    assert figure_at(night, "chance: run-off", early).reason
    assert figure_at(night, "projected: MAS-IPSP @ department/2", between).reason


def test_the_shift_of_the_lead_is_the_sum_of_its_parts(tmp_path: Path) -> None:
    make_election(tmp_path)
    desk = open_desk(tmp_path, for_ingest=True)
    take(desk.ledger, [row("001", 60, 30), row("007", 20, 70)], minutes=0)
    first = publish(desk, now=NOW)
    take(desk.ledger, [row("001", 60, 30), row("002", 50, 30), row("007", 20, 70)], minutes=60)
    later = publish(open_desk(tmp_path), now=NOW)

    shifts = {name: figure(later, name) for name in ("shift", "shift between", "shift within")}

    assert figure(first, "shift").value is None
    assert "came in at one moment" in figure(first, "shift").reason
    values = {name: float(str(shift.value)) for name, shift in shifts.items()}
    # B led by 20 of 180; by now A and B have 130 each.
    assert values["shift"] == pytest.approx(20 / 180)
    assert values["shift between"] + values["shift within"] == pytest.approx(values["shift"])
    assert figure_at(open_desk(tmp_path), "shift", at(60)).value == pytest.approx(values["shift"])
    assert {"shift", "shift within"} <= {choice.expression for choice in figures_available(later)}
