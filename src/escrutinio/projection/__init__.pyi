from .baseline import Matched, match_baseline, plain_name, same_lists
from .best_fit import BestFit, explained_by, fit_best
from .draws import Carried, Draws, draw
from .drift import Drift, drift_of, unseen_regions
from .estimate import (
    LEVELS,
    CannotSay,
    interval,
    intervals,
    level_name,
    of_other_sizes,
    shares_of_valid,
    too_few,
    too_little,
    turnout,
)
from .follow import after, follow
from .layout import ONE_IN, Layout, lay_out, unit_index
from .model import FittedProjection, fit
from .settings import NEARLY_ALL, Settings

__all__ = [
    "LEVELS",
    "NEARLY_ALL",
    "ONE_IN",
    "BestFit",
    "CannotSay",
    "Carried",
    "Draws",
    "Drift",
    "FittedProjection",
    "Layout",
    "Matched",
    "Settings",
    "after",
    "draw",
    "drift_of",
    "explained_by",
    "fit",
    "fit_best",
    "follow",
    "interval",
    "intervals",
    "lay_out",
    "level_name",
    "match_baseline",
    "of_other_sizes",
    "plain_name",
    "same_lists",
    "shares_of_valid",
    "too_few",
    "too_little",
    "turnout",
    "unit_index",
    "unseen_regions",
]
