"""The derivation of every law of the library reads as a person writes: as text, as HTML, as JSON."""

from __future__ import annotations

import json
import re

import pytest

from escrutinio.law.plain import plain, typed
from escrutinio.law.rendering.html import outcome_html
from escrutinio.law.rendering.labels import CATALOGUE, KINDS_OF_SEATS, LANGUAGES
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.step_labels import Label, Quotients
from escrutinio.law.step_parts import Step
from every_law import LAW_IDS, no_sign_of_python, outcome_of


def own_words(law_id: str) -> list[str]:
    """The law's own words, which can cite an article such as 57/2: they are not rendered."""
    outcome = outcome_of(law_id)
    return [text for step in outcome.steps for text in (step.article, step.text, step.rule)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law_id", LAW_IDS)
def test_text_reads_as_a_person_writes(law_id: str, language: str) -> None:
    text = derivation_text(outcome_of(law_id), language=language)
    assert max(map(len, text.splitlines())) <= 80
    # The figures alone: lines below "Given" and "Result"; an exact value stands in brackets.
    figures = "\n".join(line for line in text.splitlines() if line.startswith("     "))
    assert figures
    assert no_sign_of_python(re.sub(r"\((?:√|\d+\s+)?\d+/\d+\)|\(√\(\d+\s+\d+/\d+\)\)", "", figures)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law_id", LAW_IDS)
def test_html_reads_as_a_person_writes(law_id: str, language: str) -> None:
    html = outcome_html(outcome_of(law_id), language)
    tables = "".join(re.findall(r"<table>.*?</table>", html, re.DOTALL))
    assert tables
    assert no_sign_of_python(re.sub(r"<[^>]*>", " ", tables)) == []


@pytest.mark.parametrize("law_id", LAW_IDS)
def test_json_says_the_type_of_each_part_and_can_be_read_back(law_id: str) -> None:
    steps = json.loads(json.dumps(plain(outcome_of(law_id).steps)))
    assert all(part["kind"] for step in steps for part in (*step["inputs"], *step["results"]))
    assert plain(tuple(typed(Step, step) for step in steps)) == steps


def test_every_text_is_there_in_every_language() -> None:
    for texts in (*CATALOGUE.values(), *KINDS_OF_SEATS.values()):
        assert len(texts) == len(LANGUAGES)
        assert all(texts)
        assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in texts}) == 1


def test_every_label_has_its_words() -> None:
    assert {str(label) for label in Label} <= set(CATALOGUE)
    assert {f"quotients {which}" for which in Quotients} <= set(CATALOGUE)
