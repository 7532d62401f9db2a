"""The contingent vote: all but the first two are eliminated at once, and their voters' preferences added.

Sources: Constitution of Sri Lanka, Article 94(2) to (4), and Presidential Elections Act, No. 15 of 1981
(three preferences). With two preferences it is the supplementary vote of the Greater London Authority Act
1999, Schedule 2, Part I, as it stood until 2022, but for its ties: there more than two could remain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.lots import Lot, draw
from escrutinio.law.majority.two_rounds import MoreThan, first_round
from escrutinio.law.plain import Plain
from escrutinio.law.preferential.ranked_ballots import Ballots
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of

HALF = MoreThan(Fraction(1, 2))


@dataclass(frozen=True)
class ContingentCount(Plain):
    """The outcome of a contingent vote.

    Args:
        votes: candidate -> first preferences.
        valid: all valid ballots.
        decision: Elected; RunOff with a Tie where the places of the two who remain are tied, without one
            where the preferences are still to be added; a Tie for the seat; Undecided.
        pair: the two who remain in the second count; empty where there is none.
        added: candidate -> preferences added in the second count.
        by_preference: "2" and so on -> candidate -> what that preference added; empty where it is not known.
        totals: candidate -> first preferences and added ones.
        not_counted: ballots for neither of the two, of the second count.
        lots: recorded lots that broke a tie.
    """

    votes: Mapping[str, int]
    valid: int
    decision: Elected | RunOff | Tie | Undecided
    pair: tuple[str, ...] = ()
    added: Mapping[str, int] = field(default_factory=dict)
    by_preference: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    not_counted: int = 0
    lots: tuple[Lot, ...] = ()

    @property
    def winner(self) -> str | None:
        """The elected; None where that is open."""
        return self.decision.name if isinstance(self.decision, Elected) else None


def contingent_vote(
    ballots: Ballots,
    *,
    preferences: int | None = None,
    lots: Sequence[Lot] = (),
    what: str = "the seat",
) -> ContingentCount:
    """Count ballots: more than half of first preferences wins; else the two with most remain.

    A ballot for an eliminated candidate counts for the one of the two that it ranks first, within the number
    of preferences that the law allows. The larger total wins.

    Args:
        ballots: the valid ballots.
        preferences: how many preferences count, the first included: 3 in Sri Lanka, 2 in the supplementary
            vote; all unless given.
        lots: recorded lots, for the places of the two and for the seat; see :mod:`escrutinio.law.lots`.
        what: what is won, for the words of a tie.

    Raises:
        LawError: ``preferences`` is no whole number of one or more.
    """
    if preferences is not None and (type(preferences) is not int or preferences < 1):
        raise LawError(f"the number of preferences is {preferences!r}, not a whole number of one or more")
    first = _first_count(ballots.first_preferences(), ballots.total, lots)
    if len(first.pair) < 2:
        return first
    by_preference: dict[str, dict[str, int]] = {}
    for ranking, number in ballots.counts.items():
        places = [place for place, name in enumerate(ranking[:preferences]) if name in first.pair]
        if not places or places[0] == 0 or not number:
            continue
        given = by_preference.setdefault(str(places[0] + 1), dict.fromkeys(sorted(first.pair), 0))
        given[ranking[places[0]]] += number
    added = {name: sum(given[name] for given in by_preference.values()) for name in first.pair}
    return _second_count(replace(first, by_preference=by_preference), added, lots, what)


def contingent_from_totals(
    votes: Mapping[str, int],
    added_preferences: Mapping[str, int] | None = None,
    *,
    valid: int | None = None,
    lots: Sequence[Lot] = (),
    what: str = "the seat",
) -> ContingentCount:
    """The same from totals: first preferences, and what the second count added to the two who remain.

    Args:
        votes: candidate -> first preferences; candidates who cannot be among the two may be left out.
        added_preferences: candidate -> preferences of the others' ballots; None where they are not yet
            counted. Without effect where somebody has more than half of the valid ballots.
        valid: all valid ballots; the sum of ``votes`` unless given.
        lots: recorded lots, for the places of the two and for the seat.
        what: what is won, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int; there are fewer valid ballots than votes; preferences are
            added to somebody who was eliminated, or more of them than there are other ballots.
    """
    check_votes(votes)
    cast = sum(votes.values())
    if valid is None:
        valid = cast
    check_votes({"valid ballots": valid})
    if valid < cast:
        raise LawError(f"{valid} valid ballots are fewer than the {cast} first preferences")
    check_votes(added_preferences or {}, where="added preferences")
    first = _first_count(votes, valid, lots)
    if len(first.pair) < 2 or added_preferences is None:
        return first
    strangers = sorted(set(added_preferences) - set(first.pair))
    if strangers:
        raise LawError(
            f"{some_of(strangers)} did not reach the second count",
            where="added preferences",
            hint=f"Only {' and '.join(first.pair)} remain in it.",
        )
    added = {name: added_preferences.get(name, 0) for name in first.pair}
    others = valid - sum(votes[name] for name in first.pair)
    if sum(added.values()) > others:
        raise LawError(
            f"{sum(added.values())} preferences are added where there are {others} other ballots",
            where="added preferences",
        )
    return _second_count(first, added, lots, what)


def _first_count(votes: Mapping[str, int], valid: int, lots: Sequence[Lot]) -> ContingentCount:
    """The first count; ``pair`` is complete where a second count follows."""
    shown = {name: votes[name] for name in sorted(votes)}
    outcome = first_round(shown, valid, [HALF])
    if not isinstance(outcome, RunOff):
        return ContingentCount(shown, valid, outcome)
    if outcome.tie is None:
        return ContingentCount(shown, valid, RunOff(outcome.pair, None, SECOND), outcome.pair)
    tie = Tie.of(outcome.tie.tied, outcome.tie.seats, "places in the second count")
    drawn = draw(tie, lots)
    if drawn is None:
        return ContingentCount(shown, valid, RunOff(outcome.pair, tie, SECOND))
    pair = (*outcome.pair, *drawn[0])
    return ContingentCount(shown, valid, RunOff(pair, None, SECOND), pair, lots=(drawn[1],))


SECOND = "nobody has more than half of the valid ballots: preferences for these two are added"


def _second_count(
    first: ContingentCount, added: Mapping[str, int], lots: Sequence[Lot], what: str
) -> ContingentCount:
    """Add the preferences; the larger total wins, and a lot decides between equal ones."""
    added = {name: added[name] for name in sorted(added)}
    totals = {name: first.votes[name] + number for name, number in added.items()}
    left = first.valid - sum(totals.values())
    count = replace(first, added=added, totals=totals, not_counted=left)
    leader, runner_up = sorted(totals, key=lambda name: -totals[name])
    if totals[leader] > totals[runner_up]:
        return replace(count, decision=Elected(leader, "the larger total of the second count"))
    tie = Tie.of(totals, 1, what)
    drawn = draw(tie, lots)
    if drawn is None:
        return replace(count, decision=tie)
    return replace(count, decision=Elected(drawn[0][0], "by lot"), lots=(*first.lots, drawn[1]))
