"""The way of a reply through all its states, in both languages, and a picture of each to be looked at.

What is tested: ``web.replies.posting``, tree and moderation, with their templates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from live_site import LiveSite, until
from public_addresses import LANGUAGES
from web.pictures import WANTED, keep_picture, width_of
from web.signing_in import WAYS, code_from_outbox, only_here, say_yes

STORIES = {"en": "/en/stories/the-count-in-figures/", "es": "/es/stories/el-computo-en-cifras/"}
TEXT = "Which *departments* are still missing?"


@dataclass
class Walk:
    """One reader's way in a language, pictured light, dark and on a phone."""

    page: Page
    language: str
    axe: Callable[..., list[str]]
    problems: list[str] = field(default_factory=list)

    def say(self, text: str) -> str:
        """A text of the site in the walk's language."""
        with translation.override(self.language):
            return translation.gettext(text)

    def press(self, text: str) -> None:
        """Press a button by its English text."""
        self.page.get_by_role("button", name=self.say(text), exact=True).click()

    def picture(self, state: str, page: Page | None = None, *, like_another: bool = False) -> None:
        """Keep three pictures of a state, and note what is cut or keeps people out.

        Args:
            state: its name.
            page: where it is seen; else the reader's own page.
            like_another: it differs from another state in a name only, so that its width alone is looked at.
        """
        page = page or self.page
        # In the other language the words are others, not the colours that they stand in.
        first = self.language == LANGUAGES[0] and not like_another
        ways = (("light", "light", 1000), ("dark", "dark", 1000), ("phone", "light", 360))
        for way, scheme, width in ways if first or WANTED else (ways[0], ways[2]):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 800})
            name = f"{self.language}-{state}-{way}".replace(" ", "-").lower()
            keep_picture(page, f"replies/{name}")
            if width_of(page) > width:
                self.problems.append(f"{state} is wider than {width}")
            if way != "phone" and first:
                self.problems += self.axe(page, *(["color-contrast"] if way == "dark" else []))
        page.set_viewport_size({"width": 1000, "height": 800})


@pytest.fixture(params=LANGUAGES)
def walk(
    request: pytest.FixtureRequest, browser: Browser, reader_site: LiveSite, axe: Callable[..., list[str]]
) -> Iterator[Walk]:
    """A browser of one reader."""
    context = browser.new_context(base_url=reader_site.url)
    context.set_default_timeout(15_000)
    context.route("**/*", only_here)
    yield Walk(context.new_page(), request.param, axe)
    context.close()


def test_a_reply_is_written_under_every_identity_held_edited_approved_and_removed(
    walk: Walk, browser: Browser, reader_site: LiveSite, filled: dict[str, str]
) -> None:
    page, story, say = walk.page, STORIES[walk.language], walk.say
    until(lambda: story.encode() in reader_site.get(f"/{walk.language}/stories/"), 120, "the sample's story")
    page.goto(story)
    page.get_by_role("link", name=say("Leave a reply")).click()
    field = page.get_by_label(say("Your reply"))
    field.fill(TEXT)
    walk.picture("signed-out")

    # Without its script the page between stays, and can be looked at.
    script = re.compile(r"accounts.*\.js")
    page.context.route(script, lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.get_by_role("button", name="Google", exact=True).click()
    expect(page.locator("h1")).to_have_text(say("Connecting to %(provider)s…") % {"provider": "Google"})
    walk.picture("connecting")
    page.context.unroute(script)
    page.goto(f"{story}reply/")

    for number, (provider, (name, _)) in enumerate(WAYS.items()):
        assert field.input_value() == TEXT, f"lost on the way to {provider}"
        if number:
            walk.press("Change")
            page.get_by_role(
                "button", name=say("Sign in with %(provider)s") % {"provider": provider}, exact=True
            ).click()
        else:
            page.get_by_role("button", name=provider, exact=True).click()
        say_yes(page, name)
        page.wait_for_url(f"**{story}reply/")
        expect(page.locator(".identity-bar")).to_contain_text(name)
        expect(page.locator(".identity-bar")).to_contain_text(provider)
        walk.picture(f"signed-in-{provider}", like_another=number > 0)

    walk.press("Change")
    address = f"states-{walk.language}@example.org"
    page.get_by_label(say("E-mail address")).fill(address)
    page.get_by_label(say("Display name, if you are new here")).fill(f"Eva {walk.language}")
    walk.press("E-mail me a code")
    walk.picture("code")
    page.get_by_label(say("Code")).fill(code_from_outbox(page, address))
    walk.press("Sign in")
    page.wait_for_url(f"**{story}reply/")
    expect(page.locator(".identity-bar")).to_contain_text(f"Eva {walk.language}")
    walk.picture("signed-in-mail")
    assert field.input_value() == TEXT, "lost on the way to the code"

    page.wait_for_timeout(3200)  # so long nobody takes less
    walk.press("Send the reply")
    expect(page.locator(".done")).to_contain_text(say("Waiting for a moderator"))
    walk.picture("held")

    page.get_by_role("link", name=say("Edit"), exact=True).click()
    field.fill(f"{TEXT} And why?")
    walk.picture("edit")
    walk.press("Save")
    expect(page.locator("main")).to_contain_text("And why?")

    desk = browser.new_context(base_url=reader_site.url)
    desk.add_cookies([{"name": "sessionid", "value": filled["moderator"], "url": reader_site.url}])
    moderator = desk.new_page()
    moderator.goto(f"/{walk.language}/desk/replies/")
    walk.picture("queue", moderator)
    moderator.get_by_role("button", name=re.compile(f"^{say('Approve')}.*Eva {walk.language}")).click()
    moderator.wait_for_selector(".done")
    # No browser renders the page while it is waited for.
    until(lambda: "<em>departments</em>" in page.request.get(story).text(), what="the reply's page")
    page.goto(story)
    expect(page.locator(".replies")).to_contain_text(say("edited"))
    walk.picture("edited-and-approved")

    moderator.goto(f"/{walk.language}/desk/replies/?list=all")
    item = moderator.locator(".queue-item", has_text=f"Eva {walk.language}")
    item.get_by_label(say("Reason (its author will see it)")).fill("Not about the count")
    item.get_by_role("button", name=re.compile(f"^{say('Remove')}")).click()
    moderator.wait_for_selector(".done")
    page.goto(f"/{walk.language}/replies/")
    page.locator("main li h2 a").first.click()
    expect(page.locator(".reason")).to_contain_text("Not about the count")
    walk.picture("removed-with-reason")
    desk.close()

    page.goto(f"{story}reply/")
    walk.press("Sign out")
    page.goto(f"{story}reply/")
    expect(page.locator(".identity-bar")).to_contain_text(say("Sign in to reply with:"))
    assert not walk.problems, "\n\n".join(walk.problems)
