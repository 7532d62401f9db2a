"""Guesses the day of an election: the only day that a column of days has."""

from __future__ import annotations

import re
from datetime import date

from escrutinio.feeds.drafting.column_profile import texts
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.model.names import plain

_NAMES = re.compile(
    r"(.*_)?(date|datum|fecha|data|dato|dag|dia|giorno|jour|tag|dzien|den|tanggal|tarih)"
    r"(_(of_)?(the_)?(election|eleccion|elecciones|eleicao|elezione|wahl|wyborow|voleb|scrutin|pemilu))?"
    r"|(election|wahl|valg|val)_?(date|day|tag|dag|dato)"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)([T ].*)?")
_OTHER = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})( .*)?")
_MONTHS = 12


def guessed_day(guess: FeedGuess) -> tuple[date, str] | None:
    """The day that stands on every row, and its column; None where there is none, or there are several."""
    days: dict[date, str] = {}
    for name in guess.rows.columns:
        if not _NAMES.fullmatch(plain(name)):
            continue
        words = texts(guess.rows, name).unique()
        day = day_written(words[0]) if words.len() == 1 and words[0] else None
        if day is not None:
            days.setdefault(day, name)
    return next(iter(days.items())) if len(days) == 1 else None


def day_written(word: str) -> date | None:
    """The day that a text says; None where it says none, or 3/4 may be in March as well as in April."""
    word = word.strip()
    if iso := _ISO.fullmatch(word):
        return _day(*iso.groups()[:3])
    other = _OTHER.fullmatch(word)
    if other is None:
        return None
    first, sign, second, year = other.groups()[:4]
    if int(second) > _MONTHS:
        return _day(year, first, second)
    return _day(year, second, first) if sign == "." or int(first) > _MONTHS or first == second else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
