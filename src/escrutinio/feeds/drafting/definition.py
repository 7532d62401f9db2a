"""Writes what was guessed as an ``election.toml`` and a stations file, with a remark beside every guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import polars as pl

from escrutinio.feeds.drafting.column_profile import texts
from escrutinio.feeds.drafting.column_words import Role, role_of, spaced, unit_word
from escrutinio.feeds.drafting.guess import FeedGuess
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.standing_guess import AbsentWords, absent_words
from escrutinio.feeds.drafting.toml_text import (
    CANDIDATES_FILE,
    MOMENT,
    Name,
    day_of,
    election_text,
    named,
    observed_text,
    pattern_of,
    quoted,
    selection_text,
    stations_choice,
    text_list,
    text_or_list,
)
from escrutinio.feeds.drafting.type_guess import NO_COLUMN, type_words
from escrutinio.feeds.drafting.vote_columns import EmptyCells
from escrutinio.model import NATION, RESERVED_LEVELS, count_item_type, sheet

_SAYS_VOTES = re.compile(r"(?i)\W*votes?$")


def definition_text(
    guess: FeedGuess,
    *,
    file: str,
    name: str,
    today: date,
    modified: datetime,
    others: Sequence[FeedGuess] = (),
    alike: Sequence[SourceTable] = (),
) -> str:
    """The election.toml that reads a table as it was guessed.

    Args:
        guess: how the table is read.
        file: the name of the file that it is in.
        name: of the election.
        today: taken for the day of the election, if the file's name has none.
        modified: when the file was written (UTC); its time of observation where nothing else gives one.
        others: how other parts of its workbook are read, each with a contest of its own.
        alike: other parts of its workbook that are read as the table is.
    """
    moment = MOMENT.search(file)
    day = day_of(moment.group(1)) if moment else None
    tables = [guess, *others]
    contests = _contests_of(tables)
    selections = _selections_of(tables)
    levels = level_names(guess)
    types = type_names(guess)
    standing = dict.fromkeys((one.id, one.name) for own in selections for one in own)
    parts = [
        f'# Drafted from {file}. Lines with "guessed" are for you to look at; `escrutinio feed try`\n'
        "# shows what they make of a file. Every key is explained in docs/reference/settings.md.\n",
        election_text(name, day or today, known=day is not None),
        *(_level(level, levels[i - 1].id if i else None) for i, level in enumerate(levels)),
        *map(_vote_type, types),
        "# What can be voted for. The colours are arbitrary.\n",
        *(selection_text(Name(key, called, called), i) for i, (key, called) in enumerate(standing)),
    ]
    for one, own, stand in zip(tables, contests, selections, strict=True):
        parts += _contests(one, own, stand, levels)
    if guess.party:
        parts.append(f'# The party of each candidate: guessed.\n[candidates]\nfile = "{CANDIDATES_FILE}"\n')
    parts.append(stations_choice())
    for one, own, stand in zip(tables, contests, selections, strict=True):
        same = [one.source, *(alike if one is guess else ())]
        parts.append(_feed(one, file, own, stand, levels, types, same, several=bool(others)))
        parts.append(observed_text([file], modified, _time_column(one)))
    parts.append(
        "# The law by which it is decided: `escrutinio law list`.\n"
        '# [law]\n# id = "..."\n# contests = { ROLE = "'
        + contests[0][0].id
        + '" }\n# levels = { ROLE = "nation" }\n'
    )
    return "\n".join(parts)


def _contests_of(tables: Sequence[FeedGuess]) -> list[list[Name]]:
    """The contests of each table; where there are several tables, each has one, called after its part."""
    if len(tables) == 1:
        return [contest_names(tables[0])]
    return [[one] for one in named([table.source.table.part for table in tables])]


def _selections_of(tables: Sequence[FeedGuess]) -> list[list[Name]]:
    """The selections of each table; those of one name are the same in all."""
    called = [_selection_names(one) for one in tables]
    if len(tables) == 1:
        return [named(tables[0].selections, avoid=sheet.COUNTS, called=called[0])]
    different = list(dict.fromkeys(name for names in called for name in names))
    ids = {one.name: one.id for one in named(different, avoid=sheet.COUNTS)}
    return [
        [Name(ids[name], word, name) for word, name in zip(one.selections, names, strict=True)]
        for one, names in zip(tables, called, strict=True)
    ]


def stations_text(guess: FeedGuess, others: Sequence[FeedGuess] = ()) -> str:
    """The stations file with the sheets of some tables, as CSV: no more is known than what they list."""
    tables = [guess, *others]
    frames = [_stations(one, own) for one, own in zip(tables, _contests_of(tables), strict=True)]
    return pl.concat(frames).write_csv()


def candidates_text(guess: FeedGuess) -> str:
    """The table of candidates with the party of each, as CSV; empty where the table has no parties."""
    if not guess.party:
        return ""
    rows, contests = guess.rows, contest_names(guess)
    ids = {one.word: one.id for one in _selections_of([guess])[0]}
    frames = []
    for contest in contests:
        own = rows.filter(texts(rows, guess.contest) == contest.word) if guess.contest else rows
        decided = guess.decided_in(contest.word if guess.contest else "")
        unit = _joined(own, decided.columns) if decided else pl.Series([NATION]).new_from_index(0, own.height)
        named = texts(own, guess.selection_column)
        frames.append(
            pl.DataFrame(
                {
                    "contest": pl.Series([contest.id]).new_from_index(0, own.height),
                    "unit": unit,
                    "selection": named.replace_strict(ids, default=None, return_dtype=pl.String),
                    "name": named,
                    "list": texts(own, guess.party),
                }
            )
        )
    whole = pl.concat(frames).drop_nulls(["unit", "selection"])
    keys = ["contest", "unit", "selection"]
    return whole.sort("list", nulls_last=True, maintain_order=True).unique(
        keys, keep="first", maintain_order=True
    ).sort("contest", "unit", maintain_order=True).write_csv()


def _stations(guess: FeedGuess, contests: Sequence[Name]) -> pl.DataFrame:
    rows = guess.rows
    levels = level_names(guess)
    if guess.contest:
        words = {one.word: one.id for one in contests}
        contest = texts(rows, guess.contest).replace_strict(words, default=None, return_dtype=pl.String)
    else:
        contest = pl.Series([contests[0].id]).new_from_index(0, rows.height)
    columns = {
        sheet.CONTEST: contest,
        sheet.SHEET: _joined(rows, guess.sheet),
        sheet.REGISTERED: guess.registered(),
    }
    if guess.vote_type:
        ids = {one.word: one.id for one in type_names(guess)}
        columns["vote_types"] = texts(rows, guess.vote_type).replace_strict(
            ids, default=None, return_dtype=pl.String
        )
    for level, ours in zip(guess.levels, levels, strict=True):
        columns[ours.id] = _joined(rows, level.columns)
        if level.name_column:
            columns[f"{ours.id}_name"] = texts(rows, level.name_column)
    for key, column in guess.station.items():
        columns[key] = texts(rows, column)
    frame = pl.DataFrame({key: values.alias(key) for key, values in columns.items()})
    known = frame.drop_nulls([sheet.CONTEST, sheet.SHEET])
    if guess.vote_type:
        types = pl.col("vote_types").drop_nulls().unique(maintain_order=True).str.join(" ")
        known = known.with_columns(types.over(sheet.CONTEST, sheet.SHEET))
    return known.unique([sheet.CONTEST, sheet.SHEET], keep="first", maintain_order=True)


def _selection_names(guess: FeedGuess) -> list[str]:
    """What the selections are called: a person above a party with both, such as ``Ann Heron (HRN)``.

    A cell above is that of the columns to its right too, so that only the first of its columns is sure.
    """
    called: list[str] = []
    above = [_above(guess, word) for word in guess.selections]
    first = len(set(above)) + 1 >= len(above) > 1 and all(above)
    for place, word in enumerate(guess.selections):
        label = guess.source.labels.get(word, word)
        if above[place] and role_of(label) in (Role.VOTES, Role.CAST):
            called.append(above[place].rpartition("/")[2] if guess.source.rows else above[place])
        elif first and above[place] not in above[:place]:
            called.append(f"{above[place]} ({label})")
        else:
            called.append(label)
    return called


def _above(guess: FeedGuess, word: str) -> str:
    """What stands above the last line of the header of a column."""
    label = guess.source.labels.get(word, word)
    return word.removesuffix(label).strip("/ ") if word.endswith(label) else ""


def contest_names(guess: FeedGuess) -> list[Name]:
    """The contests and the words for them; one without a word where the table has only one."""
    return named(guess.contests) if guess.contests else [Name("contest", "Contest", "Contest")]


def level_names(guess: FeedGuess) -> list[Name]:
    """The levels, called after their columns."""
    words = [unit_word(level.label) or level.label for level in guess.levels]
    return named([word.capitalize() for word in words], avoid=sorted(RESERVED_LEVELS))


def type_names(guess: FeedGuess) -> list[Name]:
    """The vote types and the words for them; none where types are not told apart."""
    if not guess.vote_type:
        return []
    words = type_words(guess.rows, guess.vote_type)
    return named(words, called=[_SAYS_VOTES.sub("", spaced(word)) or word for word in words])


def _vote_type(kind: Name) -> str:
    nist = count_item_type(kind.id, kind.name)
    return (
        f"[[vote_types]]    # guessed: each vote type of a station is a sheet\nid = {quoted(kind.id)}\n"
        f"name = {quoted(kind.name)}\nnist = {quoted(nist)}\n"
    )


def _said_type(guess: FeedGuess, types: Sequence[Name]) -> str:
    """The line that says of which vote type the figures of a row, or of a column, are."""
    if guess.types is None:
        pairs = ", ".join(f"{quoted(one.word)} = {quoted(one.id)}" for one in types)
        return f"vote_type = {{ column = {quoted(guess.vote_type)}, values = {{ {pairs} }} }}    # guessed"
    pairs = ", ".join(f"{quoted(one.id)} = {quoted(guess.types.patterns[one.word])}" for one in types)
    return f"vote_type.columns = {{ {pairs} }}    # guessed"


def _joined(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    parts = pl.DataFrame([texts(rows, column) for column in columns])
    return parts.select(pl.concat_str(pl.all(), separator="-"))[columns[0]]


def _level(level: Name, parent: str | None) -> str:
    above = f"parent = {quoted(parent)}\n" if parent else ""
    return f"[[levels]]    # guessed\nid = {quoted(level.id)}\nname = {quoted(level.name)}\n{above}"


def _contests(
    guess: FeedGuess, contests: Sequence[Name], selections: Sequence[Name], levels: Sequence[Name]
) -> list[str]:
    """The contests; in each of several those selections that the table has in it."""
    texts_of = []
    for contest in contests:
        standing = [one.id for one in selections if _stands(guess, contest, one)]
        lines = [f"[[contests]]\nid = {quoted(contest.id)}\nname = {quoted(contest.word)}"]
        lines.append(f"selections = {text_list(standing or [one.id for one in selections])}")
        decided = guess.decided_in(contest.word if guess.contest else "")
        if decided:
            level = levels[guess.levels.index(decided)]
            lines.append(f"level = {quoted(level.id)}    # guessed: each unit has candidates of its own")
        if "blank" in guess.lacking:
            lines.append("no_blank = true    # guessed: the file has none; take this out if there are any")
        if "null" in guess.lacking:
            lines.append("no_null = true    # guessed: the same of null (spoilt) votes")
        texts_of.append("\n".join(lines) + "\n")
    return texts_of


def _stands(guess: FeedGuess, contest: Name, selection: Name) -> bool:
    rows = guess.rows
    if guess.contest:
        rows = rows.filter(texts(rows, guess.contest) == contest.word)
    if guess.long:
        return selection.word in texts(rows, guess.selection_column).unique()
    return bool(texts(rows, selection.word).is_not_null().any())


def _feed(
    guess: FeedGuess,
    file: str,
    contests: Sequence[Name],
    selections: Sequence[Name],
    levels: Sequence[Name],
    types: Sequence[Name],
    alike: Sequence[SourceTable],
    *,
    several: bool,
) -> str:
    source = guess.source
    lines = [
        "[[feeds]]",
        f"id = {quoted(f'source-{contests[0].id}' if several else 'source')}",
        'name = "The source in words"',
        f"files = {text_list([pattern_of(file)])}    # guessed",
    ]
    lines.append("snapshot = false    # guessed; true only if each file holds the whole count so far")
    if source.rows:
        lines.append(f"rows = {quoted(source.rows)}    # guessed")
    if source.delimiter and not file.lower().endswith(".tsv") and source.delimiter != ",":
        lines.append(f"delimiter = {quoted(source.delimiter)}")
    if source.encoding not in ("", "utf-8-sig"):
        lines.append(f"encodings = {text_list([source.encoding])}    # guessed")
    if source.table.part:
        lines.append(f"parts = {text_list(dict.fromkeys(table.table.part for table in alike))}")
    if not source.header.rows:
        lines.append("header = false")
    elif (source.delimiter or source.table.part) and all(one.header == source.header for one in alike):
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
        pairs = ", ".join(f"{quoted(one.word)} = {quoted(one.id)}" for one in contests)
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
    if types:
        lines.append(_said_type(guess, types))
    if guess.long:
        lines.append(f"selection_column = {_column(guess, guess.selection_column)}    # guessed")
        votes = text_or_list(guess.votes_columns)
        votes = votes if len(guess.votes_columns) == 1 else f"{{ sum = {votes} }}"
        if guess.types is None or guess.votes_columns != (NO_COLUMN,):
            lines.append(f"votes_column = {votes}    # guessed")
        lines += _absent_words(absent_words(guess.long_rows(), guess.contests))
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
    not_read = guess.not_read()
    if guess.types is not None:
        not_read += guess.types.ignored
    if source.rows:
        not_read = list(dict.fromkeys("/*" if name.startswith("/") else name for name in not_read))
    if not_read:
        names = text_list(_patterns(not_read))
        lines.append(f"ignore = {names}    # guessed: names, which the stations file has, and the rest")
    tables = ["\n".join(lines) + "\n"]
    numbers = [f"thousands = {quoted(guess.separator)}    # guessed"] if guess.separator else []
    numbers += _empty_cells(guess.empty)
    if numbers:
        tables.append("\n".join(["[feeds.numbers]", *numbers]) + "\n")
    if guess.counts:
        pairs = "\n".join(f"{key} = {quoted(word)}    # guessed" for key, word in guess.counts.items())
        tables.append(f"[feeds.counts]\n{pairs}\n")
    votes = "\n".join(f"{one.id} = {quoted(one.word)}" for one in selections)
    tables.append(f"[feeds.votes]\n{votes}\n")
    for level, ours in zip(guess.levels, levels, strict=True):
        tables.append(f"[feeds.units.{ours.id}]\ncolumn = {text_or_list(level.columns)}    # guessed\n")
    return "\n".join(tables)


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
    return f"{{ {'first' if made.first else 'join'} = {text_list(made.columns)} }}"


def _words_of_columns(columns: Mapping[str, Sequence[str]]) -> str:
    return "{ " + ", ".join(f"{quoted(key)} = {text_list(words)}" for key, words in columns.items()) + " }"


def _patterns(names: Sequence[str]) -> list[str]:
    """Names of columns; of several that differ by a number at the end, one pattern."""
    stems = Counter(_stem(name) for name in names)
    return list(dict.fromkeys(f"{_stem(name)}*" if stems[_stem(name)] > 1 else name for name in names))


def _stem(name: str) -> str:
    return name.rstrip("0123456789") or name


def _empty_cells(empty: EmptyCells) -> list[str]:
    """The line that says what an empty cell of votes means, to be looked at where that is not known."""
    match empty:
        case EmptyCells.FEW:
            return []
        case EmptyCells.ADD_UP:
            return ['zero = ""    # guessed: many cells are empty, and the rows add up without them']
        case EmptyCells.NO_ZEROS:
            return ['zero = ""    # guessed: many cells are empty, and none holds 0']
        case EmptyCells.UNCLEAR:
            return ['# zero = ""    # many cells are empty: take out the first # if that means 0 votes']


def _absent_words(absent: AbsentWords) -> list[str]:
    """The line that says what it means that a sheet has no row for a selection, where some have none."""
    match absent:
        case AbsentWords.NONE:
            return []
        case AbsentWords.ADD_UP:
            return ['absent_word = "zero"    # guessed: sheets without a row for somebody add up without it']
        case AbsentWords.NO_ZEROS:
            return ['absent_word = "zero"    # guessed: some sheets have no row for somebody, and no row states 0']
        case AbsentWords.ELSEWHERE:
            return ['absent_word = "zero"    # guessed: who has no row on a sheet stands in other units']
        case AbsentWords.UNCLEAR:
            return ['# absent_word = "zero"    # take out the first # if who has no row on a sheet has 0 votes there']


def _time_column(guess: FeedGuess) -> list[str]:
    """The line that names the column of times, to be looked at where its form is not known."""
    if not guess.time:
        return []
    sign = "" if guess.time_is_iso() else "# "
    return [f"{sign}column = {quoted(guess.time)}    # guessed: a time for each row"]
