"""What every mail to readers has in common: whether there is any, a subject of one line, a way to leave."""

from __future__ import annotations

from django.conf import settings

HONEYPOT = "website"
"""A field of the forms that anybody may send: people do not see it, and machines fill it in."""
MOST_SUBJECT = 200


def offers_mail() -> bool:
    """Whether mail reaches anybody: there is a mail server, or the site is in local mode and shows it.

    Without either a page must not promise any.
    """
    return bool(settings.ENVIRONMENT.mail) or not settings.ENVIRONMENT.production


def one_line(text: str) -> str:
    """A subject: what others have written cannot begin a header of its own."""
    return " ".join(text.split())[:MOST_SUBJECT]


def leave_headers(address: str) -> dict[str, str]:
    """What mail programs show as a button to unsubscribe: one POST, no page (RFC 8058).

    Args:
        address: where a POST without cookie or form ends the mail.
    """
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
