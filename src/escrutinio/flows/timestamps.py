"""Time stamps of an election's log: asked for, kept beside it, and verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from escrutinio.evidence import Checkpoint, Log
from escrutinio.evidence.log import LOG, read_log
from escrutinio.evidence.timestamps import (
    MOST_BYTES,
    TIMESTAMPS,
    Timestamp,
    checkpoint_at,
    in_utc,
    newest,
    read_certificates,
    read_timestamp,
    signed_by_authority,
    stamp_request,
    stamped,
    timestamp_files,
)
from escrutinio.feeds.web_fetch import SourceDownError, hand_over
from escrutinio.flows.desk import Desk
from escrutinio.flows.evidence import log_folder
from escrutinio.flows.so_many import so_many
from escrutinio.model import EvidenceError, address_fault
from escrutinio.model.files import write_whole

_TIMEOUT = 30.0
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


@dataclass(frozen=True, slots=True)
class VerifiedStamps:
    """What the stamps of a log say.

    Attributes:
        agrees: whether an authority that is trusted has signed each; None where none is named, or
            there is no stamp.
        detail: in a few words.
        problems: file of a stamp -> what is wrong with it.
    """

    agrees: bool | None
    detail: str
    problems: Mapping[str, str]


def stamp_log(desk: Desk, url: str, authority: bytes | None) -> Timestamp:
    """Have an authority stamp the newest checkpoint, and keep the stamp.

    Args:
        desk: the election.
        url: of the authority, which answers as RFC 3161 has it.
        authority: the certificates by which the stamp has to be signed; None to keep it without looking.

    Raises:
        EvidenceError: there is no checkpoint, the authority gives no stamp, or one that is not signed so.
    """
    if fault := address_fault(url):
        raise EvidenceError(f"the address of the authority: {fault}", where=url)
    trusted = () if authority is None else read_certificates(authority)
    log = read_log(log_folder(desk))
    log.require_whole()
    checkpoint = log.checkpoint
    if checkpoint is None:
        raise EvidenceError("the log has no entry yet that could be stamped")
    stamp = _asked(url, checkpoint)
    if trusted:
        signed_by_authority(stamp, checkpoint, trusted)
    path = log_folder(desk) / LOG / TIMESTAMPS / stamp.name
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, stamp.response, sync=True)
    except OSError as error:
        raise EvidenceError(f"the time stamp cannot be kept: {error.strerror}", where=str(path)) from None
    return stamp


def kept_stamps(place: Path, log: Log) -> list[Timestamp]:
    """The stamps that were kept and are of this log, in the order of its entries.

    Args:
        place: the folder of the log.
        log: the log.
    """
    stamps = []
    for name, response in timestamp_files(place).items():
        try:
            stamps.append(_of(log, name, response))
        except EvidenceError:
            continue  # escrutinio verify names it
    return stamps


def verified_stamps(place: Path, log: Log, authority: bytes | None) -> VerifiedStamps | None:
    """Verify the stamps of a log; None where it has none, and none is asked for.

    Args:
        place: the folder of the log.
        log: the log, whole.
        authority: the certificates that are trusted; None where none are named.

    Raises:
        EvidenceError: they cannot be read, or the certificates cannot.
    """
    trusted = () if authority is None else read_certificates(authority)
    files = timestamp_files(place)
    if not files:
        return VerifiedStamps(None, "the log has none", {}) if trusted else None
    good: list[Timestamp] = []
    problems: dict[str, str] = {}
    for name, response in files.items():
        try:
            stamp = _of(log, name, response)
            if trusted:
                signed_by_authority(stamp, _checkpoint(log, stamp.size), trusted)
            good.append(stamp)
        except EvidenceError as error:
            problems[name] = error.message
    if problems:
        words = f"{so_many(len(problems), 'time stamp')} of {len(files):,} cannot be believed"
        return VerifiedStamps(False, words, problems)
    last = newest(good)
    assert last is not None
    said = f"{so_many(last.size, 'entry')} by {in_utc(last.at)}"
    if not trusted:
        return VerifiedStamps(None, f"they say: {said}; --authority FILE verifies who signed", {})
    return VerifiedStamps(True, f"{said}, as the authority has signed", {})


def _of(log: Log, name: str, response: bytes) -> Timestamp:
    return read_timestamp(name, response, _checkpoint(log, 0).origin, log.leaf_hashes)


def _checkpoint(log: Log, size: int) -> Checkpoint:
    if log.checkpoint is None:
        raise EvidenceError("there are time stamps, and no log")
    return checkpoint_at(size, log.checkpoint.origin, log.leaf_hashes)


def _asked(url: str, checkpoint: Checkpoint) -> Timestamp:
    """The stamp; with the authority's certificates where its answer can be read with them."""
    request = stamp_request(checkpoint)
    response = _posted(url, request.as_bytes())
    try:
        return stamped(checkpoint, response, request)
    except EvidenceError:
        # Some answers list their certificates in an order that is not that of DER, and cannot be read.
        request = stamp_request(checkpoint, with_certificates=False)
        return stamped(checkpoint, _posted(url, request.as_bytes()), request)


def _posted(url: str, query: bytes) -> bytes:
    try:
        return hand_over(url, query, _HEADERS, timeout=_TIMEOUT, most=MOST_BYTES)
    except SourceDownError as error:
        raise EvidenceError(
            f"the authority gives no time stamp: {error.message}",
            where=url,
            hint="Nothing else depends on it; ask again later.",
        ) from None
