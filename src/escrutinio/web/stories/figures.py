"""The figures of stories: asked of a publication, kept with the story, never an error for a reader."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import datetime

from escrutinio.flows.publication import Figure, Publication, figure, figure_at, figures_available
from escrutinio.flows.publication import agrees as same_as_shown
from escrutinio.model import EscrutinioError, UnknownFigure
from escrutinio.web.stories.markdown import Asked, freeze
from escrutinio.web.stories.models import BoundFigure, Story

Key = tuple[str, str]
"""An expression, and the moment that it is frozen at as written; empty for one that follows the count."""

NEAREST = 4


def find(expression: str, publication: Publication, at: str = "") -> Figure:
    """A figure of the newest count, or of an earlier moment.

    Args:
        expression: as written in a story.
        publication: the newest.
        at: a moment as written; without a zone it is the election's own time.

    Raises:
        UnknownFigure: there is none, or the moment cannot be read or is still to come.
        LedgerError: the publication has meanwhile been removed.
    """
    if not at:
        return figure(publication, expression)
    moment = _moment(at, publication)
    if moment is None or moment > publication.as_of:
        raise UnknownFigure("the moment is none, or still to come", where=at, hint="Write 2020-10-18T21:40.")
    if moment == publication.as_of:
        return figure(publication, expression)
    return figure_at(publication, expression, moment)


def look_up(expression: str, publication: Publication | None, at: str = "") -> Figure | None:
    """A figure that has a value; None where there is none, for whatever reason."""
    figure = asked_for(expression, publication, at)
    return figure if figure is not None and figure.value is not None else None


def asked_for(expression: str, publication: Publication | None, at: str = "") -> Figure | None:
    """A figure, even if it has no value yet; None where there is none."""
    if publication is None:
        return None
    try:
        return find(expression, publication, at)
    except EscrutinioError:
        return None


def agrees(frozen: Figure, now: Figure) -> bool:
    """Whether a frozen figure still says what the count says; a moment always does."""
    return frozen.kind == "moment" or same_as_shown(frozen, now)


def nearest(expression: str, publication: Publication) -> list[str]:
    """Existing expressions that look most like one that does not exist."""
    what, at, place = (part.strip() for part in expression.partition("@"))
    known = look_up(what, publication)
    if at and known is not None:
        return [f"{what} @ {near}" for near in _nearest_places(place, known, publication)]
    names = [available.expression for available in figures_available(publication)]
    shorter = {_short(name, publication): name for name in reversed(names)}
    close = difflib.get_close_matches(what, [*names, *shorter], n=NEAREST * 2, cutoff=0.5)
    return list(dict.fromkeys(shorter.get(name, name) for name in close))[:NEAREST]


def _short(expression: str, publication: Publication) -> str:
    """An expression of the headline contest without the contest, as many write it."""
    return expression.replace(f"{publication.front.headline.contest}/", "")


def _nearest_places(place: str, known: Figure, publication: Publication) -> list[str]:
    level, _, unit = (part.strip() for part in place.partition("/"))
    levels = [level.id for level in publication.front.levels]
    if level not in levels:
        return [f"{near}/…" for near in difflib.get_close_matches(level, levels, cutoff=0.1)]
    contest = known.label.contest
    if contest is None:
        return []
    names = publication.unit_names(contest.id, level)
    close = difflib.get_close_matches(unit, [*names.values(), *names], n=NEAREST, cutoff=0.4)
    return [f"{level}/{near}" for near in close]


def _moment(written: str, publication: Publication) -> datetime | None:
    try:
        return publication.election.parse_time(written)
    except (ValueError, EscrutinioError):
        return None


def freeze_body(body: str, publication: Publication | None) -> str:
    """A text in which every figure that is frozen says at which moment of the count."""
    if publication is None:
        return body
    local = publication.as_of.astimezone(publication.election.timezone).replace(tzinfo=None)
    return freeze(body, local.isoformat(timespec="auto" if local.second or local.microsecond else "minutes"))


def known_figures(story: Story) -> dict[Key, Figure]:
    """The figures that are kept with a story."""
    return {(row.expression, row.frozen): Figure.from_dict(row.known) for row in story.figures.all()}


def bind(story: Story, asked: Sequence[Asked], publication: Publication | None) -> None:
    """Keep what a story's figures are now; what is frozen already stays as it is."""
    kept = set(story.figures.values_list("expression", "frozen"))
    for wanted in asked:
        key = (wanted.expression, wanted.at)
        if wanted.frozen and wanted.at and key not in kept:
            figure = look_up(wanted.expression, publication, wanted.at)
            if figure is not None:
                _keep(story, key, figure, publication)
                kept.add(key)
    # What follows the count is kept as it is now, for when it is no more.
    for expression in {wanted.expression for wanted in asked if not wanted.frozen}:
        figure = look_up(expression, publication)
        if figure is not None:
            _keep(story, (expression, ""), figure, publication)


def _keep(story: Story, key: Key, figure: Figure, publication: Publication | None) -> None:
    assert publication is not None, "it was found in one"
    defaults = {"known": figure.to_dict(), "publication": publication.id}
    BoundFigure.objects.update_or_create(story=story, expression=key[0], frozen=key[1], defaults=defaults)


def value_of(asked: Asked, kept: Mapping[Key, Figure], publication: Publication | None) -> Figure | None:
    """What a reader sees of a figure: frozen, or now, or as it was last known."""
    if asked.frozen:
        frozen = kept.get((asked.expression, asked.at))
        return frozen or look_up(asked.expression, publication, asked.at)
    return look_up(asked.expression, publication) or kept.get((asked.expression, ""))
