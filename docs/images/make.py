"""Renew the picture of the README: ``.venv/bin/python docs/images/make.py``.

It makes the sample in a temporary folder, decides it at a moment at which sheets are still missing, and
writes what the terminal shows as ``decide.svg`` beside this file.
"""

from __future__ import annotations

import io
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI

from escrutinio.cli import terminal
from escrutinio.cli.decide import decision_view
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import open_desk
from escrutinio.flows.new_election import sample_election

MOMENT = "2020-10-20T20:00"
# The picture loads nothing from elsewhere: the reader's own fixed-width font is used.
FORMAT = (
    re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    .replace("Fira Code", "DejaVu Sans Mono")
    .replace("font-family: arial", "font-family: sans-serif")
)


def picture() -> str:
    """The picture as SVG."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "night"
        sample_election(folder, "bolivia-2020", None, datetime.now(UTC))
        desk = open_desk(folder)
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


if __name__ == "__main__":
    Path(__file__).with_name("decide.svg").write_text(picture(), encoding="utf-8")
