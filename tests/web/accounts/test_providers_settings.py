"""Providers from the environment: each appears with its keys alone, and what is unsafe does not start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from escrutinio.model import UsageError
from escrutinio.web.accounts.providers import allauth_settings, form_origins, read_providers
from live_site import site_environment
from support import make_election

ALL = {
    f"ESCRUTINIO_{word}_{what}": f"{word}-{what}".lower()
    for word in ("GOOGLE", "FACEBOOK", "X", "WORDPRESS", "OIDC")
    for what in ("ID", "SECRET")
} | {"ESCRUTINIO_OIDC_NAME": "The Times", "ESCRUTINIO_OIDC_ISSUER": "https://id.example.org/realm/"}


def test_without_keys_there_are_none() -> None:
    assert read_providers({}, production=True) == ()


def test_all_of_them() -> None:
    found = read_providers(ALL, production=True)
    assert [provider.name for provider in found] == ["Google", "Facebook", "X", "WordPress.com", "The Times"]
    made = allauth_settings(found)
    assert made["google"]["OAUTH_PKCE_ENABLED"]
    assert made["openid_connect"]["OAUTH_PKCE_ENABLED"]
    servers = [app["settings"]["server_url"] for app in made["openid_connect"]["APPS"]]
    assert servers == ["https://public-api.wordpress.com", "https://id.example.org/realm"]
    assert form_origins(found) == [
        "https://accounts.google.com",
        "https://www.facebook.com",
        "https://m.facebook.com",
        "https://x.com",
        "https://twitter.com",
        "https://public-api.wordpress.com",
        "https://wordpress.com",
        "https://id.example.org",
    ]


@pytest.mark.parametrize("word", ["GOOGLE", "FACEBOOK", "X", "WORDPRESS"])
def test_each_alone(word: str) -> None:
    keys = {f"ESCRUTINIO_{word}_ID": "id", f"ESCRUTINIO_{word}_SECRET": "secret"}
    (found,) = read_providers(keys, production=True)
    assert (found.client, found.secret) == ("id", "secret")
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GOOGLE_SECRET", "", "GOOGLE_SECRET"),
        ("X_ID", " ", "X_ID"),
        ("OIDC_NAME", "", "OIDC_NAME"),
        ("OIDC_ISSUER", "", "OIDC_ISSUER"),
        ("OIDC_ISSUER", "http://id.example.org", "https://"),
        ("OIDC_ISSUER", "javascript:alert(1)", "https://"),
        ("OIDC_ORIGINS", "https://a.example; script-src *", "https://"),
        ("GOOGLE_URL", "http://localhost:9", "https://"),
        ("WORDPRESS_ISSUER", "https://", "https://"),
    ],
)
def test_mistakes_are_refused(name: str, value: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_providers(ALL | {f"ESCRUTINIO_{name}": value}, production=True)


def test_for_tests_they_can_be_elsewhere_but_not_in_production() -> None:
    elsewhere = ALL | {"ESCRUTINIO_X_URL": "http://localhost:7000/"}
    found = {provider.id: provider for provider in read_providers(elsewhere, production=False)}
    assert found["twitter_oauth2"].origins == ("http://localhost:7000",)
    with pytest.raises(UsageError):
        read_providers(elsewhere, production=True)


def test_django_finds_nothing_to_say_about_a_production_site_with_all_of_them(tmp_path: Path) -> None:
    make_election(tmp_path)
    safe = {
        "ESCRUTINIO_MODE": "production",
        "ESCRUTINIO_SECRET_KEY": "correct-horse-battery-staple-and-thirty-more-letters-01234",
        "ESCRUTINIO_HOSTS": "results.example.org",
        "ESCRUTINIO_URL": "https://results.example.org/",
    }
    code = (
        "import django; django.setup(); from django.conf import settings as s; "
        "from django.core.management import call_command; "
        "call_command('check', deploy=True, fail_level='WARNING'); "
        "from django.test import Client; "
        "answer = Client(headers={'host': 'results.example.org'}).get('/health', secure=True); "
        "policy = answer['Content-Security-Policy']; "
        "assert 'https://accounts.google.com' in policy and 'https://id.example.org' in policy, policy; "
        "assert 'unsafe' not in policy; "
        "assert s.SESSION_COOKIE_SECURE and s.SOCIALACCOUNT_LOGIN_ON_GET is False; "
        "assert s.SOCIALACCOUNT_EMAIL_AUTHENTICATION is False; "
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**site_environment(tmp_path), **safe, **ALL},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
