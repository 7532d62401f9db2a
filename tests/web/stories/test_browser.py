"""The desk and a story in a real browser: written, published, moved by the count, flagged.

What is tested: ``web.stories`` with its templates and scripts, ``web.jobs``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from escrutinio.flows.desk import open_desk
from escrutinio.flows.replay import moments
from live_site import LiveSite
from web.pictures import width_of

Axe = Callable[..., list[str]]


@pytest.fixture(scope="module")
def password(live_site: LiveSite) -> str:
    """The password of the editor ``ana``, made with the command."""
    made = subprocess.run(
        [sys.executable, "-m", "escrutinio", "desk", "add", str(live_site.folder), "ana", "--role", "editor"],
        env=live_site.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.rsplit(": ", 1)[1].strip()


@pytest.fixture
def desk(page: Page, password: str) -> Page:
    page.goto("/en/desk/")
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stories of the desk")
    return page


def test_a_story_is_written_published_moved_by_the_count_and_flagged(
    desk: Page, live_site: LiveSite, axe: Axe
) -> None:
    half = moments(open_desk(live_site.folder), 4)[2]
    live_site.publish(half)
    problems = axe(desk)
    desk.get_by_role("link", name="New story").click()
    desk.get_by_label("Headline").fill("The count at half")
    desk.get_by_label("Summary").fill("What half of the sheets say.")
    desk.locator("#id_body").fill("CC has ")
    desk.get_by_text("Figures to choose from").click()
    desk.get_by_label("Search terms").fill("turnout cochabamba")
    expect(desk.get_by_role("button", name="Insert {{ turnout: president @ department/3 }}")).to_be_visible()
    desk.get_by_label("Search terms").fill("share: president/CC")
    desk.get_by_role("button", name="Insert {{ share: president/CC }}").click()
    text = desk.locator("#id_body")
    text.press_sequentially(" and had {{ share: president/CC | frozen }}; it won.")
    problems += axe(desk)
    desk.get_by_role("button", name="Preview").click()
    expect(desk.locator(".preview a.figure")).to_have_count(2)
    expect(desk.locator(".flags")).to_contain_text("won")
    problems += axe(desk)
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.locator(".done")).to_have_text("Published.")
    problems += axe(desk)
    for path in ("/en/desk/figures/", "/en/desk/sections/"):
        desk.goto(path)
        problems += axe(desk)
    desk.goto("/en/stories/the-count-at-half/")
    before = desk.locator("a.figure").first.inner_text()
    problems += axe(desk)
    live_site.publish(moments(open_desk(live_site.folder), 8)[6])
    desk.reload()
    assert desk.locator("a.figure").first.inner_text() != before
    assert desk.locator("a.figure").last.inner_text() == before
    expect(desk.locator(".figure-aside")).to_contain_text("; now ")
    desk.goto("/en/desk/")
    expect(desk.locator("tbody tr").first).to_contain_text("flag")
    desk.get_by_role("link", name="The count at half", exact=True).click()
    expect(desk.locator(".flags")).to_contain_text("is frozen at")
    desk.get_by_role("link", name="History").click()
    problems += axe(desk)
    assert not problems, "\n\n".join(problems)
    live_site.publish(half)


def test_a_figure_that_is_tapped_says_what_it_is_without_moving_the_page(
    browser: Browser, live_site: LiveSite, axe: Axe
) -> None:
    context = browser.new_context(
        base_url=live_site.url, java_script_enabled=False, viewport={"width": 360, "height": 640}
    )
    page = context.new_page()
    page.goto("/en/stories/the-count-in-figures/")
    figure = page.locator("a.figure").nth(6)
    figure.scroll_into_view_if_needed()
    before = figure.bounding_box()
    figure.click()
    note = page.locator("#figure-7")
    expect(note).to_be_in_viewport()
    assert figure.bounding_box() == before
    note.get_by_role("link").click()
    expect(figure).to_be_in_viewport()
    expect(note).not_to_be_in_viewport()
    context.close()


def test_the_desk_fits_a_phone(browser: Browser, live_site: LiveSite, password: str) -> None:
    context = browser.new_context(base_url=live_site.url, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto("/en/desk/sign-in/")
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    for path in ("", "stories/new/", "figures/", "people/", "password/"):
        page.goto(f"/en/desk/{path}")
        assert width_of(page) <= 360, path
        if path == "people/":  # nor is a column of its table out of sight
            hidden = (
                "[...document.querySelectorAll('.scroll')].some((box) => box.scrollWidth > box.clientWidth)"
            )
            assert not page.evaluate(hidden)
    for path in ("/es/desk/stories/new/", "/es/desk/people/"):
        page.goto(path)
        assert width_of(page) <= 360, path
    context.close()


def test_what_was_not_saved_is_offered_again_after_the_session_has_lapsed(
    desk: Page, password: str, axe: Axe
) -> None:
    desk.get_by_role("link", name="New story").click()
    desk.get_by_label("Headline").fill("Kept")
    desk.get_by_label("Summary").fill("What is written is kept.")
    desk.locator("#id_body").fill("Words of an hour.")
    expect(desk.locator("#kept")).to_contain_text("Kept on this device")
    desk.context.clear_cookies(name=re.compile("session"))
    desk.get_by_role("button", name="Save the draft").click()
    desk.get_by_label("Username").fill("ana")
    desk.get_by_label("Password").fill(password)
    desk.get_by_role("button", name="Sign in").click()
    desk.goto("/en/desk/stories/new/")
    offer = desk.locator("#unsaved")
    expect(offer).to_be_visible()
    assert not (problems := axe(desk)), problems
    offer.get_by_role("button", name="Put it back").click()
    expect(desk.locator("#id_body")).to_have_value("Words of an hour.")
    desk.get_by_role("button", name="Save the draft").click()
    expect(desk.locator(".done")).to_have_text("Saved.")
    expect(offer).to_be_hidden()
    desk.goto("/en/desk/stories/new/")
    expect(desk.locator("#unsaved")).to_be_hidden()
    expect(desk.locator("#id_body")).to_have_value("")


def test_who_signs_out_leaves_nothing_unsaved_on_the_device(desk: Page) -> None:
    desk.goto("/en/desk/stories/new/")
    desk.locator("#id_body").fill("Of nobody else’s business.")
    expect(desk.locator("#kept")).to_contain_text("Kept on this device")
    assert desk.evaluate("Object.keys(localStorage).length") == 1
    desk.get_by_role("button", name="Sign out").click()
    desk.wait_for_load_state()
    assert desk.evaluate("Object.keys(localStorage).length") == 0
