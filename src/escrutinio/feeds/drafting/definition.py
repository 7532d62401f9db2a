"""Writes what was guessed as an ``election.toml``, with a remark beside every guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import polars as pl

from escrutinio.feeds.drafting.column_profile import numbers, texts
from escrutinio.feeds.drafting.day_guess import guessed_day
from escrutinio.feeds.drafting.feed_guess import FeedGuess
from escrutinio.feeds.drafting.feed_text import feed_of, feed_of_counts, time_column
from escrutinio.feeds.drafting.guessed_names import (
    contests_of,
    level_names,
    selections_of,
    type_names,
)
from escrutinio.feeds.drafting.side_tables import SideCounts
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.toml_text import (
    CANDIDATES_FILE,
    FILE_NAME,
    MOMENT,
    Name,
    day_of,
    election_text,
    observed_text,
    patterns_of,
    quoted,
    selection_text,
    stations_choice,
    text_list,
)
from escrutinio.model import count_item_type


def definition_text(
    guess: FeedGuess,
    *,
    file: str,
    name: str,
    today: date,
    modified: datetime,
    others: Sequence[FeedGuess] = (),
    alike: Sequence[SourceTable] = (),
    more: Sequence[str] = (),
    counted: Mapping[str, SideCounts] | None = None,
    called: Mapping[str, str] | None = None,
    contests_called: Mapping[str, str] | None = None,
) -> str:
    """The election.toml that reads a table as it was guessed.

    Args:
        guess: how the table is read.
        file: the name of the file that it is in.
        name: of the election.
        today: taken for the day of the election, if neither the file's name nor a column has one.
        modified: when the file was written (UTC); its time of observation where nothing else gives one.
        others: how other parts of its workbook are read, each with a contest of its own.
        alike: other parts of its workbook that are read as the table is.
        more: the names of other files that are read as this one.
        counted: the names of files with counts of the same sheets, and how they are read.
        called: word -> the name of a selection, where another file has it.
        contests_called: word -> the name of a contest, where another list has it.
    """
    moment = MOMENT.search(file)
    day = day_of(moment.group(1)) if moment else None
    said_by = FILE_NAME if day else ""
    if day is None and (stated := guessed_day(guess)):
        day, said_by = stated[0], f"the column {quoted(stated[1])}"
    tables = [guess, *others]
    contests = contests_of(tables)
    selections = selections_of(tables, called or {})
    levels = level_names(guess)
    types = type_names(guess)
    standing = dict.fromkeys((selection.id, selection.name) for own in selections for selection in own)
    votes = _votes(tables, selections)
    by_votes = sorted((key for key, _ in standing), key=lambda key: -votes[key])
    places = {key: place for place, key in enumerate(by_votes)}
    parts = [
        f'# Drafted from {file}. Lines with "guessed" are for you to look at; `escrutinio feed try`\n'
        "# shows what they make of a file. Every key is explained in docs/reference/settings.md.\n",
        election_text(name, day or today, said_by),
        *(_level(level, levels[i - 1].id if i else None) for i, level in enumerate(levels)),
        *map(_vote_type, types),
        "# What can be voted for. The colours are arbitrary; those of the largest differ.\n",
        *(selection_text(Name(key, called, called), places[key]) for key, called in standing),
    ]
    for one, own, stand in zip(tables, contests, selections, strict=True):
        parts += _contests(one, own, stand, levels, contests_called or {})
    if guess.says_who_stands:
        parts.append(f'# Who stands where: guessed.\n[candidates]\nfile = "{CANDIDATES_FILE}"\n')
    parts.append(stations_choice())
    for one, own, stand in zip(tables, contests, selections, strict=True):
        same = [one.source, *(alike if one is guess else ())]
        patterns = patterns_of([file, *(more if one is guess else ())])
        parts.append(feed_of(one, patterns, own, stand, levels, types, same, several=bool(others)))
        parts.append(observed_text([file, *more], modified, time_column(one)))
    for number, (name_of, side) in enumerate((counted or {}).items()):
        key = "counts" + (f"-{number + 1}" if number else "")
        parts.append(feed_of_counts(key, name_of, side, contests[0][0]))
        parts.append(observed_text([name_of], modified))
    parts.append(
        "# The law by which it is decided: `escrutinio law list`; one may decide several contests.\n"
        '# [law]\n# id = "..."\n# contests = { ROLE = "'
        + contests[0][0].id
        + '" }\n# levels = { ROLE = "nation" }\n'
    )
    return "\n".join(parts)


def _votes(tables: Sequence[FeedGuess], selections: Sequence[Sequence[Name]]) -> Counter[str]:
    """The votes of each selection in the tables, by its id."""
    sums = Counter[str]()
    for guess, own in zip(tables, selections, strict=True):
        rows = guess.rows
        if not guess.long:
            for selection in own:
                sums[selection.id] += int(numbers(rows, selection.word).sum() or 0)
            continue
        together = pl.sum_horizontal(numbers(rows, name).fill_null(0) for name in guess.votes_columns)
        words = texts(rows, guess.selection_column).alias("word")
        by_word = rows.select(words, together.alias("votes")).group_by("word").agg(pl.col("votes").sum())
        found = dict(by_word.iter_rows())
        for selection in own:
            sums[selection.id] += found.get(selection.word, 0)
    return sums


def _vote_type(kind: Name) -> str:
    nist = count_item_type(kind.id, kind.name)
    return (
        f"[[vote_types]]    # guessed: each vote type of a station is a sheet\nid = {quoted(kind.id)}\n"
        f"name = {quoted(kind.name)}\nnist = {quoted(nist)}\n"
    )


def _level(level: Name, parent: str | None) -> str:
    above = f"parent = {quoted(parent)}\n" if parent else ""
    return f"[[levels]]    # guessed\nid = {quoted(level.id)}\nname = {quoted(level.name)}\n{above}"


def _contests(
    guess: FeedGuess,
    contests: Sequence[Name],
    selections: Sequence[Name],
    levels: Sequence[Name],
    called: Mapping[str, str],
) -> list[str]:
    """The contests; in each of several those selections that the table has in it."""
    texts_of = []
    for contest in contests:
        words = _standing(guess, contest, selections)
        standing = [selection.id for selection in selections if selection.word in words]
        name = called.get(contest.word, contest.name)
        lines = [f"[[contests]]\nid = {quoted(contest.id)}\nname = {quoted(name)}"]
        lines.append(f"selections = {text_list(standing or [selection.id for selection in selections])}")
        decided = guess.decided_in(contest.word if guess.contest else "")
        if decided:
            level = levels[guess.levels.index(decided)]
            lines.append(f"level = {quoted(level.id)}    # guessed: each unit has candidates of its own")
        if "blank" in guess.lacking:
            lines.append(
                "# no_blank = true    # the file has no blank votes: take out the first # if nobody casts any"
            )
        if "null" in guess.lacking:
            lines.append("# no_null = true    # the same of null (spoilt) votes")
        texts_of.append("\n".join(lines) + "\n")
    return texts_of


def _standing(guess: FeedGuess, contest: Name, selections: Sequence[Name]) -> set[str]:
    """The words of the selections that the table has in a contest."""
    rows = guess.rows
    if guess.contest:
        rows = rows.filter(texts(rows, guess.contest) == contest.word)
    if guess.long:
        return set(texts(rows, guess.selection_column).drop_nulls().unique())
    return {selection.word for selection in selections if texts(rows, selection.word).is_not_null().any()}
