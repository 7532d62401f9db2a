"""What a check is: a kind of finding, and the function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.ledger.finding_kinds import FindingKind
from escrutinio.model import Severity

Look = Callable[["Check", Context], pl.DataFrame]


@dataclass(frozen=True)
class Check:
    """A kind of finding with the function that looks for it in the ledger.

    Attributes:
        kind: its code, severity, title and formula.
        look: gives the findings in what stands; None for what only shows while a delivery is read.
        at_reading: whether findings made while the deliveries were read belong to it too.
    """

    kind: FindingKind
    look: Look | None = None
    at_reading: bool = True

    @property
    def code(self) -> str:
        """The name by which it is switched off, or made to exclude sheets, in election.toml."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """How much its findings weigh."""
        return self.kind.severity

    @property
    def title(self) -> str:
        """What it finds, in a few words."""
        return self.kind.title

    @property
    def formula(self) -> str:
        """When it fires, in the terms of the glossary."""
        return self.kind.formula

    def run(self, context: Context) -> pl.DataFrame:
        """Its findings in the ledger as it stood."""
        frames = []
        if self.at_reading:
            frames.append(context.findings_at_reading.filter(pl.col("code") == self.code))
        if self.look is not None:
            frames.append(self.look(self, context))
        return concat_findings(frames)

    def findings(
        self,
        rows: pl.DataFrame,
        message: pl.Expr,
        numbers: Iterable[str | pl.Expr] = (),
        *,
        before: pl.Expr | None = None,
        after: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """One finding of this check per row; see :func:`escrutinio.ledger.finding_frame.findings_from`."""
        return findings_from(rows, self.kind, message, numbers, before=before, after=after)


def define_check(code: str, severity: Severity, title: str, formula: str) -> Callable[[Look], Check]:
    """Make a check of a function that looks for findings of a kind stated here.

    Args:
        code: see :class:`FindingKind`, as the others.
        severity: how much its findings weigh.
        title: what it finds, in a few words.
        formula: when it fires.
    """
    kind = FindingKind(code, severity, title, formula)
    return lambda look: Check(kind, look, at_reading=False)


def also_at_reading(kind: FindingKind) -> Callable[[Look], Check]:
    """Make a check of a function that looks for what may have been found at reading already."""
    return lambda look: Check(kind, look)
