"""Collect the steps of a derivation, each marked as final or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from escrutinio.law.lots import LotRecord
from escrutinio.law.outcome import Step, Tie


class Derivation:
    """A list of steps in the making; while sheets are missing, every text says so."""

    def __init__(self, complete: bool) -> None:
        self.complete = complete
        self._steps: list[Step] = []

    def add(
        self, rule: str, article: str, text: str, given: Mapping[str, Any], gives: Mapping[str, Any]
    ) -> None:
        """Add a step."""
        self._steps.append(Step(rule, article, _sentence(self.words(text)), dict(given), dict(gives)))

    def settle(self, article: str, ties: Sequence[Tie], lots: LotRecord) -> None:
        """Add the step on equal claims, where there are any or lots were recorded.

        Args:
            article: what the law says on them.
            ties: those that are left open.
            lots: those that were recorded. One that no tie asked for is told: a name in it may be wrong.
        """
        if not ties and not lots:
            return
        text = []
        if ties:
            text.append("equal claims are left open until a lot, or whoever decides, is recorded.")
        elif lots.used:
            text.append("equal claims were decided by the recorded lots.")
        if lots.unused:
            text.append("A recorded lot fits no tie here: compare its names, and what it was drawn for.")
        given = {"lots": lots.used, "lots not used": lots.unused}
        self.add(
            "Ties",
            article,
            " ".join(text),
            {name: found for name, found in given.items() if found},
            {"left open": ties},
        )

    def words(self, text: str) -> str:
        """The text, marked "Of the counted sheets:" unless the count is complete."""
        return text if self.complete else f"Of the counted sheets: {text}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
