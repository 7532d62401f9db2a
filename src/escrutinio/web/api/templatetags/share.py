"""What a page says of itself to other sites: its picture, its words, its data."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.published import ContestHeading, ContestLabel
from escrutinio.web.api.routes import CSV, JSON, PARQUET
from escrutinio.web.api.sentences import headline_sentences
from escrutinio.web.api.social_card import HEIGHT, WIDTH
from escrutinio.web.languages import with_territory

register = template.Library()


@register.simple_tag(takes_context=True)
def social(context: Context) -> Mapping[str, object]:
    """Title, description and picture of the count, for cards that other sites make of a link."""
    front: FrontDocument | None = context.get("front")
    language = context.get("language") or settings.LANGUAGE_CODE
    sentences = headline_sentences(front) if front else ""
    return {
        "title": front.election.name if front else "Escrutinio",
        "text": " ".join(part for part in (sentences, front.note if front else "") if part),
        "picture": settings.SITE_URL + reverse("api:social-card", kwargs={"language": language}),
        "width": WIDTH,
        "height": HEIGHT,
        "locale": with_territory(language),
    }


@register.simple_tag(takes_context=True)
def dataset(context: Context) -> SafeString:
    """The data behind a page as a schema.org ``Dataset``; of the contest of the page, else of all."""
    front: FrontDocument | None = context.get("front")
    if front is None:
        return SafeString("")
    contest = _contest(context, front)
    name = front.election.name
    document = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{contest.name}: {name}" if contest else name,
        "description": _dataset_text(front),
        "url": context.get("page_url", ""),
        "inLanguage": context.get("language"),
        "isAccessibleForFree": True,
        "dateModified": front.as_of,
        "temporalCoverage": front.election.date,
        "creativeWorkStatus": front.status,
        "variableMeasured": [_("Votes"), _("Share of valid votes"), _("Turnout"), _("Sheets counted")],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": settings.SITE_URL + where}
            for media, where in _files(contest.id if contest else None)
        ],
    }
    # "<" would end the element: in JSON it can be written otherwise.
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def _contest(context: Context, front: FrontDocument) -> ContestHeading | None:
    asked = context.get("contest")
    if not isinstance(asked, ContestLabel):
        return None
    return next((contest for contest in front.contests if contest.id == asked.id), None)


def _dataset_text(front: FrontDocument) -> str:
    text = _(
        "The count by contest and reporting unit, with the share of sheets counted. "
        "Projections are not included."
    )
    return f"{text} {front.note}".strip()


def _files(contest: str | None) -> list[tuple[str, str]]:
    if contest is None:
        return [
            (CSV, reverse("api:results-csv")),
            (JSON, reverse("api:nist")),
            (JSON, reverse("api:contests")),
        ]
    own = {"contest": contest}
    return [
        (CSV, reverse("api:csv", kwargs=own)),
        (PARQUET, reverse("api:parquet", kwargs=own)),
        (JSON, reverse("api:contest", kwargs=own)),
    ]
