"""Maps as their page shows them: one level, one measure, every unit a link; and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from escrutinio.flows.count import unit_order
from escrutinio.flows.documents.boundaries import LevelMap
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.places import PlaceOnMap
from escrutinio.flows.documents.unit import UnitSummary
from escrutinio.flows.publication import Publication
from escrutinio.web.results.pictures import Area, areas, dots_in
from escrutinio.web.results.templatetags.say import in_parts, moved, percent

LEADER, COUNTED, TURNOUT, SHARE, SWING = "leader", "counted", "turnout", "share", "since"
MEASURES = (LEADER, COUNTED, TURNOUT, SHARE, SWING)
LISTS_SHOWN = 6
"""So many of the largest lists have maps of their own."""
MORE, LESS = "#1b7f5c", "#b4552d"
"""Colours of a list that has more, or less, than last time."""
_STEPS = 5
_PLAIN = "#2a6f97"
_PART_STRENGTH = 0.55


@dataclass(frozen=True)
class Choice:
    """A map that can be chosen.

    Attributes:
        name: what its link says.
        address: of its page.
        chosen: whether it is the one that is shown.
    """

    name: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Sign:
    """A line of the legend.

    Attributes:
        text: what it means.
        color: None for what is empty.
        strength: how full it is, 0 to 1.
    """

    text: str
    color: str | None
    strength: float = 1.0


@dataclass(frozen=True)
class MapRow:
    """A unit in the list beside the map.

    Attributes:
        summary: the unit.
        value: what the map shows of it, in words.
    """

    summary: UnitSummary
    value: str


@dataclass(frozen=True)
class MapPage:
    """A map and what stands beside it.

    Attributes:
        level_name: of its units.
        title: what it shows.
        picture: SVG.
        legend: what the colours mean.
        measures, levels: the other maps.
        rows: the units.
        note: that the units of the map decide nothing, where it is so; who drew the boundaries.
        without: units that have no boundary in the file.
        strangers: areas of the file that belong to no unit.
        outside: polling places that lie outside the picture.
        dots: polling places within it.
    """

    level_name: str
    title: str
    picture: SafeString
    legend: Sequence[Sign]
    measures: Sequence[Choice]
    levels: Sequence[Choice]
    rows: Sequence[MapRow]
    note: str
    without: Sequence[str]
    strangers: int
    outside: Sequence[PlaceOnMap]
    dots: int


@dataclass(frozen=True)
class _Painted:
    color: str | None
    strength: float
    value: str


def level_map(publication: Publication, level: str) -> LevelMap | None:
    """The map of a level; of the first that has one where none is named."""
    known = [level_map for level_map in publication.boundaries if not level_map.problem]
    return next((level_map for level_map in known if level in ("", level_map.level)), None)


def lists_on_maps(publication: Publication) -> Sequence[SelectionLabel]:
    """The largest lists of the headline contest."""
    counted = publication.front.headline.counted.selections
    return [entry for entry in counted if not entry.withdrawn and entry.votes][:LISTS_SHOWN]


def map_page(publication: Publication, shown: LevelMap, measure: str, selection: str) -> MapPage:
    """The page of a map.

    Args:
        publication: what is shown.
        shown: the map.
        measure: one of ``MEASURES``.
        selection: the list, where the measure is of one; else empty.
    """
    front, contest = publication.front, publication.front.headline.contest
    summaries = {
        shape.unit: publication.unit_summary(contest, shown.level, shape.unit) for shape in shown.shapes
    }
    labels = {entry.id: entry for entry in front.headline.counted.selections}
    scale = _Scale(measure, selection, labels.get(selection), list(summaries.values()))
    painted = {unit: scale.paint(summary) for unit, summary in summaries.items()}
    shapes = [
        Area(
            shape.path,
            reverse("results:unit", args=(contest, shown.level, shape.unit)),
            f"{summaries[shape.unit].name}: {painted[shape.unit].value}",
            painted[shape.unit].color,
            painted[shape.unit].strength,
        )
        for shape in shown.shapes
    ]
    title = scale.title
    places = publication.places.places if shown.frame is not None and measure == LEADER else ()
    colors = {name: label.color for name, label in front.selections.items()}
    dots = dots_in(places, colors, shown.frame, shown.width, shown.height) if shown.frame else None
    level_name = next((entry.name for entry in front.levels if entry.id == shown.level), shown.level)
    boundaries = publication.election.boundaries.get(shown.level)
    note = boundaries.note if boundaries else ""
    parts = in_parts() if measure == LEADER and front.decided_in_parts(contest, shown.level) else ""
    ordered = sorted(summaries.values(), key=lambda summary: unit_order(summary.unit, summary.name))
    return MapPage(
        level_name=level_name,
        title=title,
        picture=areas(shown, shapes, f"{title}: {level_name}", dots.drawn if dots else ""),
        legend=scale.legend(),
        measures=_measures(publication, shown, measure, selection),
        levels=_levels(publication, shown),
        rows=[MapRow(summary, painted[summary.unit].value) for summary in ordered],
        note=f"{parts} {note}".strip(),
        without=[publication.unit_summary(contest, shown.level, unit).name for unit in shown.without],
        strangers=shown.strangers,
        outside=dots.outside if dots else (),
        dots=len(places) - len(dots.outside) if dots else 0,
    )


def small_map(publication: Publication, level: str = "") -> SafeString | None:
    """The map of the front page, or of a level: who leads, without dots; None without boundaries."""
    shown = level_map(publication, level)
    if shown is None:
        return None
    front, contest = publication.front, publication.front.headline.contest
    summaries = [publication.unit_summary(contest, shown.level, shape.unit) for shape in shown.shapes]
    scale = _Scale(LEADER, "", None, summaries)
    found = []
    for shape, summary in zip(shown.shapes, summaries, strict=True):
        painted = scale.paint(summary)
        address = reverse("results:unit", args=(contest, shown.level, shape.unit))
        found.append(
            Area(shape.path, address, f"{summary.name}: {painted.value}", painted.color, painted.strength)
        )
    return areas(shown, found, f"{front.headline.name}: {scale.title}")


class _Scale:
    """The colours of a measure over the units of a map."""

    def __init__(
        self, measure: str, selection: str, label: SelectionLabel | None, units: Sequence[UnitSummary]
    ) -> None:
        self._measure, self._selection, self._label = measure, selection, label
        values = [abs(value) for value in map(self._value, units) if value is not None]
        self._low, self._high = (min(values), max(values)) if values else (0.0, 0.0)
        if measure == COUNTED:
            self._low, self._high = 0.0, 1.0
        if measure == SWING:
            self._low = 0.0
        self._some_stand_apart = any(unit.counted.stand_apart for unit in units)
        self._leaders: dict[str, SelectionLabel] = {}
        for unit in units:
            first = unit.counted.first
            if first:
                self._leaders.setdefault(first.id, first)

    @property
    def title(self) -> str:
        """What the map shows."""
        name = {"name": self._label.short if self._label else ""}
        return {
            LEADER: _("Who leads"),
            COUNTED: _("Share of the sheets counted"),
            TURNOUT: _("Turnout on the counted sheets"),
            SHARE: _("Share of %(name)s") % name,
            SWING: _("%(name)s since last time, in points") % name,
        }[self._measure]

    def _value(self, unit: UnitSummary) -> float | None:
        if self._measure == COUNTED:
            return unit.counted.sheets_share
        if self._measure == TURNOUT:
            return unit.counted.turnout.share if unit.counted.turnout.complete else None
        if self._measure == SHARE:
            return next(
                (entry.share for entry in unit.counted.selections if entry.id == self._selection), None
            )
        if self._measure == SWING:
            entry = unit.since.of(self._selection) if unit.since else None
            return entry.change if entry else None
        return None

    def _strength(self, value: float) -> float:
        """How full the colour is: one of five steps."""
        reach = self._high - self._low
        step = min(_STEPS - 1, int((value - self._low) / reach * _STEPS)) if reach > 0 else _STEPS - 1
        return (step + 1) / _STEPS

    @property
    def _color(self) -> str:
        return (self._label.color if self._label else None) or _PLAIN

    def paint(self, unit: UnitSummary) -> _Painted:
        """A unit's colour, and what it says."""
        if self._measure == LEADER:
            return self._paint_leader(unit)
        value = self._value(unit)
        if value is None:
            return _Painted(None, 1.0, _("cannot say"))
        if self._measure == SWING:
            part = "*" if unit.since is not None and unit.since.state == "part" else ""
            color = MORE if value > 0 else LESS
            return _Painted(color, self._strength(abs(value)), moved(value) + part)
        return _Painted(self._color, self._strength(value), percent(value))

    def _paint_leader(self, unit: UnitSummary) -> _Painted:
        counted = unit.counted
        in_words = percent(counted.sheets_share)
        first = counted.first
        if first:
            words = _("%(name)s %(share)s, %(counted)s counted") % {
                "name": first.short,
                "share": percent(first.share),
                "counted": in_words,
            }
            whole = counted.sheets_share is not None and counted.sheets_share >= 1
            return _Painted(first.color or "#888888", 1.0 if whole else _PART_STRENGTH, words)
        if counted.tied:
            names = ", ".join(entry.short for entry in counted.in_front)
            return _Painted(None, 1.0, _("tied: %(names)s") % {"names": names})
        if counted.stand_apart:
            return _Painted(None, 1.0, _("decided in its parts"))
        return _Painted(None, 1.0, _("no votes yet"))

    def legend(self) -> Sequence[Sign]:
        """What the colours mean."""
        if self._measure == LEADER:
            signs = [Sign(label.short, label.color or "#888888") for label in self._leaders.values()]
            part = [Sign(_("paler: not all sheets are in"), _PLAIN, _PART_STRENGTH)] if signs else []
            none = _("no votes, or tied")
            if self._some_stand_apart:
                none = _("decided in its parts, no votes, or tied")
            return [*signs, *part, Sign(none, None)]
        reach = self._high - self._low
        edges = [self._low + reach * number / _STEPS for number in range(_STEPS + 1)]
        steps = list(pairwise(edges)) if reach > 0 else [(self._low, self._high)]

        def strength(number: int) -> float:
            return (number + 1) / len(steps)

        if self._measure == SWING:
            signs = [
                Sign(f"{moved(sign * low)} … {moved(sign * high)}", color, strength(number))
                for sign, color in ((1, MORE), (-1, LESS))
                for number, (low, high) in enumerate(steps)
            ]
        else:
            signs = [
                Sign(f"{percent(low)} – {percent(high)}", self._color, strength(number))
                for number, (low, high) in enumerate(steps)
            ]
        return [*signs, Sign(_("cannot say"), None)]


