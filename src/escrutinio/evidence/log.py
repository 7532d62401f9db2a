"""The log in its folder: entries that are only ever added, and the checkpoint that says how far they go.

``entries`` has one entry a line; ``checkpoint`` is a signed note, or one without signatures where the
election has no key. Entries come first and the checkpoint last: what stands beyond it was never promised,
and is written anew.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from escrutinio.evidence.checkpoint import Checkpoint
from escrutinio.evidence.keys import KEY_FILE, SigningKey
from escrutinio.evidence.leaves import Leaf, decode, encode
from escrutinio.evidence.merkle import leaf_hash, root
from escrutinio.evidence.notes import Note, VerifierKey
from escrutinio.model import EvidenceError
from escrutinio.model.files import LOCK, locked, write_whole

LOG, ENTRIES, CHECKPOINT, WITNESSES = "log", "entries", "checkpoint", "witnesses"
_CHANGED = "the log has been changed: its entries are not those of its checkpoint"


@dataclass(frozen=True)
class Log:
    """A log as it was read.

    Attributes:
        note: its checkpoint; None before the first entry.
        entries: as bytes, in order, as many as the checkpoint says.
    """

    note: Note | None = None
    entries: tuple[bytes, ...] = ()
    witnesses: tuple[VerifierKey, ...] = field(default=())

    @cached_property
    def leaf_hashes(self) -> tuple[bytes, ...]:
        """The hashes of the entries, 32 bytes each."""
        return tuple(map(leaf_hash, self.entries))

    @property
    def checkpoint(self) -> Checkpoint | None:
        """What the note says."""
        return Checkpoint.of(self.note) if self.note else None

    @property
    def signed(self) -> bool:
        """Whether it says that it is signed: not by witnesses alone."""
        checkpoint = self.checkpoint
        signatures = self.note.signatures if self.note else ()
        return checkpoint is not None and any(each.name == checkpoint.origin for each in signatures)

    def leaves(self) -> list[Leaf]:
        """The entries, read.

        Raises:
            EvidenceError: one of them is none.
        """
        return list(self._leaves)

    @cached_property
    def _leaves(self) -> tuple[Leaf, ...]:
        return tuple(map(decode, self.entries))

    def require_whole(self) -> None:
        """Refuse a log whose entries are not those of its checkpoint.

        Raises:
            EvidenceError: they are not.
        """
        checkpoint = self.checkpoint
        if checkpoint is None:
            if self.entries:
                raise EvidenceError("the log has entries and no checkpoint")
            return
        if checkpoint.size > len(self.entries):
            raise EvidenceError(
                f"the log was cut: its checkpoint says {checkpoint.size:,} entries, and it has "
                f"{len(self.entries):,}"
            )
        if root(self.leaf_hashes) != checkpoint.root:
            raise EvidenceError(_CHANGED)


def checkpoint_bytes(folder: Path) -> bytes:
    """The checkpoint of a folder's log as it is kept; empty where there is none."""
    try:
        return (folder / LOG / CHECKPOINT).read_bytes()
    except OSError:
        return b""


def read_log(folder: Path) -> Log:
    """The log of a folder, as far as its checkpoint goes; an empty one where there is none.

    Args:
        folder: where the ledger is.

    Raises:
        EvidenceError: it cannot be read.
    """
    place = folder / LOG
    try:
        note = Note.parse((place / CHECKPOINT).read_bytes())
        lines = (place / ENTRIES).read_bytes()
        keys = _witnesses(place / WITNESSES)
    except FileNotFoundError:
        if (place / CHECKPOINT).exists():
            raise EvidenceError("the entries of the log are not there", where=str(place)) from None
        return Log()
    except OSError as error:
        raise EvidenceError(f"the log cannot be read: {error.strerror}", where=str(place)) from None
    size = Checkpoint.of(note).size
    return Log(note, tuple(split_entries(lines)[:size]), keys)


def split_entries(lines: bytes) -> list[bytes]:
    """The entries of a file of lines; a torn last one is left out."""
    return lines.split(b"\n")[:-1]


def changed_entry(entries: Sequence[bytes]) -> int | None:
    """The first entry, from 0, that is none or is not the one that the next names; else the last."""
    previous = ""
    for number, entry in enumerate(entries):
        try:
            named = decode(entry).previous
        except EvidenceError:
            return number
        if named != previous:
            return max(number - 1, 0)
        previous = leaf_hash(entry).hex()
    return len(entries) - 1 if entries else None


