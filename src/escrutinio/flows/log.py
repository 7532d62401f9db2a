"""The log of an election folder: its state, its key, and its witnesses."""

from __future__ import annotations

from msgspec.structs import asdict

from escrutinio.evidence import VerifierKey, make_key
from escrutinio.evidence.keys import default_name
from escrutinio.evidence.log import LOG, Log, add_witness, cosign, read_log, require_key
from escrutinio.evidence.notes import COSIGNATURE, Note
from escrutinio.flows.count import election_heading
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.package import LogDocument, TimeStamp
from escrutinio.flows.evidence import log_deliveries, log_folder, signer
from escrutinio.flows.timestamps import kept_stamps
from escrutinio.model import EvidenceError


def sign_from_now_on(desk: Desk, name: str = "") -> None:
    """Make the key of a folder that has none, and sign its log with it.

    Args:
        desk: the election.
        name: of the log; empty for one by the election's id.

    Raises:
        EvidenceError: there is a key already, it cannot be written, or the log is signed by one that is gone.
    """
    require_key(read_log(log_folder(desk)), signer(desk).public)
    make_key(desk.election.folder, name or default_name(desk.election.id))
    log_deliveries(desk)


def trust_witness(desk: Desk, key: str) -> None:
    """Keep and verify the signatures of a witness from now on.

    Raises:
        EvidenceError: it is no public key of a witness.
    """
    witness = VerifierKey.parse(key)
    if witness.kind != COSIGNATURE:
        raise EvidenceError(
            f"{witness.name} has a key that signs without the time: no witness has such a key"
        )
    add_witness(log_folder(desk), witness)


def keep_cosigned(desk: Desk, data: bytes) -> tuple[str, ...]:
    """Keep what witnesses have signed beneath the newest checkpoint; the names of those who have.

    Raises:
        EvidenceError: see :func:`escrutinio.evidence.log.cosign`.
    """
    return cosign(log_folder(desk), Note.parse(data), signer(desk).public)


def log_document(desk: Desk) -> LogDocument:
    """The log as a document.

    Raises:
        EvidenceError: it cannot be read, has been changed, or a signature is false.
    """
    log = read_log(log_folder(desk))
    log.require_whole()
    whose = signer(desk)
    signed = whose.public is not None and log.note is not None and log.note.signed_by(whose.public)
    problem = ""
    try:
        require_key(log, whose.public)
    except EvidenceError as error:
        problem = error.sentences
    return LogDocument(
        **asdict(election_heading(desk)),
        origin=log.checkpoint.origin if log.checkpoint else whose.origin,
        entries=len(log.entries),
        checkpoint=bytes(log.note).decode() if log.note else "",
        signed=signed,
        key=str(whose.public) if whose.public else "",
        witnesses=_witnesses(log),
        time_stamps=tuple(
            TimeStamp(entries=stamp.size, at=stamp.at) for stamp in kept_stamps(log_folder(desk) / LOG, log)
        ),
        problem=problem,
    )


def _witnesses(log: Log) -> tuple[str, ...]:
    return log.note.witnesses(log.witnesses) if log.note else ()
