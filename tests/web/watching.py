"""What goes wrong in a page that a test has open, so that the test can fail for it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import ConsoleMessage, Page


def watch(page: Page, wrong: list[str], told: Callable[[ConsoleMessage], bool] = lambda said: True) -> Page:
    """Note every error of the page's scripts, and of its console, in ``wrong``.

    Args:
        page: the page, which is given back.
        wrong: the list to add to.
        told: whether an error of the console is one for this test.
    """
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error" and told(said):
            wrong.append(f"{page.url}: {said.text}")

    page.on("console", heard)
    return page
