"""What is read ahead comes in order, whichever process was quicker."""

from __future__ import annotations

import threading

import pytest

from escrutinio.feeds import READER
from escrutinio.feeds.reader_process import ReaderProcess
from escrutinio.flows.read_again import read_ahead

LARGE = 2**30


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)


def test_two_read_at_once_and_what_they_read_comes_in_order() -> None:
    both = threading.Barrier(2, timeout=30)

    def read(item: int, reader: ReaderProcess) -> int:
        if item < 2:
            both.wait()  # it opens only where two are at it
        return 10 * item

    items = list(range(5))
    assert list(read_ahead(read, items, size=LARGE)) == [(item, 10 * item) for item in items]


@pytest.mark.parametrize(("items", "size"), [([1, 2, 3], 1000), ([1], LARGE), ([], LARGE)])
def test_little_is_read_by_one(items: list[int], size: int) -> None:
    used = set()

    def read(item: int, reader: ReaderProcess) -> None:
        used.add(reader)

    assert [item for item, _ in read_ahead(read, items, size=size)] == items
    assert used <= {READER}


def test_the_second_process_ends_also_when_reading_fails() -> None:
    used: set[ReaderProcess] = set()
    both = threading.Barrier(2, timeout=30)

    def read(item: int, reader: ReaderProcess) -> None:
        used.add(reader)
        both.wait()
        raise ValueError(item)

    with pytest.raises(ValueError, match="0"):
        list(read_ahead(read, [0, 1], size=LARGE))
    (second,) = used - {READER}
    assert second._process is None
