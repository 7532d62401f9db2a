"""Random changes of a package and of an election folder, one byte or one vote at a time."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from escrutinio.evidence.archive import writing
from escrutinio.ledger import schema
from escrutinio.ledger.digests import delivery_digest, row_digests

UNSEALED = (".lock",)


@dataclass(frozen=True)
class Tampered:
    """What was changed.

    Attributes:
        file: the file, within the package or the folder; empty for the archive itself.
        sheet: contest and sheet, where a sheet was changed; else empty.
    """

    file: str
    sheet: str = ""


def change_a_byte_of(path: Path, chance: random.Random) -> None:
    """Change one byte of a file to another."""
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= chance.randrange(1, 256)
    path.write_bytes(bytes(data))


def make_it_end_its_reader(part: Path) -> None:
    """Change one byte of a Parquet file so that whoever reads it asks for exabytes, and is ended.

    It is the number of values of the first page (``parquet.thrift``: field 1 of the header of a data page).
    """
    data = bytearray(part.read_bytes())
    data[data.index(b"\x2c\x15") + 2] = 73  # -37
    part.write_bytes(data)


def change_a_byte_of_folder(folder: Path, chance: random.Random) -> Tampered:
    """Change one byte of the ledger, of the kept bytes or of the log."""
    files = sorted(
        path
        for part in ("ledger", "raw", "log")
        for path in (folder / part).rglob("*")
        if path.is_file() and path.stat().st_size and path.name not in UNSEALED
    )
    path = chance.choice(files)
    change_a_byte_of(path, chance)
    return Tampered(path.relative_to(folder).as_posix())


def change_a_vote_of_ledger(folder: Path, chance: random.Random, *, with_digests: bool) -> Tampered:
    """Change one vote of a sheet in the ledger's table.

    Args:
        folder: the election's.
        chance: chooses.
        with_digests: whether the digests in the ledger are made to fit.
    """
    table = folder / "ledger"
    path = chance.choice(sorted((table / "record=sheet").rglob("*.parquet")))
    rows = pl.read_parquet(path, hive_partitioning=False)
    column = chance.choice([name for name in rows.columns if name.startswith("votes_") and rows[name].max()])
    line = chance.choice(rows[column].is_not_null().arg_true().to_list())
    more = chance.randrange(1, 50)
    place = pl.int_range(pl.len()) == line
    changed = pl.when(place).then(pl.col(column) + more).otherwise(pl.col(column))
    rows = rows.with_columns(changed.alias(column))
    if with_digests:
        digests = row_digests(rows)
        rows = rows.with_columns(digests.alias(schema.ROW_DIGEST))
        delivery = path.parent.name
        (own,) = (table / "record=delivery" / delivery).glob("*.parquet")
        known = pl.read_parquet(own, hive_partitioning=False)
        _write(table, own, known.with_columns(pl.lit(delivery_digest(digests)).alias(schema.DIGEST)))
    _write(table, path, rows)
    return Tampered(path.relative_to(folder).as_posix(), f"{rows['contest'][line]} {rows['sheet'][line]}")


def change_a_vote_of_package(package: Path, chance: random.Random) -> Tampered:
    """Change one vote of a sheet in a table of a package, whose archive is then written anew."""
    files = unzipped(package)
    tables = [name for name in files if name.startswith("ledger/rows-") or name == "results/sheets.csv"]
    name = chance.choice(tables)
    header, *lines = csv.reader(io.StringIO(files[name].decode(), newline=""))
    votes = [place for place, column in enumerate(header) if column.startswith("votes_")]
    line, column = chance.choice([(line, place) for line in lines for place in votes if line[place]])
    line[column] = str(int(line[column]) + chance.randrange(1, 50))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *lines])
    files[name] = text.getvalue().encode()
    zipped(package, files)
    return Tampered(name, f"{line[header.index('contest')]} {line[header.index('sheet')]}")


def unzipped(package: Path) -> dict[str, bytes]:
    """The files of a package."""
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(package: Path, files: dict[str, bytes]) -> None:
    """Write a package of some files."""
    with writing(package) as archive:
        for name, data in files.items():
            archive.add(name, data)


def _write(table: Path, path: Path, rows: pl.DataFrame) -> None:
    """Write a part of the table, and let the table's log have its size."""
    old = path.stat().st_size
    rows.write_parquet(path)
    for entry in (table / "_delta_log").glob("*.json"):
        lines = entry.read_text().splitlines()
        if any(path.name in line for line in lines):
            changed = [_sized(line, path, old) if path.name in line else line for line in lines]
            entry.write_text("\n".join(changed) + "\n")


def _sized(line: str, path: Path, old: int) -> str:
    action = json.loads(line)
    assert action["add"]["size"] == old
    action["add"]["size"] = path.stat().st_size
    return json.dumps(action, separators=(",", ":"))
