"""Names where codes stand, in steps, headings, ties, seats and warnings."""

from __future__ import annotations

from fractions import Fraction

from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.outcome import Chamber, Outcome, UnitSeats
from escrutinio.law.rendering.names import (
    names_of_codes,
    outcome_with_names,
    person_key,
    step_with_names,
)
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.seat_parts import QuotientRow, QuotientTable, SeatGrid, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import DecisionResult, DecisionTable, Names, Step, Ties, VotesTable

NAMES = names_of_codes({"a": "Ana", "list": "The List", "of": "Ofelia"}, {"N": "North, Upper", "list": "L"})


def outcome(*results: object, rule: str = "Seats of N", warnings: tuple[str, ...] = ()) -> Outcome:
    step = Step(rule, "art. 1", "the most votes win.", (VotesTable({"a": 3, "b": 2}),), results)  # type: ignore[arg-type]
    seats = UnitSeats("N", "N", 1, {"a": 1}, {"list": {"a": 1}})
    chamber = Chamber.of_units("house", "House", [seats], {"N": Elected("a")})
    return Outcome("t", "Test", True, {"chair": Elected("a")}, {"house": chamber}, (step,), "", warnings)


def test_a_code_that_is_a_selections_and_a_units_stays() -> None:
    assert NAMES == {"a": "Ana", "of": "Ofelia", "N": "North, Upper"}
    assert names_of_codes({"a": "Ann", "b": "Ann"}, {}) == {"a": "Ann (a)", "b": "Ann (b)"}


def test_headings_ties_and_warnings_name_their_unit() -> None:
    tie = Tie(("a", "b"), 1, "seats of N")
    warning = "The seats of N are open: it is not known."
    text = derivation_text(outcome_with_names(outcome(Ties((tie,)), warnings=(warning,)), NAMES))
    assert "The seats of North, Upper are open" in text
    assert "1. Seats of North, Upper" in text
    assert "seats of North, Upper: Ana and b are level for one seat" in text
    assert "Ana 3, b 2" in text
    for rule, said in (
        ("First scrutiny, N", "First scrutiny, North, Upper"),
        ("unit of seats of a", "unit of seats of Ana"),
        ("Seats of units", "Seats of units"),
        ("a of it", "a of it"),
    ):
        assert outcome_with_names(outcome(rule=rule), NAMES).steps[0].rule == said


def test_what_is_undecided_names_its_unit() -> None:
    undecided = DecisionResult(Undecided("no votes counted for the seat of N"))
    text = derivation_text(outcome_with_names(outcome(undecided), NAMES))
    assert "no votes counted for the seat of North, Upper" in text


def test_reasons_name_who_and_where() -> None:
    warning = "The seat of N is open: a, b could not stand in the second round in N."
    named = outcome_with_names(outcome(warnings=(warning,)), NAMES)
    assert named.warnings == (
        "The seat of North, Upper is open: Ana, b could not stand in the second round in North, Upper.",
    )


def test_where_a_selection_is_a_person_in_a_unit_ties_and_decisions_name_the_person() -> None:
    names = {**NAMES, person_key("N", "a"): "Ana Ruiz (Ana)"}
    level = Tie(("a", "b"), 1, "the seat of N")
    run_off = RunOff(("b",), Tie(("a", "of"), 1, "places in the run-off"))
    parts = (Ties((level,)), DecisionTable({"N": run_off, "S": Elected("a")}))
    ties, decisions = outcome_with_names(outcome(*parts), names).steps[0].results
    assert ties == Ties((Tie(("Ana Ruiz (Ana)", "b"), 1, "the seat of North, Upper"),))
    assert decisions == DecisionTable(
        {
            "North, Upper": RunOff(("b",), Tie(("Ana Ruiz (Ana)", "Ofelia"), 1, "places in the run-off")),
            "S": Elected("Ana"),
        }
    )
    (district,) = outcome_with_names(outcome(), names).chambers["house"].districts.values()
    assert district == Elected("Ana Ruiz (Ana)")


def test_joined_codes_and_tables_of_every_kind() -> None:
    named = outcome_with_names(
        outcome(
            Names(Label.ELECTED, ("N / a", "a + of", "a + b")),
            SeatGrid(Label.SEATS, {"N": {"a": 1}}),
            SeatTable({Label.SEATS: {"a": 1}}),
            DecisionResult(Elected("a", "of it")),
        ),
        NAMES,
    )
    names, grid, seats, decision = named.steps[0].results
    assert names == Names(Label.ELECTED, ("North, Upper / Ana", "Ana + Ofelia", "a + b"))
    assert grid == SeatGrid(Label.SEATS, {"North, Upper": {"Ana": 1}})
    assert seats == SeatTable({Label.SEATS: {"Ana": 1}})
    assert decision == DecisionResult(Elected("Ana", "of it"))


def test_seats_and_decisions_are_named_and_kinds_of_seats_are_not() -> None:
    names = {**NAMES, "list": "The List"}
    named = outcome_with_names(outcome(), names)
    house = named.chambers["house"]
    assert named.offices == {"chair": Elected("Ana")}
    assert house.seats == {"Ana": 1}
    assert house.by_kind == {"list": {"Ana": 1}}
    assert (house.units["N"].name, house.units["N"].by_kind) == ("North, Upper", {"list": {"Ana": 1}})
    assert house.districts == {"North, Upper": Elected("Ana")}


def test_a_divisor_that_is_a_code_by_chance_stays() -> None:
    table = QuotientTable((QuotientRow("1", 1000, "1", 1, Fraction(1000)),))

    (named,) = step_with_names(Step("Seats", "1", "", (), (table,)), {"1": "Ana Party"}).results

    assert isinstance(named, QuotientTable)
    assert (named.rows[0].name, named.rows[0].divisor) == ("Ana Party", "1")
