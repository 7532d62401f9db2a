"""What other sites may show in a frame: cards of a contest or a unit, the seats of a chamber, a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from escrutinio.flows.documents.boundaries import LevelMap
from escrutinio.flows.documents.projected import SelectionEstimate
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.publication import Publication
from escrutinio.model import NATION, UsageError
from escrutinio.web.api.pages import is_shown
from escrutinio.web.page_cache import public
from escrutinio.web.published import page_publication
from escrutinio.web.results import maps
from escrutinio.web.results.seating import seatings
from escrutinio.web.shared.brand import site_choice

SELECTIONS_SHOWN = 5
WIDTH = 360
"""Pixels: of a frame as it is copied; how high it has to be there is known."""
_HEAD, _ROW, _PROJECTED_HEAD, _PROJECTED_ROW, _NOTE, _SIGN, _LOGO = 145, 44, 90, 26, 60, 28, 34
"""Pixels of the parts of a frame."""


@dataclass(frozen=True)
class Frame:
    """A page for a frame, as it is offered to be copied.

    Attributes:
        name: what it shows, in the reader's language.
        address: its path.
        height: in pixels, at a width of :data:`WIDTH`.
    """

    name: str
    address: str
    height: int


def frames_of(publication: Publication) -> Iterator[Frame]:
    """The cards of all contests, the seats of all chambers, and the maps."""
    front = publication.front
    note = (_NOTE if front.note else 0) + (_LOGO if site_choice().logo else 0)
    for contest in front.contests:
        nation = publication.unit(contest.id, NATION, NATION)
        projected = len(_projected(nation, SELECTIONS_SHOWN))
        rows = min(sum(1 for selection in nation.counted.selections if selection.votes), SELECTIONS_SHOWN + 1)
        height = _HEAD + _ROW * rows + (_PROJECTED_HEAD + _PROJECTED_ROW * projected if projected else 0)
        height += _NOTE if rows and front.decided_in_parts(contest.id) else 0
        yield Frame(contest.name, reverse("share:embed", args=(contest.id,)), height + note)
    for seating in seatings(front):
        chamber = seating.chamber
        height = _HEAD + WIDTH * 2 // 3 + _SIGN * (len(seating.rows) + bool(seating.nobodys_yet)) + note
        name = _("Seats: %(chamber)s") % {"chamber": chamber.name}
        yield Frame(name, reverse("share:embed-seats", args=(chamber.id,)), height)
    for shown in _maps(publication):
        height = _HEAD + WIDTH * shown.height // shown.width + 3 * _SIGN + note
        level = next((entry.name for entry in front.levels if entry.id == shown.level), shown.level)
        yield Frame(
            f"{front.headline.name}, {level}", reverse("share:embed-map", args=(shown.level,)), height
        )


def units_with_cards(publication: Publication) -> Mapping[str, list[Frame]]:
    """Name of a contest -> the cards of its units right below the whole."""
    cards: dict[str, list[Frame]] = {}
    for contest in publication.front.contests:
        for level in filter(is_shown, contest.units_below.get(NATION, ())):
            for unit, name in publication.unit_names(contest.id, level).items():
                address = reverse("share:embed-unit", args=(contest.id, level, unit))
                cards.setdefault(contest.name, []).append(Frame(name, address, 0))
    return cards


def _maps(publication: Publication) -> list[LevelMap]:
    return [boundary for boundary in publication.boundaries if not boundary.problem]


@xframe_options_exempt
def contest_card(request: HttpRequest, contest: str) -> HttpResponse:
    """The results card of a contest."""
    current = page_publication()
    if current is None or contest not in current.front.contest_ids:
        raise Http404(f"there is no contest {contest!r}")
    return _card(request, current, current.unit(contest, NATION, NATION), "")


@xframe_options_exempt
def unit_card(request: HttpRequest, contest: str, level: str, unit: str) -> HttpResponse:
    """The results card of a unit right below the whole, such as a district."""
    current = page_publication()
    known = (
        {contest.id: contest.units_below.get(NATION, ()) for contest in current.front.contests}
        if current
        else {}
    )
    if current is None or level not in filter(is_shown, known.get(contest, ())):
        raise Http404(f"there is no contest {contest!r} with cards of {level!r}")
    try:
        document = current.unit(contest, level, unit)
    except UsageError as error:
        raise Http404(error.message) from None
    return _card(request, current, document, document.name)


def _card(request: HttpRequest, current: Publication, document: UnitDocument, name: str) -> HttpResponse:
    voted = [selection for selection in document.counted.selections if selection.votes]
    others = voted[SELECTIONS_SHOWN:]
    parts = (document.contest.id, document.level, document.unit)
    results = reverse("results:unit", args=parts) if name else reverse("results:contest", args=parts[:1])
    context = {
        "contest": document.contest,
        "level": document.level,
        "counted": document.counted,
        "unit_name": name,
        "results": results,
        "selections": voted[:SELECTIONS_SHOWN],
        "others": others,
        "others_share": sum(selection.share or 0.0 for selection in others),
        "projected": _projected(document, SELECTIONS_SHOWN),
    }
    return _framed(request, current, "api/embed.html", context)


@xframe_options_exempt
def chamber_seats(request: HttpRequest, chamber: str) -> HttpResponse:
    """The seats of a chamber as a hemicycle."""
    current = page_publication()
    known = seatings(current.front) if current else []
    seating = next((seating for seating in known if seating.chamber.id == chamber), None)
    if current is None or seating is None:
        raise Http404(f"there is no chamber {chamber!r}")
    context = {"seating": seating, "chamber": seating.chamber, "results": reverse("results:seats")}
    return _framed(request, current, "api/embed_seats.html", context)


@xframe_options_exempt
def level_map(request: HttpRequest, level: str) -> HttpResponse:
    """The map of a level's units by who leads."""
    current = page_publication()
    shown = maps.level_map(current, level) if current else None
    if current is None or shown is None:
        raise Http404(f"there is no map of {level!r}")
    page = maps.map_page(current, shown, maps.LEADER, "")
    context = {
        "map": page,
        "picture": maps.small_map(current, level),
        "results": reverse("results:map"),
    }
    return _framed(request, current, "api/embed_map.html", context)


def embed_script(request: HttpRequest) -> HttpResponse:
    """What other pages load beside frames, for these to fit what is in them; its address never changes."""
    path = finders.find("escrutinio/embed.js")
    assert path, "it is part of the program"
    return public(HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8"))


def _framed(
    request: HttpRequest, current: Publication, template: str, context: Mapping[str, object]
) -> HttpResponse:
    """A page that other sites may show, and that renews itself while the count goes on.

    It runs one script of the site, which tells the page around it how high it is.
    """
    response = render(request, template, {**context, "front": current.front})
    # Written here, because the middleware does not see how a page that is kept in memory was marked.
    policy = {"frame-ancestors": ["*"], "connect-src": None, "form-action": ["'none'"]}
    response["Content-Security-Policy"] = build_policy(replace=policy)
    if not current.front.final:
        # A header and no element: a reader of a page may not be sent anew, a count in a frame has to be.
        response["Refresh"] = "60"
    return public(response)


def _projected(unit: UnitDocument, most: int) -> list[SelectionEstimate]:
    share_in = unit.counted.sheets_share
    if unit.projected is None or (share_in is not None and share_in >= 1):
        return []
    return [estimate for estimate in unit.projected.selections if estimate.share >= 0.01][:most]
