"""Writes the reference page of the recipes: the table of the library, below what is written by hand.

python tools/recipe_page.py         # writes docs/reference/recipes.md
"""

from __future__ import annotations

from pathlib import Path

from escrutinio.flows.recipes import recipes

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "recipes.md"
MARK = "## The library\n"


def table() -> str:
    """The part of the page that is made: every recipe, and what it was tried on."""
    lines = [
        MARK,
        "Made with `python tools/recipe_page.py`.\n",
        "| recipe | files | tried on | its form was read in |",
        "|---|---|---|---|",
    ]
    for recipe in recipes():
        tried = recipe.tried or "no real file yet"
        lines.append(f"| `{recipe.id}` | {recipe.publisher}: {recipe.title} | {tried} | {recipe.read_in} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """The whole page."""
    written, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    return written + table()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
