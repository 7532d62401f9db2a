"""Ballots that rank candidates, counted pair by pair: the Condorcet winner, and three rules that elect them.

A ballot prefers whom it ranks to everybody whom it ranks lower or not at all; of two whom it does not rank it
prefers neither. The three rules agree wherever one candidate beats every other, and differ in a cycle.

Sources: Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", Social Choice and Welfare 36 (2011), 267-303; A. H. Copeland, "A reasonable
social welfare function" (1951); Paul B. Simpson, "On defining areas of voter choice", Quarterly Journal of
Economics 83 (1969), 478-490, and Gerald H. Kramer, "A dynamical model of political equilibrium", Journal of
Economic Theory 16 (1977), 310-334, for minimax. All cited from memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import permutations

from escrutinio.law.decisions import Elected, Tie, Undecided
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import Plain
from escrutinio.law.preferential.ranked_ballots import Ballots

Pairs = Mapping[str, Mapping[str, int]]
"""Candidate -> every other candidate -> ballots."""


class PairwiseRule(StrEnum):
    """Who is elected where nobody beats every other candidate."""

    SCHULZE = "schulze"
    """Whoever has as strong a path of wins to every other as that one has back."""
    MINIMAX = "minimax"
    """Whoever's largest defeat is the smallest."""
    COPELAND = "copeland"
    """Whoever beats the most others; a pair that is level counts for half."""


class Strength(StrEnum):
    """How a win in a pair is weighed."""

    WINNING_VOTES = "winning votes"
    """By the ballots that prefer the winner."""
    MARGINS = "margins"
    """By how many more they are than those that prefer the loser."""


@dataclass(frozen=True)
class PairwiseCount(Plain):
    """The outcome of a count pair by pair.

    Args:
        total: valid ballots.
        preferring: candidate -> other -> ballots that prefer the first to the second.
        condorcet: who beats every other candidate; None where nobody does.
        decision: who is elected; a Tie where the rule leaves several, Undecided without ballots.
        paths: of Schulze's rule, candidate -> other -> strength of the strongest path; else empty.
        defeats: of minimax, candidate -> strength of its largest defeat, 0 without one; else empty.
        wins: of Copeland's rule, candidate -> others that it beats, a level pair as 1/2; else empty.
        lots: recorded lots that were used.
    """

    total: int
    preferring: Pairs
    condorcet: str | None
    decision: Elected | Tie | Undecided
    paths: Pairs
    defeats: Mapping[str, int]
    wins: Mapping[str, Fraction]
    lots: tuple[Lot, ...] = ()


def pairwise(ballots: Ballots) -> dict[str, dict[str, int]]:
    """Candidate -> every other candidate -> ballots that prefer the first to the second."""
    preferring = {name: dict.fromkeys(_others(ballots, name), 0) for name in ballots.candidates}
    for ranking, number in ballots.counts.items():
        below = set(ballots.candidates)
        for name in ranking:
            below.discard(name)
            for other in below:
                preferring[name][other] += number
    return preferring


def condorcet_winner(preferring: Pairs) -> str | None:
    """Who beats every other candidate in their pair; None where nobody does."""
    for name, others in preferring.items():
        if all(number > preferring[other][name] for other, number in others.items()):
            return name
    return None


def pairwise_winner(
    ballots: Ballots,
    rule: PairwiseRule | str,
    *,
    strength: Strength | str = Strength.WINNING_VOTES,
    lots: Sequence[Lot] = (),
    what: str = "the seat",
) -> PairwiseCount:
    """Elect one candidate by what the ballots say of each pair.

    Args:
        ballots: the valid ballots.
        rule: one of :class:`PairwiseRule`.
        strength: how a win is weighed; Copeland's rule does not ask.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is won, for the words of a tie.

    Returns:
        A PairwiseCount; Undecided in it where there are no ballots.

    Raises:
        LawError: a lot is recorded twice and not alike.
    """
    rule = PairwiseRule(rule)
    preferring = pairwise(ballots)
    paths: dict[str, dict[str, int]] = {}
    defeats: dict[str, int] = {}
    wins: dict[str, Fraction] = {}
    if ballots.total == 0:
        decision: Elected | Tie | Undecided = Undecided(f"no votes counted for {what}")
        return PairwiseCount(0, preferring, None, decision, paths, defeats, wins)
    links = _links(preferring, Strength(strength))
    if rule is PairwiseRule.SCHULZE:
        paths = strongest_paths(links)
        best = [
            name
            for name, others in paths.items()
            if all(number >= paths[other][name] for other, number in others.items())
        ]
    elif rule is PairwiseRule.MINIMAX:
        defeats = {
            name: max((links[other][name] for other in others), default=0) for name, others in links.items()
        }
        best = [name for name, number in defeats.items() if number == min(defeats.values())]
    else:
        wins = {name: _wins(preferring, name) for name in preferring}
        best = [name for name, number in wins.items() if number == max(wins.values())]
    beats_all = condorcet_winner(preferring)
    used: tuple[Lot, ...] = ()
    if len(best) == 1:
        decision = Elected(best[0], "beats every other candidate" if beats_all else _in_words(rule))
    else:
        decision = Tie.of(best, 1, what)
        if (drawn := draw(decision, lots)) is not None:
            decision, used = Elected(drawn[0][0], "by lot"), (drawn[1],)
    return PairwiseCount(ballots.total, preferring, beats_all, decision, paths, defeats, wins, used)


def strongest_paths(links: Pairs) -> dict[str, dict[str, int]]:
    """Candidate -> other -> strength of the strongest path, which is that of its weakest link.

    Args:
        links: candidate -> other -> strength of a win over it; 0 where there is none.
    """
    paths = {name: dict(others) for name, others in links.items()}
    for middle in links:
        for first, last in permutations(links, 2):
            if middle not in (first, last):
                through = min(paths[first][middle], paths[middle][last])
                paths[first][last] = max(paths[first][last], through)
    return paths


def _links(preferring: Pairs, strength: Strength) -> dict[str, dict[str, int]]:
    """How strong each win is; 0 for a pair that is lost or level."""
    links: dict[str, dict[str, int]] = {}
    for name, others in preferring.items():
        links[name] = {}
        for other, number in others.items():
            back = preferring[other][name]
            won = number if strength is Strength.WINNING_VOTES else number - back
            links[name][other] = won if number > back else 0
    return links


def _wins(preferring: Pairs, name: str) -> Fraction:
    of_pairs = ((number, preferring[other][name]) for other, number in preferring[name].items())
    return sum((Fraction((a > b) * 2 + (a == b), 2) for a, b in of_pairs), Fraction(0))


def _others(ballots: Ballots, name: str) -> list[str]:
    return [other for other in ballots.candidates if other != name]


def _in_words(rule: PairwiseRule) -> str:
    return {
        PairwiseRule.SCHULZE: "the strongest paths of wins",
        PairwiseRule.MINIMAX: "the smallest of the largest defeats",
        PairwiseRule.COPELAND: "the most wins",
    }[rule]
