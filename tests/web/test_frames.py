"""Frames in a page of another site, in a real browser: each is as high as what is in it.

What is tested: ``web.api.frames`` and embed.js.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Frame, Page

from exported_site import ExportedSite
from live_site import LiveSite, free_port, until

pytestmark = pytest.mark.django_db

SNIPPET = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)
SPACE = """() => {
    const page = document.scrollingElement, main = document.querySelector("main");
    return {
        scrolls: page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth,
        blank: page.clientHeight - main.getBoundingClientRect().bottom,
    };
}"""
"""In a frame: whether it scrolls, and how many pixels are empty below what is in it."""


@pytest.fixture
def other(site: LiveSite | ExportedSite, tmp_path: Path) -> Iterator[str]:
    """The address of a page of another site that shows a card, a chamber and a map, as it was told to."""
    with urlopen(f"{site.url}/en/embed/") as answer:
        offered = [html.unescape(text) for text in SNIPPET.findall(answer.read().decode())]
    chosen = [offered[0], *(snippet for snippet in offered if "/seats/" in snippet or "/map/" in snippet)]
    assert len(chosen) > 2
    # A page that knows nothing of this project, with letters of another size than the frames' own.
    head = (
        '<!doctype html><html lang="en" style="font-size: 10px">'
        '<meta name="viewport" content="width=device-width">'
    )
    where = re.compile(r'(src=")https?://[^/]*/')
    text = head + "<title>Elsewhere</title>" + "<p>Words.</p>".join(chosen)
    (tmp_path / "index.html").write_text(where.sub(rf"\1{site.url}/", text), encoding="utf-8")
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "http.server",
        str(port),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(tmp_path),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/"), 20, "the other site")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def shown_frames(page: Page) -> list[Frame]:
    """Every frame, scrolled to, so that none waits to be loaded."""
    for element in page.query_selector_all("iframe"):
        element.scroll_into_view_if_needed()
    page.wait_for_function(
        "() => [...document.querySelectorAll('iframe')].every((frame) => frame.style.height)"
    )
    return page.main_frame.child_frames


def is_full(frame: Frame) -> bool:
    # On a slow machine a frame may be too small for a moment, until its style is there.
    return bool(-1 < frame.evaluate(SPACE)["blank"] < 1)


def assert_all_fit(frames: list[Frame]) -> None:
    for frame in frames:
        # What is not on the screen is not laid out, and tells nothing until it is.
        frame.frame_element().scroll_into_view_if_needed()
        until(partial(is_full, frame), 20, frame.url)
        space = frame.evaluate(SPACE)
        assert not space["scrolls"], frame.url
        assert -1 < space["blank"] < 1, frame.url


@pytest.mark.parametrize("width", [360, 1280])
def test_frames_on_another_site_are_as_high_as_what_is_in_them_and_follow_it(
    browser: Browser, other: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(other)
    frames = shown_frames(page)

    assert_all_fit(frames)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    before = page.query_selector_all("iframe")[0].bounding_box()
    assert before is not None
    assert before["width"] == min(544, width - 16)

    frames[0].frame_element().scroll_into_view_if_needed()
    frames[0].evaluate("document.querySelector('main').append('More words than there were. '.repeat(60))")
    page.wait_for_function(f"() => document.querySelector('iframe').clientHeight > {before['height'] + 100}")
    assert_all_fit(frames)
    frames[0].frame_element().scroll_into_view_if_needed()
    frames[0].evaluate("document.querySelector('main').lastChild.remove()")
    page.wait_for_function(f"() => document.querySelector('iframe').clientHeight === {before['height']}")
    page.set_viewport_size({"width": 320, "height": 740})
    assert_all_fit(frames)
    context.close()


def test_without_scripts_frames_keep_the_size_that_was_copied(browser: Browser, other: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(other)

    for element in page.query_selector_all("iframe"):
        box = element.bounding_box()
        assert box is not None
        assert box["height"] == int(element.get_attribute("height") or 0) > 100
        assert box["width"] == 344
    context.close()


def test_a_frame_of_another_site_has_no_say(browser: Browser, other: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 740})
    page = context.new_page()
    page.goto(other)
    shown_frames(page)
    height = page.evaluate("document.querySelector('iframe').clientHeight")

    # The page itself is of another origin than the frames.
    page.evaluate("window.postMessage({ escrutinio: 'height', height: 9999 }, '*')")
    page.wait_for_timeout(100)

    assert page.evaluate("document.querySelector('iframe').clientHeight") == height
    context.close()
