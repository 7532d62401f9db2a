"""Brazil's quotient: whole quotients, then averages, with bars for parties and for candidates.

Código Eleitoral (Lei 4.737/1965), arts. 106 to 109, as amended by Lei 14.211/2021. The electoral quotient is
the valid votes divided by the seats, where half a vote is dropped. A party has a seat for each whole
quotient, if a candidate with a tenth of it is there to take it. The seats left go to the highest averages
of parties with 80 % of the quotient, each to a candidate with 20 % of it; and where there is none any more,
to the highest averages: of these parties, or, since the Supreme Federal Court's decision in ADI 7228
(2024), of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.highest_averages import break_tie
from escrutinio.law.totals import NotSettled, check_votes


@dataclass(frozen=True)
class Bars:
    """Parts of the electoral quotient that are needed, all inclusive.

    Args:
        candidate: of a candidate who takes a seat of a whole quotient.
        party: of a party that takes part in the seats left.
        candidate_left: of a candidate who takes one of these.
        last_for_all: whether all parties take part once nobody is above these bars.
    """

    candidate: Fraction = Fraction(1, 10)
    party: Fraction = Fraction(4, 5)
    candidate_left: Fraction = Fraction(1, 5)
    last_for_all: bool = True


@dataclass(frozen=True)
class QuotientSeats:
    """Seats by the electoral quotient.

    Args:
        quotient: the electoral quotient.
        whole: party -> whole quotients.
        first: party -> seats for these.
        averages: party -> seats by averages above the bars.
        last: party -> seats by averages without them.
        tie: for the last seat.
        vacant: seats that nobody can take.
        lots: recorded lots that were used.
    """

    quotient: int
    whole: Mapping[str, int]
    first: Mapping[str, int]
    averages: Mapping[str, int]
    last: Mapping[str, int]
    tie: Tie | None
    vacant: int
    lots: tuple[Lot, ...]

    @property
    def seats(self) -> dict[str, int]:
        """Party -> seats that are certain."""
        return {name: self.first[name] + self.averages[name] + self.last[name] for name in self.first}


def electoral_quotient(votes: int, seats: int) -> int:
    """The votes divided by the seats; a fraction of half or less is dropped, a larger one is one more."""
    return -(-(2 * votes - seats) // (2 * seats)) if votes else 0


def quotient_seats(
    votes: Mapping[str, int],
    seats: int,
    candidates: Mapping[str, Sequence[int]] | None = None,
    bars: Bars | None = None,
    *,
    valid: int | None = None,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> QuotientSeats:
    """Seats of parties by the electoral quotient and averages.

    Args:
        votes: party -> votes, those for its candidates included.
        seats: how many seats there are.
        candidates: party -> the votes of each of its candidates; None where they are not known, and every
            party is taken to have enough candidates above the bars.
        bars: what parties and candidates need; Brazil's unless given.
        valid: the votes that the quotient is of; those of ``votes`` unless given.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int; no party has a whole quotient (art. 111 then elects the
            candidates with the most votes).
    """
    check_votes({**votes, "seats": seats})
    asked = bars or Bars()
    total = sum(votes.values()) if valid is None else max(valid, sum(votes.values()))
    nothing = dict.fromkeys(votes, 0)
    if not total or not seats:
        return QuotientSeats(0, nothing, nothing, nothing, nothing, None, seats, ())
    quotient = electoral_quotient(total, seats)
    whole = {name: number // quotient if quotient else 0 for name, number in votes.items()}
    if not any(whole.values()):
        raise NotSettled(
            "no party reaches the electoral quotient",
            hint="Then the candidates with the most votes are elected; a rule on that is missing here.",
        )

    def able(name: str, part: Fraction) -> int:
        """How many candidates have that part of the quotient."""
        if candidates is None:
            return seats
        return sum(number >= part * quotient for number in candidates.get(name, ()))

    first = {name: min(number, able(name, asked.candidate)) for name, number in whole.items()}
    held, tie = dict(first), None
    used: tuple[Lot, ...] = ()
    counted = {"averages": dict(nothing), "last": dict(nothing)}
    left = seats - sum(held.values())
    if left < 0:
        raise NotSettled(f"whole quotients give {seats - left} seats where there are {seats}")
    stage = "averages"
    while left:
        claims = {
            name: Fraction(number, held[name] + 1)
            for name, number in votes.items()
            if number and _may(name, stage, votes, held, quotient, asked, candidates)
        }
        if not claims:
            if stage == "last":
                break
            stage = "last"
            continue
        best = max(claims.values())
        level = [name for name, claim in claims.items() if claim == best]
        chosen: tuple[str, ...] = tuple(level)
        if len(level) > left:
            chosen, tie, drawn = break_tie(level, left, votes, True, lots, what)
            used = (*used, *drawn)
        for name in chosen:
            held[name] += 1
            counted[stage][name] += 1
        left -= len(chosen) + (tie.seats if tie else 0)
        if tie:
            break
    return QuotientSeats(quotient, whole, first, counted["averages"], counted["last"], tie, left, used)


def _may(
    name: str,
    stage: str,
    votes: Mapping[str, int],
    held: Mapping[str, int],
    quotient: int,
    bars: Bars,
    candidates: Mapping[str, Sequence[int]] | None,
) -> bool:
    """Whether a party may have one more seat at a stage."""
    enough = votes[name] >= bars.party * quotient
    standing = None if candidates is None else sorted(candidates.get(name, ()), reverse=True)
    if standing is not None and len(standing) <= held[name]:
        return False
    if stage == "last":
        return enough or bars.last_for_all
    return enough and (standing is None or standing[held[name]] >= bars.candidate_left * quotient)
