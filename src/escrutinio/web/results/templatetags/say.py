"""Figures in the reader's form: numbers, shares, moments, bars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from escrutinio.flows.documents.figures import SelectionLabel, SheetSum
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.projected import UnseenRegion
from escrutinio.flows.documents.since import SinceState, Standing
from escrutinio.flows.documents.unit import UnitSummary
from escrutinio.model.translations import NUMBER, SOURCE, catalogue
from escrutinio.web.results.templatetags import names as of_names

register = template.Library()
_MOST_WHOLE = 14
"""Signs of a word that fits a column of a phone."""
register.filters |= of_names.register.filters  # whoever says figures says whose they are
NOTHING = "–"
REGIONS_NAMED = 5
_PER_CENT = re.compile(r"(?<=\d) %(?!\w)")


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


def per_cent(number: str) -> str:
    """A number with the sign of per cent as the language sets it: ``5 %``, ``5%``."""
    return number + catalogue(get_language() or SOURCE)(NUMBER)[7:]


@register.filter
def votes(value: int | None) -> str:
    """A whole number with the thousands set apart."""
    return NOTHING if value is None else _formatted(value, "#,##0", _locale())


@register.filter
def signed(value: int) -> str:
    """A difference of whole numbers with its sign."""
    return _formatted(value, "+#,##0;\u2212#,##0", _locale())


@register.filter
def stated(value: int | None) -> str:
    """A whole number as :func:`votes`; in words where a sheet does not state it."""
    return _("not stated") if value is None else votes(value)


@register.filter
def over_sheets(figure: SheetSum) -> str:
    """A sum over sheets: in full, or the least that it can be and on how many sheets it rests."""
    if figure.complete:
        return votes(figure.sum)
    if not figure.stated:
        return _("not stated")
    numbers = {
        "sum": votes(figure.sum),
        "stated": votes(figure.stated),
        "sheets": votes(figure.sheets),
    }
    return _("at least %(sum)s, known on %(stated)s of %(sheets)s sheets") % numbers


@register.filter
def percent(share: float | None, decimals: int = 1) -> str:
    """A share of 0 to 1 as per cent. What is not whole never shows as 100 or 0."""
    if share is None:
        return NOTHING
    return per_cent(points(share, decimals))


@register.filter
def points(share: float | None, decimals: int = 1) -> str:
    """A share of 0 to 1 as points of a hundred, without the sign."""
    if share is None:
        return NOTHING
    shown = round(100 * share, decimals)
    least: float = 10**-decimals
    # 99.98 % of the sheets are not all of them, and one vote is not none.
    if shown >= 100 and share < 1:
        shown = 100 - least
    if shown <= 0 and share > 0:
        return "<" + _number(least, decimals)
    return _number(shown, decimals)


@register.filter
def moved(change: float | None) -> str:
    """A change of a share as points of a hundred, with its sign."""
    if change is None:
        return NOTHING
    shown = round(100 * change, 1)
    sign = "+" if shown > 0 else "\u2212" if shown < 0 else ""
    return sign + _number(abs(shown), 1)


@register.filter
def lead(difference: float | None) -> str:
    """A lead as points of a hundred; with a minus sign where the other was ahead. A small one is not 0."""
    if difference and not round(100 * difference, 1):
        small = _("less than %(number)s") if difference > 0 else _("more than %(number)s")
        return small % {"number": moved(0.001 if difference > 0 else -0.001).removeprefix("+")}
    return moved(difference).removeprefix("+")


@register.filter
def decimals(value: float | None) -> str:
    """A figure that is no count: with one decimal, or none where it is large."""
    if value is None:
        return NOTHING
    return _number(value, 0 if abs(value) >= 100 else 1)


@register.filter
def chance(share: float | None) -> str:
    """A chance as per cent; simulations never make it certain."""
    if share is None:
        return NOTHING
    if share > 0.99:
        return per_cent("> 99")
    if share < 0.01:
        return per_cent("< 1")
    return per_cent(_number(100 * share, 0))


def _number(value: float, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _formatted(value + 0, pattern, _locale())  # no zero is negative


# A page holds thousands of figures, many of them the same, and Babel reads the pattern anew for each.
@lru_cache(maxsize=20_000)
def _formatted(value: float, pattern: str, locale: str) -> str:
    return str(format_decimal(value, format=pattern, locale=locale))


@register.filter
def moment(text: str | None, zone: str | None = None) -> SafeString | str:
    """A moment (ISO 8601) as a ``time`` element, in the election's time zone."""
    if not text:
        return NOTHING
    when = datetime.fromisoformat(text).astimezone(ZoneInfo(zone or "UTC"))
    shown = str(format_datetime(when, "d MMM y, HH:mm", locale=_locale()))
    return format_html('<time datetime="{}">{}</time>', text, shown)


