"""What the tests of accounts share: signing in by code, providers, the way through them without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.facebook import flows
from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
from allauth.socialaccount.providers.twitter_oauth2.views import TwitterOAuth2Adapter
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from escrutinio.web.accounts.providers import Provider, X, allauth_settings
from web.accounts.fake_providers import (
    CLIENT,
    SECRET,
    FacebookHandler,
    Fake,
    XHandler,
    openid_connect,
    running,
)

MailOutbox = list[EmailMessage]
SignIn = Callable[..., Client]
CODE = re.compile(r"[A-Z]{4}-[A-Z]{4}")


def code_in(mail: EmailMessage) -> str:
    """The code of a mail."""
    found = CODE.search(str(mail.body))
    assert found is not None
    return found.group()


@pytest.fixture
def sign_in(db: None, folder: object, mailoutbox: MailOutbox) -> SignIn:
    """Sign in with an e-mail address; the browser in which somebody is signed in then."""

    def signed_in(
        address: str = "ana@example.org", name: str = "Ana", client: Client | None = None
    ) -> Client:
        client = client or Client()
        client.post("/en/account/sign-in/mail/", {"email": address, "name": name})
        answer = client.post("/en/account/sign-in/code/", {"code": code_in(mailoutbox[-1])})
        assert answer.status_code == 302, answer.content
        return client

    return signed_in


@pytest.fixture
def offer(settings: Settings) -> Callable[..., None]:
    """Offer providers as if their keys were in the environment."""

    def offered(*providers: Provider) -> None:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, providers=providers)
        settings.SOCIALACCOUNT_PROVIDERS = allauth_settings(providers)

    return offered


@pytest.fixture
def x(offer: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """X is offered, and knows Xenia, of whom it also says an e-mail address."""
    with running(XHandler, id="77", name="Xenia", username="xenia", email="victim@example.org") as fake:
        offer(Provider(X, "X", CLIENT, SECRET, fake.url))
        monkeypatch.setattr(TwitterOAuth2Adapter, "authorize_url", f"{fake.url}/i/oauth2/authorize")
        monkeypatch.setattr(TwitterOAuth2Adapter, "access_token_url", f"{fake.url}/2/oauth2/token")
        monkeypatch.setattr(TwitterOAuth2Adapter, "profile_url", f"{fake.url}/2/users/me")
        yield fake


@pytest.fixture
def facebook(offer: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """Facebook is offered, and knows Fay, of whom it also says an e-mail address."""
    with running(FacebookHandler, id="55", name="Fay", email="victim@example.org") as fake:
        offer(Provider("facebook", "Facebook", CLIENT, SECRET, fake.url))
        monkeypatch.setattr(FacebookOAuth2Adapter, "authorize_url", f"{fake.url}/dialog/oauth")
        monkeypatch.setattr(FacebookOAuth2Adapter, "access_token_url", f"{fake.url}/graph/oauth/access_token")
        monkeypatch.setattr(flows, "GRAPH_API_URL", f"{fake.url}/graph")
        yield fake


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """A provider of OpenID Connect that knows Olga and somebody who says they have a victim's address."""
    with openid_connect(
        {"sub": "olga", "name": "Olga", "picture": "http://localhost:1/olga.png"},
        {"sub": "mallory", "name": "Mallory", "email": "victim@example.org", "email_verified": True},
    ) as found:
        yield found


@pytest.fixture
def oidc(offer: Callable[..., None], issuer: str) -> str:
    """OpenID Connect is offered; its issuer."""
    offer(Provider("oidc", "Olga's place", CLIENT, SECRET, issuer))
    return issuer


def begin(client: Client, way: str, after: str = "/en/", **more: str) -> str:
    """Go as far as the provider; its address with what it is asked."""
    page = client.post(f"/en/account/sign-in/with/{way}/", {"next": after, **more})
    assert page.status_code == 200, page
    text = page.content.decode()
    address = re.search(r'<form method="post" action="([^"]+)" data-continue', text)
    assert address is not None
    hidden = dict(re.findall(r'<input type="hidden" name="(next|process)" value="([^"]*)"', text))
    return str(client.post(address.group(1), hidden)["Location"])


def query_of(url: str) -> dict[str, str]:
    """The query of an address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def path_of(url: str) -> str:
    """An address of the site as the tests' client wants it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def with_fake(client: Client, fake: Fake, way: str, **more: str) -> Any:
    """Sign in with X or Facebook; the answer to coming back."""
    return client.get(path_of(fake.allow(query_of(begin(client, way, **more)))))
