"""The desk page of calls: editors alone publish, hold and retract; two of them where the election says so."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from escrutinio.flows.call_record import append, read_record, record_path
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.projection.calls import Call, Evidence, Look, Proposal, Question, calls_of
from escrutinio.web.alerts.models import Subscriber
from escrutinio.web.alerts.sending import waiting_for_readers
from escrutinio.web.jobs import tasks
from escrutinio.web.jobs.tasks import publish_calls

pytestmark = pytest.mark.django_db
PAGE, ACT = "/en/desk/calls/", "/en/desk/calls/act/"
MOMENT = "2024-05-05T18:00:00Z"
ID = "office-president-1"
ENQUEUE = type(publish_calls).enqueue


@pytest.fixture
def folder(small_election: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A published election in which a call is proposed."""
    place = tmp_path / "election"
    shutil.copytree(small_election, place)
    desk = open_desk(place)
    question = Question("office", "president")
    evidence = Evidence("projection", MOMENT, 0.3, 0.998, 0.996, 0.005)
    append(
        record_path(desk),
        [Look(MOMENT, question, 0.3), Proposal(ID, MOMENT, question, ("A",), evidence)],
    )
    publish(desk, now=datetime(2024, 5, 5, 18, 1, tzinfo=UTC))
    settings.FOLDER = place
    published: list[str] = []
    monkeypatch.setattr(type(publish_calls), "enqueue", lambda task: published.append(task.name))
    return place


def signed_in(name: str, role: str) -> Client:
    user, _ = User.objects.get_or_create(username=name)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, what: str, reason: str = "", call: str = ID) -> str:
    answer = client.post(ACT, {"act": what, "id": call, "reason": reason}, follow=True)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def the_call(folder: Path) -> Call:
    return calls_of(read_record(record_path(open_desk(folder))))[ID]


@pytest.mark.parametrize("role", ["reporter", "moderator", "data desk"])
def test_only_editors_may(folder: Path, role: str) -> None:
    client = signed_in("somebody", role)
    assert client.get(PAGE).status_code == 403
    assert act(client, "confirm") == "403"
    assert client.get("/en/desk/").content.decode().count(PAGE) == 0
    assert Client().post(ACT, {"act": "confirm", "id": ID}).status_code == 302
    assert the_call(folder).acts == ()


def test_an_editor_sees_the_evidence_and_publishes(folder: Path) -> None:
    editor = signed_in("ana", "editor")
    page = editor.get(PAGE).content.decode()
    assert "List A wins" in page
    assert "30.0\N{NO-BREAK SPACE}% of the sheets were in" in page
    assert "Published" in act(editor, "confirm")
    call = the_call(folder)
    assert (call.state, call.acts[-1].by, call.acts[-1].account) == ("published", "ana", "ana")
    assert "published already" in act(editor, "hold")


def test_two_different_editors_publish_where_the_election_says_so(folder: Path) -> None:
    with (folder / "election.toml").open("a") as file:
        file.write("\n[calls]\nconfirm_by = 2\n")
    ana, ben = signed_in("ana", "editor"), signed_in("ben", "editor")
    assert "somebody else" in act(ana, "confirm")
    assert "somebody else" in act(ana, "confirm")
    assert the_call(folder).state == "proposed"
    act(ben, "confirm")
    assert the_call(folder).state == "published"


def test_an_editor_holds_and_retracts_with_a_reason(folder: Path) -> None:
    editor = signed_in("ana", "editor")
    act(editor, "hold", "one file is odd")
    assert the_call(folder).state == "held"
    act(editor, "confirm")
    assert "needs a reason" in act(editor, "retract", "  ")
    assert the_call(folder).state == "published"
    assert "Two files were the same." in act(editor, "retract", "Two files were the same.")
    assert the_call(folder).state == "retracted"


def test_unknown_acts_and_calls_change_nothing(folder: Path) -> None:
    editor = signed_in("ana", "editor")
    assert act(editor, "win") == "404"
    assert "There is no such call" in act(editor, "confirm", call="x")
    assert editor.get(ACT).status_code == 405


def test_the_page_speaks_spanish(folder: Path) -> None:
    page = signed_in("ana", "editor").get(PAGE.replace("/en/", "/es/")).content.decode()
    assert "List A gana" in page
    assert "Propuestos" in page


@pytest.mark.postgres
def test_a_call_is_mailed_when_it_is_published_or_retracted_and_not_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    def look() -> list[str]:
        """Publish, tell readers, and hand in what is for them; returns the subjects."""
        publish_calls.func()
        tasks.look_at_alerts.func()
        for alert in waiting_for_readers():
            tasks.tell_readers.func(alert)
        for mail in DBTaskResult.objects.ready().filter(task_path=tasks.mail_alert.module_path):
            mail.task.func(*mail.args_kwargs["args"])
        DBTaskResult.objects.all().delete()
        sent = [f"{mail.subject}: {mail.body}" for mail in mailoutbox]
        mailoutbox.clear()
        return sent

    monkeypatch.setattr(type(publish_calls), "enqueue", ENQUEUE)
    monkeypatch.setattr(tasks, "_post_office", get_connection)
    look()
    now = timezone.now()
    Subscriber.objects.create(
        address="r@example.org", language="en", kinds="call retraction", asked_at=now, confirmed_at=now
    )
    editor = signed_in("ana", "editor")
    assert look() == [], "proposed"
    act(editor, "hold", "one file is odd")
    assert look() == [], "held"
    act(editor, "confirm")
    (called,) = look()
    assert called.startswith("Called: A wins")
    assert called.count("A wins") == 2, "in the subject and above the text"
    assert "one file is odd" not in called
    assert look() == [], "once"
    act(editor, "retract", "Two files were the same.")
    (retracted,) = look()
    assert "Two files were the same." in retracted
    assert look() == []
