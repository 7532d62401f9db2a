"""The app's name, and where X is looked for in tests."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class Accounts(AppConfig):
    """The app's name."""

    name = "escrutinio.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Point X elsewhere where the environment says so; django-allauth has no setting for that."""
        from allauth.socialaccount.providers.twitter_oauth2.views import TwitterOAuth2Adapter

        from escrutinio.web.accounts.providers import X

        for provider in settings.ENVIRONMENT.providers:
            if provider.id == X and provider.url:
                TwitterOAuth2Adapter.authorize_url = f"{provider.url}/i/oauth2/authorize"
                TwitterOAuth2Adapter.access_token_url = f"{provider.url}/2/oauth2/token"
                TwitterOAuth2Adapter.profile_url = f"{provider.url}/2/users/me"
