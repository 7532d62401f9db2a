"""Thresholds: the share a list needs before it takes part in an allocation."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class Threshold:
    """A share of a base, with or without equality.

    Args:
        share: the share needed, such as Fraction(3, 100).
        base: what it is a share of, in words.
        inclusive: whether exactly the share is enough.
    """

    share: Fraction
    base: str
    inclusive: bool

    def __post_init__(self) -> None:
        if not isinstance(self.share, Fraction) or not 0 <= self.share <= 1:
            raise LawError(f"a threshold's share is a Fraction from 0 to 1, not {self.share!r}")

    def passes(self, votes: int, base: int) -> bool:
        """Whether ``votes`` out of ``base`` are enough, exactly. Nobody passes on an empty base."""
        if base == 0:
            return False
        have, need = votes * self.share.denominator, base * self.share.numerator
        return have >= need if self.inclusive else have > need

    @property
    def text(self) -> str:
        """The threshold in words, with its share, its base and whether equality is enough."""
        return f"{'at least' if self.inclusive else 'more than'} {self.share * 100} % of {self.base}"
