"""The mail that a site in local mode has written to files, as a page; in production there is no such page."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

MOST = 20


def has_outbox() -> bool:
    """Whether mail is shown instead of sent."""
    return not settings.ENVIRONMENT.production and not settings.ENVIRONMENT.mail


@never_cache
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest mails."""
    if not has_outbox():
        raise Http404
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), key=lambda path: path.name, reverse=True)
    return render(request, "accounts/outbox.html", {"mails": [_read(path) for path in files[:MOST]]})


def _read(path: Path) -> dict[str, str]:
    message = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
    body = message.get_body(("plain",))
    return {
        "to": str(message["To"] or ""),
        "subject": str(message["Subject"] or ""),
        "date": str(message["Date"] or ""),
        "text": body.get_content() if body else "",
    }
