"""Replies in a real browser: written, edited, held, released; by keyboard, without scripts, on a phone.

What is tested: ``web.replies`` with its templates and scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from live_site import LiveSite, until
from web.pictures import keep_picture, width_of
from web.watching import watch


@dataclass(frozen=True)
class Prepared:
    """A story of the live site, one with 2,000 replies, and sessions of people who are signed in there."""

    site: LiveSite
    story: str
    long: str
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def prepared(reader_site: LiveSite, filled: dict[str, str]) -> Prepared:
    """Stories and people on a site of the replies' own."""
    sessions = {name: key for name, key in filled.items() if name not in ("story", "long")}
    return Prepared(reader_site, filled["story"], filled["long"], sessions)


@pytest.fixture
def people(browser: Browser, prepared: Prepared) -> Iterator[Callable[..., Page]]:
    """A page in which somebody is signed in; ``nobody`` is not. What goes wrong in it fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(name: str, *, scripts: bool = True, width: int = 1000) -> Page:
        context = browser.new_context(
            base_url=prepared.site.url, java_script_enabled=scripts, viewport={"width": width, "height": 800}
        )
        contexts.append(context)
        if name != "nobody":
            cookie = {"name": "sessionid", "value": prepared.sessions[name], "url": prepared.site.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        return watch(context.new_page(), wrong, lambda said: "status of 4" not in said.text)

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


def shot(page: Page, name: str) -> None:
    keep_picture(page, f"replies/{name}")


def write(page: Page, story: str, text: str) -> None:
    page.goto(story)
    page.get_by_role("link", name="Leave a reply").click()
    page.get_by_label("Your reply").fill(text)
    page.wait_for_timeout(3200)  # so long nobody takes less
    page.get_by_role("button", name="Send the reply").click()


def test_a_reader_replies_a_moderator_releases_and_the_reader_edits(
    people: Callable[..., Page], prepared: Prepared, axe: Callable[..., list[str]]
) -> None:
    reader, moderator, stranger = people("ana"), people("moderator"), people("nobody")
    write(reader, prepared.story, "The first of *mine*")
    expect(reader.locator("main")).to_contain_text("Waiting for a moderator")
    shot(reader, "held")
    assert not axe(reader)
    stranger.goto(prepared.story)
    assert "The first of" not in stranger.locator("main").inner_text()

    moderator.goto("/en/desk/replies/")
    shot(moderator, "queue")
    assert not axe(moderator)
    moderator.keyboard.press("j")
    moderator.keyboard.press("a")
    assert moderator.evaluate("document.activeElement.value") == "approved"
    moderator.keyboard.press("Enter")
    moderator.wait_for_selector(".done")
    stranger.goto(prepared.story)
    until(lambda: "The first of" in stranger.request.get(stranger.url).text(), what="the reply's page")
    stranger.reload()
    assert "The first of" in stranger.locator("main").inner_text()
    assert not axe(stranger)
    shot(stranger, "thread")

    reader.reload()
    reader.get_by_role("link", name="Edit").click()
    reader.get_by_label("Your reply").fill("The first of mine, better")
    shot(reader, "edit")
    assert not axe(reader)
    reader.get_by_role("button", name="Save").click()
    expect(reader.locator("main")).to_contain_text("The first of mine, better")

    moderator.goto("/en/desk/replies/?list=all")
    moderator.get_by_label("Reason (its author will see it)").first.fill("Not about the count")
    moderator.get_by_role("button", name="Remove").first.click()
    moderator.wait_for_selector(".done")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Not about the count")
    shot(reader, "removed")


def test_a_banned_reader_is_told_why(people: Callable[..., Page], prepared: Prepared) -> None:
    page = people("banned")
    page.goto(f"{prepared.story}reply/")
    assert "Insults after a warning" in page.locator("main").inner_text()
    shot(page, "banned")


def test_2000_replies_page(people: Callable[..., Page], prepared: Prepared) -> None:
    page = people("nobody")
    page.goto(prepared.long)
    assert "2,000 replies" in page.locator("main").inner_text()
    seen = page.locator(".reply").count()
    while page.get_by_role("link", name="Next page").count():
        with page.expect_navigation():
            page.get_by_role("link", name="Next page").click()
        seen += page.locator(".reply").count()
    assert seen == 2000
    with page.expect_navigation():
        page.get_by_role("link", name="Newest first").click()
    assert "Text 1997" in page.locator(".reply").first.inner_text(), "the newest thread is first"
    page.goto(f"{prepared.long}replies/1234/")
    assert page.locator("#reply-1234").is_visible()


def test_without_scripts_replies_are_read_written_and_judged(
    people: Callable[..., Page], prepared: Prepared
) -> None:
    page, moderator = people("ben", scripts=False), people("moderator", scripts=False)
    page.goto(f"{prepared.story}reply/")
    page.get_by_label("Your reply").fill("Plain **strong**")
    page.get_by_role("button", name="Preview").click()
    assert page.locator(".preview strong").inner_text() == "strong"
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Send the reply").click()
    expect(page.locator("main")).to_contain_text("Waiting for a moderator")
    moderator.goto("/en/desk/replies/")
    moderator.get_by_role("button", name=re.compile("Approve.*Ben")).first.click()
    moderator.goto("/en/desk/replies/?list=all")
    moderator.get_by_label(re.compile("Tick Ben")).first.check()
    moderator.locator(".several").get_by_role("button", name="No action").click()
    moderator.get_by_role("button", name="No action").click()
    expect(moderator.locator(".done")).to_have_text("Reviewed, no action: 1 reply")
    page.goto(prepared.story)
    until(lambda: "<strong>strong</strong>" in page.request.get(page.url).text(), what="the reply's page")
    page.reload()
    assert page.locator(".reply-text strong").count() > 0


def test_what_a_stranger_typed_survives_the_way_to_signing_in(
    people: Callable[..., Page], prepared: Prepared, axe: Callable[..., list[str]]
) -> None:
    page = people("nobody")
    page.goto(f"{prepared.story}reply/")
    assert not axe(page)
    shot(page, "signed-out")
    page.get_by_label("Your reply").fill("Typed before signing in")
    page.get_by_role("button", name="E-mail").click()
    page.wait_for_url("**/account/sign-in/**")
    page.goto(f"{prepared.story}reply/")
    assert page.get_by_label("Your reply").input_value() == "Typed before signing in"


def test_nothing_is_cut_on_a_phone_and_nobody_is_left_out(
    people: Callable[..., Page], prepared: Prepared, axe: Callable[..., list[str]]
) -> None:
    reader, moderator = people("ana", width=360), people("moderator", width=360)
    story, desk = prepared.story, "/en/desk/replies/"
    own = [
        prepared.long,
        f"{prepared.long}replies/newest/2/",
        f"{story}reply/",
        f"{story}follow/",
        "/en/replies/",
    ]
    own += ["/en/replies/erase/", f"{prepared.long}replies/7/report/"]
    judged = [desk, f"{desk}?list=all", f"{desk}stories/", f"{desk}rules/", f"{desk}log/"]
    wrong = []
    for page, paths in ((reader, own), (moderator, judged)):
        for number, path in enumerate(paths):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            width = width_of(page)
            wrong += [f"{path}: {width} px"] if width > 360 else []
            # The second page of a thread has nothing that the first one has not.
            wrong += axe(page) if not path.endswith("/newest/2/") else []
            page.emulate_media(color_scheme="dark")
            wrong += axe(page, "color-contrast")
            shot(page, f"phone-dark-{'desk' if page is moderator else 'own'}-{number}")
            page.emulate_media(color_scheme="light")
    moderator.goto(f"{desk}?list=all")
    for key in "jxjx":
        moderator.keyboard.press(key)
    bar = moderator.locator(".several")
    assert bar.get_by_role("button", name="Spam").is_visible(), "the bar stays where one has ticked something"
    shot(moderator, "phone-ticked")
    bar.get_by_role("button", name="No action").click()
    expect(moderator.get_by_role("heading", level=1)).to_have_text("Leave 2 replies as they are?")
    shot(moderator, "phone-several")
    wrong += [*axe(moderator), *([] if width_of(moderator) <= 360 else ["several: too wide"])]
    assert not wrong, "\n\n".join(wrong)
