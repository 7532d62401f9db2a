"""The table of attacks names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "security.md"


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists()
        or (name and f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8"))
    ]
    assert not missing


def test_every_attack_on_replies_is_on_the_page() -> None:
    attacks = Path(__file__).with_name("test_attacks.py").read_text(encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    left_out = [name for name in re.findall(r"^def (test_\w+)", attacks, re.MULTILINE) if name not in page]
    assert left_out == ["test_numbers_are_given_once_whoever_writes_at_once"], "this one is no attack"
