"""Whose accounts readers may sign in with: read from the environment, before Django is there.

Endpoints are those of the providers' own documentation, as django-allauth has them; for tests each provider
can be looked for elsewhere, with the paths that are written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from escrutinio.model import UsageError

PREFIX = "ESCRUTINIO_"
GRAPH_VERSION = "v23.0"
"""Of Facebook's interface."""
X = "twitter_oauth2"
"""X, as django-allauth calls it."""


@dataclass(frozen=True)
class Provider:
    """Somebody who says who a reader is.

    Attributes:
        id: its name in addresses and in the database.
        name: its name for readers.
        client: the id that it has given to the site.
        secret: what the site proves itself with; shown nowhere.
        url: where it is, without a slash at the end: the issuer of OpenID Connect; empty for the usual place.
        more_origins: other origins that signing in leads through.
    """

    id: str
    name: str
    client: str
    secret: str = field(repr=False)
    url: str = ""
    more_origins: tuple[str, ...] = ()

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that a form which begins signing in may lead to."""
        usual = (_origin(self.url),) if self.url else _ORIGINS[self.id]
        return (*usual, *self.more_origins)


_ORIGINS: dict[str, tuple[str, ...]] = {
    "google": ("https://accounts.google.com",),
    "facebook": ("https://www.facebook.com", "https://m.facebook.com"),
    X: ("https://x.com", "https://twitter.com"),
}
_WORDPRESS = "https://public-api.wordpress.com"


def read_providers(values: Mapping[str, str], *, production: bool) -> tuple[Provider, ...]:
    """The providers whose keys are set, in the order in which they are offered.

    Raises:
        UsageError: half of a pair of keys is missing, or an address is unsafe; it names every mistake.
    """
    mistakes: list[str] = []
    providers = []
    for word, own_id, name, where in (
        ("GOOGLE", "google", "Google", "URL"),
        ("FACEBOOK", "facebook", "Facebook", "URL"),
        ("X", X, "X", "URL"),
        ("WORDPRESS", "wordpress", "WordPress.com", "ISSUER"),
        ("OIDC", "oidc", "", "ISSUER"),
    ):

        def said(what: str, word: str = word) -> str:
            return values.get(f"{PREFIX}{word}_{what}", "").strip()

        client, secret, url = said("ID"), said("SECRET"), said(where).rstrip("/")
        if not client and not secret:
            continue
        if not client or not secret:
            mistakes.append(f"of {PREFIX}{word}_ID and {PREFIX}{word}_SECRET one is missing")
        more: tuple[str, ...] = ()
        if own_id == "wordpress":
            more = () if url else ("https://wordpress.com",)
            url = url or _WORDPRESS
        if own_id == "oidc":
            name = said("NAME")
            more = tuple(origin.strip() for origin in said("ORIGINS").split(",") if origin.strip())
            if not name or not url:
                mistakes.append(f"{PREFIX}OIDC_NAME and {PREFIX}OIDC_ISSUER have to be set with its keys")
        mistakes += [
            f"{PREFIX}{word} leads to {address!r}, which is no {'https://' if production else 'http'} address"
            for address in (url, *more)
            if address and not _is_address(address, production=production)
        ]
        providers.append(Provider(own_id, name, client, secret, url, more))
    if mistakes:
        raise UsageError("the site cannot start: " + "; ".join(mistakes), hint="See docs/how-to/sign-in.md.")
    return tuple(providers)


def allauth_settings(providers: Iterable[Provider]) -> dict[str, Any]:
    """The setting ``SOCIALACCOUNT_PROVIDERS``: no e-mail address and no picture is asked for."""
    made: dict[str, Any] = {}
    for provider in providers:
        app: dict[str, Any] = {"client_id": provider.client, "secret": provider.secret, "key": ""}
        if provider.id == "google":
            made["google"] = {"APPS": [app], "SCOPE": ["openid", "profile"], "OAUTH_PKCE_ENABLED": True}
            if provider.url:
                made["google"] |= {
                    "AUTHORIZE_URL": f"{provider.url}/oauth2/authorize",
                    "ACCESS_TOKEN_URL": f"{provider.url}/oauth2/token",
                    "CERTS_URL": f"{provider.url}/jwks",
                    "IDENTITY_URL": f"{provider.url}/userinfo",
                    "ID_TOKEN_ISSUER": provider.url,
                }
        elif provider.id == "facebook":
            made["facebook"] = {
                "APPS": [app],
                "METHOD": "oauth2",
                "SCOPE": ["public_profile"],
                "FIELDS": ["id", "name"],
                "VERSION": GRAPH_VERSION,
            }
            if provider.url:
                made["facebook"] |= {
                    "AUTHORIZE_URL": f"{provider.url}/dialog/oauth",
                    "GRAPH_API_URL": f"{provider.url}/graph",
                }
        elif provider.id == X:
            made[X] = {"APPS": [app], "FIELDS": ["id", "name", "username"]}
        else:
            app |= {
                "provider_id": provider.id,
                "name": provider.name,
                "settings": {"server_url": provider.url},
            }
            oidc = made.setdefault(
                "openid_connect", {"APPS": [], "SCOPE": ["openid", "profile"], "OAUTH_PKCE_ENABLED": True}
            )
            oidc["APPS"].append(app)
    return made


def form_origins(providers: Iterable[Provider]) -> list[str]:
    """What ``form-action`` of the site's Content-Security-Policy has to list, each once."""
    return list(dict.fromkeys(origin for provider in providers for origin in provider.origins))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_address(url: str, *, production: bool) -> bool:
    # A space, a comma or a semicolon would write more into the site's Content-Security-Policy.
    parts = urlsplit(url)
    schemes = ("https",) if production else ("https", "http")
    return parts.scheme in schemes and bool(parts.hostname) and not set(url) & set(" ,;'\"\\\n\t")
