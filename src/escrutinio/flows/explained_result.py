"""What the law makes of the votes, and at which lead it would make something else of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from escrutinio.flows.count import Count
from escrutinio.flows.decide import LawInput, law_input
from escrutinio.flows.documents.explain import LawResult, ResultKind, TurningPoint
from escrutinio.flows.results import selection_label
from escrutinio.law import Chamber, ContestTotals, Elected, Outcome, RunOff
from escrutinio.law.decisions import Decision, MeasureResult
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.model import Election, EscrutinioError

STEPS = 14
"""How often the range of leads is halved."""


@dataclass(frozen=True)
class _Answer:
    """What the law makes of one question: its kind, and whom it names."""

    kind: ResultKind
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lead:
    """A lead: of which selection over which, and how large.

    Attributes:
        first, second: their ids.
        share: of what shares are of.
    """

    first: str
    second: str
    share: float


def turning_points(
    counted: Count, contest: str, lead: Lead, own_part: float | None
) -> tuple[TurningPoint, ...]:
    """For each office and each majority that depends on a lead: the lead at which the law decides otherwise.

    Votes move from the first to the second, or the other way, by the same share of the votes in every unit of
    the law. Of the two directions the nearer one is given. That a result, once it has changed, stays so when
    more votes move is taken for granted.

    Args:
        counted: the count.
        contest: whose votes move.
        lead: as it is counted.
        own_part: the part of the lead's change within places, as a share; None where there is none.

    Returns:
        Nothing where the election names no law, its law cannot be applied, or nothing depends on the contest.
    """
    try:
        given = law_input(counted)
        votes = _Moved(given, contest, lead)
        if not votes.there:
            return ()
        points = list(_turning_points(counted.election, votes, own_part))
    except EscrutinioError:
        return ()  # why the law says nothing stands in its outcome
    return tuple(sorted(points, key=lambda point: (abs(point.lead - 100 * lead.share), point.body)))


class _Moved:
    """The answers of a law when votes of a contest move between two selections."""

    def __init__(self, given: LawInput, contest: str, lead: Lead) -> None:
        self.given, self.lead = given, lead
        self.roles = [role for role, name in given.choice.contests.items() if name == contest]
        self.there = any(
            {lead.first, lead.second} & votes.keys()
            for role in self.roles
            if role in given.totals
            for votes in given.totals[role].votes.values()
        )
        self._known: dict[float, tuple[Mapping[str, _Answer], float, Outcome]] = {}

    def at(self, share: float) -> tuple[Mapping[str, _Answer], float, Outcome]:
        """Question -> answer, and the lead in points, when such a share of the votes has changed sides."""
        if share not in self._known:
            totals = {
                role: _moved(one, self.lead, share) if role in self.roles else one
                for role, one in self.given.totals.items()
            }
            with without_margins():  # nobody reads how these outcomes come about
                outcome = self.given.law.decide(totals, False, self.given.facts)
            before = self.given.totals[self.roles[0]]
            change = _lead_of(totals[self.roles[0]], self.lead) - _lead_of(before, self.lead)
            self._known[share] = (_answers(outcome), 100 * (self.lead.share + change), outcome)
        return self._known[share]


def _turning_points(election: Election, votes: _Moved, own_part: float | None) -> Iterator[TurningPoint]:
    now, lead, outcome = votes.at(0.0)
    # Down to a lead as large the other way; up to one as much larger.
    reach = max(votes.lead.share, 0.01)
    for question, answer in now.items():
        points = [
            _first_change(votes, question, answer, end)
            for end in (reach, -reach)
            if votes.at(end)[0].get(question, answer) != answer
        ]
        if not points:
            continue
        share = min(points, key=abs)
        other, there, _ = votes.at(share)
        yield TurningPoint(
            body=question,
            name=_name_of(question, outcome, election),
            lead=there,
            within=None if own_part is None else 100 * own_part - (lead - there),
            result=_result(election, answer),
            instead=_result(election, other[question]),
        )


def _first_change(votes: _Moved, question: str, answer: _Answer, end: float) -> float:
    """The least share, to the exactness that halving gives, at which the answer is another."""
    same, other = 0.0, end
    for _ in range(STEPS):
        middle = (same + other) / 2
        if votes.at(middle)[0].get(question, answer) == answer:
            same = middle
        else:
            other = middle
    return other


def _moved(totals: ContestTotals, lead: Lead, share: float) -> ContestTotals:
    """The totals when such a share of each unit's votes goes from the first to the second."""
    votes = {}
    for unit, own in totals.votes.items():
        if lead.first not in own or lead.second not in own:
            votes[unit] = own
            continue
        wanted = round(share * totals.valid.get(unit, sum(own.values())))
        moved = max(-own[lead.second], min(own[lead.first], wanted))
        changed = {lead.first: own[lead.first] - moved, lead.second: own[lead.second] + moved}
        votes[unit] = {**own, **changed}
    return replace(totals, votes=votes)


def _lead_of(totals: ContestTotals, lead: Lead) -> float:
    difference = sum(own.get(lead.first, 0) - own.get(lead.second, 0) for own in totals.votes.values())
    base = sum(totals.valid.get(unit, sum(own.values())) for unit, own in totals.votes.items())
    return difference / base if base else 0.0


def _answers(outcome: Outcome) -> dict[str, _Answer]:
    """Office or chamber -> what the law makes of it: who is elected, or who has the majority."""
    answers = {office: _of_office(decision) for office, decision in outcome.offices.items()}
    return answers | {
        name: _of_chamber(chamber) for name, chamber in outcome.chambers.items() if chamber.whole_body
    }


def _of_office(decision: Decision) -> _Answer:
    if isinstance(decision, Elected):
        return _Answer(ResultKind.ELECTED, (decision.name,))
    if isinstance(decision, MeasureResult):
        kind = ResultKind.ADOPTED if decision.adopted else ResultKind.NOT_ADOPTED
        return _Answer(kind, (decision.name,))
    if isinstance(decision, RunOff):
        return _Answer(ResultKind.RUN_OFF, tuple(sorted(decision.pair)))
    return _Answer(ResultKind.UNDECIDED)


def _of_chamber(chamber: Chamber) -> _Answer:
    for name, seats in chamber.seats.items():
        if seats >= chamber.majority:
            return _Answer(ResultKind.MAJORITY, (name,))
    return _Answer(ResultKind.NO_MAJORITY)


def _name_of(question: str, outcome: Outcome, election: Election) -> str:
    """A chamber's name, as the definition has it or else the law; nothing for an office."""
    if question not in outcome.chambers:
        return ""
    own = election.law.names.get(question, {}) if election.law else {}
    return next(iter(own.values()), outcome.chambers[question].name)


def _result(election: Election, answer: _Answer) -> LawResult:
    labels = tuple(selection_label(election, name) for name in answer.names)
    return LawResult(kind=answer.kind, selections=labels)
