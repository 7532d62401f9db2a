"""Guesses which columns name the sheet, and which the units in which it lies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers, texts
from escrutinio.feeds.drafting.column_words import (
    COUNT_ROLES,
    Role,
    is_code,
    is_level,
    is_vote_type,
    unit_word,
)
from escrutinio.feeds.drafting.person_words import is_about_person
from escrutinio.feeds.drafting.state_guess import says_state

_MOST_COLUMNS = 6
_WORDS_OF_LIST = 2
_FEW_NAMESAKES = 1.1
_TEXTS = 0.5
_ROWS_OF_A_SHEET = 2
"""A sheet has at least so many rows in the long layout, on average: one alone is a candidate's."""
_NEARLY_ONCE = 0.99
_WORD = "__word"
_MANY, _FEW = 60, 0.2
_WORDY = 0.5
_UNIT_ROLES = (None, Role.SHEET, Role.NUMBER, Role.KIND, Role.CODE)


@dataclass(frozen=True)
class LevelGuess:
    """A level of units above the sheet.

    Attributes:
        columns: those whose values make the code; more than one where a code is used again in another unit.
        name_column: the column with the names; None where the code is all there is.
        label: what the source calls the level.
    """

    columns: tuple[str, ...]
    name_column: str | None = None
    label: str = ""


def guess_levels(
    profiles: Sequence[ColumnProfile], rows: pl.DataFrame, used: Collection[str]
) -> tuple[LevelGuess, ...]:
    """The levels of units, from the top down: columns called after units, the fewest values first.

    Numbers that begin anew in each unit of another column, as France's constituencies do in each department,
    stand below it. A code that another unit uses again is joined to that of the unit above.

    Args:
        profiles: of the columns.
        rows: of the table, without totals.
        used: columns that play another part.
    """
    free = [p for p in profiles if p.name not in used and p.filled and p.distinct > 1]
    free = [p for p in free if not is_about_person(p.label)]
    named = [p for p in free if p.names and p.role in _UNIT_ROLES and is_level(p.label)]
    named = [p for p in named if not _is_votes_of_list(p, rows)]
    named.sort(key=lambda p: p.distinct)
    for place in range(len(named) - 1):
        first, second = named[place].name, named[place + 1].name
        if _begins_anew(rows, first, second) and not _begins_anew(rows, second, first):
            named[place], named[place + 1] = named[place + 1], named[place]
    levels: list[LevelGuess] = []
    taken: set[str] = set()
    for profile in named:
        if profile.name in taken:
            continue
        above = levels[-1].columns if levels else ()
        columns = _within(rows, profile.name, above)
        if above and _height(rows, columns) <= _height(rows, above):
            continue
        others = [p for p in free if p.name not in taken and p is not profile]
        twins = [p for p in others if _may_be_twin(p)]
        if _is_code(profile):  # in any language, words beside a code that go with it one to one are its names
            beside = _beside(profiles, profile)
            twins += [p for p in others if p.name in beside and p.role is None and p.whole < _WORDY]
        twin = next((p for p in twins if _one_to_one(rows, columns, _within(rows, p.name, above))), None)
        twin = twin or next((p for p in twins if _tells_namesakes_apart(rows, p, profile)), None)
        taken |= {profile.name, *([twin.name] if twin else [])}
        code, name = profile, twin
        if twin and _is_code(twin) and not _is_code(profile):
            code, name = twin, profile
        label = (name if name and is_level(name.label) else code).label
        levels.append(LevelGuess(_within(rows, code.name, above), name.name if name else None, label))
    return tuple(levels)


def _is_votes_of_list(profile: ColumnProfile, rows: pl.DataFrame) -> bool:
    """Whether a column called after units holds figures, as those of *1 - Non-Parliamentary Opposition*.

    They differ from row to row and come again anywhere; numbers of units stand on rows after one another.
    """
    if profile.whole < 1 or is_code(profile.label) or len(unit_word(profile.label).split()) < _WORDS_OF_LIST:
        return False
    values = texts(rows, profile.name)
    runs = int((values != values.shift()).sum()) + 1
    return runs > max(_TEXTS * rows.height, profile.distinct)


