"""Signing in: by a mailed code, or with a provider by way of a page that says so; and signing out."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from escrutinio.web.accounts import codes, draft, limits
from escrutinio.web.accounts.identity import choices, identity, provider_name
from escrutinio.web.accounts.models import MOST_NAME, OpenSession
from escrutinio.web.accounts.outbox import has_outbox
from escrutinio.web.accounts.paths import own_path
from escrutinio.web.accounts.problems import GOING, Problem, said, sent_back
from escrutinio.web.accounts.readers import of_desk, reader_of_address
from escrutinio.web.shared.client import client_address, network

CODE = "accounts.code"
"""In the session: the ticket of the code that was mailed, to whom, and what it is for."""


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The ways to sign in. A form of another page that is posted here has its text kept."""
    if request.method == "POST":
        draft.keep_posted(request)
        query = urlencode({"next": own_path(request.POST.get("next"))})
        return redirect(f"{reverse('accounts:sign-in')}?{query}")
    return render(
        request,
        "accounts/sign_in.html",
        {
            "identity": identity(request),
            "choices": choices(request)[1:],
            "next": own_path(request.GET.get("next")),
            "problem": said(request),
            "most_name": MOST_NAME,
        },
    )


@never_cache
@require_POST
def mail_code(request: HttpRequest) -> HttpResponseBase:
    """Mail a code. Whether an address is known is not even looked up, so nothing can tell."""
    before = request.session.get(CODE) or {}
    again = "again" in request.POST and before
    after = own_path(before.get("next") if again else request.POST.get("next"))
    adding = before.get("adds_to") if again else _adds_to(request)
    address = before["address"] if again else _address(request.POST.get("email", ""))
    if not address:
        return sent_back(request, Problem.NO_ADDRESS, after)
    now, where = timezone.now(), network(client_address(request))
    limits.forget_old(now)
    if not limits.take_all(
        [
            (limits.CODES_FROM, where),
            (limits.CODES_TO, f"{address} {where}"),
            (limits.CODES_TO_ALL, address),
        ],
        now,
    ):
        return sent_back(request, Problem.WAIT, after)
    if before:
        codes.drop_code(before["ticket"])
    ticket, code = codes.make_code(now)
    request.session[CODE] = {
        "ticket": ticket,
        "address": address,
        "name": before.get("name", "") if again else request.POST.get("name", "")[: MOST_NAME * 2],
        "next": after,
        "adds_to": adding,
    }
    _send(address, code)
    return redirect("accounts:code")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code_page(request: HttpRequest) -> HttpResponseBase:
    """Where the code is typed in."""
    asked = request.session.get(CODE)
    if not asked:
        return redirect("accounts:sign-in")
    context: dict[str, object] = {
        "address": asked["address"],
        "minutes": codes.VALID.seconds // 60,
        "outbox": has_outbox(),
    }
    if request.method == "GET":
        return render(request, "accounts/code.html", context)
    now = timezone.now()
    if not limits.take(limits.TRIES_FROM, network(client_address(request)), now):
        return sent_back(request, Problem.WAIT, asked["next"])
    tried = codes.try_code(asked["ticket"], request.POST.get("code", "")[:40], now)
    if tried is codes.Tried.WRONG:
        return render(request, "accounts/code.html", context | {"wrong": True}, status=422)
    del request.session[CODE]
    if tried is codes.Tried.OVER:
        return sent_back(request, Problem.OVER, asked["next"])
    if asked["adds_to"] is not None:
        return _add_address(request, asked)
    user = reader_of_address(asked["address"], asked["name"])
    answer = perform_login(request, user, email_verification="none", redirect_url=asked["next"])
    return cast(HttpResponse, answer)


@never_cache
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, way: str) -> HttpResponse:
    """The page "Connecting to Google…": it says where one is going, and goes there."""
    if request.method == "GET":  # the same page in another language
        return redirect("accounts:sign-in")
    if way not in {provider.id for provider in settings.ENVIRONMENT.providers}:
        raise Http404
    draft.keep_posted(request)
    after = own_path(request.POST.get("next"))
    if not limits.take(limits.BEGUN_FROM, network(client_address(request)), timezone.now()):
        return sent_back(request, Problem.WAIT, after)
    request.session[GOING] = {"way": way, "next": after, "language": get_language()}
    process = "connect" if _adds_to(request) is not None else "login"
    known = ("google", "facebook", "twitter_oauth2")
    address = reverse(f"{way}_login") if way in known else reverse("openid_connect_login", args=[way])
    context = {"provider": provider_name(way), "address": address, "next": after, "process": process}
    return render(request, "accounts/connecting.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """Sign out: nothing of the session stays, nor what was typed."""
    OpenSession.objects.filter(session=request.session.session_key or "").delete()
    logout(request)
    after = request.POST.get("next")
    return redirect(own_path(after) if after else reverse("accounts:sign-in"))


def _adds_to(request: HttpRequest) -> int | None:
    """The reader to whom the next identity is to be added; None for signing in as whoever that is."""
    if "add" not in request.POST or not isinstance(request.user, User) or of_desk(request.user):
        return None
    return int(request.user.pk)


def _address(text: str) -> str:
    """An e-mail address as it is kept, compared and written to: all in lower case; empty where it is none."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 else ""


def _send(address: str, code: str) -> None:
    context = {"code": code, "minutes": codes.VALID.seconds // 60, "site": settings.SITE_URL}
    text = render_to_string("accounts/code_mail.txt", context)
    EmailMessage(gettext("Your code: %(code)s") % {"code": code}, text, to=[address]).send()


def _add_address(request: HttpRequest, asked: dict[str, object]) -> HttpResponseRedirect:
    user = request.user
    if not isinstance(user, User) or user.pk != asked["adds_to"] or of_desk(user):
        return sent_back(request, Problem.REFUSED)
    mine = EmailAddress.objects.filter(user=user)
    try:
        with transaction.atomic():
            EmailAddress.objects.update_or_create(
                user=user,
                email=asked["address"],
                defaults={"verified": True},
                create_defaults={"verified": True, "primary": not mine.filter(primary=True).exists()},
            )
    except IntegrityError:
        # Said only to who has just proved that they read that mail.
        return sent_back(request, Problem.TAKEN)
    return redirect("accounts:account")
