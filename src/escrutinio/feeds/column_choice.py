"""Which of a table's columns plays which part in a feed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate

from escrutinio.feeds.column_groups import group_columns
from escrutinio.feeds.observed_time import time_columns
from escrutinio.feeds.raw_table import (
    VOTE_TYPE_OF_ROW,
    RawTable,
    column_names,
    distinct,
    find_column,
    first_filled,
    joined_names,
    refuse_doubled,
)
from escrutinio.feeds.row_selection import selecting_columns
from escrutinio.feeds.type_columns import columns_of_types, header_without_types
from escrutinio.model import Election, Feed, FeedError, FigureColumns, sheet
from escrutinio.model.names import Spellings, exact, folded, plain
from escrutinio.model.text import some_of

WIDENED = "__wide_"
"""What columns begin with that were made of the words of the long layout; the selection's id, or the count's
name, follows."""


_NUMBERED = re.compile(r"column \d+")


@dataclass(frozen=True)
class Columns:
    """Which of a table's columns plays which part. A count, or a selection, is the sum of its columns."""

    sheet: tuple[str, ...]
    contest: str | None
    counts: Mapping[str, tuple[str, ...]]
    votes: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    times: tuple[str, ...]
    unused: tuple[str, ...]

    def numbers(self) -> dict[str, tuple[str, ...]]:
        """Our columns of counts and votes, and the file's."""
        return {**self.counts, **{sheet.votes_column(name): theirs for name, theirs in self.votes.items()}}


def missing_columns(header: Sequence[str], feed: Feed, doubled: Mapping[str, str] | None = None) -> list[str]:
    """The columns without which a table is not of this feed; empty when it fits.

    Args:
        header: the table's columns.
        feed: says which it reads.
        doubled: columns whose name is in the header more than once -> that name.
    """
    absent_groups: list[str] = []
    if feed.vote_type is not None:
        if feed.vote_type.patterns and not columns_of_types(header, feed):
            absent_groups.append(
                " or ".join(pattern for some in feed.vote_type.patterns.values() for pattern in some)
            )
        header = header_without_types(header, feed)
    needed = [[spelling] for spelling in (*feed.sheet, *feed.fill_down)] + selecting_columns(feed)
    needed += [list(feed.vote_type.columns)] if feed.vote_type and feed.vote_type.columns else []
    joined = {column.name: column.columns for column in feed.joined_columns}
    needed += [[name] for columns in joined.values() for name in columns if name not in joined]
    if feed.contest_columns and feed.contest_columns[0] not in joined:
        needed.append(list(feed.contest_columns))
    if feed.layout == "groups":
        absent_groups += [
            " or ".join(names)
            for names in (feed.selection_columns, *feed.votes_columns)
            if not group_columns(header, doubled or {}, names, feed.group_width)
        ]
        figures = []
    elif feed.layout == "long":
        made = feed.selection_columns and feed.selection_columns[0] in joined
        needed += [[] if made else list(feed.selection_columns), *map(list, feed.votes_columns)]
        needed = [names for names in needed if names]
        figures = [parts for parts in feed.counts.values() if len(parts) > 1]
    else:
        figures = [*feed.counts.values(), *(parts for parts in feed.votes.values() if len(parts) > 1)]
    needed += [list(spellings) for parts in figures for spellings in parts]
    absent = [" or ".join(names) for names in needed if find_column(header, names) is None]
    return list(dict.fromkeys([*absent, *absent_groups]))


def needed_columns(header: Sequence[str], feed: Feed) -> set[str]:
    """The columns of a header that a feed may read: in the long layout those that a name of it could mean."""
    if feed.layout != "long" or feed.turned or feed.blocks:
        return set(header)
    joined = (name for column in feed.joined_columns for name in column.columns)
    names = {*spelled_columns(feed), *feed.counts, *feed.fill_down, *feed.width, *joined} - set(feed.ignore)
    forms = {plain(name) for name in names}
    names |= {name for columns in columns_of_types(list(header), feed).values() for name in columns}
    return {name for name in header if plain(name) in forms or exact(name) in names or not plain(name)}


