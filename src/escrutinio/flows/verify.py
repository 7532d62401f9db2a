"""Whether the ledger is what was taken in, and making it again from the kept bytes where it is not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from msgspec.structs import asdict

from escrutinio.evidence.log import LOG
from escrutinio.evidence.rows import sha256_of_rows
from escrutinio.feeds import Reading
from escrutinio.flows.count import election_heading
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.deliveries import (
    LedgerProblem,
    RepairDocument,
    VerifiedPart,
    VerifyDocument,
)
from escrutinio.flows.evidence import log_deliveries
from escrutinio.flows.logged_records import ROWS_SHA256, Record, logged_records
from escrutinio.flows.read_again import read_again
from escrutinio.flows.so_many import so_many
from escrutinio.flows.verify_log import verified_log
from escrutinio.ledger import Delivery, Ledger, schema
from escrutinio.ledger.altered import altered_rows
from escrutinio.ledger.digests import delivery_digest, row_digests
from escrutinio.ledger.parts import Part, broken_parts
from escrutinio.ledger.salvage import leftovers, raw_files, salvaged
from escrutinio.model import EvidenceError, LedgerError, UsageError, sheet
from escrutinio.model.files import sha256_of

_MOST_NAMED = 20
"""So many sheets are named; of more, the first ones."""


def verify(desk: Desk, *, since: bytes | None = None, authority: bytes | None = None) -> VerifyDocument:
    """Compare the ledger with the kept bytes, with its digests, and with the log.

    Args:
        desk: the election.
        since: a checkpoint that somebody has kept; the log must have grown out of it.
        authority: the certificates by which time stamps have to be signed; None where none are named.
    """
    ledger = Ledger(desk.ledger.table_path.parent, desk.election)  # nothing that was read before counts
    problems = [_of_part(desk, part) for part in broken_parts(ledger.table.folder, ledger.table_path)]
    try:
        deliveries = ledger.deliveries()
    except LedgerError as error:
        if not problems:
            problems.append(_problem("log", message=f"The ledger cannot be read: {error.message}."))
        deliveries = salvaged(ledger, "delivery")
        altered = pl.DataFrame()
    else:
        parts_of = {problem.sha256 for problem in problems}
        readable = deliveries.filter(~pl.col(schema.DELIVERY).is_in(list(parts_of)))
        altered = altered_rows(ledger, readable, anew=True)
    problems += _altered(altered)
    raw = list(_raw(desk, deliveries))
    problems += raw
    rows_wrong = len(problems) - len(raw)
    digested = deliveries.filter(pl.col(schema.DIGEST).is_not_null())[schema.ROWS].cast(pl.Int64).to_list()
    log = verified_log(desk, since=since, readable=not rows_wrong, authority=authority)
    problems += log.problems
    parts = [
        *log.parts,
        VerifiedPart(
            part="deliveries",
            agrees=not raw,
            detail=f"{so_many(deliveries.height, 'file')}, byte by byte"
            if not raw
            else f"{so_many(len(raw), 'file')} changed, missing or not recorded",
        ),
        VerifiedPart(
            part="rows",
            agrees=not rows_wrong,
            detail=f"{sum(digested):,} rows by their digests"
            if not rows_wrong
            else "what the ledger holds is not what was taken in",
        ),
    ]
    return VerifyDocument(
        **asdict(election_heading(desk)),
        verified=str(desk.election.folder),
        key=log.key,
        signed=log.signed,
        checkpoint=log.checkpoint,
        witnesses=log.witnesses,
        parts=tuple(parts),
        deliveries=deliveries.height,
        rows=sum(digested),
        undigested=deliveries[schema.DIGEST].null_count(),
        problems=tuple(problems),
    )


def _problem(
    kind: str,
    *,
    message: str,
    file: str = "",
    sha256: str = "",
    path: str = "",
    sheets: Sequence[str] = (),
) -> LedgerProblem:
    return LedgerProblem(
        kind=kind, file=file, sha256=sha256, path=path, sheets=tuple(sheets)[:_MOST_NAMED], message=message
    )


def _of_part(desk: Desk, part: Part) -> LedgerProblem:
    sheets: list[str] = []
    known = salvaged(desk.ledger, "delivery").filter(pl.col(schema.DELIVERY) == part.delivery)
    for row in known.to_dicts()[:1]:
        again = _read_again(desk, row)
        if isinstance(again, Reading):
            sheets = _names(again.rows)
    what = "missing" if part.missing else "damaged"
    whose = f", with {part.holds}" if part.holds else ""
    return _problem(
        f"part-{what}",
        file=part.file,
        sha256=part.delivery,
        path=f"ledger/{part.path}",
        sheets=sheets,
        message=f"A part of the ledger is {what}{whose}.",
    )


def _altered(altered: pl.DataFrame) -> Iterator[LedgerProblem]:
    if altered.is_empty():
        return
    for (delivery, file), rows in altered.group_by(schema.DELIVERY, schema.FILE, maintain_order=True):
        named = rows.filter(pl.col(sheet.SHEET).is_not_null())
        if named.is_empty():
            message = f"Rows of {file} have been added to the ledger or taken out of it."
        else:
            rows_are = "1 row is" if named.height == 1 else f"{named.height} rows are"
            message = f"{rows_are} not as taken in from {file}."
        yield _problem("altered", file=str(file), sha256=str(delivery), sheets=_names(named), message=message)


def _raw(desk: Desk, deliveries: pl.DataFrame) -> Iterator[LedgerProblem]:
    """What is wrong with the kept bytes."""
    kept = raw_files(desk.ledger)
    files = dict(deliveries.select(schema.DELIVERY, schema.FILE).iter_rows())
    for delivery, file in files.items():
        path = kept.get(delivery)
        if path is None:
            message = f"The bytes of {file} are not there any more."
            yield _problem("raw-missing", file=file, sha256=delivery, message=message)
        elif _digest(path) != delivery:
            message = f"The bytes of {file} have been changed since it was taken in."
            yield _problem(
                "raw-altered", file=file, sha256=delivery, path=_within(desk, path), message=message
            )
    for delivery, path in kept.items():
        if delivery not in files:
            lost = salvaged_file(desk.ledger, delivery)
            called = f" of {lost}" if lost else ""
            yield _problem(
                "unrecorded",
                file=lost,
                sha256=delivery,
                path=_within(desk, path),
                message=f"The bytes{called} are kept, and the ledger has no entry of them: taking it in was "
                "interrupted, or the log has lost its end. Ingest the file again.",
            )


def salvaged_file(ledger: Ledger, delivery: str) -> str:
    """The name of a file of which the table's log has no entry; empty when nothing says it."""
    rows = salvaged(ledger, "delivery").filter(pl.col(schema.DELIVERY) == delivery)
    return rows[schema.FILE][0] if rows.height else ""


