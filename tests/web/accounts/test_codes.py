"""A code by mail: alike for all, few tries, once only, in one browser, for a short time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from escrutinio.web.accounts import codes, limits
from escrutinio.web.accounts.models import MailedCode, Reader, Use
from web.accounts.conftest import MailOutbox, SignIn, code_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
MAIL, CODE, ACCOUNT = "/en/account/sign-in/mail/", "/en/account/sign-in/code/", "/en/account/"


def ask(client: Client, address: str = "ana@example.org", **more: str) -> str:
    return str(client.post(MAIL, {"email": address, **more})["Location"])


@pytest.mark.postgres
def test_a_code_makes_an_account_and_later_leads_back_into_it(sign_in: SignIn) -> None:
    first = sign_in("Ana@Example.org", "Ana")
    second = sign_in("ana@example.org", "Somebody else")

    assert "Ana" in first.get(ACCOUNT).content.decode()
    assert first.session["_auth_user_id"] == second.session["_auth_user_id"]
    reader = Reader.objects.get()
    assert reader.name == "Ana"
    assert not reader.user.has_usable_password()
    assert reader.user.email == ""
    assert EmailAddress.objects.get().email == "ana@example.org"


def test_known_and_unknown_addresses_are_answered_alike(
    sign_in: SignIn, mailoutbox: MailOutbox, django_assert_num_queries: object
) -> None:
    sign_in("ana@example.org")
    answers, pages, mails = [], [], []
    for address in ("ana@example.org", "new@example.org"):
        client = Client()
        answer = client.post(MAIL, {"email": address})
        answers.append((answer.status_code, answer["Location"], sorted(answer.cookies)))
        pages.append(client.get(CODE).content.decode().replace(address, "").split("csrfmiddlewaretoken")[0])
        mails.append(str(mailoutbox[-1].body).replace(code_in(mailoutbox[-1]), ""))
        wrong = client.post(CODE, {"code": "AAAA-AAAA"})
        answers.append((wrong.status_code, "", sorted(wrong.cookies)))

    assert answers[:2] == answers[2:]
    assert pages[0] == pages[1]
    assert mails[0] == mails[1]


def test_asking_for_a_code_does_not_look_who_it_is_for(
    sign_in: SignIn, django_capture_on_commit_callbacks: object, mailoutbox: MailOutbox
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in("ana@example.org")
    asked = []
    for address in ("ana@example.org", "new@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), address)
        asked.append([query["sql"].split(" ")[0:4] for query in queries])
        assert not any(
            "account_emailaddress" in query["sql"] or "auth_user" in query["sql"] for query in queries
        )
    assert len(asked[0]) <= len(asked[1])


@pytest.mark.postgres
def test_a_code_can_be_used_once(mailoutbox: MailOutbox) -> None:
    client = Client()
    ask(client)
    session = client.session["accounts.code"]
    code = code_in(mailoutbox[-1])
    assert codes.try_code(session["ticket"], code, timezone.now()) is codes.Tried.RIGHT
    assert codes.try_code(session["ticket"], code, timezone.now()) is codes.Tried.OVER


def test_a_code_is_of_no_use_in_another_browser(mailoutbox: MailOutbox) -> None:
    asked, other = Client(), Client()
    ask(asked)
    code = code_in(mailoutbox[-1])
    assert other.post(CODE, {"code": code})["Location"] == "/en/account/sign-in/"
    ask(other, "mallory@example.org")
    assert other.post(CODE, {"code": code}).status_code == 422
    assert "_auth_user_id" not in other.session


@pytest.mark.postgres
def test_after_a_few_wrong_tries_the_right_code_is_over_too(mailoutbox: MailOutbox) -> None:
    client = Client()
    ask(client)
    code = code_in(mailoutbox[-1])
    for number in range(codes.MOST_TRIES):
        answer = client.post(CODE, {"code": "AAAA-AAAA"})
        assert answer.status_code == (422 if number < codes.MOST_TRIES - 1 else 302)
    assert "problem=over" in answer["Location"]
    assert client.post(CODE, {"code": code})["Location"] == "/en/account/sign-in/"
    assert "_auth_user_id" not in client.session


@pytest.mark.postgres
def test_a_code_expires(mailoutbox: MailOutbox) -> None:
    now = timezone.now()
    ticket, code = codes.make_code(now)
    late = now + codes.VALID
    assert codes.try_code(ticket, code, late) is codes.Tried.OVER
    codes.make_code(late + timedelta(seconds=1))
    assert MailedCode.objects.count() == 1


@pytest.mark.postgres
def test_a_new_code_ends_the_one_before(mailoutbox: MailOutbox) -> None:
    client = Client()
    ask(client, next="/en/stories/")
    first = code_in(mailoutbox[-1])
    client.post(MAIL, {"again": "yes"})
    assert mailoutbox[-1].to == ["ana@example.org"]
    assert client.post(CODE, {"code": first}).status_code == 422
    answer = client.post(CODE, {"code": code_in(mailoutbox[-1]).lower().replace("-", " ")})
    assert answer["Location"] == "/en/stories/"


def test_codes_are_not_kept_as_they_are(mailoutbox: MailOutbox) -> None:
    client = Client()
    ask(client)
    code, row = code_in(mailoutbox[-1]), MailedCode.objects.get()
    ticket = client.session["accounts.code"]["ticket"]
    for kept in (row.key, row.code):
        assert code not in kept.upper()
        assert ticket not in kept
    assert code not in str(dict(client.session))


@pytest.mark.postgres
def test_who_asks_too_often_waits(mailoutbox: MailOutbox) -> None:
    for _ in range(limits.CODES_TO.most):
        assert ask(Client()) == CODE
    assert "problem=wait" in ask(Client())
    assert len(mailoutbox) == limits.CODES_TO.most
    assert ask(Client(), "other@example.org") == CODE


@pytest.mark.postgres
def test_one_address_is_not_flooded_from_many(mailoutbox: MailOutbox) -> None:
    for number in range(limits.CODES_TO_ALL.most + 3):
        Client(REMOTE_ADDR=f"10.0.{number}.1").post(MAIL, {"email": "ana@example.org"})
    assert len(mailoutbox) == limits.CODES_TO_ALL.most


@pytest.mark.postgres
def test_tries_are_limited_for_a_network_whatever_the_code(mailoutbox: MailOutbox) -> None:
    client = Client()
    Use.objects.all().delete()
    ask(client)
    for _ in range(limits.TRIES_FROM.most):
        assert limits.take(limits.TRIES_FROM, "127.0.0.1", timezone.now())
    answer = client.post(CODE, {"code": code_in(mailoutbox[-1])})
    assert "problem=wait" in answer["Location"]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "a@b\nBcc: c@example.org", "ana@example.org, b@example.org", "a" * 250 + "@x.org"],
)
def test_what_is_no_address_gets_no_mail(address: str, mailoutbox: MailOutbox) -> None:
    assert "problem=no-address" in ask(Client(), address)
    assert mailoutbox == []


@pytest.mark.parametrize(
    "after",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "http://testserver/en/",
        "/en/\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(after: str, mailoutbox: MailOutbox) -> None:
    client = Client()
    ask(client, next=after)
    assert client.post(CODE, {"code": code_in(mailoutbox[-1])})["Location"] == ACCOUNT
    assert client.post("/en/account/sign-out/", {"next": after})["Location"].startswith("/en/account/")
    page = client.get("/en/account/sign-in/", {"next": after}).content.decode()
    assert "evil" not in page.split("<main")[1]
    assert client.post("/en/account/sign-in/", {"next": after})["Location"].endswith(
        "next=%2Fen%2Faccount%2F"
    )


def test_the_session_has_another_key_after_signing_in(mailoutbox: MailOutbox) -> None:
    client = Client()
    ask(client)
    before = client.session.session_key
    client.post(CODE, {"code": code_in(mailoutbox[-1])})
    assert client.session.session_key != before
    assert "accounts.code" not in client.session
    stolen = Client()
    stolen.cookies["sessionid"] = str(before)
    assert stolen.get(ACCOUNT).status_code == 302


@pytest.mark.postgres
def test_signing_out_is_by_post_and_leaves_nothing(sign_in: SignIn) -> None:
    client = sign_in()
    key = client.session.session_key
    assert client.get("/en/account/sign-out/").status_code == 405
    assert client.get(ACCOUNT).status_code == 200
    assert client.post("/en/account/sign-out/", {"next": "/en/"})["Location"] == "/en/"
    assert client.session.session_key != key
    assert client.get(ACCOUNT)["Location"] == "/en/account/sign-in/?next=%2Fen%2Faccount%2F"


@pytest.mark.parametrize(
    "path",
    [MAIL, CODE, "/en/account/sign-in/", "/en/account/sign-out/", "/en/account/name/", "/en/account/erase/"],
)
def test_every_form_needs_its_token(path: str) -> None:
    assert Client(enforce_csrf_checks=True).post(path, {"email": "ana@example.org"}).status_code == 403


def test_pages_of_accounts_are_kept_by_nobody(sign_in: SignIn) -> None:
    client = sign_in()
    for path in (ACCOUNT, "/en/account/sign-in/", "/en/account/data.json", "/en/account/erase/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


@pytest.mark.postgres
def test_two_codes_for_a_new_address_make_one_account(mailoutbox: MailOutbox) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        ask(client)
    for client, mail in zip((first, second), mailoutbox, strict=True):
        client.post(CODE, {"code": code_in(mail)})
    assert User.objects.filter(reader__isnull=False).count() == 1
    assert first.session["_auth_user_id"] == second.session["_auth_user_id"]
