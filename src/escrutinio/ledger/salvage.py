"""What the files of a damaged table still say, read one by one and without its log."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.ledger.parts import readable
from escrutinio.ledger.store import Ledger
from escrutinio.model import sheet


def salvaged(ledger: Ledger, record: str) -> pl.DataFrame:
    """The records of a kind in all files of the table that can be read, also those its log has lost."""
    frames = []
    for path in readable(ledger.table_path, f"{schema.RECORD}={record}/*/*.parquet"):
        delivery = unquote(path.parent.name.partition("=")[2])
        frame = read_parquet(path)
        frames.append(
            frame.with_columns(pl.lit(record).alias(schema.RECORD), pl.lit(delivery).alias(schema.DELIVERY))
        )
    types = schema.table_schema(ledger.election)
    whole = pl.concat([pl.DataFrame(schema=types), *frames], how="diagonal_relaxed")
    key = [schema.DELIVERY, schema.SOURCE, sheet.OBSERVED_AT]
    if record == "delivery":
        whole = whole.sort(schema.INGEST).unique(key, keep="first", maintain_order=True)
    return whole


def raw_files(ledger: Ledger) -> dict[str, Path]:
    """The kept bytes of deliveries: id -> path."""
    return {path.name: path for path in sorted(ledger.raw_path.glob("??/*")) if _is_digest(path.name)}


def leftovers(ledger: Ledger) -> list[Path]:
    """Files of raw bytes that were being written when the program ended."""
    return sorted(path for path in ledger.raw_path.glob("??/.*") if path.is_file())


def _is_digest(name: str) -> bool:
    return len(name) == 64 and all(sign in "0123456789abcdef" for sign in name)
