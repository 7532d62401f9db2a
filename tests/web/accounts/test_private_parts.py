"""The internal parts of django-allauth that the site uses are where they were, and do what they did."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from escrutinio.web.accounts.private_parts import new_code, normal_code

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("package", ["django-allauth", "django-tasks-db"])
def test_a_package_with_private_parts_is_pinned_from_both_sides(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [pinned] = [
        asked for asked in map(Requirement, project["optional-dependencies"]["web"]) if asked.name == package
    ]

    assert {limit.operator for limit in pinned.specifier} == {">=", "<"}, (
        "a new release may move private parts"
    )
    assert version(package) in pinned.specifier


def test_a_code_has_eight_letters_of_twenty() -> None:
    codes = [new_code() for _ in range(200)]

    assert all(re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_a_code_may_be_typed_in_any_case_and_without_its_hyphen() -> None:
    code = new_code()

    assert normal_code(f" {code.lower()} ") == normal_code(code) == normal_code(code.replace("-", ""))
