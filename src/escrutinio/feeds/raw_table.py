"""A table as a file holds it, before any mapping; and the names of its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from escrutinio.model import Feed, FeedError
from escrutinio.model.names import UNFIT, Spellings, composed

FETCH_AGAIN = "Fetch the file again; nothing has been taken in from it."
"""The hint where a file has come in part, or is not what it should be."""
LINE = "__line"
DAMAGE = "__damage"
COUNTED = "__counted"
"""Columns of our own in a raw table: where a row stood, what was wrong with it (null: nothing), and whether
its source has counted it (true or false)."""

TABLES = ("__tables_counted", "__tables_total")
"""Columns of our own with the tables of a row's place, of a feed whose rows count in part."""
_OWN = (LINE, DAMAGE, COUNTED, *TABLES)

VOTE_TYPE_OF_ROW = "__vote_type"
"""The column of our own with the vote type of a row, of a feed that tells them apart."""

_NO_MEMORY = ("Resource temporarily unavailable", "Cannot allocate memory", "memory allocation")
"""What libraries say when there is no room, also for the stack of a thread."""
MOST_COLUMNS, MOST_CELLS = 16_384, 50_000_000
"""A table of more is refused: no count is so large, and it would be read for hours."""

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
        doubled: columns whose name is in the header more than once -> that name. The first has it, the others
            have one of our own.
        torn: the line of a row that a quote has torn -> the line on the other side of the tear; 0 for the
            end of the file.
    """

    frame: pl.DataFrame
    part: str = ""
    remarks: Sequence[str] = field(default_factory=tuple)
    doubled: Mapping[str, str] = field(default_factory=dict)
    torn: Mapping[int, int] = field(default_factory=dict)

    def header(self) -> list[str]:
        """The file's own columns."""
        return [name for name in self.frame.columns if name not in _OWN]


def find_column(header: Iterable[str], spellings: Iterable[str]) -> str | None:
    """The column meant by any of the spellings: an exact match first, then one that differs in form only.

    A form that two columns have means neither of them.
    """
    columns = list(header)
    wanted = list(spellings)
    names = _spellings_of(tuple(columns))
    for spelling in wanted:
        if spelling in columns:
            return spelling
    matches = (find(spelling) for find in (names.exactly, names.find) for spelling in wanted)
    return next((match.meaning for match in matches if match), None)


@lru_cache(maxsize=8)
def _spellings_of(columns: tuple[str, ...]) -> Spellings[str]:
    """A header's names, which many columns are looked for in."""
    return Spellings((column, column) for column in columns)


