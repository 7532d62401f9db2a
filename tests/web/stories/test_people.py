"""The people of the desk: added, given roles and passwords, disabled; and never nobody left to do it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from escrutinio.web.shared.roles import Action, Role, may
from escrutinio.web.stories import people
from escrutinio.web.stories.models import DeskChange
from support import make_election
from web.stories.making import PASSWORD, MakeUser

pytestmark = pytest.mark.django_db
AsRole = Callable[[str], Client]


def account(name: str) -> User:
    return User.objects.get(username=name)


def sign_in(client: Client, name: str, password: str) -> bool:
    posted = {"username": name, "password": password}
    return client.post("/en/desk/sign-in/", posted).status_code == 302


@pytest.mark.postgres
def test_somebody_is_added_signs_in_and_is_allowed_what_the_role_allows(client: Client) -> None:
    made = people.add("ana", Role.EDITOR, "command line", byline="Ana  F.")
    assert len(made) >= 20
    assert made not in account("ana").password
    assert sign_in(client, "ana", made)
    assert client.get("/en/desk/people/").status_code == 200
    (member,) = people.members()
    assert (member.name, member.byline, member.roles, member.active) == (
        "ana",
        "Ana F.",
        (Role.EDITOR,),
        True,
    )
    assert member.last_sign_in is not None


@pytest.mark.parametrize("name", ["ana", "ANA", "\u0430na", "a\u200bna", "", "an/a b?"])
def test_a_name_that_is_none_or_looks_like_another_is_refused(name: str) -> None:
    people.add("ana", Role.EDITOR, "x")
    with pytest.raises(people.PeopleError):
        people.add(name, Role.REPORTER, "x")
    assert User.objects.count() == 1


def test_an_empty_name_is_refused_in_words_of_our_own() -> None:
    for name in ("", " \t"):
        with pytest.raises(people.PeopleError, match="The user name is empty"):
            people.add(name, Role.REPORTER, "x")


def test_a_weak_password_is_refused() -> None:
    with pytest.raises(people.PeopleError, match="at least 12"):
        people.add("ana", Role.EDITOR, "x", password="short")
    assert not User.objects.exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "take", [lambda: people.disable("ana", "x"), lambda: people.change_role("ana", Role.REPORTER, "x")]
)
def test_the_last_editor_stays(take: Callable[[], None]) -> None:
    people.add("ana", Role.EDITOR, "x")
    people.add("ben", Role.REPORTER, "x")
    with pytest.raises(people.PeopleError, match="Nobody would be left"):
        take()
    assert may(account("ana"), Action.PEOPLE)
    people.change_role("ben", Role.EDITOR, "x")
    take()
    assert not may(account("ana"), Action.PEOPLE)


def test_a_disabled_editor_does_not_count_as_one() -> None:
    people.add("ana", Role.EDITOR, "x")
    people.add("ben", Role.EDITOR, "x")
    people.disable("ben", "x")
    with pytest.raises(people.PeopleError, match="Nobody would be left"):
        people.disable("ana", "x")


def test_whoever_is_disabled_is_out_at_once_and_may_come_back() -> None:
    people.add("ana", Role.EDITOR, "x")
    made = people.add("ben", Role.REPORTER, "x")
    browser = Client()
    assert sign_in(browser, "ben", made)
    people.disable("ben", "x")
    assert browser.get("/en/desk/").status_code == 302
    assert not sign_in(Client(), "ben", made)
    people.enable("ben", "x")
    assert sign_in(Client(), "ben", made)


def test_a_new_password_ends_all_sessions() -> None:
    old = people.add("ana", Role.EDITOR, "x")
    browser = Client()
    assert sign_in(browser, "ana", old)
    new = people.new_password("ana", "x")
    assert browser.get("/en/desk/").status_code == 302
    assert not sign_in(Client(), "ana", old)
    assert sign_in(Client(), "ana", new)


def test_every_change_is_kept_with_who_made_it() -> None:
    people.add("ana", Role.EDITOR, "command line")
    people.add("ben", Role.REPORTER, "ana")
    people.change_role("ben", Role.DATA_DESK, "ana")
    people.change_role("ben", Role.DATA_DESK, "ana")
    people.change_byline("ben", "B. N.", "ana")
    people.new_password("ben", "ana")
    people.disable("ben", "ana")
    people.enable("ben", "ana")
    kept = [(change.act, change.detail, change.by_name) for change in DeskChange.objects.filter(name="ben")]
    assert kept[::-1] == [
        ("added", "reporter", "ana"),
        ("role", "data desk", "ana"),
        ("byline", "B. N.", "ana"),
        ("password", "", "ana"),
        ("disabled", "", "ana"),
        ("enabled", "", "ana"),
    ]


def test_readers_are_no_people_of_the_desk() -> None:
    User.objects.create_user("reader-1")
    assert people.members() == []
    with pytest.raises(people.PeopleError, match="Nobody of the desk is called"):
        people.new_password("reader-1", "x")


# The page.


def test_an_editor_adds_somebody_who_signs_in_with_the_password_that_is_shown_once(as_role: AsRole) -> None:
    editor = as_role("editor")
    posted = {"name": "ben", "byline": "Ben", "role": "data desk"}
    page = editor.post("/en/desk/people/", posted).content.decode()
    shown = re.search(r"shown this once:\s*<code>([^<]+)</code>", page)
    assert shown
    assert sign_in(Client(), "ben", shown[1])
    assert shown[1] not in editor.get("/en/desk/people/").content.decode()
    assert DeskChange.objects.get().by_name == "editor"


def test_a_name_in_use_is_said_beside_the_form(as_role: AsRole) -> None:
    answer = as_role("editor").post("/es/desk/people/", {"name": "EDITOR", "role": "reporter"})
    assert answer.status_code == 400
    assert "Ya existe un nombre parecido: editor" in answer.content.decode()


def test_the_page_changes_role_byline_password_and_access(as_role: AsRole, make_user: MakeUser) -> None:
    editor, ben = as_role("editor"), make_user("ben", "reporter")
    address = f"/en/desk/people/{ben.pk}/"
    assert editor.post(address, {"act": "role", "role": "moderator"}).status_code == 302
    assert editor.post(address, {"act": "byline", "byline": "<b>Ben</b>"}).status_code == 302
    assert "&lt;b&gt;Ben&lt;/b&gt;" in editor.get("/en/desk/people/").content.decode()
    assert may(account("ben"), Action.MODERATE)
    assert editor.post(address, {"act": "disable"}).status_code == 302
    assert not account("ben").is_active
    assert editor.post(address, {"act": "enable"}).status_code == 302
    assert "shown this once" in editor.post(address, {"act": "password"}).content.decode()
    assert not account("ben").check_password(PASSWORD)


def test_the_last_editor_is_told_why_not(as_role: AsRole) -> None:
    editor = as_role("editor")
    answer = editor.post(f"/en/desk/people/{account('editor').pk}/", {"act": "disable"})
    assert answer.status_code == 400
    assert "Make somebody else an editor first" in answer.content.decode()


@pytest.mark.parametrize("posted", [{}, {"act": "x"}, {"act": "role", "role": "king"}])
def test_what_cannot_be_asked_for_is_not_found(
    as_role: AsRole, make_user: MakeUser, posted: dict[str, str]
) -> None:
    editor, ben = as_role("editor"), make_user("ben", "reporter")
    assert editor.post(f"/en/desk/people/{ben.pk}/", posted).status_code == 404
    assert editor.post("/en/desk/people/999/", {"act": "disable"}).status_code == 404


@pytest.mark.parametrize("role", ["stranger", "reporter", "moderator", "data desk"])
def test_nobody_else_changes_anybody(as_role: AsRole, make_user: MakeUser, role: str) -> None:
    ben = make_user("ben", "reporter")
    answer = as_role(role).post(f"/en/desk/people/{ben.pk}/", {"act": "role", "role": "editor"})
    assert answer.status_code in (302, 403)
    assert as_role(role).post("/en/desk/people/", {"name": "x", "role": "editor"}).status_code in (302, 403)
    assert not may(account("ben"), Action.PEOPLE)
    assert not User.objects.filter(username="x").exists()


def test_everybody_changes_the_own_password_and_stays_signed_in(as_role: AsRole) -> None:
    reporter, other = as_role("reporter"), Client()
    other.force_login(account("reporter"))
    new = "a-long-new-password"
    posted = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert "is in force" in reporter.post("/en/desk/password/", posted).content.decode()
    assert reporter.get("/en/desk/").status_code == 200
    assert other.get("/en/desk/").status_code == 302
    assert account("reporter").check_password(new)


# The command.


def test_the_command_adds_lists_and_refuses(tmp_path: Path) -> None:
    make_election(tmp_path / "election")
    lines = [
        ["add", "ana", "--role", "editor", "--byline", "Ana F."],
        ["disable", "ana"],
        ["role", "ana", "king"],
        ["list", "--format", "json"],
    ]
    script = """
