"""The desk page of alerts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.web.alerts.models import Delivery, State
from escrutinio.web.alerts.receivers import ALERTS_FILE
from support import at

pytestmark = pytest.mark.django_db

FILE = """[[webhooks]]
id = "newsroom"
url = "https://hooks.example.org/services/T0/SECRETPATH"
format = "slack"
"""


def signed_in(role: str) -> Client:
    user = User.objects.create_user(role)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    client = Client()
    client.force_login(user)
    return client


def test_the_desk_sees_who_is_told_and_no_secret(folder: Path) -> None:
    (folder / ALERTS_FILE).write_text(FILE, encoding="utf-8")
    Delivery.objects.create(
        receiver="newsroom",
        alert="a",
        kind="call",
        noted_at=at(0),
        due_at=at(1),
        problem="the server says 500",
    )
    page = signed_in("editor").get("/en/desk/alerts/").content.decode()
    assert "hooks.example.org" in page
    assert "the server says 500" in page
    assert "SECRETPATH" not in page
    assert signed_in("reporter").get("/en/desk/alerts/").status_code == 403


def test_a_test_is_put_on_its_way(folder: Path) -> None:
    (folder / ALERTS_FILE).write_text(FILE, encoding="utf-8")
    publish(open_desk(folder), now=at(0))
    editor = signed_in("editor")
    assert editor.post("/en/desk/alerts/test/", {"receiver": "other"}).status_code == 404
    page = editor.post("/en/desk/alerts/test/", {"receiver": "newsroom"}, follow=True).content.decode()
    assert "A test is on its way to newsroom." in page
    (alert,) = Delivery.objects.filter(state=State.WAITING)
    assert alert.kind == "test"
    assert "Nothing has happened" in alert.body


def test_mistakes_in_the_file_are_said_in_spanish_too(folder: Path) -> None:
    (folder / ALERTS_FILE).write_text("batch = 0\n", encoding="utf-8")
    page = signed_in("editor").get("/es/desk/alerts/").content.decode()
    assert "No se avisa a nadie:" in page
    assert "batch" in page