def code_text(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column of codes as text; null where there is none. 1001, 1001.0 and " 1001" are the same code."""
    code = pl.col(column)
    if dtype.is_float() or dtype.is_decimal():
        code = pl.when(code == code.floor()).then(code).cast(pl.Int64, strict=False)
    text = code.cast(pl.String).map_batches(_composed, return_dtype=pl.String, is_elementwise=True)
    return pl.when(text != "").then(text)


NOT_STATED = ("undefined", "NULL", "(null)", "NaN", "\\N")
"""What programs write where they have nothing to write."""


def stated(text: pl.Expr, without: Sequence[str] = ()) -> pl.Expr:
    """A text as it is; null where a program has written that it has none, or it is a word of ``without``."""
    return pl.when(~text.is_in([*NOT_STATED, *without])).then(text)


def _composed(texts: pl.Series) -> pl.Series:
    """Texts as codes are compared: composed, without :data:`UNFIT` and the blanks around them."""
    if texts.str.len_bytes().sum() != texts.str.len_chars().sum():  # in ASCII there is nothing to compose
        texts = texts.str.normalize("NFC")
    return texts.str.replace_all(UNFIT, "").str.strip_chars()


def sheet_code(columns: Sequence[str], feed: Feed, schema: pl.Schema) -> pl.Expr:
    """The sheet's code, joined of the columns that the feed names; null when a needed part is missing.

    Half a code would name another sheet. Where vote types are told apart, the row's is the last part.
    """
    parts = [code_text(column, schema[column]) for column in columns]
    named = zip(feed.sheet, parts, strict=True)
    needed = [part.is_not_null() for name, part in named if name not in feed.sheet_optional]
    if feed.vote_type is not None:
        kind = pl.col(VOTE_TYPE_OF_ROW)
        parts, needed = [*parts, kind], [*needed, kind.is_not_null()]
    return pl.when(pl.all_horizontal(needed)).then(pl.concat_str(parts, separator="-", ignore_nulls=True))


HeaderFinder = Callable[[Sequence[tuple[int, Sequence[str]]]], int | None]
"""From the first lines of a table, each with its number and cells, the number of the line that is the header;
None when the table has none, and its columns go by their number."""

HEADER_WITHIN = 100
"""In so many lines at the beginning of a table a header is looked for."""


def first_filled(lines: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The first line in which something stands."""
    return next((number for number, cells in lines if any(cell.strip() for cell in cells)), 1)


def column_names(cells: Sequence[str]) -> list[str]:
    """The names in a header; a column without one is called by its number, such as ``column 7``."""
    return [cell.strip() or f"column {position}" for position, cell in enumerate(cells, start=1)]


def joined_names(lines: Sequence[Sequence[str]]) -> list[str]:
    """The names in a header of several lines, each read from the top down and joined by blanks.

    What stands in an upper line is for the columns to its right too, as merged cells are, up to the next cell
    of that line or to a new group in a line above it.
    """
    width = max(map(len, lines), default=0)
    cells = [[cell.strip() for cell in line] + [""] * (width - len(line)) for line in lines]
    names: list[list[str]] = [[] for _ in range(width)]
    for depth, line in enumerate(cells):
        upper, lower = cells[:depth], cells[depth + 1 :]
        carried = ""
        for place, cell in enumerate(line):
            if cell or any(above[place] for above in upper):
                carried = cell
            if cell or any(below[place] for below in lower):
                names[place].append(carried)
    return column_names([" ".join(filter(None, parts)) for parts in names])


def distinct(header: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """A header with names that are all different, and the columns whose name it has more than once."""
    names = [composed(name) for name in header]
    times = Counter(names)
    seen: set[str] = set()
    own: list[str] = []
    for position, (name, form) in enumerate(zip(header, names, strict=True), start=1):
        own.append(f"{name} (column {position})" if form in seen else name)
        seen.add(form)
    doubled = {mine: form for mine, form in zip(own, names, strict=True) if times[form] > 1}
    return own, doubled


def refuse_too_large(columns: int, rows: int, what: str = "the table") -> None:
    """Refuse a table that no count can be, before it is read whole.

    Raises:
        FeedError: it has more columns, or more cells, than are read.
    """
    hint = "Leave out what is not needed, or split it."
    if columns > MOST_COLUMNS:
        raise FeedError(f"{what} has {columns:,} columns; at most {MOST_COLUMNS:,} are read", hint=hint)
    if columns * rows > MOST_CELLS:
        cells = f"{rows:,} rows of {columns:,} columns"
        raise FeedError(f"{what} has {cells}; at most {MOST_CELLS:,} cells are read", hint=hint)


def refuse_doubled(table: RawTable, columns: Iterable[str]) -> None:
    """Refuse a table that has the name of a column that is read twice, with unlike figures."""
    for column in columns:
        if column in table.doubled and not _all_alike(table, table.doubled[column]):
            raise FeedError(
                f"the column {table.doubled[column]!r} is in the header twice", hint="Rename one of them."
            )


def _all_alike(table: RawTable, title: str) -> bool:
    """Whether the columns of a name are the same on every row, so that it is all one which is read."""
    first, *others = (table.frame[name] for name, own in table.doubled.items() if own == title)
    return table.frame.height > 0 and all(first.equals(other, check_names=False) for other in others)


@contextmanager
def refusing(what: str, hint: str) -> Iterator[None]:
    """Turn whatever a reading library raises into a refusal of the file.

    The readers behind fastexcel and Polars are written in Rust; a damaged file can make them panic, and
    a panic does not derive from Exception.

    Raises:
        FeedError: it is refused.
        MemoryError: there is no room for it.
    """
    try:
        yield
    except (FeedError, MemoryError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if any(sign in str(error) for sign in _NO_MEMORY):
            raise MemoryError from None
        raise FeedError(f"{what}: {first_line(error)}", hint=hint) from None


def first_line(error: BaseException) -> str:
    """The first line of what an error says, shortened; its kind where it says nothing."""
    text = str(error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
