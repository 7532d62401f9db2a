"""Guesses whether a table tells vote types apart: by columns of each type side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers
from escrutinio.feeds.drafting.column_words import Role, is_kind_of_voting
from escrutinio.feeds.drafting.source_table import UNNAMED_FEED, SourceTable
from escrutinio.feeds.type_columns import with_vote_types
from escrutinio.model import VoteTypeMapping
from escrutinio.model.names import plain

NO_COLUMN = "votes"
"""What votes of all types are called where no column holds them, as in a feed that does not say it."""
_FEWEST = 2
"""So many types, with so many figures each, are not there by chance."""
_WHOLE = re.compile(
    r"((grand|all|sub)_?)?(totals?|totales|gesamt|ensemble|all)(_(votes?|votos|voix|stimmen))?"
)
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True)
class TypeColumns:
    """Columns of each vote type side by side.

    Attributes:
        patterns: the type's word -> the pattern of its columns.
        votes: what the columns of votes are called together, in the long layout; else empty.
        ignored: columns with totals over the types.
        figures: what the columns are called without the type.
    """

    patterns: dict[str, str]
    votes: str
    ignored: tuple[str, ...]
    figures: tuple[str, ...]

    def applied(self, source: SourceTable) -> SourceTable:
        """The table with a row for each type, and without the totals over them."""
        feed = replace(
            UNNAMED_FEED,
            layout="long" if self.votes else "wide",
            votes_columns=((self.votes,),) if self.votes else (),
            vote_type=VoteTypeMapping(patterns={word: (one,) for word, one in self.patterns.items()}),
            ignore=self.ignored,
        )
        table = with_vote_types(source.table, feed)
        totals = set(self.ignored) - {self.votes}
        kept = [name for name in table.frame.columns if name not in totals]
        return replace(source, table=replace(table, frame=table.frame.select(kept)))


def guess_type_columns(source: SourceTable, profiles: Sequence[ColumnProfile]) -> TypeColumns | None:
    """How columns of vote types are called; None where there are none."""
    counts = [p for p in profiles if p.counts or not p.filled]
    return _with_words([p.name for p in counts]) or _alone(source, profiles)


def _with_words(names: Sequence[str]) -> TypeColumns | None:
    """Names that say a figure and the type of its votes, such as ``Heron Election Day``."""
    for first in (False, True):
        split = {name: _split(name, first=first) for name in names}
        typed = {name: one for name, one in split.items() if one and not _is_whole(one[1])}
        words = dict.fromkeys(word for _, word, _ in typed.values())
        figures = {kind: {base for base, word, _ in typed.values() if word == kind} for kind in words}
        shared = Counter(base for bases in figures.values() for base in bases)
        whole = {base for base, times in shared.items() if times >= _FEWEST}
        kinds = [kind for kind, bases in figures.items() if len(bases & whole) >= _FEWEST]
        if len(kinds) < _FEWEST:
            continue
        patterns = {}
        for kind in kinds:
            forms = Counter(pattern for _, word, pattern in typed.values() if word == kind)
            patterns[kind] = forms.most_common(1)[0][0]
        totals = [name for name, one in split.items() if one and _is_whole(one[1]) and one[0] in whole]
        bases = dict.fromkeys(base for base, word, _ in typed.values() if word in patterns)
        return TypeColumns(patterns, "", tuple(totals), tuple(bases))
    return None


def _split(name: str, *, first: bool) -> tuple[str, str, str] | None:
    """The figure, the type and the pattern of a column's name; the type stands first or last."""
    words = list(_WORDS.finditer(name))
    places = range(1, len(words))
    for at in reversed(places) if first else places:  # as many words for the type as there are
        cut = words[at].start()
        kind, base = (name[: words[at - 1].end()], name[cut:]) if first else (name[cut:], name[:cut])
        word = kind.strip(" -_/:,;|()[]")
        if not (is_kind_of_voting(word, alone=True) or _is_whole(word)):
            continue
        figure = base.strip(" -_/:,;|()[]")
        before, _, after = name.partition(figure)
        return figure, word, f"{before}*{after}"
    return None


def _is_whole(word: str) -> bool:
    """Whether a word says that votes of all types are meant."""
    return _WHOLE.fullmatch(plain(word)) is not None


def _alone(source: SourceTable, profiles: Sequence[ColumnProfile]) -> TypeColumns | None:
    """In the long layout the columns of votes of each type, which add up to all votes if those are stated."""
    words = any(p.role in (Role.SELECTION, Role.PARTY) and p.whole < 0.5 for p in profiles)
    kinds = [p.name for p in profiles if p.counts and p.filled and is_kind_of_voting(p.label)]
    if not words or len(kinds) < _FEWEST:
        return None
    rows = source.table.frame
    sums = rows.select(numbers(rows, name).fill_null(0).alias(name) for name in kinds).sum_horizontal()
    totals = [p.name for p in profiles if p.counts and p.name not in kinds and p.role is not Role.SHARE]
    fitting = [name for name in totals if (numbers(rows, name) == sums).fill_null(value=False).all()]
    named = [p.name for p in profiles if p.role is Role.VOTES and p.counts and p.name not in kinds]
    if named and not set(named) <= set(fitting):
        return None  # the types are not all of the votes
    votes = next((name for name in fitting if name in named), NO_COLUMN)
    return TypeColumns({name: name for name in kinds}, votes, tuple(fitting), (votes,))


def type_words(rows: pl.DataFrame, column: str) -> list[str]:
    """The words for vote types in a column, in the order in which they come."""
    return rows[column].cast(pl.String).str.strip_chars().drop_nulls().unique(maintain_order=True).to_list()
