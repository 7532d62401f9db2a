"""The answer of ``escrutinio ingest``."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from escrutinio.flows.documents.figures import UtcTime, Whole


class IngestStatus(StrEnum):
    """What became of a file."""

    TAKEN_IN = "taken in"
    HELD = "held"
    ALREADY_KNOWN = "already known"
    REFUSED = "refused"


class IngestedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file, with one of the feeds that read it.

    All but file, status, message and hint is null or empty when the file was refused, or was known before it
    was read.

    Attributes:
        file: its path, as it was given.
        status: held: it was taken in, and has far fewer sheets than the snapshot before it, so it does not
            count until somebody accepts it; refused: nothing of it was taken in; already known: the ledger
            has these bytes of that time. A file under its own name is recognised before it is read.
        feed: the feed it was read with.
        observed_at: when the source showed it. ISO 8601, UTC.
        sha256: SHA-256 of its bytes: the delivery's id.
        rows: sheet rows read.
        contests: the contests it speaks for.
        findings: findings made while reading.
        sheets_not_counted: of the rows, those that list a sheet which the source has not counted yet.
        sheets_unexpected: of the other rows, those whose sheet the stations file does not expect in its
            contest.
        message: why it was refused or is held; empty when neither.
        hint: what to do about it; empty when nothing helps.
    """

    file: str
    status: IngestStatus
    feed: str | None
    observed_at: UtcTime | None
    sha256: str | None
    rows: Whole | None
    contests: tuple[str, ...]
    findings: Whole | None
    sheets_not_counted: Whole | None
    sheets_unexpected: Whole | None
    message: str
    hint: str


class IngestDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/ingest/4"
):
    """Answer of escrutinio ingest.

    What became of each file. With --watch and --poll one document follows another.

    Attributes:
        election: the election's id.
        files: one entry a file, in the order given; a file of which several feeds read contests of their own
            has one for each of them.
    """

    election: str
    files: tuple[IngestedFile, ...]
