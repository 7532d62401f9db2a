"""Cells of the law's tables: numbers in the reader's form, rounded ones with their exact value on demand."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
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


@register.simple_tag
def cells(row: Sequence[tuple[Cell, bool]]) -> SafeString:
    """A row of a step's table, each cell beside whether its column has numbers; the first is its head.

    Here and not in the template, which takes longer for the hundreds of districts of a house.
    """
    texts = [(conditional_escape(cell(value)), numeric) for value, numeric in row]
    head = "".join(f'<th scope="row">{text}</th>' for text, _ in texts[:1])
    others = (
        f'<td class="number">{text}</td>' if numeric else f"<td>{text}</td>" for text, numeric in texts[1:]
    )
    return mark_safe(head + "".join(others))  # every text is escaped above
