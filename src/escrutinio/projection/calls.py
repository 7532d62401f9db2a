"""Calls: when a desk may say who has won before the count is finished, and who decides that it does.

The machine proposes, a person publishes. A call is proposed when the missing sheets cannot change the answer
whatever they hold (its bounds), or when the projection gives the answer a chance of at least 1 - risk at two
marks of the count running. The marks are shares of the sheets (:data:`MARKS`), so that neither looking often
nor looking seldom brings a call about. A published call is never silently withdrawn: a retraction with its
reason follows it in the record.

Everything here is a function of the record, which is only ever added to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

RISK = 0.005
"""The default risk: a chance of 99.5 % is asked for."""

RETRACT_BELOW = 0.9
"""A call is in doubt when the chance of its answer falls below this."""

MARKS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""The shares of the sheets at which the projection is asked: ten looks at a count, however often it is
published, because each further look would add to the risk of calling what chance alone brings about."""

MACHINE = "Escrutinio"
"""Who acts where no person does."""

Answer = tuple[str, ...]
"""Ids of selections: one is elected, or has the majority; two meet in the run-off; none: nobody has it."""

QuestionKind = Literal["office", "first-round", "run-off", "majority", "measure"]
Basis = Literal["bounds", "projection"]
State = Literal["proposed", "held", "published", "retracted"]
Doubt = Literal["other-answer", "ruled-out", "unlikely"]
ActKind = Literal["confirmation", "publication", "hold", "retraction"]

MAJORITY: Literal["majority"] = "majority"


class Question(msgspec.Struct, frozen=True):
    """What is called. It holds no words: those are made where it is shown.

    Attributes:
        kind: office: who is elected under a law with one round; first-round: who is elected in it, or which
            two meet in a run-off; run-off: who is elected in that; measure: which answer a ballot measure
            ends with; majority: who has more than half of the seats.
        of: the id of the office, or of the chamber.
    """

    kind: QuestionKind
    of: str


class AnswerChance(msgspec.Struct, frozen=True):
    """A possible answer.

    Attributes:
        answer: one selection, the two of a run-off, or none where nobody has a majority.
        chance: by the projection, 0 to 1.
    """

    answer: Answer
    chance: float


class Look(msgspec.Struct, frozen=True, tag_field="event", tag="look"):
    """What the count said of one question, at a mark or when its bounds decided it.

    Attributes:
        moment: of the count. ISO 8601, UTC.
        question: what was asked.
        coverage: the share of the expected sheets that were in, of the contests that had begun; null where
            it is not known how many are expected.
        chances: by the projection, the likeliest first; empty where there is none.
        sure: the answer that missing sheets cannot change; null while that is open.
        ruled_out: of the answers that are called or proposed, those that can no longer come about.
        mark: whether it was taken at a mark; otherwise because the bounds decided something.
    """

    moment: str
    question: Question
    coverage: float | None
    chances: tuple[AnswerChance, ...] = ()
    sure: Answer | None = None
    ruled_out: tuple[Answer, ...] = ()
    mark: bool = True

    def chance_of(self, answer: Answer) -> float | None:
        """The chance of an answer; None without a projection."""
        if not self.chances:
            return None
        return next((each.chance for each in self.chances if each.answer == answer), 0.0)


class Evidence(msgspec.Struct, frozen=True):
    """What a proposal rests on.

    Attributes:
        basis: bounds: the missing sheets cannot change it, whatever they hold; projection: it gave the
            answer at least the chance that is asked for at two marks running.
        moment: of the count. ISO 8601, UTC.
        coverage: the share of the expected sheets that were in; null where it is not known.
        chance: of the answer by the projection, 0 to 1; null without one.
        chance_before: the same at the mark before; null without one.
        risk: the risk that was allowed, 0 to 1.
    """

    basis: Basis
    moment: str
    coverage: float | None
    chance: float | None
    chance_before: float | None
    risk: float


class Proposal(msgspec.Struct, frozen=True, tag_field="event", tag="proposal"):
    """The machine proposes a call.

    Attributes:
        id: of the call.
        moment: of the count. ISO 8601, UTC.
        question: what is called.
        answer: the answer.
        evidence: what it rests on.
    """

    id: str
    moment: str
    question: Question
    answer: Answer
    evidence: Evidence


class Act(msgspec.Struct, frozen=True, tag_field="event", tag="act"):
    """What somebody did with a call.

    Attributes:
        kind: confirmation; publication, which follows the last confirmation that is needed; hold;
            retraction.
        id: of the call.
        moment: the newest moment of the count that was known. ISO 8601, UTC.
        at: when it was done. ISO 8601, UTC.
        by: the name of who did it; "Escrutinio" where the election lets calls be published without a person.
        account: their account on the site; empty for the command line.
        reason: why, in their words; needed for a retraction.
        doubt: why the machine retracted it; null for a person.
        coverage: the share of the expected sheets that were in at the newest look; null where not known.
        chance: of the answer at the newest look; null without a projection.
        sure: whether the missing sheets could not change the answer at the newest look.
    """

    kind: ActKind
    id: str
    moment: str
    at: str
    by: str
    account: str = ""
    reason: str = ""
    doubt: Doubt | None = None
    coverage: float | None = None
    chance: float | None = None
    sure: bool = False


Event = Look | Proposal | Act
"""One line of the record."""


