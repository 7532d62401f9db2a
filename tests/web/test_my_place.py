"""A place that a reader has had remembered, in a real browser: on the device, without a cookie.

What is tested: ``web.results`` with its script.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from exported_site import ExportedSite
from live_site import LiveSite
from web.pictures import width_of

Site = LiveSite | ExportedSite

PLACE = "results/president/department/2/"
LINE = "#mine"
BLOCKED = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
)


def remember(reader: Page) -> None:
    reader.goto(f"/en/{PLACE}")
    reader.get_by_role("button", name="Remember this place").click()


def test_a_place_is_remembered_shown_in_every_language_and_forgotten(
    reader: Page, site: Site, axe: Callable[..., list[str]]
) -> None:
    reader.set_viewport_size({"width": 360, "height": 740})
    reader.goto("/en/")
    assert not reader.locator(LINE).is_visible()
    remember(reader)
    assert not reader.locator(LINE).is_visible(), "its own page says enough"
    for language, words in (("en", "sheets counted."), ("es", "actas computadas.")):
        for page in ("", "results/president/", "results/president/department/3/"):
            reader.goto(f"/{language}/{page}")
            reader.locator(LINE).get_by_text(words).wait_for()
    assert width_of(reader) <= 360
    assert not axe(reader)
    assert not reader.context.cookies()
    reader.locator(LINE).get_by_role("link").click()
    reader.wait_for_url(f"**/es/{PLACE}")
    reader.get_by_role("button", name="Olvidar este lugar").click()
    reader.goto("/es/")
    assert not reader.locator(LINE).is_visible()


def test_the_line_is_renewed_with_the_page_and_can_be_forgotten_there(reader: Page, site: Site) -> None:
    remember(reader)
    reader.clock.install()
    reader.goto("/en/")
    said = reader.locator(f"{LINE} span")
    expect(said).not_to_be_empty()
    before = said.inner_text()
    newer = site.renew()
    reader.clock.fast_forward(16_000)
    reader.wait_for_selector(f'main[data-publication="{newer}"]')
    assert reader.locator(LINE).is_visible()
    expect(said).not_to_have_text(before)
    reader.locator(LINE).get_by_role("button").click()
    assert not reader.locator(LINE).is_visible()
    assert reader.locator("#status").text_content() == "Forgotten."


def test_nothing_is_shown_of_a_place_that_has_gone(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/en/")
    gone = '{"path": "results/president/department/none/", "name": "Gone"}'
    page.evaluate("gone => localStorage.setItem('escrutinio-place', gone)", gone)
    with page.expect_response("**/department/none/") as answer:
        page.goto("/en/")
    assert answer.value.status == 404
    page.locator(LINE).wait_for(state="hidden")
    page.evaluate("localStorage.setItem('escrutinio-place', 'no JSON')")
    page.goto("/en/")
    assert not page.locator(LINE).is_visible()
    context.close()


@pytest.mark.parametrize("how", ["no scripts", "no storage"])
def test_nothing_is_offered_where_nothing_can_be_kept(browser: Browser, site: Site, how: str) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=how != "no scripts")
    context.add_init_script(BLOCKED)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path in (f"/en/{PLACE}", "/en/"):
        page.goto(path, wait_until="networkidle")
        assert page.locator("h1").is_visible()
        assert not page.get_by_role("button", name="Remember").is_visible()
        assert not page.locator(LINE).is_visible()
    assert not wrong
    context.close()
