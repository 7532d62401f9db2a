"""Everything that a result is made of, as one file: for whoever wants to check it, or to work with it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import msgspec
import polars as pl
from msgspec.structs import asdict

from escrutinio.evidence import DeliveryLeaf, Log
from escrutinio.evidence.archive import MOST_FILES, writing
from escrutinio.evidence.leaves import moment
from escrutinio.evidence.log import CHECKPOINT, ENTRIES, LOG, WITNESSES
from escrutinio.evidence.notes import Note
from escrutinio.evidence.rows import rows_csv
from escrutinio.evidence.timestamps import TIMESTAMPS
from escrutinio.flows.count import election_heading
from escrutinio.flows.desk import Desk, require_unaltered
from escrutinio.flows.documents.encoding import to_json
from escrutinio.flows.documents.package import PackageDocument
from escrutinio.flows.evidence import SOFTWARE, definition_files, log_deliveries, log_folder, signer
from escrutinio.flows.laws import law_document
from escrutinio.flows.package_metadata import Held, data_package, ro_crate
from escrutinio.flows.package_results import results
from escrutinio.flows.timestamps import kept_stamps
from escrutinio.law import get_law
from escrutinio.ledger import schema
from escrutinio.ledger.delivery_states import STATE
from escrutinio.model import EscrutinioError, EvidenceError, sheet
from escrutinio.model.files import sha256_of

MANIFEST, KEY, VERIFIER, README = "manifest", "log/key", "verify.py", "README.md"
ABOUT, LAW, DELIVERIES, RAW = "about.json", "law.json", "ledger/deliveries.csv", "raw"
FORM = "escrutinio/package/1"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What ``about.json`` says.

    Attributes:
        form: of the package.
        software: what has made it.
        election: its id.
        name: its name.
        rehearsal: whether it is the rehearsal.
    """

    form: str
    software: str
    election: str
    name: str
    rehearsal: bool


@dataclass
class _Contents:
    """What is in a package so far: name -> size and digest."""

    files: dict[str, Held] = field(default_factory=dict)

    def note(self, name: str, data: bytes) -> None:
        if len(self.files) >= MOST_FILES - 3:
            raise EvidenceError(
                f"the election has more files than a package can hold, which is {MOST_FILES:,}"
            )
        self.files[name] = Held(len(data), hashlib.sha256(data).hexdigest(), _columns(name, data))


def package(desk: Desk, to: Path) -> PackageDocument:
    """Write the package of an election folder: for the same folder the same bytes.

    What has come in and is not in the log yet is entered first.

    Args:
        desk: the election.
        to: the file.

    Raises:
        LedgerError: the ledger is not what was taken in.
        EvidenceError: it cannot be written, or a file of the definition lies outside the folder.
        EscrutinioError: the election cannot be counted.
    """
    require_unaltered(desk, earlier=True)
    log = log_deliveries(desk)
    contents = _Contents()
    with writing(to) as archive:
        for name, data in _files(desk, log):
            contents.note(name, data)
            archive.add(name, data)
        described = {
            "datapackage.json": data_package(desk.election, contents.files, _last_moment(log)),
            "ro-crate-metadata.json": ro_crate(desk.election, contents.files, _last_moment(log)),
        }
        for name, data in described.items():
            contents.note(name, data)
            archive.add(name, data)
        archive.add(MANIFEST, bytes(_manifest(desk, contents.files)))
    checkpoint = log.checkpoint
    key = signer(desk).public
    return PackageDocument(
        **asdict(election_heading(desk)),
        file=str(to),
        size=to.stat().st_size,
        sha256=sha256_of(to),
        files=len(contents.files) + 1,
        deliveries=sum(isinstance(leaf, DeliveryLeaf) for leaf in log.leaves()),
        entries=checkpoint.size if checkpoint else 0,
        key=str(key) if key else "",
    )


def _files(desk: Desk, log: Log) -> Iterator[tuple[str, bytes]]:
    about = About(
        form=FORM,
        software=SOFTWARE,
        election=desk.election.id,
        name=desk.election.name,
        rehearsal=desk.rehearsing,
    )
    yield README, _readme(about)
    yield ABOUT, to_json(about, indent=1).encode() + b"\n"
    yield VERIFIER, second_verifier()
    for name, path in sorted(definition_files(desk.election).items()):
        yield f"definition/{name}", _read(path)
    if (law := law_json(desk)) is not None:
        yield LAW, law
    yield from log_files(desk, log)
    held: set[str] = set()
    for index, leaf in last_deliveries(log).items():
        if leaf.sha256 not in held:  # two feeds, or two moments, may have read the same bytes
            held.add(leaf.sha256)
            yield raw_name(leaf), desk.ledger.raw(leaf.sha256)
        yield rows_name(index), _rows(desk, leaf)
    yield DELIVERIES, _deliveries_csv(desk)
    yield from results(desk).items()


