"""Whether a package is what it says: everything in it is computed again from the files that came in."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from escrutinio.evidence import DecisionLeaf, DeliveryLeaf, Log, VerifierKey, grown_since
from escrutinio.evidence.checkpoint import Checkpoint
from escrutinio.evidence.log import CHECKPOINT, ENTRIES, WITNESSES, changed_entry, split_entries
from escrutinio.evidence.notes import Note
from escrutinio.evidence.rows import rows_csv
from escrutinio.evidence.timestamps import TIMESTAMPS
from escrutinio.feeds import Reading
from escrutinio.feeds.reader_process import ReaderProcess
from escrutinio.flows.compare import table_changes
from escrutinio.flows.count import election_heading
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.deliveries import Change, VerifyDocument
from escrutinio.flows.evidence import SOFTWARE
from escrutinio.flows.logged_records import decision_record
from escrutinio.flows.package import (
    ABOUT,
    KEY,
    MANIFEST,
    RAW,
    About,
    last_deliveries,
    raw_name,
    rows_name,
)
from escrutinio.flows.package_reading import fetched, unpack
from escrutinio.flows.read_again import read_again, read_ahead
from escrutinio.flows.so_many import so_many
from escrutinio.flows.timestamps import verified_stamps
from escrutinio.flows.verify_results import ROW_KEY, Verification, verify_results
from escrutinio.ledger import Ledger
from escrutinio.model import REHEARSAL, EvidenceError

_OF_WHAT_CAME_IN = ("deliveries", "rows", "count", "projection", "law")
"""Parts that cannot be compared without a log that says which files came in."""


def verify_package(
    package: str, *, since: bytes | None = None, key: str = "", authority: bytes | None = None
) -> VerifyDocument:
    """Verify a package: its signature, its log, and everything that is computed from what came in.

    Args:
        package: a file, or the address of one or of a site.
        since: a checkpoint that somebody has kept; the log must have grown out of it.
        key: the public key that must have signed it; empty to believe the one in the package.
        authority: the certificates by which time stamps have to be signed; None where none are named.

    Raises:
        EvidenceError: it cannot be had, is no package, or is made so as to do harm.
        EscrutinioError: the definition in it cannot be read.
    """
    with _unpacked(package) as (folder, as_written):
        verification = Verification(folder / "package")
        whose = _key(verification, key)
        _files(verification, whose, as_written=as_written)
        about = _about(verification)
        log = _log(verification, whose)
        if since is not None:
            _since(verification, log, since, whose)
        _stamps(verification, log, authority)
        desk, rows = _read_again(verification, log, folder / "election", about)
        if log.note is None and verification.parts["log"].agrees is False:
            for part in _OF_WHAT_CAME_IN:
                verification.part(part, None, "the log that says what came in cannot be believed")
        else:
            verify_results(verification, desk, about)
        return VerifyDocument(
            **asdict(election_heading(desk)),
            verified=package,
            key=str(whose) if whose else "",
            signed=verification.signed
            and not any(part.agrees is False for part in verification.signed_parts()),
            checkpoint=log.note.text if log.note else "",
            witnesses=_witnesses(verification, log),
            parts=tuple(verification.parts.values()),
            deliveries=len(_deliveries(log)),
            rows=rows,
            undigested=0,
            problems=tuple(verification.problems),
            one_sided=tuple(verification.one_sided),
        )


@contextmanager
def _unpacked(package: str) -> Iterator[tuple[Path, bool]]:
    with tempfile.TemporaryDirectory(prefix="escrutinio-") as name:
        folder = Path(name)
        (folder / "package").mkdir()
        path = fetched(package, folder) if "://" in package else Path(package)
        yield folder, unpack(path, folder / "package")


def _key(verification: Verification, given: str) -> VerifierKey | None:
    path = verification.folder / KEY
    if given:
        return VerifierKey.parse(given)
    try:
        return VerifierKey.parse(path.read_text(encoding="utf-8")) if path.exists() else None
    except (EvidenceError, UnicodeDecodeError) as error:
        verification.problem("evidence", f"The public key in the package cannot be read: {error}.", path=KEY)
        return None


def _files(verification: Verification, key: VerifierKey | None, *, as_written: bool) -> None:
    """Every file against the manifest, and the manifest against its signature."""
    try:
        note = Note.parse(verification.read(MANIFEST), most=2**28)
        verification.signed = False if key is not None or note.signatures else None
        if key is not None and not note.signed_by(key):
            raise EvidenceError(f"the manifest is not signed by {key.name} with this key")
        if key is None and note.signatures:
            raise EvidenceError("the manifest is signed, and its public key is not there")
    except EvidenceError as error:
        verification.problem("evidence", error.sentence, path=MANIFEST)
        verification.part("files", False, "the manifest cannot be believed")
        return
    verification.signed = True if key is not None else None
    known = {}
    for line in note.text.split("\n")[1:-1]:
        digest, _, rest = line.partition("  ")
        known[rest.partition("  ")[2]] = digest
    inside = verification.folder
    there = {path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()} - {MANIFEST}
    odd = there ^ known.keys()
    for name in sorted(odd):
        words = "is missing" if name in known else "is not in the manifest"
        verification.problem("file-altered", f"A file {words}.", path=name)
    for name in sorted(there & known.keys()):
        digest = hashlib.sha256(verification.read(name)).hexdigest()
        if digest != known[name]:
            verification.changed.add(name)
            verification.problem(
                "file-altered",
                "A file has been changed since the manifest was written.",
                path=name,
                changes=[Change(where="", figure="sha256", old=known[name], new=digest)],
            )
    if not as_written:
        verification.problem(
            "file-altered", "The archive's own bytes have been changed since it was written."
        )
    wrong = len(odd) + len(verification.changed)
    signed = "as they were signed" if key else "as the manifest says; nothing is signed"
    words = f"{so_many(len(known), 'file')} {signed}"
    if wrong:
        words = f"{so_many(wrong, 'file')} not as the manifest says"
    elif not as_written:
        words = "the archive is not as it was written"
    verification.part("files", not wrong and as_written, words)


def _about(verification: Verification) -> About:
    try:
        return msgspec.json.decode(verification.read(ABOUT), type=About)
    except msgspec.MsgspecError as error:
        raise EvidenceError(f"{ABOUT} cannot be read: {error}") from None


def _log(verification: Verification, key: VerifierKey | None) -> Log:
    """The log; an empty one where it is not whole."""
    if not (verification.folder / "log" / CHECKPOINT).exists():
        # The key is there before anything comes in.
        if any(
            (verification.folder / name).exists() for name in (RAW, f"log/{ENTRIES}", f"log/{TIMESTAMPS}")
        ):
            message = "there is no log, or no checkpoint of it, and there are files that came in"
            verification.problem("evidence", EvidenceError(message).sentence, path=f"log/{CHECKPOINT}")
            verification.part("log", False, message)
        else:
            verification.part("log", None, "there is no log: nothing has come in")
        return Log()
    try:
        note = Note.parse(verification.read(f"log/{CHECKPOINT}"))
        checkpoint = Checkpoint.of(note)
        entries = split_entries(verification.read(f"log/{ENTRIES}"))
        log = Log(note, tuple(entries), _witness_keys(verification))
        log.require_whole()
        log.leaves()
    except EvidenceError as error:
        path = verification.folder / "log" / ENTRIES
        number = changed_entry(split_entries(path.read_bytes())) if path.exists() else None
        which = "" if number is None else f" Entry {number} has been changed."
        verification.problem("evidence", f"{error.sentence}{which}", path=f"log/{ENTRIES}")
        verification.part("log", False, error.message)
        return Log()
    signed = "signed" if key else "not signed"
    doubt = ""
    if key is not None and not note.signed_by(key):
        words = "signed by another key than" if log.signed else "not signed by"
        doubt = f"the log is {words} {key}"
    elif key is None and log.signed:
        doubt = "the log is signed, and its public key is not there"
    if doubt:
        # Whole it is: whether the results come out of what it names can be said all the same.
        verification.problem("evidence", EvidenceError(doubt).sentence, path=f"log/{CHECKPOINT}")
    verification.part("log", not doubt, doubt or f"{so_many(checkpoint.size, 'entry')}, {signed}")
    return log


def _witness_keys(verification: Verification) -> tuple[VerifierKey, ...]:
    path = verification.folder / "log" / WITNESSES
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    return tuple(VerifierKey.parse(line) for line in lines)


def _witnesses(verification: Verification, log: Log) -> tuple[str, ...]:
    try:
        return log.note.witnesses(log.witnesses) if log.note else ()
    except EvidenceError as error:
        verification.problem("evidence", error.sentence, path=f"log/{CHECKPOINT}")
        return ()


def _since(verification: Verification, log: Log, since: bytes, key: VerifierKey | None) -> None:
    try:
        checkpoint = log.checkpoint
        origin = checkpoint.origin if checkpoint else ""
        old = grown_since(Note.parse(since), log.leaf_hashes, origin, key)
    except EvidenceError as error:
        verification.problem("evidence", error.sentence)
        verification.part("since", False, error.message)
        return
    then, now = so_many(old.size, "entry"), f"{len(log.entries):,}"
    verification.part("since", True, f"the log only grew: {then} then, {now} now")


def _stamps(verification: Verification, log: Log, authority: bytes | None) -> None:
    if log.note is None:
        return  # there is none, or it cannot be believed, which is said
    stamps = verified_stamps(verification.folder / "log", log, authority)
    if stamps is not None:
        for name, words in stamps.problems.items():
            sentence = f"{words[0].upper()}{words[1:]}."
            verification.problem("evidence", sentence, path=f"log/{TIMESTAMPS}/{name}")
        verification.part("time stamps", stamps.agrees, stamps.detail)


def _deliveries(log: Log) -> dict[int, DeliveryLeaf]:
    return last_deliveries(log) if log.note else {}


def _read_again(verification: Verification, log: Log, folder: Path, about: About) -> tuple[Desk, int]:
    """An election folder with the package's definition and what is read again from its files."""
    shutil.copytree(verification.folder / "definition", folder)
    for_ingest = open_desk(folder, for_ingest=True)
    ledger = Ledger(folder / REHEARSAL if about.rehearsal else folder, for_ingest.election)
    desk = Desk(for_ingest.election, ledger, rehearsing=about.rehearsal)
    ledger.table.create()
    rows, files_differ, rows_differ = 0, 0, 0
    deliveries = _deliveries(log)
    in_order = sorted(deliveries.items(), key=lambda pair: pair[1].received_at)

    def read(entry: tuple[int, DeliveryLeaf], reader: ReaderProcess) -> Reading | str:
        leaf = entry[1]
        observed = datetime.fromisoformat(leaf.observed_at)
        return read_again(desk, verification.read(raw_name(leaf)), leaf.file, leaf.feed, observed, reader)

    size = sum(leaf.size for _, leaf in in_order)
    for (index, leaf), reading in read_ahead(read, in_order, size=size):
        stated = verification.read(rows_name(index))
        digest = hashlib.sha256(verification.read(raw_name(leaf))).hexdigest()
        again = rows_csv(reading.rows) if isinstance(reading, Reading) else b""
        right = next((part for part in (again, stated) if _is(part, leaf.rows_sha256)), None)
        if digest != leaf.sha256:
            files_differ += 1
            changes = table_changes(right, again, ROW_KEY) if right is not None and again else ()
            verification.problem(
                "raw-altered",
                f"The bytes of {leaf.file} have been changed since it came in"
                + (f": {reading}." if isinstance(reading, str) else "."),
                file=leaf.file,
                sha256=leaf.sha256,
                path=raw_name(leaf),
                changes=changes,
                sheets=[change.where for change in changes],
            )
        if not _is(stated, leaf.rows_sha256):
            rows_differ += 1
            changes = table_changes(again, stated, ROW_KEY) if again else ()
            verification.problem(
                "altered",
                f"The rows of {leaf.file} in the package are not those that were taken in.",
                file=leaf.file,
                sha256=leaf.sha256,
                path=rows_name(index),
                changes=changes,
                sheets=[change.where for change in changes],
            )
        elif again != stated and digest == leaf.sha256:
            rows_differ += 1
            changes = table_changes(stated, again, ROW_KEY) if again else ()
            why = f": {reading}" if isinstance(reading, str) else ""
            verification.problem(
                "read-otherwise",
                f"{leaf.file} is read otherwise by this program, {SOFTWARE}{why}.",
                file=leaf.file,
                sha256=leaf.sha256,
                path=raw_name(leaf),
                changes=changes,
                sheets=[change.where for change in changes],
            )
        if isinstance(reading, Reading):
            rows += reading.rows.height
            received = datetime.fromisoformat(leaf.received_at)
            ledger.append(reading.delivery, reading.rows, reading.findings, None, received, digested=False)
    for entry in log.leaves() if log.note else ():
        if isinstance(entry, DecisionLeaf):
            ledger.decide_again(decision_record(entry))
    all_files = so_many(len(deliveries), "file")
    files_words, rows_words = (
        f"{all_files}, byte by byte",
        f"{so_many(rows, 'row')}, read again from the files",
    )
    if files_differ:
        files_words = f"{files_differ:,} of {all_files} not as taken in"
    if rows_differ:
        rows_words = f"the rows of {rows_differ:,} of {all_files}"
    verification.part("deliveries", not files_differ, files_words)
    verification.part("rows", not rows_differ, rows_words)
    return desk, rows


def _is(data: bytes, digest: str) -> bool:
    return hashlib.sha256(data).hexdigest() == digest
