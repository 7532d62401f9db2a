"""Moments of the tests of publications: of publishing, and of the sample's night."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2024, 5, 5, 22, 0, tzinfo=UTC)
"""When things are published."""
BEFORE = datetime(2020, 10, 18, tzinfo=UTC)
"""Nothing is in."""
FEW = datetime(2020, 10, 19, 1, tzinfo=UTC)
"""Too little is in for a projection."""
MIDDLE = datetime(2020, 10, 20, 2, tzinfo=UTC)
"""Two fifths of the sheets are in."""
