"""One page of several elections, as files: three unlike ones, and a folder that cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from playwright.sync_api import Browser
from typer.testing import CliRunner, Result

from escrutinio.cli.main import app
from escrutinio.flows.archive import read_elections
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents import document_schema
from escrutinio.flows.documents.archive import ArchiveDocument
from escrutinio.flows.publication import open_publication, publish
from escrutinio.ledger import Ledger
from escrutinio.model import REHEARSAL, UsageError
from escrutinio.model.site_colors import LIGHT_BACKGROUNDS, nearest_legible
from escrutinio.web.export_files import MANIFEST, writing_to
from small_elections import NOW, make_small
from support import make_election, row, take

LINK = "https://districts.example.org"


@pytest.fixture(scope="session")
def elections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A presidency, districts, a chamber by lists, and a definition that is none. Not to be changed."""
    place = tmp_path_factory.mktemp("archive")
    make_small(place / "president", "mx/president", {"A1": (5, 3, 1), "A2": ()}, counts=("cast",))
    districts = {"N1": (60, 30, 10), "S1": (10, 20, 5), "S2": ()}
    make_small(place / "districts", "uk/commons", districts, level="district")
    make_small(place / "lists", "nl/tweede-kamer", {"A1": (700, 500, 300)}, counts=("cast",))
    _change(place / "districts", "date = 2031-05-04", "date = 2029-03-01")
    _change(place / "lists", "date = 2031-05-04", "date = 2027-03-01")
    _change(place / "lists", '"A small election"', '{ en = "Lower house", es = "Cámara baja" }')
    (place / "broken").mkdir()
    (place / "broken" / "election.toml").write_text("[election]\nid = \n", encoding="utf-8")
    (place / "files").mkdir()  # no election
    return place


