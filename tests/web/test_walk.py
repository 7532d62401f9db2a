"""A walk in a browser through elections in all states: every page fits, runs, and excludes nobody.

``make walk`` looks at every page of every state at three widths, by day and in the dark, in every language,
and keeps pictures; ``make test`` looks at each state, with widths, schemes and languages that change
from page to page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings as site_settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route
from pytest_django import Settings

from web.pictures import keep_picture, width_of
from web.walked_elections import MORE_STATES, STATES
from web.watching import watch

pytestmark = pytest.mark.django_db

WHOLE = bool(os.environ.get("ESCRUTINIO_WALK"))
SITE = "http://localhost"
Scheme = Literal["light", "dark"]
LOOKS: Sequence[tuple[int, Scheme]] = tuple(product((360, 768, 1280), ("light", "dark")))
PAGES = ("", "seats/", "bounds/", "law/", "night/", "map/", "find/", "findings/")
FEW_PAGES = {"650-districts": ("", "seats/"), "forty-candidates": ("", "bounds/")}
"""Beside the front page, what else of a state every run of the tests looks at."""
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@contextmanager
def walker(browser: Browser, client: Client, look: tuple[int, Scheme], wrong: list[str]) -> Iterator[Page]:
    """A page of some width whose addresses are answered in this process: no server has to be started."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        static = f"/{site_settings.STATIC_URL.strip('/')}/"
        if parts.path.startswith(static):
            found = finders.find(unquote(parts.path.removeprefix(static)))
            assert isinstance(found, str), parts.path
            route.fulfill(body=Path(found).read_bytes(), content_type=TYPES[Path(found).suffix])
            return
        came = client.get(f"{parts.path}?{parts.query}")
        if came.status_code >= 400:
            wrong.append(f"{came.status_code} {route.request.url}")
        route.fulfill(status=came.status_code, headers=dict(came.headers), body=came.content)

    context = browser.new_context(
        base_url=SITE, viewport={"width": look[0], "height": 900}, color_scheme=look[1]
    )
    context.route("**/*", answer)
    yield watch(context.new_page(), wrong)
    context.close()


def pages_of(client: Client, state: str) -> list[str]:
    """The pages of an election that there are, without their language."""
    if not WHOLE:
        return list(FEW_PAGES.get(state, ("",)))
    contests = client.get("/api/contests.json").json()["contests"]
    pages = [*PAGES, *(f"results/{contest['id']}/" for contest in contests)]
    for contest in contests:
        units = client.get(f"/api/contests/{contest['id']}/units.json").json()["units"]
        one = next((unit for unit in units if unit["level"] != "nation"), None)
        pages += [f"results/{contest['id']}/{one['level']}/{one['unit']}/"] if one else []
    return [page for page in pages if client.get(f"/en/{page}").status_code == 200]


@pytest.mark.parametrize("state", [*STATES, *(MORE_STATES if WHOLE else ())])
def test_every_page_fits_its_screen_and_excludes_nobody(
    browser: Browser,
    client: Client,
    tmp_path: Path,
    settings: Settings,
    axe: Callable[..., list[str]],
    state: str,
) -> None:
    {**STATES, **MORE_STATES}[state](tmp_path / "election")
    settings.FOLDER = tmp_path / "election"
    languages = [code for code, _name in site_settings.LANGUAGES]
    pages = pages_of(client, state)
    every = list(product(LOOKS, languages))
    first = [*STATES, *MORE_STATES].index(state)
    looks = every if WHOLE else [every[(5 * first) % len(every)]]
    wrong: list[str] = []
    for (width, scheme), language in looks:
        with walker(browser, client, (width, scheme), wrong) as page:
            for path in pages:
                page.goto(f"/{language}/{path}")
                needed = width_of(page)
                if needed > width:
                    wrong.append(f"{needed} pixels wide on {width}: {page.url} ({scheme})")
                # What axe finds depends on the width and the colours, hardly on the language, and takes long.
                if not WHOLE or (width == min(LOOKS)[0] and (scheme == "light" or language == languages[0])):
                    wrong += axe(page)
                name = path.strip("/").replace("/", "_") or "front"
                keep_picture(page, f"walk/{state}/{name}-{language}-{width}-{scheme}")
    assert not wrong, "\n".join(wrong)
