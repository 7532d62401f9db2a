"""A table as a file holds it, before any mapping; and the names of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import polars as pl

from escrutinio.model import FeedError
from escrutinio.model.names import Spellings, composed

FETCH_AGAIN = "Fetch the file again; nothing has been taken in from it."
"""The hint where a file has come in part, or is not what it should be."""
LINE = "__line"
DAMAGE = "__damage"
COUNTED = "__counted"
"""Columns of our own in a raw table: where a row stood, what was wrong with it (null: nothing), and whether
its source has counted it (true or false)."""

REPAIRED = "repaired"
DAMAGED = "damaged"
DOUBLED = "doubled"


@dataclass(frozen=True, eq=False)
class RawTable:
    """What one file, or one sheet of a workbook, holds.

    Attributes:
        frame: the columns as they are, plus ``__line`` (Int64) and ``__damage`` (null, "repaired",
            "damaged", "doubled").
        part: the workbook's sheet; empty for other files.
        remarks: sentences about the file as a whole, which become findings.
    """

    frame: pl.DataFrame
    part: str = ""
    remarks: Sequence[str] = field(default_factory=tuple)

    def header(self) -> list[str]:
        """The file's own columns."""
        return [name for name in self.frame.columns if name not in (LINE, DAMAGE, COUNTED)]


def find_column(header: Iterable[str], spellings: Iterable[str]) -> str | None:
    """The column meant by any of the spellings: an exact match first, then one that differs in form only.

    A form that two columns have means neither of them.
    """
    columns = list(header)
    wanted = list(spellings)
    names = Spellings((column, column) for column in columns)
    for spelling in wanted:
        if spelling in columns:
            return spelling
    matches = (find(spelling) for find in (names.exactly, names.find) for spelling in wanted)
    return next((match.meaning for match in matches if match), None)


def code_text(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column of codes as text; null where there is none. 1001, 1001.0 and " 1001" are the same code."""
    code = pl.col(column)
    if dtype.is_float() or dtype.is_decimal():
        code = pl.when(code == code.floor()).then(code).cast(pl.Int64, strict=False)
    text = code.cast(pl.String).str.normalize("NFC").str.strip_chars()
    return pl.when(text != "").then(text)


def refuse_doubles(header: Sequence[str]) -> None:
    """Refuse a header in which a name stands twice: which column is meant cannot be known."""
    names = [composed(name) for name in header]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise FeedError(f"the column {doubles[0]!r} is in the header twice", hint="Rename one of them.")


@contextmanager
def refusing(what: str, hint: str) -> Iterator[None]:
    """Turn whatever a reading library raises into a refusal of the file.

    The readers behind fastexcel and Polars are written in Rust; a damaged file can make them panic, and
    a panic does not derive from Exception.
    """
    try:
        yield
    except FeedError:
        raise
    except Exception as error:
        raise FeedError(f"{what}: {_first_line(error)}", hint=hint) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise FeedError(f"{what}: {_first_line(error)}", hint=hint) from None


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
