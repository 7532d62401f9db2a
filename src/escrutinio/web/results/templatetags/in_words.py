"""Texts of the rooms below the site, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from escrutinio.web.results.reasons import said

register = template.Library()


@register.simple_tag(name="said")
def said_of(text: str, kind: str) -> SafeString:
    """A finding, a reason or a decision, see :func:`said`; marked as English where it stays so.

    Args:
        text: in English; a large first letter stays large.
        kind: of phrase.
    """
    words = said(text, kind)
    if words is None:
        return format_html('<span lang="en">{}</span>', text)
    return conditional_escape(words)