def log_files(desk: Desk, log: Log) -> Iterator[tuple[str, bytes]]:
    """The log as a package holds it: entries, checkpoint, and the keys by which it is verified."""
    if log.note is not None:
        yield f"log/{CHECKPOINT}", bytes(log.note)
        yield f"log/{ENTRIES}", b"".join(entry + b"\n" for entry in log.entries)
        for stamp in kept_stamps(log_folder(desk) / LOG, log):
            yield f"log/{TIMESTAMPS}/{stamp.name}", stamp.response
    key = signer(desk).public
    if key is not None:
        yield KEY, f"{key}\n".encode()
    if log.witnesses:
        yield f"log/{WITNESSES}", "".join(f"{witness}\n" for witness in log.witnesses).encode()


def last_deliveries(log: Log) -> dict[int, DeliveryLeaf]:
    """The entry that counts of every delivery: its place in the log -> the entry."""
    last = {leaf.key: index for index, leaf in enumerate(log.leaves()) if isinstance(leaf, DeliveryLeaf)}
    leaves = log.leaves()
    return {index: leaf for index in sorted(last.values()) if isinstance(leaf := leaves[index], DeliveryLeaf)}


def raw_name(leaf: DeliveryLeaf) -> str:
    """Where the bytes of a delivery are in a package."""
    return f"{RAW}/{leaf.sha256}"


def rows_name(index: int) -> str:
    """Where the rows of a delivery are in a package, by its entry in the log."""
    return f"ledger/rows-{index:05}.csv"


def second_verifier() -> bytes:
    """The verifier that shares no code with the project: one file, for Python alone."""
    return resources.files("escrutinio.evidence").joinpath("second_verifier.py").read_bytes()


def law_json(desk: Desk) -> bytes | None:
    """The law that decides, as a document; None where the election names none, or one of its own folder."""
    choice = desk.election.law
    if choice is None or choice.id.endswith(".toml"):
        return None
    try:
        return to_json(law_document(get_law(choice.id), ()), indent=1).encode() + b"\n"
    except EscrutinioError:
        return None  # what is wrong with it stands in the outcome


def _rows(desk: Desk, leaf: DeliveryLeaf) -> bytes:
    deliveries = desk.ledger.deliveries().filter(
        (pl.col(schema.DELIVERY) == leaf.sha256) & (pl.col(schema.SOURCE) == leaf.feed)
    )
    times = [moment(at) == leaf.observed_at for at in deliveries[sheet.OBSERVED_AT]]
    own = deliveries.filter(pl.Series(times, dtype=pl.Boolean))
    data = rows_csv(desk.ledger.stored_rows(own))
    if hashlib.sha256(data).hexdigest() != leaf.rows_sha256:
        raise EvidenceError(
            f"the rows of {leaf.file} are not those of the log",
            where=str(desk.ledger.table_path),
            hint="See escrutinio verify.",
        )
    return data


def _deliveries_csv(desk: Desk) -> bytes:
    columns = [
        schema.DELIVERY,
        schema.FILE,
        schema.SOURCE,
        sheet.OBSERVED_AT,
        schema.RECEIVED_AT,
        schema.SIZE,
        schema.ROWS,
        schema.SNAPSHOT,
        STATE,
    ]
    times = pl.col(sheet.OBSERVED_AT, schema.RECEIVED_AT).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    states = desk.ledger.deliveries().with_columns(pl.col(STATE).cast(pl.String))
    return states.select(columns).with_columns(times).write_csv().encode()


def _manifest(desk: Desk, files: Mapping[str, Held]) -> Note:
    lines = "".join(f"{held.sha256}  {held.size}  {name}\n" for name, held in sorted(files.items()))
    text = f"{FORM}\n{lines}"
    key = signer(desk).key
    return key.sign(text) if key else Note(text)


def _last_moment(log: Log) -> str:
    """When the last of what is in it happened: what a package has instead of the time when it was made."""
    moments = [getattr(leaf, "published_at", "") or getattr(leaf, "received_at", "") for leaf in log.leaves()]
    return max(moments, default="")


def _columns(name: str, data: bytes) -> Sequence[str]:
    if not name.endswith(".csv") or name.startswith("definition/"):
        return ()
    header = data[: data.find(b"\n")].decode()
    return next(csv.reader(io.StringIO(header)), [])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvidenceError(f"{path.name} cannot be read: {error.strerror}", where=str(path)) from None


def _readme(about: About) -> bytes:
    what = "The rehearsal of an election" if about.rehearsal else "An election"
    return f"""# {about.name}

{what}, with everything that its result is made of. To check it with Python alone, in this folder:

    python -I verify.py .

or, on the package itself, `python -I verify.py FILE.zip`. With the program that made it, the
count, the law and the projection are done again as well: `escrutinio verify FILE.zip`.

| where | what |
|---|---|
| `raw/` | every file as it came in, under the SHA-256 of its bytes |
| `ledger/` | the rows that were read from each file, and the list of files |
| `definition/`, `law.json` | what defines the election, and the law that decides |
| `results/` | the sheets that count, all totals, what the law decides, the projection and its settings |
| `log/` | the log of what came in, its signed checkpoint, and the public key |
| `manifest` | SHA-256 and size of every file, signed |
| `datapackage.json`, `ro-crate-metadata.json` | the same for programs: Frictionless, RO-Crate |
""".encode()