def level_without_name(
    profiles: Sequence[ColumnProfile],
    rows: pl.DataFrame,
    levels: Sequence[LevelGuess],
    used: Collection[str],
    word: str,
) -> tuple[LevelGuess, ...]:
    """A level below the others whose column is called by no word for units, in any language.

    It holds words that stand on rows one after the other, several for each, and lie in one unit of the level
    above; so do the constituencies of a state, each with its candidates.

    Args:
        profiles: of the columns.
        rows: of the table, without totals.
        levels: those that are known by their names; none is found where there are none.
        used: columns that play another part.
        word: of the long layout, the column that says for whom votes are.
    """
    if not levels or not word:
        return ()
    above = levels[-1].columns
    named = {name for level in levels for name in (*level.columns, level.name_column)}
    for p in profiles:
        free = (
            p.role is None and p.whole < _WORDY and p.filled == rows.height and p.name not in (*used, *named)
        )
        if not free or not _height(rows, above) < p.distinct <= rows.height / 2:
            continue
        runs = int((texts(rows, p.name) != texts(rows, p.name).shift()).sum()) + 1
        within = dict.fromkeys([*above, p.name])
        if runs == p.distinct == _height(rows, tuple(within)) and not _says_word(rows, p.name, word):
            return (LevelGuess((p.name,), None, p.label),)
    return ()


def level_of_sheets(
    rows: pl.DataFrame, levels: Sequence[LevelGuess], sheet: Sequence[str], word: str
) -> LevelGuess | None:
    """The sheets as a level of their own, where each has candidates of its own; else None.

    So are constituencies that go by a district and a number in it.

    Args:
        rows: of the table, without totals.
        levels: from the top down; none is found where there are none, or they have the sheets.
        sheet: the columns that name the sheet.
        word: the column that says for whom votes are.
    """
    if not levels or not set(levels[-1].columns) < set(sheet):
        return None
    pairs = rows.select(*sheet, texts(rows, word).alias(_WORD)).drop_nulls().unique()
    sheets = pairs.group_by(_WORD).len()["len"]
    own = sheets.len() > _MANY and (sheets > 1).sum() < _FEW * sheets.len()
    number = _height(rows, tuple(sheet))
    finer = number > _height(rows, levels[-1].columns)
    return LevelGuess(tuple(sheet), None, sheet[-1]) if own and finer and sheets.len() > 2 * number else None


def _begins_anew(rows: pl.DataFrame, column: str, unit: str) -> bool:
    """Whether a column numbers what lies in each unit of another column from one on, in several units."""
    pairs = pl.DataFrame({"number": numbers(rows, column), "unit": texts(rows, unit)}).unique()
    if pairs["number"].is_null().any() or pairs["unit"].is_null().any():
        return False
    of_unit = pairs.group_by("unit").agg(
        pl.col("number").min().alias("least"), pl.col("number").max(), pl.len()
    )
    each = of_unit.select(((pl.col("least") == 1) & (pl.col("number") == pl.col("len"))).all()).item()
    return bool(each) and of_unit.height > 1 and bool((of_unit["len"] > 1).any())


def _within(rows: pl.DataFrame, column: str, above: Sequence[str]) -> tuple[str, ...]:
    """A column of units, after those of the units above if its values are used again in other ones."""
    both = rows.select(column, *(name for name in above if name != column)).drop_nulls()
    alone = both.unique().height == both[column].n_unique()
    return (column,) if alone else (*above, column)


