"""The expressions with which a story names a figure.

    expression = measure [":" about] ["@" level "/" unit]

``measure`` is one of ``MEASURES``. ``about`` names a contest, ``contest/list`` or ``chamber/list``; the
headline contest may be left out. ``unit`` is a code or a name; without one the figure is of the nation.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from escrutinio.model import NATION, UnknownFigure

NOTHING, CONTEST, CONTEST_LIST, CHAMBER, CHAMBER_LIST, CHANCE = range(6)

MEASURES: Mapping[str, int] = {
    "share": CONTEST_LIST,
    "votes": CONTEST_LIST,
    "lead": CONTEST,
    "leader": CONTEST,
    "turnout": CONTEST,
    "counted": CONTEST,
    "sheets": CONTEST,
    "valid": CONTEST,
    "blank": CONTEST,
    "null": CONTEST,
    "registered": CONTEST,
    "projected": CONTEST_LIST,
    "projected lead": CONTEST,
    "projected turnout": CONTEST,
    "seats": CHAMBER_LIST,
    "majority": CHAMBER,
    "projected seats": CHAMBER_LIST,
    "chance": CHANCE,
    "shift": NOTHING,
    "shift between": NOTHING,
    "shift within": NOTHING,
    "as_of": NOTHING,
}
"""Measure -> what it is about."""

SHIFTS = ("shift", "shift between", "shift within")
"""How the lead has moved, and what of it comes from which units were in, and from change within them."""

FIRST_ROUND, RUN_OFF, MAJORITY = "first round", "run-off", "majority"
"""What a chance is of; the list follows the first after "/", and the last is followed by ``chamber/list``."""


@dataclass(frozen=True)
class Expression:
    """An expression in parts; what does not apply is empty.

    Attributes:
        about: the contest or chamber; of a chance one of ``FIRST_ROUND``, ``RUN_OFF``, ``MAJORITY``.
        chamber: of the chance of a majority.
        unit: a code or a name, as it was written.
    """

    measure: str
    about: str = ""
    chamber: str = ""
    selection: str = ""
    level: str = NATION
    unit: str = NATION

    def __str__(self) -> str:
        about = " ".join(part for part in (self.about, self.chamber) if part)
        what = "/".join(part for part in (about, self.selection) if part)
        place = f" @ {self.level}/{self.unit}" if self.level != NATION else ""
        return f"{self.measure}: {what}{place}" if what else f"{self.measure}{place}"


@dataclass(frozen=True)
class Names:
    """What an expression may name: the headline contest, contest -> lists and levels, chambers, all lists."""

    headline: str
    lists: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, tuple[str, ...]]
    chambers: tuple[str, ...]
    office_lists: tuple[str, ...]


def parse(text: str, names: Names) -> Expression:
    """Read an expression; codes and names of units are left as they are.

    Raises:
        UnknownFigure: it cannot be read, or names what there is not.
    """
    what, at, place = text.partition("@")
    measure, _, about = (part.strip() for part in what.partition(":"))
    measure = re.sub(r"\s+", " ", measure)
    if measure not in MEASURES:
        raise unknown("figure", measure, MEASURES, text)
    figure = _about(measure, about, names, text)
    if not at:
        return figure
    if MEASURES[measure] not in (CONTEST, CONTEST_LIST):
        raise UnknownFigure(f"{measure} is not a figure of one unit", where=text, hint="Leave out the @.")
    level, slash, unit = (part.strip() for part in place.partition("/"))
    if level == NATION and unit in ("", NATION):
        return figure
    known = [level_id for level_id in names.levels[figure.about] if level_id != NATION]
    if level not in known:
        raise unknown("level", level, known, text)
    if not slash or not unit:
        raise UnknownFigure("a unit is missing after @", where=text, hint=f"Write @ {level}/CODE or a name.")
    return Expression(figure.measure, figure.about, "", figure.selection, level, unit)


def _about(measure: str, about: str, names: Names, text: str) -> Expression:
    kind = MEASURES[measure]
    if kind == NOTHING:
        if about:
            raise UnknownFigure(f"{measure} stands by itself", where=text, hint=f"Write {measure}.")
        return Expression(measure)
    if kind == CHANCE:
        return _chance(measure, about, names, text)
    if kind == CHAMBER:
        return Expression(measure, _one("chamber", about, names.chambers, text))
    if kind == CHAMBER_LIST:
        chamber, _, selection = (part.strip() for part in about.partition("/"))
        chamber = _one("chamber", chamber, names.chambers, text)
        return Expression(measure, chamber, "", _one("list", selection, names.office_lists, text))
    contest, slash, selection = (part.strip() for part in about.partition("/"))
    if kind == CONTEST:
        return Expression(measure, _one("contest", contest or names.headline, names.lists, text))
    if not slash and contest not in names.lists:
        contest, selection = names.headline, contest
    contest = _one("contest", contest, names.lists, text)
    return Expression(measure, contest, "", _one("list", selection, names.lists[contest], text))


def _chance(measure: str, about: str, names: Names, text: str) -> Expression:
    what, _, selection = (part.strip() for part in about.partition("/"))
    first, _, chamber = what.partition(" ")
    if what == RUN_OFF:
        return Expression(measure, RUN_OFF)
    if what == FIRST_ROUND:
        return Expression(measure, FIRST_ROUND, "", _one("list", selection, names.office_lists, text))
    if first == MAJORITY:
        chamber = _one("chamber", chamber.strip(), names.chambers, text)
        return Expression(measure, MAJORITY, chamber, _one("list", selection, names.office_lists, text))
    known = [FIRST_ROUND, RUN_OFF, *(f"{MAJORITY} {chamber_id}" for chamber_id in names.chambers)]
    raise unknown("chance", what, known, text)


def _one(kind: str, name: str, known: Iterable[str], text: str) -> str:
    known = list(known)
    if name in known:
        return name
    alike = [choice for choice in known if choice.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise unknown(kind, name, known, text)


def unknown(kind: str, name: str, known: Iterable[str], where: str) -> UnknownFigure:
    """The error that names what is nearest to what was asked for."""
    known = list(known)
    near = difflib.get_close_matches(name, known, n=5, cutoff=0.4) or known[:8]
    hint = f"The nearest: {', '.join(near)}." if near else "There is none."
    what = f"there is no {kind} {name!r}" if name else f"a {kind} is missing"
    return UnknownFigure(what, where=where, hint=hint)
