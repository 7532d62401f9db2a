"""A reader's own page: name, identities, data, picture; and the identity bar for pages of other rooms.

What is tested: ``web.accounts.account_views``, avatar, names, identity and personal_data.
"""

from __future__ import annotations

import json
import time
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.template import engines
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.web.accounts import avatar, draft, names
from escrutinio.web.accounts.identity import choices, identity
from escrutinio.web.accounts.models import MOST_NAME, OpenSession, Reader
from escrutinio.web.accounts.paths import is_own_path
from escrutinio.web.accounts.personal_data import account_erased, account_exported
from escrutinio.web.accounts.readers import make_reader, new_user
from web.accounts.conftest import MailOutbox, SignIn, code_in, with_fake
from web.accounts.fake_providers import Fake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
ACCOUNT = "/en/account/"
EVIL = "<script>alert(1)</script>"


def rename(client: Client, name: str) -> int:
    return client.post("/en/account/name/", {"name": name}).status_code


def request_of(client: Client) -> Any:
    request = RequestFactory().get("/en/")
    request.session = client.session
    user = User.objects.filter(pk=client.session.get("_auth_user_id", 0)).first()
    request.user = user or AnonymousUser()
    return request


@pytest.mark.postgres
def test_a_name_can_be_changed(sign_in: SignIn) -> None:
    client = sign_in()
    assert rename(client, "  Ana\u202e \u0000María  ") == 302
    assert Reader.objects.get().name == "Ana María"
    assert rename(client, "ana maria") == 302


@pytest.mark.parametrize(
    "name", ["", " ", "A", "—", "\u200b\u200b\u200b", "x" * (MOST_NAME + 1), "Bea", "b é a", "BEA!"]
)
def test_names_that_nobody_may_take(sign_in: SignIn, name: str) -> None:
    sign_in("bea@example.org", "Bea")
    client = sign_in()
    assert rename(client, name) == 422
    assert Reader.objects.get(user_id=client.session["_auth_user_id"]).name == "Ana"


def test_a_name_cannot_be_changed_all_the_time(sign_in: SignIn) -> None:
    client = sign_in()
    assert [rename(client, f"Ana {number}") for number in range(6)] == [302] * 5 + [422]


@pytest.mark.postgres
def test_who_is_new_gets_a_name_like_the_one_they_wanted(sign_in: SignIn) -> None:
    for number in range(3):
        sign_in(f"ana{number}@example.org", "Ana")
    sign_in("no@example.org", "")
    found = list(Reader.objects.order_by("pk").values_list("name", flat=True))
    assert found[:3] == ["Ana", "Ana 2", "Ana 3"]
    assert found[3].startswith("Reader ")


def test_names_are_escaped_everywhere(client: Client, x: Fake) -> None:
    x.person |= {"name": EVIL[:MOST_NAME]}
    with_fake(client, x, "twitter_oauth2")
    bar = (
        engines["django"].from_string("{% load accounts %}{% identity_bar %}").render({}, request_of(client))
    )
    pages = [client.get(path).content.decode() for path in (ACCOUNT, "/en/account/sign-in/")]
    wrong = client.post("/en/account/name/", {"name": EVIL * 5}).content.decode()
    for text in (bar, wrong, *pages):
        assert "alert(1)" in text
        assert "<script>alert" not in text


@given(st.text(max_size=120))
def test_a_name_that_is_shown_is_short_plain_and_stays_as_it_is(text: str) -> None:
    shown = names.tidy(text)
    assert names.tidy(shown) == shown
    assert not set(shown) & set("\n\r\t\u202e\u2066\u200b\u0000")
    assert names.key_of(shown) == names.key_of(shown.upper().lower()) or not shown.isascii()
    assert names.key_of("".join(shown.split())) == names.key_of(shown)


@pytest.mark.postgres
@given(st.text(max_size=60))
def test_free_names_can_be_had(text: str) -> None:
    for _, name in zip(range(8), names.free_names(text), strict=False):
        assert names.tidy(name) == name
        assert names.LEAST_NAME <= len(name) <= MOST_NAME


@pytest.mark.parametrize("wanted", ["Admin", "Juan Editor", "root", "The Moderator"])
def test_who_would_pass_for_the_desk_gets_another_name(wanted: str, db: None) -> None:
    user = new_user()
    user.save()
    reader = make_reader(user, wanted)
    assert reader.name.startswith("Reader ")


@given(st.text(max_size=60))
def test_a_path_of_the_site_has_no_host_in_a_browser(text: str) -> None:
    if is_own_path(text):
        assert text[0] == "/"
        assert text[1:2] not in ("/", "\\")


