"""What a site offers to check its result: package, verifier, the log as tiles, and a page that says how."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.evidence import make_key, second_verifier
from escrutinio.evidence.checkpoint import Checkpoint
from escrutinio.evidence.log import read_log
from escrutinio.evidence.merkle import leaf_hash, root
from escrutinio.evidence.notes import Note
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, publish
from escrutinio.flows.publication.evidence import LogProblem, log_problem
from escrutinio.flows.publication.store import LOG_PROBLEM, write_json
from escrutinio.flows.publication.store import published as published_in
from escrutinio.flows.replay import moments
from escrutinio.flows.verify_package import verify_package

pytestmark = pytest.mark.django_db

Deliver = Callable[[int, int, int], Publication]
NOW = datetime(2031, 5, 4, 22, tzinfo=UTC)


def data(client: Client, where: str) -> bytes:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return b"".join(iter(answer)) if answer.streaming else answer.content


def test_the_package_of_a_site_is_verified_twice(client: Client, deliver: Deliver, tmp_path: Path) -> None:
    deliver(5, 30, 40)
    package = tmp_path / "package.zip"
    package.write_bytes(data(client, "/downloads/package.zip"))

    assert verify_package(str(package)).problems == ()
    assert second_verifier.main(str(package)) == 0
    assert data(client, "/downloads/verify.py") == Path(second_verifier.__file__).read_bytes()


def test_the_tiles_are_those_of_the_checkpoint(client: Client, deliver: Deliver, folder: Path) -> None:
    key = make_key(folder, "results.example.org/2031")
    deliver(5, 30, 40)
    note = Note.parse(data(client, "/log/checkpoint"))
    checkpoint = Checkpoint.of(note)
    size = checkpoint.size

    hashes = data(client, f"/log/tile/0/000.p/{size}")
    bundle = data(client, f"/log/tile/entries/000.p/{size}")

    leaves = [hashes[place : place + 32] for place in range(0, len(hashes), 32)]
    assert note.signed_by(key.public)
    assert root(leaves) == checkpoint.root
    length = int.from_bytes(bundle[:2])
    assert leaf_hash(bundle[2 : 2 + length]) == leaves[0]
    assert data(client, "/log/tile/0/000.p/1") == leaves[0]
    for path in (f"0/000.p/{size + 1}", "0/000", "entries/../../signing.key", "9/000.p/1"):
        assert client.get(f"/log/tile/{path}").status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_how_to_recompute(
    client: Client, deliver: Deliver, folder: Path, language: str
) -> None:
    key = make_key(folder, "results.example.org/2031")
    found = deliver(5, 30, 40)

    text = data(client, f"/{language}/api/").decode()

    assert "/downloads/package.zip" in text
    assert str(key.public).replace("+", "&#x2B;") in text or str(key.public) in text
    assert found.id in text
    note = read_log(folder).note
    assert note is not None
    assert note.text.splitlines()[2] in text
    assert f'href="/{language}/api/#check"' in data(client, f"/{language}/").decode()


def test_a_log_without_a_key_and_one_that_was_changed_are_said(
    client: Client, deliver: Deliver, folder: Path
) -> None:
    deliver(5, 30, 40)
    assert "The log is not signed" in data(client, "/en/api/").decode()

    entries = folder / "log" / "entries"
    entries.write_bytes(entries.read_bytes().replace(b'"rows":', b'"rows": ', 1))
    deliver(6, 31, 40)

    assert "This publication is not in the log." in data(client, "/en/api/").decode()
    refused = client.get("/downloads/package.zip")
    assert refused.status_code == 503
    assert "the log has been changed" in refused.json()["error"]["message"]


def test_a_replay_has_the_log_of_what_came_in(client: Client, folder: Path) -> None:
    key = make_key(folder, "results.example.org/2031")
    desk = open_desk(folder)
    shown = publish(desk, moments(desk, 2)[0], now=NOW)

    note = Note.parse(data(client, "/log/checkpoint"))

    assert shown.about.replay
    assert note.signed_by(key.public)
    assert Checkpoint.of(note).size == desk.ledger.deliveries().height
    data(client, "/log/tile/entries/000.p/1")


def test_a_site_without_a_log_says_what_is_missing(client: Client, deliver: Deliver, folder: Path) -> None:
    published = deliver(5, 30, 40)
    shutil.rmtree(folder / "log")
    answer = client.get("/log/checkpoint")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "nothing has been entered into the log yet"

    problem = LogProblem(publication=published.id, message="the disk is full", hint="Make room.")
    write_json(published_in(folder) / LOG_PROBLEM, problem)
    answer = client.get("/log/checkpoint")
    assert answer.json()["error"]["message"] == "there is no log: the disk is full"


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "changed"])
def test_a_signing_key_that_is_lost_or_changed_is_said(
    client: Client, deliver: Deliver, folder: Path, lost: bool
) -> None:
    make_key(folder, "results.example.org/2031")
    deliver(5, 30, 40)
    kept = data(client, "/log/checkpoint")
    (folder / "signing.key").unlink()
    if not lost:
        make_key(folder, "results.example.org/2031")
    shown = deliver(6, 31, 40)

    said = log_problem(shown.id, folder)

    assert said is not None
    assert said.message.startswith("the log is signed")
    assert "from a copy" in said.hint
    assert data(client, "/log/checkpoint") == kept
    page = data(client, "/en/api/").decode()
    assert "This publication is not in the log." in page
    assert ("signed by a key that this desk does not have" in page) != lost
    refused = client.get("/downloads/package.zip")
    assert refused.status_code == 503
    assert "from a copy" in refused.json()["error"]["hint"]
