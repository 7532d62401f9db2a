"""Why the lead moved, as the pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from escrutinio.explain import PartKind
from escrutinio.flows.documents.explain import LeadMovement, LeadPart, WithinPlaces
from escrutinio.flows.publication import Publication
from escrutinio.web.results.step_picture import Step, steps

NOTABLE = 1.0
"""The front page speaks of the lead's shift when it is so many points or more."""


@dataclass(frozen=True)
class Row:
    """A row of the table: what, and how many points as a share."""

    name: str
    change: float


@dataclass(frozen=True)
class Chance:
    """The change within places beside chance: a standard deviation as a share, and a probability in words."""

    deviation: float
    p: str


@dataclass(frozen=True)
class Why:
    """How the lead of the headline contest moved, all as shares: hundredths of what is shown.

    Attributes:
        first, second: short names.
        since: the part of the expected sheets that was counted at the earlier moment; of those counted by
            now, where it is not known how many are expected.
        places: whether the lowest units are below another level, so that "places" is a fair word.
        notable: whether the front page speaks of it.
        to_change_leader: the part within places that would make another lead; None where that is not known.
    """

    first: str
    second: str
    since: float
    earlier: float
    later: float
    between: float
    within: float
    revised: float
    has_revised: bool
    places: bool
    notable: bool
    rows: tuple[Row, ...]
    picture: SafeString
    chance: Chance | None
    to_change_leader: float | None


def shift_of(publication: Publication) -> Why | None:
    """Why the lead moved; None where that cannot be said."""
    explanation = publication.movement.explanation
    if explanation is None or explanation.lead is None:
        return None
    lead, earlier = explanation.lead, explanation.earlier
    levels = {level.id: level.name for level in publication.front.levels}
    has_revised = bool(explanation.revised_sheets or explanation.withdrawn_sheets)
    parts = [part for part in lead.parts if has_revised or part.kind is not PartKind.REVISED]
    lowest = levels.get(explanation.levels[-1], "") if explanation.levels else ""
    named = [(_part_name(part, levels, lowest), part.points) for part in parts]
    drawn = [Step(_("Earlier"), lead.earlier, whole=True)]
    drawn += [Step(name, points) for name, points in named]
    drawn.append(Step(_("Now"), lead.later, whole=True))
    label = _("The earlier lead, each part of its change, and the lead now; the table has them.")
    within = explanation.within
    return Why(
        first=lead.first.short,
        second=lead.second.short,
        since=earlier.sheets_share or earlier.sheets / max(explanation.later.sheets, 1),
        earlier=lead.earlier / 100,
        later=lead.later / 100,
        between=_sum(lead, PartKind.BETWEEN) / 100,
        within=_sum(lead, PartKind.WITHIN) / 100,
        revised=_sum(lead, PartKind.REVISED) / 100,
        has_revised=has_revised,
        places=len(explanation.levels) > 1,
        notable=abs(lead.shift) >= NOTABLE,
        rows=(
            Row(_("Earlier"), lead.earlier / 100),
            *(Row(name, points / 100) for name, points in named),
            Row(_("Now"), lead.later / 100),
        ),
        picture=steps(drawn, lead.first.color, lead.second.color, label),
        chance=_chance(within) if within is not None and within.to_change_leader is not None else None,
        to_change_leader=within.to_change_leader / 100
        if within is not None and within.to_change_leader is not None
        else None,
    )


def _chance(within: WithinPlaces) -> Chance:
    return Chance(deviation=within.chance_deviation / 100, p=f"{within.p:.2f}")


def _sum(lead: LeadMovement, kind: PartKind) -> float:
    return sum(part.points for part in lead.parts if part.kind is kind)


def _part_name(part: LeadPart, levels: dict[str, str], lowest: str) -> str:
    if part.kind is PartKind.REVISED:
        return _("Sheets corrected or withdrawn")
    if part.kind is PartKind.BETWEEN:
        return _("Which were counted: %(level)s") % {"level": levels.get(part.level, part.level_name)}
    return _("Change within: %(level)s") % {"level": lowest} if lowest else _("Change within the whole")
