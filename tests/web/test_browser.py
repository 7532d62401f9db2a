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
from live_site import LiveSite, until
from public_addresses import LANGUAGES, paths, public_values

pytestmark = pytest.mark.django_db

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
HEAVIEST = 150_000
"""Bytes of the front page with everything, as they travel."""

Pages = dict[str, list[str]]


@pytest.fixture
def pages(client: Client, sample: Path) -> Pages:
    """Language -> the paths of its public pages, but not of documents for programs."""
    load(sample)
    return {
        language: [path for path in paths(public_values(language), language) if is_page(client, path)]
        for language in LANGUAGES
    }


def is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    answer.close()
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.fixture(autouse=True)
def _stories_are_there(live_site: LiveSite) -> None:
    until(lambda: b"<article" in live_site.get("/en/stories/"), what="the sample's story")


def shot(page: Page, variant: str, path: str) -> None:
    """Keep a picture of a page, to be looked at."""
    name = path.strip("/").replace("/", "_")
    page.screenshot(path=SCREENSHOTS / variant / f"{name}.png", full_page=True)


# Following the night.


@pytest.mark.once
def test_an_open_page_follows_the_count_by_itself(page: Page, live_site: LiveSite) -> None:
    page.clock.install()
    page.goto("/en/")
    before = page.locator("main").get_attribute("data-publication")
    page.evaluate("window.stillTheSamePage = true")

    night = moments(open_desk(live_site.folder), 8)
    newer = live_site.publish(night[6])
    page.clock.fast_forward(16_000)

    page.wait_for_selector(f'main[data-publication="{newer.id}"]')
    assert newer.id != before
    assert page.evaluate("window.stillTheSamePage"), "the page was loaded anew"
    assert page.locator("#status").text_content(), "nothing is said to a screen reader"


@pytest.mark.once
def test_what_a_reader_has_opened_stays_open(page: Page, live_site: LiveSite) -> None:
    page.clock.install()
    page.goto("/en/law/")
    name = page.locator("main details[id]:not([open])").first.get_attribute("id")
    page.locator(f"#{name} > summary").click()

    night = moments(open_desk(live_site.folder), 8)
    newer = live_site.publish(night[5])
    page.clock.fast_forward(16_000)
    page.wait_for_selector(f'main[data-publication="{newer.id}"]')

    assert page.locator(f"#{name}").get_attribute("open") is not None


def test_without_scripts_results_and_story_are_there(browser: Browser, live_site: LiveSite) -> None:
    context = browser.new_context(base_url=live_site.url, java_script_enabled=False)
    plain = context.new_page()
    found = live_site.publication()
    assert found is not None

    plain.goto("/en/")
    for one in found.front["headline"]["counted"]["lists"][:3]:
        assert plain.get_by_text(one["id"]).first.is_visible()
    assert plain.locator("table").first.is_visible()
    plain.goto("/en/stories/")
    plain.locator("main article a").first.click()
    assert plain.locator("main article").is_visible()
    assert "%" in (plain.locator("main article").text_content() or "")
    context.close()


# Every page.


@pytest.mark.once
def test_nothing_is_cut_on_a_phone(page: Page, pages: Pages) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    wide = []
    for path in (*pages["en"], *pages["es"]):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide.append(f"{path}: {width} px")
        if path in pages["en"]:
            shot(page, "phone", path)
    assert not wide


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_left_out(page: Page, pages: Pages, axe: Callable[..., list[str]], language: str) -> None:
    problems = []
    for path in pages[language]:
        page.goto(path)
        problems += axe(page)
        shot(page, f"light-{language}", path)
        # In the dark nothing but the colours is another.
        page.emulate_media(color_scheme="dark")
        problems += axe(page, "color-contrast")
        if language == LANGUAGES[0]:
            shot(page, f"dark-{language}", path)
        page.emulate_media(color_scheme="light")
    assert not problems, "\n\n".join(problems)


@pytest.mark.once
def test_every_page_loads_nothing_from_elsewhere(page: Page, pages: Pages, live_site: LiveSite) -> None:
    foreign: list[str] = []
    page.on("request", lambda asked: foreign.append(asked.url) if live_site.url not in asked.url else None)
    for path in pages["en"]:
        page.goto(path)
    assert not [address for address in foreign if not address.startswith("data:")]


@pytest.mark.once
def test_the_front_page_is_light(browser: Browser, live_site: LiveSite) -> None:
    context = browser.new_context(base_url=live_site.url)
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
def test_a_page_can_be_used_by_keyboard_alone(page: Page) -> None:
    page.goto("/en/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
