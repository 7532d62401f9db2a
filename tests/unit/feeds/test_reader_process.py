"""The process that reads untrusted files: what a file does to it is a refusal, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_deliveries, reader_process
from escrutinio.feeds.reader_process import ReaderDiedError, ReaderProcess, limits_of
from escrutinio.feeds.reader_worker import Limits
from escrutinio.model import FeedError

ELECTION = fe.plain()
NAME = fe.FILE + ".csv"


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    process = ReaderProcess()
    yield process
    process.end()


def read(reader: ReaderProcess, data: bytes, name: str = NAME, limits: Limits | None = None) -> list[Reading]:
    return reader.read(data, name, ELECTION, feed_id=None, observed_at=None, stations=None, limits=limits)


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        (".csv", fe.csv_bytes()),
        (".jsonl", fe.json_lines()),
        (".parquet", fe.parquet()),
        (".xlsx", fe.workbook()),
    ],
)
def test_it_reads_what_is_read_without_it(reader: ReaderProcess, ending: str, data: bytes) -> None:
    (mine,) = read(reader, data, fe.FILE + ending)
    (expected,) = parse_deliveries(data, fe.FILE + ending, ELECTION)
    assert mine.delivery == expected.delivery
    assert mine.rows.equals(expected.rows)
    assert mine.rows.schema == expected.rows.schema
    assert mine.findings.equals(expected.findings)
    assert mine.data is data


def test_a_refusal_is_passed_on(reader: ReaderProcess) -> None:
    with pytest.raises(FeedError, match="the file is a web page") as caught:
        read(reader, b"<html>\n")
    assert not isinstance(caught.value, ReaderDiedError)


def test_the_time_goes_with_the_size() -> None:
    small, large = limits_of(1000), limits_of(10**9)
    assert (small.seconds, small.memory) == (20, 2**30 + 30_000)
    assert large.seconds > 1000
    assert large.memory == 8 * 2**30


def test_thousands_of_candidates_have_room() -> None:
    many = limits_of(1000, 3000)
    assert many.memory > 6 * 2**30
    assert many.seconds == 80
    # Each of many sheets has all selections while a file is read; a small file has few sheets.
    assert limits_of(10**7, 500, 50_000).memory > limits_of(10**7, 500).memory + 500 * 50_000 * 16
    assert limits_of(1000, 500, 50_000).memory < limits_of(1000, 500).memory + 2**22


@pytest.mark.skipif(sys.platform != "linux", reason="limits are enforced by the system")
def test_whatever_a_file_does_to_its_reader_the_next_is_read(reader: ReaderProcess) -> None:
    limits = limits_of(1000)
    # The system looks at the time only every few milliseconds, in which a small file would have been read.
    head, *lines = fe.csv_bytes().splitlines(keepends=True)
    long = head + b"".join(lines) * 50_000
    with pytest.raises(ReaderDiedError, match="takes longer than allowed"):
        read(reader, long, limits=replace(limits, seconds=0))
    with pytest.raises(ReaderDiedError, match="holds more than can be read at once"):
        read(reader, fe.csv_bytes(), limits=replace(limits, output=20))
    (reading,) = read(reader, fe.csv_bytes())
    assert reading.rows.height == 3


@pytest.mark.skipif(sys.platform != "linux", reason="limits are enforced by the system")
def test_memory_is_limited(reader: ReaderProcess) -> None:
    rows = pl.DataFrame({"n": range(200_000)}).with_columns(
        *[pl.lit(value).alias(name) for name, value in zip(fe.HEADER, fe.ROWS[0], strict=True)]
    )
    data = fe.parquet(rows)
    with pytest.raises(FeedError, match=r"more memory than it may|ends the program that reads it"):
        read(reader, data, fe.FILE + ".parquet", replace(limits_of(1000), memory=8 * 2**20))


READ = {"id": "a", "source": "s", "observed_at": "2031-05-04T21:00+00:00", "rows": 1, "snapshot": False}


@pytest.mark.parametrize(
    ("head", "frames"),
    [
        ({}, []),
        ([], []),
        ({"memory": None}, []),
        ({"memory": 0}, []),
        ({"memory": 0, "refused": ["why"]}, []),
        ({"memory": 0, "readings": [READ]}, []),
        ({"memory": 0, "readings": [READ]}, [b"no frame", b"no frame"]),
        ({"memory": 0, "readings": [{**READ, "observed_at": "noon", "contests": []}]}, [b"", b""]),
        ({"memory": 0, "readings": 5}, [b"", b""]),
    ],
)
def test_an_answer_that_is_none_ends_the_process(
    reader: ReaderProcess, monkeypatch: pytest.MonkeyPatch, head: object, frames: list[bytes]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(reader_process, "_exchange", lambda *_: (head, frames))
        with pytest.raises(ReaderDiedError, match="ends the program that reads it"):
            read(reader, b"x")
    (reading,) = read(reader, fe.csv_bytes())
    assert reading.rows.height == 3


def test_tables_and_archives_are_decoded_as_carefully(
    reader: ReaderProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reader_process, "_exchange", lambda *_: ({"memory": 0, "tables": [{}]}, [b"x"]))
    with pytest.raises(ReaderDiedError):
        reader.tables(b"x", "f.csv")
    with pytest.raises(ReaderDiedError):
        reader.packed_files(tmp_path / "x.zip", 10)
    monkeypatch.setattr(reader_process, "_exchange", lambda *_: ({"memory": 0}, []))
    with pytest.raises(ReaderDiedError):
        reader.unpacked(tmp_path / "x.zip", 0, "f.csv", 10)
