"""The log of an election folder: its state, its key, and its witnesses."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import asdict

from escrutinio.evidence import VerifierKey, make_key
from escrutinio.evidence.keys import default_name
from escrutinio.evidence.log import LOG, Log, add_witness, cosign, read_log, require_key
from escrutinio.evidence.notes import COSIGNATURE, Note
from escrutinio.flows.count import election_heading
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.package import LogDocument, TimeStamp
from escrutinio.flows.evidence import log_deliveries, log_folder, require_checkpoint, signer
from escrutinio.flows.kept_log import unmark
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


def begin_another(desk: Desk, now: datetime, key_name: str | None = None) -> str:
    """Move a log that cannot be continued aside, where it is there, and begin another one.

    Args:
        desk: the election.
        now: the time (UTC); the old one is named by it.
        key_name: the name of a key that is made for it, as in :func:`sign_from_now_on`; None to make none.

    Returns:
        Where the old log is now; empty where it was gone.

    Raises:
        EvidenceError: the log can be continued, there is a key already, or the new one cannot be written.
    """
    place = log_folder(desk)
    try:
        log = read_log(place)
        log.require_whole()
        require_key(log, signer(desk).public)
        require_checkpoint(desk, log)
    except EvidenceError:
        pass
    else:
        raise EvidenceError("nothing is wrong with the log", hint="The next entry continues it.")
    if key_name is not None:
        make_key(desk.election.folder, key_name or default_name(desk.election.id))
    aside = f"{LOG}-{now:%Y%m%dT%H%M%S}"
    try:
        (place / LOG).rename(place / aside)
    except FileNotFoundError:
        aside = ""
    except OSError as error:
        raise EvidenceError(f"the log cannot be moved aside: {error.strerror}", where=str(place)) from None
    unmark(place)
    log_deliveries(desk, another=True)
    return aside


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
        require_checkpoint(desk, log)
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
