"""The public pages in a real browser: they renew themselves, need no script, fit a phone, exclude nobody.

What is tested: ``web.results`` and ``web.stories`` with their templates and scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Response

from escrutinio.flows.documents.front import FrontDocument
from escrutinio.web.stories.sample import load
from exported_site import ExportedSite
from live_site import LiveSite, until
from public_addresses import LANGUAGES, paths, public_values
from web.pictures import keep_picture, width_of
from web.watching import watch

pytestmark = pytest.mark.django_db

HEAVIEST, UNPACKED = 60_000, 150_000
"""Bytes of the front page with everything, as they travel; and from a file server that packs nothing."""

OF_WORDS = ("cat.language", "cat.name-role-value", "cat.text-alternatives", "cat.forms", "cat.structure")
"""What axe calls the rules that the words of a page can break; its colours are the same in every language."""

Pages = dict[str, list[str]]
Site = LiveSite | ExportedSite


_public_pages: Pages = {}


@pytest.fixture
def pages(client: Client, sample: Path, site: Site) -> Pages:
    """Language -> the paths of its public pages, but not of documents for programs."""
    if not _public_pages:
        load(sample)
        for language in LANGUAGES:
            known = paths(public_values(language), language)
            _public_pages[language] = [path for path in known if is_page(client, path)]
    if isinstance(site, ExportedSite):
        absent = {path for known in _public_pages.values() for path in known if not site.has(path)}
        # A search needs a server; and the thread of a story without replies is a page that nothing leads to.
        threads = {path for path in absent if "/replies/" in path}
        assert absent - threads == {f"/{language}/stories/search/" for language in LANGUAGES}
        return {
            language: [path for path in known if path not in absent]
            for language, known in _public_pages.items()
        }
    return _public_pages


def is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    answer.close()
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.fixture(autouse=True)
def _stories_are_there(live_site: LiveSite) -> None:
    until(lambda: b"<article" in live_site.get("/en/stories/"), what="the sample's story")


def shot(page: Page, site: Site, variant: str, path: str) -> None:
    """Keep a picture of a page; the site as files looks the same."""
    if isinstance(site, LiveSite):
        keep_picture(page, f"{variant}/{path.strip('/').replace('/', '_')}")


# Following the night.


def test_an_open_page_follows_the_count_and_what_a_reader_has_opened_stays_open(
    reader: Page, site: Site
) -> None:
    reader.clock.install()
    wrong: list[str] = []
    law = watch(reader.context.new_page(), wrong)
    reader.goto("/en/")
    before = reader.locator("main").get_attribute("data-publication")
    reader.evaluate("window.stillTheSamePage = true")
    law.goto("/en/law/")
    name = law.locator("main details[id]:not([open])").first.get_attribute("id")
    law.locator(f"#{name} > summary").click()

    newer = site.renew()
    reader.clock.fast_forward(16_000)
    reader.wait_for_selector(f'main[data-publication="{newer}"]')
    law.wait_for_selector(f'main[data-publication="{newer}"]')

    assert newer != before
    assert reader.evaluate("window.stillTheSamePage"), "the page was loaded anew"
    assert reader.locator("#status").text_content(), "nothing is said to a screen reader"
    assert law.locator(f"#{name}").get_attribute("open") is not None
    assert not wrong


def test_a_table_is_sorted_by_its_headings_and_stays_so_when_the_page_is_renewed(
    reader: Page, site: Site, axe: Callable[..., list[str]]
) -> None:
    reader.clock.install()
    reader.goto("/en/results/president/")
    table = reader.locator("table[data-sortable]").filter(has_text="Sheets counted").first
    heading = table.get_by_role("columnheader", name="Lead", exact=True)
    usual = table.locator("tbody th").all_inner_texts()
    heading.get_by_role("button").click()
    leads = [float(text.split()[0]) for text in table.locator("tbody td:nth-child(5)").all_inner_texts()]
    by_lead = table.locator("tbody th").all_inner_texts()
    assert leads == sorted(leads, reverse=True)
    assert by_lead != usual
    assert heading.get_attribute("aria-sort") == "descending"
    assert not axe(reader)

    newer = site.renew()
    reader.clock.fast_forward(16_000)
    reader.wait_for_selector(f'main[data-publication="{newer}"]')
    leads = [float(text.split()[0]) for text in table.locator("tbody td:nth-child(5)").all_inner_texts()]
    assert leads == sorted(leads, reverse=True)
    assert heading.get_by_role("button").evaluate("button => button === document.activeElement")

    heading.get_by_role("button").click()
    heading.get_by_role("button").click()
    assert table.locator("tbody th").all_inner_texts() == usual
    assert heading.get_attribute("aria-sort") is None


def test_without_scripts_results_and_story_are_there(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        base_url=site.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    plain = context.new_page()
    front = msgspec.json.decode(site.get("/api/front.json"), type=FrontDocument)

    plain.goto("/en/")
    for selection in front.headline.counted.selections[:3]:
        assert plain.get_by_text(selection.id).first.is_visible()
    assert plain.locator("table").first.is_visible()
    stories = plain.locator("header nav").get_by_role("link", name="Stories")
    assert not stories.is_visible()
    plain.locator("header nav .menu summary").press("Enter")
    with plain.expect_navigation():
        stories.click()
    with plain.expect_navigation():
        plain.locator("main article a").first.click()
    assert plain.locator("main article").is_visible()
    assert "%" in (plain.locator("main article").text_content() or "")
    context.close()


# Every page.

CUT_OFF = """() => [...document
    .querySelectorAll(":is(.units, .single-seats, [aria-labelledby=since]) .scroll")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.innerText.slice(0, 40))"""
"""Tables whose last columns would have to be looked for: the change since last time stands there."""

ROWS = """() => new Set([...document.querySelectorAll("header nav > ul > li")].map((part) => part.offsetTop))
    .size"""
"""In how many rows the sections stand; none in a frame for another page."""
TOO_SMALL = """() => [...document.querySelectorAll("svg text")].filter((text) => text.checkVisibility())
    .filter((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 12)
    .map((text) => text.textContent)"""
"""Letters of pictures that are less than 12 px on the screen."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_a_phone_leaves_nobody_out_and_loads_nothing_from_elsewhere(
    reader: Page, site: Site, pages: Pages, axe: Callable[..., list[str]], language: str
) -> None:
    live, first = isinstance(site, LiveSite), language == LANGUAGES[0]
    wide, problems, foreign = [], [], set()
    reader.on("request", lambda asked: foreign.add(asked.url) if site.url not in asked.url else None)
    usual = reader.viewport_size
    assert usual is not None
    for path in pages[language]:
        reader.goto(path)
        # A file holds what the server sends but for its links: how that looks is seen on the server's.
        if not live:
            continue
        problems += axe(reader, *([] if first else OF_WORDS))
        shot(reader, site, f"light-{language}", path)
        if (rows := reader.evaluate(ROWS)) > 1:
            wide.append(f"{path}: the sections take {rows} rows")
        wide += [f"{path}: {name} is cut off on a wide screen" for name in reader.evaluate(CUT_OFF)]
        # In the dark nothing but the colours is another; and the words of a language change no colour.
        if first:
            reader.emulate_media(color_scheme="dark")
            problems += axe(reader, "color-contrast")
            shot(reader, site, f"dark-{language}", path)
            reader.emulate_media(color_scheme="light")
        reader.set_viewport_size({"width": 360, "height": 740})
        width = width_of(reader)
        if width > 360:
            wide.append(f"{path}: {width} px")
        wide += [f"{path}: {name} is cut off" for name in reader.evaluate(CUT_OFF)]
        wide += [f"{path}: {text} is too small" for text in reader.evaluate(TOO_SMALL)]
        if first:
            shot(reader, site, "phone", path)
        reader.set_viewport_size(usual)
    assert not wide
    assert not problems, "\n\n".join(problems)
    assert not [address for address in foreign if not address.startswith("data:")]


