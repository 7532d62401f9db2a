"""A site with every provider, and the way of a browser through them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from live_site import LiveSite, until
from web.accounts.conftest import CODE
from web.accounts.fake_providers import CLIENT, SECRET, FacebookHandler, XHandler, openid_connect, running

WAYS = {
    "Google": ("Olga", "your Google account"),
    "Facebook": ("Fay", "your Facebook account"),
    "X": ("Xenia", "your X account"),
    "WordPress.com": ("Willa", "your WordPress.com account"),
    "The Times": ("Tessa", "your The Times account"),
}
"""A provider's name -> whom it knows, and what the bar says."""


@contextmanager
def site_with_providers(sample_folder: Path, place: Path, database: Path | None) -> Iterator[LiveSite]:
    """A site with every provider, all of which the tests have started."""
    shutil.copytree(sample_folder, place)
    with ExitStack() as stack:
        urls = {
            "GOOGLE_URL": stack.enter_context(openid_connect({"sub": "olga", "name": "Olga"})),
            "FACEBOOK_URL": stack.enter_context(running(FacebookHandler, id="55", name="Fay")).url,
            "X_URL": stack.enter_context(running(XHandler, id="77", name="Xenia", username="xenia")).url,
            "WORDPRESS_ISSUER": stack.enter_context(openid_connect({"sub": "willa", "name": "Willa"})),
            "OIDC_ISSUER": stack.enter_context(openid_connect({"sub": "tessa", "name": "Tessa"})),
            "OIDC_NAME": "The Times",
        }
        for word in ("GOOGLE", "FACEBOOK", "X", "WORDPRESS", "OIDC"):
            urls |= {f"{word}_ID": CLIENT, f"{word}_SECRET": SECRET}
        values = {f"ESCRUTINIO_{name}": value for name, value in urls.items()}
        started = LiveSite.started(place, "--no-replay", database=database, environment=values)
        yield stack.enter_context(started)


def only_here(route: Route) -> None:
    """Nothing is fetched from elsewhere; the mocked provider's page would like to."""
    host = re.match(r"https?://([^:/]+)", route.request.url)
    if host and host.group(1) in ("127.0.0.1", "localhost"):
        route.continue_()
    else:
        route.abort()


def say_yes(page: Page, who: str) -> None:
    """At the provider: be somebody."""
    page.wait_for_url(re.compile("^http://localhost:"))
    allow = page.get_by_role("link", name="Allow")
    button = page.get_by_role("button", name=who.lower(), exact=True)
    allow.or_(button).first.click()


def sign_in_with(page: Page, provider: str, *, script: bool = True) -> None:
    page.get_by_role("button", name=f"Sign in with {provider}", exact=True).click()
    if not script:
        expect(page.get_by_role("heading", name=f"Connecting to {provider}…")).to_be_visible()
        page.get_by_role("button", name=f"Continue to {provider}").click()
    say_yes(page, WAYS[provider][0])


def code_from_outbox(page: Page, address: str) -> str:
    until(lambda: address in page.request.get("/en/outbox/").text(), what="the mail")
    other = page.context.new_page()
    other.goto("/en/outbox/")
    found: str = CODE.findall(other.locator("article", has_text=address).first.inner_text())[0]
    other.close()
    return found
