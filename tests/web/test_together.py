"""Lists together, in a real browser: what is ticked is added up, and without scripts there are pairs.

What is tested: ``web.results.together`` with its script.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from playwright.sync_api import Browser, Page

from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.seat_draws import SeatDrawsDocument
from exported_site import ExportedSite
from live_site import LiveSite
from web.pictures import width_of

Site = LiveSite | ExportedSite
CHAMBER = "fieldset[data-chamber=deputies]"


def test_seats_and_chances_of_the_lists_that_are_ticked(
    reader: Page, site: Site, axe: Callable[..., list[str]]
) -> None:
    # Files may be of an earlier publication than the site they were made of.
    front = msgspec.json.decode(site.get("/api/front.json"), type=FrontDocument)
    draws = msgspec.json.decode(site.get("/api/seat-draws.json"), type=SeatDrawsDocument)
    chamber = next(chamber for chamber in front.chambers if chamber.id == "deputies")
    drawn = next(chamber for chamber in draws.chambers if chamber.id == "deputies")
    reader.set_viewport_size({"width": 360, "height": 740})
    reader.goto("/en/seats/")
    box = reader.locator(CHAMBER)
    assert not box.locator("[data-chance]").is_visible()
    names: list[str] = []
    for selection in chamber.counted.lists[:3]:
        names.append(selection.id)
        box.locator(f"input[value='{selection.id}']").check()
        seats = sum(entry.seats for entry in chamber.counted.lists if entry.id in names)
        assert box.locator("[data-sum]").inner_text() == str(seats)
        chance = drawn.chance_together(names)
        percent = "> 99 %" if chance > 0.99 else "< 1 %" if chance < 0.01 else f"{100 * chance:.0f} %"
        box.locator("[data-value]").get_by_text(percent, exact=True).wait_for()
    assert width_of(reader) <= 360
    assert not axe(reader)
    for name in names:
        box.locator(f"input[value='{name}']").uncheck()
    assert box.locator("[data-sum]").inner_text() == "0"
    assert not box.locator("[data-chance]").is_visible()


def test_what_is_ticked_stays_when_the_page_is_renewed(reader: Page, site: Site) -> None:
    reader.clock.install()
    reader.goto("/en/seats/")
    box = reader.locator(CHAMBER)
    box.locator("input").first.check()
    newer = site.renew()
    reader.clock.fast_forward(16_000)
    reader.wait_for_selector(f'main[data-publication="{newer}"]')
    assert box.locator("input").first.is_checked()
    seats = box.locator("input").first.get_attribute("data-seats")
    assert box.locator("[data-sum]").inner_text() == seats


def test_without_scripts_every_two_of_the_largest_lists_are_there(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/seats/")
    assert not page.locator(CHAMBER).is_visible()
    page.locator("#pairs-deputies summary").click()
    assert page.locator("#pairs-deputies tbody tr").first.is_visible()
    assert page.locator("#pairs-deputies").get_by_text("Chance of a majority").is_visible()
    context.close()
