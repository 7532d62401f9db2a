"""What others look at from time to time: the feed of updates, the map of the site, the rules for robots."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from escrutinio.flows.documents.called import PublishedCall
from escrutinio.flows.publication import Publication
from escrutinio.web.api.answers import published, readable_by_all
from escrutinio.web.api.pages import public_pages
from escrutinio.web.api.routes import ATOM
from escrutinio.web.api.sentences import (
    call_sentences,
    call_title,
    count_title,
    notable_points,
    point_sentences,
)
from escrutinio.web.languages import language_codes
from escrutinio.web.page_cache import public
from escrutinio.web.published import publication
from escrutinio.web.results.templatetags.names import name_of
from escrutinio.web.shared.brand import brand
from escrutinio.web.shared.site_map import site_map


@published
def updates(publication: Publication, language: str) -> HttpResponse:
    """The feed: each call and retraction, and each time that another 5 % of the sheets came in."""
    with translation.override(language):
        text = _feed(publication.in_language(language), language)
    return HttpResponse(text, content_type=f"{ATOM}; charset=utf-8")


def _feed(publication: Publication, language: str) -> str:
    front = publication.front
    home = settings.SITE_URL + reverse("results:front")
    feed = Atom1Feed(
        title=front.election.name,
        link=home,
        description=front.note or _("Updates and calls of the count."),
        language=language,
        feed_url=settings.SITE_URL + reverse("api:updates", kwargs={"language": language}),
        feed_guid=f"urn:escrutinio:{front.election.id}:updates:{language}",
        author_name=brand().publisher or brand().name,
    )
    chambers = {chamber.id: chamber.name for chamber in front.chambers}
    offices = {contest.id: contest.name for contest in front.contests}
    offices |= {office.id: office.name for office in front.results}
    notable = notable_points(publication.night.points)
    for entry in publication.updates:
        figures = entry.figures
        if isinstance(figures, PublishedCall):
            known = chambers if figures.about.kind == "majority" else offices
            of = known.get(figures.about.of, name_of(front, figures.about.of))
            title, text = call_title(figures, of), call_sentences(figures, of)
        elif figures.place in notable:
            title = count_title(figures.sheets_share)
            text = point_sentences(figures, front)
        else:
            continue
        moment = datetime.fromisoformat(entry.moment)
        # The feed's text is HTML, and "< 1 %" would be read as the beginning of an element.
        note = escape(f"{text} {front.note}".strip())
        feed.add_item(title, home, note, pubdate=moment, updateddate=moment, unique_id=entry.id)
    feed.feed["updated"] = publication.as_of
    return str(feed.writeString("utf-8"))


def sitemap(request: HttpRequest) -> HttpResponse:
    """All pages that a search engine should know, each with the same page in the other languages."""
    current = publication()
    if not settings.SITE_URL:
        raise Http404("a site map needs the site's address")
    return public(readable_by_all(site_map(public_pages(current) if current else [])))


def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: everything that is public."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/desk/" for code in language_codes())]
    if settings.SITE_URL:
        lines.append(f"Sitemap: {settings.SITE_URL}{reverse('api:sitemap')}")
    return public(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))
