"""Tests against sheets dealt at random within their places: several of them look at the same deals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from escrutinio.explain.forensics.results import LEVEL, CannotTell, Flag, Verdict
from escrutinio.explain.forensics.sheets import Floats, Ints, Sheets, one_sided, shuffled


@dataclass(frozen=True)
class Comparison:
    """What a test compares with deals.

    Attributes:
        observed: its figure.
        figure: (sheets, columns) votes of a deal -> the figure there.
        flags: (draws,) the figures of all deals -> sheets worth a look.
        sheets: the sheets that it could look at.
    """

    observed: float
    figure: Callable[[Ints], float]
    flags: Callable[[Floats], tuple[Flag, ...]]
    sheets: int


Preparation = Callable[[Sheets], Comparison | CannotTell]


def by_dealing(
    preparations: Sequence[Preparation], sheets: Sheets, draws: int, seed: int
) -> list[Verdict | CannotTell]:
    """The verdicts of some tests, each as if it were made alone: the deals depend on the seed only."""
    prepared = [prepare(sheets) for prepare in preparations]
    asked = [test for test in prepared if isinstance(test, Comparison)]
    figures = np.empty((draws, len(asked)))
    if asked:
        for draw, votes in enumerate(shuffled(sheets, draws, np.random.default_rng(seed))):
            figures[draw] = [test.figure(votes) for test in asked]
    columns = iter(figures.T)
    return [_verdict(test, next(columns)) if isinstance(test, Comparison) else test for test in prepared]


def _verdict(one: Comparison, drawn: Floats) -> Verdict:
    p = one_sided(one.observed, drawn)
    return Verdict(
        one.observed,
        float(drawn.mean()),
        float(drawn.std()),
        p,
        p <= LEVEL,
        one.sheets,
        drawn.size,
        one.flags(drawn) if p <= LEVEL else (),
    )
