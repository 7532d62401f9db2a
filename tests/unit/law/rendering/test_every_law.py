"""The derivation of every law of the library reads as a person writes: as text, as HTML, as JSON.

What is tested: ``law.rendering.text``, ``law.rendering.html``, ``law.plain``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest

from escrutinio.law import Outcome
from escrutinio.law.decisions import Decision, Tie
from escrutinio.law.library.editions import law_on
from escrutinio.law.plain import plain, typed
from escrutinio.law.rendering.html import outcome_html
from escrutinio.law.rendering.labels import CATALOGUE, LAW
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.step_labels import Label, Quotients
from escrutinio.law.step_parts import (
    DecisionResult,
    DecisionTable,
    RoundsTable,
    SpreadTable,
    Step,
    ThresholdTable,
    Ties,
)
from escrutinio.model.translations import translated_languages
from every_law import LAW_IDS, by_country, no_sign_of_python, outcome_of

LANGUAGES = translated_languages()
UNITS_BY_THEMSELVES = {
    "North",
    "South",
    "NT",
    "Cargill",
    "Cook",
    "Clackmannanshire Central",
    "Clackmannanshire South",
    "Dublin",
    "Galway West",
    "East Londonderry",
    "Example",
    "Lagan Valley",
    "South Brisbane",
    "Loughrea",
    "North Antrim",
    "South Antrim",
    "West Tyrone",
}


@by_country(LAW_IDS)
def test_text_reads_as_a_person_writes(names: list[str]) -> None:
    for law_id, language in product(names, ("en", "es")):
        check_text(law_id, language)


def check_text(law_id: str, language: str) -> None:
    text = derivation_text(outcome_of(law_id), language=language)
    assert max(map(len, text.splitlines())) <= 80
    # The figures alone: lines below "Given" and "Result"; an exact value stands in brackets.
    figures = "\n".join(line for line in text.splitlines() if line.startswith("     "))
    assert figures
    assert no_sign_of_python(re.sub(r"\((?:√|\d+\s+)?\d+/\d+\)|\(√\(\d+\s+\d+/\d+\)\)", "", figures)) == []


@by_country(LAW_IDS)
def test_html_reads_as_a_person_writes(names: list[str]) -> None:
    for law_id, language in product(names, ("en", "es")):
        html = outcome_html(outcome_of(law_id), language)
        tables = "".join(re.findall(r"<table>.*?</table>", html, re.DOTALL))
        assert tables, law_id
        assert no_sign_of_python(re.sub(r"<[^>]*>", " ", tables)) == [], law_id


@by_country(LAW_IDS)
def test_json_says_the_type_of_each_part_and_can_be_read_back(names: list[str]) -> None:
    for law_id in names:
        steps = json.loads(json.dumps(plain(outcome_of(law_id).steps)))
        assert all(part["kind"] for step in steps for part in (*step["inputs"], *step["results"])), law_id
        assert plain(tuple(typed(Step, step) for step in steps)) == steps, law_id


def test_what_a_law_says_has_a_form() -> None:
    """Texts are read back as they were written, so that they can be put into any language."""
    said = {(kind, text) for law_id in LAW_IDS for kind, text in texts_of(outcome_of(law_id)) if text}
    assert len(said) > len(LAW_IDS)
    unknown = {(kind, text) for kind, text in said if LAW.said(text, kind, "en") != text}
    # What is elected in a unit of its own goes by the unit's name.
    assert {text for kind, text in unknown if kind == "title"} <= UNITS_BY_THEMSELVES
    assert {(kind, text) for kind, text in unknown if kind != "title"} == set()


def test_a_text_of_a_law_is_in_no_language_in_english() -> None:
    texts = {text for law_id in LAW_IDS for kind, text in texts_of(outcome_of(law_id)) if kind == "text"}
    for language in LANGUAGES[1:]:
        same = [text for text in texts if LAW.said(text, "text", language) in (None, text)]
        assert same == []


def texts_of(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Kind and text of all that a law says in words."""
    yield from (("warning", text) for text in outcome.warnings)
    for decision in outcome.offices.values():
        yield from texts_of_decision(decision)
    for step in outcome.steps:
        yield from (("title", step.rule), ("text", step.text), ("article", step.article))
        for part in (*step.inputs, *step.results):
            if isinstance(part, ThresholdTable):
                yield from (("condition", text) for row in part.lists for text in row.by)
            if isinstance(part, SpreadTable):
                yield "units", part.units
            if isinstance(part, Ties):
                yield from (("claim", tie.what) for tie in part.ties)
            if isinstance(part, RoundsTable):
                yield from (("by", row.by) for row in part.rounds)
            if isinstance(part, DecisionResult):
                yield from texts_of_decision(part.decision)
            if isinstance(part, DecisionTable):
                for decision in part.decisions.values():
                    yield from texts_of_decision(decision)


def texts_of_decision(decision: Decision) -> Iterator[tuple[str, str]]:
    if isinstance(decision, Tie):
        yield "claim", decision.what
    else:
        yield "reason", decision.text


def test_every_label_has_its_words() -> None:
    assert {str(label) for label in Label} <= set(CATALOGUE)
    assert {f"quotients {which}" for which in Quotients} <= set(CATALOGUE)


@pytest.mark.parametrize("language", ["es", "pt"])
def test_that_a_law_does_not_say_since_when_has_a_form(language: str) -> None:
    """A warning of the library, which no outcome of a law has by itself."""
    _, (warning,) = law_on("pt/assembleia", date(2031, 5, 4))
    assert LAW.said(warning, "warning", "en") == warning
    assert LAW.said(warning, "warning", language) not in (None, warning)
