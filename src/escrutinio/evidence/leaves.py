"""The entries of the log: what came in, what was decided of it, and what was published.

An entry is a JSON object in the one form that RFC 8785 allows it: keys in order, no spaces, text as UTF-8.
Its keys are ASCII, its values text, whole numbers, true and false, and lists of text. No entry holds a
person's name or words.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec

from escrutinio.model import EvidenceError

MOST_BYTES = 2**16 - 1
"""What fits into a bundle of C2SP's form."""


class _Leaf(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """What every entry has.

    Attributes:
        previous: the leaf hash of the entry before it, in hexadecimal; empty at the beginning.
    """

    previous: str


class DeliveryLeaf(_Leaf, frozen=True, kw_only=True, tag="delivery"):
    """A file that came in.

    Attributes:
        sha256: of its bytes, in hexadecimal.
        size: bytes.
        file: its name.
        feed: the feed it was read with.
        observed_at: when the source showed it. ISO 8601, UTC.
        received_at: when it was taken in. ISO 8601, UTC.
        snapshot: whether it holds the whole count so far of its contests.
        contests: the contests it speaks for.
        rows: sheet rows that were read from it.
        rows_sha256: of those rows as CSV, see :mod:`escrutinio.evidence.rows`.
        again: whether it was read again when the ledger was repaired; the last entry of a delivery counts.
    """

    sha256: str
    size: int
    file: str
    feed: str
    observed_at: str
    received_at: str
    snapshot: bool
    contests: tuple[str, ...]
    rows: int
    rows_sha256: str
    again: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it a delivery of its own."""
        return self.sha256, self.feed, self.observed_at


class DecisionLeaf(_Leaf, frozen=True, kw_only=True, tag="decision"):
    """What somebody has decided of a delivery; who, and in which words, is not in the log.

    Attributes:
        sha256, feed, observed_at: of the delivery.
        received_at: when it was decided. ISO 8601, UTC.
        decision: accept, withdraw or restore.
    """

    sha256: str
    feed: str
    observed_at: str
    received_at: str
    decision: str

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes it a decision of its own."""
        return self.sha256, self.feed, self.observed_at, self.received_at, self.decision


class PublicationLeaf(_Leaf, frozen=True, kw_only=True, tag="publication"):
    """What was published.

    Attributes:
        publication: its id.
        as_of: the moment of the count. ISO 8601, UTC.
        published_at: the moment of publication. ISO 8601, UTC.
        definition: SHA-256 over the names and digests of the files that define the election.
        files: SHA-256 over the names and digests of the publication's files.
        totals: SHA-256 of the totals as CSV, see :mod:`escrutinio.flows.package_results`.
        software: what has counted, with its version.
    """

    publication: str
    as_of: str
    published_at: str
    definition: str
    files: str
    totals: str
    software: str


Leaf = DeliveryLeaf | DecisionLeaf | PublicationLeaf
_DECODER: msgspec.json.Decoder[Leaf] = msgspec.json.Decoder(Leaf)


def encode(leaf: Leaf) -> bytes:
    """An entry in its one form.

    Raises:
        EvidenceError: it has too many bytes for the log.
    """
    plain = msgspec.to_builtins(leaf)
    data = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if len(data) > MOST_BYTES:
        raise EvidenceError(f"an entry of the log would have {len(data):,} bytes; at most {MOST_BYTES:,} fit")
    return data


def decode(data: bytes) -> Leaf:
    """Read an entry.

    Raises:
        EvidenceError: it is none, or not in its one form.
    """
    try:
        leaf = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise EvidenceError(f"this is no entry of the log: {error}") from None
    if encode(leaf) != data:
        raise EvidenceError("the entry of the log is not in its one form")
    return leaf


def moment(of: datetime) -> str:
    """A moment as entries have it: ISO 8601, UTC, with six digits of the second."""
    return of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
