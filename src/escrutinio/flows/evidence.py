"""What enters the log: deliveries and decisions as they come in, and each publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from escrutinio import __version__
from escrutinio.evidence import (
    DecisionLeaf,
    DeliveryLeaf,
    Leaf,
    Log,
    PublicationLeaf,
    SigningKey,
    VerifierKey,
    key_of,
)
from escrutinio.evidence.keys import default_name
from escrutinio.evidence.leaves import moment
from escrutinio.evidence.log import append, read_log
from escrutinio.evidence.rows import sha256_of_rows
from escrutinio.flows.desk import Desk
from escrutinio.flows.kept_log import mark, require_kept
from escrutinio.flows.seal import seal
from escrutinio.ledger import schema
from escrutinio.ledger.finding_frame import empty_findings, findings_from
from escrutinio.ledger.finding_kinds import LOST_LOG
from escrutinio.model import DEFINITION_FILE, REHEARSAL, Election, EvidenceError, sheet
from escrutinio.model.files import sha256_of

SOFTWARE = f"escrutinio {__version__}"


@dataclass(frozen=True)
class Signer:
    """By whom and under which name a desk's log is signed.

    Attributes:
        origin: the log's name.
        key: None where the election has none: then the log is not signed.
    """

    origin: str
    key: SigningKey | None

    @property
    def public(self) -> VerifierKey | None:
        """The key by which others verify the log."""
        return self.key.public if self.key else None


def signer(desk: Desk) -> Signer:
    """The signer of the log that belongs to the ledger that is shown; a rehearsal has a log of its own.

    Raises:
        EvidenceError: the key cannot be read.
    """
    key = key_of(desk.election.folder)
    name = key.name if key else default_name(desk.election.id)
    origin = f"{name}/{REHEARSAL}" if desk.rehearsing else name
    return Signer(origin, key.named(origin) if key else None)


def log_folder(desk: Desk) -> Path:
    """Where the log is: beside its ledger."""
    return desk.ledger.table_path.parent


def require_checkpoint(desk: Desk, log: Log) -> None:
    """Refuse a log of a desk that is gone, or whose checkpoint is; see :func:`require_kept`.

    Raises:
        EvidenceError: there was one once.
    """
    require_kept(log_folder(desk), desk.election.folder, log)


def lost_log_findings(desk: Desk) -> pl.DataFrame:
    """A finding where the log is gone, or its checkpoint is; none where it cannot be read otherwise."""
    try:
        log = read_log(log_folder(desk))
    except EvidenceError:
        return empty_findings()
    try:
        require_checkpoint(desk, log)
    except EvidenceError:
        message = (
            "The log of what came in is gone, or its checkpoint is, although there was one. Put the folder "
            "log back from a copy; until then nothing is entered."
        )
        return findings_from(pl.DataFrame({"": [0]}), LOST_LOG, pl.lit(message))
    return empty_findings()


def log_deliveries(desk: Desk, *, again: bool = False, another: bool = False) -> Log:
    """Enter into the log what has come in and was decided since its last entry.

    Args:
        desk: the election.
        again: whether deliveries whose rows are others by now, as after a repair, are entered again.
        another: whether this begins another log where there was one that is gone.

    Raises:
        EvidenceError: the log has been changed, or cannot be written.
        LedgerError: the ledger cannot be read.
    """
    whose = signer(desk)
    log = append(
        log_folder(desk),
        whose.key,
        whose.origin,
        lambda log: _missing(desk, log, again=again, another=another),
    )
    return _kept(desk, log, whose, anew=again or another)


def log_publication(
    desk: Desk, *, publication: str, as_of: str, published_at: datetime, files: Path, totals: bytes
) -> Log:
    """Enter a publication into the log, after what has come in, and sign it.

    Args:
        desk: the election.
        publication: its id.
        as_of: the moment of the count, ISO 8601.
        published_at: the moment of publication.
        files: the publication's folder.
        totals: its totals as CSV.

    Raises:
        EvidenceError: the log has been changed, or cannot be written.
        LedgerError: the ledger cannot be read.
    """
    whose = signer(desk)
    own = {path.name: path for path in sorted(files.iterdir()) if path.is_file()}
    leaf = PublicationLeaf(
        previous="",
        publication=publication,
        as_of=as_of,
        published_at=moment(published_at),
        definition=definition_digest(desk.election),
        files=_digest_of_files(own),
        totals=hashlib.sha256(totals).hexdigest(),
        software=SOFTWARE,
    )
    log = append(
        log_folder(desk),
        whose.key,
        whose.origin,
        lambda log: [*_missing(desk, log, again=False), leaf],
    )
    return _kept(desk, log, whose)


def _kept(desk: Desk, log: Log, whose: Signer, *, anew: bool = False) -> Log:
    if log.note is None:
        return log  # a seal says that a log was begun, and nothing has been entered
    mark(log_folder(desk))
    seal(desk.ledger.table_path, whose.key, anew=anew)
    return log


def definition_files(election: Election) -> dict[str, Path]:
    """The files that define an election: name within its folder -> path; those that are missing are left out.

    Raises:
        EvidenceError: one lies outside the folder.
    """
    names = [DEFINITION_FILE, election.stations.file, election.candidates_file]
    names += [election.site.logo.file] if election.site.logo else []
    if election.baseline is not None:
        names += [election.baseline.file, election.baseline.seats]
    if election.projection is not None and election.projection.sample:
        names.append(election.projection.sample)
    if election.law is not None:
        names += [election.law.id] if election.law.id.endswith(".toml") else []
        names += [election.law.facts] if election.law.facts else []
    files = {}
    for name in dict.fromkeys(filter(None, names)):
        path = election.folder / name
        if not path.resolve().is_relative_to(election.folder.resolve()):
            raise EvidenceError(
                f"{name} is not in the election's folder",
                hint="Put every file that the definition names into the folder, so that others can check it.",
            )
        if path.is_file():
            files[path.resolve().relative_to(election.folder.resolve()).as_posix()] = path
    return files


def definition_digest(election: Election) -> str:
    """SHA-256 over the names and digests of the files that define an election."""
    return _digest_of_files(definition_files(election))


def digest_of(contents: Mapping[str, str]) -> str:
    """SHA-256 over names and digests: a line for each, in order of the names, as ``sha256sum`` writes it."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(contents.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _digest_of_files(files: Mapping[str, Path]) -> str:
    try:
        return digest_of({name: sha256_of(path) for name, path in files.items()})
    except OSError as error:
        raise EvidenceError(f"{error.filename} cannot be read: {error.strerror}") from None


