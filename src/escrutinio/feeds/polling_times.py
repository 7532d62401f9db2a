"""When a page is asked for again: at its interval, and ever more rarely while it fails."""

from __future__ import annotations

LONGEST = 300.0
"""Seconds between two looks at a page that fails, where its interval is not longer."""
LONGEST_WISH = 3600.0
"""Seconds that a server may ask to be left alone: a mistake of its must not last the night."""


def seconds_to_wait(interval: float, failures: int, retry_after: float | None, chance: float) -> float:
    """Seconds until a page is asked for again.

    Args:
        interval: seconds between two looks at a page that answers.
        failures: how often it has failed in a row.
        retry_after: seconds that the server asks for; None when it does not.
        chance: from 0 to 1, at random: many desks that were turned away together do not come back together.
    """
    if not failures:
        return interval * (0.95 + 0.1 * chance)
    longest = max(interval, LONGEST)
    wait = min(interval * 2.0 ** min(failures, 30), longest) * (0.75 + 0.5 * chance)
    if retry_after is None:
        return wait
    return max(wait, min(retry_after, LONGEST_WISH) * (1 + 0.1 * chance))
