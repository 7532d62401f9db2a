"""Where a reader may be sent back to: pages of this site, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

MOST_PATH = 2000


def is_own_path(url: str) -> bool:
    """Whether an address is a path of this site, without scheme and host."""
    # Browsers take a backslash for a slash, and leave out line breaks and tabs before they look.
    if not url.startswith("/") or "\\" in url or len(url) > MOST_PATH or any(ord(sign) < 33 for sign in url):
        return False
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def own_path(url: str | None) -> str:
    """An address where it is a path of this site, else the reader's own page."""
    return url if url and is_own_path(url) else reverse("accounts:account")
