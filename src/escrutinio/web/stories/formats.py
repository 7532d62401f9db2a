"""Figures and numbers in a reader's language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from escrutinio.flows.publication import Figure
from escrutinio.web.shared.moments import babel_locale, moment_text

_NARROW = "\u00a0"


def number(value: Decimal) -> str:
    """A number with its thousands apart, and with as many decimals as it has."""
    decimals = max(0, -int(value.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=babel_locale()))


def value_text(figure: Figure) -> str:
    """A figure's value as it stands in a text."""
    rounded = figure.rounded
    if figure.value is None:
        return "–"
    if figure.kind == "moment":
        return moment_text(datetime.fromisoformat(str(figure.value)))
    if rounded is None:
        leader = figure.label.leader
        return leader.short if leader else str(figure.value)
    if figure.kind == "chance":
        return _chance(float(figure.value), rounded)
    if figure.kind == "percent":
        return f"{number(rounded)}{_NARROW}%"
    if figure.kind == "points":
        return _("%s points") % number(rounded)
    return number(rounded)


def _chance(value: float, rounded: Decimal) -> str:
    # Simulations make nothing certain.
    if value > 0.99:
        return f"> 99{_NARROW}%"
    return f"< 1{_NARROW}%" if value < 0.01 else f"{number(rounded)}{_NARROW}%"


def interval_text(figure: Figure) -> str:
    """The 90 % interval of a projected figure; empty where there is none."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    unit = f"{_NARROW}%" if figure.kind == "percent" else ""
    return f"{number(low)}–{number(high)}{unit}"


def what_text(figure: Figure) -> str:
    """What a figure is, in one line: measure, list, contest or chamber, unit."""
    label = figure.label
    parts = [measure_name(label.measure, label.of)]
    named = (label.selection, label.contest, label.chamber, label.unit)
    parts += [part.name for part in named if part is not None]
    return ", ".join(parts)


def measure_name(measure: str, of: str = "") -> str:
    """The name of a measure."""
    if measure == "chance":
        return {
            "first round": _("Chance of election in the first round"),
            "run-off": _("Chance of a run-off"),
        }.get(of, _("Chance of a majority"))
    return {
        "share": _("Share of the valid votes"),
        "votes": _("Votes"),
        "lead": _("Lead of the first list over the second"),
        "leader": _("First list"),
        "turnout": _("Turnout"),
        "counted": _("Share of the sheets that are counted"),
        "sheets": _("Sheets counted"),
        "valid": _("Valid votes"),
        "blank": _("Blank votes"),
        "null": _("Null votes"),
        "registered": _("Registered voters"),
        "projected": _("Projected share of the valid votes"),
        "projected lead": _("Projected lead of the first list over the second"),
        "projected turnout": _("Projected turnout"),
        "seats": _("Seats by the counted sheets"),
        "majority": _("Seats of a majority"),
        "projected seats": _("Projected seats"),
        "shift": _("Shift of the lead since a tenth of the sheets were counted"),
        "shift between": _("Shift of the lead by which places were counted"),
        "shift within": _("Shift of the lead within places"),
        "as_of": _("Moment of the count"),
    }.get(measure, measure)


def source_name(source: str) -> str:
    """How a figure came about."""
    return {
        "counted": _("counted"),
        "projected": _("projected"),
        "decided": _("by the law, from the counted sheets"),
    }.get(source, source)
