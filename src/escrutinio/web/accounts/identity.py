"""Who a request comes from, and with what others could sign in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from escrutinio.web.accounts.adapters import EMAIL, WAY
from escrutinio.web.accounts.paths import own_path
from escrutinio.web.accounts.readers import of_desk


@dataclass(frozen=True)
class Identity:
    """Somebody who is signed in.

    Attributes:
        user_id: their account.
        name: what others see; plain text, to be escaped wherever it is shown.
        provider: with whose account they signed in, such as ``Google``.
        account: the same in a sentence, such as "your Google account".
        avatar: the path of their picture; empty for the desk, which has none.
        desk: whether they are of the desk.
    """

    user_id: int
    name: str
    provider: str
    account: str
    avatar: str
    desk: bool


@dataclass(frozen=True)
class Choice:
    """A way to sign in.

    Attributes:
        id: ``email`` or a provider's id.
        name: what stands on its button.
        address: where its form is posted to.
    """

    id: str
    name: str
    address: str


def identity(request: HttpRequest) -> Identity | None:
    """Who a request comes from; None for somebody who is not signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        return None
    if of_desk(user):
        name = user.get_full_name() or user.username
        return Identity(user.pk, name, _("the desk"), _("your desk account"), "", desk=True)
    way = request.session.get(WAY, EMAIL)
    provider = provider_name(way)
    account = _("your e-mail address")
    if way != EMAIL:
        account = _("your %(provider)s account") % {"provider": provider}
    return Identity(
        user.pk, user.reader.name, provider, account, avatar_address(user.reader.avatar), desk=False
    )


def choices(request: HttpRequest) -> list[Choice]:
    """The ways to sign in that the site has keys for; a mailed code needs none."""
    mail = Choice(EMAIL, _("E-mail"), reverse("accounts:sign-in"))
    return [
        mail,
        *(
            Choice(provider.id, provider.name, reverse("accounts:connect", args=[provider.id]))
            for provider in settings.ENVIRONMENT.providers
        ),
    ]


def provider_name(way: str) -> str:
    """What a way to sign in is called; one that is switched off by now keeps its id."""
    if way == EMAIL:
        return _("E-mail")
    known = {provider.id: provider.name for provider in settings.ENVIRONMENT.providers}
    return known.get(way, way)


def avatar_address(seed: str) -> str:
    """The path of a reader's picture."""
    return reverse("avatar", args=[seed])


def bar(request: HttpRequest, after: str = "", form: str = "") -> dict[str, object]:
    """What the template ``accounts/bar.html`` shows.

    Args:
        request: whose bar it is; its answer must be kept by nobody.
        after: the path to come back to; this page where it is empty.
        form: the id of a form of the page, if the bar's buttons are to send it. That form has a CSRF token
            and the fields of :func:`escrutinio.web.accounts.draft.keep_posted`; then what was typed there is
            still there after signing in. Empty: the bar has forms of its own.
    """
    return {
        "identity": identity(request),
        "choices": choices(request),
        "next": own_path(after or request.get_full_path()),
        "form": form,
        "csrf_token": get_token(request),
    }
