"""Reasons, findings and decisions in the reader's language: the rooms below the site say them in English."""

from __future__ import annotations

from django.utils.translation import get_language

from escrutinio.law.rendering.phrases import PHRASES
from escrutinio.law.rendering.rules import RULES
from escrutinio.model.translations import SOURCE
from escrutinio.model.wording import Wording
from escrutinio.web.results.finding_forms import FINDINGS
from escrutinio.web.results.reason_forms import REASONS

WORDING = Wording({**RULES, **PHRASES, **FINDINGS, **REASONS})
"""How findings and reasons are worded; a reason can be the law's."""


def said(text: str, kind: str) -> str | None:
    """A text in the language of the page; None where it is not known how it is worded.

    Args:
        text: in English, such as the message of a finding.
        kind: of phrase, as :data:`WORDING` has it: "finding", "check", "cannot", "open", "reason".
    """
    language = get_language() or SOURCE
    return text if language == SOURCE else WORDING.said(text, kind, language)
