"""Calls: proposed at the stated risk only, published by people, retracted aloud."""

from __future__ import annotations

import pytest

from escrutinio.projection.calls import (
    Act,
    ActKind,
    AnswerChance,
    Event,
    Look,
    Person,
    Question,
    calls_of,
    likeliest,
    open_calls,
    proposals,
)

QUESTION = Question("office", "president")
A, B = ("A",), ("B",)


def look(moment: int, chance_of_a: float | None = None, **other: object) -> Look:
    chances = () if chance_of_a is None else likeliest({A: chance_of_a, B: 1 - chance_of_a})
    return Look(f"{moment:03d}", QUESTION, moment / 10, chances, **other)  # type: ignore[arg-type]


def record(*events: Event, risk: float = 0.005) -> list[Event]:
    """The record that follows from looks and acts."""
    made: list[Event] = []
    for event in events:
        made.append(event)
        made += proposals(made, risk)
    return made


def act(kind: ActKind, by: str = "Ana", account: str = "", call_id: str = "office-president-1") -> Act:
    return Act(kind, call_id, "900", "2024-05-05T23:00:00Z", by, account)


def proposed(*events: Event, risk: float = 0.005) -> list[str]:
    return [call.id for call in calls_of(record(*events, risk=risk)).values()]


def test_one_mark_is_not_enough() -> None:
    assert proposed(look(1, 0.997)) == []
    assert proposed(look(1, 0.997), look(2, 0.997)) == ["office-president-1"]


@pytest.mark.parametrize(("chance", "called"), [(0.9949, False), (0.995, True), (1.0, True)])
def test_the_risk_is_a_bound(chance: float, called: bool) -> None:
    assert bool(proposed(look(1, chance), look(2, chance))) is called


def test_a_smaller_risk_asks_for_more() -> None:
    assert proposed(look(1, 0.997), look(2, 0.997), risk=0.001) == []


def test_two_marks_must_agree_and_follow_each_other() -> None:
    assert proposed(look(1, 0.997), look(2, 0.003)) == []
    assert proposed(look(1, 0.997), look(2, 0.6), look(3, 0.997)) == []
    assert proposed(look(1, 0.997), look(2), look(3, 0.997)) == [], "a mark that cannot say breaks the run"
    assert proposed(look(1, 0.997), look(2, 0.997, mark=False)) == [], "only marks count"


def test_the_bounds_propose_at_once_even_without_a_projection() -> None:
    [call] = calls_of(record(look(1, sure=A))).values()
    assert (call.proposal.answer, call.proposal.evidence.basis) == (A, "bounds")
    assert call.state == "proposed"


def test_a_run_off_and_that_nobody_has_a_majority_are_answers() -> None:
    pair = look(1, sure=("A", "B"))
    assert calls_of(record(pair))["office-president-1"].proposal.answer == ("A", "B")
    assert calls_of(record(look(1, sure=())))["office-president-1"].proposal.answer == ()


def test_a_proposal_is_made_once() -> None:
    assert proposed(look(1, 0.997), look(2, 0.997), look(3, 0.997), look(4, sure=A)) == ["office-president-1"]


def test_people_take_a_call_from_state_to_state() -> None:
    looks = [look(1, 0.997), look(2, 0.997)]
    for acts, state in [
        ([], "proposed"),
        ([act("confirmation")], "proposed"),
        ([act("confirmation"), act("publication")], "published"),
        ([act("hold")], "held"),
        ([act("hold"), act("confirmation"), act("publication")], "published"),
        ([act("confirmation"), act("publication"), act("retraction")], "retracted"),
    ]:
        assert calls_of(record(*looks, *acts))["office-president-1"].state == state


def test_holding_a_call_voids_its_confirmations() -> None:
    call = calls_of(record(look(1, sure=A), act("confirmation"), act("hold")))["office-president-1"]
    assert call.confirmations == ()


@pytest.mark.parametrize(
    ("newest", "doubt"),
    [
        (look(3, 0.93), None),
        (look(3, 0.5), "unlikely"),
        (look(3, 0.99, ruled_out=(A,)), "ruled-out"),
        (look(3, sure=B), "other-answer"),
        (look(3), None),
        (look(3, 0.5, sure=A), None),
    ],
)
def test_a_later_look_can_put_a_call_in_doubt(newest: Look, doubt: str | None) -> None:
    made = record(look(1, 0.997), look(2, 0.997), act("confirmation"), act("publication"), newest)
    assert open_calls(made)[QUESTION].doubt == doubt
    assert open_calls(made)[QUESTION].state == "published", "a person retracts it, not the look"


def test_after_a_retraction_only_later_looks_count() -> None:
    looks: list[Event] = [look(1, 0.997), look(2, 0.997), act("retraction")]
    assert proposed(*looks) == ["office-president-1"]
    assert proposed(*looks, look(3, 0.997)) == ["office-president-1"]
    assert proposed(*looks, look(3, 0.997), look(4, 0.997)) == ["office-president-1", "office-president-2"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Person("Ana"), act("confirmation", "Ben"), False),
        (Person("Ana"), act("confirmation", " ana "), True),
        (Person("Ana Flores", "ana"), act("confirmation", "A. Flores", "ana"), True),
        (Person("Ana Flores", "ana"), act("confirmation", "ANA"), True),
        (Person("Ana", "ana1"), act("confirmation", "Ben", "ben"), False),
        (Person("Ana"), act("confirmation", "Ben", ""), False),
    ],
)
def test_a_name_or_an_account_in_common_is_one_person(one: Person, other: Act, same: bool) -> None:
    assert one.is_same(other) is same


def test_the_likeliest_comes_first() -> None:
    assert likeliest({A: 0.1, B: 0.9, ("C",): 0.0}) == (AnswerChance(B, 0.9), AnswerChance(A, 0.1))
