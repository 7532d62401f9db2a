"""Guesses which columns say how many tables of a row's place have been counted, and of how many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers
from escrutinio.model.names import plain

_TABLES = (
    r"(sezioni|secciones|secoes|sections?|mesas?|actas?|tables?|precincts?|(polling_)?stations?|(polling_)?places?"
    r"|urnas?|casillas?|bureaux?|wahlbezirke?|gebiete|bezirke|districts?|boxes|komisji|obwod\w*|okrsky|tps|sheets?)"
)
_DONE = (
    r"(perv\w*|scrut\w*|report\w*|counted|complete\w*|in|comput\w*|contabiliz\w*|proces\w*|escrutad\w*|apurad\w*"
    r"|totalizad\w*|recibid\w*|publicad\w*|depouill\w*|ausgezaehlt\w*|ausgezahlt\w*|gezaehlt\w*|eingegangen\w*"
    r"|zprac\w*|masuk|received)"
)
_ALL = (
    r"(tot|total\w*|all|expected|esperad\w*|instalad\w*|previst\w*|number|num|nr|anzahl|gesamt\w*|celkem"
    r"|aprobad\w*)"
)
_SIDE = r"({tables}_({word})(_.*)?|(.*_)?({word})_(of_|de_)?{tables}(_{word})?)"
_COUNTED = re.compile(_SIDE.format(tables=_TABLES, word=_DONE) + r"|num_.*_rptg")
_TOTAL = re.compile(_SIDE.format(tables=_TABLES, word=_ALL) + rf"|{_TABLES}|num_.*_total")


@dataclass(frozen=True)
class TablesGuess:
    """The columns of tables.

    Attributes:
        counted: how many are counted.
        total: of how many.
    """

    counted: str
    total: str


def tables_of(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> TablesGuess | None:
    """The columns that say how many tables of a place are counted, and of how many; None without both.

    Their names say so, no place has more than all of its tables, and some have several.
    """
    found = [profile.name for profile in profiles if profile.counts]
    for counted in (name for name in found if _is(_COUNTED, name)):
        done = numbers(rows, counted)
        for total in (name for name in found if name != counted and _is(_TOTAL, name)):
            whole = numbers(rows, total)
            fits = (done <= whole).all() and not done.is_null().any() and not whole.is_null().any()
            if fits and (whole > 1).any():
                return TablesGuess(counted, total)
    return None


def _is(pattern: re.Pattern[str], name: str) -> bool:
    return pattern.fullmatch(plain(name).replace(" ", "_").replace("-", "_")) is not None