@dataclass(frozen=True)
class Call:
    """A call as the record has it.

    Attributes:
        proposal: what the machine proposed.
        state: what has become of it.
        confirmations: those of different people since it was last held.
        acts: everything that was done with it, oldest first.
        doubt: what speaks against it by the newest look; None where nothing does.
        newest: the newest look at its question.
    """

    proposal: Proposal
    state: State
    confirmations: tuple[Act, ...]
    acts: tuple[Act, ...]
    doubt: Doubt | None
    newest: Look | None

    @property
    def id(self) -> str:
        """Its id."""
        return self.proposal.id

    @property
    def is_open(self) -> bool:
        """Whether it can still be published, or is."""
        return self.state != "retracted"

    def last(self, kind: ActKind) -> Act | None:
        """The newest act of a kind; None without one."""
        return next((act for act in reversed(self.acts) if act.kind == kind), None)


def calls_of(record: Sequence[Event]) -> dict[str, Call]:
    """Id -> call, in the order in which they were proposed."""
    looks = {event.question: event for event in record if isinstance(event, Look)}
    acts: dict[str, list[Act]] = {}
    for event in record:
        if isinstance(event, Act):
            acts.setdefault(event.id, []).append(event)
    return {
        event.id: _call(event, acts.get(event.id, ()), looks.get(event.question))
        for event in record
        if isinstance(event, Proposal)
    }


def _call(proposal: Proposal, acts: Iterable[Act], newest: Look | None) -> Call:
    state: State = "proposed"
    confirmed: list[Act] = []
    for act in acts:
        if act.kind == "confirmation":
            confirmed.append(act)
        elif act.kind == "publication":
            state = "published"
        elif act.kind == "hold":
            state, confirmed = "held", []
        elif act.kind == "retraction":
            state = "retracted"
    return Call(
        proposal=proposal,
        state=state,
        confirmations=tuple(confirmed),
        acts=tuple(acts),
        doubt=doubt_of(proposal.answer, newest),
        newest=newest,
    )


def doubt_of(answer: Answer, newest: Look | None) -> Doubt | None:
    """What the newest look says against an answer; None where nothing speaks against it."""
    if newest is None or newest.sure == answer:
        return None
    if newest.sure is not None:
        return "other-answer"
    if answer in newest.ruled_out:
        return "ruled-out"
    chance = newest.chance_of(answer)
    return "unlikely" if chance is not None and chance < RETRACT_BELOW else None


def open_calls(record: Sequence[Event]) -> dict[Question, Call]:
    """Question -> the call that is proposed, held or published."""
    return {call.proposal.question: call for call in calls_of(record).values() if call.is_open}


def proposals(record: Sequence[Event], risk: float = RISK) -> list[Proposal]:
    """What the newest looks propose, beside what is open already.

    After a retraction only looks that came later count, or that another answer is sure.

    Args:
        record: the record so far, oldest first, its newest looks included.
        risk: the risk that is allowed, above 0 and below 0.5.
    """
    known = calls_of(record)
    closed = {call.proposal.question for call in known.values() if call.is_open}
    looks: dict[Question, list[Look]] = {}
    asked = {call.id: call.proposal for call in known.values()}
    for event in record:
        if isinstance(event, Look):
            looks.setdefault(event.question, []).append(event)
        elif isinstance(event, Act) and event.kind == "retraction":
            question = asked[event.id].question
            looks[question] = [
                look
                for look in looks.get(question, [])[-1:]
                if look.sure not in (None, asked[event.id].answer)
            ]
    added = []
    for question, seen in looks.items():
        evidence = None if question in closed or not seen else _evidence(seen, risk)
        if evidence is not None:
            answer, grounds = evidence
            number = 1 + sum(call.proposal.question == question for call in known.values())
            call_id = f"{question.kind}-{question.of}-{number}"
            added.append(Proposal(call_id, grounds.moment, question, answer, grounds))
    return added


def _evidence(seen: Sequence[Look], risk: float) -> tuple[Answer, Evidence] | None:
    now = seen[-1]
    marks = [look for look in seen if look.mark]
    if now.sure is not None:
        chance = now.chance_of(now.sure)
        return now.sure, Evidence("bounds", now.moment, now.coverage, chance, None, risk)
    if not now.mark or len(marks) < 2:
        return None
    before = marks[-2]
    if not now.chances or not before.chances:
        return None
    best, earlier = now.chances[0], before.chances[0]
    if best.answer != earlier.answer or min(best.chance, earlier.chance) < 1 - risk:
        return None
    return best.answer, Evidence("projection", now.moment, now.coverage, best.chance, earlier.chance, risk)


@dataclass(frozen=True)
class Person:
    """Who acts.

    Args:
        name: as the record shows it.
        account: on the site; empty for the command line.
    """

    name: str
    account: str = ""

    def is_same(self, act: Act) -> bool:
        """Whether an act is theirs: a name or an account in common is one person."""
        theirs = {_plain(act.by), _plain(act.account)} - {""}
        return bool(theirs & {_plain(self.name), _plain(self.account)})


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def likeliest(chances: Mapping[Answer, float]) -> tuple[AnswerChance, ...]:
    """Chances, the likeliest first; of equal ones the first by name."""
    ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    return tuple(AnswerChance(answer, chance) for answer, chance in ranked if chance > 0)
