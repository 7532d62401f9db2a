"""Long tables of selections: the larger ones, and the others folded away, with what they have together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from django import template
from django.utils.translation import ngettext

from escrutinio.flows.documents.counted import SelectionVotes
from escrutinio.web.results.templatetags.say import percent, votes

register = template.Library()

MOST_ROWS = 24
"""A table of so many rows is shown whole."""
FIRST_ROWS = 12
"""Of a longer one at least so many are shown, and all with this share or more:"""
LARGE_SHARE = 0.01


class _WithShare(Protocol):
    @property
    def share(self) -> float | None: ...


_Row = TypeVar("_Row", bound=_WithShare)


@register.filter
def first_rows(rows: Sequence[_Row]) -> Sequence[_Row]:
    """The rows of a table that are always shown, the largest."""
    if len(rows) <= MOST_ROWS:
        return rows
    return [row for place, row in enumerate(rows) if place < FIRST_ROWS or (row.share or 0.0) >= LARGE_SHARE]


@register.filter
def other_rows(rows: Sequence[_Row]) -> Sequence[_Row]:
    """The rows that are folded away."""
    shown = {id(row) for row in first_rows(rows)}
    return [row for row in rows if id(row) not in shown]


def _share(row: _WithShare) -> float:
    """The share of a row, or that of last time where it is larger."""
    return max(row.share or 0.0, getattr(row, "share_then", None) or 0.0)


@register.filter
def said_of_others(rows: Sequence[SelectionVotes]) -> str:
    """How many the others are, and the votes that they have together where all are known."""
    number = votes(len(rows))
    if any(row.votes is None or row.share is None for row in rows):
        return ngettext("%(number)s other", "%(number)s others", len(rows)) % {"number": number}
    said = ngettext(
        "%(number)s other: %(votes)s votes (%(share)s)",
        "%(number)s others together: %(votes)s votes (%(share)s)",
        len(rows),
    )
    together = sum(row.votes or 0 for row in rows)
    share = percent(sum(row.share or 0.0 for row in rows))
    return said % {"number": number, "votes": votes(together), "share": share}


@register.filter
def how_many_others(rows: Sequence[object]) -> str:
    """How many the others are."""
    said = ngettext("%(number)s other", "%(number)s others", len(rows))
    return said % {"number": votes(len(rows))}
