"""Calls as pages show them."""

from __future__ import annotations

from django import template

from escrutinio.flows.documents.called import PublishedCall
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.web.calls.words import call_reasons, call_words
from escrutinio.web.results.templatetags.names import name_of

register = template.Library()


@register.filter
def what_is_called(front: FrontDocument, call: PublishedCall) -> str:
    """What is called, as a sentence with full names."""
    names = [selection.name for selection in call.answer]
    words = call_words(call.about, names, name_of(front, call.about.of))
    return f"{words[:1].upper()}{words[1:]}."


@register.filter
def why_called(call: PublishedCall) -> str:
    """What a call rests on and what speaks against it by now, or why it was retracted."""
    return call_reasons(call)
