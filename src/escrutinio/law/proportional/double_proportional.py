"""Parliaments elected by double proportion: seats to lists in the whole area, then to lists in districts.

The upper apportionment: in each district a list's votes are divided by the district's seats, for so many
votes has every voter there. That is the number of its *voters*; added over the districts they are divided by
one key and rounded to seats (Sainte-Laguë). The lower apportionment brings each list's seats to the districts
(see :mod:`escrutinio.law.proportional.biproportional`).

Sources: canton of Zürich, Gesetz über die politischen Rechte of 1 September 2003 (LS 161), §§ 101-105; the
city of Zürich elects its Gemeinderat by it since 2006, the canton its Kantonsrat since 2007. Others have
followed, with other thresholds: Aargau, Schaffhausen, Nidwalden, Zug, Schwyz, Valais, Uri, Grisons.
F. Pukelsheim and C. Schuhmacher, Doppelproporz bei Parlamentswahlen - ein Rück- und Ausblick (2011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import JsonObject, plain
from escrutinio.law.proportional.biproportional import Biproportional, biproportional, rounding_step
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.proportional.short_divisors import key_of
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


class Rounding(StrEnum):
    """Where numbers of voters are rounded to the nearest whole number; half a voter counts as one."""

    EACH = "each district"
    """In every district, before they are added: Zürich until 2021, where this has moved seats (Dietikon and
    Schlieren 2018)."""
    SUM = "the sum"
    """Only the sum over the districts."""
    NONE = "not"
    """Nowhere before seats: what Zürich's parliament resolved on 1 March 2021."""


class Of(StrEnum):
    """What a threshold is a share of."""

    DISTRICT = "district"
    """The votes of one district; enough in any one of them."""
    VOTES = "votes"
    """The votes of the whole area."""
    VOTERS = "voters"
    """The voters of the whole area."""


@dataclass(frozen=True)
class Quorum:
    """A threshold of double proportional apportionment: the share, and what it is a share of."""

    threshold: Threshold
    of: Of


zurich_quorum = Quorum(Threshold(Fraction(1, 20), "the votes of one district", inclusive=True), Of.DISTRICT)
"""Five per cent of the votes in at least one district (Zürich, GPR § 102)."""


