"""Signed notes: a published one, a round trip, and what is refused."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from escrutinio.evidence.checkpoint import Checkpoint
from escrutinio.evidence.keys import key_of, make_key
from escrutinio.evidence.notes import COSIGNATURE, Note, Signature, VerifierKey
from escrutinio.model import EvidenceError

# The example of Go's golang.org/x/mod/sumdb/note, whose format C2SP has taken over.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
# The example of C2SP's tlog-cosignature: a checkpoint with the signature of the log and that of a witness.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()


def test_a_published_note_is_verified() -> None:
    key = VerifierKey.parse(PUBLISHED_KEY)
    note = Note.parse(PUBLISHED)
    assert (str(key), bytes(note)) == (PUBLISHED_KEY, PUBLISHED)
    assert note.signed_by(key)
    changed = Note.parse(PUBLISHED.replace(b"answer", b"cause"))
    with pytest.raises(EvidenceError, match="is false: the text has been changed"):
        changed.signed_by(key)


def test_the_checkpoint_of_the_specification_is_read() -> None:
    note = Note.parse(COSIGNED)
    checkpoint = Checkpoint.of(note)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert [len(signature.value) for signature in note.signatures] == [64, 72]
    assert bytes(note) == COSIGNED


def test_every_changed_byte_of_a_checkpoint_is_noticed(tmp_path: Path) -> None:
    key = make_key(tmp_path, "results.example.org/2031")
    text = Checkpoint("results.example.org/2031", 7, b"r" * 32).text
    data = bytes(key.sign(text))
    for place in range(len(data)):
        for bit in (0x01, 0x20):
            changed = bytearray(data)
            changed[place] ^= bit
            try:
                note = Note.parse(bytes(changed))
                fine = note.signed_by(key.public) and Checkpoint.of(note).text == text
            except EvidenceError:
                fine = False
            assert not fine, place


def test_a_witness_signs_with_its_time(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    witness = VerifierKey("witness.example.net", COSIGNATURE, private.public_key().public_bytes_raw())
    key = make_key(tmp_path, "log")
    note = key.sign(Checkpoint("log", 1, b"r" * 32).text)
    seconds = 1_936_000_000
    value = private.sign(f"cosignature/v1\ntime {seconds}\n{note.text}".encode())
    signed = note.with_signatures([Signature(witness.name, witness.id, seconds.to_bytes(8) + value)])
    assert Note.parse(bytes(signed)).witnesses([witness]) == (witness.name,)
    assert VerifierKey.parse(str(witness)) == witness
    later = note.with_signatures([Signature(witness.name, witness.id, (seconds + 1).to_bytes(8) + value)])
    with pytest.raises(EvidenceError, match=r"witness\.example\.net is false"):
        later.witnesses([witness])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no signature\n",
        b"text\n\nnobody\n",
        "text\n\n— a AAAA\n".encode(),
        "text\r\n\n— a AAAAAAAA\n".encode(),
        "text\n\n— a+b AAAAAAAA\n".encode(),
        b"\xff\n\n",
        b"a" * 200_000,
        PUBLISHED[:-1],
        PUBLISHED.replace(b"AM=", b"AN="),
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(EvidenceError, match="no signed note"):
        Note.parse(data)


@pytest.mark.parametrize(
    "text", ["a\n1\n", "a\n01\n" + base64.b64encode(b"r" * 32).decode() + "\n", "\n1\nAA==\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError, match="no checkpoint"):
        Checkpoint.of(Note(text))


@pytest.mark.parametrize(
    "text", ["", "a+b", PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"), PUBLISHED_KEY + "A"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError, match="public key"):
        VerifierKey.parse(text)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert key_of(tmp_path) is None
    key = make_key(tmp_path, "log")
    assert (tmp_path / "signing.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "signing.pub").read_text() == f"{key.public}\n"
    again = key_of(tmp_path)
    assert again is not None
    assert again.public == key.public
    assert again.named("log/rehearsal").public.id != key.public.id
    # The secret may hold a plus itself, and end with one.
    secret = (tmp_path / "signing.key").read_text().strip().split("+", maxsplit=4)[4]
    assert len(secret) == 44
    assert secret not in repr(again)
    with pytest.raises(EvidenceError, match="has a key already"):
        make_key(tmp_path, "log")
    with pytest.raises(EvidenceError, match="no name of a log"):
        make_key(tmp_path, "my log")
    (tmp_path / "signing.key").write_text("nothing")
    with pytest.raises(EvidenceError, match="holds no key"):
        key_of(tmp_path)