def _within(desk: Desk, path: Path) -> str:
    folder = desk.election.folder
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _names(rows: pl.DataFrame) -> list[str]:
    pairs = rows.select(sheet.KEY).unique(maintain_order=True).iter_rows()
    return [" ".join(filter(None, pair)) for pair in pairs]


def _read_again(desk: Desk, record: Record) -> Reading | str:
    """A delivery read from its kept bytes; why it cannot be, as a sentence."""
    delivery, source = str(record[schema.DELIVERY]), str(record[schema.SOURCE])
    observed_at = record[sheet.OBSERVED_AT]
    assert isinstance(observed_at, datetime)
    try:
        data = desk.ledger.raw(delivery)
    except LedgerError as error:
        return error.message
    if hashlib.sha256(data).hexdigest() != delivery:
        return "its bytes have been changed"
    return read_again(desk, data, str(record[schema.FILE]), source, observed_at)


@dataclass
class _Repair:
    done: Counter[str]
    lost: list[LedgerProblem]


def repair(desk: Desk, now: datetime) -> RepairDocument:
    """Make the ledger again from the kept bytes; the old table is moved aside, and nothing is deleted.

    Raises:
        UsageError: there is no ledger.
        LedgerError: the new one cannot be written; the old one is where it was.
    """
    old = desk.ledger
    if not old.table_path.exists():
        raise UsageError("there is no ledger to repair", hint="Ingest files first.")
    records = salvaged(old, "delivery").to_dicts()
    decisions = salvaged(old, "decision").to_dicts()
    deliveries_lost, decisions_lost = logged_records(old, records, decisions)
    records, decisions = records + deliveries_lost, decisions + decisions_lost
    aside = old.table_path.with_name(f"ledger-{now:%Y%m%dT%H%M%S}")
    try:
        old.table_path.rename(aside)
    except OSError as error:
        raise LedgerError(
            f"the old table cannot be moved: {error.strerror}", where=str(old.table_path)
        ) from None
    new = Ledger(old.table_path.parent, desk.election)
    before = Ledger(old.table_path.parent, desk.election)
    before.table_path = aside
    result = _Repair(Counter(), [])
    new.table.create()
    for record in sorted(records, key=_in_order):
        _put_back(desk, before, new, record, result)
    for record in sorted(decisions, key=_in_order):
        new.decide_again(record)
    known = {record[schema.DELIVERY] for record in records}
    for delivery, path in raw_files(new).items():
        if delivery not in known:
            message = "These bytes are kept, and nothing says what file they were. Ingest them with --feed."
            problem = _problem("unrecorded", sha256=delivery, path=_within(desk, path), message=message)
            result.lost.append(problem)
    try:
        log_deliveries(Desk(desk.election, new, desk.rehearsing), again=True)
    except EvidenceError as error:  # the ledger is made again all the same
        result.lost.append(_problem("evidence", path=LOG, message=error.sentences))
    for path in leftovers(new):
        path.unlink(missing_ok=True)
    return RepairDocument(
        **asdict(election_heading(desk)),
        old_ledger=_within(desk, aside),
        done=dict(result.done),
        lost=tuple(result.lost),
    )


