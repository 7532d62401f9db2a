"""The site in every language: complete, with the same placeholders, and compiled from its catalogue.

What is tested: the catalogues of web/locale, the templates and scripts of web.
"""

from __future__ import annotations

import io
import re
import runpy
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from escrutinio.flows.documents.chambers import (
    ChamberSeatBounds,
    ChamberSummary,
    CountedSeats,
    MajorityResult,
    MajorityState,
)
from escrutinio.flows.documents.published import LawLabel
from escrutinio.flows.publication import Publication
from escrutinio.model.translations import SOURCE, USUAL_LANGUAGES, translated_languages
from escrutinio.web.api.pages import SINGLE
from escrutinio.web.results.templatetags.names import name_of
from escrutinio.web.results.templatetags.say import word

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools/compile_translations.py"))
LOCALE: Path = TOOL["LOCALE"]
compiled: Callable[[Path], bytes] = TOOL["compiled"]
ROOMS = LOCALE.parents[1]
"""Where texts for readers are written."""
SOURCES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\{ \w+: \S+ \}\}|\{\{|\}\}|\{\w+\}|</?\w+>")
CALLS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}
LEAST_WORDS = 4
"""Shorter messages may be the same in both languages, or a part of a name."""


@cache
def catalogue(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file)


def messages(source: Path = SOURCES[0]) -> list[Message]:
    return [message for message in catalogue(source) if message.id]


def language_of(source: Path) -> str:
    return source.parents[1].name


@pytest.fixture(params=SOURCES, ids=language_of)
def source(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def several(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text or "")]


def test_the_catalogue_says_what_it_is(source: Path) -> None:
    header = dict(catalogue(source).mime_headers)

    assert header["Language"] == language_of(source)
    assert header["Project-Id-Version"].strip() == "escrutinio"
    assert "@" not in source.read_text(encoding="utf-8").partition("\n\n")[0]
    assert not catalogue(source).fuzzy


def test_every_message_is_translated(source: Path) -> None:
    known = catalogue(source)

    assert messages(source)
    for message in messages(source):
        forms = several(message.string)
        assert all(forms), f"run tools/translations and translate {message.id!r}"
        assert not message.fuzzy, message.id
        if isinstance(message.id, tuple):
            assert len(forms) == known.num_plurals, message.id


def texts_of_the_site() -> Iterator[str | tuple[str, ...]]:
    """What tools/translations collects, without GNU gettext."""
    for path in sorted(ROOMS.rglob("*")):
        if path.suffix not in (".html", ".txt", ".xml", ".py") or "static" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        code = source
        if path.suffix != ".py":
            # The reader of Python refuses lines that are indented by chance.
            code = re.sub(r"^\s+", "", templatize(source, origin=str(path)), flags=re.MULTILINE)
        for _line, text, _comments, _context in extract("python", io.BytesIO(code.encode()), keywords=CALLS):
            if path.suffix == ".html":
                assert "\n" not in "".join(several(text)), f'{path}: "trimmed" is missing at {text!r}'
            yield text if isinstance(text, str) else tuple(text)


def test_the_catalogues_have_every_text_of_the_site() -> None:
    texts = set(texts_of_the_site())
    for source in SOURCES:
        assert texts == {message.id for message in messages(source)}, "run tools/translations"


def test_placeholders_agree(source: Path) -> None:
    assert not [(message.id, errors) for message, errors in catalogue(source).check()]
    for message in messages(source):
        for text in several(message.id):
            for form in several(message.string):
                assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(text)), message.id


def test_the_compiled_catalogue_is_that_of_the_source(source: Path) -> None:
    assert source.with_suffix(".mo").read_bytes() == compiled(source), "run tools/translations"


