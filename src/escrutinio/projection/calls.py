"""Calls: when a desk may say who has won before the count is finished, and what it does if it was wrong.

A call is made when the missing sheets cannot change the answer whatever they hold (its bounds), or when
the projection gives the answer a chance of at least 1 - risk in two updates running. A call is never
silently withdrawn: when the chance falls below ``RETRACT_BELOW``, or the bounds rule it out, a
retraction with its reason follows it in the record. Words: a call is "called"; "elected" is for the finished
count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

RISK = 0.005
"""The default risk: a chance of 99.5 % is asked for."""

RETRACT_BELOW = 0.9
"""A call is retracted when the chance of its answer falls below this."""

EventKind = Literal["update", "call", "retraction"]
UPDATE: Literal["update"] = "update"
CALL: Literal["call"] = "call"
RETRACTION: Literal["retraction"] = "retraction"

FIRST_ROUND: Literal["first-round"] = "first-round"
MAJORITY: Literal["majority"] = "majority"


class Question(msgspec.Struct, frozen=True):
    """What is called. It holds no words: those are made where it is shown.

    Attributes:
        kind: first-round: who is elected in it; majority: who has more than half of the seats.
        of: the id of the office, or of the chamber.
    """

    kind: Literal["first-round", "majority"]
    of: str


@dataclass(frozen=True)
class Assessment:
    """What one update says of one question.

    Attributes:
        chances: answer -> chance by the projection; empty where there is none.
        sure: the answer that missing sheets cannot change; None when it is open.
        ruled_out: answers that missing sheets can no longer bring about.
    """

    chances: Mapping[str, float]
    sure: str | None = None
    ruled_out: frozenset[str] = frozenset()


class Event(msgspec.Struct, frozen=True):
    """One line of the record.

    Attributes:
        kind: what happened.
        moment: the moment of the count that it rests on. ISO 8601, UTC.
        question: what is answered.
        answer: the list; for an update the likeliest one, empty where there is no projection.
        chance: of the answer by the projection, 0 to 1; null without one.
        risk: the risk that was allowed, 0 to 1.
        reason: why, in words; empty for an update.
    """

    kind: EventKind
    moment: str
    question: Question
    answer: str
    chance: float | None
    risk: float
    reason: str = ""


def standing_calls(events: Sequence[Event]) -> dict[Question, Event]:
    """Question -> the call that stands."""
    stands: dict[Question, Event] = {}
    for event in events:
        if event.kind == CALL:
            stands[event.question] = event
        elif event.kind == RETRACTION:
            stands.pop(event.question, None)
    return stands


def next_events(
    past: Sequence[Event], moment: str, questions: Mapping[Question, Assessment], risk: float = RISK
) -> list[Event]:
    """What an update adds to the record.

    Args:
        past: the record so far, oldest first.
        moment: of the count; an update of a moment that is in the record already adds nothing.
        questions: question -> what this update says of it.
        risk: the risk that is allowed, above 0 and below 0.5.

    Returns:
        One update per question, and the calls and retractions that follow.
    """
    if any(event.moment == moment and event.kind == UPDATE for event in past):
        return []
    added: list[Event] = []
    called = standing_calls(past)
    for question, now in questions.items():
        answer, chance = _likeliest(now)
        added.append(Event(UPDATE, moment, question, answer, chance, risk))
        before = _last_update(past, question)
        standing = called.get(question)
        if standing is not None:
            reason = _against(standing, now)
            if reason:
                against = now.chances.get(standing.answer)
                added.append(Event(RETRACTION, moment, question, standing.answer, against, risk, reason))
            continue
        if now.sure is not None:
            reason = "The missing sheets cannot change it, whatever they hold."
            added.append(Event(CALL, moment, question, now.sure, now.chances.get(now.sure), risk, reason))
        elif chance is not None and chance >= 1 - risk and _agrees(before, answer, risk):
            reason = (
                f"The projection gives it a chance of at least {100 * (1 - risk):g} % in two updates running."
            )
            added.append(Event(CALL, moment, question, answer, chance, risk, reason))
    return added


def _likeliest(now: Assessment) -> tuple[str, float | None]:
    if not now.chances:
        return "", None
    answer = max(sorted(now.chances), key=lambda name: now.chances[name])
    return answer, now.chances[answer]


def _last_update(past: Sequence[Event], question: Question) -> Event | None:
    return next((e for e in reversed(past) if e.kind == UPDATE and e.question == question), None)


def _agrees(before: Event | None, answer: str, risk: float) -> bool:
    if before is None or before.chance is None:
        return False
    return before.answer == answer and before.chance >= 1 - risk


def _against(call: Event, now: Assessment) -> str:
    """Why a call cannot stand; empty when it can."""
    if now.sure is not None and now.sure != call.answer:
        return f"The missing sheets can no longer keep it from {now.sure}."
    if call.answer in now.ruled_out:
        return "The missing sheets can no longer bring it about, whatever they hold."
    if now.sure == call.answer or not now.chances:
        return ""
    chance = now.chances.get(call.answer, 0.0)
    if chance >= RETRACT_BELOW:
        return ""
    return f"The projection now gives it a chance of {100 * chance:.1f} %, below {100 * RETRACT_BELOW:g} %."
