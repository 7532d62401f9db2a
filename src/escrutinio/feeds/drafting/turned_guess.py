"""Guesses whether each row of a table is a list, and each column a sheet."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence

from escrutinio.feeds.drafting.column_words import Role, is_kind_of_voting, is_level, is_total, role_of
from escrutinio.feeds.raw_table import RawTable
from escrutinio.feeds.turned_table import names_in, turned_table
from escrutinio.model import FeedError
from escrutinio.model.names import plain

_COUNTS = (Role.BLANK, Role.NULL, Role.CAST, Role.VALID, Role.REGISTERED)
_MANY_KINDS = 2
_MOST_ROWS = 20_000
"""Such tables are written by hand, of one town or county: one of more rows is none."""
_WRITTEN_IN = re.compile(r"(.*_)?write_?ins?(_.*)?|scatter(ing|ed)?|all_others?|(over|under)_?votes?")
_NUMBERED = re.compile(r"(.*?)[\s.#]*\d+[a-z]?", re.IGNORECASE)


def as_turned(table: RawTable) -> RawTable | None:
    """The table turned, where its rows seem to be lists and its columns sheets; else None.

    Args:
        table: one whose columns go by number.
    """
    if table.frame.height > _MOST_ROWS:
        return None
    with contextlib.suppress(FeedError):
        lists, sheets = names_in(table)
        # Elections side by side have no total: what is added up are parts of one.
        added_up = any(map(is_total, sheets)) and _has_lists(lists)
        if not _say_figures(sheets) and (added_up or _are_stations(sheets)):
            return turned_table(table)
    return None


def _has_lists(labels: Sequence[str]) -> bool:
    """Whether rows are called blank, total or written in: figures of a contest, and no places."""
    kinds = set()
    for label in labels:
        role = role_of(label)
        if is_total(label):
            kinds.add("total")
        elif role in _COUNTS:
            kinds.add(str(role))
        elif _WRITTEN_IN.fullmatch(plain(label)):
            kinds.add("written in")
    return len(kinds) >= _MANY_KINDS


def _say_figures(names: Sequence[str]) -> bool:
    """Whether names are those of figures of one place: its votes, their share, votes of each kind."""
    figures = (Role.VOTES, Role.SHARE, Role.PARTY, Role.SELECTION, *_COUNTS)
    return any(
        is_kind_of_voting(name) or (role_of(name) in figures and not _NUMBERED.fullmatch(name))
        for name in names
        if not is_total(name)
    )


def _are_stations(names: Sequence[str]) -> bool:
    """Whether most of some names are those of numbered stations or units: "Precinct 1", "Ward 2"."""
    words = [match.group(1) for name in names if (match := _NUMBERED.fullmatch(name))]
    called = [word for word in words if role_of(word) is Role.SHEET or is_level(word) or plain(word) == "pct"]
    return len(called) >= _MANY_KINDS and 2 * len(called) > len(names)