def guess_sheet(
    profiles: Sequence[ColumnProfile],
    levels: Sequence[LevelGuess],
    rows: pl.DataFrame,
    within: Sequence[str],
    used: Collection[str],
    word: str = "",
    *,
    namesakes: bool = False,
) -> tuple[tuple[str, ...], bool]:
    """The columns that together name the sheet, as few as name each once.

    Numbers without a word for what they are name it where they stand first and no two are the same.

    Args:
        profiles: of the columns.
        levels: as guessed.
        rows: of the table, without totals.
        within: columns that tell the rows of one sheet apart: the contest, the word of the selection.
        used: columns that play another part.
        word: of the long layout, the column that says for whom votes are; it has columns of its own.
        namesakes: whether those are persons, of whom two of a few sheets may have the same name.

    Returns:
        The columns, none where nothing can be made out, and whether they name each sheet once.
    """
    profiles = [p for p in profiles if not is_about_person(p.label)]
    own = [
        p for p in profiles if p.role is Role.SHEET and p.name not in used and p.filled >= rows.height * 0.9
    ]
    own.sort(key=lambda p: (-p.distinct, not _is_code(p)))
    level_columns = [name for level in levels for name in level.columns]
    finest = levels[-1].columns if levels else ()
    starts: list[tuple[str, ...]] = [(p.name,) for p in own if p.name not in level_columns] or [
        (p.name,) for p in own
    ]
    if finest:
        starts.append(finest)
    known = {finest, *((p.name,) for p in own)}
    # What says for whom votes are, or of what kind that is, names no sheet.
    free = [p for p in profiles if p.name not in used and not (word and _says_word(rows, p.name, word))]
    codes = [p for p in free if p.role in (Role.CODE, Role.NUMBER)]
    of_codes = [(p.name,) for p in codes if p.filled == rows.height]
    starts += of_codes
    starts += [(p.name,) for p in free if p.role is None and p.whole < 0.5 and not says_state(rows, p)]
    starts += [(p.name,) for p in free if p is profiles[0] and p.role is None and p.whole == 1]
    for start in starts:
        for above in ((), *(level.columns for level in reversed(levels))):
            columns = (*(name for name in above if name not in start), *start)
            if word and _are_candidates(rows, columns) and start not in known:
                continue
            if _once(rows, [*columns, *within]) and _in_one_unit(rows, columns, levels):
                return (_with_parts(columns, free, rows) if word else columns), True
    nearly: dict[tuple[str, ...], int] = {}
    for start in starts if namesakes else []:
        for above in ((), *(level.columns for level in reversed(levels))):
            columns = (*(name for name in above if name not in start), *start)
            if word and start not in known and (start not in of_codes or _are_candidates(rows, columns)):
                continue
            if _in_one_unit(rows, columns, levels):
                nearly[columns] = rows.select({*columns, *within}).n_unique()
    if nearly and max(nearly.values()) >= _NEARLY_ONCE * rows.height:
        return max(nearly, key=lambda columns: nearly[columns]), True
    if not starts:
        return (), False
    widened = _widened(starts[0], profiles, rows, within, used, word)
    if widened and not (word and _are_candidates(rows, widened)) and _in_one_unit(rows, widened, levels):
        return widened, True
    everything = dict.fromkeys([*(level_columns if starts[0] != finest else ()), *starts[0]])
    return tuple(everything), False


def _are_candidates(rows: pl.DataFrame, columns: Sequence[str]) -> bool:
    """Whether sheets of the long layout would have hardly more than a row each: those are candidates."""
    return rows.height < _ROWS_OF_A_SHEET * _height(rows, columns)


def _with_parts(
    columns: tuple[str, ...], free: Sequence[ColumnProfile], rows: pl.DataFrame
) -> tuple[str, ...]:
    """The columns of the sheet, with one that divides it into units of its own, if there is one.

    So seats that are called by a word nobody knows are not merged to the district they lie in. What is said
    of candidates, such as their sex, stands in many sheets, or once for each.
    """
    sheets = _height(rows, columns)
    for p in free:
        if p.role is not None or p.whole >= _TEXTS or p.filled < rows.height or p.name in columns:
            continue
        parts = _height(rows, (*columns, p.name))
        own = p.distinct >= _NEARLY_ONCE * parts
        if own and parts > sheets > 1 and not _are_candidates(rows, (*columns, p.name)):
            return (*columns, p.name)
    return columns


