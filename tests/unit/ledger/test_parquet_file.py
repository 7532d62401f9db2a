"""Damaged Parquet files."""

from __future__ import annotations

import os
import random
from pathlib import Path

import polars as pl
import pytest

from escrutinio.ledger.parquet_file import panics_as_errors, read_parquet


def test_whatever_is_damaged_is_an_error_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "part.parquet"
    rows = pl.DataFrame({"sheet": [f"s{n:04}" for n in range(50)], "valid": range(50)})
    rows.write_parquet(path)
    whole = path.read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(150):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            read_parquet(path)
        except (pl.exceptions.PolarsError, OSError):
            refused += 1
    assert refused > 20
    assert capfd.readouterr().err == ""


def test_a_panic_is_an_error_and_what_others_print_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    panic = type("PanicException", (BaseException,), {})

    def read() -> None:
        with panics_as_errors():
            os.write(2, b"before\n")
            os.write(2, b"\nthread 'async' (7) panicked at crates/x.rs:1:1:\nout of range\nnote: y\n")
            raise panic("out of range\nmore")

    with pytest.raises(pl.exceptions.ComputeError, match=r"^out of range$"):
        read()
    assert capfd.readouterr().err == "before\n"
    with panics_as_errors(), panics_as_errors():
        os.write(2, b"printed\n")
    os.write(2, b"later\n")
    assert capfd.readouterr().err == "printed\nlater\n"


def test_what_is_no_panic_passes() -> None:
    with pytest.raises(KeyboardInterrupt), panics_as_errors():
        raise KeyboardInterrupt
    with pytest.raises(ValueError, match=r"^x$"), panics_as_errors():
        raise ValueError("x")
