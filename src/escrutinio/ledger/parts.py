"""The files of which the ledger's table consists: which are missing or damaged, and what they hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from urllib.parse import unquote

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from escrutinio.ledger import schema
from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.ledger.reading_trial import altered_files, opens, unreadable
from escrutinio.ledger.table_folder import LOG, TableFolder
from escrutinio.model import LedgerError


@dataclass(frozen=True)
class Part:
    """A file of the table that cannot be read.

    Attributes:
        path: within the table's folder.
        missing: whether it is not there; else it is damaged.
        delivery: the delivery that it belongs to; empty when it is not known.
        file: the file of that delivery; empty when it is not known.
        holds: what it holds, in words; empty when that is not known.
    """

    path: str
    missing: bool
    delivery: str
    file: str
    holds: str


def broken_parts(table: TableFolder, folder: Path) -> list[Part]:
    """The parts that the table's log names and that are not there, or not whole.

    Args:
        table: as Delta Lake is to be given it.
        folder: its folder.
    """
    try:
        address = table.address()
        if not log_opens(table, altered_files(folder)):
            return []
        named = [Path(name) for name in DeltaTable(address).file_uris()]
    except (DeltaError, LedgerError, OSError):
        return []
    root = Path(address).resolve()
    parts = []
    for path in sorted(unreadable(folder, named)):
        missing = not path.exists()
        within = path.relative_to(root) if path.is_relative_to(root) else path
        delivery, record = partition_of(within)
        known = delivery_record(folder, delivery)
        parts.append(
            Part(
                path=within.as_posix(),
                missing=missing,
                delivery=delivery,
                file=str(known.get(schema.FILE) or ""),
                holds=_held(record, known),
            )
        )
    return parts


def log_opens(table: TableFolder, altered: Sequence[Path]) -> bool:
    """Whether this process may read the table's log: it is as it was sealed, or another one has read it.

    Args:
        table: as Delta Lake is to be given it.
        altered: its files that are not as they were sealed.
    """
    return all(path.parent.name != LOG for path in altered) or opens(table.address())


def readable(folder: Path, pattern: str) -> list[Path]:
    """The files below a folder of the table that can be read, also those that its log does not name.

    Args:
        folder: the table's.
        pattern: which of them, as for :meth:`pathlib.Path.glob`.
    """
    paths = sorted(folder.glob(pattern))
    wrong = unreadable(folder, paths)
    return [path for path in paths if path not in wrong]


def partition_of(path: Path) -> tuple[str, str]:
    """The delivery and the kind of record of a part, by its path within the table's folder."""
    values = dict(piece.split("=", 1) for piece in path.parts if "=" in piece)
    return unquote(values.get(schema.DELIVERY, "")), values.get(schema.RECORD, "")


def delivery_record(folder: Path, delivery: str) -> dict[str, object]:
    """What the table's files say of a delivery, even where the table cannot be read; empty when nothing."""
    place = f"{schema.RECORD}=delivery/{schema.DELIVERY}={escape(delivery)}/*.parquet"
    for path in readable(folder, place):
        for row in read_parquet(path).iter_rows(named=True):
            return dict(row)
    return {}


def _held(record: str, known: dict[str, object]) -> str:
    if not known:
        return ""
    if record != "sheet":
        return f"what is known of {known[schema.FILE]}"
    try:
        sheets = json.loads(str(known.get(schema.SHEETS_BY_CONTEST) or "{}"))
    except ValueError:
        sheets = {}
    counts = ", ".join(f"{count} of {contest}" for contest, count in sheets.items())
    return f"the sheets of {known[schema.FILE]}" + (f" ({counts})" if counts else "")
