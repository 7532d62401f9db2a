"""The feeds of a drafted election, with a remark beside every guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.side_tables import SideCounts
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.standing_guess import AbsentWords, absent_words
from escrutinio.feeds.drafting.toml_text import (
    Name,
    pattern_of,
    quoted,
    text_list,
    text_or_list,
)
from escrutinio.feeds.drafting.type_guess import NO_COLUMN
from escrutinio.feeds.drafting.vote_columns import EmptyCells


def feed_of(
    guess: FeedGuess,
    files: Sequence[str],
    contests: Sequence[Name],
    selections: Sequence[Name],
    levels: Sequence[Name],
    types: Sequence[Name],
    alike: Sequence[SourceTable],
    *,
    several: bool,
) -> str:
    """The feed that reads a table as it was guessed.

    Args:
        guess: how the table is read.
        files: patterns of the names of its files.
        contests: as they are called, and so
        selections: what is voted for,
        levels: of units, and
        types: of votes.
        alike: the parts of its workbook that it reads.
        several: whether other feeds read other contests.
    """
    source = guess.source
    lines = [
        "[[feeds]]",
        f"id = {quoted(f'source-{contests[0].id}' if several else 'source')}",
        'name = "The source in words"',
        f"files = {text_list(files)}    # guessed",
    ]
    lines.append("snapshot = false    # guessed; true only if each file holds the whole count so far")
    if source.rows:
        lines.append(f"rows = {quoted(source.rows)}    # guessed")
    if source.delimiter and source.delimiter != ",":
        lines.append(f"delimiter = {quoted(source.delimiter)}")
    if source.encoding not in ("", "utf-8-sig"):
        lines.append(f"encodings = {text_list([source.encoding])}    # guessed")
    if source.table.part:
        lines.append(f"parts = {text_list(dict.fromkeys(table.table.part for table in alike))}")
    if source.turned:
        lines.append("turned = true    # guessed: each row is a list, and each column a sheet")
    elif source.blocks:
        lines.append("blocks = true    # guessed: tables below one another, each with names of its own")
    elif not source.header.rows:
        lines.append("header = false")
    elif (
        source.header.first
        and (source.delimiter or source.table.part)
        and all(source_alike.header == source.header for source_alike in alike)
    ):
        lines.append(f"header_row = {source.header.first}")
    if source.header.rows > 1:
        lines.append(f"header_rows = {source.header.rows}    # guessed")
    if guess.group_width is not None:
        lines.append('layout = "groups"    # guessed: each group of columns is a selection and its votes')
    elif guess.long:
        lines.append('layout = "long"')
    if guess.group_width:
        lines.append(f"group_width = {guess.group_width}    # guessed")
    if guess.contest:
        pairs = ", ".join(f"{quoted(contest.word)} = {quoted(contest.id)}" for contest in contests)
        lines += [
            f"contest_column = {_column(guess, guess.contest)}    # guessed",
            f"contest_values = {{ {pairs} }}",
        ]
    else:
        lines.append(f"contest = {quoted(contests[0].id)}")
        if several:
            lines.append(f"contests = {text_list([contests[0].id])}    # other feeds read the others")
    sure = "guessed" if guess.unique else "guessed, and not enough: some sheets have the same code"
    lines.append(f"sheet = {text_or_list(guess.sheet)}    # {sure}")
    if guess.sheet_optional:
        lines.append(
            f"sheet_optional = {text_or_list(guess.sheet_optional)}    # guessed: some sheets have none"
        )
    if types:
        lines.append(_said_type(guess, types))
    if guess.long:
        lines.append(f"selection_column = {_column(guess, guess.selection_column)}    # guessed")
        votes = text_or_list(guess.votes_columns)
        votes = votes if len(guess.votes_columns) == 1 else f"{{ sum = {votes} }}"
        if guess.types is None or guess.votes_columns != (NO_COLUMN,):
            lines.append(f"votes_column = {votes}    # guessed")
        lines += _absent_words(absent_words(guess.long_rows, guess.contests))
    if guess.fill_down:
        lines.append(
            f"fill_down = {text_list(guess.fill_down)}    # guessed: they stand on a group's first row"
        )
    if guess.only:
        rest = "add up others" if guess.unlabelled else "are of another kind"
        lines.append(f"only = {_words_of_columns(guess.only)}    # guessed: the other rows {rest}")
    if guess.totals or source.skip or guess.left_out:
        pairs = _words_of_columns(_merged(guess.totals, source.skip, guess.left_out))
        why = "rows that add up others" + (", or are of nobody" if guess.left_out else "")
        lines.append(f"skip = {pairs}    # guessed: {why}")
    if guess.tables:
        pair = f"counted = {quoted(guess.tables.counted)}, total = {quoted(guess.tables.total)}"
        by_type = guess.vote_type or guess.types is not None  # a type's voters at some tables are not known
        part = "" if by_type else ', partial = "count"'
        what = "waits" if by_type else "counts in part"
        lines.append(f"tables = {{ {pair}{part} }}    # guessed: a place {what} until all are in")
    not_read = guess.not_read()
    if guess.types is not None:
        not_read += guess.types.ignored
    if source.rows:
        not_read = list(dict.fromkeys("/*" if name.startswith("/") else name for name in not_read))
    if not_read:
        names = text_list(_patterns(not_read))
        lines.append(f"ignore = {names}    # guessed: names, which the stations file has, and the rest")
    tables = ["\n".join(lines) + "\n"]
    if source.fixed_width:
        pairs = "\n".join(f"{quoted(key)} = {list(place)}" for key, place in source.fixed_width.items())
        tables.append(f"[feeds.fixed_width]    # guessed: first and last character on the line\n{pairs}\n")
    numbers = [f"thousands = {quoted(guess.separator)}    # guessed"] if guess.separator else []
    signs = [blank for blank in guess.blanks if not any(map(str.isalpha, blank))]
    words = [blank for blank in guess.blanks if blank not in signs]
    numbers += _empty_cells(guess.empty, signs)
    numbers += [f"unknown = {text_list(words)}    # guessed: words for what is not known"] if words else []
    if numbers:
        tables.append("\n".join(["[feeds.numbers]", *numbers]) + "\n")
    if guess.counts:
        pairs = "\n".join(f"{key} = {quoted(word)}    # guessed" for key, word in guess.counts.items())
        tables.append(f"[feeds.counts]\n{pairs}\n")
    votes = "\n".join(f"{selection.id} = {quoted(selection.word)}" for selection in selections)
    tables.append(f"[feeds.votes]\n{votes}\n")
    for level, ours in zip(guess.levels, levels, strict=True):
        tables.append(f"[feeds.units.{ours.id}]\ncolumn = {text_or_list(level.columns)}    # guessed\n")
    return "\n".join(tables)


def feed_of_counts(key: str, file: str, side: SideCounts, contest: Name) -> str:
    """The feed of counts whose sheets have their votes in another file."""
    source = side.source
    lines = [
        "# The counts of the same sheets.",
        "[[feeds]]",
        f"id = {quoted(key)}",
        'name = "The source in words"',
        f"files = {text_list([pattern_of(file)])}    # guessed",
        'joins = "source"    # guessed',
        'figures = "counts"',
    ]
    lines += [f"delimiter = {quoted(source.delimiter)}"] if source.delimiter not in ("", ",") else []
    if source.encoding not in ("", "utf-8-sig"):
        lines.append(f"encodings = {text_list([source.encoding])}    # guessed")
    if source.table.part:
        lines.append(f"parts = {text_list([source.table.part])}")
    if source.header.rows > 1:
        lines.append(f"header_rows = {source.header.rows}    # guessed")
    lines += [f"contest = {quoted(contest.id)}", f"sheet = {text_or_list(side.sheet)}    # guessed"]
    if side.ignored:
        lines.append(f"ignore = {text_list(_patterns(side.ignored))}    # guessed")
    pairs = "\n".join(f"{count} = {quoted(column)}    # guessed" for count, column in side.counts.items())
    return "\n".join(lines) + f"\n\n[feeds.counts]\n{pairs}\n"


def _said_type(guess: FeedGuess, types: Sequence[Name]) -> str:
    """The line that says of which vote type the figures of a row, or of a column, are."""
    if guess.types is None:
        pairs = ", ".join(f"{quoted(vote_type.word)} = {quoted(vote_type.id)}" for vote_type in types)
        return f"vote_type = {{ column = {quoted(guess.vote_type)}, values = {{ {pairs} }} }}    # guessed"
    pairs = ", ".join(
        f"{quoted(vote_type.id)} = {quoted(guess.types.patterns[vote_type.word])}" for vote_type in types
    )
    return f"vote_type.columns = {{ {pairs} }}    # guessed"


def _merged(*tables: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for table in tables:
        for column, words in table.items():
            merged.setdefault(column, []).extend(words)
    return merged


def _column(guess: FeedGuess, name: str) -> str:
    """A column as a feed names it, perhaps as one that is made of several."""
    made = guess.joined.get(name)
    if made is None:
        return quoted(name)
    without = f", without = {text_list(made.without)}" if made.without else ""
    if not made.first:
        return f"{{ join = {text_list(made.columns)} }}"
    names = (_column_in_list(guess, column) for column in made.columns)
    return f"{{ first = [{', '.join(names)}]{without} }}"


def _column_in_list(guess: FeedGuess, name: str) -> str:
    made = guess.joined.get(name)
    return text_list(made.columns) if made else quoted(name)


def _words_of_columns(columns: Mapping[str, Sequence[str]]) -> str:
    return "{ " + ", ".join(f"{quoted(key)} = {text_list(words)}" for key, words in columns.items()) + " }"


def _patterns(names: Sequence[str]) -> list[str]:
    """Names of columns; of several that differ by a number at the end, one pattern."""
    stems = Counter(_stem(name) for name in names)
    return list(dict.fromkeys(f"{_stem(name)}*" if stems[_stem(name)] > 1 else name for name in names))


def _stem(name: str) -> str:
    return name.rstrip("0123456789") or name


def _empty_cells(empty: EmptyCells, signs: Sequence[str]) -> list[str]:
    """The line that says what an empty cell of votes means, to be looked at where that is not known.

    ``signs``: what stands in such cells; an empty text where nothing does.
    """
    meant = text_or_list(signs or [""])
    called = "are empty" if signs in ([], [""]) else "state nothing"
    match empty:
        case EmptyCells.FEW:
            return []
        case EmptyCells.ADD_UP:
            return [f"zero = {meant}    # guessed: many cells {called}, and the rows add up without them"]
        case EmptyCells.NO_ZEROS:
            return [f"zero = {meant}    # guessed: many cells {called}, and none holds 0"]
        case EmptyCells.UNCLEAR:
            return [f"# zero = {meant}    # many cells {called}: take out the first # if that means 0 votes"]


def _absent_words(absent: AbsentWords) -> list[str]:
    """The line that says what it means that a sheet has no row for a selection, where some have none."""
    match absent:
        case AbsentWords.NONE:
            return []
        case AbsentWords.ADD_UP:
            return ['absent_word = "zero"    # guessed: sheets without a row for somebody add up without it']
        case AbsentWords.NO_ZEROS:
            return [
                'absent_word = "zero"    # guessed: some sheets have no row for somebody, and no row states 0'
            ]
        case AbsentWords.ELSEWHERE:
            return ['absent_word = "zero"    # guessed: who has no row on a sheet stands in other units']
        case AbsentWords.UNCLEAR:
            return ['# absent_word = "zero"    # take out the first # if no row on a sheet means 0 votes']


def time_column(guess: FeedGuess) -> list[str]:
    """The line that names the column of times, to be looked at where its form is not known."""
    if not guess.time:
        return []
    form = guess.time_written()
    sign = "# " if form is None else ""
    lines = [f"{sign}column = {quoted(guess.time)}    # guessed: a time for each row"]
    return [*lines, f"format = {quoted(form)}    # guessed"] if form else lines
