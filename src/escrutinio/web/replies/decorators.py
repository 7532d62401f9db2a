"""What guards the pages that are about one reader: they are signed in, and nobody else keeps a copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from escrutinio.web.accounts.identity import identity
from escrutinio.web.replies.models import Reply
from escrutinio.web.replies.posting import Sender
from escrutinio.web.replies.views import public_story
from escrutinio.web.shared.client import client_address
from escrutinio.web.shared.desk import View, uncached

_P = ParamSpec("_P")


def private(*, signed_in: bool) -> Callable[[View[_P]], View[_P]]:
    """A page that is kept by nobody, for GET and POST; perhaps only for those who are signed in."""

    def guard(view: View[_P]) -> View[_P]:
        fresh = uncached(view)

        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
            if signed_in and identity(request) is None:
                return redirect_to_login(request.get_full_path(), reverse("accounts:sign-in"))
            return fresh(request, *args, **kwargs)

        return require_http_methods(["GET", "HEAD", "POST"])(guarded)

    return guard


def sender_of(request: HttpRequest) -> Sender | None:
    """Who sends a request; None for somebody who is not signed in."""
    own_identity = identity(request)
    if own_identity is None:
        return None
    assert isinstance(request.user, User), "an identity is a user's"
    return Sender(
        request.user, own_identity.name, client_address(request), request.headers.get("User-Agent", "")
    )


def own_reply(request: HttpRequest, slug: str, number: int) -> Reply:
    """A reply of whoever asks, whatever its state.

    Raises:
        Http404: there is none, or it is somebody else's: the two look alike.
    """
    mine = Reply.with_unshown.select_related("story", "parent").filter(author_id=request.user.pk)
    return get_object_or_404(mine, story=public_story(slug), number=number)
