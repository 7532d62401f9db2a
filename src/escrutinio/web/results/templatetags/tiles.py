"""Seats in cells and as tiles, each with who has it and a link to where it is won."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escrutinio.flows.documents.chambers import ListSeatsSince, SeatsOfUnit
from escrutinio.flows.documents.results import DistrictResult, ResultState, SeatChange
from escrutinio.flows.documents.since import Standing
from escrutinio.model import NATION
from escrutinio.web.results.templatetags.names import together
from escrutinio.web.results.templatetags.say import NOTHING, signed, swatch, votes

register = template.Library()
_SIDE = 24
"""How wide and high a tile is drawn."""
_SHOWN = 18
"""How wide and high a tile of a unit with several is on the page, in pixels."""

_ONE_ROW = 5
"""Up to so many seats of a unit stand in one row."""


@register.simple_tag
def seat(result: DistrictResult) -> SafeString:
    """A single seat in a cell: who is elected, leads, or is tied."""
    names = together((*result.selections, *result.tied))
    if result.state is ResultState.RUN_OFF and result.tied:
        tied = _("tied for the remaining places: %(names)s") % {"names": together(result.tied)}
        if result.selections:
            tied = f"{_('second round: %(names)s') % {'names': together(result.selections)}}; {tied}"
        return format_html('<span class="quiet">{}</span>', tied)
    if result.state not in (ResultState.ELECTED, ResultState.LEADS):
        words = {
            ResultState.LEVEL: _("level: %(names)s"),
            ResultState.TIE: _("tied: %(names)s"),
            ResultState.RUN_OFF: _("second round: %(names)s"),
            ResultState.NO_SEAT: _("%(names)s: most votes, but no seat"),
            ResultState.UNDECIDED: _("undecided: %(names)s"),
        }.get(result.state, _("nothing counted"))
        return format_html('<span class="quiet">{}</span>', words % {"names": names} if names else words)
    elected = result.state is ResultState.ELECTED
    said = _("elected") if elected else _("leads")
    return format_html(
        '{}<b>{}</b> <span class="quiet">{}{}</span>',
        swatch(result.selections[0].color),
        names,
        "✓ " if elected else "",
        said,
    )


@register.simple_tag
def seat_before(result: DistrictResult) -> SafeString | str:
    """Who had a single seat before, and whether it is held or gained."""
    if result.last_time is None:
        return NOTHING
    words = {SeatChange.GAIN: _("gain from %(name)s"), SeatChange.HOLD: _("%(name)s (hold)")}
    said = words.get(result.change, "%(name)s") if result.change else "%(name)s"
    return said % {"name": result.last_time.short}


@register.filter
def any_before(results: Sequence[DistrictResult]) -> bool:
    """Whether it is known of any of these seats who had it before: else it is no column."""
    return any(result.last_time is not None for result in results)


@register.simple_tag
def unit_page(contest: str, level: str, unit: str) -> str:
    """The address of a unit's page; that of the contest, which is the page of the whole."""
    if level == NATION:
        return reverse("results:contest", args=(contest,))
    return reverse("results:unit", args=(contest, level, unit))


@register.simple_tag
def tile(result: DistrictResult) -> SafeString:
    """A single seat as a square: full where somebody is elected, a ring where somebody leads."""
    gain = result.change is SeatChange.GAIN
    names = together((*result.selections, *result.tied))
    if result.state in (ResultState.ELECTED, ResultState.LEADS):
        elected = result.state is ResultState.ELECTED
        color = result.selections[0].color or "#888"
        shape = (
            format_html('<path fill="{}" d="M1 1h22v22H1z"/>', color)
            if elected
            else format_html('<path class="ring" stroke="{}" d="M3.5 3.5h17v17h-17z"/>', color)
        )
        said = _("%(names)s, elected") if elected else _("%(names)s, leading")
        said = said % {"names": names}
    elif names:
        shape = SafeString('<path class="even" d="M1 1h22v22H1zM5 9h14M5 15h14"/>')
        words = {
            ResultState.NO_SEAT: _("%(names)s: most votes, but no seat"),
            ResultState.UNDECIDED: _("undecided: %(names)s"),
            ResultState.RUN_OFF: _("second round: %(names)s"),
        }.get(result.state, _("level or tied: %(names)s"))
        said = words % {"names": names}
    else:
        shape, said = SafeString('<path class="none" d="M1 1h22v22H1z"/>'), _("nothing counted")
    if gain and result.last_time is not None:
        said += ", " + _("gain from %(name)s") % {"name": result.last_time.short}
    label = f"{result.name}: {said}"
    return format_html(
        '<a href="{}" title="{}" aria-label="{}"><svg class="tile" viewBox="0 0 24 24" aria-hidden="true">'
        "{}{}</svg></a>",
        unit_page(result.contest, result.level, result.unit),
        label,
        label,
        shape,
        SafeString('<circle class="gain" cx="12" cy="12" r="5"/>') if gain else "",
    )


@register.filter
def any_next_seat(units: Sequence[SeatsOfUnit]) -> bool:
    """Whether it is known of any unit who is closest to one seat more there."""
    return any(unit.next_seat is not None for unit in units)


@register.filter
def any_since(units: Sequence[SeatsOfUnit]) -> bool:
    """Whether it is known of any unit who had its seats last time."""
    return any(unit.since is not None for unit in units)


@register.simple_tag
def seats_change(row: ListSeatsSince) -> str:
    """What a list has gained or lost, or why that is not said."""
    if row.standing is Standing.DIVIDED:
        return _("divided")
    if row.change is None:
        return _("not known")
    return signed(row.change) if row.change else "0"


@register.simple_tag
def unit_tiles(unit: SeatsOfUnit) -> SafeString:
    """The seats of a unit as squares below its name, in the colours of their lists."""
    columns = unit.size if unit.size <= _ONE_ROW else ceil(sqrt(1.6 * unit.size))
    tiles, at = [], 0
    for row in unit.lists:
        tiles.append(
            format_html('<path fill="{}" d="{}"/>', row.color or "#888", _squares(at, row.seats, columns))
        )
        at += row.seats
    left = unit.size - at
    if left > 0:
        tiles.append(format_html('<path class="none" d="{}"/>', _squares(at, left, columns)))
    seats = ngettext("%(all)s seat", "%(all)s seats", unit.size) % {"all": votes(unit.size)}
    parts = [f"{row.short} {votes(row.seats)}" for row in unit.lists]
    parts += [f"{_('Nobody yet')} {votes(left)}"] if left > 0 else []
    rows = ceil(unit.size / columns)
    return format_html(
        '<a href="{}"><span>{} <span class="visually-hidden">({}: {})</span></span>'
        '<svg class="seats-of" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}</svg></a>',
        unit_page(unit.contest, unit.level, unit.unit),
        unit.name,
        seats,
        ", ".join(parts),
        *(columns * _SIDE, rows * _SIDE, columns * _SHOWN, rows * _SHOWN),
        mark_safe("".join(tiles)),
    )


def _squares(first: int, number: int, columns: int) -> str:
    """The path of so many tiles from the first on, row by row."""
    corners = ((at % columns * _SIDE, at // columns * _SIDE) for at in range(first, first + number))
    return "".join(f"M{x + 1} {y + 1}h22v22h-22z" for x, y in corners)
