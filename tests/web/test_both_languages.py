"""No sentence of a page is the same in two languages: pages of unlike elections, in English and another.

What is tested: the templates of web, ``flows.publication``, ``web.languages``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.model import DefinitionError
from escrutinio.web.environment import read_environment
from escrutinio.web.languages import site_languages
from small_elections import NOW, make_measure, make_small

pytestmark = pytest.mark.django_db

PAGES = (
    *("", "seats/", "bounds/", "law/", "night/", "findings/", "sources/", "map/", "api/", "embed/"),
    *("results/main/", "results/main/district/N/", "results/main/district/S/", "find/?q=N", "stories/"),
    *("results/main/district/X/", "nothing-here/"),
)
CODE = re.compile(r"[\w.+]+(?:[/-][\w.+]+)+")
"""Media types, the names of checks: words of programs."""
WORDS = re.compile(r"[^\W\d_]{2,}")
ALLOWED = {"csv", "parquet", "json", "openapi", "sha", "atom", "nist", "sp", "downloads", "error", "menu"}
"""Words that are the same in two languages, and those of formats."""


class Texts(HTMLParser):
    """What a page says, text by text; not its scripts, its code, and what is marked as another language."""

    SILENT = ("script", "style", "code", "pre", "cite")
    VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        silent = tag in self.SILENT or (tag != "html" and "lang" in known)
        silent = silent or bool(self._open and self._open[-1][1])
        if not silent:
            said = [known.get(name) or "" for name in ("alt", "aria-label", "placeholder", "title")]
            self.texts.update(filter(None, said))
        if tag not in self.VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not (self._open and self._open[-1][1]):
            self.texts.add(text)


def texts_of(page: str) -> set[str]:
    reader = Texts()
    reader.feed(page)
    return reader.texts


def same_in_both(client: Client, path: str, language: str, names: set[str]) -> list[str]:
    """The texts of a page that are the same in English and another language, but for names."""
    pages = [client.get(f"/{code}/{path}") for code in ("en", language)]
    assert len({page.status_code for page in pages}) == 1, path
    english, other = (texts_of(page.content.decode()) for page in pages)
    return sorted(text for text in english & other if unsaid(text, names))


def unsaid(text: str, names: set[str]) -> list[str]:
    """The words of a text that are neither names nor the same in every language."""
    rest = CODE.sub(" ", text)
    for name in sorted(names, key=len, reverse=True):
        rest = rest.replace(name, " ")
    return [word for word in WORDS.findall(rest) if word.casefold() not in ALLOWED]


def names_on(folder: Path) -> set[str]:
    """What an election calls things, and what its feeds and files are called: the same in every language."""
    election = open_desk(folder).election
    names = {election.name, election.note, election.timezone.key, *election.feeds, *election.folder.parts}
    names |= {
        part
        for selection in election.selections.values()
        for part in (selection.name, selection.short, selection.id)
    }
    names |= {part for contest in election.contests.values() for part in (contest.name, contest.id)}
    names |= {part for level in election.levels for part in (level.name, level.id)}
    names |= {file.name for file in folder.rglob("*.csv")} | {"main", "Escrutinio", "escrutinio"}
    return {name for name in names if len(name) > 1} | {f"{place}" for place in ("N1", "N2", "S1", "S2")}


def articles(client: Client) -> set[str]:
    """What the law's file cites, in the law's own language."""
    outcome = client.get("/api/outcome.json").content.decode()
    return {json.loads(article) for article in re.findall(r'"article":\s*("(?:[^"\\]|\\.)*")', outcome)} | {
        "Knesset"
    }


def missing(folder: Path) -> None:
    make_small(folder, "fr/president", {"N1": (60, 30, 10), "N2": (10, 20, 5), "S1": ()})


def tied(folder: Path) -> None:
    make_small(folder, "mx/president", {"N1": (60, 60, 10), "S1": (10, 10, 5)})


def single_members(folder: Path) -> None:
    votes = {"N1": (60, 30, 10), "N2": (10, 20, 5), "S1": (10, 20, 1500), "S2": ()}
    make_small(folder, "uk/commons", votes, level="district")


def by_lists(folder: Path) -> None:
    make_small(folder, "il/knesset", {"N1": (91, 300, 60), "S1": (5, 80, 40)})


def measure(folder: Path) -> None:
    make_measure(folder, {"N1": (600, 300), "S1": ()})


def rankings(folder: Path) -> None:
    make_small(folder, "ie/president", {"N1": (60, 30, 10), "S1": (10, 20, 5)})


def lists_and_districts(folder: Path) -> None:
    votes = {"N1": (60, 30, 10), "S1": (10, 20, 5), "S2": ()}
    make_small(folder, "nz/house", votes, level="district", roles="votes electorates")


def nothing_counted(folder: Path) -> None:
    make_small(folder, "il/knesset", {"N1": (), "S1": ()}, registered=0)


def show(folder: Path, settings: Settings, make: Callable[[Path], None]) -> None:
    make(folder)
    settings.FOLDER = folder
    publish(open_desk(folder), now=NOW)


def assert_nothing_is_the_same(client: Client, folder: Path, language: str) -> None:
    names = names_on(folder) | articles(client)
    same = {path: same_in_both(client, path, language, names) for path in PAGES}
    assert not any(same.values()), {path: texts for path, texts in same.items() if texts}


@pytest.mark.parametrize(
    "make", [missing, tied, single_members, by_lists, measure, rankings, lists_and_districts, nothing_counted]
)
def test_no_text_is_the_same_in_english_and_spanish(
    client: Client, tmp_path: Path, settings: Settings, make: Callable[[Path], None]
) -> None:
    show(tmp_path / "e", settings, make)
    assert_nothing_is_the_same(client, tmp_path / "e", "es")


@pytest.fixture
def portuguese(tmp_path: Path, settings: Settings) -> Path:
    """A site in Portuguese and English, as ``languages = ["pt", "en"]`` makes it."""
    folder = tmp_path / "e"
    settings.LANGUAGES = site_languages(("pt", "en"))
    settings.LANGUAGE_CODE = "pt"
    show(folder, settings, single_members)
    return folder


def test_a_third_language_is_on_every_page(client: Client, portuguese: Path) -> None:
    assert_nothing_is_the_same(client, portuguese, "pt")
    assert client.get("/es/").status_code == 404
    assert client.get("/", headers={"accept-language": "es"})["location"] == "/pt/"


def test_a_third_language_is_where_other_programs_look(client: Client, portuguese: Path) -> None:
    front = client.get("/pt/").content.decode()
    assert '<html lang="pt">' in front
    assert 'property="og:locale" content="pt_BR"' in front
    assert set(re.findall(r'hreflang="([\w-]+)"', front)) == {"en"}
    site_map = client.get("/sitemap.xml").content.decode()
    assert set(re.findall(r'hreflang="([\w-]+)"', site_map)) == {"pt", "en"}
    assert "boletins apurados" in client.get("/feeds/updates.pt.atom").content.decode()
    assert client.get("/cards/front.pt.png").status_code == 200
    assert client.get("/cards/front.es.png").status_code == 404
    assert client.get("/feeds/updates.es.atom").status_code == 404
    assert "Disallow: /pt/desk/" in client.get("/robots.txt").content.decode()
    assert portuguese.exists()


def test_a_definition_names_the_languages_of_its_site(tmp_path: Path) -> None:
    single_members(tmp_path)
    path = tmp_path / "election.toml"
    plain = path.read_text(encoding="utf-8")
    assert read_environment({"ESCRUTINIO_FOLDER": str(tmp_path)}).languages == ("en", "es")
    path.write_text(plain.replace("[election]\n", '[election]\nlanguages = ["pt", "en"]\n'), encoding="utf-8")
    assert read_environment({"ESCRUTINIO_FOLDER": str(tmp_path)}).languages == ("pt", "en")
    assert open_desk(tmp_path).election.languages == ("pt", "en")
    path.write_text(plain.replace("[election]\n", '[election]\nlanguages = ["xx"]\n'), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"languages: found .*xx.*; allowed: some of en, es, pt"):
        open_desk(tmp_path)


def test_numbers_are_written_as_each_language_does(portuguese: Path, client: Client) -> None:
    contest = client.get("/pt/results/main/").content.decode()
    assert re.search(r"\d,\d%", contest)
    assert not re.search(r"\d\s%", contest)
    assert re.search(r"\d\.\d\s%", client.get("/en/results/main/").content.decode())
    assert portuguese.exists()