@pytest.mark.postgres
def test_several_identities_and_never_without_the_last(
    sign_in: SignIn, x: Fake, mailoutbox: MailOutbox
) -> None:
    client = sign_in()
    with_fake(client, x, "twitter_oauth2", add="yes")
    client.post("/en/account/sign-in/mail/", {"add": "yes", "email": "second@example.org"})
    assert client.post("/en/account/sign-in/code/", {"code": code_in(mailoutbox[-1])})["Location"] == ACCOUNT
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert EmailAddress.objects.filter(user=user, verified=True).count() == 2
    text = client.get(ACCOUNT).content.decode()
    assert all(shown in text for shown in ("ana@example.org", "second@example.org", "Xenia"))

    other = sign_in("second@example.org")
    assert other.session["_auth_user_id"] == str(user.pk)
    for address in EmailAddress.objects.filter(user=user):
        client.post(f"/en/account/remove/address/{address.pk}/")
    assert not EmailAddress.objects.filter(user=user).exists()
    assert other.get(ACCOUNT).status_code == 302  # its session has ended
    last = SocialAccount.objects.get()
    client.post(f"/en/account/remove/account/{last.pk}/")
    assert SocialAccount.objects.filter(user=user).count() == 1
    assert "Remove" not in client.get(ACCOUNT).content.decode()


@pytest.mark.postgres
def test_an_address_that_is_somebody_elses_is_not_added(sign_in: SignIn, mailoutbox: MailOutbox) -> None:
    sign_in("bea@example.org", "Bea")
    client = sign_in()
    client.post("/en/account/sign-in/mail/", {"add": "yes", "email": "bea@example.org"})
    answer = client.post("/en/account/sign-in/code/", {"code": code_in(mailoutbox[-1])})
    assert "problem=taken" in answer["Location"]
    assert EmailAddress.objects.filter(user_id=client.session["_auth_user_id"]).count() == 1
    assert "already belongs" in client.get(answer["Location"]).content.decode()


@pytest.mark.postgres
def test_a_code_that_adds_does_so_for_who_asked(sign_in: SignIn, mailoutbox: MailOutbox) -> None:
    client = sign_in()
    client.post("/en/account/sign-in/mail/", {"add": "yes", "email": "new@example.org"})
    code, kept = code_in(mailoutbox[-1]), client.session["accounts.code"]
    bea = sign_in("bea@example.org", "Bea")
    session = bea.session
    session["accounts.code"] = kept
    session.save()
    assert "problem=refused" in bea.post("/en/account/sign-in/code/", {"code": code})["Location"]
    assert not EmailAddress.objects.filter(email="new@example.org").exists()


def test_others_identities_cannot_be_removed(sign_in: SignIn) -> None:
    sign_in("bea@example.org", "Bea")
    theirs = EmailAddress.objects.get()
    client = sign_in()
    for kind in ("address", "account"):
        assert client.post(f"/en/account/remove/{kind}/{theirs.pk}/").status_code == 404
    assert EmailAddress.objects.count() == 2


@pytest.mark.postgres
def test_ones_own_data_as_a_file(sign_in: SignIn, x: Fake) -> None:
    def part(sender: object, user: User, **more: object) -> tuple[str, list[str]]:
        return "replies", [f"by {user.reader.name}"]

    client = sign_in()
    with_fake(client, x, "twitter_oauth2", add="yes")
    account_exported.connect(part)
    try:
        answer = client.get("/en/account/data.json")
    finally:
        account_exported.disconnect(part)
    assert "attachment" in answer["Content-Disposition"]
    found = json.loads(answer.content)
    assert found["account"]["name"] == "Ana"
    assert found["email_addresses"] == ["ana@example.org"]
    assert (found["identities"][0]["provider"], found["identities"][0]["id_there"]) == ("X", "77")
    assert found["replies"] == ["by Ana"]
    assert Client().get("/en/account/data.json").status_code == 302


