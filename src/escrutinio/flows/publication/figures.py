"""Figures for stories: from an expression to a value, now or at an earlier moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escrutinio.explain import PartKind
from escrutinio.flows.count import iso
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.projected import ShareEstimate
from escrutinio.flows.publication import expression as e
from escrutinio.flows.publication import story_figure as f
from escrutinio.flows.publication.expression import Expression, parse
from escrutinio.flows.publication.moments import CurrentFigures, FigureSource, HistoricalFigures
from escrutinio.flows.publication.reading import Publication
from escrutinio.flows.publication.story_figure import Figure, FigureLabel, Named
from escrutinio.model import NATION, SheetSum

_DOES_NOT_STAND = "the list does not stand"
_NO_VOTES = "no valid vote is in"
_STAND_APART = "its candidates stand in different units, so that nobody leads it as a whole"
_NOT_KEPT = "the projection was not kept for that moment"
_NOT_STATED = "not all counted sheets state it"
_NO_VOTERS = "the voters of some stations are not known"
_NO_SUCH_VOTES = "the contest has no votes of the kind"
_NO_BODY = "the seats are not those of lists in one whole body"


def figure(publication: Publication, expression: str) -> Figure:
    """A figure as it is published.

    Raises:
        UnknownFigure: it cannot be read, or names what there is not; the error names what is nearest.
    """
    return _value(CurrentFigures(publication), expression)


def figure_at(source: Desk | Publication, expression: str, moment: datetime) -> Figure:
    """A figure as it was at an earlier moment.

    What is counted or decided is worked out again from the ledger. What is projected is that of the last
    publication up to then, as the series of the night has it, and only for the whole election.

    Raises:
        UnknownFigure: as :func:`figure`.
        UsageError, DefinitionError, LedgerError: the election's folder cannot be opened.
    """
    desk = open_desk(source.folder.parent.parent) if isinstance(source, Publication) else source
    return _value(HistoricalFigures(desk, moment), expression)


@dataclass(frozen=True)
class Choice:
    """A figure that can be chosen: its expression, what kind it is, and its label in parts."""

    expression: str
    kind: str
    label: FigureLabel


def figures_available(publication: Publication, level: str = NATION, unit: str = NATION) -> list[Choice]:
    """The figures that there are of the nation, or of one unit (by code), in the order of a chooser."""
    now = CurrentFigures(publication)
    figures = [_value(now, str(expression)) for expression in _expressions(now, level, unit)]
    return [Choice(figure.expression, figure.kind, figure.label) for figure in figures]


def _expressions(now: FigureSource, level: str, unit: str) -> Iterator[Expression]:
    names = now.names
    nation = level == NATION
    for contest in names.lists:
        if not nation and level not in names.levels[contest]:
            continue
        projected = now.projected(contest, level, unit) is not None
        for measure, kind in e.MEASURES.items():
            if measure.startswith("projected") and not projected:
                continue
            if kind == e.CONTEST:
                yield Expression(measure, contest, level=level, unit=unit)
            elif kind == e.CONTEST_LIST:
                for name in now.standing(contest):
                    yield Expression(measure, contest, "", name, level, unit)
    if not nation:
        return
    for chamber in names.chambers:
        whole_body = now.chamber(chamber).majority is not None
        if whole_body:
            yield Expression("majority", chamber)
        for name in names.office_lists:
            yield Expression("seats", chamber, "", name)
            if now.chamber(chamber).projected:
                yield Expression("projected seats", chamber, "", name)
                if whole_body:
                    yield Expression("chance", e.MAJORITY, chamber, name)
    first_round = now.first_round()
    if first_round is not None:
        if first_round.run_off is not None:
            yield Expression("chance", e.RUN_OFF)
        for name in names.office_lists:
            yield Expression("chance", e.FIRST_ROUND, "", name)
    if now.movement().lead is not None:
        yield from map(Expression, e.SHIFTS)
    yield Expression("as_of")


def _value(at: FigureSource, text: str) -> Figure:
    asked = parse(text, at.names)
    kind = e.MEASURES[asked.measure]
    if asked.measure in e.SHIFTS:
        return _shift(at, asked)
    if kind == e.NOTHING:
        return _made(at, asked, f.MOMENT, f.COUNTED, value=iso(at.as_of))
    if kind == e.CHANCE:
        return _chance(at, asked)
    if kind in (e.CHAMBER, e.CHAMBER_LIST):
        return _of_chamber(at, asked)
    asked = Expression(
        asked.measure, asked.about, "", asked.selection, asked.level, at.unit_code(asked, text)
    )
    if asked.measure.startswith("projected"):
        return _projected(at, asked)
    return _counted(at, asked)


def _shift(at: FigureSource, asked: Expression) -> Figure:
    """A shift of the lead, or the part of it between units or within them, as a share."""
    movement = at.movement()
    if movement.lead is None:
        return _made(at, asked, f.POINTS, f.COUNTED, reason=movement.reason or "a single list stands")
    kinds = {"shift between": PartKind.BETWEEN, "shift within": PartKind.WITHIN}
    wanted = kinds.get(asked.measure)
    points = (
        movement.lead.shift
        if wanted is None
        else sum(part.points for part in movement.lead.parts if part.kind is wanted)
    )
    return _made(at, asked, f.POINTS, f.COUNTED, value=points / 100)


def _counted(at: FigureSource, asked: Expression) -> Figure:
    counted = at.counted(asked.about, asked.level, asked.unit)
    if asked.measure in ("share", "votes"):
        entry = next((entry for entry in counted.selections if entry.id == asked.selection), None)
        votes = entry.votes if entry else None
        if votes is None:
            kind = f.PERCENT if asked.measure == "share" else f.VOTES
            return _made(at, asked, kind, f.COUNTED, reason=_NOT_STATED if entry else _DOES_NOT_STAND)
        if asked.measure == "share":
            return _share(at, asked, f.PERCENT, votes, counted.share_base)
        return _made(at, asked, f.VOTES, f.COUNTED, value=votes)
    if asked.measure in ("lead", "leader") and counted.stand_apart:
        kind = f.POINTS if asked.measure == "lead" else f.LIST
        return _made(at, asked, kind, f.COUNTED, reason=_STAND_APART)
    if asked.measure == "lead":
        return _share(at, asked, f.POINTS, counted.lead.votes if counted.lead else 0, counted.share_base)
    if asked.measure == "leader":
        reason = "" if counted.leader else ("a tie" if counted.tied else _NO_VOTES)
        return _made(at, asked, f.LIST, f.COUNTED, value=counted.leader, reason=reason)
    if asked.measure == "turnout":
        turnout = counted.turnout
        if turnout.part is None or turnout.whole is None:
            return _made(at, asked, f.PERCENT, f.COUNTED, reason=_NOT_STATED)
        return _share(at, asked, f.PERCENT, turnout.part, turnout.whole)
    if asked.measure == "counted":
        expected_and_reported = counted.sheets_reported - counted.sheets_unexpected
        return _share(at, asked, f.PERCENT, expected_and_reported, counted.sheets_expected)
    if asked.measure == "sheets":
        return _made(at, asked, f.COUNT, f.COUNTED, value=counted.sheets_reported)
    if asked.measure == "registered":
        return _stated(at, asked, f.COUNT, counted.registered_expected, _NO_VOTERS)
    sums = {"valid": counted.valid, "blank": counted.blank, "null": counted.null}
    return _stated(at, asked, f.VOTES, sums[asked.measure], _NOT_STATED)


def _stated(at: FigureSource, asked: Expression, kind: str, figure: SheetSum | None, reason: str) -> Figure:
    """A sum that every sheet has a part in; else there is no figure that a story could be bound to."""
    if figure is None:
        return _made(at, asked, kind, f.COUNTED, reason=_NO_SUCH_VOTES)
    if not figure.complete:
        return _made(at, asked, kind, f.COUNTED, reason=reason)
    return _made(at, asked, kind, f.COUNTED, value=figure.sum)


def _share(at: FigureSource, asked: Expression, kind: str, part: int, whole: int) -> Figure:
    if not whole:
        return _made(at, asked, kind, f.COUNTED, reason=_NO_VOTES)
    value = part / whole
    return _made(at, asked, kind, f.COUNTED, value=value, numerator=part, denominator=whole)


def _projected(at: FigureSource, asked: Expression) -> Figure:
    kind = f.POINTS if asked.measure == "projected lead" else f.PERCENT
    projected = at.projected(asked.about, asked.level, asked.unit)
    if projected is None:
        return _made(at, asked, kind, f.PROJECTED, reason=at.why_not_projected(asked.about))
    if asked.measure == "projected turnout":
        reason = _NOT_KEPT if isinstance(at, HistoricalFigures) else _NOT_STATED
        return _estimated(at, asked, projected.turnout, reason)
    if asked.measure == "projected lead":
        shares = sorted((estimate.share for estimate in projected.selections.values()), reverse=True)
        value = shares[0] - shares[1] if len(shares) > 1 else None
        return _made(at, asked, kind, f.PROJECTED, value=value)
    return _estimated(at, asked, projected.selections.get(asked.selection), _DOES_NOT_STAND)


def _estimated(at: FigureSource, asked: Expression, estimate: ShareEstimate | None, reason: str) -> Figure:
    if estimate is None:
        return _made(at, asked, f.PERCENT, f.PROJECTED, reason=reason)
    return _made(
        at, asked, f.PERCENT, f.PROJECTED, value=estimate.share, low=estimate.low, high=estimate.high
    )


def _of_chamber(at: FigureSource, asked: Expression) -> Figure:
    chamber = at.chamber(asked.about)
    if asked.measure == "majority":
        reason = "" if chamber.majority is not None else _NO_BODY
        return _made(at, asked, f.SEATS, f.DECIDED, value=chamber.majority, reason=reason)
    if asked.measure == "seats":
        seats = {entry.id: entry.seats for entry in chamber.counted.lists}
        return _made(at, asked, f.SEATS, f.DECIDED, value=seats.get(asked.selection, 0))
    if chamber.projected is None:
        reason = at.why_not_projected(at.names.headline)
        return _made(at, asked, f.SEATS, f.PROJECTED, reason=reason)
    estimates = {entry.id: (entry.seats, entry.low, entry.high) for entry in chamber.projected.lists}
    # A list that is not named has no seat in any draw.
    value, low, high = estimates.get(asked.selection, (0, 0, 0))
    return _made(at, asked, f.SEATS, f.PROJECTED, value=value, low=low, high=high)


def _chance(at: FigureSource, asked: Expression) -> Figure:
    if asked.about == e.MAJORITY:
        projected = at.chamber(asked.chamber).projected
        if at.chamber(asked.chamber).majority is None:
            return _made(at, asked, f.CHANCE, f.PROJECTED, reason=_NO_BODY)
        chances = projected.majority if projected else None
    else:
        first_round = at.first_round()
        if first_round is not None and asked.about == e.RUN_OFF:
            reason = "" if first_round.run_off is not None else "the law knows no run-off"
            return _made(at, asked, f.CHANCE, f.PROJECTED, value=first_round.run_off, reason=reason)
        chances = first_round.elected if first_round is not None else None
    if chances is None:
        reason = at.why_not_projected(at.names.headline)
        return _made(at, asked, f.CHANCE, f.PROJECTED, reason=reason)
    by_selection = {entry.id: entry.chance for entry in chances}
    return _made(at, asked, f.CHANCE, f.PROJECTED, value=by_selection.get(asked.selection, 0))


def _made(at: FigureSource, asked: Expression, kind: str, source: str, **values: Any) -> Figure:
    value = values.pop("value", None)
    reason = values.pop("reason", "") or ("" if value is not None else _NOT_KEPT)
    return Figure(
        expression=str(asked),
        kind=kind,
        value=value,
        as_of=at.as_of,
        source=source,
        label=_label(at, asked, value if kind == f.LIST else None),
        decimals=f.DECIMALS.get(kind, 0),
        reason=reason,
        **values,
    )


def _label(at: FigureSource, asked: Expression, leader: str | None) -> FigureLabel:
    kind = e.MEASURES[asked.measure]
    of_contest = kind in (e.CONTEST, e.CONTEST_LIST)
    of_unit = asked.level != NATION
    chamber = asked.chamber or (asked.about if kind in (e.CHAMBER, e.CHAMBER_LIST) else "")
    return FigureLabel(
        measure=asked.measure,
        of=asked.about if kind == e.CHANCE else "",
        contest=Named(id=asked.about, name=at.contest_name(asked.about)) if of_contest else None,
        chamber=Named(id=chamber, name=at.chamber(chamber).name) if chamber else None,
        selection=at.selection_label(asked.selection) if asked.selection else None,
        leader=at.selection_label(leader) if leader else None,
        level=Named(id=asked.level, name=at.level_name(asked.level)) if of_unit else None,
        unit=Named(id=asked.unit, name=at.unit_name(asked)) if of_unit else None,
    )
