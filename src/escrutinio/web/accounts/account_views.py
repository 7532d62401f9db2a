"""A reader's own page: name, identities, data; and pictures, which are everybody's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escrutinio.web.accounts import avatar, limits
from escrutinio.web.accounts.identity import avatar_address, choices, identity, provider_name
from escrutinio.web.accounts.models import MOST_NAME, Reader
from escrutinio.web.accounts.names import checked, key_of
from escrutinio.web.accounts.personal_data import erase, export
from escrutinio.web.accounts.problems import said
from escrutinio.web.accounts.readers import end_sessions, of_desk

_P = ParamSpec("_P")
View = Callable[Concatenate[HttpRequest, User, _P], HttpResponseBase]


def readers_only(view: View[_P]) -> Callable[Concatenate[HttpRequest, _P], HttpResponseBase]:
    """A page of a reader who is signed in, kept by nobody; the desk has its own."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            query = urlencode({"next": reverse("accounts:account")})
            return redirect(f"{reverse('accounts:sign-in')}?{query}")
        if of_desk(user):
            raise PermissionDenied
        return view(request, user, *args, **kwargs)

    return never_cache(guarded)


@require_GET
@readers_only
def account(request: HttpRequest, user: User) -> HttpResponseBase:
    """Everything that one can do with one's account."""
    return _account_page(request, user)


@require_http_methods(["GET", "POST"])
@readers_only
def rename(request: HttpRequest, user: User) -> HttpResponseBase:
    """Take another name."""
    if request.method == "GET":  # the page that refused one, in another language
        return redirect("accounts:account")
    try:
        name = checked(request.POST.get("name", "")[:200], user.reader)
        if name != user.reader.name and not limits.take(limits.RENAMES, str(user.pk), timezone.now()):
            raise ValidationError(gettext("You have changed your name too often. Try again tomorrow."))
        with transaction.atomic():
            Reader.objects.filter(pk=user.reader.pk).update(name=name, name_key=key_of(name))
    except ValidationError as error:
        return _account_page(request, user, " ".join(error.messages), request.POST.get("name", "")[:200])
    except IntegrityError:
        return _account_page(
            request, user, gettext("Somebody else has this name, or one that looks like it.")
        )
    return redirect("accounts:account")


@require_POST
@readers_only
def remove(request: HttpRequest, user: User, kind: str, pk: int) -> HttpResponseBase:
    """Remove an identity, but not the last; every other session ends, for it may be whose identity it was."""
    with transaction.atomic():
        # Two at once wait for each other here, so that the last one stays.
        Reader.objects.select_for_update().get(user=user)
        model = {"account": SocialAccount, "address": EmailAddress}[kind]
        removed = model.objects.filter(pk=pk, user=user).first()
        if removed is None:
            raise Http404
        if len(_identities(user)) > 1:
            removed.delete()
            end_sessions(user, but=request.session.session_key)
    return redirect("accounts:account")


@require_GET
@readers_only
def data(request: HttpRequest, user: User) -> HttpResponseBase:
    """All that the site knows of a reader, as a file."""
    answer = JsonResponse(export(user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-account.json"'
    return answer


@require_http_methods(["GET", "POST"])
@readers_only
def erasing(request: HttpRequest, user: User) -> HttpResponseBase:
    """Delete one's account, once one has said that one means it."""
    if request.method == "POST" and request.POST.get("sure") == "yes":
        erase(user)
        logout(request)
        return render(request, "accounts/erased.html")
    return render(request, "accounts/erase.html", {"unsure": request.method == "POST"})


@require_GET
def picture(request: HttpRequest, seed: str) -> FileResponse:
    """A reader's picture, the same for ever."""
    try:
        drawn = avatar.svg(seed)
    except ValueError:
        raise Http404 from None
    # A file, which is not kept in memory: there are more seeds than anybody has room for.
    return FileResponse(
        BytesIO(drawn.encode()),
        content_type="image/svg+xml",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def _identities(user: User) -> list[dict[str, str | int]]:
    accounts = SocialAccount.objects.filter(user=user).order_by("pk")
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return [
        *(
            {"kind": "address", "pk": address.pk, "name": gettext("E-mail"), "who": address.email}
            for address in addresses
        ),
        *(
            {
                "kind": "account",
                "pk": account.pk,
                "name": provider_name(account.provider),
                "who": account.extra_data.get("name", ""),
            }
            for account in accounts
        ),
    ]


def _account_page(request: HttpRequest, user: User, wrong_name: str = "", typed: str = "") -> HttpResponse:
    context = {
        "identity": identity(request),
        "reader": user.reader,
        "picture": avatar_address(user.reader.avatar),
        "identities": _identities(user),
        "choices": choices(request)[1:],
        "next": reverse("accounts:account"),
        "problem": said(request),
        "wrong_name": wrong_name,
        "typed_name": typed or user.reader.name,
        "most_name": MOST_NAME,
    }
    return render(request, "accounts/account.html", context, status=422 if wrong_name else 200)
