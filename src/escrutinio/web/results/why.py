"""Why the lead moved, as the pages show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from escrutinio.explain import PartKind
from escrutinio.flows.documents.explain import (
    LeadPart,
    ResultKind,
    TurningPoint,
    WithinPlaces,
)
from escrutinio.flows.publication import Publication
from escrutinio.web.results.step_picture import Step, steps
from escrutinio.web.results.templatetags.names import together
from escrutinio.web.results.templatetags.say import lead as lead_in_points
from escrutinio.web.results.templatetags.say import moved

NOTABLE = 1.0
"""The front page speaks of the lead's shift when it is so many points or more."""


@dataclass(frozen=True)
class Row:
    """A row of the table: what, and how many points as a share."""

    name: str
    change: float


@dataclass(frozen=True)
class Chance:
    """The change within units beside chance: its standard deviation as a share, and a probability."""

    deviation: float
    p: float


@dataclass(frozen=True)
class Why:
    """How the lead of the headline contest moved, all as shares: hundredths of what is shown.

    Attributes:
        first, second: short names.
        since: the part of the expected sheets that was counted at the earlier moment; None where it is not
            known how many are expected.
        since_sheets: how many these were.
        in_part: places that were counted in part at the earlier moment.
        grown: places of which more tables are counted now.
        places: whether the lowest units are below another level, so that "places" is a fair word.
        notable: whether the front page speaks of it.
        to_change_leader: the part within units that would make another lead; None where that is not known.
        turning_points: at which lead the law would decide otherwise, in sentences.
    """

    first: str
    second: str
    since: float | None
    since_sheets: int
    earlier: float
    later: float
    between: float
    within: float
    revised: float
    has_revised: bool
    in_part: int
    grown: int
    places: bool
    notable: bool
    rows: tuple[Row, ...]
    picture: SafeString
    chance: Chance | None
    to_change_leader: float | None
    turning_points: tuple[str, ...]

    @property
    def behind(self) -> float:
        """How far the first was behind at the earlier moment."""
        return -self.earlier


def shift_of(publication: Publication) -> Why | None:
    """Why the lead moved; None where that cannot be said."""
    explanation = publication.movement.explanation
    if explanation is None or explanation.lead is None or publication.front.headline.counted.stand_apart:
        return None
    lead, earlier = explanation.lead, explanation.earlier
    levels = {level.id: level.name for level in publication.front.levels}
    parts = [part for part in lead.parts if explanation.has_revised or part.kind is not PartKind.REVISED]
    lowest = levels.get(explanation.levels[-1], "") if explanation.has_units else ""
    shown = adding_up([part.points for part in parts], round(lead.later, 1) - round(lead.earlier, 1))
    named = [(_part_name(part, levels, lowest), points) for part, points in zip(parts, shown, strict=True)]
    drawn = [Step(_("Earlier"), lead.earlier, whole=True)]
    drawn += [Step(name, points) for name, points in named]
    drawn.append(Step(_("Now"), lead.later, whole=True))
    label = _("The earlier lead, each part of its change, and the lead now; the table has them.")
    within = explanation.within
    chambers = {chamber.id: chamber.name for chamber in publication.front.chambers}
    return Why(
        first=lead.first.short,
        second=lead.second.short,
        since=earlier.sheets_share,
        since_sheets=earlier.sheets,
        earlier=lead.earlier / 100,
        later=lead.later / 100,
        between=_sum(parts, shown, PartKind.BETWEEN) / 100,
        within=_sum(parts, shown, PartKind.WITHIN) / 100,
        revised=_sum(parts, shown, PartKind.REVISED) / 100,
        has_revised=explanation.has_revised,
        in_part=earlier.sheets_in_part,
        grown=explanation.grown_sheets,
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
        turning_points=tuple(
            " ".join(_turning_point(point, chambers)) for point in explanation.turning_points
        ),
    )


def _turning_point(point: TurningPoint, chambers: Mapping[str, str]) -> Iterator[str]:
    names = {"names": together(point.result.selections), "chamber": chambers.get(point.body, point.name)}
    yield {
        ResultKind.ELECTED: _("Under the law, on the sheets counted, %(names)s is elected."),
        ResultKind.RUN_OFF: _("Under the law, on the sheets counted, there is a run-off between %(names)s."),
        ResultKind.ADOPTED: _("Under the law, on the sheets counted, the measure is adopted."),
        ResultKind.NOT_ADOPTED: _("Under the law, on the sheets counted, the measure is not adopted."),
        ResultKind.UNDECIDED: _("Under the law, on the sheets counted, nobody is elected."),
        ResultKind.MAJORITY: _("%(chamber)s: on the sheets counted, %(names)s has a majority."),
        ResultKind.NO_MAJORITY: _("%(chamber)s: on the sheets counted, nobody has a majority."),
    }[point.result.kind] % names
    other = {"names": together(point.instead.selections), "lead": lead_in_points(point.lead / 100)}
    yield {
        ResultKind.ELECTED: _("At a lead of %(lead)s points %(names)s would be elected."),
        ResultKind.RUN_OFF: _("At a lead of %(lead)s points there would be a run-off between %(names)s."),
        ResultKind.ADOPTED: _("At a lead of %(lead)s points the measure would be adopted."),
        ResultKind.NOT_ADOPTED: _("At a lead of %(lead)s points the measure would not be adopted."),
        ResultKind.UNDECIDED: _("At a lead of %(lead)s points nobody would be elected."),
        ResultKind.MAJORITY: _("At a lead of %(lead)s points %(names)s would have a majority."),
        ResultKind.NO_MAJORITY: _("At a lead of %(lead)s points nobody would have a majority."),
    }[point.instead.kind] % other
    if point.within is not None:
        yield _("Change within units would have to be %(within)s.") % {"within": moved(point.within / 100)}


def _chance(within: WithinPlaces) -> Chance:
    return Chance(deviation=within.chance_deviation / 100, p=within.p)


def _sum(parts: Sequence[LeadPart], shown: Sequence[float], kind: PartKind) -> float:
    return sum(points for part, points in zip(parts, shown, strict=True) if part.kind is kind)


def adding_up(points: Sequence[float], whole: float) -> list[float]:
    """Points with one decimal that add up to the whole as it is shown: by the largest remainders."""
    if not points:
        return []
    tenths = [floor(10 * each) for each in points]
    all_of_them, left = divmod(round(10 * whole) - sum(tenths), len(points))
    largest = sorted(range(len(points)), key=lambda at: tenths[at] - 10 * points[at])
    more = set(largest[:left])
    return [(each + all_of_them + (at in more)) / 10 for at, each in enumerate(tenths)]


def _part_name(part: LeadPart, levels: dict[str, str], lowest: str) -> str:
    if part.kind is PartKind.REVISED:
        return _("Sheets corrected or withdrawn")
    if part.kind is PartKind.BETWEEN:
        return _("Which were counted: %(level)s") % {"level": levels.get(part.level, part.level_name)}
    return _("Change within: %(level)s") % {"level": lowest} if lowest else _("Change within the whole")