@register.filter
def moment_there(text: str | None, zone: str | None = None) -> SafeString | str:
    """A moment with what its time zone is to UTC then, for where no other time stands beside it."""
    if not text:
        return NOTHING
    offset = datetime.fromisoformat(text).astimezone(ZoneInfo(zone or "UTC")).utcoffset() or timedelta()
    return format_html("{} {}", moment(text, zone), _to_utc(offset))


def _to_utc(offset: timedelta) -> str:
    """What a time zone is to UTC, such as UTC+5:30."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@register.filter
def clock(text: str | None, zone: str | None = None) -> str:
    """The time of day of a moment."""
    if not text:
        return NOTHING
    return str(
        format_time(
            datetime.fromisoformat(text).astimezone(ZoneInfo(zone or "UTC")), "HH:mm", locale=_locale()
        )
    )


@register.filter
def day(text: str | None) -> str:
    """A date (ISO 8601), written as the moments beside it."""
    return (
        str(format_date(datetime.fromisoformat(text).date(), "d MMM y", locale=_locale()))
        if text
        else NOTHING
    )


@register.filter(is_safe=True)
def unbroken(page: str) -> str:
    """A page on which no line ends between a number and its sign of per cent."""
    return _PER_CENT.sub("\u00a0%", page)


@register.simple_tag
def swatch(color: str | None) -> SafeString:
    """A small square of a list's colour; the name stands beside it."""
    return format_html(
        '<svg class="swatch" viewBox="0 0 8 8" aria-hidden="true">'
        '<rect width="8" height="8" fill="{}"/></svg>',
        color or "#888",
    )


@register.simple_tag
def short(label: SelectionLabel) -> SafeString:
    """What a list is called in a table, with its name; one short word is not broken at its hyphen."""
    whole = "-" in label.short and " " not in label.short and len(label.short) <= _MOST_WHOLE
    kind = mark_safe(' class="whole"') if whole else ""
    return format_html('<abbr title="{}"{}>{}</abbr>', label.name, kind, label.short)


@register.simple_tag
def map_sign(color: str | None, strength: float) -> SafeString:
    """A square of a map's legend; without a colour that of what is empty."""
    if color is None:
        style = SafeString('class="empty"')
    else:
        style = format_html('fill="{}" fill-opacity="{}"', color, f"{strength:.2f}")
    return format_html(
        '<svg class="sign" viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" {}/></svg>', style
    )


@register.filter
def any_since_cell(units: Sequence[UnitSummary]) -> bool:
    """Whether it can be said of any unit how its leading list has changed since the earlier election."""
    return any(since_cell(unit) != NOTHING for unit in units)


@register.simple_tag
def since_cell(unit: UnitSummary) -> str:
    """The change of the list that leads a unit, since the earlier election."""
    since, leader = unit.since, unit.counted.leader
    entry = since.of(leader) if since is not None and leader is not None else None
    if since is None or entry is None:
        return NOTHING
    if entry.standing is Standing.NEW:
        return _("new")
    return moved(entry.change) + ("*" if since.state is SinceState.PART and entry.change is not None else "")


