"""A table as a file holds it, before any mapping; and the names of its columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import polars as pl

from escrutinio.model import FeedError

FETCH_AGAIN = "Fetch the file again; nothing has been taken in from it."
"""The hint where a file has come in part, or is not what it should be."""
LINE = "__line"
DAMAGE = "__damage"
COUNTED = "__counted"
"""Columns of our own in a raw table: where a row stood, what was wrong with it (null: nothing), and whether
its source has counted it (true or false)."""

REPAIRED = "repaired"
DAMAGED = "damaged"


@dataclass(frozen=True, eq=False)
class RawTable:
    """What one file, or one sheet of a workbook, holds.

    Attributes:
        frame: the columns as they are, plus ``__line`` (Int64) and ``__damage`` (null, "repaired",
            "damaged").
        part: the workbook's sheet; empty for other files.
        remarks: sentences about the file as a whole, which become findings.
    """

    frame: pl.DataFrame
    part: str = ""
    remarks: Sequence[str] = field(default_factory=tuple)

    def header(self) -> list[str]:
        """The file's own columns."""
        return [name for name in self.frame.columns if name not in (LINE, DAMAGE, COUNTED)]


def normal(name: str) -> str:
    """A name without case, accents and punctuation, so ``PAN - BOL`` is ``pan_bol``."""
    decomposed = unicodedata.normalize("NFKD", name.strip().casefold())
    characters = (char if char.isalnum() else "_" for char in decomposed if not unicodedata.combining(char))
    return "_".join(part for part in "".join(characters).split("_") if part)


def find_column(header: Iterable[str], spellings: Iterable[str]) -> str | None:
    """The column meant by any of the spellings: an exact match first, then one that differs in form only."""
    names = list(header)
    wanted = list(spellings)
    for spelling in wanted:
        if spelling in names:
            return spelling
    by_form = {normal(name): name for name in reversed(names)}
    by_form.pop("", None)  # names of signs alone, such as % and #, have no form in common
    return next((by_form[normal(spelling)] for spelling in wanted if normal(spelling) in by_form), None)


def code_text(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column of codes as text; null where there is none. 1001, 1001.0 and " 1001" are the same code."""
    code = pl.col(column)
    if dtype.is_float() or dtype.is_decimal():
        code = pl.when(code == code.floor()).then(code).cast(pl.Int64, strict=False)
    text = code.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def refuse_doubles(header: Sequence[str]) -> None:
    """Refuse a header in which a name stands twice: which column is meant cannot be known."""
    doubles = sorted({name for name in header if header.count(name) > 1})
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
