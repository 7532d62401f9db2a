"""Collect the steps of a derivation, each marked as final or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escrutinio.law.outcome import Step


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

    def words(self, text: str) -> str:
        """The text, marked "Of the counted sheets:" unless the count is complete."""
        return text if self.complete else f"Of the counted sheets: {text}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
