"""Pictures of pages, for people to look at: ``make pictures`` keeps them, other runs of the tests do not."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "build" / "screenshots"
WANTED = bool(os.environ.get("ESCRUTINIO_PICTURES"))


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of a whole page as ``build/screenshots/NAME.png``, where pictures are wanted."""
    if WANTED:
        page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


def width_of(page: Page) -> int:
    """The width in pixels that a page needs."""
    # Asked again when another page comes in between; between two pages there is no document to measure. As a
    # function, for a bare expression is evaluated at each look, which the content security policy forbids.
    width = page.wait_for_function("() => document.documentElement && document.documentElement.scrollWidth")
    return int(width.json_value())
