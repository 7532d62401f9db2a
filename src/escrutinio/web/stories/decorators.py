"""What guards the desk's pages: who may come in, and that nobody else keeps a copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from escrutinio.web.stories.formats import zone
from escrutinio.web.stories.models import Story
from escrutinio.web.stories.roles import Action, may

_P = ParamSpec("_P")
View = Callable[Concatenate[HttpRequest, _P], HttpResponseBase]


def desk(action: Action = Action.ENTER) -> Callable[[View[_P]], View[_P]]:
    """A page of the desk: for those who may do something, in the election's time, kept by nobody."""

    def guard(view: View[_P]) -> View[_P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, action):
                raise PermissionDenied
            with timezone.override(zone()):
                response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return guarded

    return guard


def who(request: HttpRequest) -> User:
    """Somebody who is signed in."""
    assert isinstance(request.user, User), "the page is guarded"
    return request.user


def story_for(request: HttpRequest, pk: int, action: Action) -> Story:
    """A story, published or not.

    Raises:
        Http404: there is none, or this user may not even see it: the two look alike.
        PermissionDenied: they may see it, and not do this.
    """
    found = Story.with_unpublished.select_related("section", "original").filter(pk=pk).first()
    if found is None or not may(request.user, Action.SEE, found):
        raise Http404
    if not may(request.user, action, found):
        raise PermissionDenied
    return found


def desk_page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponseBase:
    """A page of the desk with what all of them show."""
    able = {action.value: may(request.user, action) for action in Action}
    return render(request, template, {"able": able, "user": request.user, **context}, status=status)
