"""What keeps machines from writing, and what a moderator has to see first."""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing

from escrutinio.web.replies.markdown import has_link
from escrutinio.web.replies.models import HoldReason, Mode, Reply, Rules, State, Thread
from escrutinio.web.shared.cleaning import normal, unseen
from escrutinio.web.shared.looks import looks
from escrutinio.web.shared.roles import Action, may

OLDEST = 24 * 3600
"""Seconds after which a form has to be sent anew."""
AKISMET = "https://rest.akismet.com/1.1/comment-check"
_SALT = "escrutinio.replies.form"

logger = logging.getLogger("escrutinio.replies")


def new_token(now: datetime) -> str:
    """What a form is signed with: when it was made, and a word of its own so that it counts once."""
    return signing.dumps([now.timestamp(), secrets.token_urlsafe(12)], salt=_SALT)


def read_token(token: str, now: datetime) -> tuple[str, float]:
    """The word of a form and how long ago it was made (seconds).

    Raises:
        signing.BadSignature: it is not ours, or too old.
    """
    made, word = signing.loads(token, salt=_SALT)
    age = now.timestamp() - float(made)
    if age > OLDEST:
        raise signing.SignatureExpired
    return str(word), age


def hold_reason_for(
    text: str, author: User, thread: Thread, rules: Rules, but: Reply | None = None
) -> HoldReason | None:
    """Why a text has to be read by a moderator before it is shown; None when it need not.

    Args:
        text: as written.
        author: moderators' own replies are not held.
        thread: of the story.
        rules: of the site.
        but: a reply that does not count as an earlier one: the one that is being edited.
    """
    if may(author, Action.MODERATE):
        return None
    mode = rules.mode if thread.mode == Mode.SITE else thread.mode
    if mode == Mode.BEFORE:
        return HoldReason.ALL
    if has_word(text, rules.words):
        return HoldReason.WORDS
    if rules.hold_links and has_link(text):
        return HoldReason.LINKS
    earlier = Reply.with_unshown.filter(author=author, state=State.SHOWN)
    if but is not None:
        earlier = earlier.exclude(pk=but.pk)
    if rules.hold_first and not earlier.exists():
        return HoldReason.FIRST
    return None


def has_word(text: str, words: str) -> bool:
    """Whether a text has one of the words, one on each line.

    Case, accents, signs that are not seen, and letters of other scripts that look alike do not matter.
    """
    # A Greek capital may look like another Latin letter than its small one: such words are found as they are.
    return any(_has_word(text, words, form) for form in (looks, _seen))


def _has_word(text: str, words: str, form: Callable[[str], str]) -> bool:
    listed = [word for line in words.splitlines() if (word := " ".join(form(line).split()))]
    if not listed:
        return False
    pattern = "|".join(re.escape(word) for word in listed)
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", " ".join(form(text).split())) is not None


def _seen(text: str) -> str:
    return normal("".join(sign for sign in text if not unseen(sign)))


def is_spam(reply: Reply, address: str, agent: str) -> bool:
    """Ask Akismet; only where a key is set.

    Raises:
        OSError: there is no answer, or one that says nothing.
    """
    asked = {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "user_ip": address,
        "user_agent": agent,
        "comment_type": "reply" if reply.parent_id else "comment",
        "comment_author": reply.author_name,
        "comment_content": reply.text,
        "permalink": settings.SITE_URL + reply.story.get_absolute_url(),
        "comment_date_gmt": reply.posted_at.isoformat(),
    }
    # The address is ours, not a reader's: nothing that is written here decides what is fetched.
    with urlopen(Request(AKISMET, urlencode(asked).encode()), timeout=10) as answer:
        said = answer.read(100).decode("ascii", "replace").strip()
    if said not in ("true", "false"):
        raise URLError(f"Akismet says {json.dumps(said)}")
    return bool(said == "true")
