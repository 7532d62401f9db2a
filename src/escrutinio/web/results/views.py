"""Pages of the count: each shows a document that the flows published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import groupby

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from escrutinio.flows.documents.boundaries import LevelMap
from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightPoint, NightSelection
from escrutinio.flows.documents.results import DistrictResult, OfficeResult, ResultState
from escrutinio.flows.documents.unit import UnitsBelow
from escrutinio.flows.publication import NO_PROJECTION, Publication
from escrutinio.model import NATION, UsageError
from escrutinio.web.page_cache import public
from escrutinio.web.published import page_publication, publication, published_by_another_version
from escrutinio.web.results import maps, search
from escrutinio.web.results.districts import districts_of, single_seats
from escrutinio.web.results.law_page import names_on_page, page_steps, page_warnings
from escrutinio.web.results.odd_sheets import shown_tests
from escrutinio.web.results.pictures import Line, PointOnLine, dots, dots_in, frame_of
from escrutinio.web.results.pictures import night as night_picture
from escrutinio.web.results.recompute import recompute_of
from escrutinio.web.results.seating import seatings, to_second_round
from escrutinio.web.results.together import together_in
from escrutinio.web.results.what_if import what_if_of
from escrutinio.web.results.why import shift_of
from escrutinio.web.stories.models import Story

FINDINGS_SHOWN = 500
DIFFERENCES_SHOWN = 1000
LINES_SHOWN = 4
STORIES_SHOWN = 3
UNITS_ON_FRONT, FIRST_UNITS = 30, 12
"""Of more units of the first level the front page has the first few; all are on the page of the contest."""

Page = Callable[..., HttpResponse]
Context = Mapping[str, object]
"""What a template gets, by name."""


def choose_language(request: HttpRequest) -> HttpResponse:
    """To the front page in the reader's language."""
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("results:front"))
    response["Vary"] = "Accept-Language"
    return response


def live(request: HttpRequest) -> HttpResponse:
    """What changes: small, asked for every 15 seconds by every open page."""
    current = publication()
    document = {"id": current.id, "as_of": current.front.as_of} if current else {"id": None, "as_of": None}
    return public(JsonResponse(document))


def health(request: HttpRequest) -> HttpResponse:
    """Whether the site answers, for whatever watches it."""
    return HttpResponse("ok\n", content_type="text/plain")


def icon(request: HttpRequest) -> HttpResponse:
    """The icon, for browsers that ask for it at its oldest address."""
    return public(HttpResponseRedirect(static("escrutinio/icon.svg")))


def _page(request: HttpRequest, template: str, context: Callable[[Publication], Context]) -> HttpResponse:
    current = page_publication()
    if current is None:
        unshown = {"of_another_version": published_by_another_version()}
        return public(render(request, "results/nothing.html", unshown, status=200))
    shown = {
        **context(current),
        "recompute": recompute_of(current),
        "photographs": current.photographs,
        "persons": current.election.candidates,
    }
    return public(render(request, template, shown))


def front(request: HttpRequest) -> HttpResponse:
    """The front page."""

    def context(publication: Publication) -> Context:
        headline = publication.front.headline
        nation = publication.unit(headline.contest, NATION, NATION)
        regions = next(iter(nation.below), None)
        return {
            "front": publication.front,
            "headline": headline,
            "advice": publication.advice,
            "why": shift_of(publication),
            "regions": _first_units(regions) if regions else None,
            "all_regions": len(regions.units) if regions else 0,
            "since": nation.since,
            "map_picture": maps.small_map(publication),
            "earlier_name": _earlier_name(publication),
            "chambers": seatings(publication.front),
            # Without an office the chambers are what the front page is about.
            "headed": bool(publication.front.chambers) and not publication.front.results,
            "seats_first": any(seat.contest == headline.contest for seat in single_seats(publication.front)),
            "stories": Story.public.filter(language=get_language())[:STORIES_SHOWN],
            "here": "front",
        }

    return _page(request, "results/front.html", context)


def _first_units(regions: UnitsBelow) -> UnitsBelow:
    """The units of a level that the front page has."""
    if len(regions.units) <= UNITS_ON_FRONT:
        return regions
    return msgspec.structs.replace(regions, units=regions.units[:FIRST_UNITS])


def contest(request: HttpRequest, contest: str) -> HttpResponse:
    """A contest, in the whole country."""
    return _unit(request, contest, NATION, NATION)


def unit(request: HttpRequest, contest: str, level: str, unit: str) -> HttpResponse:
    """A contest in one unit; down to the sheets of a polling place."""
    if level == NATION:
        raise Http404
    return _unit(request, contest, level, unit)


