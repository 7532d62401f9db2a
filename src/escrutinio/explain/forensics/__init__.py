"""Odd sheets: tests against simulated elections, each with how often it alarms where nothing is wrong."""

from escrutinio.explain.forensics.catalogue import REFUSED, TESTS, OddityTest, oddity_test, run_tests
from escrutinio.explain.forensics.results import LEVEL, CannotTell, Flag, Verdict
from escrutinio.explain.forensics.sheets import UNKNOWN, Sheets

__all__ = [
    "LEVEL",
    "REFUSED",
    "TESTS",
    "UNKNOWN",
    "CannotTell",
    "Flag",
    "OddityTest",
    "Sheets",
    "Verdict",
    "oddity_test",
    "run_tests",
]
