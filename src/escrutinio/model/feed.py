"""A source's mapping from the columns of its files to ours, as the election's definition has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from escrutinio.model.vote_types import VoteTypeMapping
from escrutinio.model.web_source import WebSource

FigureColumns = tuple[tuple[str, ...], ...]
"""The columns that are added up to a figure, each in its spellings; nearly always one."""


@dataclass(frozen=True, slots=True)
class UnitMapping:
    """How a feed names the unit at a level: columns joined by "-", then values translated."""

    columns: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """Where the time of observation comes from; local times are in the election's time zone.

    Attributes:
        columns: columns holding a time per row; the first that is filled counts.
        file_name: a regular expression whose first group is the time in the file's name.
        format: strptime format of what ``file_name`` found, and of texts in ``columns`` but for ISO 8601.
        default: the time when nothing else gives one.
    """

    columns: tuple[str, ...] = ()
    file_name: str = ""
    format: str = "%Y%m%d_%H%M%S"
    default: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatusColumn:
    """The column in which a source says whether a row has been counted.

    Attributes:
        columns: spellings of its name.
        values: the words that mean "counted"; a row with any other word is not.
    """

    columns: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns in which a source says how many tables of a row's place it has counted, and of how many.

    Attributes:
        counted, total: spellings of their names.
        in_part: whether a row counts in part while some of its tables are missing; else it waits for them.
    """

    counted: tuple[str, ...]
    total: tuple[str, ...]
    in_part: bool = False


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How a source writes the figures of a sheet.

    Attributes:
        thousands: the sign between thousands; empty: none.
        zero: words, or signs, that stand for 0; an empty one for a cell that is empty.
        unknown: words that say that a figure is not stated.
    """

    thousands: str = ""
    zero: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinedColumn:
    """A column that is made of several of the file's, for a word that no single one of them has.

    Attributes:
        name: its name beside the columns of the file.
        columns: those that are joined; what is empty is left out.
        separator: stands between them.
        first: whether only the first of them is taken in which something stands; what programs write for
            nothing, such as ``undefined`` or ``NULL``, counts where no other column has anything.
        without: other words that do, such as *Independent* in a column of parties beside one of candidates.
    """

    name: str
    columns: tuple[str, ...]
    separator: str
    first: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A source's mapping from its columns to ours. Every name may be given in several spellings.

    Attributes:
        files: glob patterns of the file names that are read with this mapping.
        snapshot: True when each file holds the whole count so far: then what is missing from it is withdrawn.
        precedence: when two sources hold the same sheet the higher precedence counts, whatever the time.
        layout: "wide", one row a sheet with a column per selection; "long", one row per sheet and selection;
            or "groups", one row a sheet with several groups of columns, each a selection and its votes.
        contest: the contest of all rows, when the file holds one.
        contest_columns, contest_values: the column that names the contest, and its words.
        without_contest: what becomes of rows in which that column is empty: with "refuse" they are findings,
            with "all" they hold counts for every contest of their sheet.
        contests: of the contests that the column names, those whose rows are read; empty: all.
        only, skip: column -> patterns of its values; rows are read where all of ``only`` fit, and left out
            where any of ``skip`` does.
        counted: the column that says whether a row is counted; None: a row with any figure is.
        tables: how many tables of a row are counted; None: a row is one sheet. A row of which some tables are
            still missing is not counted, or counts in part.
        sheet: columns that together name the sheet, joined by "-".
        sheet_optional: of these, those that may be empty, and are then left out.
        counts: our column -> theirs, for registered, cast, valid, blank, null; none: not named.
        votes: selection -> its columns (wide) or the spellings of its word (long).
        selection_columns, votes_columns: for the long layout, and for that in groups.
        group_width: the columns of a group, where the header names the first group only; 0: it names all.
        fill_down: columns whose value stands on the first row of a group alone.
        width: column -> the digits of its codes, of which zeros at the front may be lost.
        joined_columns: those that are made of several of the file's, for a contest or a time.
        numbers: how figures are written.
        same_word: what becomes of rows with the same word for the same sheet (long layout): with "refuse" the
            sheet is not counted, with "sum" they are added up.
        absent_word: what a selection, or a count, has on a sheet no row of which names it: with "unknown" it
            is not stated, with "zero" it is 0 where it stands.
        same_sheet: what becomes of rows with the same sheet and different figures (wide layout).
        joins: the feed whose sheets this one completes with other figures of theirs; empty: none.
        figures: which it reads of a sheet: "all", "votes" or "counts"; what a feed that is joined to it reads
            is not among them, nor in ``counts``.
        selections: of these the votes are read; empty: of all. Set by feeds that are joined.
        units: level -> how the feed names the unit.
        vote_type: how it says of which vote type figures are; None where the election has no types.
        ignore: columns known and not used.
        encodings: tried in this order.
        parts: workbook sheets to read; empty means all.
        delimiter: of CSV files.
        rows: the path to the rows of a JSON or XML document.
        fixed_width: column -> its first and last character on the line, from 1; empty: there is a delimiter.
        header: whether a table begins with the names of its columns; if not, they go by number ("column 1").
        header_row: the line, or row, with the names; 0: the first that has the feed's columns.
        header_rows: how many lines the names go over.
        turned: whether each row is a list and each column a sheet; then the columns that are read are called
            "contest", "sheet", "selection" and "votes".
        blocks: whether several tables stand below one another, each with columns of its own; then the columns
            that are read are called as those of a turned table.
        web: where the source publishes its files; None where they come otherwise.
    """

    id: str
    name: str
    files: tuple[str, ...]
    sheet: tuple[str, ...]
    counts: Mapping[str, FigureColumns]
    votes: Mapping[str, FigureColumns]
    snapshot: bool = False
    precedence: int = 0
    layout: str = "wide"
    contest: str | None = None
    contest_columns: tuple[str, ...] = ()
    contest_values: Mapping[str, str] = field(default_factory=dict)
    without_contest: str = "refuse"
    contests: tuple[str, ...] = ()
    sheet_optional: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: StatusColumn | None = None
    tables: TableColumns | None = None
    selection_columns: tuple[str, ...] = ()
    votes_columns: FigureColumns = ()
    same_word: str = "refuse"
    absent_word: str = "unknown"
    same_sheet: str = "refuse"
    joins: str = ""
    figures: str = "all"
    selections: tuple[str, ...] = ()
    units: Mapping[str, UnitMapping] = field(default_factory=dict)
    observed: Observed = field(default_factory=Observed)
    vote_type: VoteTypeMapping | None = None
    ignore: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ("utf-8-sig", "latin-1")
    parts: tuple[str, ...] = ()
    delimiter: str = ","
    rows: str = ""
    fixed_width: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    header: bool = True
    header_row: int = 0
    header_rows: int = 1
    turned: bool = False
    blocks: bool = False
    group_width: int = 0
    fill_down: tuple[str, ...] = ()
    width: Mapping[str, int] = field(default_factory=dict)
    joined_columns: tuple[JoinedColumn, ...] = ()
    numbers: NumberForm = field(default_factory=NumberForm)
    web: WebSource | None = None

    def is_long(self) -> bool:
        """Whether the selection is told by a word in a column, and not by the name of one."""
        return self.layout != "wide"

    def has_type_columns(self) -> bool:
        """Whether figures of several vote types stand side by side, each in a column of its own."""
        return self.vote_type is not None and bool(self.vote_type.patterns)

    def source(self) -> str:
        """The feed under whose id the sheets count: the one that it joins, or itself."""
        return self.joins or self.id

    def reads_votes_of(self, selection: str) -> bool:
        """Whether it reads the votes of a selection."""
        return self.figures != "counts" and (not self.selections or selection in self.selections)
