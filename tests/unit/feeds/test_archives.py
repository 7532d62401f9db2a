"""Files within files: .gz and .zip, sound, damaged and hostile."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import feed_elections as fe
from escrutinio.feeds import read_deliveries, source_files
from escrutinio.feeds.archives import packed_files, unpacked
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.flows.ingest import ingest
from escrutinio.model import FeedError
from support import START, make_election

INNER = fe.FILE + ".csv"


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_gzip_file_is_what_is_in_it(tmp_path: Path) -> None:
    data = fe.csv_bytes()
    two = gzip.compress(data[:100]) + gzip.compress(data[100:]) + b"\0\0"
    for content in (gzip.compress(data), two):
        (reading,) = read_deliveries(put(tmp_path, INNER + ".gz", content), fe.plain())
        assert (reading.delivery.file, reading.rows.height) == (INNER, 3)
        assert reading.data == data


def test_the_files_of_an_archive_that_feeds_read(tmp_path: Path) -> None:
    content = {f"a/{INNER}": fe.csv_bytes(), "readme.pdf": b"%PDF", "a/": b""}
    path = put(tmp_path, "all.zip", zipped(content))
    election = fe.plain(files=["night_*.csv"])
    (reading,) = read_deliveries(path, election)
    assert (reading.delivery.file, reading.rows.height) == (f"all.zip/a/{INNER}", 3)
    with pytest.raises(FeedError, match=r"no feed .* of the archive; it holds readme.pdf"):
        read_deliveries(put(tmp_path, "b.zip", zipped({"readme.pdf": b""})), election)


def test_every_file_of_an_archive_is_a_delivery(tmp_path: Path) -> None:
    make_election(tmp_path)
    desk = open_desk(tmp_path)
    feed = next(iter(desk.election.feeds.values()))
    name = feed.files[0].replace("*", "x")
    path = put(tmp_path, "all.zip", zipped({name: b"not,it\n1,2\n", f"b/{name}": b""}))
    results = list(ingest(desk, [path], lambda: START))
    assert [result.status for result in results] == [IngestStatus.REFUSED, IngestStatus.REFUSED]
    assert all(result.file.parent == path for result in results)


@pytest.mark.parametrize("ending", [".gz", ".zip"])
def test_bombs_are_refused(tmp_path: Path, ending: str) -> None:
    many = b"0" * (40 * 2**20)
    data = gzip.compress(many) if ending == ".gz" else zipped({INNER: many})
    assert len(data) < 100_000
    with pytest.raises(FeedError, match="unpacks to more than 32 MiB"):
        list(source_files(put(tmp_path, INNER + ending, data), lambda _: True))


def test_parts_of_a_bomb_count_together(tmp_path: Path) -> None:
    data = zipped({f"{i}{INNER}": b"0" * (10 * 2**20) for i in range(4)})
    with pytest.raises(FeedError, match="unpacks to more than"):
        list(source_files(put(tmp_path, "x.zip", data), lambda _: True))


@pytest.mark.parametrize("ending", [".gz", ".zip"])
def test_archives_that_are_cut_off_or_damaged(tmp_path: Path, ending: str) -> None:
    data = fe.csv_bytes([*fe.ROWS] * 200)
    whole = gzip.compress(data) if ending == ".gz" else zipped({INNER: data})
    wrong = [whole[:-10], whole[: len(whole) // 2], whole[:30] + b"\xff" + whole[31:], b"", b"no archive"]
    for content in wrong:
        path = put(tmp_path, INNER + ending, content)
        with pytest.raises(FeedError) as error:
            list(read_deliveries(path, fe.plain()))
        assert error.value.where


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({INNER: fe.csv_bytes()}))
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(FeedError, match="is encrypted"):
        list(source_files(put(tmp_path, "x.zip", bytes(data)), lambda _: True))


def test_names_that_lead_elsewhere_are_labels(tmp_path: Path) -> None:
    path = put(tmp_path, "x.zip", zipped({f"../../{INNER}": fe.csv_bytes()}))
    (source,) = source_files(path, lambda _: True)
    assert source.path == path / INNER


def test_an_archive_that_is_replaced_meanwhile_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "x.zip", zipped({"a.csv": b"1", "b.csv": b"2"}))
    assert packed_files(path) == ["a.csv", "b.csv"]
    assert unpacked(path, 1, "b.csv", 100) == b"2"
    put(tmp_path, "x.zip", zipped({"a.csv": b"1", "other.csv": b"22"}))
    with pytest.raises(FeedError, match="was replaced while it was read"):
        unpacked(path, 1, "b.csv", 100)
    put(tmp_path, "x.zip", zipped({"a.csv": b"333"}))
    with pytest.raises(FeedError, match="was replaced while it was read"):
        unpacked(path, 1, "b.csv", 100)
    assert unpacked(path, 0, "a.csv", 100) == b"333"


def test_two_files_of_one_name_are_both_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", b"2")
    sources = source_files(put(tmp_path, "x.zip", out.getvalue()), lambda _: True)
    assert [source.data for source in sources] == [b"1", b"2"]


def test_the_directory_of_an_archive_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "x.zip", zipped({f"{i}.csv": b"%d" % i for i in range(20)}))
    opened: list[Path] = []
    once = zipfile.ZipFile

    def counted(file: Path) -> zipfile.ZipFile:
        opened.append(file)
        return once(file)

    monkeypatch.setattr(zipfile, "ZipFile", counted)
    names = packed_files(path)
    assert [unpacked(path, i, name, 100) for i, name in enumerate(names)] == [b"%d" % i for i in range(20)]
    assert opened == [path]
