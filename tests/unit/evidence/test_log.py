"""The log in its folder: it grows, it never changes, and whoever kept a checkpoint sees when it does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from escrutinio.evidence import DecisionLeaf, Leaf, grown_since, make_key
from escrutinio.evidence.keys import SigningKey
from escrutinio.evidence.leaves import decode, encode
from escrutinio.evidence.log import Log, append, read_log
from escrutinio.evidence.rows import rows_csv
from escrutinio.model import EvidenceError

ORIGIN = "results.example.org/2031"


def leaf(number: int) -> DecisionLeaf:
    return DecisionLeaf(
        previous="", sha256="ab" * 32, feed="f", observed_at="t", received_at=str(number), decision="accept"
    )


def add(folder: Path, key: SigningKey | None, *numbers: int) -> Log:
    def make(_: Log) -> Sequence[Leaf]:
        return [leaf(number) for number in numbers]

    return append(folder, key, ORIGIN, make)


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return make_key(tmp_path, ORIGIN)


def test_a_log_grows_and_each_entry_names_the_one_before(tmp_path: Path, key: SigningKey) -> None:
    assert add(tmp_path, key).note is None
    first = add(tmp_path, key, 1, 2)
    second = add(tmp_path, key, 3)
    assert [entry.previous for entry in second.leaves()] == ["", *(h.hex() for h in second.leaf_hashes[:2])]
    assert second == read_log(tmp_path)
    assert second.note is not None
    assert second.note.signed_by(key.public)
    assert first.note is not None
    assert grown_since(first.note, second.leaf_hashes, ORIGIN, key.public).size == 2


def test_what_was_never_promised_is_written_anew(tmp_path: Path, key: SigningKey) -> None:
    add(tmp_path, key, 1)
    with (tmp_path / "log" / "entries").open("ab") as file:
        file.write(b"an entry whose checkpoint never came\nand a torn one")
    assert [
        entry.received_at for entry in add(tmp_path, key, 2).leaves() if isinstance(entry, DecisionLeaf)
    ] == [
        "1",
        "2",
    ]


def test_rewound_forked_and_other_logs_are_refused(tmp_path: Path, key: SigningKey) -> None:
    kept = add(tmp_path, key, 1, 2, 3).note
    assert kept is not None
    other = tmp_path / "other"
    other.mkdir()
    rewound = add(other, key, 1, 2)
    forked = add(other, key, 4, 5)
    for log, words in ((rewound, "rewound: it had 3 entries, and has 2"), (forked, "forked: its first 3")):
        with pytest.raises(EvidenceError, match=words):
            grown_since(kept, log.leaf_hashes, ORIGIN, key.public)
    log = add(tmp_path, key, 4)
    stranger = make_key(other, ORIGIN)
    with pytest.raises(EvidenceError, match="signed by another key"):
        grown_since(kept, log.leaf_hashes, ORIGIN, stranger.public)
    with pytest.raises(EvidenceError, match="was signed, and is not any more"):
        grown_since(kept, log.leaf_hashes, ORIGIN, None)
    with pytest.raises(EvidenceError, match="of another log"):
        grown_since(kept, log.leaf_hashes, "elsewhere", key.public)


def test_a_changed_log_is_never_signed_again(tmp_path: Path, key: SigningKey) -> None:
    add(tmp_path, key, 1, 2)
    path = tmp_path / "log" / "entries"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"received_at":"1"', b'"received_at":"7"'))
    with pytest.raises(EvidenceError, match="the log has been changed"):
        add(tmp_path, key, 3)
    path.write_bytes(whole.splitlines(keepends=True)[0])
    with pytest.raises(EvidenceError, match="the log was cut"):
        add(tmp_path, key, 3)


def test_an_unsigned_log_is_signed_once_there_is_a_key(tmp_path: Path) -> None:
    log = add(tmp_path, None, 1)
    assert log.note is not None
    assert log.note.signatures == ()
    signed = add(tmp_path, make_key(tmp_path, ORIGIN))
    assert signed.note is not None
    assert len(signed.note.signatures) == 1
    assert grown_since(log.note, signed.leaf_hashes, ORIGIN, None).size == 1


def test_an_entry_has_one_form() -> None:
    data = encode(leaf(1))
    assert decode(data) == leaf(1)
    assert data.startswith(b'{"decision":"accept","feed":"f","kind":"decision","observed_at":"t"')
    for other in (data.replace(b":", b": "), data.replace(b'"f"', b'"\\u0066"'), b"{}", b"nothing"):
        with pytest.raises(EvidenceError):
            decode(other)
    with pytest.raises(EvidenceError, match="at most 65,535 fit"):
        encode(
            DecisionLeaf(
                previous="", sha256="x" * 70_000, feed="", observed_at="", received_at="", decision=""
            )
        )


def test_rows_have_one_form_whatever_their_order_and_empty_columns() -> None:
    rows = pl.DataFrame(
        {
            "votes_b": [1, None],
            "sheet": ["2", 'a "b",\n'],
            "contest": ["main", "main"],
            "unit_district": ["", None],
            "votes_a": [3, 4],
            "line": [2, 3],
            "null": [None, None],
            "delivery": ["x", "x"],
        },
        schema_overrides={"null": pl.Int64},
    )
    text = b'contest,sheet,line,unit_district,votes_a,votes_b\nmain,2,2,"",3,1\nmain,"a ""b"",\n",3,,4,\n'
    assert rows_csv(rows) == text
    assert rows_csv(rows.reverse().drop("null")) == text


@pytest.mark.parametrize("other", ["gone", "same name", "other name"])
def test_a_signed_log_is_not_continued_without_its_key(tmp_path: Path, key: SigningKey, other: str) -> None:
    add(tmp_path, key, 1)
    before = (tmp_path / "log" / "checkpoint").read_bytes()
    place = tmp_path / "elsewhere"
    place.mkdir()
    another = None if other == "gone" else make_key(place, ORIGIN if other == "same name" else "another")
    words = "is gone" if other == "gone" else "signed by another key"
    for numbers in ((), (2,)):
        with pytest.raises(EvidenceError, match=words) as refused:
            add(tmp_path, another, *numbers)
        assert "from a copy" in refused.value.hint
    assert (tmp_path / "log" / "checkpoint").read_bytes() == before
    add(tmp_path, key, 2)


def test_what_witnesses_alone_have_signed_goes_on_without_a_key(tmp_path: Path) -> None:
    log = add(tmp_path, None, 1)
    assert log.note is not None
    witness = make_key(tmp_path, "witness.example.net")
    cosigned = log.note.with_signatures(witness.sign(log.note.text).signatures)
    (tmp_path / "log" / "checkpoint").write_bytes(bytes(cosigned))
    assert not read_log(tmp_path).signed
    assert len(add(tmp_path, None, 2).entries) == 2