def address(level: str, measure: str, selection: str = "") -> str:
    """The address of a map."""
    if selection:
        name = "results:map-of-share" if measure == SHARE else "results:map-of-change"
        return reverse(name, kwargs={"level": level, "selection": selection})
    return reverse("results:map-of", args=(level, measure))


def _measures(publication: Publication, shown: LevelMap, measure: str, selection: str) -> Sequence[Choice]:
    names: Mapping[str, str] = {
        LEADER: _("Who leads"),
        COUNTED: _("Sheets counted"),
        TURNOUT: _("Turnout"),
    }
    choices = [Choice(name, address(shown.level, key), key == measure) for key, name in names.items()]
    since = publication.unit_summary(publication.front.headline.contest, "nation", "nation").since
    for label in lists_on_maps(publication):
        chosen = label.id == selection
        choices.append(
            Choice(label.short, address(shown.level, SHARE, label.id), chosen and measure == SHARE)
        )
        if since is not None:
            name = _("%(name)s since last time") % {"name": label.short}
            choices.append(Choice(name, address(shown.level, SWING, label.id), chosen and measure == SWING))
    return choices


def _levels(publication: Publication, shown: LevelMap) -> Sequence[Choice]:
    names = {entry.id: entry.name for entry in publication.front.levels}
    return [
        Choice(
            names.get(level_map.level, level_map.level),
            address(level_map.level, LEADER),
            level_map.level == shown.level,
        )
        for level_map in publication.boundaries
        if not level_map.problem
    ]