@register.simple_tag
def bar(
    share: float | None,
    color: str | None,
    low: float | None = None,
    high: float | None = None,
) -> SafeString:
    """A share as a bar, with its interval behind it: all bars are full at 100 per cent."""

    def at(value: float | None) -> str:
        return f"{min(100.0, 100 * (value or 0.0)):.2f}"

    band = SafeString("")
    if low is not None and high is not None:
        width = max(0.4, float(at(high)) - float(at(low)))
        band = format_html('<rect class="band" x="{}" width="{}" height="10"/>', at(low), f"{width:.2f}")
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="back" width="100" height="10"/>{}<rect y="{}" width="{}" height="{}" fill="{}"/></svg>',
        band,
        3 if band else 0,
        at(share),
        4 if band else 10,
        color or "#888",
    )


def in_parts() -> str:
    """What is said where the most votes of all decide nothing."""
    return _("It is decided unit by unit: the most votes of all do not decide it.")


@register.simple_tag
def decided_in_parts(front: FrontDocument, contest: str, level: str) -> str:
    """That the most votes in a unit of a level decide nothing; empty where they do, or a law decides."""
    return in_parts() if front.decided_in_parts(contest, level) else ""


@register.simple_tag
def who_stands(front: FrontDocument | None, contest: str = "") -> str:
    """The head of a column of selections.

    Answers of a ballot measure, persons where the law fills an office, parties in a chamber of single seats,
    lists in other chambers; without a law it cannot be known.

    Args:
        front: the front page.
        contest: whose selections they are; empty where they are of all contests.
    """
    chambers = front.chambers if front else ()
    results = [result for result in front.results if contest in ("", result.contest)] if front else []
    if any(result.adopting for result in results):
        return _("Answer")
    if results and (contest or not chambers):
        return _("Candidate")
    if front and front.law is None:
        return _("List or candidate")
    if chambers and all(len(chamber.districts) == chamber.size for chamber in chambers):
        return _("Party")
    return _("List")


@register.simple_tag
def progress(share: float | None) -> SafeString:
    """How much is in, as a bar; the figure stands beside it."""
    return format_html(
        '<svg class="progress" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="back" width="100" height="6"/><rect class="done" width="{}" height="6"/></svg>',
        f"{100 * (share or 0):.2f}",
    )


@register.filter
def word(code: str) -> str:
    """A word of the documents in the reader's language: what a version is, how severe a finding, a count.

    One that is not known, such as a list's short name, stays as it is.
    """
    return {
        "first": _("first version"),
        "changed": _("changed"),
        "grown": _("more tables counted"),
        "withdrawn": _("withdrawn"),
        "returned": _("restored"),
        "error": _("error"),
        "warning": _("warning"),
        "info": _("for the record"),
        "registered": _("registered"),
        "cast": _("cast"),
        "valid": _("valid"),
        "blank": _("blank"),
        "null": _("null"),
        "tables_counted": _("tables counted"),
        "tables_total": _("tables of the place"),
    }.get(code, code)


@register.filter
def unseen_regions(regions: Sequence[UnseenRegion]) -> str:
    """Regions of which no sheet is in, the largest first, each with its share of the voters."""
    largest = sorted(regions, key=lambda region: -region.registered_share)
    named = [
        _("%(region)s (%(share)s of the voters)")
        % {"region": region.name, "share": percent(region.registered_share, 0)}
        for region in largest[:REGIONS_NAMED]
    ]
    more = len(regions) - len(named)
    if more > 0:
        named.append(ngettext("%(number)s more", "%(number)s more", more) % {"number": votes(more)})
    return ", ".join(named)


@register.filter
def get(mapping: Mapping[str, object] | None, key: str) -> object:
    """A value by a key that is a variable; None where there is none."""
    return mapping.get(key) if mapping else None
