"""Cells of the law's tables: numbers in the reader's form, rounded ones with their exact value on demand."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from escrutinio.law.rendering.labels import Words
from escrutinio.law.rendering.numbers import Cell, cell_text
from escrutinio.web.results.templatetags.say import votes

register = template.Library()


@register.filter
def cell(value: Cell) -> SafeString | str:
    """A cell of a step's table, with the thousands set apart and the exact value in its title."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, int):
        return votes(value)
    words = Words(get_language() or "en")
    number = cell_text(value, words)
    whole, point, decimals = number.text.partition(words.point)
    text = f"{votes(int(whole))}{point}{decimals}" if whole.isdecimal() else number.text
    return format_html('<abbr title="{}">{}</abbr>', number.exact, text) if number.exact else text
