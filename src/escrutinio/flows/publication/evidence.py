"""By what a reader can check a publication: its entry in the log, the checkpoint, the key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from escrutinio.evidence import Log, PublicationLeaf, VerifierKey
from escrutinio.evidence.keys import PUBLIC_FILE
from escrutinio.evidence.log import read_log
from escrutinio.flows.kept_log import require_kept
from escrutinio.flows.publication.reading import Publication
from escrutinio.flows.publication.store import LOG_PROBLEM, published
from escrutinio.model import REHEARSAL, EvidenceError


class LogProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a publication is not in the log, or of a replay, what came in; and what to do about it."""

    publication: str
    message: str
    hint: str = ""


@dataclass(frozen=True)
class PublicationEvidence:
    """What a reader can hold a publication against.

    Attributes:
        checkpoint: the newest, with its signatures; empty where there is none.
        signed: whether the desk has signed it.
        by_other_key: whether it is signed by a key that the desk does not have.
        key: the public key; empty where the election has none.
        entry: the publication's own entry; None where it has none.
        problem: why it has none, where that is known.
    """

    checkpoint: str = ""
    signed: bool = False
    by_other_key: bool = False
    key: str = ""
    entry: PublicationLeaf | None = None
    problem: str = ""


def log_folder_of(publication: Publication, folder: Path) -> Path:
    """Where the log of the ledger is that a publication shows."""
    return folder / REHEARSAL if publication.front.rehearsal else folder


def evidence_of(publication: Publication, folder: Path) -> PublicationEvidence:
    """The evidence of a publication; one without any says so, and never fails.

    Args:
        publication: the publication.
        folder: the election's.
    """
    try:
        place = log_folder_of(publication, folder)
        log = read_log(place)
        require_kept(place, folder, log)
        key = _key(log, folder)
        signed = key is not None and log.note is not None and log.note.signed_by(key)
        entries = [leaf for leaf in log.leaves() if isinstance(leaf, PublicationLeaf)]
    except EvidenceError as error:
        return PublicationEvidence(problem=error.message)
    own = next((leaf for leaf in reversed(entries) if leaf.publication == publication.id), None)
    said = log_problem(publication.id, folder)
    return PublicationEvidence(
        checkpoint=bytes(log.note).decode() if log.note else "",
        signed=signed,
        by_other_key=not signed and log.signed,
        key=str(key) if key else "",
        entry=own,
        problem=said.message if said is not None and own is None else "",
    )


def _key(log: Log, folder: Path) -> VerifierKey | None:
    """The public key of the folder, under the name of this log."""
    try:
        key = VerifierKey.parse((folder / PUBLIC_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    origin = log.checkpoint.origin if log.checkpoint else key.name
    return VerifierKey(origin, key.kind, key.public)


def log_problem(publication: str, folder: Path) -> LogProblem | None:
    """Why something of a publication is not in the log; None where all is, or nobody knows.

    Args:
        publication: its id.
        folder: the election's.
    """
    try:
        data = (published(folder) / LOG_PROBLEM).read_bytes()
        said = msgspec.json.decode(data, type=LogProblem)
    except (OSError, msgspec.MsgspecError):
        return None
    return said if said.publication == publication else None
