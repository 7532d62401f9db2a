"""Mail of a site in local mode: in files, in the terminal, on a page; in production on no page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from escrutinio.web.jobs.mail import WrittenMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


@pytest.fixture
def written(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    mails = [
        EmailMessage(f"Subject {name}", f"Text {name} <b>ñ</b>", "site@example.org", [f"{name}@example.org"])
        for name in ("first", "second")
    ]
    WrittenMail().send_messages(mails)
    return tmp_path / "mail"


def test_mail_is_shown_newest_first_and_escaped(
    client: Client, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = client.get("/en/outbox/").content.decode()
    assert text.index("Subject second") < text.index("Subject first")
    assert "Text first &lt;b&gt;ñ&lt;/b&gt;" in text
    assert len(list(written.iterdir())) == 2


def test_it_is_in_the_terminal_too(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    WrittenMail().send_messages([EmailMessage("Third", "Text 3", to=["c@example.org"])])
    assert "Mail to c@example.org: Third\nText 3" in capsys.readouterr().err


def test_nothing_yet(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "none"
    assert "Nothing yet." in client.get("/en/outbox/").content.decode()


def test_in_production_there_is_no_such_page_and_nothing_in_the_terminal(
    client: Client, settings: Settings, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, production=True)
    assert client.get("/en/outbox/").status_code == 404
    WrittenMail().send_messages([EmailMessage("Third", "Text 3", to=["c@example.org"])])
    assert capsys.readouterr().err == ""


def test_with_a_mail_server_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail="smtp://127.0.0.1:2525")
    assert client.get("/en/outbox/").status_code == 404
