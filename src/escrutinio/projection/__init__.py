"""What the finished count will say, while most sheets are missing."""

from escrutinio.projection.baseline import Matched, match_baseline, plain_name, same_lists
from escrutinio.projection.estimate import (
    LEVELS,
    CannotSay,
    Draws,
    draw,
    interval,
    intervals,
    level_name,
    shares_of_valid,
    too_little,
    turnout,
)
from escrutinio.projection.layout import Layout, lay_out, unit_index
from escrutinio.projection.model import FittedProjection, after, fit, follow
from escrutinio.projection.settings import NEARLY_ALL, Settings

__all__ = [
    "LEVELS",
    "NEARLY_ALL",
    "CannotSay",
    "Draws",
    "FittedProjection",
    "Layout",
    "Matched",
    "Settings",
    "after",
    "draw",
    "fit",
    "follow",
    "interval",
    "intervals",
    "lay_out",
    "level_name",
    "match_baseline",
    "plain_name",
    "same_lists",
    "shares_of_valid",
    "too_little",
    "turnout",
    "unit_index",
]
