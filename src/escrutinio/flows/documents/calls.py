"""The answer of ``escrutinio call``."""

from __future__ import annotations

from typing import Literal

import msgspec

from escrutinio.flows.documents.figures import CountHeading, Whole
from escrutinio.projection.calls import Act, Answer, AnswerChance, Doubt, Evidence, Proposal, Question, State

SilenceKind = Literal[
    "open",
    "nothing-missing",
    "no-bounds",
    "not-stated",
    "unknown-voters",
    "not-projected",
    "no-projection",
    "question-not-projected",
]


class Silence(msgspec.Struct, frozen=True):
    """Why the bounds or the projection say nothing of a question.

    Attributes:
        kind: open: the missing sheets can still change it;
            nothing-missing: all sheets are in, and the votes alone do not decide it, such as equal ones;
            no-bounds: there are no bounds for the law yet;
            not-stated: the law goes by a figure that not all counted sheets state;
            unknown-voters: the voters of missing sheets are not known;
            not-projected: the election has no table [projection];
            no-projection: the projection cannot say, or cannot be worked out;
            question-not-projected: the projection does not answer this question.
        sheets: the missing sheets whose voters are not known; 0 for the other kinds.
        detail: of a law without bounds its rules without any, of what is not stated the figure, of a
            projection why it cannot say, in English; empty for the other kinds.
    """

    kind: SilenceKind
    sheets: Whole = 0
    detail: str = ""


class QuestionNow(msgspec.Struct, frozen=True, kw_only=True):
    """What the count says of one question now.

    Attributes:
        question: what is asked.
        sure: the answer that missing sheets cannot change; null while that is open.
        chances: by the projection, the likeliest first; empty where there is none.
        silences: why the bounds, and why the projection, say nothing; empty where they speak.
        call: the id of the call that is proposed, held or published; null where there is none.
    """

    question: Question
    sure: Answer | None
    chances: tuple[AnswerChance, ...]
    silences: tuple[Silence, ...]
    call: str | None


class CallEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A call with its evidence and everything that was done with it.

    Attributes:
        id: its id, for --confirm, --hold and --retract.
        state: what has become of it.
        question: what is called.
        answer: the ids of the selections: one is elected, or has the majority; two meet in the run-off;
            none: nobody has a majority.
        evidence: what the proposal rests on.
        confirmed_by: the different people who have confirmed it.
        doubt: what speaks against it by the newest look at the count; null where nothing does.
        acts: what was done with it, oldest first.
    """

    id: str
    state: State
    question: Question
    answer: Answer
    evidence: Evidence
    confirmed_by: tuple[str, ...]
    doubt: Doubt | None
    acts: tuple[Act, ...]


class CallDocument(CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/call/4"):
    """Answer of escrutinio call.

    What can be called, and what has been.

    Attributes:
        confirm_by: how many different people publish a call.
        unattended: whether calls are published without a person.
        questions: what the count says of each question now.
        calls: all calls, in the order in which they were proposed.
        proposed: what was proposed by this command.
        acts: what was done by this command.
    """

    confirm_by: Whole
    unattended: bool
    questions: tuple[QuestionNow, ...]
    calls: tuple[CallEntry, ...]
    proposed: tuple[Proposal, ...]
    acts: tuple[Act, ...]
