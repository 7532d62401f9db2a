"""Alerts by mail: nobody has any who has not said yes, each goes once, and one click ends them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import msgspec
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.alert import AlertDocument
from escrutinio.flows.documents.figures import ElectionLabel
from escrutinio.flows.publication import Publication, publish
from escrutinio.web.accounts.personal_data import erase, export
from escrutinio.web.alerts import mailing, readers
from escrutinio.web.alerts.models import Delivery, State, Subscriber
from escrutinio.web.alerts.sending import READERS, note, waiting_for_readers
from escrutinio.web.jobs import tasks
from escrutinio.web.jobs.clock import forget_addresses
from support import at
from web.replies.making import reader as make_reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]

PAGE = "/en/alerts/"
ASKED = {"address": "me@example.org", "kinds": ["call", "batch"], "language": "en"}


@pytest.fixture(autouse=True)
def _mail_is_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_post_office", mail.get_connection)


def work() -> None:
    """Do what waits in the queue of mail, the most urgent first, as its thread does."""
    while (one := DBTaskResult.objects.ready().filter(queue_name=tasks.MAIL).first()) is not None:
        DBTaskResult.objects.filter(pk=one.pk).update(status=TaskResultStatus.SUCCESSFUL)
        one.task.func(*one.args_kwargs["args"], **one.args_kwargs["kwargs"])


def ask(client: Client, **more: Any) -> str:
    answer = client.post(PAGE, ASKED | more)
    work()
    return answer.content.decode()


def link(sent: mail.EmailMessage, part: str) -> str:
    found = re.search(rf"https?://[^/]+(/\S*/{part}/\S+/)", str(sent.body))
    assert found
    return found[1]


def subscriber(address: str = "me@example.org", kinds: str = "call retraction", **more: Any) -> Subscriber:
    usual = {"language": "en", "asked_at": at(0), "confirmed_at": at(0)}
    return Subscriber.objects.create(address=address, kinds=kinds, **usual | more)


def alert(kind: str = "call", title: str = "Ana is elected", name: str = "1") -> Delivery:
    """An alert that has just been noted."""
    document = AlertDocument(
        id=name, kind="call", election=ElectionLabel(id="e", name="Small", date="2031-05-04"),
        rehearsal=False, publication="p", as_of="2031-05-04T22:00:00Z", title=title,
        text="41 of 60 <sheets> are in.",
        url="https://example.org/en/",
    )  # fmt: skip
    now = timezone.now()
    body = msgspec.json.encode({"en": document, "es": msgspec.structs.replace(document, title="Ana gana")})
    return Delivery.objects.create(
        receiver=READERS, alert=name, kind=kind, noted_at=now, due_at=now, body=body.decode()
    )


@pytest.mark.postgres
def test_asked_confirmed_told_and_left(client: Client) -> None:
    form = client.get(PAGE).content.decode()
    assert form.count('type="checkbox"') == 4
    assert form.count(" checked") == 2
    page = ask(client)
    assert "me@example.org" in page
    alert(name="early")
    tasks.tell_readers.func(Delivery.objects.get().pk)
    work()
    assert len(mail.outbox) == 1, "nobody has said yes yet"
    path = link(mail.outbox[0], "confirm")
    client.get(path)
    assert Subscriber.objects.get().confirmed_at is None, "programs open links too"
    assert "Confirmed" in client.post(path).content.decode()
    assert Subscriber.objects.get().kinds == "call retraction batch", "a retraction comes with its call"

    tasks.tell_readers.func(alert().pk)
    tasks.tell_readers.func(alert("leader", name="2").pk)
    work()
    (sent,) = mail.outbox[1:]
    assert sent.subject == "Ana is elected"
    assert "41 of 60 <sheets> are in." in sent.body
    assert "41 of 60 &lt;sheets&gt; are in." in str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = link(sent, "leave")
    assert leave in sent.extra_headers["List-Unsubscribe"]
    client.get(leave)
    assert Subscriber.objects.exists()
    # As a mail program does it: no cookie, no form of ours.
    machine = Client(enforce_csrf_checks=True)
    assert machine.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert machine.post(leave).status_code == 404
    assert client.post(path).status_code == 404, "an old link brings nobody back"


@pytest.mark.postgres
def test_known_and_unknown_addresses_are_answered_alike(client: Client) -> None:
    unknown = ask(client)
    Subscriber.objects.update(confirmed_at=at(0))
    known = ask(client, kinds=["leader"])
    assert known == unknown
    first, second = mail.outbox
    assert first.subject == second.subject
    assert Subscriber.objects.get().kinds == "call retraction batch", "nothing changes before the link"
    client.post(link(second, "confirm"))
    assert Subscriber.objects.get().kinds == "leader"


@pytest.mark.postgres
def test_each_has_an_alert_once_though_the_work_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "CHUNK", 2)
    for number in range(5):
        subscriber(f"r{number}@example.org")
    told = alert()
    enqueue = type(tasks.mail_alert).enqueue
    calls: list[object] = []

    def dies_at_the_fourth(task: Any, *arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return enqueue(task, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(type(tasks.mail_alert), "enqueue", dies_at_the_fourth)
        with pytest.raises(KeyboardInterrupt):
            tasks.tell_readers.func(told.pk)
    for _ in range(2):
        tasks.tell_readers.func(told.pk)
    work()
    assert sorted(sent.to[0] for sent in mail.outbox) == [f"r{number}@example.org" for number in range(5)]


@pytest.mark.postgres
def test_an_address_that_fails_holds_up_nobody_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[mail.EmailMessage]
) -> None:
    class Picky:
        def send_messages(self, messages: list[mail.EmailMessage]) -> int:
            if messages[0].to == ["bad@example.org"]:
                raise SMTPRecipientsRefused({"bad@example.org": (550, b"unknown")})
            return int(mail.get_connection().send_messages(messages) or 0)

    monkeypatch.setattr(tasks, "_post_office", Picky)
    bad = subscriber("bad@example.org")
    subscriber("good@example.org")
    told = alert()
    tasks.tell_readers.func(told.pk)
    work()
    assert [sent.to for sent in mailoutbox] == [["good@example.org"]]
    (again,) = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert again.run_after > timezone.now() + timedelta(minutes=1)
    assert "example.org" not in str(again.args_kwargs), "an address is kept in one place"
    with pytest.raises(tasks.MailError) as given_up:
        tasks.mail_alert.func(told.pk, bad.pk, attempt=tasks.MAIL_ATTEMPTS)
    assert "example.org" not in str(given_up.value)


def test_both_attempts_carry_one_message_id_and_no_two_readers_share_it() -> None:
    told, first, second = alert(), subscriber("a@example.org"), subscriber("b@example.org")
    ids = [mailing.message(told.pk, reader.pk) for reader in (first, first, second)]
    said = [message.extra_headers["Message-ID"] for message in ids if message is not None]
    assert said[0] == said[1] != said[2]


def test_who_has_left_has_nothing_that_was_in_the_queue() -> None:
    reader = subscriber()
    tasks.tell_readers.func(alert().pk)
    reader.delete()
    work()
    assert mail.outbox == []


def test_old_news_is_not_sent_nor_what_was_noted_before_somebody_asked() -> None:
    old, new = alert(), alert(name="2")
    Delivery.objects.filter(pk=old.pk).update(noted_at=timezone.now() - timedelta(hours=7))
    subscriber("late@example.org", confirmed_at=timezone.now() + timedelta(seconds=1))
    subscriber("early@example.org")
    for told in (old, new):
        tasks.tell_readers.func(told.pk)
    work()
    assert [sent.to for sent in mail.outbox] == [["early@example.org"]]
    old.refresh_from_db()
    assert old.state == State.GIVEN_UP


def test_a_code_goes_before_a_thousand_alerts() -> None:
    subscriber()
    tasks.tell_readers.func(alert().pk)
    mail.EmailMessage("Your code", "1", None, ["x@example.org"], connection=queue()).send()
    work()
    assert [sent.subject for sent in mail.outbox] == ["Your code", "Ana is elected"]


def queue() -> Any:
    return mail.get_connection("escrutinio.web.jobs.mail.QueuedMail")


@pytest.mark.postgres
def test_what_happens_in_the_count_is_noted_in_each_language(
    folder: Path, deliver: Callable[[int, int, int], Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriber("en@example.org", "batch revision leader")
    subscriber("es@example.org", "batch revision leader", language="es")
    subscriber("gone@example.org", "batch", language="xx")
    (folder / "alerts.toml").write_text("batch = 4\n", encoding="utf-8")
    publish(open_desk(folder), now=at(0))
    assert note(deliver(1, 5, 5), at(1)) == []
    assert waiting_for_readers() == [], "it had happened before"
    newest = deliver(3, 5, 90)
    for _ in range(2):
        note(newest, timezone.now())
    for key in waiting_for_readers():
        tasks.tell_readers.func(key)
    work()
    told = {sent.to[0]: (sent.subject, str(sent.body)) for sent in mail.outbox}
    counted = newest.front.headline.counted.sheets_reported
    assert any(str(counted) in body for _, body in told.values())
    assert "sheets" in told["en@example.org"][1]
    assert "actas" in told["es@example.org"][1]
    assert "gone@example.org" in told, "its language is gone, not its alerts"
    assert len({(sent.to[0], sent.subject) for sent in mail.outbox}) == len(mail.outbox), "once each"


def test_a_rehearsal_is_never_mailed(sample: Path) -> None:
    subscriber(kinds="call retraction leader batch revision")
    tasks.look_at_alerts.func()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "me@example.org\r\nBcc: all@example.org"},
        {"address": "me@example.org,all@example.org"},
        {"address": "not an address"},
        {"address": "a" * 250 + "@example.org"},
        {"address": ""},
        {"kinds": []},
        {"kinds": ["call", "everything"]},
        {"kinds": ["test"]},
        {"language": "xx"},
        {"language": "../en"},
    ],
)
def test_what_is_not_an_address_or_a_choice_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    page = ask(client, **wrong)
    assert 'role="alert"' in page
    assert mail.outbox == []
    assert not Subscriber.objects.exists()


def test_machines_that_fill_every_field_are_told_nothing(client: Client) -> None:
    assert ask(client, website="x") == ask(client, address="me@example.org")
    assert len(mail.outbox) == 1


def test_a_title_cannot_write_a_header() -> None:
    reader = subscriber()
    sent = mailing.message(alert(title="One\r\nBcc: x@example.org").pk, reader.pk)
    assert sent is not None
    head = sent.message().as_string().partition("\n\n")[0]
    assert "Subject: One Bcc: x@example.org" in head
    assert "\nBcc:" not in head


def test_nobody_fills_a_letter_box_and_the_form_has_its_token(client: Client) -> None:
    for number in range(5):
        client.post(PAGE, ASKED, REMOTE_ADDR=f"10.0.0.{number}")
    work()
    assert len(mail.outbox) == 3
    for number in range(25):
        answer = client.post(PAGE, ASKED | {"address": f"r{number}@example.org"}, REMOTE_ADDR="10.9.9.9")
    assert answer.status_code == 429
    assert Client(enforce_csrf_checks=True).post(PAGE, ASKED).status_code == 403


def test_links_are_signed_each_for_its_purpose(client: Client) -> None:
    ask(client)
    confirm = link(mail.outbox[0], "confirm")
    token = confirm.rstrip("/").rpartition("/")[2]
    assert client.post(f"/en/alerts/leave/{token}/").status_code == 404
    assert client.post(confirm.replace(token, token[:-2] + "xx")).status_code == 404
    own = Subscriber.objects.get()
    leave = readers.leave_address(own).rstrip("/").rpartition("/")[2]
    assert client.post(f"/en/alerts/confirm/{leave}/").status_code == 404
    assert client.get(confirm)["Referrer-Policy"] == "same-origin"
    assert own.confirmed_at is None


@pytest.mark.postgres
def test_addresses_are_kept_no_longer_than_needed(client: Client) -> None:
    now = timezone.now()
    subscriber("unconfirmed@example.org", confirmed_at=None, asked_at=now - timedelta(days=4))
    subscriber("asked@example.org", confirmed_at=None, asked_at=now - timedelta(days=2))
    subscriber("old@example.org", confirmed_at=now - timedelta(days=366))
    subscriber("new@example.org", confirmed_at=now - timedelta(days=300))
    forget_addresses(now)
    assert set(Subscriber.objects.values_list("address", flat=True)) == {
        "asked@example.org",
        "new@example.org",
    }


def test_an_account_takes_its_alerts_with_it() -> None:
    ana = make_reader("Ana")
    EmailAddress.objects.create(user=ana, email="ana@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=ana, email="ben@example.org", verified=False)
    for address in ("ana@example.org", "ben@example.org"):
        subscriber(address)
    assert "ana@example.org" in str(export(ana)["alerts"])
    assert "ben@example.org" not in str(export(ana)["alerts"]), "not shown to be hers"
    erase(ana)
    assert [reader.address for reader in Subscriber.objects.all()] == ["ben@example.org"]


def test_without_a_mail_server_nothing_is_offered(
    folder: Path, client: Client, settings: Any, deliver: Callable[[int, int, int], Publication]
) -> None:
    newest = deliver(3, 5, 90)
    assert f'href="{PAGE}"' in client.get("/en/").content.decode()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, production=True, mail="")
    assert client.get(PAGE).status_code == 404
    assert f'href="{PAGE}"' not in client.get("/en/night/").content.decode()
    note(newest, at(3))
    assert not Delivery.objects.exists()
    # Who has subscribed before can leave all the same.
    assert client.post(readers.leave_address(subscriber()).removeprefix(settings.SITE_URL)).status_code == 200


def test_the_desk_sees_how_many_and_not_who(client: Client) -> None:
    subscriber("secret@example.org")
    subscriber("other@example.org", confirmed_at=None)
    tasks.tell_readers.func(alert().pk)
    editor = User.objects.create_user("eva")
    editor.groups.add(Group.objects.get_or_create(name="editor")[0])
    client.force_login(editor)
    page = client.get("/en/desk/alerts/").content.decode()
    assert "1 address has alerts by e-mail." in page
    assert "1 has not been confirmed yet." in page
    assert "1 e-mail is in the queue." in page
    DBTaskResult.objects.filter(queue_name=tasks.MAIL).update(status=TaskResultStatus.FAILED)
    page += client.get("/en/desk/alerts/").content.decode()
    assert "1 e-mail of the last seven days was given up" in page
    assert "example.org" not in page
