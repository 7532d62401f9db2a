"""What guards the desk's pages and the private ones: who may come in, and that nobody else keeps a copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from escrutinio.flows.poll_state import source_troubles
from escrutinio.flows.publication.evidence import log_problem
from escrutinio.web.published import publication
from escrutinio.web.shared.moments import zone
from escrutinio.web.shared.roles import Action, may
from escrutinio.web.trouble import troubles

_P = ParamSpec("_P")
View = Callable[Concatenate[HttpRequest, _P], HttpResponseBase]


def uncached(view: View[_P]) -> View[_P]:
    """A page in the election's time that nobody keeps: neither a browser nor a cache on the way."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        with timezone.override(zone()):
            response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return answer


def desk(action: Action = Action.ENTER) -> Callable[[View[_P]], View[_P]]:
    """A page of the desk, for those who may do something; see :func:`uncached`."""

    def guard(view: View[_P]) -> View[_P]:
        fresh = uncached(view)

        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, action):
                raise PermissionDenied
            return fresh(request, *args, **kwargs)

        return guarded

    return guard


def who(request: HttpRequest) -> User:
    """Somebody who is signed in."""
    assert isinstance(request.user, User), "the page is guarded"
    return request.user


def name_of(user: User | None) -> str:
    """A name for the history; the site itself is called Escrutinio."""
    return (user.get_full_name() or user.get_username()) if user else "Escrutinio"


def _log_problem(folder: Path) -> str:
    """Why what is published is not in the log, and what to do; empty where it is."""
    shown = publication()
    said = log_problem(shown.id, folder) if shown is not None else None
    return f"{said.message}. {said.hint}".rstrip() if said is not None else ""


def desk_page(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponseBase:
    """A page of the desk with what all of them show."""
    folder = Path(settings.FOLDER)
    able = {action.value: may(request.user, action) for action in Action}
    shown = {
        "able": able,
        "user": request.user,
        "troubles": troubles(folder),
        "down": source_troubles(folder),
        "log_problem": _log_problem(folder),
        **context,
    }
    return render(request, template, shown, status=status)
