"""Figures to choose from when a story is written."""

from __future__ import annotations

from dataclasses import dataclass

from escrutinio.flows.publication import Publication, figures_available
from escrutinio.model import NATION, EscrutinioError
from escrutinio.web.shared.cleaning import normal
from escrutinio.web.stories.figures import look_up
from escrutinio.web.stories.formats import measure_name, value_text, what_text

MOST = 400


@dataclass(frozen=True)
class Row:
    """A figure that can be chosen: how it is written, what it is, its value now, and its group."""

    expression: str
    what: str
    value: str
    group: str


def choices(publication: Publication | None, query: str, place: str) -> list[Row]:
    """Figures that hold every word of a query.

    Args:
        publication: the newest; with None there is nothing to choose.
        query: words of the expression or of what it is; empty for all.
        place: ``level/code`` of a unit, or empty for the whole election; an unknown one has no figures.
    """
    if publication is None:
        return []
    level, _, unit = place.partition("/")
    try:
        known = figures_available(publication, level or NATION, unit or NATION)
        figures = [look_up(available.expression, publication) for available in known]
    except (EscrutinioError, LookupError):
        return []
    rows = [
        Row(
            figure.expression,
            what_text(figure),
            value_text(figure),
            measure_name(figure.label.measure, figure.label.of),
        )
        for figure in figures
        if figure is not None
    ]
    words = normal(query).split()
    return [row for row in rows if all(word in normal(f"{row.expression} {row.what}") for word in words)][
        :MOST
    ]
