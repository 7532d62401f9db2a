"""What the site does otherwise than django-allauth does by itself.

An address that a provider states is not even looked at: not to find an account, not to make one. So whoever
controls a provider, or has an account with one under another's address, gains nothing here.
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from escrutinio.web.accounts import draft
from escrutinio.web.accounts.paths import is_own_path
from escrutinio.web.accounts.problems import Problem, sent_back
from escrutinio.web.accounts.readers import make_reader, new_user, note_session, of_desk

WAY = "accounts.way"
"""In the session: with what somebody signed in, a provider's id or ``email``."""
EMAIL = "email"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in and out."""

    def is_safe_url(self, url: str) -> bool:
        """Paths of this site only."""
        return is_own_path(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The reader's own page, where nothing else was asked for."""
        return reverse("accounts:account")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same."""
        return reverse("accounts:account")

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Accounts of the desk have a password and their own door; a reader's way never leads into one."""
        if not user.is_active or of_desk(user):
            return sent_back(request, Problem.REFUSED)
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in under a new session key, with what was typed before."""
        kept = draft.carry(request)
        super().login(request, user)
        draft.restore(request, kept)
        note_session(request, user)

    def post_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **kwargs: Any
    ) -> HttpResponse:
        """Remember with what it was."""
        login = (signal_kwargs or {}).get("sociallogin")
        request.session[WAY] = login.account.provider if login else EMAIL
        return cast(HttpResponse, super().post_login(request, user, signal_kwargs=signal_kwargs, **kwargs))

    def logout(self, request: HttpRequest) -> None:
        """What comes before signing in as somebody else: what was typed stays."""
        kept = draft.carry(request)
        super().logout(request)
        draft.restore(request, kept)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the pages say themselves how things stand."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: the site's own mails are the only ones."""


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in with a provider."""

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        """A reader's account."""
        return new_user()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Keep a name, and forget everything else that the provider has said."""
        sociallogin.email_addresses.clear()
        said = sociallogin.account.extra_data
        parts = " ".join(str(data.get(key) or "") for key in ("first_name", "last_name")).strip()
        # Of Google's answer django-allauth hands over the two parts of a name only.
        name = str(data.get("name") or said.get("name") or parts or data.get("username") or "")
        sociallogin.account.extra_data = {"name": name[:200]}
        return cast(User, sociallogin.user)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """A new reader and their identity, both or neither."""
        with transaction.atomic():
            sociallogin.save(request)
            make_reader(sociallogin.user, sociallogin.account.extra_data["name"])
        return cast(User, sociallogin.user)

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Never, whatever the settings say."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An identity is added to a reader who is signed in, unless it is somebody else's."""
        if sociallogin.state.get("process") != AuthProcess.CONNECT:
            # Any other process would be one that the site has not begun.
            sociallogin.state["process"] = AuthProcess.LOGIN
            return
        if not request.user.is_authenticated or of_desk(request.user):
            raise ImmediateHttpResponse(sent_back(request, Problem.REFUSED))
        if sociallogin.is_existing and sociallogin.user != request.user:
            raise ImmediateHttpResponse(sent_back(request, Problem.TAKEN))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """The reader's own page."""
        return reverse("accounts:account")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say so on the site's own page; what exactly went wrong is nothing for a reader."""
        problem = Problem.CANCELLED if error == AuthError.CANCELLED else Problem.FAILED
        raise ImmediateHttpResponse(sent_back(request, problem))