@pytest.mark.postgres
def test_an_account_is_deleted_for_real(sign_in: SignIn, x: Fake) -> None:
    told = []

    def receiver(sender: object, user: User, **more: object) -> None:
        told.append((user.pk, user.reader.name))

    first, other = sign_in(), sign_in()
    bea = sign_in("bea@example.org", "Bea")
    with_fake(first, x, "twitter_oauth2", add="yes")
    pk = int(first.session["_auth_user_id"])
    assert first.post("/en/account/erase/").status_code == 200
    assert User.objects.filter(pk=pk).exists()
    account_erased.connect(receiver)
    try:
        assert "deleted" in first.post("/en/account/erase/", {"sure": "yes"}).content.decode()
    finally:
        account_erased.disconnect(receiver)

    assert told == [(pk, "Ana")]
    assert not User.objects.filter(pk=pk).exists()
    assert not EmailAddress.objects.filter(email="ana@example.org").exists()
    assert SocialAccount.objects.count() == 0
    assert OpenSession.objects.count() == Session.objects.filter(pk=bea.session.session_key).count() == 1
    assert first.get(ACCOUNT).status_code == other.get(ACCOUNT).status_code == 302
    assert bea.get(ACCOUNT).status_code == 200
    again = sign_in()
    assert int(again.session["_auth_user_id"]) != pk


@pytest.mark.postgres
def test_what_others_cannot_delete_keeps_the_account(sign_in: SignIn) -> None:
    def receiver(sender: object, **more: object) -> None:
        raise RuntimeError("cannot")

    client = sign_in()
    account_erased.connect(receiver)
    try:
        with pytest.raises(RuntimeError):
            client.post("/en/account/erase/", {"sure": "yes"})
    finally:
        account_erased.disconnect(receiver)
    assert client.get(ACCOUNT).status_code == 200


@pytest.mark.postgres
def test_queued_mail_to_a_deleted_account_goes_too(sign_in: SignIn) -> None:
    from django_tasks_db.models import DBTaskResult

    from escrutinio.web.jobs.mail import QueuedMail

    client = sign_in()
    from django.core.mail import EmailMessage

    for address in ("ana@example.org", "bea@example.org"):
        QueuedMail().send_messages([EmailMessage("Subject", "Text", to=[address])])
    client.post("/en/account/erase/", {"sure": "yes"})
    (left,) = DBTaskResult.objects.all()
    assert left.args_kwargs["args"][0]["to"] == ["bea@example.org"]


def test_a_picture_is_drawn_here(sign_in: SignIn, client: Client) -> None:
    sign_in()
    seed = Reader.objects.get().avatar
    answer = client.get(f"/account/avatars/{seed}.svg")
    answer.close()
    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.get("/account/avatars/../../x.svg").status_code == 404
    for wrong in ("0" * 15, "G" * 16, "<svg>", "0" * 17):
        with pytest.raises(ValueError, match="seed"):
            avatar.svg(wrong)


@given(st.integers(0, 2**64 - 1))
def test_every_picture_is_plain_svg(number: int) -> None:
    drawn = ElementTree.fromstring(avatar.svg(f"{number:016x}"))
    assert {element.tag.rpartition("}")[2] for element in drawn.iter()} == {"svg", "rect", "path"}
    assert not any(key in ("style", "href", "onload") for element in drawn.iter() for key in element.attrib)


def test_identity_and_choices(sign_in: SignIn, x: Fake, client: Client) -> None:
    assert identity(request_of(client)) is None
    assert [choice.id for choice in choices(request_of(client))] == ["email", "twitter_oauth2"]
    ana = sign_in()
    found = identity(request_of(ana))
    assert found is not None
    assert (found.name, found.provider, found.account) == ("Ana", "E-mail", "your e-mail address")
    assert found.avatar.startswith("/account/avatars/")
    desk = User.objects.create_user("edith", password="a long enough pass phrase", first_name="Edith")
    client.force_login(desk)
    found = identity(request_of(client))
    assert found is not None
    assert (found.name, found.desk, found.avatar) == ("Edith", True, "")


def test_the_bar_sends_the_form_of_its_page(sign_in: SignIn, x: Fake) -> None:
    made = engines["django"].from_string('{% load accounts %}{% identity_bar after="/en/x/" form="reply" %}')
    signed_out = made.render({}, request_of(Client()))
    signed_in = made.render({}, request_of(sign_in()))
    assert signed_out.count('form="reply"') == 2
    assert "<form" not in signed_out + signed_in
    assert "You are replying as <b>Ana</b> with your e-mail address." in signed_in
    assert signed_in.count('value="/en/x/"') == 2


def test_what_was_typed_comes_along_by_every_way(sign_in: SignIn, mailoutbox: MailOutbox) -> None:
    client = Client()
    typed = {"draft_key": "reply:1", "draft_field": "body", "body": "Hello", "next": "/en/"}
    assert client.post("/en/account/sign-in/", typed)["Location"] == "/en/account/sign-in/?next=%2Fen%2F"
    sign_in(client=client)
    assert draft.peek(request_of(client), "reply:1") == "Hello"
    sign_in("bea@example.org", "Bea", client=client)  # change of identity, in the same browser
    assert draft.peek(request_of(client), "reply:1") == "Hello"


