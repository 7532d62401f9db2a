"""Signing in with a real browser: by mailed code and with each provider, with and without JavaScript.

What is tested: ``web.accounts.views``, codes and providers, with their templates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from live_site import LiveSite, until
from web.pictures import width_of
from web.signing_in import WAYS, code_from_outbox, only_here, sign_in_with
from web.watching import watch


@pytest.fixture
def opened(browser: Browser, reader_site: LiveSite) -> Iterator[Callable[..., Page]]:
    """Open a browser of somebody's own; what goes wrong on a page of the site fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(**options: object) -> Page:
        context = browser.new_context(base_url=reader_site.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.route("**/*", only_here)
        page = context.new_page()
        return watch(
            page, wrong, lambda said: page.url.startswith(reader_site.url) and "422" not in said.text
        )

    yield open_one
    for context in contexts:
        context.close()
    assert not wrong


def bar(page: Page) -> str:
    return page.get_by_role("region", name="Who is replying").locator("p").inner_text()


# Without a script every provider has the same page between; one of each kind of sign-in is enough there.
@pytest.mark.parametrize(
    ("provider", "script"),
    [*((provider, True) for provider in WAYS), ("Google", False), ("X", False)],
    ids=lambda value: value if isinstance(value, str) else "script" if value else "no-script",
)
def test_signing_in_with_a_provider_changing_and_logging_out(
    opened: Callable[..., Page], provider: str, script: bool
) -> None:
    page = opened(java_script_enabled=script)
    name, account = WAYS[provider]
    page.goto("/en/account/")
    expect(page).to_have_url(re.compile("/en/account/sign-in/"))
    sign_in_with(page, provider, script=script)
    page.wait_for_url("**/en/account/")
    assert bar(page) == f"You are replying as {name} with {account}."

    other = next(way for way in WAYS if way != provider)
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("heading", name="Change identity")).to_be_visible()
    sign_in_with(page, other, script=script)
    page.wait_for_url("**/en/account/")
    assert bar(page) == f"You are replying as {WAYS[other][0]} with {WAYS[other][1]}."

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    page.goto("/en/account/")
    expect(page).to_have_url(re.compile("/en/account/sign-in/"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_signing_in_by_mailed_code(opened: Callable[..., Page], script: bool) -> None:
    page = opened(java_script_enabled=script)
    address = f"ana-{script}@example.org".lower()
    page.goto("/en/account/sign-in/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Display name").fill(f"Ana {script}")
    page.get_by_role("button", name="E-mail me a code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    page.get_by_label("Code").fill("AAAA-AAAA")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is wrong")
    page.get_by_label("Code").fill(code_from_outbox(page, address))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/en/account/")
    assert bar(page) == f"You are replying as Ana {script} with your e-mail address."

    page.get_by_role("button", name="Add X", exact=True).click()
    if not script:
        page.get_by_role("button", name="Continue to X").click()
    page.wait_for_url(re.compile("^http://localhost:"))
    page.get_by_role("link", name="Deny").click()
    page.wait_for_url("**/en/account/?problem=cancelled*")
    expect(page.get_by_role("alert")).to_contain_text("without signing in")


def test_the_mail_is_in_the_terminal_too(opened: Callable[..., Page], reader_site: LiveSite) -> None:
    page = opened()
    page.goto("/en/account/sign-in/")
    page.get_by_label("E-mail address").fill("terminal@example.org")
    page.get_by_role("button", name="E-mail me a code").click()
    until(lambda: "Mail to terminal@example.org: Your code: " in reader_site.said(), what="the mail")


def test_going_back_from_a_provider_does_not_go_there_again(opened: Callable[..., Page]) -> None:
    page = opened()
    page.goto("/en/account/sign-in/")
    page.get_by_role("button", name="Sign in with X", exact=True).click()
    page.wait_for_url(re.compile("^http://localhost:"))
    page.go_back()
    page.wait_for_timeout(700)
    assert not page.url.startswith("http://localhost:")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_left_out(opened: Callable[..., Page], axe: Callable[..., list[str]], scheme: str) -> None:
    page = opened(color_scheme=scheme, viewport={"width": 360, "height": 740})
    found: list[str] = []

    # In the dark nothing but the colours is another.
    rules = ["color-contrast"] if scheme == "dark" else []

    def look() -> None:
        found.extend(axe(page, *rules))
        if width_of(page) > 360:
            found.append(f"{page.url} is wider than a phone")

    page.goto("/en/account/sign-in/?problem=cancelled")
    look()
    page.get_by_label("E-mail address").fill(f"{scheme}@example.org")
    page.get_by_role("button", name="E-mail me a code").click()
    page.get_by_label("Code").fill("AAAA-AAAA")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    page.get_by_label("Code").fill(code_from_outbox(page, f"{scheme}@example.org"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/en/account/")
    page.get_by_label("Display name").fill("!!!")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    for path in (
        "/en/account/",
        "/en/account/erase/",
        "/en/outbox/",
        "/es/account/",
        "/en/account/sign-in/",
        "/en/alerts/",
    ):
        page.goto(path)
        look()
    # Without its script the page between stays, and can be looked at.
    page.context.route(
        re.compile("accounts.*js"), lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto("/en/account/sign-in/")
    page.get_by_role("button", name="Sign in with Google", exact=True).click()
    expect(page.get_by_role("heading", name="Connecting to Google…")).to_be_visible()
    look()
    assert not found, "\n".join(found)
