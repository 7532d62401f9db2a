"""What a test says."""

from __future__ import annotations

from dataclasses import dataclass, field

LEVEL = 0.05
"""A test alarms when what it sees would come by chance in at most so many elections."""


@dataclass(frozen=True)
class Flag:
    """A sheet worth a look.

    Attributes:
        sheet: its row.
        weight: the larger, the less likely by chance.
        columns: two columns of votes, or none.
        others: rows of other sheets that go with it.
    """

    sheet: int
    weight: float
    columns: tuple[int, int] | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What a test sees, beside what chance gives.

    Attributes:
        observed: its figure.
        expected: the mean of the figure by chance.
        deviation: its standard deviation by chance.
        p: the chance of at least so large a figure.
        alarm: whether that is at most the level.
        sheets: the sheets that it could look at.
        draws: simulated elections.
        flags: sheets worth a look, where it alarms; the rarest first.
        regions: regions that it could look at by themselves.
        regions_high: of these, those whose figure is 1.645 or more standard deviations above the mean.
        ranked: whether the weights of the flags tell one sheet from another; if not, those of its area.
    """

    observed: float
    expected: float
    deviation: float
    p: float
    alarm: bool
    sheets: int
    draws: int
    flags: tuple[Flag, ...] = ()
    regions: int = 0
    regions_high: int = 0
    ranked: bool = True

    @property
    def z(self) -> float | None:
        """Standard deviations above the mean; None where chance gives no spread to measure by."""
        return (self.observed - self.expected) / self.deviation if self.deviation else None


@dataclass(frozen=True)
class CannotTell:
    """A test that has too little to go by.

    Attributes:
        reason: why.
        sheets: the sheets that it could look at.
    """

    reason: str
    sheets: int = field(default=0)
