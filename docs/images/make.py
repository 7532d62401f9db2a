"""Renew the pictures: ``.venv/bin/python docs/images/make.py``.

It makes the sample in a temporary folder, replays a third of its night, and writes beside this file what the
terminal shows as ``decide.svg`` and pages of the site as ``*.webp``, as wide as a phone or a desk.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Literal

from PIL import Image
from playwright.sync_api import sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from typer.testing import CliRunner

from escrutinio.cli import terminal
from escrutinio.cli.decide import decision_view
from escrutinio.cli.main import app
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.new_election import sample_election
from escrutinio.flows.publication import publish
from escrutinio.flows.replay import moments

HERE = Path(__file__).parent
MOMENT = "2020-10-20T20:00"
THIRD = "2020-10-19T20:00"
"""Until when the night is replayed for the pages: about a third of the sheets is in."""
DESK, PHONE = (1280, 900), (360, 740)
# The picture loads nothing from elsewhere: the reader's own fixed-width font is used.
FORMAT = (
    re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    .replace("Fira Code", "DejaVu Sans Mono")
    .replace("font-family: arial", "font-family: sans-serif")
)


@dataclass(frozen=True)
class Shot:
    """A page of the site as a picture.

    Attributes:
        name: the file's, without its ending.
        page: its address below the language.
        size: width and height in pixels.
        at: what the picture begins with; empty for the top of the page.
    """

    name: str
    page: str
    size: tuple[int, int] = DESK
    language: str = "en"
    scheme: Literal["light", "dark"] = "light"
    at: str = ""


SHOTS = (
    Shot("front", ""),
    Shot("front-phone", "", PHONE),
    Shot("front-dark", "", scheme="dark"),
    Shot("front-spanish", "", language="es"),
    Shot("seats", "seats/"),
    Shot("seats-together-phone", "seats/", PHONE, at=".together"),
    Shot("night", "night/"),
    Shot("map", "map/"),
    Shot("what-if-phone", "bounds/", PHONE, at="#what-if"),
    Shot("law", "law/"),
)


def picture(desk: Desk) -> str:
    """The answer of ``escrutinio decide`` as SVG."""
    decision = decide(desk, desk.election.parse_time(MOMENT))
    console = Console(
        record=True, width=terminal.WIDTH, file=io.StringIO(), force_terminal=True, highlight=False
    )
    console.print(decision_view(decision, explain=False))
    return console.export_svg(
        title=f"escrutinio decide night --as-of {MOMENT}",
        theme=DIMMED_MONOKAI,
        code_format=FORMAT,
        unique_id="decide",
    )


@contextmanager
def served(desk: Desk, root: Path) -> Iterator[str]:
    """The address of the site when a third of the sheets is in, until the block ends."""
    third = desk.election.parse_time(THIRD)
    for moment in moments(desk, 40):
        if moment <= third:
            publish(desk, moment, now=moment)
    done = CliRunner().invoke(
        app, ["export", str(desk.election.folder), "--to", str(root), "--units", "department"]
    )
    if done.exit_code:
        raise SystemExit(done.output)
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(root))
    ) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def shoot(site: str) -> None:
    """Write the pictures of the pages."""
    with sync_playwright() as playwright:
        names = ("chromium-headless-shell", "chromium", "google-chrome")
        program = next(filter(None, map(shutil.which, names)), None)
        browser = playwright.chromium.launch(executable_path=program)
        for shot in SHOTS:
            width, height = shot.size
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=shot.scheme)
            page.goto(f"{site}/{shot.language}/{shot.page}", wait_until="networkidle")
            if shot.at:
                page.locator(shot.at).first.evaluate("element => element.scrollIntoView()")
            image = Image.open(io.BytesIO(page.screenshot()))
            image.save(HERE / f"{shot.name}.webp", quality=50, method=6)
            page.close()
        browser.close()


def main() -> None:
    """Renew all of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "night"
        sample_election(folder, "bolivia-2020", None, datetime.now(UTC))
        desk = open_desk(folder)
        (HERE / "decide.svg").write_text(picture(desk), encoding="utf-8")
        with served(desk, Path(name) / "site") as site:
            shoot(site)


if __name__ == "__main__":
    main()
