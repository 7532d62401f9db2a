"""The rules that a law's file can be made of, by name; each module says which fields its rules have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escrutinio.law.evaluation.definition import StepDefinition
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.steps.bonus import bonus
from escrutinio.law.evaluation.steps.levelled import level, mixed
from escrutinio.law.evaluation.steps.preferences import contingent, runoff, stv
from escrutinio.law.evaluation.steps.qualifying import threshold
from escrutinio.law.evaluation.steps.shares import allocate, apportion
from escrutinio.law.evaluation.steps.two_levels import covered, double, tiers
from escrutinio.law.evaluation.steps.winners import at_large, college, first, plurality, second

RULES: Mapping[str, Callable[[Evaluation, StepDefinition], None]] = {
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
