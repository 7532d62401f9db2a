"""Collect the steps of a derivation, each marked as final or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import LotRecord
from escrutinio.law.step_parts import Lots, Part, Step, Ties


class Derivation:
    """A list of steps in the making; while sheets are missing, every text says so."""

    def __init__(self, complete: bool) -> None:
        self.complete = complete
        self._steps: list[Step] = []

    def add(
        self, rule: str, article: str, text: str, inputs: Iterable[Part], results: Iterable[Part]
    ) -> None:
        """Add a step."""
        self._steps.append(Step(rule, article, _sentence(self.words(text)), tuple(inputs), tuple(results)))

    def settle(self, article: str, ties: Sequence[Tie], lots: LotRecord) -> None:
        """Add the step on equal claims, where there are any or lots were recorded.

        Args:
            article: what the law says on them.
            ties: those that are left open.
            lots: those that were recorded. One that no tie asked for is named: a name in it may be wrong.
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
        recorded = [Lots(tuple(lots.used), lots.unused)] if lots else []
        self.add("Ties", article, " ".join(text), recorded, [Ties(tuple(ties))])

    def words(self, text: str) -> str:
        """The text, marked "Of the counted sheets:" unless the count is complete."""
        return text if self.complete else f"Of the counted sheets: {text}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
