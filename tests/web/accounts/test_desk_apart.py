"""The desk and readers stay apart: neither's way in leads to the other's accounts.

What is tested: ``web.accounts``, ``web.stories.sign_in``, ``web.shared.roles``.
"""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.test import Client

from escrutinio.web.accounts.models import Reader
from escrutinio.web.accounts.personal_data import erase
from escrutinio.web.shared.roles import roles_of
from web.accounts.conftest import SignIn, with_fake
from web.accounts.fake_providers import Fake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
PASSWORD = "a long enough pass phrase"


@pytest.fixture
def editor(db: None) -> User:
    user = User.objects.create_user(
        "edith", "victim@example.org", PASSWORD, first_name="Edith", last_name="Doe"
    )
    user.groups.add(Group.objects.get(name="editor"))
    return user


def test_a_readers_account_has_no_role_and_no_door_to_the_desk(sign_in: SignIn) -> None:
    client = sign_in()
    user = Reader.objects.get().user
    assert roles_of(user) == frozenset()
    assert client.get("/en/desk/").status_code == 403
    tried = {"username": user.username, "password": ""}
    assert Client().post("/en/desk/sign-in/", tried).status_code == 200


def test_a_code_to_the_address_of_somebody_of_the_desk_leads_to_an_account_of_its_own(
    sign_in: SignIn, editor: User
) -> None:
    client = sign_in("victim@example.org", "Edith Doe")
    assert int(client.session["_auth_user_id"]) != editor.pk
    assert client.get("/en/desk/").status_code == 403
    assert Reader.objects.get().name == "Edith Doe 2"
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def test_nor_does_a_provider(client: Client, editor: User, x: Fake) -> None:
    with_fake(client, x, "twitter_oauth2")
    assert int(client.session["_auth_user_id"]) != editor.pk
    assert client.get("/en/desk/").status_code == 403


def test_a_reader_who_has_been_given_a_role_comes_in_by_the_desks_door_alone(
    sign_in: SignIn, x: Fake
) -> None:
    with_fake(Client(), x, "twitter_oauth2")
    reader = SocialAccount.objects.get().user
    reader.groups.add(Group.objects.get(name="editor"))
    client = Client()
    answer = with_fake(client, x, "twitter_oauth2")
    assert "problem=refused" in answer["Location"]
    assert "_auth_user_id" not in client.session


@pytest.mark.postgres
def test_an_inactive_account_is_refused(sign_in: SignIn, x: Fake) -> None:
    with_fake(Client(), x, "twitter_oauth2")
    User.objects.update(is_active=False)
    client = Client()
    assert "problem=refused" in with_fake(client, x, "twitter_oauth2")["Location"]
    assert "_auth_user_id" not in client.session


@pytest.mark.postgres
def test_nothing_is_added_to_an_account_of_the_desk(editor: User, x: Fake) -> None:
    client = Client()
    client.force_login(editor)
    client.post("/en/account/sign-in/with/twitter_oauth2/", {"add": "yes"})
    client.post("/en/account/sign-in/mail/", {"add": "yes", "email": "new@example.org"})
    assert client.session["accounts.code"]["adds_to"] is None
    with_fake(client, x, "twitter_oauth2", add="yes")
    assert not SocialAccount.objects.filter(user=editor).exists()
    assert not EmailAddress.objects.filter(user=editor).exists()


def test_the_desk_has_no_page_here_and_is_not_deleted_here(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    for path in ("", "data.json", "erase/"):
        assert client.get(f"/en/account/{path}").status_code == 403
    with pytest.raises(ValueError, match="desk"):
        erase(editor)


def test_no_reader_passes_for_somebody_of_the_desk(sign_in: SignIn, editor: User) -> None:
    client = sign_in(name="Ana")
    for name in ("edith", "Edith Doe", "ÉDITH  DOE", "Moderator", "E d i t h"):
        assert client.post("/en/account/name/", {"name": name}).status_code == 422