def header_line(lines: Sequence[tuple[int, Sequence[str]]], feed: Feed) -> int | None:
    """The line of a table that is its header: the one that the feed names, else the first with its columns.

    None where the feed says that there is no header, or knows all columns by their number only.
    """
    if not feed.header or feed.turned or feed.blocks:
        return None
    if feed.header_row:
        return feed.header_row
    fitting = (
        number
        for place, (number, _) in enumerate(lines)
        if _is_header([cells for _, cells in lines[place : place + feed.header_rows]], feed)
    )
    by_number = all(_NUMBERED.fullmatch(name) for name in missing_columns([], feed))
    return next(fitting, None if by_number else first_filled(lines))


def _is_header(lines: Sequence[Sequence[str]], feed: Feed) -> bool:
    names, doubled = distinct(joined_names(lines) if feed.header_rows > 1 else column_names(lines[0]))
    return not missing_columns(names, feed, doubled)


def one_column(header: Sequence[str], spellings: Sequence[str], feed: Feed) -> str | None:
    """The one column that any of the spellings means; None when there is none.

    A column that the feed ignores, or spells for something else, as it stands in the file is not meant.

    Raises:
        FeedError: several columns of the file are meant, of which only one could be read.
    """
    fitting = {name for spelling in spellings for name in _fitting(header, spelling)}
    meant = [name for name in header if name in fitting]
    if len(meant) > 1:
        elsewhere = {exact(name) for name in spelled_columns(feed)} - {exact(name) for name in spellings}
        ignored = ignored_columns(meant, feed)
        meant = [name for name in meant if exact(name) not in elsewhere and name not in ignored]
    if len(meant) > 1:
        raise FeedError(
            f"the file has the columns {' and '.join(map(repr, meant))}, and only one of them would be read",
            hint=f"If each holds a part, write {{ sum = [{', '.join(map(_quoted, meant))}] }} in the feed "
            f"{feed.id!r}; if not, list those that are not meant under ignore.",
        )
    return meant[0] if meant else None


def _fitting(header: Sequence[str], spelling: str) -> list[str]:
    """The columns that a spelling fits, but for case and punctuation or, where there is none, accents too."""
    as_written = exact(spelling)
    for form in (folded, plain):
        wanted = form(spelling)
        columns = [name for name in header if exact(name) == as_written or (wanted and form(name) == wanted)]
        if columns:
            return columns
    return []


def columns_of(table: RawTable, feed: Feed, election: Election) -> Columns:
    """The parts that a table's columns play, in the long layout after it has been widened.

    Raises:
        FeedError: a count is missing, or it is not clear which column is meant.
    """
    header = table.header()
    votes, counts = _number_columns(header, feed, election)
    absent = [
        " or ".join(names) for key, parts in feed.counts.items() if key not in counts for names in parts
    ]
    if absent:  # in the long layout a count may be a word, which only its rows show
        raise FeedError(f"the feed {feed.id!r} has neither a column nor a word for: {some_of(absent)}")
    sheet_columns = tuple(column for name in feed.sheet if (column := find_column(header, [name])))
    contest = one_column(header, feed.contest_columns, feed)
    units: dict[str, tuple[str, ...]] = {}
    for level, mapping in feed.units.items():
        columns = [find_column(header, [name]) for name in mapping.columns]
        if all(columns):
            units[level] = tuple(name for name in columns if name)
    times = tuple(time_columns(header, feed.observed))
    named = Spellings((name, name) for name in feed.ignore)
    ignored = ignored_columns(header, feed)
    selecting = (find_column(header, names) for names in selecting_columns(feed))
    known = (
        *feed.fill_down,
        *feed.width,
        *(name for column in feed.joined_columns for name in column.columns),
    )
    if feed.vote_type is not None:
        known = (*known, VOTE_TYPE_OF_ROW, *feed.vote_type.columns)
    used = {*sheet_columns, contest, *times, *selecting, *(find_column(header, [name]) for name in known)}
    used |= {name for names in (*units.values(), *votes.values(), *counts.values()) for name in names}
    refuse_doubled(table, (name for name in used if name))
    return Columns(
        sheet=sheet_columns,
        contest=contest,
        counts=counts,
        votes=votes,
        units=units,
        times=times,
        unused=tuple(
            name
            for name in header
            if name not in used and name not in ignored and not named.find(table.doubled.get(name, name))
        ),
    )


