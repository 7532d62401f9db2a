"""Time stamps: what an authority says of when a log already had its entries.

An authority signs, with the time, the three lines of a checkpoint, as RFC 3161 has it
(https://www.rfc-editor.org/rfc/rfc3161). They can be made again from the entries, so that a stamp is all that
has to be kept: ``timestamps/`` beside the entries, named by the size of the log and the digest of the stamp.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import PKIStatus, TimeStampRequest

from escrutinio.evidence.checkpoint import Checkpoint
from escrutinio.evidence.merkle import root
from escrutinio.model import EvidenceError

TIMESTAMPS = "timestamps"
MOST_BYTES = 2**16
"""Of a stamp: those of today's authorities have some 6,000."""
_REASON = re.compile(r'Verify error: ([^"]+)')
"""What OpenSSL says of a chain of certificates, in the midst of much else."""
_NAME = re.compile(r"([1-9][0-9]{0,11})-[0-9a-f]{16}\.tsr")


@dataclass(frozen=True, slots=True)
class Timestamp:
    """One stamp.

    Attributes:
        size: entries that the log had.
        at: when, as the authority says, in UTC.
        response: the answer of the authority, as RFC 3161 has it.
    """

    size: int
    at: datetime
    response: bytes

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.size}-{hashlib.sha256(self.response).hexdigest()[:16]}.tsr"


def stamp_request(checkpoint: Checkpoint, *, with_certificates: bool = True) -> TimeStampRequest:
    """What an authority is asked: to stamp a checkpoint, under a number that it repeats."""
    request = TimestampRequestBuilder().data(checkpoint.text.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return request.cert_request(cert_request=with_certificates).build()


def stamped(checkpoint: Checkpoint, response: bytes, request: TimeStampRequest | None = None) -> Timestamp:
    """The stamp of a checkpoint, read from an answer. Who has signed it is not looked at here.

    Args:
        checkpoint: what was to be stamped.
        response: of the authority.
        request: what it answers; None where that is not known any more.

    Raises:
        EvidenceError: it is none, was refused, or is of something else.
    """
    read = _read(response)
    if PKIStatus(read.status) is not PKIStatus.GRANTED:  # granted with changes, it could not be verified
        words = "; ".join(read.status_string) or "without a reason"
        raise EvidenceError(f"the authority has not stamped what was asked for: {words}")
    info = read.tst_info
    algorithm = info.message_imprint.hash_algorithm.dotted_string
    if algorithm not in _DIGESTS:
        raise EvidenceError(f"the time stamp is over a digest that is not known here, {algorithm}")
    if info.message_imprint.message != _DIGESTS[algorithm](checkpoint.text.encode()).digest():
        raise EvidenceError(f"the time stamp is not of this log as it was at size {checkpoint.size:,}")
    if request is not None and info.nonce != request.nonce:
        raise EvidenceError("the time stamp answers another request")
    return Timestamp(checkpoint.size, info.gen_time, response)


_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
"""By object identifier, see RFC 5754."""


def signed_by_authority(
    stamp: Timestamp, checkpoint: Checkpoint, certificates: Sequence[x509.Certificate]
) -> None:
    """Refuse a stamp that no authority of these certificates has signed.

    Args:
        stamp: the stamp.
        checkpoint: what it is of.
        certificates: those that are trusted: roots, and the authority's own where the stamp does not hold it.

    Raises:
        EvidenceError: none of them has signed it, or not this.
    """
    own = next((each for each in certificates if not _may_sign_others(each)), None)
    roots = [each for each in certificates if each is not own]
    verifier = VerifierBuilder(tsa_certificate=own, roots=roots or list(certificates)).build()
    try:
        verifier.verify_message(_read(stamp.response), checkpoint.text.encode())
    except (VerificationError, ValueError) as error:
        words = "no authority of the certificates that were given has signed the time stamp of"
        reason = _REASON.search(str(error))
        raise EvidenceError(f"{words} {in_utc(stamp.at)}{f' ({reason[1]})' if reason else ''}") from None


def read_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of an authority.

    Args:
        data: one or several, as PEM, or one as DER.

    Raises:
        EvidenceError: there is none in it.
    """
    try:
        if b"-----BEGIN" in data:
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
    except ValueError:
        raise EvidenceError(
            "the file holds no certificate", hint="Give the authority's root certificate, as PEM or DER."
        ) from None


def timestamp_files(folder: Path) -> dict[str, bytes]:
    """The stamps that are kept: name of the file -> its bytes; of one that is too large, what is too much."""
    try:
        paths = sorted((folder / TIMESTAMPS).iterdir(), key=lambda path: (len(path.name), path.name))
        return {path.name: _start(path) for path in paths if path.is_file()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise EvidenceError(f"the time stamps cannot be read: {error.strerror}", where=str(folder)) from None


def read_timestamp(name: str, response: bytes, origin: str, leaf_hashes: Sequence[bytes]) -> Timestamp:
    """A stamp that was kept, against the entries of the log that it is of.

    Args:
        name: of its file.
        response: its bytes.
        origin: the name of the log.
        leaf_hashes: of its entries, 32 bytes each.

    Raises:
        EvidenceError: it is none, or not of this log.
    """
    size = checkpoint_size(name)
    if size > len(leaf_hashes):
        raise EvidenceError(
            f"the log was rewound: a time stamp is of size {size:,}, and it has {len(leaf_hashes):,}"
        )
    return stamped(checkpoint_at(size, origin, leaf_hashes), response)


def checkpoint_at(size: int, origin: str, leaf_hashes: Sequence[bytes]) -> Checkpoint:
    """The checkpoint of a log when it had so many entries."""
    return Checkpoint(origin, size, root(leaf_hashes[:size]))


def checkpoint_size(name: str) -> int:
    """The entries that the log had, from the name of a stamp's file.

    Raises:
        EvidenceError: it is no such name.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise EvidenceError(f"{name} is no name of a time stamp")
    return int(match[1])


def newest(stamps: Iterable[Timestamp]) -> Timestamp | None:
    """The stamp of the most entries; of several the earliest, which says most."""
    return min(stamps, key=lambda stamp: (-stamp.size, stamp.at), default=None)


def in_utc(at: datetime) -> str:
    """A time of an authority, such as 4 May 2031 20:00:00 UTC."""
    return f"{at.day} {at:%b %Y %H:%M:%S} UTC"


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _read(response: bytes) -> TimeStampResponse:
    if len(response) > MOST_BYTES:
        raise EvidenceError(f"the time stamp is larger than {MOST_BYTES:,} bytes")
    try:
        return decode_timestamp_response(response)
    except ValueError as error:
        raise EvidenceError(f"the time stamp cannot be read: {error}") from None


def _may_sign_others(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return certificate.issuer == certificate.subject
