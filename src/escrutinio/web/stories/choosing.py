"""Figures to choose from when a story is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escrutinio.flows.publication import Publication, figures_available
from escrutinio.model import NATION, EscrutinioError
from escrutinio.web.results.search import find
from escrutinio.web.shared.cleaning import normal
from escrutinio.web.stories.figures import look_up
from escrutinio.web.stories.formats import measure_name, value_text, what_text

MOST = 400
MOST_UNITS = 4
"""Units whose figures are listed together."""


@dataclass(frozen=True)
class Row:
    """A figure that can be chosen: how it is written, what it is, its value now, and its group."""

    expression: str
    what: str
    value: str
    group: str


def choices(publication: Publication | None, query: str, place: str) -> list[Row]:
    """Figures that hold every word of a query; words of no figure of the whole are looked for among units.

    Args:
        publication: the newest; with None there is nothing to choose.
        query: words of the expression or of what it is, or of the name of a unit; empty for all.
        place: a unit, as ``level/code`` or by its name; empty for the whole election. An unknown one has no
            figures.
    """
    if publication is None:
        return []
    words = normal(query).split()
    if place:
        level, _, unit = place.partition("/")
        named = [] if unit else find(publication, place, 1)
        rows = _rows(publication, *((named[0].level, named[0].unit) if named else (level, unit)))
        return _with(rows, words)[:MOST]
    whole = _rows(publication, NATION, NATION)
    rows = _with(whole, words)
    said = [word for word in words if _with(whole, [word])]
    of_units = [word for word in words if word not in said]
    if of_units or not rows:
        # A word such as the article of a name may be of a figure, too.
        for asked, rest in ((words, []), (of_units, said)):
            units = find(publication, " ".join(asked), MOST_UNITS) if asked else []
            for found in units:
                rows += _with(_rows(publication, found.level, found.unit), rest)
            if units:
                break
    return rows[:MOST]


def example_unit(publication: Publication | None) -> str:
    """How a unit of this election is written, such as ``department/7``; empty where there is none."""
    if publication is None:
        return ""
    contest = publication.front.headline.contest
    for level in publication.front.levels:
        unit = next(iter(publication.unit_names(contest, level.id)), "")
        if unit:
            return f"{level.id}/{unit}"
    return ""


def _rows(publication: Publication, level: str, unit: str) -> list[Row]:
    try:
        known = figures_available(publication, level, unit)
        figures = [look_up(available.expression, publication) for available in known]
    except (EscrutinioError, LookupError):
        return []
    return [
        Row(
            figure.expression,
            what_text(figure),
            value_text(figure),
            measure_name(figure.label.measure, figure.label.of),
        )
        for figure in figures
        if figure is not None
    ]


def _with(rows: list[Row], words: Sequence[str]) -> list[Row]:
    """The rows that hold every word."""
    return [row for row in rows if all(word in normal(f"{row.expression} {row.what}") for word in words)]
