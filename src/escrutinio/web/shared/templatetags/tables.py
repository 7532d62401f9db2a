"""``{% scroll_table %}``: a table that scrolls sideways on a narrow screen, with the keyboard too."""

from __future__ import annotations

from collections.abc import Sized

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()
LONG = 60
"""A table of more rows scrolls in a box as high as the screen, so that what is below it stays in reach."""


@register.simple_block_tag
def scroll_table(
    content: str,
    caption: str = "",
    label: str = "",
    css: str = "",
    box: str = "",
    name: str = "",
    *,
    sortable: bool = False,
) -> SafeString:
    """A table in a box that scrolls; the content is what stands inside ``<table>``.

    Args:
        content: caption, head and body of the table.
        caption: the ``id`` of a caption in it that names the box as a region of the page.
        label: the words that name that region instead; without either it is a mere group.
        css: a class of the table.
        box: a class of the box, besides ``scroll``.
        name: the words that name that group.
        sortable: whether readers may sort it by its columns; it needs a caption, and a head of one row.
    """
    if caption:
        named = format_html('role="region" aria-labelledby="{}"', caption)
    else:
        named = format_html(
            'role="{}" aria-label="{}"', "region" if label else "group", label or name or _("Table")
        )
    return format_html(
        '<div class="scroll{}" tabindex="0" {}><table{}{}>{}</table></div>',
        f" {box}" if box else "",
        named,
        format_html(' class="{}"', css) if css else "",
        mark_safe(" data-sortable") if sortable else "",
        content,
    )


@register.filter
def long_box(rows: Sized) -> str:
    """The class of the box of a table with one row for each of these: all are in it, and on paper."""
    return "long" if len(rows) > LONG else ""


@register.filter
def are_all(rows: Sized, number: int) -> bool:
    """Whether a table has all rows, and not the first few: some of them in another order would mislead."""
    return number in (0, len(rows))