LONG_NAMES = """() => {
    const rows = [...document.querySelectorAll(".scroll tbody tr:has(> th > .swatch)")]
    rows.forEach((row) => row.querySelector("th").append(" of a coalition whose name is long (LONG)"))
    const end = (element) => element.getBoundingClientRect().right
    const last = (row) => Math.max(...[...row.querySelectorAll("td")].map(end))
    const hidden = (row) => last(row) > end(row.closest(".scroll")) + 1
    return rows.filter(hidden).length
}"""
"""In how many rows a figure is out of sight once the names are long."""


@pytest.mark.parametrize("width", [360, 1280])
def test_a_long_name_leaves_its_figures_in_sight(reader: Page, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto("/en/")
    assert reader.locator(".scroll tbody th > .swatch").count() > 3

    assert reader.evaluate(LONG_NAMES) == 0


def test_the_front_page_is_light(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url)
    fresh = context.new_page()
    answers: list[Response] = []
    fresh.on("response", lambda answer: answers.append(answer))
    fresh.goto("/en/", wait_until="networkidle")

    weight = sum(answer.request.sizes()["responseBodySize"] for answer in answers)
    blocking = fresh.locator(
        "head link[rel=stylesheet]:not([media=print]), head script[src]:not([defer]):not([async])"
    ).count()

    heaviest = HEAVIEST if isinstance(site, LiveSite) else UNPACKED
    assert weight < heaviest, f"{weight:,} bytes"
    assert blocking <= 1
    context.close()


def test_a_page_can_be_used_by_keyboard_alone(reader: Page) -> None:
    reader.goto("/en/")
    reader.keyboard.press("Tab")

    assert reader.evaluate("document.activeElement.className") == "skip"
    reader.keyboard.press("Enter")
    reader.wait_for_url("**#main")
