"""Ballots that rank candidates, and the instant run-off.

Sources: exclusion one by one is the rule of Alaska, AS 15.15.350, and of Maine, 21-A M.R.S. § 723-A; both go
on until two are left, unless one has more than half of the first preferences (``stop_at_two``). The look-back
to previous rounds is that of rule 51(2) of Schedule 1 to the Scottish Local Government Elections Order 2007
(SSI 2007/42).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from escrutinio.law.decisions import Elected, Tie, Undecided
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import JsonObject, Plain
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of

Ranking = tuple[str, ...]
"""One voter's candidates, the most preferred first."""


@dataclass(frozen=True)
class Ballots:
    """The valid ballots of one contest, like ones counted together.

    Args:
        candidates: who stands, sorted, also those whom no ballot names.
        counts: ranking -> ballots. A ranking may stop after any number of candidates.

    Raises:
        LawError: a ranking is empty, repeats a name or names somebody who does not stand; a count is negative
            or not an int.
    """

    candidates: tuple[str, ...]
    counts: Mapping[Ranking, int]

    def __post_init__(self) -> None:
        standing = set(self.candidates)
        if len(standing) != len(self.candidates) or not all(self.candidates):
            raise LawError(
                f"the candidates are not each named once: {some_of(self.candidates)}",
                hint="Give every candidate one name of its own.",
            )
        for ranking, number in self.counts.items():
            where = "ballot " + " > ".join(ranking)
            check_votes({"this ranking": number}, where=where)
            if not ranking:
                raise LawError("a ballot ranks nobody", hint="Leave ballots without a first preference out.")
            if len(set(ranking)) != len(ranking):
                raise LawError("a ballot ranks somebody twice", where=where)
            strangers = sorted(set(ranking) - standing)
            if strangers:
                raise LawError(
                    f"{some_of(strangers)} does not stand",
                    where=where,
                    hint=f"The candidates are: {many_of(self.candidates)}.",
                )

    @classmethod
    def of(cls, counts: Mapping[Ranking, int], candidates: Iterable[str] | None = None) -> Ballots:
        """Ballots in sorted order, so that nothing depends on the order of input.

        Args:
            counts: ranking -> ballots.
            candidates: who stands; everybody named on a ballot unless given.
        """
        named = {name for ranking in counts for name in ranking}
        standing = sorted(named) if candidates is None else sorted(candidates)
        return cls(tuple(standing), {ranking: counts[ranking] for ranking in sorted(counts)})

    @property
    def total(self) -> int:
        """How many ballots there are."""
        return sum(self.counts.values())

    def first_preferences(self) -> dict[str, int]:
        """Candidate -> ballots that rank it first, for every candidate."""
        return self.held(self.candidates)

    def held(self, continuing: Collection[str]) -> dict[str, int]:
        """Candidate -> ballots whose first name among ``continuing`` it is, for each of them."""
        votes = dict.fromkeys(sorted(continuing), 0)
        for ranking, number in self.counts.items():
            name = preferred(ranking, continuing)
            if name is not None:
                votes[name] += number
        return votes

    def to_dict(self) -> JsonObject:
        """Keys ``candidates`` and ``ballots``, the rankings written as ``"A > B > C"``."""
        return {
            "candidates": list(self.candidates),
            "ballots": {" > ".join(ranking): number for ranking, number in self.counts.items()},
        }


def read_ballots(rows: Mapping[str, int] | str, candidates: Iterable[str] | None = None) -> Ballots:
    """Ballots from text.

    Args:
        rows: ``{"A > B > C": 12, "B": 3}``; or lines such as ``12: A > B > C``, where empty lines and lines
            that start with ``#`` say nothing, and the same ranking may come again.
        candidates: who stands; everybody named on a ballot unless given.

    Raises:
        LawError: a line has no number, or the ballots are not as :class:`Ballots` wants them.
    """
    pairs = _lines(rows) if isinstance(rows, str) else list(rows.items())
    counts: dict[Ranking, int] = {}
    for text, number in pairs:
        ranking = tuple(name.strip() for name in text.split(">"))
        if not all(ranking):
            raise LawError(
                f"a ranking with a place left empty: {text!r}", hint="Write it as 'A > B > C', or 'A' alone."
            )
        check_votes({text: number})
        counts[ranking] = counts.get(ranking, 0) + number
    return Ballots.of(counts, candidates)


def _lines(text: str) -> list[tuple[str, int]]:
    pairs = []
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.strip().startswith("#"):
            continue
        number, colon, ranking = line.partition(":")
        # isdecimal alone would take the digits of every script.
        if not colon or not (number.strip().isascii() and number.strip().isdecimal()):
            raise LawError(
                f"no number of ballots in {line.strip()!r}",
                where=f"line {place}",
                hint="Write it as '12: A > B > C'.",
            )
        pairs.append((ranking, int(number)))
    return pairs


def preferred(ranking: Ranking, continuing: Collection[str]) -> str | None:
    """The first of ``continuing`` in a ranking; None where it names none of them."""
    return next((name for name in ranking if name in continuing), None)


