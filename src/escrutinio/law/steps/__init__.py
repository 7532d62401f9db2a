"""The rules that a law's file can be made of, by name; each module says which fields its rules have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escrutinio.law.definition import StepDefinition
from escrutinio.law.steps.bonus import bonus
from escrutinio.law.steps.levelled import level, mixed
from escrutinio.law.steps.preferences import contingent, runoff, stv
from escrutinio.law.steps.qualifying import threshold
from escrutinio.law.steps.run import Run
from escrutinio.law.steps.shares import allocate, apportion
from escrutinio.law.steps.two_levels import covered, double, tiers
from escrutinio.law.steps.winners import at_large, college, first, plurality, second

RULES: Mapping[str, Callable[[Run, StepDefinition], None]] = {
    "threshold": threshold,
    "apportion": apportion,
    "allocate": allocate,
    "bonus": bonus,
    "levelling": level,
    "mixed": mixed,
    "covered": covered,
    "tiers": tiers,
    "double-proportional": double,
    "plurality": plurality,
    "most-votes": at_large,
    "first-round": first,
    "run-off": second,
    "college": college,
    "instant-runoff": runoff,
    "contingent": contingent,
    "stv": stv,
}
"""Name -> what it does to a law that is being applied."""