@dataclass(frozen=True)
class DoubleProportional:
    """Both apportionments, with the way to them.

    Args:
        votes: district -> list -> votes, of all lists.
        district_seats: district -> seats.
        voters: district -> list -> number of voters, of all lists, rounded if the rule rounds them there.
        voter_numbers: list -> its voters in the whole area.
        passed: list -> where it has reached a threshold: districts by name, or what the share is of. Empty
            for lists that take no part; None where there is no threshold.
        upper: the seats of the lists that take part. Its ``votes`` are voter numbers times ``scale``.
        scale: 1, but where voter numbers are fractions.
        electoral_key: a short number that voter numbers are divided by to be rounded to seats; None while a
            tie is open.
        lower: the seats in the districts; None while the seats of the lists are open.
    """

    votes: Mapping[str, Mapping[str, int]]
    district_seats: Mapping[str, int]
    voters: Mapping[str, Mapping[str, Fraction]]
    voter_numbers: Mapping[str, Fraction]
    passed: Mapping[str, tuple[str, ...]] | None
    upper: Allocation
    scale: int
    electoral_key: Fraction | None
    lower: Biproportional | None

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The ties that wait for a lot."""
        first = (self.upper.tie,) if self.upper.tie else ()
        return first + (self.lower.ties if self.lower else ())

    @property
    def lots(self) -> tuple[Lot, ...]:
        """The recorded lots that broke a tie."""
        return self.upper.lots + (self.lower.lots if self.lower else ())

    def to_dict(self) -> JsonObject:
        """The fields but for the votes; ``upper`` as ``list_seats``, and the ``ties``."""
        return {
            "district_seats": plain(self.district_seats),
            "voters": plain(self.voters),
            "voter_numbers": plain(self.voter_numbers),
            "passed": plain(self.passed),
            "electoral_key": plain(self.electoral_key),
            "list_seats": plain(self.upper.seats),
            "vacant": self.upper.vacant,
            "lower": plain(self.lower),
            "ties": plain(self.ties),
            "lots": plain(self.lots),
        }


def double_proportional(
    votes: Mapping[str, Mapping[str, int]],
    district_seats: Mapping[str, int],
    *,
    quorums: Sequence[Quorum] = (),
    all_quorums: bool = False,
    others: Mapping[str, int] | None = None,
    rounding: Rounding | str = Rounding.EACH,
    votes_per_seat: bool = True,
    upper: Divisors = sainte_lague,
    lower: Divisors = sainte_lague,
    lots: Sequence[Lot] = (),
) -> DoubleProportional:
    """Seats to lists in the whole area, then to lists in districts.

    Args:
        votes: district -> list -> votes, of all lists: those that miss a threshold count in what it is a
            share of.
        district_seats: district -> seats, at least one each.
        quorums: thresholds; none where the law has none.
        all_quorums: whether a list needs all of them, instead of any one.
        others: district -> votes of lists that are not named; they count in what a quorum is a share of.
        rounding: where numbers of voters are rounded.
        votes_per_seat: whether a voter has as many votes as the district has seats; if not, votes are voters.
        upper: the divisor sequence of the upper apportionment.
        lower: that of the lower.
        lots: recorded lots, for "seats of lists" and "seats of lists in districts".

    Returns:
        Both apportionments. A tie in the upper one that no lot has broken leaves the lower one open.

    Raises:
        LawError: a number is negative or not int, a district is unknown or has no seat, or the lower
            apportionment has no solution.
    """
    rounding = Rounding(rounding)
    for district, row in votes.items():
        check_votes(row, where=f"district {district}")
        if district not in district_seats:
            raise LawError(f"the district {district!r} has votes, but its seats are not given")
    for district, seats in district_seats.items():
        if type(seats) is not int or seats < 1:
            raise LawError(f"the seats of the district {district!r} are {seats!r}, not 1 or more")
    voters: dict[str, dict[str, Fraction]] = {}
    numbers = {name: Fraction(0) for row in votes.values() for name in row}
    for district, size in district_seats.items():
        voters[district] = row_voters = {}
        for name, number in votes.get(district, {}).items():
            share = Fraction(number, size if votes_per_seat else 1)
            row_voters[name] = _nearest(share) if rounding is Rounding.EACH else share
            numbers[name] += row_voters[name]
    if rounding is Rounding.SUM:
        numbers = {name: _nearest(number) for name, number in numbers.items()}
    unnamed = {district: (others or {}).get(district, 0) for district in votes}
    passed = (
        _passed(votes, numbers, quorums, all_quorums, unnamed, district_seats if votes_per_seat else {})
        if quorums
        else None
    )
    able = [name for name in numbers if passed is None or passed[name]]
    scale = lcm(*(numbers[name].denominator for name in able))
    claims = {name: int(numbers[name] * scale) for name in able}
    first = highest_averages(claims, sum(district_seats.values()), upper, lots=lots, what="seats of lists")
    key = second = None
    if first.tie is None and not first.vacant:
        step = rounding_step(upper)
        key = key_of(((numbers[name], first.seats[name]) for name in able), upper.at, step)
        kept = {
            district: {name: number for name, number in row.items() if name in claims}
            for district, row in votes.items()
        }
        second = biproportional(kept, district_seats, first.seats, lower, lots=lots)
    return DoubleProportional(votes, district_seats, voters, numbers, passed, first, scale, key, second)


def _nearest(number: Fraction) -> Fraction:
    """The nearest whole number, half up."""
    return Fraction((2 * number.numerator + number.denominator) // (2 * number.denominator))


def _passed(
    votes: Mapping[str, Mapping[str, int]],
    numbers: Mapping[str, Fraction],
    quorums: Sequence[Quorum],
    all_quorums: bool,
    others: Mapping[str, int],
    seats: Mapping[str, int],
) -> dict[str, tuple[str, ...]]:
    """Where each list has reached a threshold; nowhere, if it has not reached those it needs."""
    by_list = add_up(votes.values())
    # Fractions of voters are made whole: a share stays the same when both sides are multiplied.
    scale = lcm(*(number.denominator for number in numbers.values()))
    whole = {name: int(number * scale) for name, number in numbers.items()}
    # Of lists that are not named nobody knows how their voters were rounded; they are not rounded at all.
    unnamed = int(
        scale * sum((Fraction(others[district], seats.get(district, 1)) for district in votes), Fraction(0))
    )
    passed = {}
    for name in numbers:
        where: list[tuple[str, ...]] = []
        for quorum in quorums:
            passes = quorum.threshold.passes
            if quorum.of is Of.DISTRICT:
                where.append(
                    tuple(
                        sorted(
                            district
                            for district, row in votes.items()
                            if passes(row.get(name, 0), sum(row.values()) + others[district])
                        )
                    )
                )
            else:
                base = by_list if quorum.of is Of.VOTES else whole
                total = sum(base.values()) + (sum(others.values()) if quorum.of is Of.VOTES else unnamed)
                where.append((str(quorum.of),) if passes(base[name], total) else ())
        enough = all(where) if all_quorums else any(where)
        passed[name] = tuple(district for part in where for district in part) if enough else ()
    return passed
