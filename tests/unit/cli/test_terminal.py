"""What a terminal shows fits its columns and stays readable."""

from __future__ import annotations

import pytest

from escrutinio.cli import terminal


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("night.csv", ["night.csv"]),
        ("commission_20310504_1900.csv", ["commission_20310504_", "1900.csv"]),
        ("second delivery-corrected.final.csv", ["second delivery-", "corrected.final.csv"]),
        ("", [""]),
        ("x" * 30 + ".csv", ["x" * 30 + ".", "csv"]),
    ],
)
def test_a_long_name_of_a_file_is_broken_between_its_parts(name: str, lines: list[str]) -> None:
    assert terminal.file_name(name, 24).split("\n") == lines
