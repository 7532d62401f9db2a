"""Where signing in with a provider begins and ends, and pictures: addresses without a language.

They are known to the providers, which want one address each. Only these of django-allauth's pages are on the
site; they are begun by POST alone, and exist for providers whose keys are set.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.facebook import views as facebook
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.providers.twitter_oauth2 import views as x
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from escrutinio.web.accounts import account_views
from escrutinio.web.accounts.problems import Problem, sent_back
from escrutinio.web.accounts.providers import X

View = Callable[..., HttpResponseBase]
_NOT_AS_PROMISED = (
    RequestException,
    OAuth2Error,
    LookupError,
    TypeError,
    ValueError,
    ImproperlyConfigured,
    IntegrityError,
)
logger = logging.getLogger("escrutinio.accounts")


def _offered(way: str, view: View) -> View:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str = "", **kwargs: object) -> HttpResponseBase:
        if (provider_id or way) not in {provider.id for provider in settings.ENVIRONMENT.providers}:
            raise Http404
        try:
            return view(request, provider_id) if provider_id else view(request)
        except _NOT_AS_PROMISED as error:
            # A provider that is away or answers nonsense; or two first sign-ins of one person at once.
            logger.warning("signing in with %s: %s: %s", provider_id or way, type(error).__name__, error)
            return sent_back(request, Problem.FAILED)

    return guarded


urlpatterns = [path("avatars/<slug:seed>.svg", account_views.picture, name="avatar")]
for own_id, module in (("google", google), ("facebook", facebook), (X, x)):
    urlpatterns += [
        path(f"{own_id}/login/", require_POST(_offered(own_id, module.oauth2_login)), name=f"{own_id}_login"),
        path(
            f"{own_id}/login/callback/",
            require_GET(_offered(own_id, module.oauth2_callback)),
            name=f"{own_id}_callback",
        ),
    ]
urlpatterns += [
    path(
        "oidc/<slug:provider_id>/login/",
        require_POST(_offered("", openid_connect.login)),
        name="openid_connect_login",
    ),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        require_GET(_offered("", openid_connect.callback)),
        name="openid_connect_callback",
    ),
]
