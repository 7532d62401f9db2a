"""Names in the reader's form: of units, offices, chambers and selections, alone and in a sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _

from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.unit import UnitLabel

register = template.Library()


@register.filter
def unit_name(unit: UnitLabel) -> str:
    """What a unit is called where it stands alone: *District 7* where its name is no more than a number."""
    return f"{unit.level_name} {unit.name}" if unit.name.isdecimal() else unit.name


@register.filter
def level_name(front: FrontDocument, level: str) -> str:
    """What the units of a level are called; without a name its id."""
    return next((known.name for known in front.levels if known.id == level), level)


@register.filter
def name_of(front: FrontDocument, code: str) -> str:
    """The name of a chamber, or of the contest that fills an office; without one its code."""
    roles = front.law.contests if front.law else {}
    names = {contest.id: contest.name for contest in front.contests}
    names |= {office.id: office.name for office in front.results}
    names |= {chamber.id: chamber.name for chamber in front.chambers}
    return names.get(code) or names.get(roles.get(code, code), code)


@register.filter
def selection_name(front: FrontDocument, code: str) -> str:
    """The name of a selection; of one that the election does not know, its code."""
    known = front.selections.get(code)
    return isolated(known.name if known else code)


@register.filter
def short_name(front: FrontDocument, code: str) -> str:
    """What tables and sentences call a selection; of one that the election does not know, its code."""
    known = front.selections.get(code)
    return isolated(known.short if known else code)


@register.filter
def isolated(name: str) -> str:
    """A name for a sentence: one that is written from right to left takes no figure after it to its side."""
    from_the_right = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name)
    return f"\u2068{name}\u2069" if from_the_right else name


@register.filter
def short_names(front: FrontDocument, codes: Sequence[str]) -> str:
    """What tables call selections, with commas between them."""
    return ", ".join(short_name(front, code) for code in codes)


@register.filter
def selection_names(front: FrontDocument, codes: Sequence[str]) -> str:
    """The names of selections as a sentence has them, such as "A, B and C"."""
    return _listed([selection_name(front, code) for code in codes])


@register.filter
def together(selections: Sequence[SelectionLabel]) -> str:
    """The names of selections as a sentence has them, such as "A, B and C"; empty for none."""
    return _listed([isolated(selection.short) for selection in selections])


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
