"""The answers of ``escrutinio deliveries``, ``verify`` and ``repair``."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import ElectionHeading, UtcTime, Whole
from escrutinio.ledger.delivery_states import DeliveryState


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery of the ledger.

    Attributes:
        sha256: SHA-256 of its bytes: the delivery's id.
        file: its name.
        feed: the feed it was read with.
        observed_at: when the source showed it. ISO 8601, UTC.
        received_at: when it was taken in. ISO 8601, UTC.
        rows: sheet rows it holds.
        snapshot: whether it holds the whole count so far of its contests.
        contests: the contests it speaks for.
        state: stands; held: it has far fewer sheets than the one before it, and does not count until somebody
            accepts it; withdrawn: somebody has withdrawn it.
        reason: why somebody has decided so; empty when nobody has decided anything.
        decided_by: who has decided it; empty when nobody has.
    """

    sha256: str
    file: str
    feed: str
    observed_at: UtcTime
    received_at: UtcTime
    rows: Whole
    snapshot: bool
    contests: tuple[str, ...]
    state: DeliveryState
    reason: str
    decided_by: str


class DeliveriesDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/deliveries/1"
):
    """Answer of escrutinio deliveries.

    Attributes:
        deliveries: every delivery, in the order in which they count.
        lost: the files that the log has and the ledger has lost, or has lost a decision on; empty when all
            is well.
    """

    deliveries: tuple[DeliveryRow, ...]
    lost: tuple[str, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that was changed.

    Attributes:
        where: the sheet, as contest and sheet, or the unit, as contest, level and unit.
        figure: its column.
        old: as it was; empty when it was not there.
        new: as it is now; empty when it is not there any more.
    """

    where: str
    figure: str
    old: str
    new: str


class LedgerProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with the ledger.

    Attributes:
        kind: altered: stored rows are not those taken in; part-missing, part-damaged: a file of the table;
            raw-missing, raw-altered: the kept bytes of a delivery; unrecorded: kept bytes of which the ledger
            has no entry; log: the table's log cannot be read; file-altered: a file of the ledger or the
            package whose bytes are others; read-otherwise: the bytes read again give other rows; result: a
            result that comes out otherwise; evidence: the log of deliveries, a checkpoint, a signature or a
            seal.
        file: the delivery's file; empty when it is not known.
        sha256: the delivery; empty when it is not known.
        path: the file of the election's folder that is concerned; empty when it is no single one.
        sheets: the sheets concerned, as contest and sheet; empty when they cannot be named.
        message: one sentence.
        changes: what was changed, figure by figure, as far as it is known: the first of them.
    """

    kind: str
    file: str
    sha256: str
    path: str
    sheets: tuple[str, ...]
    message: str
    changes: tuple[Change, ...] = ()


class VerifiedPart(msgspec.Struct, frozen=True, kw_only=True):
    """One part of what was verified.

    Attributes:
        part: files, log, since, time stamps, deliveries, rows, count, law, projection.
        agrees: whether it does; None where it could not be looked at.
        detail: what was compared, in a few words; why not, where it was not.
    """

    part: str
    agrees: bool | None
    detail: str


class OneSided(msgspec.Struct, frozen=True, kw_only=True):
    """A key of a document that only a package has, or only this program: they are of different versions.

    Attributes:
        file: the document in the package.
        key: the key.
        in_package: true: the package has it, and nothing is there to compare it with. false: this program has
            it, and says with it 0, no or nothing.
    """

    file: str
    key: str
    in_package: bool


class VerifyDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/verify/3"
):
    """Answer of escrutinio verify.

    Attributes:
        verified: what was verified: the folder, file or address, as it was given.
        key: the public key by which signatures were verified; empty where there is none.
        signed: whether it is as that key has signed it; None where nothing is signed.
        checkpoint: the log's checkpoint, without signatures; empty where there is none.
        witnesses: the names of the witnesses who have signed it.
        parts: what agrees, part by part.
        deliveries: deliveries that were looked at.
        rows: sheet rows whose digests were compared.
        undigested: of the deliveries, those taken in before there were digests; their rows are not compared.
        problems: what is wrong; empty when nothing is.
        one_sided: keys that were not compared, as another version of the program made the package.
    """

    verified: str
    key: str
    signed: bool | None
    checkpoint: str
    witnesses: tuple[str, ...]
    parts: tuple[VerifiedPart, ...]
    deliveries: Whole
    rows: Whole
    undigested: Whole
    problems: tuple[LedgerProblem, ...]
    one_sided: tuple[OneSided, ...] = ()


class RepairDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/repair/1"
):
    """Answer of escrutinio repair.

    Attributes:
        old_ledger: the folder to which the old table was moved.
        done: what became of deliveries, how many of each: same, the rows are those taken in; read-again, they
            are read from its bytes, and differ or had no digest; kept, the bytes could not be read again, and
            the rows are those of the old table.
        lost: what could not be put back.
    """

    old_ledger: str
    done: Mapping[str, Whole]
    lost: tuple[LedgerProblem, ...]
