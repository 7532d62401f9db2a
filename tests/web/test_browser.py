"""The public pages in a real browser: they renew themselves, need no script, fit a phone, exclude nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Response

from escrutinio.flows.desk import open_desk
from escrutinio.flows.replay import moments
from escrutinio.web.stories.sample import load
from exported_site import ExportedSite
from live_site import LiveSite, until
from public_addresses import LANGUAGES, paths, public_values

pytestmark = pytest.mark.django_db

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
HEAVIEST = 150_000
"""Bytes of the front page with everything, as they travel."""

Pages = dict[str, list[str]]
Site = LiveSite | ExportedSite


@pytest.fixture
def pages(client: Client, sample: Path, site: Site) -> Pages:
    """Language -> the paths of its public pages, but not of documents for programs."""
    load(sample)
    found = {
        language: [path for path in paths(public_values(language), language) if is_page(client, path)]
        for language in LANGUAGES
    }
    if isinstance(site, ExportedSite):
        absent = {path for known in found.values() for path in known if not site.has(path)}
        # A search needs a server; and the thread of a story without replies is a page that nothing leads to.
        threads = {path for path in absent if "/replies/" in path}
        assert absent - threads == {f"/{language}/stories/search/" for language in LANGUAGES}
        return {language: [path for path in known if path not in absent] for language, known in found.items()}
    return found


def is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    answer.close()
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.fixture(autouse=True)
def _stories_are_there(live_site: LiveSite) -> None:
    until(lambda: b"<article" in live_site.get("/en/stories/"), what="the sample's story")


def shot(page: Page, site: Site, variant: str, path: str) -> None:
    """Keep a picture of a page, to be looked at; the site as files looks the same."""
    if isinstance(site, ExportedSite):
        return
    name = path.strip("/").replace("/", "_")
    page.screenshot(path=SCREENSHOTS / variant / f"{name}.png", full_page=True)


# Following the night.


@pytest.mark.once
def test_an_open_page_follows_the_count_by_itself(reader: Page, site: Site) -> None:
    reader.clock.install()
    reader.goto("/en/")
    before = reader.locator("main").get_attribute("data-publication")
    reader.evaluate("window.stillTheSamePage = true")

    night = moments(open_desk(site.folder), 8)
    newer = site.publish(night[6])
    reader.clock.fast_forward(16_000)

    reader.wait_for_selector(f'main[data-publication="{newer.id}"]')
    assert newer.id != before
    assert reader.evaluate("window.stillTheSamePage"), "the page was loaded anew"
    assert reader.locator("#status").text_content(), "nothing is said to a screen reader"


@pytest.mark.once
def test_what_a_reader_has_opened_stays_open(reader: Page, site: Site) -> None:
    reader.clock.install()
    reader.goto("/en/law/")
    name = reader.locator("main details[id]:not([open])").first.get_attribute("id")
    reader.locator(f"#{name} > summary").click()

    night = moments(open_desk(site.folder), 8)
    newer = site.publish(night[5])
    reader.clock.fast_forward(16_000)
    reader.wait_for_selector(f'main[data-publication="{newer.id}"]')

    assert reader.locator(f"#{name}").get_attribute("open") is not None


@pytest.mark.once
def test_without_scripts_results_and_story_are_there(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    plain = context.new_page()
    found = site.publication()
    assert found is not None

    plain.goto("/en/")
    for one in found.front["headline"]["counted"]["lists"][:3]:
        assert plain.get_by_text(one["id"]).first.is_visible()
    assert plain.locator("table").first.is_visible()
    plain.goto("/en/stories/")
    with plain.expect_navigation():
        plain.locator("main article a").first.click()
    assert plain.locator("main article").is_visible()
    assert "%" in (plain.locator("main article").text_content() or "")
    context.close()


# Every page.


@pytest.mark.once
def test_nothing_is_cut_on_a_phone(reader: Page, site: Site, pages: Pages) -> None:
    reader.set_viewport_size({"width": 360, "height": 740})
    wide = []
    for path in (*pages["en"], *pages["es"]):
        reader.goto(path)
        width = reader.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide.append(f"{path}: {width} px")
        if path in pages["en"]:
            shot(reader, site, "phone", path)
    assert not wide


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_left_out(
    reader: Page, site: Site, pages: Pages, axe: Callable[..., list[str]], language: str
) -> None:
    problems = []
    for path in pages[language]:
        reader.goto(path)
        problems += axe(reader)
        shot(reader, site, f"light-{language}", path)
        # In the dark nothing but the colours is another; and the words of a language change no colour.
        if language == LANGUAGES[0] and isinstance(site, LiveSite):
            reader.emulate_media(color_scheme="dark")
            problems += axe(reader, "color-contrast")
            shot(reader, site, f"dark-{language}", path)
            reader.emulate_media(color_scheme="light")
    assert not problems, "\n\n".join(problems)


@pytest.mark.once
def test_every_page_loads_nothing_from_elsewhere(reader: Page, pages: Pages, site: Site) -> None:
    foreign: list[str] = []
    reader.on("request", lambda asked: foreign.append(asked.url) if site.url not in asked.url else None)
    for path in pages["en"]:
        reader.goto(path)
    assert not [address for address in foreign if not address.startswith("data:")]


@pytest.mark.once
def test_the_front_page_is_light(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url)
    fresh = context.new_page()
    answers: list[Response] = []
    fresh.on("response", lambda answer: answers.append(answer))
    fresh.goto("/en/", wait_until="networkidle")

    weight = sum(one.request.sizes()["responseBodySize"] for one in answers)
    blocking = fresh.locator(
        "head link[rel=stylesheet]:not([media=print]), head script[src]:not([defer]):not([async])"
    ).count()

    assert weight < HEAVIEST, f"{weight:,} bytes"
    assert blocking <= 1
    context.close()


@pytest.mark.once
def test_a_page_can_be_used_by_keyboard_alone(reader: Page) -> None:
    reader.goto("/en/")
    reader.keyboard.press("Tab")

    assert reader.evaluate("document.activeElement.className") == "skip"
    reader.keyboard.press("Enter")
    assert reader.url.endswith("#main")