def figure_columns(table: RawTable, feed: Feed, election: Election) -> list[str]:
    """The columns of a table, before it is widened, that hold counts or votes."""
    header = table.header()
    if not feed.is_long():
        votes, counts = _number_columns(header, feed, election)
        return [name for names in (*votes.values(), *counts.values()) for name in names]
    spelled = (*feed.votes_columns, *(names for parts in feed.counts.values() for names in parts))
    return [column for names in spelled if (column := find_column(header, names))]


def _number_columns(
    header: Sequence[str], feed: Feed, election: Election
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The columns of votes and of counts. A column is read once, else its votes would be counted twice.

    Raises:
        FeedError: two of them would read the same column, or one could be read from several.
    """
    plain = [name for name in header if not name.startswith(WIDENED)]
    made = _widened(header)
    spelled: dict[str, FigureColumns] = dict(feed.counts)
    if not feed.is_long():
        spelled |= {sheet.votes_column(name): parts for name, parts in feed.votes.items()}
    read = [name for name in election.selections if feed.reads_votes_of(name)]
    ours = [*feed.counts, *map(sheet.votes_column, read)]
    column_of = {
        key: made.get(sheet.selection_of(key)) or _spelled_columns(plain, spelled.get(key, ()), feed)
        for key in ours
    }
    taken: dict[str, str] = {}
    for key, column in ((key, column) for key, columns in column_of.items() for column in columns):
        if taken.setdefault(column, key) != key:
            raise FeedError(
                f"the column {column!r} would be read both for {taken[column]} and for {key}",
                hint=f"Give each of them a column of its own in the feed {feed.id!r}.",
            )
    # What the feed does not spell may have the name that we give it.
    unread = ignored_columns(header, feed)
    free = [name for name in plain if name not in taken and name not in unread]
    for key, columns in column_of.items():
        if not columns and (named := find_column(free, [sheet.selection_of(key)])):
            column_of[key] = (named,)
            free.remove(named)
    votes = {name: theirs for name in read if (theirs := column_of[sheet.votes_column(name)])}
    return votes, {key: theirs for key in feed.counts if (theirs := column_of[key])}


def _spelled_columns(header: Sequence[str], parts: FigureColumns, feed: Feed) -> tuple[str, ...]:
    columns = [one_column(header, spellings, feed) for spellings in parts]
    names = tuple(column for column in columns if column)
    if len(set(names)) < len(names):
        raise FeedError(
            f"the feed {feed.id!r} would add the column {names[0]!r} up with itself",
            hint="Name each column once under sum.",
        )
    return names


def _widened(header: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Selection, or count -> the columns that were made for it: one for each column of votes."""
    made: dict[str, tuple[str, ...]] = {}
    for column in header:
        if column.startswith(WIDENED):
            # No id has a space in it.
            name = column.removeprefix(WIDENED).split(" in ", 1)[0]
            made[name] = (*made.get(name, ()), column)
    return made


def ignored_columns(header: Iterable[str], feed: Feed) -> set[str]:
    """Those of a header that the feed's ``ignore`` names as they stand there, or by a pattern."""
    names = {exact(name) for name in feed.ignore}
    patterns = [re.compile(translate(name.casefold())) for name in feed.ignore if "*" in name]
    return {
        name
        for name in header
        if exact(name) in names or any(pattern.match(name.casefold()) for pattern in patterns)
    }


def spelled_columns(feed: Feed) -> set[str]:
    """Every name of a column as the feed writes it."""
    names = {name for parts in feed.counts.values() for spellings in parts for name in spellings}
    if not feed.is_long():
        names |= {name for parts in feed.votes.values() for spellings in parts for name in spellings}
    else:
        names |= {*feed.selection_columns, *(name for spellings in feed.votes_columns for name in spellings)}
    names |= {name for spellings in selecting_columns(feed) for name in spellings}
    names |= {*(feed.vote_type.columns if feed.vote_type else ())}
    names |= {*feed.sheet, *feed.contest_columns, *feed.observed.columns, *feed.ignore}
    return names | {name for mapping in feed.units.values() for name in mapping.columns}


def _quoted(name: str) -> str:
    return f'"{name}"'
