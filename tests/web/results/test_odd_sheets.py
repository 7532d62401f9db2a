"""The page of odd sheets: nobody sees it before a person has published it, and until it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.explain.forensics import TESTS
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, publish
from escrutinio.web.results.odd_sheets import words_of_tests
from support import at, make_election, row, stations, take

pytestmark = pytest.mark.django_db
SWAPPED = "005"
LINK = '<a href="/en/odd-sheets/">'


@pytest.fixture
def counted(folder: Path, deliver: Callable[[int, int, int], Publication]) -> Path:
    """A published count of four places whose sheets vote alike, but for one with two columns exchanged."""
    make_election(folder, stations_frame=stations(12))
    shares = (68, 18, 45, 32)
    votes = {f"{number + 1:03d}": shares[number // 12] + number % 5 for number in range(48)}
    votes[SWAPPED] = 90 - votes[SWAPPED]
    take(open_desk(folder).ledger, [row(sheet, a, 90 - a) for sheet, a in votes.items()])
    publish(open_desk(folder), now=at(7))
    return folder


def page(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def forensics(folder: Path, *more: str) -> str:
    tests = ("--test", "swapped-columns", "--test", "whole-percentages", *more)
    result = CliRunner().invoke(app, ["forensics", str(folder), "--contest", "council", *tests])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_list_is_shown_from_publishing_to_withdrawing(client: Client, counted: Path) -> None:
    forensics(counted)
    assert client.get("/en/odd-sheets/").status_code == 404
    assert client.get("/api/odd-sheets.json").status_code == 404
    assert LINK not in page(client, "/en/findings/")

    assert "Published" in forensics(counted, "--publish")
    text = page(client, "/en/odd-sheets/")
    assert LINK in page(client, "/en/findings/")
    assert "It does not say that anything is wrong with them" in text
    assert f'<a href="/en/results/council/place/PN1/">{SWAPPED}</a>' in text
    assert "exchanged" in text
    assert "This test cannot say anything:" in text, "there are too few voters for percentages"
    assert "False alarms: 4.7 % of simulated elections. Sheets looked at: 48." in text
    assert "Esto es una invitación a revisar actas." in page(client, "/es/odd-sheets/")
    document = client.get("/api/odd-sheets.json").json()
    assert document["tests"][0]["listed"][0]["sheet"] == SWAPPED
    assert document["as_of"], "the moment is named"

    publish(open_desk(counted), now=at(9))
    assert SWAPPED in page(client, "/en/odd-sheets/"), "it stays when the count goes on"

    assert "withdrawn" in CliRunner().invoke(app, ["forensics", str(counted), "--withdraw"]).output
    assert client.get("/en/odd-sheets/").status_code == 404


def test_the_words_of_the_tests_are_those_of_the_command() -> None:
    with translation.override("en"):
        assert words_of_tests() == {test.id: (test.title, test.figure, test.innocent) for test in TESTS}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--publish", "--withdraw"), "published or withdrawn"),
        (("--publish", "--lang", "es"), "without --lang"),
    ],
)
def test_options_that_do_not_go_together(counted: Path, options: tuple[str, ...], words: str) -> None:
    result = CliRunner().invoke(app, ["forensics", str(counted), *options])
    assert result.exit_code == 1
    assert words in str(result.exception)
