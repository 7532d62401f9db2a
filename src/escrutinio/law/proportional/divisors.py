"""Sequences of divisors: D'Hondt, Sainte-Laguë and their kin, as whole numbers.

The rule that uses them is in :mod:`escrutinio.law.proportional.highest_averages`.

Sources: V. D'Hondt, Système pratique et raisonné de représentation proportionnelle (1882); A. Sainte-Laguë,
La représentation proportionnelle et la méthode des moindres carrés (1910); M. L. Balinski and H. P. Young,
Fair Representation (1982); F. Pukelsheim, Proportional Representation (2nd ed. 2017), chapters 3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class Divisors:
    """A strictly increasing sequence of divisors, as whole numbers.

    Args:
        name: what lawyers call it.
        text: the first divisors as the statutes write them, for derivations.
        at: ``at(k)`` is the divisor of a list's seat number k + 1, times ``unit``; 0, for the first only,
            means that every list with votes has a seat before any list has two.
        even: ``(low, high, step)`` where the divisors grow evenly, or nearly: every ``at(k)``, or its root
            where ``power`` is 2, is at least ``low + step * k`` and at most ``high + step * k``, all three
            times the same number. It gives a head start (see ``_head_start``) and changes no result. None
            where there are no such lines.
        unit: what the divisors are multiplied by to be whole: 5 for 1.4, 3, 5, ...
        parts: where no one number makes all of them whole, ``parts(k)`` is what the divisor of seat number
            k + 1 is multiplied by, instead of ``unit`` (Dean: 2k + 1). None where ``unit`` does.
        power: 2 where ``at`` gives the squares of the divisors, which have roots (Huntington-Hill), 10 where
            it gives their tenth powers (Estonia).
        fewer_votes_first: whether of equal quotients that of the list with fewer votes comes first, before
            any lot (Portugal, Law 14/79, art. 16 (d)).
        take_turns: whether two lists with equal votes take turns: a lot decides the first time that their
            quotients are equal, and after it they alternate (Spain, LOREG, art. 163.1.d).
    """

    name: str
    text: str
    at: Callable[[int], int]
    even: tuple[int, int, int] | None = None
    unit: int = 1
    parts: Callable[[int], int] | None = None
    power: int = 1
    fewer_votes_first: bool = False
    take_turns: bool = False

    @property
    def plain(self) -> bool:
        """Whether all are whole times ``unit``, none of them a root, nor the first one 0."""
        return self.power == 1 and self.parts is None and self.at(0) > 0

    def unit_of(self, k: int) -> int:
        """What the divisor of seat number k + 1, or its power, is multiplied by in ``at(k)``."""
        return self.unit if self.parts is None else self.parts(k)


dhondt = Divisors("D'Hondt", "1, 2, 3, ...", lambda k: k + 1, (1, 1, 1))
sainte_lague = Divisors("Sainte-Laguë", "1, 3, 5, ...", lambda k: 2 * k + 1, (1, 1, 2))
modified_sainte_lague = Divisors(
    "modified Sainte-Laguë", "1.4, 3, 5, ...", lambda k: 5 * (2 * k + 1) if k else 7, (5, 7, 10), unit=5
)
swedish = Divisors(
    "modified Sainte-Laguë", "1.2, 3, 5, ...", lambda k: 5 * (2 * k + 1) if k else 6, (5, 6, 10), unit=5
)
imperiali = Divisors("Imperiali", "1, 1.5, 2, 2.5, ...", lambda k: k + 2, (2, 2, 1), unit=2)
danish = Divisors("Danish", "1, 4, 7, ...", lambda k: 3 * k + 1, (1, 1, 3))
macau = Divisors("Macau", "1, 2, 4, 8, ...", lambda k: 1 << k)
adams = Divisors("Adams", "0, 1, 2, ...", lambda k: k, (0, 0, 1))
# √(k·(k+1)) is between k and k + 1/2.
huntington_hill = Divisors(
    "Huntington-Hill", "0, √(1·2), √(2·3), ...", lambda k: k * (k + 1), (0, 1, 2), power=2
)

# The harmonic mean of k and k + 1 is between k and k + 1/2 as well: 2k(k + 1)/(2k + 1).
dean = Divisors(
    "Dean", "0, 4/3, 12/5, 24/7, ...", lambda k: 2 * k * (k + 1), (0, 1, 2), parts=lambda k: 2 * k + 1
)

# Riigikogu Election Act (2002), s. 62: 1, 2, 3, ... to the power of 9/10, so that tenth powers are compared.
estonian = Divisors("modified D'Hondt", "1, 2^0.9, 3^0.9, ...", lambda k: (k + 1) ** 9, power=10)

BY_NAME: Mapping[str, Divisors] = {
    "dhondt": dhondt,
    "sainte_lague": sainte_lague,
    "modified_sainte_lague": modified_sainte_lague,
    "swedish": swedish,
    "imperiali": imperiali,
    "danish": danish,
    "macau": macau,
    "adams": adams,
    "huntington_hill": huntington_hill,
    "dean": dean,
    "estonian": estonian,
}
"""The sequences by the names that laws and commands use."""


def divisors_from(first: Iterable[int | Fraction], step: int | Fraction, name: str = "own") -> Divisors:
    """A sequence that begins with given divisors and grows evenly after them.

    ``divisors_from((Fraction(7, 5), 3), 2)`` is modified Sainte-Laguë.

    Raises:
        LawError: the sequence does not strictly increase, or begins below zero.
    """
    begin, grow = tuple(Fraction(divisor) for divisor in first), Fraction(step)
    if (
        not begin
        or begin[0] < 0
        or grow <= 0
        or any(divisor >= following for divisor, following in pairwise(begin))
    ):
        raise LawError("divisors begin at zero or more and strictly increase")
    unit = lcm(*(divisor.denominator for divisor in (*begin, grow)))
    whole, more, last = [int(divisor * unit) for divisor in begin], int(grow * unit), len(begin) - 1

    def at(k: int) -> int:
        return whole[k] if k <= last else whole[last] + more * (k - last)

    text = ", ".join(decimal(divisor) for divisor in (*begin, begin[-1] + grow)) + ", ..."
    lines = [divisor - more * k for k, divisor in enumerate(whole)]
    return Divisors(name, text, at, (min(lines), max(lines), more), unit=unit)


def decimal(number: Fraction) -> str:
    """An exact number as people write it: ``7``, ``1.4``, and ``1/3`` where no decimal is exact."""
    if number.denominator == 1:
        return str(number.numerator)
    tens = 10
    while tens % number.denominator and tens < 10**6:
        tens *= 10
    if tens % number.denominator:
        return str(number)
    whole, part = divmod(number.numerator * (tens // number.denominator), tens)
    return f"{whole}.{part:0{len(str(tens)) - 1}d}"
