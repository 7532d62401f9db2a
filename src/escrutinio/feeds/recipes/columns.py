"""Which columns of a table a recipe reads as what, before it is known what stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import translate

from escrutinio.feeds.column_choice import ignored_columns, spelled_columns
from escrutinio.feeds.observed_time import time_columns
from escrutinio.feeds.raw_table import RawTable, code_text, find_column
from escrutinio.feeds.recipes.recipe import Recipe
from escrutinio.model import Feed
from escrutinio.model.names import Spellings


@dataclass(frozen=True)
class RecipeColumns:
    """Columns of a table.

    Attributes:
        contest: the column that names the contest; None where all rows are of one.
        word: the column with words for selections; empty where columns are called after them.
        counts: the counts that are there, as a column or as a word.
        count_words: the words that mean a count.
        votes: the columns of votes, where they are called after selections.
    """

    contest: str | None
    word: str
    counts: tuple[str, ...]
    count_words: tuple[str, ...]
    votes: tuple[str, ...]


def recipe_columns(recipe: Recipe, table: RawTable, feed: Feed) -> RecipeColumns:
    """The parts that a table's columns play; the table is one that the feed can read."""
    header = table.header()
    contest = find_column(header, feed.contest_columns)
    word = find_column(header, feed.selection_columns) or "" if feed.is_long() else ""
    columns = {
        key: [find_column(header, names) for names in parts] for key, parts in feed.counts.items() if parts
    }
    counts = [key for key, found in columns.items() if all(found)]
    count_words: list[str] = []
    if word:
        spelled = {
            key: parts[0] for key, parts in feed.counts.items() if len(parts) == 1 and key not in counts
        }
        texts = table.frame.select(code_text(word, table.frame.schema[word])).to_series().unique()
        matches = Spellings(
            [(text, key) for key, names in spelled.items() for text in names],
            ((key, key) for key in spelled),
        ).of_words(texts.drop_nulls().to_list())
        count_words = list(matches)
        counts += [key for key in spelled if any(match.meaning == key for match in matches.values())]
    return RecipeColumns(
        contest,
        word,
        tuple(counts),
        tuple(count_words),
        () if word else _votes(recipe, header, feed, columns),
    )


def _votes(
    recipe: Recipe, header: list[str], feed: Feed, counts: Mapping[str, list[str | None]]
) -> tuple[str, ...]:
    """The columns of votes: those of the recipe's patterns, or all that it does not name otherwise."""
    patterns = [re.compile(translate(pattern.casefold())) for pattern in recipe.vote_columns.get(feed.id, ())]
    if patterns:
        taken = {name for found in counts.values() for name in found} | ignored_columns(header, feed)
        return tuple(
            name
            for name in header
            if name not in taken and any(pattern.match(name.casefold()) for pattern in patterns)
        )
    spelled = spelled_columns(feed)
    spelled |= {name for level in recipe.levels for name in level.name_columns}
    spelled |= {name for joined in feed.joined_columns for name in (joined.name, *joined.columns)}
    used = {find_column(header, [name]) for name in spelled} | ignored_columns(header, feed)
    used |= set(time_columns(header, feed.observed))
    return tuple(name for name in header if name not in used)