def optional_parts(
    sheet: tuple[str, ...],
    profiles: Sequence[ColumnProfile],
    levels: Sequence[LevelGuess],
    rows: pl.DataFrame,
    within: Sequence[str],
    used: Collection[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of the sheet where some of them are empty on some rows, and those; else none of either.

    Such as the number of a station that votes by post do not have, or the codes of units that stations abroad
    do not lie in: what is left of the code names them, as no other sheet is called.

    Args: as those of :func:`guess_sheet`; the columns of ``sheet`` do not name each row once.
    """
    finest = levels[-1] if levels else None
    options = [sheet, *([(finest.name_column,)] if finest and finest.name_column else [])]
    whole = [p.name for p in profiles if p.filled == rows.height and p.names and p.role in _UNIT_ROLES]
    filled = [p.name for p in profiles if p.name in whole and p.whole < _WORDY and p.name not in used]
    options += [(*sheet, name) for name in filled if name not in sheet]
    for own in options:
        for above in ((), *(level.columns for level in reversed(levels))):
            columns = (*(name for name in above if name not in own), *own)
            if own is not sheet and len(own) == 1 and set(sheet) & set(columns):
                continue
            empty = tuple(name for name in columns if rows[name].null_count())
            if not 0 < len(empty) < len(columns):
                continue
            code = pl.concat_str([texts(rows, name) for name in columns], separator="-", ignore_nulls=True)
            keys = rows.select(code.alias("code"), *(name for name in within if name not in columns))
            if keys.n_unique() == rows.height:
                return columns, empty
    return (), ()


def _widened(
    start: tuple[str, ...],
    profiles: Sequence[ColumnProfile],
    rows: pl.DataFrame,
    within: Sequence[str],
    used: Collection[str],
    word: str,
) -> tuple[str, ...]:
    """The columns of a start with those, in the order of the table, without which sheets have the same code.

    Empty where they have it with all columns of codes and names. Figures are none of them.
    """
    roles = (None, Role.SHEET, Role.CODE, Role.NUMBER, Role.KIND)
    # Numbers of which nothing is known are codes where they stand before all figures, and names after them.
    figures = (i for i, p in enumerate(profiles) if p.counts and p.role in (*COUNT_ROLES, Role.VOTES))
    first = next(figures, 0)
    named = (i for i in range(first, 0, -1) if _names_something(profiles[i - 1]))
    # Votes may stand before blank ones and sums, and hardly before the voters.
    votes_before = profiles[first].role is not Role.REGISTERED
    before = {p.name for p in profiles[: next(named, 1 if first else 0) if votes_before else first]}
    free = [
        p.name
        for p in profiles
        if p.role in roles and p.distinct > 1 and p.name not in used
        if (p.names and p.filled == rows.height) or _says_none_by_sign(rows, p)
        if p.role in (Role.SHEET, Role.CODE)
        or is_level(p.label)
        or p.coded
        or (word and p.whole < _WORDY)
        or p.name in before
        if not is_vote_type(p.label) and not says_state(rows, p)
    ]
    if word and any(p.name.startswith("/") for p in profiles):  # what rows lie in names their sheet
        free = [name for name in free if name.startswith("/")]
    if word:
        free = [name for name in free if not _says_word(rows, name, word)]
    chosen = list(start)
    while len(chosen) < _MOST_COLUMNS:
        if _once(rows, [*chosen, *within]):
            return tuple(name for name in rows.columns if name in chosen)
        sizes = {name: rows.select([*chosen, name]).n_unique() for name in free if name not in chosen}
        if not sizes or max(sizes.values()) == rows.select(chosen).n_unique():
            return ()
        chosen.append(max(sizes, key=lambda name: sizes[name]))
    return ()


def _names_something(profile: ColumnProfile) -> bool:
    """Whether a column holds words, or is called after units, stations or codes."""
    called = profile.role in (Role.SHEET, Role.CODE, Role.NUMBER) or is_level(profile.label)
    return bool(profile.filled) and (called or profile.whole < _WORDY)


def _says_none_by_sign(rows: pl.DataFrame, profile: ColumnProfile) -> bool:
    """Whether a column is called after units, of which those that have none say so by a sign, as in ``-``."""
    return bool(profile.filled) and is_level(profile.label) and not texts(rows, profile.name).null_count()


def _says_word(rows: pl.DataFrame, column: str, word: str) -> bool:
    """Whether a column is one of what is voted for: its code, or its party."""
    pairs, own, words = (
        _height(rows, columns)
        for columns in ((column, word) if column != word else (word,), (column,), (word,))
    )
    return pairs == own or (pairs == words and 2 * own > words)


def guess_vote_type(
    profiles: Sequence[ColumnProfile],
    sheet: tuple[str, ...],
    rows: pl.DataFrame,
    within: Sequence[str],
    used: Collection[str],
) -> str:
    """The column of vote types, where it tells apart what columns of the sheet do not; empty for none.

    Args:
        profiles: of the columns.
        sheet: the columns that name the sheet, and not each once.
        rows: of the table, without totals.
        within: columns that tell the rows of one sheet apart.
        used: columns that play another part.
    """
    kinds = [p for p in profiles if is_vote_type(p.label) and p.distinct > 1 and not p.counts]
    found = (p for p in kinds if p.name not in (*used, *sheet) and _once(rows, [*sheet, p.name, *within]))
    return next((p.name for p in found), "")


def _may_be_twin(profile: ColumnProfile) -> bool:
    """Whether a column may hold the codes, or the names, of units that another column has too."""
    return profile.role is Role.CODE or (
        profile.names and profile.role in _UNIT_ROLES and is_level(profile.label)
    )


def _beside(profiles: Sequence[ColumnProfile], profile: ColumnProfile) -> set[str]:
    """The names of the columns right before and after a column."""
    at = next(place for place, other in enumerate(profiles) if other is profile)
    return {other.name for other in profiles[max(0, at - 1) : at + 2]} - {profile.name}


def _is_code(profile: ColumnProfile) -> bool:
    return profile.role is Role.CODE or profile.coded or profile.whole > 0.9


def _one_to_one(rows: pl.DataFrame, columns: Sequence[str], others: Sequence[str]) -> bool:
    both = rows.select(list(dict.fromkeys([*columns, *others]))).drop_nulls()
    pairs = both.unique().height
    return 0 < pairs == both.select(columns).unique().height == both.select(others).unique().height


def _tells_namesakes_apart(rows: pl.DataFrame, code: ColumnProfile, name: ColumnProfile) -> bool:
    """Whether codes go with names one to one, but for the few units that are called alike."""
    if code.role is not Role.CODE or name.whole > _WORDY:
        return False
    pairs, codes, names = (
        _height(rows, both) for both in ((code.name, name.name), (code.name,), (name.name,))
    )
    return names < pairs == codes <= _FEW_NAMESAKES * names


def _height(rows: pl.DataFrame, columns: Sequence[str]) -> int:
    return rows.select(columns).drop_nulls().unique().height


def _in_one_unit(rows: pl.DataFrame, columns: Sequence[str], levels: Sequence[LevelGuess]) -> bool:
    """Whether each sheet lies in one unit of every level: a number that two units use is of two sheets."""
    sheets = _height(rows, columns)
    finer = [[*columns, *(name for name in level.columns if name not in columns)] for level in levels]
    return all(_height(rows, both) <= sheets for both in finer)


def _once(rows: pl.DataFrame, columns: Sequence[str]) -> bool:
    keys = rows.select(list(dict.fromkeys(columns)))
    return keys.null_count().sum_horizontal().item() == 0 and keys.unique().height == rows.height
