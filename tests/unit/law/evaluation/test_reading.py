"""A law's file is read at once: its rules are values, and all its mistakes are listed together."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law import get_law, law_ids
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.qualifying import ThresholdRule
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError, LawFileError

LAW = """
title = "Test"
statute = "none"
source = "none"
elects = "some"
[chamber]
id = "house"
name = "House"
[[step]]
rule = "threshold"
article = "1"
share = "5 %"
of = "lists"
[[step]]
rule = "allocate"
article = "2"
in = "whole"
seats = 7
by = "dhondt"
"""


def test_a_rule_is_a_value_with_its_parameters() -> None:
    threshold, allocate = read_definition(LAW, "test", "test.toml").rules
    assert isinstance(threshold, ThresholdRule)
    assert threshold.conditions == (Threshold(Fraction(1, 20), "the votes of all lists", inclusive=True),)
    assert isinstance(allocate, Allocate)
    assert (allocate.scope, allocate.method, allocate.seats) == ("whole", dhondt, 7)
    assert (allocate.name, allocate.article) == ("allocate", "2")
    assert allocate.head.summary == "allocate: in whole, seats 7, by dhondt"


def test_all_mistakes_of_a_file_are_listed_with_what_was_meant() -> None:
    text = LAW.replace("title =", "titel =").replace('"5 %"', "0.05").replace('"dhondt"', '"dhont"')
    text = text.replace('"allocate"', '"allocat"').replace("name =", 'colour = "red"\nname =')
    with pytest.raises(LawFileError) as found:
        read_definition(text, "test", "test.toml")
    assert found.value.where == "test.toml"
    assert [problem.partition(";")[0] for problem in found.value.problems] == [
        "title: it is missing",
        "line 16: step[2].rule: found 'allocat' (did you mean 'allocate'?)",
        "line 13: step[1].share: found 0.05",
        "line 8: chamber.colour: there is no such key",
        "line 2: titel: there is no such key (did you mean 'title'?)",
    ]


def test_every_law_of_the_library_is_its_rules() -> None:
    for law_id in law_ids():
        if not law_id.startswith("bo/"):
            assert all(isinstance(rule, Rule) for rule in get_law(law_id).rules)


def test_a_file_that_says_of_no_body_is_told_which_there_are() -> None:
    with pytest.raises(LawError, match="no table says what is elected") as caught:
        read_definition('title = "Test"\n', "test", "test.toml")
    assert "[chamber] for seats, [office] for one person or [measure]" in caught.value.hint
