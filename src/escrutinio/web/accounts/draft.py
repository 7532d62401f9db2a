"""What somebody has typed, kept while they sign in.

It lies in the session: on the server, signed by Django, bound to the browser that typed it. A session's key
changes when somebody signs in, and its content goes when they sign in as somebody else; drafts come along.
"""

from __future__ import annotations

import re
import time
from typing import Any

from django.http import HttpRequest

SESSION = "accounts.drafts"
MOST_TEXT = 20_000
"""Characters of a draft."""
MOST_DRAFTS = 5
HOURS = 12
_KEY = re.compile(r"[\w:./-]{1,100}", re.ASCII)

Drafts = dict[str, Any]


def keep(request: HttpRequest, key: str, text: str) -> bool:
    """Keep a text; False when it is empty or too long, or the key is none.

    Args:
        request: whose session it is kept in.
        key: where the text belongs, such as ``reply:12``: letters, digits and ``:./-_``, at most 100.
        text: what was typed.
    """
    if not text.strip() or len(text) > MOST_TEXT or not _KEY.fullmatch(key):
        return False
    drafts = _fresh(request)
    drafts.pop(key, None)
    drafts[key] = [text, int(time.time())]
    request.session[SESSION] = dict(list(drafts.items())[-MOST_DRAFTS:])
    return True


def take(request: HttpRequest, key: str) -> str:
    """The text that was kept, which is kept no longer; empty when there is none."""
    drafts = _fresh(request)
    if key not in drafts:
        return ""
    text = str(drafts.pop(key)[0])
    restore(request, drafts)
    return text


def peek(request: HttpRequest, key: str) -> str:
    """The text that was kept, and stays kept; empty when there is none."""
    draft = _fresh(request).get(key)
    return str(draft[0]) if draft else ""


def carry(request: HttpRequest) -> Drafts:
    """All drafts, before the session they lie in ends."""
    return _fresh(request)


def restore(request: HttpRequest, drafts: Drafts) -> None:
    """Put drafts into the session as it is now."""
    if drafts:
        request.session[SESSION] = drafts
    else:
        request.session.pop(SESSION, None)


def keep_posted(request: HttpRequest) -> None:
    """Keep what a form says is a draft: ``draft_key``, and in ``draft_field`` the name of its field."""
    key = request.POST.get("draft_key", "")
    if key:
        keep(request, key, request.POST.get(request.POST.get("draft_field", "text"), ""))


def _fresh(request: HttpRequest) -> Drafts:
    oldest = time.time() - HOURS * 3600
    return {key: draft for key, draft in request.session.get(SESSION, {}).items() if draft[1] >= oldest}