def _change(folder: Path, old: str, new: str) -> None:
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="session")
def written(elections: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of them. Not to be changed."""
    to = tmp_path_factory.mktemp("written") / "site"
    done = run(elections, to, "--link", f"districts={LINK}", "--format", "json")
    assert done.exit_code == 1, done.output
    (to.parent / "answer.json").write_text(done.stdout, encoding="utf-8")
    return to


def run(place: Path, to: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["archive", str(place), "--to", str(to), *options])


def refused(done: Result) -> UsageError:
    assert isinstance(done.exception, UsageError), done.output
    return done.exception


def page(site: Path, language: str) -> list[str]:
    """The sections of a page, without their marks of lines."""
    text = " ".join((site / language / "index.html").read_text(encoding="utf-8").split())
    return re.split("<article|<section", text)[1:]


def test_the_newest_comes_first_and_each_says_what_its_front_page_says(written: Path) -> None:
    president, districts, lists, unread = page(written, "en")

    assert "Ana Álvarez leads in the count so far; it is not decided yet." in president
    assert "4 May 2031." in president
    assert "<b>1</b> of 2 sheets counted" in president
    assert "Unofficial and incomplete." in president
    assert "is elected" not in president
    assert "It is not decided yet who has the majority." in districts
    assert "Seats if only the counted sheets decided" in districts
    assert f'href="{LINK}"' in districts
    assert "Lower house" in lists
    assert "All expected sheets are counted." in lists
    assert "Nobody has the majority. Ana Álvarez has the most seats: 70 of 150." in lists
    assert "Ana Álvarez</abbr> <b>70</b>" in lists
    assert "Seats by the finished count" in lists
    assert "<b>broken</b>: its count cannot be read or published" in unread
    assert "toml" not in unread
    assert "href" not in president + lists


def test_seats_without_a_vote_are_not_called_vacant_while_sheets_are_missing(tmp_path: Path) -> None:
    votes = {"N1": (600, 300, 10), "S1": ()}
    make_small(tmp_path / "elections" / "rounds", "fr/assemblee", votes, level="district")
    assert run(tmp_path / "elections", tmp_path / "site", "--publish").exit_code == 0
    said = " ".join(page(tmp_path / "site", "en"))
    assert "Nobody yet <b>1</b>" in said
    assert "Vacant by law" not in said


def test_turnout_is_said_where_the_sheets_state_it(written: Path) -> None:
    president, districts, lists, _ = page(written, "en")

    assert "Turnout: 0.9 % on the counted sheets" in president
    assert "Turnout: 150.0 % on the counted sheets" in lists
    assert "The sheets state more votes cast than registered voters." in lists
    assert "Turnout" not in districts


def test_the_page_is_in_the_languages_of_the_elections(written: Path) -> None:
    president, districts, lists, _ = page(written, "es")

    assert "Ana Álvarez va por delante en lo computado; aún no está decidido." in president
    assert "Cámara baja" in lists
    assert "Todos los resultados: A small election" in districts
    whole = (written / "es" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in whole
    assert "<h1>Elecciones</h1>" in whole
    assert not any(word in whole for word in ("counted", "Nobody", "<script", "Not shown"))
    assert 'url=en/"' in (written / "index.html").read_text(encoding="utf-8")


def test_the_answer_names_who_could_not_be_read_and_why(written: Path) -> None:
    answer = json.loads((written.parent / "answer.json").read_text(encoding="utf-8"))

    jsonschema_rs.validator_for(dict(document_schema(ArchiveDocument))).validate(answer)
    assert [election["folder"] for election in answer["elections"]] == ["president", "districts", "lists"]
    assert [election["state"] for election in answer["elections"]] == ["incomplete", "incomplete", "finished"]
    assert answer["elections"][0]["results"][0]["state"] == "leads"
    (unread,) = answer["unread"]
    assert unread["folder"] == "broken"
    assert "TOML" in unread["hint"]
    assert (answer["files"], answer["written"], answer["languages"]) == (5, 5, ["en", "es"])


def test_again_nothing_is_written_and_no_election_is_published_anew(elections: Path, written: Path) -> None:
    before = open_publication(elections / "lists")

    done = run(elections, written, "--link", f"districts={LINK}")

    assert "written 0, unchanged 5, removed 0" in done.output
    assert "broken: not shown:" in done.output
    assert open_publication(elections / "lists") is before


def test_what_has_come_in_since_is_published_first(tmp_path: Path) -> None:
    folder = make_small(tmp_path, "fr/president", {"N1": (6, 3, 1), "N2": ()}).election.folder
    before = publish(open_desk(folder), now=NOW - timedelta(hours=1))
    ((shown,), _) = read_elections([folder], {}, now=NOW + timedelta(hours=1))
    assert shown.publication.id != before.id
    ((again,), _) = read_elections([folder], {}, now=NOW + timedelta(hours=2))
    assert again.publication.id == shown.publication.id


def test_rows_have_the_reason(elections: Path, tmp_path: Path) -> None:
    lines = run(elections, tmp_path / "site", "--format", "csv").stdout.splitlines()

    assert [line.partition(",")[0] for line in lines] == [
        "folder",
        "president",
        "districts",
        "lists",
        "broken",
    ]
    assert "1 mistake in the election's definition" in lines[-1]


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (["nowhere=https://example.org"], "names no election folder 'nowhere'"),
        (["https://example.org"], "is no name and address"),
        (["lists=example.org"], "does not begin with https"),
        (["lists=https://a.example", "lists=https://b.example"], "two addresses"),
    ],
)
def test_a_link_that_is_none_is_refused(elections: Path, tmp_path: Path, links: list[str], said: str) -> None:
    options = [word for link in links for word in ("--link", link)]

    assert said in refused(run(elections, tmp_path / "site", *options)).message
    assert not (tmp_path / "site").exists()


def test_a_folder_without_elections_is_refused(elections: Path, tmp_path: Path) -> None:
    assert "election.toml" in refused(run(elections / "files", tmp_path / "site")).hint
    assert "give the folder that holds it" in refused(run(elections / "lists", tmp_path / "site")).hint
    assert "is not a folder" in refused(run(elections / "nowhere", tmp_path / "site")).message


def test_the_site_of_an_election_is_not_written_over(elections: Path, written: Path, tmp_path: Path) -> None:
    # As a version before archives wrote it.
    (tmp_path / MANIFEST).write_text('{"files": ["index.html"]}', encoding="utf-8")

    assert "holds the site of an election" in refused(run(elections, tmp_path)).message
    with pytest.raises(UsageError, match="holds an archive of elections"), writing_to(written):
        pass


def test_nothing_counted_and_a_rehearsal_are_said(tmp_path: Path) -> None:
    place = tmp_path / "elections"
    make_small(place / "before", "mx/president", {"A1": ()})
    election = make_election(place / "rehearsed")
    take(Ledger(place / "rehearsed" / REHEARSAL, election), [row("001", 30, 20)])

    done = run(place, tmp_path / "site")

    assert done.exit_code == 0, done.output
    before, rehearsed = page(tmp_path / "site", "en")
    assert before.count("Nothing is counted yet.") == 1
    assert "leads" not in before
    assert "A rehearsal: these are not the sheets of the count." in rehearsed
    assert "A has the most votes so far." in rehearsed

    take(Ledger(place / "rehearsed", election), [row("001", 10, 40)])
    run(place, tmp_path / "site")

    _, counted = page(tmp_path / "site", "en")
    assert "rehearsal" not in counted
    assert "B has the most votes so far." in counted


SITE = """
[site]
name = "The Lakeland Times"
logo = "logo.svg"
accent = "#8a1538"
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 30"/>'


@pytest.mark.parametrize("same", [True, False])
def test_the_page_has_the_logo_and_the_colour_that_all_elections_share(tmp_path: Path, same: bool) -> None:
    for name, site in (("one", SITE), ("two", SITE if same else "")):
        (tmp_path / "elections" / name).mkdir(parents=True)
        (tmp_path / "elections" / name / "logo.svg").write_text(LOGO)
        make_small(tmp_path / "elections" / name, "mx/president", {"A1": (5, 3, 1)}, extra=site)

    run(tmp_path / "elections", tmp_path / "site")

    text = (tmp_path / "site" / "en" / "index.html").read_text(encoding="utf-8")
    (style,) = re.findall(r'<link rel="stylesheet" href="\.\./(static/site\.[0-9a-f]{12}\.css)">', text)
    logos = re.findall(r'src="\.\./(static/logo[^"]+)"', text)
    assert ("#8a1538" in (tmp_path / "site" / style).read_text(encoding="utf-8")) == same
    assert [(tmp_path / "site" / logo).read_text(encoding="utf-8") for logo in logos] == [LOGO] * same
    assert ('alt="The Lakeland Times"' in text) == same
    assert ("<span>Escrutinio</span>" in text) != same


def test_the_nearest_colour_that_is_taken_can_be_read_by_day_and_in_the_dark(
    browser: Browser, axe: Callable[..., list[str]], tmp_path: Path
) -> None:
    site = f'[site]\naccent = "{nearest_legible("#ff9900", LIGHT_BACKGROUNDS)}"\n'
    make_small(tmp_path / "elections" / "one", "mx/president", {"A1": (5, 3, 1), "A2": ()}, extra=site)
    run(tmp_path / "elections", tmp_path / "site", "--link", f"one={LINK}")

    shown = browser.new_page()
    for scheme in ("light", "dark"):
        shown.emulate_media(color_scheme=scheme)
        shown.goto((tmp_path / "site" / "en" / "index.html").as_uri())
        assert shown.locator("main a").count()
        assert not axe(shown, "color-contrast")
    shown.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_fits_a_phone_and_leaves_nobody_out(
    browser: Browser, axe: Callable[..., list[str]], written: Path, language: str
) -> None:
    shown = browser.new_page()
    for scheme in ("light", "dark"):
        shown.emulate_media(color_scheme=scheme)
        for width in (360, 1280):
            shown.set_viewport_size({"width": width, "height": 740})
            shown.goto((written / language / "index.html").as_uri())
            assert shown.evaluate("getComputedStyle(document.querySelector('.card')).borderTopWidth") == "1px"
            assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert not axe(shown)
    shown.close()
