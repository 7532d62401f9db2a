"""Tiles and bundles, by the rules and the example of C2SP's tlog-tiles."""

from __future__ import annotations

import pytest

from escrutinio.evidence.merkle import leaf_hash, root
from escrutinio.evidence.tiles import bundle, tile, tile_files

ENTRIES = [f"entry {number}".encode() for number in range(70_000)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() -> None:
    files = tile_files(ENTRIES, LEAVES)
    levels = [[name for name in files if name.startswith(f"tile/{level}/")] for level in range(4)]
    assert [len(names) for names in levels] == [274, 2, 1, 0]
    assert "tile/0/273.p/112" in levels[0]
    assert levels[1] == ["tile/1/000", "tile/1/001.p/17"]
    assert levels[2] == ["tile/2/000.p/1"]
    assert len(files["tile/1/000"]) == 8192
    assert files["tile/2/000.p/1"] == root(LEAVES[:65_536])
    assert files["tile/1/001.p/17"][-32:] == root(LEAVES[272 * 256 : 273 * 256])
    for name in ("tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"):
        assert tile(name, ENTRIES, LEAVES) == files[name]


def test_a_full_tree_of_256_has_a_partial_tile_above() -> None:
    assert list(tile_files(ENTRIES[:256], LEAVES[:256])) == [
        "tile/entries/000",
        "tile/0/000",
        "tile/1/000.p/1",
    ]
    assert tile_files([], []) == {}


def test_earlier_widths_are_still_there_and_later_ones_are_not() -> None:
    entries, leaves = ENTRIES[:300], LEAVES[:300]
    assert tile("tile/0/001.p/20", entries, leaves) == b"".join(leaves[256:276])
    assert tile("tile/entries/001.p/2", entries, leaves) == bundle(entries[256:258])
    for path in ("tile/0/001.p/45", "tile/0/001", "tile/1/000.p/2", "tile/9/000.p/1", "tile/0/002.p/1"):
        assert tile(path, entries, leaves) is None


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/x000/000",
        "../entries",
        "tile/64",
    ],
)
def test_other_names_are_no_tiles(path: str) -> None:
    assert tile(path, ENTRIES[:300], LEAVES[:300]) is None


def test_long_indices_have_folders() -> None:
    (name,) = (name for name in tile_files([b""] * 3, [b"x" * 32] * 3) if "entries" in name)
    assert name == "tile/entries/000.p/3"
    assert bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
