"""Signing in: who fails too often waits, whoever they are and however many tries they make at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from escrutinio.web.shared.client import client_address
from escrutinio.web.stories.models import SignInTry
from escrutinio.web.stories.sign_in import MOST, count_try
from web.stories.making import PASSWORD, MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
PATH = "/en/desk/sign-in/"


def attempt(client: Client, name: str = "editor", password: str = "wrong", **more: Any) -> int:
    return client.post(PATH, {"username": name, "password": password}, **more).status_code


@pytest.mark.postgres
def test_signing_in_and_out(client: Client, make_user: MakeUser) -> None:
    make_user("editor", "editor")
    response = client.post(PATH, {"username": "editor", "password": PASSWORD})
    assert response["Location"] == "/en/desk/"
    assert client.get("/en/desk/").status_code == 200
    assert client.get("/en/desk/sign-out/").status_code == 405
    assert client.post("/en/desk/sign-out/").status_code == 302
    assert client.get("/en/desk/").status_code == 302


def test_after_signing_in_one_is_where_one_wanted_to_be_and_nowhere_else(
    client: Client, make_user: MakeUser
) -> None:
    make_user("editor", "editor")
    for wanted, found in (
        ("/en/desk/sections/", "/en/desk/sections/"),
        ("https://evil.example/", "/en/desk/"),
        ("//evil.example", "/en/desk/"),
        ("javascript:alert(1)", "/en/desk/"),
    ):
        posted = {"username": "editor", "password": PASSWORD, "next": wanted}
        assert Client().post(PATH, posted)["Location"] == found


def test_a_known_and_an_unknown_name_are_answered_alike(client: Client, make_user: MakeUser) -> None:
    make_user("editor", "editor")
    known = client.post(PATH, {"username": "editor", "password": "wrong"}).content.decode()
    unknown = client.post(PATH, {"username": "nobody", "password": "wrong"}).content.decode()
    assert (
        known.replace("editor", "").split("<main")[1].split("csrf")[0]
        == unknown.replace("nobody", "").split("<main")[1].split("csrf")[0]
    )


@pytest.mark.postgres
def test_after_too_many_failures_even_the_right_password_has_to_wait(
    client: Client, make_user: MakeUser
) -> None:
    make_user("editor", "editor")
    assert [attempt(client) for _ in range(MOST["both"])] == [200] * MOST["both"]
    assert attempt(client, password=PASSWORD) == 429
    assert client.get("/en/desk/").status_code == 302
    # From another address the editor can still come in: a stranger cannot keep them out.
    assert attempt(Client(), password=PASSWORD, REMOTE_ADDR="10.0.0.9") == 302
    SignInTry.objects.update(since=timezone.now() - timedelta(hours=1))
    assert attempt(client, password=PASSWORD) == 302


@pytest.mark.postgres
def test_one_address_cannot_try_many_names(client: Client) -> None:
    found = [attempt(client, name=f"name {number}") for number in range(MOST["address"] + 1)]
    assert found == [200] * MOST["address"] + [429]


@pytest.mark.postgres
def test_a_success_gives_the_tries_back(client: Client, make_user: MakeUser) -> None:
    make_user("editor", "editor")
    for _ in range(3):
        for _ in range(MOST["both"] - 1):
            assert attempt(client) == 200
        assert attempt(client, password=PASSWORD) == 302
    assert SignInTry.objects.count() == 2


@pytest.mark.postgres
def test_names_that_were_tried_are_not_kept(client: Client) -> None:
    attempt(client, name="my secret password")
    assert not SignInTry.objects.filter(key__contains="secret").exists()
    assert all(len(kept.key) == 64 for kept in SignInTry.objects.all())


def test_a_proxy_is_believed_only_where_one_is_known(settings: Any) -> None:
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"}, REMOTE_ADDR="9.9.9.9"
    )
    assert client_address(request) == "9.9.9.9"
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, proxies=1)
    assert client_address(request) == "2.2.2.2"


@pytest.mark.postgres
def test_addresses_of_one_household_count_as_one(settings: Any) -> None:
    now = timezone.now()
    for number in range(MOST["both"]):
        request = RequestFactory().get("/", REMOTE_ADDR=f"2001:db8::{number + 1}")
        assert count_try(request, "editor", now)
    assert not count_try(RequestFactory().get("/", REMOTE_ADDR="2001:db8::ffff"), "editor", now)


def test_a_form_without_its_token_is_refused(make_user: MakeUser) -> None:
    make_user("editor", "editor")
    client = Client(enforce_csrf_checks=True)
    assert attempt(client, password=PASSWORD) == 403
