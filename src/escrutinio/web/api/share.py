"""Pages about what can be taken along: the API's description, the results card and how to embed it."""

from __future__ import annotations

from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from escrutinio.model import NATION
from escrutinio.web.api.routes import PARTS, ROUTES
from escrutinio.web.page_cache import public
from escrutinio.web.published import publication

LISTS_SHOWN = 5


def api(request: HttpRequest) -> HttpResponse:
    """What there is for programs, for people."""
    found = publication()
    context: dict[str, Any] = {"routes": ROUTES, "parts": PARTS, "missing": [], "here": "api"}
    if found is not None:
        context["missing"] = [] if found.outcome else ["outcome", "bounds"]
        headline = found.front["headline"]["contest"]
        first = next(iter(found.units(headline)))
        context["examples"] = {
            "contest": reverse("api:contest", kwargs={"contest": headline}),
            "unit": reverse("api:unit", kwargs={"contest": headline, "level": first[0], "unit": first[1]}),
        }
        context["contests"] = found.front["contests"]
    return public(render(request, "api/api.html", context))


def embeds(request: HttpRequest) -> HttpResponse:
    """What to copy to show a results card in another page."""
    found = publication()
    contests = found.front["contests"] if found else []
    return public(render(request, "api/embeds.html", {"contests": contests, "here": "embed"}))


@xframe_options_exempt
def embed(request: HttpRequest, contest: str) -> HttpResponse:
    """The results card: the one page that other sites may show in a frame."""
    found = publication()
    known = {one["id"] for one in found.front["contests"]} if found else set()
    if found is None or contest not in known:
        raise Http404(f"there is no contest {contest!r}")
    document = found.contest(contest)
    nation = found.unit(contest, NATION, NATION)
    voted = [one for one in nation["counted"]["lists"] if one["votes"]]
    context = {
        "contest": document,
        "counted": nation["counted"],
        "lists": voted[:LISTS_SHOWN],
        "others": voted[LISTS_SHOWN:],
        "others_share": sum(one["share"] or 0.0 for one in voted[LISTS_SHOWN:]),
        "projected": _projected(nation, LISTS_SHOWN),
        "front": found.front,
        "full": max([0.01, *[one["share"] or 0.0 for one in voted]]),
    }
    response = render(request, "api/embed.html", context)
    # Written here, because the middleware does not see how a page that is kept in memory was marked.
    policy = {"frame-ancestors": ["*"], "script-src": None, "connect-src": None, "form-action": ["'none'"]}
    response["Content-Security-Policy"] = build_policy(replace=policy)
    if not found.front["final"]:
        # A header and no element: a reader of a page may not be sent anew, a count in a frame has to be.
        response["Refresh"] = "60"
    return public(response)


def _projected(nation: dict[str, Any], most: int) -> list[dict[str, Any]]:
    whole = nation["counted"]["sheets"]["share"]
    if nation["projected"] is None or (whole is not None and whole >= 1):
        return []
    lists: list[dict[str, Any]] = nation["projected"]["lists"]
    return [one for one in lists if one["share"] >= 0.01][:most]


def page_address(name: str, **parts: str) -> str:
    """The full address of a page in the language of now."""
    return f"{settings.SITE_URL}{reverse(name, kwargs=parts)}"