def _in_order(record: Record) -> tuple[object, ...]:
    return record[schema.RECEIVED_AT], record[sheet.OBSERVED_AT], record[schema.DELIVERY]


def _put_back(desk: Desk, before: Ledger, new: Ledger, record: Record, result: _Repair) -> None:
    again = _read_again(desk, record)
    received = record[schema.RECEIVED_AT]
    assert isinstance(received, datetime)
    if isinstance(again, Reading):
        new.append(again.delivery, again.rows, again.findings, again.data, received)
        digest = delivery_digest(row_digests(again.rows))
        same = digest == record[schema.DIGEST] or sha256_of_rows(again.rows) == record.get(ROWS_SHA256)
        result.done["same" if same else "read-again"] += 1
        return
    rows = _old_rows(before, record)
    file, delivery = str(record[schema.FILE]), str(record[schema.DELIVERY])
    if rows is None:
        message = f"{file} cannot be put back: {again}; and its rows are not whole."
        result.lost.append(_problem("altered", file=file, sha256=delivery, message=message))
        return
    observed_at = record[sheet.OBSERVED_AT]
    assert isinstance(observed_at, datetime)
    kept = Delivery(
        id=delivery,
        source=str(record[schema.SOURCE]),
        observed_at=observed_at,
        file=file,
        size=int(str(record[schema.SIZE])),
        rows=rows.height,
        snapshot=bool(record[schema.SNAPSHOT]),
        contests=tuple(filter(None, str(record[schema.CONTESTS]).split(","))),
    )
    new.append(kept, rows, pl.DataFrame(), None, received)
    result.done["kept"] += 1


def _old_rows(before: Ledger, record: Record) -> pl.DataFrame | None:
    """The rows of a delivery in the old table; None when they are not those that were taken in."""
    rows = salvaged(before, "sheet").filter(
        (pl.col(schema.DELIVERY) == record[schema.DELIVERY])
        & (pl.col(schema.INGEST) == record[schema.INGEST])
    )
    if rows.is_empty() or delivery_digest(row_digests(rows)) != record[schema.DIGEST]:
        return None
    columns = [name for name in schema.sheet_columns(before.election) if name in rows.columns]
    return rows.select(sheet.OBSERVED_AT, *columns)
