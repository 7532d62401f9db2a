"""How long to wait before what has failed is tried again."""

from __future__ import annotations

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds."""
CALM = 120.0
"""Seconds without a failure after which waiting begins anew with the shortest."""


class Patience:
    """Waits that double with each failure, up to a minute; they never end."""

    def __init__(self) -> None:
        self._next = SHORTEST
        self._failed_at = float("-inf")

    def failed(self, now: float) -> float:
        """Count a failure; the seconds to wait.

        Args:
            now: seconds of any clock that goes evenly.
        """
        if now - self._failed_at > CALM:
            self._next = SHORTEST
        wait, self._next = self._next, min(2 * self._next, LONGEST)
        self._failed_at = now
        return wait
