"""Guesses who stands for each list in a unit, and which candidates stand for none."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, texts
from escrutinio.feeds.drafting.column_words import Role, is_level
from escrutinio.feeds.drafting.standing_guess import LongRows
from escrutinio.feeds.drafting.unit_guess import LevelGuess
from escrutinio.model.names import plain

_INDEPENDENT = re.compile(
    r"independ(a|e|ie)nte?[ais]{0,2}|indipendent[ei]|ind(ep)?|parteilose?r?|unabh(a|ae)ngige?r?|einzel(bewerber|kandidat)(in)?"
    r"|onafhankelijke?|bebas|independen|bag[iı]ms[iı]z|fuggetlen|niezalezn[yai]|bezpartyjn[yai]|nezavisl[yai]|nestranik"
    r"|nezavisn[ai]|neodvisn[ai]|sitoutumaton|uksikkandidaat|partilos|uavhengig|unaffiliated|non_?part(y|isan)"
    r"|no_(party|affiliation|party_(preference|affiliation))|(sin|sem)_partido|sans_etiquette"
    r"|независим(ый|ая|и)?|самовыдвижение|самовисування"
)
"""What candidates without a party are called, in the forms of :func:`escrutinio.model.names.plain`."""
_NAME = re.compile(r"(.*_)?(name|nombre|nome|nom|naam|nama)(_.*)?")
_FEWEST_AGAIN = 0.05
"""In such a share of its sheets a word for candidates without a party stands twice, or more often."""
_MOST_WITHOUT = 1 / 3
"""A word of more rows than this share is a list's, of which each sheet has several candidates."""
_NEARLY_ALL = 0.99
_FEW_ELSEWHERE = 0.2
_KEYS, _PERSON = "__keys", "__person"


def is_independent(word: str) -> bool:
    """Whether a word in a column of parties says that a candidate stands for none: ``BEBAS (BEBAS)``."""
    parts = re.split(r"[()/]", word)
    named = [plain(part) for part in parts if part.strip()]
    return bool(named) and all(map(_INDEPENDENT.fullmatch, named))


def no_party_words(
    rows: pl.DataFrame, party: str, person: str, sheet: Sequence[str]
) -> tuple[str, ...] | None:
    """The words of a column of parties that stand for no list, as several candidates of a sheet have them.

    Args:
        rows: of the table, one for each sheet and candidate.
        party: the column of parties.
        person: that of candidates.
        sheet: the columns that name the sheet, with that of the contest.

    Returns:
        The words; None where lists seem to have several candidates on a sheet, or each stands in one unit.
    """
    pairs = rows.select(pl.struct(sheet).alias(_KEYS), texts(rows, party), texts(rows, person).alias(_PERSON))
    pairs = pairs.drop_nulls()
    on_sheets = pairs.group_by(party, _KEYS).agg(pl.col(_PERSON).n_unique())
    words = on_sheets.group_by(party, maintain_order=True).agg(
        (pl.col(_PERSON) > 1).mean().alias("again"), pl.col(_PERSON).sum().alias("rows")
    )
    found = []
    for word, again, height in words.iter_rows():
        if is_independent(word):
            found.append(word)
        elif again:
            if again < _FEWEST_AGAIN or height > _MOST_WITHOUT * pairs.height:
                return None
            found.append(word)
    lists = pairs.filter(~pl.col(party).is_in(found))
    different = lists[party].n_unique()
    return tuple(found) if 2 <= different < lists[_PERSON].n_unique() / 2 else None


def person_columns(profiles: Sequence[ColumnProfile]) -> list[str]:
    """The columns that may have the names of the candidates of lists, the likeliest first."""
    named = [p for p in profiles if p.whole == 0 and p.distinct > 1]
    named = [p for p in named if not is_level(p.label) and not p.name.startswith("/")]
    said = [p.name for p in named if p.role is Role.SELECTION]
    return said + [p.name for p in named if p.role is None and _NAME.fullmatch(plain(p.label))]


def person_column(rows: pl.DataFrame, keys: Sequence[str], word: str, options: Sequence[str]) -> str:
    """The column with the candidate of each list in a unit; empty where there is none.

    Args:
        rows: of the table.
        keys: the columns of the contest and of the finest unit.
        word: that of what is voted for.
        options: columns that may have the names.
    """
    for name in options:
        known = rows.select(*keys, word, texts(rows, name).alias(_PERSON)).drop_nulls().unique()
        lists = known.select(*keys, word).n_unique()
        if known.height and known.height == lists and known[_PERSON].n_unique() > known[word].n_unique():
            return name
    return ""


def decided_by_persons(long: LongRows, contest: str, person: str) -> LevelGuess | None:
    """The highest level of which each unit has one candidate of each list; None: the whole has, or none."""
    rows = long.of(contest)
    for level in (None, *long.levels):
        columns = level.columns if level else ()
        pairs = rows.select(
            pl.struct(columns).alias(_KEYS) if columns else pl.lit(0).alias(_KEYS),
            texts(rows, long.word).alias("word"),
            texts(rows, person).alias(_PERSON),
        )
        pairs = pairs.drop_nulls().unique()
        single = pairs.group_by(_KEYS, "word").len()["len"] == 1
        elsewhere = pairs.group_by(_PERSON).agg(pl.col(_KEYS).n_unique() > 1)[_KEYS]
        if single.len() and (single.mean() or 0) >= _NEARLY_ALL and (elsewhere.mean() or 0) < _FEW_ELSEWHERE:  # type: ignore[operator]
            return level
    return None
