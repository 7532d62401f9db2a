"""Pages about what can be taken along: the API's description, the results card and how to embed it."""

from __future__ import annotations

from pathlib import Path

from csp.utils import build_policy
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from escrutinio.flows.documents.projected import SelectionEstimate
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.publication.evidence import evidence_of
from escrutinio.model import NATION
from escrutinio.web.api.routes import PARTS, ROUTES, absent_documents
from escrutinio.web.page_cache import public
from escrutinio.web.published import page_publication

SELECTIONS_SHOWN = 5


def api(request: HttpRequest) -> HttpResponse:
    """What there is for programs, for people."""
    current = page_publication()
    context: dict[str, object] = {"routes": ROUTES, "parts": PARTS, "missing": [], "here": "api"}
    if current is not None:
        context["missing"] = absent_documents(current)
        headline = current.front.headline.contest
        first = next(iter(current.units(headline)))
        context["examples"] = {
            "contest": reverse("api:contest", kwargs={"contest": headline}),
            "unit": reverse("api:unit", kwargs={"contest": headline, "level": first[0], "unit": first[1]}),
        }
        context["contests"] = current.front.contests
        context["evidence"] = evidence_of(current, Path(settings.FOLDER))
        context["replay"] = current.front.replay
    return public(render(request, "api/api.html", context))


def embeds(request: HttpRequest) -> HttpResponse:
    """What to copy to show a results card in another page."""
    current = page_publication()
    contests = current.front.contests if current else ()
    return public(render(request, "api/embeds.html", {"contests": contests, "here": "embed"}))


@xframe_options_exempt
def embed(request: HttpRequest, contest: str) -> HttpResponse:
    """The results card: the one page that other sites may show in a frame."""
    current = page_publication()
    if current is None or contest not in current.front.contest_ids:
        raise Http404(f"there is no contest {contest!r}")
    nation = current.unit(contest, NATION, NATION)
    voted = [selection for selection in nation.counted.selections if selection.votes]
    others = voted[SELECTIONS_SHOWN:]
    context = {
        "contest": nation.contest,
        "counted": nation.counted,
        "selections": voted[:SELECTIONS_SHOWN],
        "others": others,
        "others_share": sum(selection.share or 0.0 for selection in others),
        "projected": _projected(nation, SELECTIONS_SHOWN),
        "front": current.front,
    }
    response = render(request, "api/embed.html", context)
    # Written here, because the middleware does not see how a page that is kept in memory was marked.
    policy = {"frame-ancestors": ["*"], "script-src": None, "connect-src": None, "form-action": ["'none'"]}
    response["Content-Security-Policy"] = build_policy(replace=policy)
    if not current.front.final:
        # A header and no element: a reader of a page may not be sent anew, a count in a frame has to be.
        response["Refresh"] = "60"
    return public(response)


def _projected(nation: UnitDocument, most: int) -> list[SelectionEstimate]:
    share_in = nation.counted.sheets_share
    if nation.projected is None or (share_in is not None and share_in >= 1):
        return []
    return [estimate for estimate in nation.projected.selections if estimate.share >= 0.01][:most]


def page_address(name: str, **parts: str) -> str:
    """The full address of a page in the language of now."""
    return f"{settings.SITE_URL}{reverse(name, kwargs=parts)}"
