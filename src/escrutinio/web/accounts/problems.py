"""What can go wrong while signing in, and the page that says so."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from escrutinio.web.accounts.paths import is_own_path

GOING = "accounts.going"
"""In the session: the provider that somebody went to, where they want to be after, and their language."""


class Problem(StrEnum):
    """What went wrong; the value stands in addresses."""

    CANCELLED = "cancelled"
    FAILED = "failed"
    REFUSED = "refused"
    TAKEN = "taken"
    OVER = "over"
    WAIT = "wait"
    NO_ADDRESS = "no-address"


WORDS = {
    Problem.CANCELLED: _("You came back without signing in. What you typed is still here."),
    Problem.FAILED: _("Sign-in failed. Try again, or try another sign-in method."),
    Problem.REFUSED: _("This account cannot be used here."),
    Problem.TAKEN: _(
        "This identity already belongs to another account. Sign in with it, or remove it there."
    ),
    Problem.OVER: _("This code is no longer valid. Ask for a new one."),
    Problem.WAIT: _("Too many attempts. Wait 15 minutes, then try again."),
    Problem.NO_ADDRESS: _("Enter an e-mail address such as name@example.org."),
}


def said(request: HttpRequest) -> str:
    """What a page has to say about the problem that its address names; nothing where it names none."""
    try:
        return str(WORDS[Problem(request.GET.get("problem", ""))])
    except ValueError:
        return ""


def sent_back(request: HttpRequest, problem: Problem, after: str = "") -> HttpResponseRedirect:
    """Back to where one signs in, or to one's own page, which then says what went wrong."""
    going = request.session.get(GOING) or {}
    after = after or going.get("next", "")
    language = going.get("language") or translation.get_language()
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    query = {"problem": problem.value} | ({"next": after} if is_own_path(after) else {})
    with translation.override(language):
        page = "accounts:account" if request.user.is_authenticated else "accounts:sign-in"
        return HttpResponseRedirect(f"{reverse(page)}?{urlencode(query)}")