def delivery_leaves(desk: Desk, deliveries: pl.DataFrame) -> Iterator[DeliveryLeaf]:
    """The entries of some deliveries, in their order.

    Args:
        desk: the election.
        deliveries: rows of :meth:`escrutinio.ledger.store.Ledger.deliveries`.
    """
    key = [schema.DELIVERY, schema.INGEST]
    rows = desk.ledger.stored_rows(deliveries)
    parts = rows.partition_by(key, as_dict=True)
    for row in deliveries.iter_rows(named=True):
        own = parts.get((row[schema.DELIVERY], row[schema.INGEST]), rows.clear())
        yield DeliveryLeaf(
            previous="",
            sha256=row[schema.DELIVERY],
            size=row[schema.SIZE],
            file=row[schema.FILE],
            feed=row[schema.SOURCE],
            observed_at=moment(row[sheet.OBSERVED_AT]),
            received_at=moment(row[schema.RECEIVED_AT]),
            snapshot=row[schema.SNAPSHOT],
            contests=tuple(filter(None, row[schema.CONTESTS].split(","))),
            rows=own.height,
            rows_sha256=sha256_of_rows(own),
            again=False,
        )


def _missing(desk: Desk, log: Log, *, again: bool, another: bool = False) -> list[Leaf]:
    if not another:
        _require_checkpoint_or_mark(desk, log)
    leaves = log.leaves()
    known = {leaf.key: leaf for leaf in leaves if isinstance(leaf, DeliveryLeaf)}
    decided = {leaf.key for leaf in leaves if isinstance(leaf, DecisionLeaf)}
    deliveries = desk.ledger.deliveries().sort(schema.RECEIVED_AT, sheet.OBSERVED_AT, schema.DELIVERY)
    if not again:
        keys = [
            (sha256, feed, moment(at)) in known
            for sha256, feed, at in deliveries.select(
                schema.DELIVERY, schema.SOURCE, sheet.OBSERVED_AT
            ).iter_rows()
        ]
        deliveries = deliveries.filter(~pl.Series(keys, dtype=pl.Boolean))
    new: list[Leaf] = []
    if deliveries.height:
        new += _new_or_other(delivery_leaves(desk, deliveries), known)
    new += [leaf for leaf in _decision_leaves(desk) if leaf.key not in decided]
    return new


def _require_checkpoint_or_mark(desk: Desk, log: Log) -> None:
    try:
        require_checkpoint(desk, log)
    except EvidenceError:
        # The next publication is not entered; what shows now that there was a log may not show it then.
        mark(log_folder(desk))
        raise


def _new_or_other(
    leaves: Iterable[DeliveryLeaf], known: Mapping[tuple[str, str, str], DeliveryLeaf]
) -> Iterator[DeliveryLeaf]:
    for leaf in leaves:
        before = known.get(leaf.key)
        if before is None:
            yield leaf
        elif before.rows_sha256 != leaf.rows_sha256:
            yield _again(leaf)


def _again(leaf: DeliveryLeaf) -> DeliveryLeaf:
    return replace(leaf, again=True)


def _decision_leaves(desk: Desk) -> Iterator[DecisionLeaf]:
    for row in desk.ledger.decisions().sort(schema.RECEIVED_AT).iter_rows(named=True):
        yield DecisionLeaf(
            previous="",
            sha256=row[schema.DELIVERY],
            feed=row[schema.SOURCE],
            observed_at=moment(row[sheet.OBSERVED_AT]),
            received_at=moment(row[schema.RECEIVED_AT]),
            decision=row[schema.DECISION],
        )
