"""What every template knows: the election, the languages, and where to look for changes."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info

from escrutinio.web.published import page_publication
from escrutinio.web.shared.brand import brand
from escrutinio.web.shared.mail import offers_mail


def site(request: HttpRequest) -> Mapping[str, object]:
    """The election, this page in the other languages, and the publication it is made from."""
    newest = page_publication()
    front = newest.front if newest else None
    return {
        "front": front,
        "brand": brand(),
        "election": front.election if front else None,
        "note": front.note if front else None,
        "zone": front.timezone if front else "UTC",
        "contests": front.contests if front else [],
        "publication": newest,
        "mail_offered": offers_mail(),
        "site_url": settings.SITE_URL,
        "page_url": settings.SITE_URL + request.path,
        "language": get_language(),
        "other_languages": [
            (code, get_language_info(code)["name_local"].capitalize(), translate_url(request.path, code))
            for code, _ in settings.LANGUAGES
            if code != get_language()
        ],
    }