@pytest.mark.postgres
def test_drafts_are_few_short_and_young(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_of(client)
    assert not draft.keep(request, "reply:1", "x" * (draft.MOST_TEXT + 1))
    assert not draft.keep(request, "reply 1", "text")
    assert not draft.keep(request, "reply:1", "  ")
    for number in range(8):
        assert draft.keep(request, f"reply:{number}", f"text {number}")
    assert list(draft.carry(request)) == [f"reply:{number}" for number in range(3, 8)]
    later = time.time() + draft.HOURS * 3600 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert draft.take(request, "reply:7") == ""


def test_a_name_is_checked_again_when_it_is_kept(sign_in: SignIn) -> None:
    sign_in("bea@example.org", "Bea")
    with pytest.raises(ValidationError):
        names.checked("bea")


# Names that would pass for others.


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ana Pérez", "Аnа Реrеz"),  # Cyrillic
        ("Ana Pérez", "Ana Peréz"),
        ("Ana Pérez", "Ana\u200bPérez"),
        ("Ana Pérez", "Ana Pérez\u3164"),
        ("Ana Pérez", "𝐀𝐧𝐚 𝐏𝐞𝐫𝐞𝐳"),
        ("Ana Pérez", "ANA PEREZ"),
        ("Ali", "AIi"),
        ("Bill", "BiI1"),
        ("Otto", "0tt0"),
        ("Carmen", "Cаrmеn"),
        ("Mario", "rnario"),
        ("NIKOS", "ΝΙΚΟS"),  # Greek
        ("Катя", "КАТЯ"),
        ("Ana", "ᴀɴᴀ"),
        ("Ana", "🅰🅽🅰"),
        ("Ana", "🇦🇳🇦"),
        ("Eva", "℮va"),
        ("Lukasz", "Łukasz"),
        ("محمد", "محـمد"),  # a stroke makes it longer
        ("علی", "علي"),  # Persian and Arabic letters
        ("ー山", "一山"),
        ("۱۲ a", "١٢ a"),
    ],
)
def test_names_that_look_alike_are_one(name: str, other: str) -> None:
    assert names.key_of(name) == names.key_of(other)


@pytest.mark.parametrize(
    ("name", "other"), [("Ana", "Anna"), ("Иван", "Ирина"), ("José", "Josef"), ("王芳", "王方")]
)
def test_other_names_are_others(name: str, other: str) -> None:
    assert names.key_of(name) != names.key_of(other)


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Αdmin",
        "ADMlN",
        "The Moderator",
        "Moder\u00adator",
        "Election Desk",
        "Moderators",
        "The Editors",
        "Los administradores",
        "ᴇᴅɪᴛᴏʀ",
        "🅴🅳🅸🆃🅾🆁 1",
        "🇪🇩🇮🇹🇴🇷 2",
        "A redação",
        "mod\u2060erador",
        "Rеdaсción",
        "Escrutinio",
        "Escrutіnіo news",
        "Test election",
        "Tеst eIection",
    ],
)
def test_nobody_passes_for_the_site(name: str) -> None:
    with pytest.raises(ValidationError, match="looks like"):
        names.checked(name)


@pytest.mark.parametrize("name", ["Redactora Ruiz", "Rooty", "Adminda", "Teste lection x"])
def test_a_name_that_only_has_such_letters_is_free(name: str) -> None:
    assert names.checked(name) == name


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u00ad", "\u3164", "\u115f", "\uffa0", "\u2800", "\ufe0f", "\u034f", "\u202e"]
)
def test_what_is_not_seen_is_in_no_name(unseen: str) -> None:
    assert names.tidy(f"A{unseen}na{unseen}") == "Ana"


def test_names_of_before_are_compared_anew_and_nobody_loses_one() -> None:
    migration = import_module("escrutinio.web.accounts.migrations.0002_names_that_look_alike")
    people = []
    for place, name in enumerate(("Bill", "BiIl", "Otto")):
        user = User.objects.create_user(f"p{place}")
        people.append(Reader.objects.create(user=user, name=name, name_key=f"old{place}", avatar="0" * 16))
    migration.compare_anew(apps, None)
    keys = dict(Reader.objects.values_list("name", "name_key"))
    assert keys == {"Bill": names.key_of("Bill"), "BiIl": f"~{people[1].pk}", "Otto": names.key_of("Otto")}
