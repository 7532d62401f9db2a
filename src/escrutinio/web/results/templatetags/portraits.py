"""Photographs of persons on pages: beside a result, and small ones in tables.

Where some of a table's persons have a photograph, the others have their initials, so that names stay in one
line below each other; where none has, there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.photographs import Photograph
from escrutinio.flows.documents.results import DistrictResult, OfficeResult, ResultState
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.photographs import SIDES
from escrutinio.model import NATION, Candidate

register = template.Library()
_SMALL, _LARGE = 40, 72
"""Pixels of a portrait on the page, in a table and beside a result."""
_MOST = 4
"""More persons than this have no portraits beside a result."""
_WINNERS = 24
"""A table of more single seats has no portraits."""
_NAMES_SOMEBODY = frozenset(ResultState) - {ResultState.NOTHING_COUNTED, ResultState.UNDECIDED}
Known = Mapping[tuple[str, str], Mapping[str, Photograph]]


@register.simple_tag(takes_context=True)
def portrait(context: RequestContext, row: SelectionLabel, contest: str, unit: str) -> SafeString:
    """A small portrait for the row of a table, whose name follows; empty where nobody there has one."""
    unit = _decided_in(context, contest, unit)
    return _small(_of(context, contest, unit), row.id, _name(context, contest, unit, row))


@register.simple_tag(takes_context=True)
def winner_portrait(context: RequestContext, result: DistrictResult, rows: int) -> SafeString:
    """That of who is elected or leads, in a table of so many single seats."""
    if rows > _WINNERS or result.state not in (ResultState.ELECTED, ResultState.LEADS):
        return SafeString("")
    known, row = _of(context, result.contest, result.unit), result.selections[0]
    return _small(known, row.id, _name(context, result.contest, result.unit, row))


@register.simple_tag(takes_context=True)
def result_portraits(context: RequestContext, result: OfficeResult | DistrictResult) -> SafeString:
    """The portraits of those whom a result names, where they are few and one of them has a photograph."""
    unit = result.unit if isinstance(result, DistrictResult) else NATION
    known, persons = _of(context, result.contest, unit), (*result.selections, *result.tied)
    if result.state not in _NAMES_SOMEBODY or len(persons) > _MOST:
        return SafeString("")
    if not any(person.id in known for person in persons):
        return SafeString("")
    names = {person.id: _name(context, result.contest, unit, person) for person in persons}
    portraits = format_html_join("", "{}", ((_large(known.get(key), name),) for key, name in names.items()))
    return format_html('<div class="portraits">{}</div>', portraits)


@register.simple_tag(takes_context=True)
def portrait_credits(context: RequestContext, contest: str, unit: str) -> str:
    """Whose the photographs of a table are; empty where none says so."""
    known = _of(context, contest, _decided_in(context, contest, unit))
    return ", ".join(dict.fromkeys(photograph.credit for photograph in known.values() if photograph.credit))


def _decided_in(context: RequestContext, contest: str, unit: str) -> str:
    """The unit in which those stand who are named on the page of a unit; empty where it lies in none.

    A place within a district has the persons of its district, whatever its own code is.
    """
    page, front = context.get("unit"), context.get("front")
    if not isinstance(page, UnitDocument) or page.unit != unit or front is None:
        return unit
    level = next((entry.level for entry in front.contests if entry.id == contest), NATION)
    if level == NATION:
        return NATION
    places = {place.level: place.unit for place in page.parents} | {page.level: page.unit}
    return places.get(level, "")


def _of(context: RequestContext, contest: str, unit: str) -> Mapping[str, Photograph]:
    """The photographs of a unit; where the contest is decided as a whole, those of the whole."""
    known: Known = context.get("photographs") or {}
    return known.get((contest, unit)) or known.get((contest, NATION)) or {}


def _name(context: RequestContext, contest: str, unit: str, row: SelectionLabel) -> str:
    """The person's own name, where the table of candidates says it."""
    persons: Mapping[tuple[str, str, str], Candidate] = context.get("persons") or {}
    person = persons.get((contest, unit, row.id)) or persons.get((contest, NATION, row.id))
    return (person.name if person else "") or row.short


def _small(known: Mapping[str, Photograph], selection: str, name: str) -> SafeString:
    if not known:
        return SafeString("")
    photograph = known.get(selection)
    if photograph is None:
        return _initials(name, "portrait")
    # The name stands beside it: a screen reader that said it twice would say it before each figure.
    return format_html(
        '<img class="portrait" src="{}" alt="" width="{}" height="{}" loading="lazy" decoding="async">',
        reverse("photograph", args=(photograph.file(SIDES[0]),)),
        _SMALL,
        _SMALL,
    )


def _large(photograph: Photograph | None, name: str) -> SafeString:
    if photograph is None:
        return _initials(name, "portrait large")
    small, large = (reverse("photograph", args=(photograph.file(side),)) for side in SIDES)
    return format_html(
        '<img class="portrait large" src="{}" srcset="{} 1x, {} 2x" alt="{}" width="{}" height="{}" '
        'decoding="async">',
        small,
        small,
        large,
        _("Photograph of %(name)s") % {"name": name},
        _LARGE,
        _LARGE,
    )


def _initials(name: str, css: str) -> SafeString:
    words = name.partition("(")[0].split() or [name]
    letters = "".join(word[:1] for word in dict.fromkeys((words[0], words[-1])))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, letters.upper())