def append(folder: Path, key: SigningKey | None, origin: str, make: Callable[[Log], Sequence[Leaf]]) -> Log:
    """Add entries to a log and sign it; with no other writer at work on it.

    Args:
        folder: where the ledger is; the log is made where there is none.
        key: signs the checkpoint; None where the election has no key.
        origin: the name of the log.
        make: the entries to add, from the log as it is; what they give as ``previous`` is put right here.

    Returns:
        The log as it is then.

    Raises:
        EvidenceError: it has been changed, was signed by another key, or cannot be written; then it is as it
            was before.
    """
    place = folder / LOG
    with _writing(place):
        log = read_log(folder)
        log.require_whole()
        require_key(log, key.public if key else None)
        entries, previous = list(log.entries), log.leaf_hashes[-1].hex() if log.entries else ""
        for leaf in make(log):
            entry = encode(_after(leaf, previous))
            entries.append(entry)
            previous = leaf_hash(entry).hex()
        text = Checkpoint(origin, len(entries), root([leaf_hash(entry) for entry in entries])).text
        if log.note is not None and log.note.text == text and (log.note.signatures or key is None):
            return log
        if not entries:
            return log
        note = key.sign(text) if key is not None else Note(text)
        _write(place, entries, len(log.entries), note)
        return Log(note, tuple(entries), log.witnesses)


def require_key(log: Log, key: VerifierKey | None) -> None:
    """Refuse to go on with a signed log without the key that has signed it.

    Whoever has kept a checkpoint would take what another key signs, or nobody, for a forgery.

    Args:
        log: the log.
        key: of the folder, under the log's name; None where there is none.

    Raises:
        EvidenceError: another key has signed the log, or the signature is false.
    """
    if log.note is None or not log.signed:
        return
    if key is None:
        raise EvidenceError(
            f"the log is signed, and the key that signs it, {KEY_FILE}, is gone",
            hint=f"Put {KEY_FILE} back from a copy. If there is none, escrutinio log FOLDER --begin-another "
            "--make-key begins another log with another key.",
        )
    if not log.note.signed_by(key):
        raise EvidenceError(
            f"the log is signed by another key than {KEY_FILE}",
            hint=f"Put the first {KEY_FILE} back from a copy. If there is none, "
            "escrutinio log FOLDER --begin-another begins another log.",
        )


def cosign(folder: Path, cosigned: Note, key: VerifierKey | None) -> tuple[str, ...]:
    """Keep what witnesses have signed beneath the checkpoint of today.

    Args:
        folder: where the ledger is.
        cosigned: the checkpoint with their signatures.
        key: of the log; None where it is not signed.

    Returns:
        The names of the witnesses.

    Raises:
        EvidenceError: it is another checkpoint, or no known witness has signed it, or one falsely.
    """
    with _writing(folder / LOG):
        log = read_log(folder)
        if log.note is None or cosigned.text != log.note.text:
            raise EvidenceError("this is not the checkpoint of today", hint="Let them sign the newest one.")
        if key is not None and not cosigned.signed_by(key):
            raise EvidenceError("the log itself has not signed this")
        names = cosigned.witnesses(log.witnesses)
        if not names:
            raise EvidenceError("no witness that is known has signed this", hint="Name it with --witness.")
        known = {(witness.name, witness.id) for witness in log.witnesses}
        theirs = [each for each in cosigned.signatures if (each.name, each.key_id) in known]
        _whole(folder / LOG / CHECKPOINT, bytes(log.note.with_signatures(theirs)))
    return names


def add_witness(folder: Path, witness: VerifierKey) -> None:
    """Trust the signatures of a witness from now on.

    Raises:
        EvidenceError: it cannot be written.
    """
    with _writing(folder / LOG) as place:
        keys = dict.fromkeys([*_witnesses(place / WITNESSES), witness])
        _whole(place / WITNESSES, "".join(f"{key}\n" for key in keys).encode())


def _witnesses(path: Path) -> tuple[VerifierKey, ...]:
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return tuple(VerifierKey.parse(line) for line in lines if line.strip())


@contextlib.contextmanager
def _writing(place: Path) -> Iterator[Path]:
    with locked(place / LOCK, lambda error: _unwritable(place, error)):
        yield place


def _unwritable(path: Path, error: OSError) -> EvidenceError:
    return EvidenceError(f"the log cannot be written: {error.strerror}", where=str(path))


def _after(leaf: Leaf, previous: str) -> Leaf:
    return replace(leaf, previous=previous)


def _write(place: Path, entries: Sequence[bytes], known: int, note: Note) -> None:
    path = place / ENTRIES
    old = sum(len(entry) + 1 for entry in entries[:known])
    new = b"".join(entry + b"\n" for entry in entries[known:])
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(old)
            file.truncate()
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritable(path, error) from None
    _whole(place / CHECKPOINT, bytes(note))


def _whole(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data, sync=True)
    except OSError as error:
        raise _unwritable(path, error) from None
