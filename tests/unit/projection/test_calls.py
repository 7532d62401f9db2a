"""Calls: made at the stated risk only, kept in the record, retracted aloud."""

from __future__ import annotations

import pytest

from escrutinio.projection.calls import (
    CALL,
    FIRST_ROUND,
    MAJORITY,
    RETRACTION,
    UPDATE,
    Assessment,
    Event,
    Question,
    next_events,
    standing_calls,
)

QUESTION = Question(FIRST_ROUND, "president")


def night(*updates: Assessment, risk: float = 0.005) -> list[Event]:
    """The record after updates at moments 0, 1, 2 ..."""
    record: list[Event] = []
    for moment, update in enumerate(updates):
        record += next_events(record, f"{moment:03d}", {QUESTION: update}, risk)
    return record


def kinds(record: list[Event]) -> list[str]:
    return [event.kind for event in record if event.kind != UPDATE]


LIKELY = Assessment({"A": 0.997, "B": 0.003})


def test_one_update_is_not_enough() -> None:
    assert kinds(night(LIKELY)) == []
    assert kinds(night(LIKELY, LIKELY)) == [CALL]


@pytest.mark.parametrize(("chance", "called"), [(0.9949, False), (0.995, True), (1.0, True)])
def test_the_risk_is_a_bound(chance: float, called: bool) -> None:
    update = Assessment({"A": chance, "B": 1 - chance})
    assert (kinds(night(update, update)) == [CALL]) is called


def test_a_smaller_risk_asks_for_more() -> None:
    assert kinds(night(LIKELY, LIKELY, risk=0.001)) == []


def test_two_updates_must_agree_and_follow_each_other() -> None:
    other = Assessment({"B": 0.997, "A": 0.003})
    unsure = Assessment({"A": 0.6, "B": 0.4})
    assert kinds(night(LIKELY, other)) == []
    assert kinds(night(LIKELY, unsure, LIKELY)) == []
    assert kinds(night(LIKELY, Assessment({}), LIKELY)) == [], "an update that cannot say breaks the run"


def test_the_bounds_call_at_once_even_without_a_projection() -> None:
    record = night(Assessment({}, sure="A"))
    assert kinds(record) == [CALL]
    assert "whatever they hold" in record[-1].reason


def test_the_same_moment_again_adds_nothing() -> None:
    record = night(LIKELY)
    assert next_events(record, "000", {QUESTION: LIKELY}) == []


def test_a_call_is_made_once_and_stands() -> None:
    record = night(LIKELY, LIKELY, LIKELY, Assessment({"A": 0.93, "B": 0.07}))
    assert kinds(record) == [CALL]
    assert standing_calls(record)[QUESTION].answer == "A"


def test_a_call_that_cannot_stand_is_retracted_with_its_reason() -> None:
    record = night(LIKELY, LIKELY, Assessment({"A": 0.5, "B": 0.5}))
    assert kinds(record) == [CALL, RETRACTION]
    assert "50.0 %" in record[-1].reason
    assert record[-1].answer == "A"
    assert standing_calls(record) == {}
    assert [event.answer for event in record if event.kind == CALL] == ["A"], "the call stays in the record"


def test_the_bounds_overrule_a_call() -> None:
    assert kinds(night(LIKELY, LIKELY, Assessment({"A": 0.99}, ruled_out=frozenset("A")))) == [
        CALL,
        RETRACTION,
    ]
    assert kinds(night(LIKELY, LIKELY, Assessment({}, sure="B"))) == [CALL, RETRACTION]


def test_silence_of_the_projection_retracts_nothing() -> None:
    assert kinds(night(LIKELY, LIKELY, Assessment({}))) == [CALL]


def test_a_new_call_can_follow_a_retraction() -> None:
    other = Assessment({"B": 0.999, "A": 0.001})
    record = night(LIKELY, LIKELY, other, other)
    assert kinds(record) == [CALL, RETRACTION, CALL]
    assert standing_calls(record)[QUESTION].answer == "B"


def test_questions_are_independent() -> None:
    record: list[Event] = []
    other = Question(MAJORITY, "senate")
    for moment in ("0", "1"):
        record += next_events(record, moment, {QUESTION: LIKELY, other: Assessment({"A": 0.5, "B": 0.5})})
    assert set(standing_calls(record)) == {QUESTION}
