"""By what a reader can check a publication: its entry in the log, the checkpoint, the key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from escrutinio.evidence import Log, PublicationLeaf, VerifierKey
from escrutinio.evidence.keys import PUBLIC_FILE
from escrutinio.evidence.log import read_log
from escrutinio.flows.publication.reading import Publication
from escrutinio.flows.publication.store import published
from escrutinio.model import REHEARSAL, EvidenceError

LOG_PROBLEM = "log-problem.json"


class LogProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a publication is not in the log."""

    publication: str
    message: str


@dataclass(frozen=True)
class PublicationEvidence:
    """What a reader can hold a publication against.

    Attributes:
        checkpoint: the newest, with its signatures; empty where there is none.
        signed: whether the desk has signed it.
        key: the public key; empty where the election has none.
        entry: the publication's own entry; None where it has none.
        problem: why it has none, where that is known.
    """

    checkpoint: str = ""
    signed: bool = False
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
        log = read_log(log_folder_of(publication, folder))
        key = _key(log, folder)
        signed = key is not None and log.note is not None and log.note.signed_by(key)
        entries = [leaf for leaf in log.leaves() if isinstance(leaf, PublicationLeaf)]
    except EvidenceError as error:
        return PublicationEvidence(problem=error.message)
    own = next((leaf for leaf in reversed(entries) if leaf.publication == publication.id), None)
    return PublicationEvidence(
        checkpoint=bytes(log.note).decode() if log.note else "",
        signed=signed,
        key=str(key) if key else "",
        entry=own,
        problem="" if own else _problem(publication, folder),
    )


def _key(log: Log, folder: Path) -> VerifierKey | None:
    """The public key of the folder, under the name of this log."""
    try:
        key = VerifierKey.parse((folder / PUBLIC_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    origin = log.checkpoint.origin if log.checkpoint else key.name
    return VerifierKey(origin, key.kind, key.public)


def _problem(publication: Publication, folder: Path) -> str:
    try:
        data = (published(folder) / LOG_PROBLEM).read_bytes()
        said = msgspec.json.decode(data, type=LogProblem)
    except (OSError, msgspec.MsgspecError):
        return ""
    return said.message if said.publication == publication.id else ""
