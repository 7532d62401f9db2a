"""The seal of the ledger's own files: the digest of each, taken when it was new, and signed.

The files of the table are never changed, only added to; so a file whose bytes differ from the seal was
changed by a disk or a hand, even where no figure reads otherwise. Kept bytes need no seal: their name is
their digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from escrutinio.evidence import SigningKey, VerifierKey
from escrutinio.evidence.notes import Note
from escrutinio.ledger.reading_trial import SEAL
from escrutinio.model import EvidenceError
from escrutinio.model.files import sha256_of, write_whole

_FORM = "escrutinio/seal/1"
_POINTER = "_last_checkpoint"
"""The one file of the table that is replaced: it says where its log has been summed up."""
_MOST = 2**28


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """A file that is not as it was sealed.

    Attributes:
        path: within the table's folder.
        old: its digest then.
        new: its digest now; empty where it is missing.
    """

    path: str
    old: str
    new: str


def seal(table: Path, key: SigningKey | None, *, anew: bool = False) -> None:
    """Take the digests of the files that are new.

    Args:
        table: the folder of the table; the seal is in the folder of the log beside it.
        key: signs it; None where the election has none.
        anew: forget the files of the table that was there before.

    Raises:
        EvidenceError: a file cannot be read, or the seal cannot be written.
    """
    place = table.parent / SEAL
    known = {} if anew else dict(_sealed(place, None))
    now = dict(known)
    try:
        for name, path in _files(table):
            if name not in known or path.name == _POINTER:
                now[name] = sha256_of(path)
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(now.items()))
        text = f"{_FORM}\n{lines}"
        data = bytes(key.sign(text) if key else Note(text))
        if place.exists() and place.read_bytes() == data:
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, data)
    except OSError as error:
        raise EvidenceError(f"the ledger cannot be sealed: {error.strerror}", where=str(place)) from None


def broken_seals(table: Path, key: VerifierKey | None) -> list[BrokenSeal]:
    """The files of a table that are not as they were sealed; what has come since is not looked at.

    Args:
        table: its folder.
        key: that has signed the seal; None where the election has none.

    Raises:
        EvidenceError: the seal itself has been changed.
    """
    known = _sealed(table.parent / SEAL, key)
    files = dict(_files(table))
    fresh = any(name.startswith("_delta_log/") for name in files.keys() - known.keys())
    broken = []
    for name, old in known.items():
        path = files.get(name)
        if path is not None and path.name == _POINTER and fresh:
            continue
        new = sha256_of(path) if path is not None else ""
        if new != old:
            broken.append(BrokenSeal(name, old, new))
    return broken


def _sealed(place: Path, key: VerifierKey | None) -> Mapping[str, str]:
    try:
        data = place.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise EvidenceError(f"the seal cannot be read: {error.strerror}", where=str(place)) from None
    note = Note.parse(data, most=_MOST)
    if key is not None and not note.signed_by(key):
        raise EvidenceError("the seal of the ledger is not signed by this desk", where=str(place))
    form, *lines = note.text.split("\n")[:-1]
    pairs = [line.partition("  ") for line in lines]
    if form != _FORM or not all(len(digest) == 64 and name for digest, _, name in pairs):
        raise EvidenceError("the seal of the ledger has been changed", where=str(place))
    return {name: digest for digest, _, name in pairs}


def _files(table: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(table.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(table).as_posix(), path