def look_back(names: Iterable[str], history: Iterable[Mapping[str, int]], *, lowest: bool) -> list[str]:
    """Who of those who are equal now comes first by what they had at other stages.

    At the first stage of ``history`` where they are not all equal, those with the fewest votes (the most,
    where ``lowest`` is false) stay; if several, the stages that follow decide between these alone.

    Args:
        names: who is equal.
        history: candidate -> votes at each stage, in the order in which the law looks at the stages.
        lowest: whether the fewest votes decide, or the most.
    """
    left = sorted(names)
    for votes in history:
        end = (min if lowest else max)(votes[name] for name in left)
        left = [name for name in left if votes[name] == end]
    return left


class Ties(StrEnum):
    """What decides who is excluded where several have the fewest votes."""

    LOT = "lot"
    """A lot."""
    PREVIOUS_ROUNDS = "previous rounds"
    """The fewest votes in the most recent round in which they were not equal; then a lot."""
    FIRST_ROUNDS = "first rounds"
    """The fewest votes in the earliest round in which they were not equal (Ireland, Presidential Elections
    Act 1993, s. 51(3)); then a lot."""


@dataclass(frozen=True)
class Round(Plain):
    """One round of an instant run-off.

    Args:
        number: from 1.
        votes: continuing candidate -> ballots.
        exhausted: ballots that name no continuing candidate.
        excluded: who is excluded after this round; None in the last.
        by: what made it so: "fewest votes", "previous rounds", "first rounds" or "lot".
        transfers: continuing candidate -> ballots of the excluded that go to it.
        newly_exhausted: ballots of the excluded that go to nobody.
    """

    number: int
    votes: Mapping[str, int]
    exhausted: int
    excluded: str | None = None
    by: str = ""
    transfers: Mapping[str, int] | None = None
    newly_exhausted: int = 0


@dataclass(frozen=True)
class InstantRunoff(Plain):
    """The outcome of an instant run-off, round by round.

    ``decision`` is a Tie where a lot is needed: for the seat, or for who is excluded. In the second case it
    ends the rounds early, for what follows depends on the lot. A lot for an exclusion falls on the one who is
    excluded.
    """

    total: int
    decision: Elected | Tie | Undecided
    rounds: tuple[Round, ...]
    lots: tuple[Lot, ...] = ()

    @property
    def winner(self) -> str | None:
        """The elected; None where a tie is open or nobody has a vote."""
        return self.decision.name if isinstance(self.decision, Elected) else None


def instant_runoff(
    ballots: Ballots,
    *,
    stop_at_two: bool = False,
    ties: Ties | str = Ties.LOT,
    lots: Sequence[Lot] = (),
    what: str = "the seat",
) -> InstantRunoff:
    """Exclude the candidate with the fewest ballots, round by round, until one has more than half.

    Half is that of the ballots that still name a continuing candidate.

    Args:
        ballots: the valid ballots.
        stop_at_two: whether the rounds, once there is need of a second one, go on until two candidates are
            left even if one has more than half before; the winner is the same, the last round is not.
        ties: what decides between those with the fewest votes.
        lots: recorded lots; see :mod:`escrutinio.law.lots`. That for an exclusion names as drawn who is
            excluded, that for the last two who is elected.
        what: what is won, for the words of a tie between the last two.

    Returns:
        An InstantRunoff; Undecided in it where there are no ballots.

    Raises:
        LawError: a lot is recorded twice and not alike.
    """
    ties = Ties(ties)
    if ballots.total == 0:
        return InstantRunoff(0, Undecided(f"no votes counted for {what}"), ())
    continuing = set(ballots.candidates)
    rounds: list[Round] = []
    history: list[Mapping[str, int]] = []
    used: tuple[Lot, ...] = ()
    while True:
        votes = ballots.held(continuing)
        held = sum(votes.values())
        this = Round(len(rounds) + 1, votes, ballots.total - held)
        most = max(votes.values())
        if 2 * most > held and (not stop_at_two or not rounds or len(votes) <= 2):
            winner = next(name for name, number in votes.items() if number == most)
            decided = Elected(winner, "more than half of the continuing ballots")
            return InstantRunoff(ballots.total, decided, (*rounds, this), used)
        fewest = min(votes.values())
        lowest = [name for name, number in votes.items() if number == fewest]
        by = "fewest votes"
        if len(lowest) > 1 and ties is not Ties.LOT:
            rounds_before = history if ties is Ties.FIRST_ROUNDS else reversed(history)
            lowest, by = look_back(lowest, rounds_before, lowest=True), str(ties)
        if len(lowest) > 1:
            last = len(votes) == 2
            tie = Tie.of(lowest, 1, what if last else f"exclusion in round {this.number}")
            drawn = draw(tie, lots)
            if drawn is None:
                return InstantRunoff(ballots.total, tie, (*rounds, this), used)
            used += (drawn[1],)
            if last:
                return InstantRunoff(ballots.total, Elected(drawn[0][0], "by lot"), (*rounds, this), used)
            lowest, by = list(drawn[0]), "lot"
        out = lowest[0]
        continuing.remove(out)
        after = ballots.held(continuing)
        gains = {name: number - votes[name] for name, number in after.items() if number > votes[name]}
        rounds.append(Round(this.number, votes, this.exhausted, out, by, gains, fewest - sum(gains.values())))
        history.append(votes)