import json, sys
from escrutinio.cli.main import main
for verb, *rest in json.loads(sys.argv[2]):
    sys.argv[1:2], arguments = sys.argv[1:2], ["escrutinio", "desk", verb, sys.argv[1], *rest]
    kept, sys.argv = sys.argv, arguments
    try:
        main()
    except SystemExit as end:
        print(f"[{end.code or 0}]", flush=True)
    sys.argv = kept
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "election"), json.dumps(lines)],
        env={**{k: v for k, v in os.environ.items() if not k.startswith("DJANGO")}, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    added, disabled, role, listed = re.split(r"\[\d\]\n", done.stdout)[:4]
    assert re.search(r"\[0\].*\[1\].*\[1\].*\[0\]", done.stdout, re.DOTALL)
    assert "ana may sign in at the desk as editor." in added
    assert "Password, shown this once: " in added
    assert (disabled, role) == ("", "")
    assert "Make somebody else an editor first" in done.stderr
    assert "Roles: reporter, editor, moderator, data desk." in done.stderr
    assert json.loads(listed)["people"] == [
        {"name": "ana", "byline": "Ana F.", "roles": ["editor"], "active": True, "last_sign_in": None}
    ]
    assert "Traceback" not in done.stderr


def test_what_was_changed_is_said_in_the_readers_language() -> None:
    password = people.add("ana", Role.EDITOR, people.COMMAND_LINE)
    people.add("ben", Role.DATA_DESK, "ana")
    people.change_byline("ben", "reporter", "ana")
    browser = Client()
    assert sign_in(browser, "ana", password)
    page = " ".join(browser.get("/es/desk/people/").content.decode().split())
    assert "ana: Alta (editor/a)" in page
    assert "línea de comandos" in page
    assert "ben: Alta (mesa de datos)" in page
    assert "(reporter)" in page, "a byline is a name"