def _unit(request: HttpRequest, contest: str, level: str, unit: str) -> HttpResponse:
    def context(publication: Publication) -> Context:
        try:
            document = publication.unit(contest, level, unit)
        except UsageError as error:
            raise Http404(error.message) from None
        return {
            "front": publication.front,
            "contest": document.contest,
            "unit": document,
            "projection": publication.projections.get(contest, NO_PROJECTION),
            "is_nation": level == NATION,
            "results": _results(publication.front, contest, level, unit),
            "districts": districts_of(publication.front, contest) if level == NATION else [],
            "chambers_here": _chambers_of(publication.front, contest) if level == NATION else [],
            "earlier_name": _earlier_name(publication),
            "here": contest,
        }

    return _page(request, "results/unit.html", context)


def _results(
    front: FrontDocument, contest: str, level: str, unit: str
) -> list[OfficeResult] | list[DistrictResult]:
    """What can be said of the offices that a contest fills, or of the single seat of a district."""
    if level == NATION:
        return [office for office in front.results if office.contest == contest]
    return [
        result
        for chamber in front.chambers
        for result in chamber.districts
        if (result.contest, result.level, result.unit) == (contest, level, unit)
    ]


def _chambers_of(front: FrontDocument, contest: str) -> list[ChamberSummary]:
    """The chambers whose seats belong to units in which a contest is decided."""
    return [chamber for chamber in front.chambers if any(unit.contest == contest for unit in chamber.units)]


def _earlier_name(publication: Publication) -> str:
    """What the earlier election is called; empty where it has no name, or there is none."""
    baseline = publication.election.baseline
    return baseline.name if baseline else ""


def seats(request: HttpRequest) -> HttpResponse:
    """The seats of each chamber, counted and projected."""
    return _page(
        request,
        "results/seats.html",
        lambda publication: {
            "front": publication.front,
            "chambers": [
                (seating, together_in(seating, publication.seat_draws))
                for seating in seatings(publication.front)
            ],
            "supposed": publication.what_if.unanswered is None
            and not (publication.front.bounds and publication.front.bounds.decided),
            "earlier_name": _earlier_name(publication),
            "projected": any(
                chamber.projected and not chamber.complete for chamber in publication.front.chambers
            ),
            "here": "seats",
        },
    )


def places(request: HttpRequest) -> HttpResponse:
    """The first map: units with their boundaries, or else polling places as dots."""

    def context(publication: Publication) -> Context:
        shown = maps.level_map(publication, "")
        if shown is not None:
            return _map_context(publication, shown, maps.LEADER, "")
        selections, all_places = publication.front.selections, publication.places.places
        places_led = Counter(place.leader for place in all_places if place.leader is not None)
        label = _("Polling places coloured by the leading list so far; the table below gives the numbers.")
        colors = {name: entry.color for name, entry in selections.items()}
        return {
            "front": publication.front,
            "picture": dots(all_places, colors, label),
            "outside": dots_in(all_places, colors, *frame_of(all_places)).outside if all_places else [],
            "leaders": [(selections[name], number) for name, number in places_led.most_common()],
            "nothing_in": len(all_places) - places_led.total(),
            "total": len(all_places),
            "problems": _map_problems(publication),
            "here": "map",
        }

    return _page(request, "results/map.html", context)


def level_map(request: HttpRequest, level: str, measure: str, selection: str = "") -> HttpResponse:
    """A map of the units of a level: who leads, what is counted, turnout, a list's share or change."""

    def context(publication: Publication) -> Context:
        shown = maps.level_map(publication, level)
        of_list = measure in (maps.SHARE, maps.SWING)
        known = {label.id for label in maps.lists_on_maps(publication)}
        if shown is None or measure not in maps.MEASURES or of_list != bool(selection):
            raise Http404
        if selection and selection not in known:
            raise Http404
        return _map_context(publication, shown, measure, selection)

    return _page(request, "results/map.html", context)


def _map_context(publication: Publication, shown: LevelMap, measure: str, selection: str) -> Context:
    return {
        "front": publication.front,
        "map": maps.map_page(publication, shown, measure, selection),
        "map_level": shown.level,
        "problems": _map_problems(publication),
        "here": "map",
    }


def _map_problems(publication: Publication) -> list[str]:
    """Why levels whose boundaries the election names have no map."""
    return [level_map.problem for level_map in publication.boundaries if level_map.problem]