@pytest.mark.django_db
def test_words_and_names_of_documents(deliver: Callable[[int, int, int], Publication]) -> None:
    newest = deliver(5, 30, 40).front
    front = msgspec.structs.replace(
        newest,
        law=LawLabel(id="x", title="X", statute="X", contests={"head": "council"}, levels={"head": "nation"}),
        contests=(msgspec.structs.replace(newest.contests[0], id="council", name="Concejo"),),
        chambers=(
            ChamberSummary(
                id="senate",
                name="Senado",
                size=0,
                majority=1,
                two_thirds=0,
                complete=False,
                decided=False,
                majority_result=MajorityResult(state=MajorityState.OPEN, holder=None),
                counted=CountedSeats(lists=(), undecided=0, vacant=0),
                bounds=ChamberSeatBounds(lists=(), majority=None, majority_open=True, unknown_sheets=0),
                projected=None,
                districts=(),
            ),
        ),
    )

    assert [name_of(front, code) for code in ("head", "council", "senate", "other")] == [
        "Concejo",
        "Concejo",
        "Senado",
        "other",
    ]
    assert name_of(msgspec.structs.replace(front, law=None), "head") == "head"
    with translation.override("es"):
        assert [word(code) for code in ("withdrawn", "warning", "null", "LISTA-1")] == [
            "retirada",
            "advertencia",
            "nulos",
            "LISTA-1",
        ]


# What readers see.


class Reader(HTMLParser):
    """All that a page says in its own language, attributes too; parts marked as English are left out."""

    VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
    SAID = ("alt", "aria-label", "content", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        outside = self._open[-1][1] if self._open else False
        english = known["lang"] == "en" if "lang" in known else outside
        if not english:
            self.parts += [known[name] or "" for name in self.SAID if name in known]
        if tag not in self.VOID:
            self._open.append((tag, english))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.parts.append(data)


def said(page: str) -> str:
    reader = Reader()
    reader.feed(page)
    return " ".join(" ".join(reader.parts).split())


def sources() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Messages of four words or more, as they look on a page; something stands for every placeholder."""
    for message in messages():
        for source in several(message.id):
            plain = PLACEHOLDER.sub(" ", source)
            if len(re.findall(r"[^\W\d]+", plain)) >= LEAST_WORDS:
                pieces = filter(None, (" ".join(piece.split()) for piece in PLACEHOLDER.split(source)))
                yield source, re.compile(".{0,80}?".join(re.escape(piece) for piece in pieces))


def test_a_text_that_was_left_in_english_is_found() -> None:
    page = """<html lang="es"><p>Probabilidad. Chance that <i>CC</i> has the majority: <b>12 %</b>.
        <img alt="What can still change"><br><span lang="en">All sheets are counted.</span></p></html>"""
    found = [source for source, pattern in sources() if pattern.search(said(page))]

    assert sorted(found) == [
        "Chance that %(name)s has the majority: <b>%(chance)s</b>.",
        "What can still change",
    ]


@pytest.mark.django_db
def test_no_page_in_spanish_holds_a_text_in_english(client: Client, sample: Path) -> None:
    looked_for = list(sources())
    with translation.override("es"):
        paths = [
            *(reverse(name) for name in (*SINGLE, "stories:list", "stories:search")),
            reverse("results:contest", args=["president"]),
            reverse("share:embed", args=["president"]),
            reverse("api:updates", args=["es"]),
        ]
    for path in (*paths, *lower_units(client)):
        answer = client.get(path)
        text = said(answer.content.decode())

        assert answer.status_code == 200, path
        assert text, path
        assert not [source for source, pattern in looked_for if pattern.search(text)], path


def lower_units(client: Client) -> Iterator[str]:
    """One unit of every level, down to the sheets of a polling place."""
    path = "/es/results/president/"
    while path:
        page = client.get(path).content.decode()
        links = re.findall(r'<th scope="row"><a href="(/es/results/president/[^"]+)"', page)
        path = links[0] if links else ""
        if path:
            yield path


def test_the_languages_of_the_site_have_catalogues() -> None:
    codes = [code for code, _ in settings.LANGUAGES]

    assert codes == list(USUAL_LANGUAGES)
    assert {SOURCE, *map(language_of, SOURCES)} == set(translated_languages()) > {"es", "pt"}
    assert {path.with_suffix(".po") for path in LOCALE.glob("*/LC_MESSAGES/*.mo")} == set(SOURCES)
