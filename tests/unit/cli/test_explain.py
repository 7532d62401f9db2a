"""The sentences of ``escrutinio explain``."""

from __future__ import annotations

import pytest

from escrutinio.cli.explain import _smaller_or_larger


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (0.0751, "0.08 points smaller"),
        (-0.0751, "0.08 points larger"),
        (0.0049, "the same to a hundredth of a point"),
        (-0.0049, "the same to a hundredth of a point"),
        (0.0, "the same to a hundredth of a point"),
    ],
)
def test_by_how_much_the_later_lead_would_differ(points: float, words: str) -> None:
    assert _smaller_or_larger(points) == words
