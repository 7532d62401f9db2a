"""Whether the log of a folder is whole, is signed, only grew, and says of the ledger what the ledger says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from msgspec.structs import replace

from escrutinio.evidence import DeliveryLeaf, Log, PublicationLeaf, VerifierKey, grown_since
from escrutinio.evidence.log import CHECKPOINT, ENTRIES, LOG, changed_entry, read_log, split_entries
from escrutinio.evidence.notes import Note
from escrutinio.evidence.rows import rows_csv
from escrutinio.evidence.timestamps import TIMESTAMPS
from escrutinio.flows.compare import table_changes
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.deliveries import Change, LedgerProblem, VerifiedPart
from escrutinio.flows.evidence import delivery_leaves, log_folder, require_checkpoint, signer
from escrutinio.flows.package_results import totals_csv
from escrutinio.flows.read_again import read_again
from escrutinio.flows.seal import broken_seals
from escrutinio.flows.so_many import so_many
from escrutinio.flows.timestamps import verified_stamps
from escrutinio.ledger import schema
from escrutinio.ledger.parts import delivery_record
from escrutinio.ledger.reading_trial import SEAL
from escrutinio.model import EscrutinioError, EvidenceError, LedgerError, sheet


@dataclass
class VerifiedLog:
    """What came out.

    Attributes:
        key: the folder's public key; empty where it has none.
        signed: whether the log is as that key has signed it; None where it is not signed, or there is none.
        checkpoint: the text of the checkpoint; empty where there is none.
        witnesses: the names of those who have signed it too.
    """

    key: str = ""
    signed: bool | None = None
    checkpoint: str = ""
    witnesses: tuple[str, ...] = ()
    parts: list[VerifiedPart] = field(default_factory=list)
    problems: list[LedgerProblem] = field(default_factory=list)

    def problem(
        self,
        message: str,
        *,
        kind: str = "evidence",
        path: str = "",
        file: str = "",
        changes: Sequence[Change] = (),
    ) -> None:
        """Note what is wrong."""
        text = f"{message[0].upper()}{message[1:]}"
        self.problems.append(
            LedgerProblem(
                kind="evidence",
                file=file,
                sha256="",
                path=path,
                sheets=tuple(dict.fromkeys(change.where for change in changes)),
                changes=tuple(changes),
                message=text if text.endswith(".") else f"{text}.",
            )
        )

    def part(self, name: str, agrees: bool | None, detail: str) -> None:
        """Note what was compared."""
        self.parts.append(VerifiedPart(part=name, agrees=agrees, detail=detail))


def verified_log(
    desk: Desk, *, since: bytes | None, readable: bool, authority: bytes | None = None
) -> VerifiedLog:
    """Verify the log of a folder, its time stamps, and the seal of its ledger.

    Args:
        desk: the election.
        since: a checkpoint that somebody has kept; None to go by what is there.
        readable: whether the ledger can be read, so that it can be compared with the log.
        authority: the certificates by which its time stamps have to be signed; None where none are named.
    """
    result = VerifiedLog()
    try:
        whose = signer(desk).public
    except EvidenceError as error:
        result.problem(error.message)
        whose = None
    result.key = str(whose) if whose else ""
    _seals(desk, whose, result)
    log = _whole_log(desk, whose, result)
    if log is None:
        return result
    if since is not None:
        _since(log, since, whose, result)
    _stamps(desk, log, authority, result)
    if log.note is not None and readable:
        _against_ledger(desk, log, result)
        _count(desk, log, result)
    return result


def _whole_log(desk: Desk, key: VerifierKey | None, result: VerifiedLog) -> Log | None:
    place = log_folder(desk) / LOG
    try:
        log = read_log(log_folder(desk))
        if log.note is None:
            require_checkpoint(desk, log)
            result.part("log", None, "nothing has been entered yet")
            return log
        result.signed = False if key is not None or log.signed else None
        try:
            log.require_whole()
            log.leaves()
        except EvidenceError as error:
            path = place / ENTRIES
            number = changed_entry(split_entries(path.read_bytes())) if path.exists() else None
            which = "" if number is None else f"; the first entry that differs is number {number}"
            raise EvidenceError(f"{error.message}{which}") from None
        if key is not None and not log.note.signed_by(key):
            words = "is signed by another key than" if log.signed else "is not signed by"
            raise EvidenceError(f"the log {words} {key}")
        if key is None and log.signed:
            raise EvidenceError("the log is signed, and the folder's key is not there")
        result.witnesses = log.note.witnesses(log.witnesses)
    except EvidenceError as error:
        result.problem(error.message, path=f"{LOG}/{CHECKPOINT}")
        result.part("log", False, error.message)
        return None
    result.checkpoint = log.note.text
    result.signed = True if key else None
    signed = "signed" if key else "not signed"
    result.part("log", True, f"{so_many(len(log.entries), 'entry')}, {signed}")
    return log


def _since(log: Log, since: bytes, key: VerifierKey | None, result: VerifiedLog) -> None:
    try:
        origin = log.checkpoint.origin if log.checkpoint else ""
        old = grown_since(Note.parse(since), log.leaf_hashes, origin, key)
    except EvidenceError as error:
        result.problem(error.message)
        result.part("since", False, error.message)
    else:
        then, now = so_many(old.size, "entry"), f"{len(log.entries):,}"
        result.part("since", True, f"the log only grew: {then} then, {now} now")


def _stamps(desk: Desk, log: Log, authority: bytes | None, result: VerifiedLog) -> None:
    stamps = verified_stamps(log_folder(desk) / LOG, log, authority)
    if stamps is not None:
        for name, words in stamps.problems.items():
            result.problem(words, path=f"{LOG}/{TIMESTAMPS}/{name}")
        result.part("time stamps", stamps.agrees, stamps.detail)


def _seals(desk: Desk, key: VerifierKey | None, result: VerifiedLog) -> None:
    table = desk.ledger.table_path
    try:
        broken = broken_seals(table, key)
    except EvidenceError as error:
        result.problem(error.message, path=SEAL.as_posix())
        result.part("files", False, error.message)
        return
    for each in broken:
        what = "been changed" if each.new else "gone"
        delivery = each.path.partition("delivery=")[2].partition("/")[0]
        known = delivery_record(table, delivery) if delivery else {}
        path = f"{table.name}/{each.path}"
        result.problems.append(
            LedgerProblem(
                kind="file-altered",
                file=str(known.get("file") or ""),
                sha256=delivery,
                path=path,
                sheets=(),
                message=f"A file of the ledger has {what} since it was sealed."
                if each.new
                else "A file of the ledger is gone since it was sealed.",
                changes=(Change(where=path, figure="sha256", old=each.old, new=each.new),),
            )
        )
    if (table.parent / SEAL).exists():
        words = "the ledger's files as they were sealed"
        if broken:
            words = f"{so_many(len(broken), 'file')} of the ledger not as sealed"
        result.part("files", not broken, words)


def _against_ledger(desk: Desk, log: Log, result: VerifiedLog) -> None:
    """Every entry of a delivery against what the ledger says of it, and the other way round."""
    last = {leaf.key: leaf for leaf in log.leaves() if isinstance(leaf, DeliveryLeaf)}
    known = set()
    for leaf in delivery_leaves(desk, desk.ledger.deliveries()):
        known.add(leaf.key)
        logged = last.get(leaf.key)
        if logged is None:
            continue
        differing = list(_differences(logged, leaf))
        if differing:
            changes = _changed_rows(desk, logged)
            result.problem(
                f"the log says of {logged.file}: {', '.join(differing)}",
                file=logged.file,
                path=f"{LOG}/{ENTRIES}",
                changes=changes,
            )
    for key, leaf in last.items():
        if key not in known:
            words = f"the ledger does not know {leaf.file} any more, which is in the log"
            result.problem(words, file=leaf.file, path=f"{LOG}/{ENTRIES}")
    waiting = len(known - last.keys())
    if waiting:
        files = "1 file is" if waiting == 1 else f"{waiting:,} files are"
        result.part("log", None, f"{files} not in the log yet: the next publication enters it")


def _changed_rows(desk: Desk, leaf: DeliveryLeaf) -> tuple[Change, ...]:
    """Where the stored rows of a delivery differ from what its bytes say."""
    observed = datetime.fromisoformat(leaf.observed_at)
    own = desk.ledger.deliveries().filter(
        (pl.col(schema.DELIVERY) == leaf.sha256)
        & (pl.col(schema.SOURCE) == leaf.feed)
        & (pl.col(sheet.OBSERVED_AT) == observed)
    )
    try:
        again = read_again(desk, desk.ledger.raw(leaf.sha256), leaf.file, leaf.feed, observed)
        if isinstance(again, str):
            return ()
        return table_changes(rows_csv(again.rows), rows_csv(desk.ledger.stored_rows(own)), sheet.KEY)
    except LedgerError:
        return ()  # that the bytes are gone is said elsewhere


def _differences(logged: DeliveryLeaf, now: DeliveryLeaf) -> Iterator[str]:
    same = replace(now, previous=logged.previous, again=logged.again)
    if logged.rows_sha256 != now.rows_sha256 and logged.rows == now.rows:
        yield "its rows were others"
    for name in logged.__struct_fields__:
        old, new = getattr(logged, name), getattr(same, name)
        if name != "rows_sha256" and old != new:
            yield f"{name} was {old}, and is {new}"


def _count(desk: Desk, log: Log, result: VerifiedLog) -> None:
    """The totals of the last publication, where nothing has come in since."""
    last = log.leaves()[-1]
    if not isinstance(last, PublicationLeaf):
        return
    try:
        totals = totals_csv(count(desk))
    except EscrutinioError as error:
        result.part("count", None, f"it cannot be counted: {error.message}")
        return
    agrees = hashlib.sha256(totals).hexdigest() == last.totals
    if agrees:
        then = desk.election.local(datetime.fromisoformat(last.published_at))
        result.part("count", True, f"the totals of the publication of {then:%d %b %Y %H:%M}")
    else:
        words = "the totals are not those that were published; the definition may have been changed since"
        result.part("count", None, words)
