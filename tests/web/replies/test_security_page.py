"""The table of attacks names tests that exist.

What is tested: docs/explanation/security.md and the tests that it names.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "security.md"
BY_NUMBER = PAGE.with_name("security-by-asvs.md")
CHAPTERS = range(1, 15)


@pytest.mark.parametrize("page", [PAGE, BY_NUMBER], ids=["attacks", "numbers"])
def test_every_test_that_the_page_names_exists(page: Path) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text(encoding="utf-8"))
    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists()
        or (name and f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8"))
    ]
    assert not missing


def test_every_line_by_number_has_a_test_or_a_reason_and_every_chapter_lines() -> None:
    rows = re.findall(
        r"^\| (\d.+?) \| (.+?) \| (.+) \|$", BY_NUMBER.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rows) > 60
    bare = [row[0] for row in rows if not re.search(r"`tests/|reason:|not met|\]\(", row[2])]
    assert not bare
    numbers = [number for row in rows for number in re.findall(r"\d+\.\d+\.\d+", row[0])]
    assert len(numbers) == len(set(numbers))
    assert {int(number.split(".")[0]) for number in numbers} == set(CHAPTERS)


def test_every_attack_on_replies_is_on_the_page() -> None:
    attacks = Path(__file__).with_name("test_attacks.py").read_text(encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    left_out = [name for name in re.findall(r"^def (test_\w+)", attacks, re.MULTILINE) if name not in page]
    assert left_out == ["test_numbers_are_given_once_whoever_writes_at_once"], "this one is no attack"
