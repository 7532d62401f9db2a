"""Suppositions about the missing votes, in a real browser.

What is tested: ``web.results.what_if`` with its script.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from playwright.sync_api import Browser, Page, expect

from escrutinio.flows.documents.what_if import WhatIfDocument
from exported_site import ExportedSite
from live_site import LiveSite
from web.pictures import width_of

Site = LiveSite | ExportedSite


def test_seats_change_with_the_list_and_the_points(
    reader: Page, site: Site, axe: Callable[..., list[str]]
) -> None:
    # Files may be of an earlier publication than the site they were made of.
    document = msgspec.json.decode(site.get("/api/what-if.json"), type=WhatIfDocument)
    reader.set_viewport_size({"width": 360, "height": 740})
    reader.goto("/en/bounds/")
    section = reader.locator("#what-if")
    name = document.suppositions[-1].selection
    assert name is not None
    section.locator("select").select_option(name)
    for points, words in ((20, "20 points more"), (-10, "10 points fewer"), (0, "split like those counted")):
        section.locator("input").evaluate(
            "(range, to) => { range.value = to; range.dispatchEvent(new Event('input', {bubbles: true})) }",
            points,
        )
        expect(section.locator("[data-supposition]")).to_contain_text(words)
        found = document.of(name, points)
        assert found is not None
        for chamber, seats in found.seats.items():
            rows = section.locator(f"[data-chamber-supposed={chamber}]")
            for selection, number in seats.items():
                assert rows.locator(f"[data-supposed='{selection}']").inner_text() == str(number)
    assert width_of(reader) <= 360
    assert not axe(reader)


def test_without_scripts_ten_points_fewer_and_more_are_there(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/bounds/")
    assert not page.locator("#what-if select").is_visible()
    page.locator("#what-if-deputies summary").click()
    assert page.locator("#what-if-deputies tbody tr").first.is_visible()
    context.close()
