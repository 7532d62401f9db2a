"""The answers of ``escrutinio package`` and ``log``."""

from __future__ import annotations

from datetime import datetime

import msgspec

from escrutinio.flows.documents.figures import ElectionHeading, Whole


class PackageDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/package/1"
):
    """Answer of escrutinio package.

    Attributes:
        file: the package.
        size: its bytes.
        sha256: of its bytes; the same for the same folder.
        files: how many files it holds.
        deliveries: the deliveries in its log.
        entries: the entries of its log.
        key: the public key by which it is signed; empty where the election has none.
    """

    file: str
    size: Whole
    sha256: str
    files: Whole
    deliveries: Whole
    entries: Whole
    key: str


class TimeStamp(msgspec.Struct, frozen=True, kw_only=True):
    """When an authority has stamped a log.

    Attributes:
        entries: how many the log had.
        at: the time, as the authority says.
    """

    entries: Whole
    at: datetime


class LogDocument(ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/log/3"):
    """Answer of escrutinio log.

    Attributes:
        origin: the log's name.
        entries: how many it has.
        checkpoint: the newest, with its signatures; empty before the first entry.
        signed: whether the desk has signed it.
        key: the public key of the desk; empty where it has none.
        witnesses: the names of the witnesses who have signed it.
        time_stamps: the stamps of authorities that were kept; who has signed them is for escrutinio verify.
        problem: why nothing more can be entered, such as a key that is gone, and what to do; empty
            where all is well.
    """

    origin: str
    entries: Whole
    checkpoint: str
    signed: bool
    key: str
    witnesses: tuple[str, ...]
    time_stamps: tuple[TimeStamp, ...]
    problem: str
