"""How times are written that are not ISO 8601: the form of strptime that reads them, told from the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WRITTEN = re.compile(
    r"(?P<a>\d{1,4})(?P<sign>[./-])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,4})"
    r"(?P<rest>(?P<gap>\D{1,4})(?P<hour>\d{1,2})(?P<colon>[:.h])(?P<minute>\d\d)"
    r"(?P<seconds>(?P=colon)\d\d)?(?P<tail>\D{0,12}))?"
)
_MONTHS, _YEAR = 12, 4
_HALVES = re.compile(r"(\s?)([aApP][mM])")


@dataclass(frozen=True)
class TimeForm:
    """How some texts write a time.

    Attributes:
        form: as strptime has it, such as ``%d/%m/%Y %H:%M h``.
        sure: whether it is known that the day comes first, or the month: 3/4 may be in March or in April.
        clock: whether the texts say the hour.
    """

    form: str
    sure: bool
    clock: bool


def time_form(texts: Iterable[str]) -> TimeForm | None:
    """The one form in which all texts are written; None where they are written in none, or in several.

    Where nothing tells the day from the month, the day is taken to come first, and the form is not sure.
    """
    matches = [_WRITTEN.fullmatch(text.strip()) for text in texts]
    if not matches:
        return None
    forms, firsts, seconds = set(), [], []
    for match in matches:
        if match is None:
            return None
        year_first = len(match["a"]) == _YEAR
        if not year_first and len(match["c"]) != _YEAR:
            return None
        forms.add((year_first, match["sign"], _clock(match)))
        if not year_first:
            firsts.append(int(match["a"]))
            seconds.append(int(match["b"]))
    if len(forms) != 1:
        return None
    ((year_first, sign, clock),) = forms
    if year_first:
        return TimeForm(f"%Y{sign}%m{sign}%d{clock}", sure=True, clock=bool(clock))
    day_first, month_first = max(firsts) > _MONTHS, max(seconds) > _MONTHS
    if day_first and month_first:
        return None
    order = f"%m{sign}%d{sign}%Y" if month_first else f"%d{sign}%m{sign}%Y"
    return TimeForm(order + clock, sure=day_first or month_first or sign == ".", clock=bool(clock))


def _clock(match: re.Match[str]) -> str:
    """The form of what follows the day; empty where nothing does."""
    if not match["rest"]:
        return ""
    colon = match["colon"]
    tail = match["tail"]
    half = _HALVES.fullmatch(tail)
    hours = f"%I{colon}%M" if half else f"%H{colon}%M"
    ending = f"{half[1]}%p" if half else tail.replace("%", "%%")
    return match["gap"].replace("%", "%%") + hours + (f"{colon}%S" if match["seconds"] else "") + ending