def find(request: HttpRequest) -> HttpResponse:
    """Units by name or code; without a question those of the first level."""

    def context(publication: Publication) -> Context:
        asked = request.GET.get("q", "")[: search.LONGEST]
        nation = publication.unit(publication.front.headline.contest, NATION, NATION)
        return {
            "front": publication.front,
            "asked": asked,
            "found": search.find(publication, asked),
            "most": search.MOST,
            "below": nation.below,
            "here": "find",
        }

    return _page(request, "results/find.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    """Names that begin as what somebody is writing, for scripts."""
    current, asked = page_publication(), request.GET.get("q", "")
    found = search.find(current, asked, search.SUGGESTED) if current else []
    return public(
        JsonResponse({"suggestions": [", ".join([place.name, *place.within[:1]]) for place in found]})
    )


def night(request: HttpRequest) -> HttpResponse:
    """How the night went: the raw count, the projection, and what came out."""

    def context(publication: Publication) -> Context:
        points = publication.night.points
        selections = publication.front.selections
        largest = [entry.id for entry in publication.front.headline.counted.selections[:LINES_SHOWN]]
        projected = any(at.projected is not None for point in points for at in point.selections.values())
        lines = [
            Line(
                selections[name].short,
                selections[name].color,
                [_at(point, point.selections[name]) for point in points if name in point.selections],
                _final(publication, name),
            )
            for name in largest
        ]
        label = _("Shares of the larger lists through the night, counted and projected; the table has them.")
        return {
            "front": publication.front,
            "picture": night_picture(lines, label, _("Sheets counted, in per cent")) if points else "",
            "points": points[::-1],
            "shown": [selections[name] for name in largest],
            "projected": projected,
            "why": shift_of(publication),
            "here": "night",
        }

    return _page(request, "results/night.html", context)


def _at(point: NightPoint, entry: NightSelection) -> PointOnLine:
    return (point.sheets_share or 0.0, entry.share, entry.projected, entry.low, entry.high)


def _final(publication: Publication, name: str) -> float | None:
    if not publication.front.final:
        return None
    counted = publication.front.headline.counted.selections
    return next((entry.share for entry in counted if entry.id == name), None)


def _warnings(publication: Publication) -> list[tuple[str, bool]]:
    """What of the input of the law may be wrong, such as votes that leave the seat of a unit open."""
    warnings = publication.outcome.warnings if publication.outcome else ()
    return page_warnings(warnings, get_language() or "en", names_on_page(publication))


def law(request: HttpRequest) -> HttpResponse:
    """What the law makes of the count, step by step."""

    def context(publication: Publication) -> Context:
        names, outcome = names_on_page(publication), publication.outcome
        return {
            "front": publication.front,
            "outcome": outcome,
            "warnings": _warnings(publication),
            "steps": page_steps(outcome.steps if outcome else (), get_language() or "en", names),
            "here": "law",
        }

    return _page(request, "results/law.html", context)


def _has_second_round(front: FrontDocument) -> bool:
    """Whether the first round leaves an office or a single seat to a second."""
    states = [office.state for office in front.results] + [seat.state for seat in single_seats(front)]
    return ResultState.RUN_OFF in states


def _is_tied(publication: Publication) -> bool:
    """Whether the votes leave something to a lot, or to whoever else the law names.

    Seats that are open for another reason, such as rounds that contradict each other, wait for a correction.
    """
    front = publication.front
    tied = any(office.state is ResultState.TIE or office.tied for office in front.results)
    of_law = publication.outcome is not None and publication.outcome.tied
    return tied or of_law or any(seat.tied for seat in single_seats(front))


def bounds(request: HttpRequest) -> HttpResponse:
    """What the missing sheets can still change."""
    return _page(
        request,
        "results/bounds.html",
        lambda publication: {
            "front": publication.front,
            "bounds": publication.front.bounds,
            "chambers": [(chamber, to_second_round(chamber)) for chamber in publication.front.chambers],
            "second_round": _has_second_round(publication.front),
            "tied": _is_tied(publication),
            "warnings": _warnings(publication),
            "what_if": what_if_of(publication.front, publication.what_if),
            "here": "bounds",
        },
    )


def findings(request: HttpRequest) -> HttpResponse:
    """What is wrong or remarkable about the sheets."""
    return _page(
        request,
        "results/findings.html",
        lambda publication: {
            "front": publication.front,
            "findings": publication.findings,
            "shown": publication.findings.findings[:FINDINGS_SHOWN],
            "differing": publication.source_differences.sheets_differing,
            "odd": publication.odd_sheets,
            "here": "findings",
        },
    )


def sources(request: HttpRequest) -> HttpResponse:
    """Where two sources differ on a sheet, and what that is for the totals."""

    def context(publication: Publication) -> Context:
        found = publication.source_differences
        shown = found.differences[:DIFFERENCES_SHOWN]
        return {
            "front": publication.front,
            "found": found,
            "shown": shown,
            "sheets": [list(rows) for _key, rows in groupby(shown, lambda row: (row.contest, row.sheet))],
            "names": {source.id: source.name for source in found.sources},
            "contest_names": {contest.id: contest.name for contest in publication.front.contests},
            "here": "findings",
        }

    return _page(request, "results/sources.html", context)


def odd_sheets(request: HttpRequest) -> HttpResponse:
    """The sheets that a person has published as worth a look; there is no such page where nobody has."""

    def context(publication: Publication) -> Context:
        if publication.odd_sheets is None:
            raise Http404
        return {
            "front": publication.front,
            "odd": publication.odd_sheets,
            "tests": shown_tests(publication.odd_sheets),
            "here": "findings",
        }

    return _page(request, "results/odd_sheets.html", context)
