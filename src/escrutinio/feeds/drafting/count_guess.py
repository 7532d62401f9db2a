"""Guesses which columns, or words, hold the counts of ballots, and whether they can be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import ColumnProfile, numbers, texts
from escrutinio.feeds.drafting.column_words import COUNT_ROLES, Role, is_of_a_sex, role_of
from escrutinio.model import FeedError

BY_HAND = "Make a blank election with `escrutinio new FOLDER`, and describe the file in a feed."
"""What to do where nothing can be made of a file."""
_MOSTLY = 0.8
_FEWEST_ROWS = 5
_LEAST = 10
"""Votes of which ten times as many are fewer than the ballots are no votes for the lists that stood."""


def together(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """What some columns hold together on each row; an empty cell adds nothing."""
    return pl.DataFrame([numbers(rows, name).fill_null(0) for name in columns]).sum_horizontal()


def mostly(true: pl.Series) -> bool:
    """Whether something is so on most rows, of those that say."""
    share = true.mean()
    return isinstance(share, float) and share > _MOSTLY


def count_columns(profiles: Sequence[ColumnProfile]) -> dict[str, str]:
    """The columns of counts, by their names; the first that fits each.

    The voters of one sex are some of them: no such column is a count, whether or not there is one of all.
    """
    counts: dict[str, str] = {}
    # Voters by sex may be columns that nobody fills in.
    profiles = [p for p in profiles if not is_of_a_sex(p.name)]
    told = [p for p in profiles if p.distinct > 1] + [p for p in profiles if p.distinct <= 1]
    for profile in told:
        if profile.role in COUNT_ROLES and profile.counts and profile.full:
            counts.setdefault(profile.role.value, profile.name)
    return counts


def with_wholes(
    rows: pl.DataFrame, selections: Sequence[str], counts: dict[str, str], profiles: Sequence[ColumnProfile]
) -> dict[str, str]:
    """The counts, of several columns of valid votes, or of votes cast, with those that add up."""
    votes = together(rows, selections)
    own = [p for p in profiles if p.role in (Role.VALID, Role.CAST) and p.counts and p.full]
    valid, cast = ([p.name for p in own if p.role is role] for role in (Role.VALID, Role.CAST))
    if len(valid) > 1:
        fitting = [name for name in valid if ((numbers(rows, name) - votes) == 0).mean() == 1]
        counts = {**counts, Role.VALID.value: fitting[0]} if fitting else counts
    null = [p.name for p in profiles if p.role is Role.NULL and p.counts and p.full]
    if len(null) > 1 and Role.CAST in counts:  # papers that were invalid, and votes that were
        left = numbers(rows, counts[Role.CAST]) - votes
        left -= numbers(rows, counts[Role.BLANK]).fill_null(0) if Role.BLANK in counts else 0
        best = max(null, key=lambda name: ((numbers(rows, name) - left) == 0).sum())
        counts = {**counts, Role.NULL.value: best}
    others = [numbers(rows, counts[role]).fill_null(0) for role in (Role.BLANK, Role.NULL) if role in counts]
    if len(cast) > 1 and others:
        whole = pl.DataFrame([votes, *others]).sum_horizontal()
        fitting = [name for name in cast if ((numbers(rows, name) - whole) == 0).mean() == 1]
        counts = {**counts, Role.CAST.value: fitting[0]} if fitting else counts
    return counts


def without_blank_in_valid(
    rows: pl.DataFrame, selections: Sequence[str], counts: dict[str, str]
) -> dict[str, str]:
    """The counts without valid votes that have the blank ones among them, as in Spain: ours do not.

    The votes of all selections are the valid votes then.
    """
    if not {Role.VALID, Role.BLANK} <= set(counts) or not {*counts.values()} <= set(rows.columns):
        return counts
    votes = together(rows, selections)
    valid, blank = numbers(rows, counts[Role.VALID]), numbers(rows, counts[Role.BLANK])
    both = ((valid == votes + blank) & (blank > 0)).sum()
    if 2 * both > (blank > 0).sum() and both > (valid == votes).sum():
        return {role: column for role, column in counts.items() if role != Role.VALID}
    return counts


VOTES_OF_SHEET = "__votes"
_SHEET, _WORD, _N = "__sheet", "__word", "__n"


def of_each_sheet(
    rows: pl.DataFrame, sheet: Sequence[str], word: str, votes: Sequence[str], counts: Mapping[str, str]
) -> pl.DataFrame:
    """One row for each sheet of the long layout, with the sum of the votes of selections.

    Args:
        rows: those of the table.
        sheet: the columns that name the sheet.
        word: the column whose words are selections, or counts.
        votes: the columns of votes.
        counts: count -> its column, or its word; the columns stay.
    """
    own = rows.filter(~texts(rows, word).is_in(list(counts.values())).fill_null(value=False))
    summed = pl.sum_horizontal(numbers(own, name).fill_null(0) for name in votes)
    kept = [name for name in counts.values() if name in rows.columns]
    return (
        own.with_columns(pl.select(summed.alias(VOTES_OF_SHEET)).to_series())
        .group_by(sheet, maintain_order=True)
        .agg(pl.col(VOTES_OF_SHEET).sum(), *(pl.col(name).first() for name in kept if name not in sheet))
    )


def summed_word(
    rows: pl.DataFrame, sheet: Sequence[str], word: str, votes: Sequence[str], counts: Mapping[str, str]
) -> str:
    """The word without which the votes of a sheet add up to its ballots, such as *Others* beside each of all.

    Args: as those of :func:`of_each_sheet`. Empty where they add up with it, or there is no such word.
    """
    each = rows.select(
        pl.struct(sheet).alias(_SHEET),
        texts(rows, word).alias(_WORD),
        pl.select(pl.sum_horizontal(numbers(rows, name).fill_null(0) for name in votes))
        .to_series()
        .alias(_N),
        *(numbers(rows, name).alias(f"{role}") for role, name in counts.items() if name in rows.columns),
    )

    def known(role: Role) -> pl.Expr | None:
        name = counts.get(role)
        if name is None:
            return None
        return (
            pl.col(role).first() if name in rows.columns else pl.col(_N).filter(pl.col(_WORD) == name).sum()
        )

    valid, cast = known(Role.VALID), known(Role.CAST)
    whole = valid if valid is not None else cast
    if whole is None:
        return ""
    others = [one for role in (Role.BLANK, Role.NULL) if valid is None and (one := known(role)) is not None]
    own = pl.col(_N).filter(~pl.col(_WORD).is_in(list(counts.values()))).sum()
    over = each.group_by(_SHEET).agg(over=own - whole + pl.sum_horizontal([*others, pl.lit(0)]))
    over = over.drop_nulls()
    if over.is_empty() or not (over["over"] > 0).any():
        return ""
    both = each.group_by(_SHEET, _WORD).agg(pl.col(_N).sum()).join(over, on=_SHEET)
    same = both.filter((pl.col(_N) == pl.col("over")) & ~pl.col(_WORD).is_in(list(counts.values())))
    fitting = same.group_by(_WORD).len().filter(pl.col("len") > _MOSTLY * over.height).sort("len", _WORD)
    return str(fitting[_WORD][-1]) if fitting.height else ""


def count_words(
    rows: pl.DataFrame, column: str, sheet: Sequence[str], known: Mapping[str, str]
) -> dict[str, str]:
    """The words of the selections' column that mean a count.

    Args:
        rows: those of the table.
        column: the one whose words are selections, or counts.
        sheet: the columns that name the sheet.
        known: the counts that have a column of their own.
    """
    sheets = rows.select(sheet).n_unique()
    named = rows.select(*sheet, texts(rows, column).alias("_word")).drop_nulls("_word").unique()
    on = named["_word"].value_counts()
    counts: dict[str, str] = {}
    for word, many in sorted(on.iter_rows(), key=lambda row: (-row[1], row[0])):
        role = role_of(word)
        # A count is stated nearly everywhere. A list can be called so, as Spain's "Escaños en blanco", which
        # stands in some provinces.
        if role in COUNT_ROLES and role.value not in known and 2 * many >= sheets:
            counts.setdefault(role.value, word)
    return counts


def lacking_counts(rows: pl.DataFrame, counts: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of votes that no column has, unless votes cast that are not valid say that there are some."""
    missing = tuple(role.value for role in (Role.BLANK, Role.NULL) if role not in counts)
    if any(word not in rows.columns for word in counts.values()) or not {Role.CAST, Role.VALID} <= set(
        counts
    ):
        return missing
    known = sum(
        (numbers(rows, counts[role]).fill_null(0) for role in (Role.BLANK, Role.NULL) if role in counts),
        start=0,
    )
    left = numbers(rows, counts[Role.CAST]) - numbers(rows, counts[Role.VALID]) - known
    return () if (left > 0).any() else missing


def refuse_impossible(rows: pl.DataFrame, selections: Sequence[str], counts: Mapping[str, str]) -> None:
    """Refuse columns that are no votes: one holds more than all ballots on most rows, or all hardly any.

    Raises:
        FeedError: there is one.
    """
    whole = counts.get(Role.CAST) or counts.get(Role.VALID)
    if whole is None or whole not in rows.columns:
        return
    ballots = numbers(rows, whole)
    votes = together(rows, selections)
    if selections and rows.height >= _FEWEST_ROWS and mostly(_LEAST * votes < ballots):
        raise FeedError(
            f"no column of votes can be made out: what is left, such as {selections[0]!r}, is far below "
            f"{whole!r} on most rows",
            hint=f"Does another file have the votes? Otherwise: {BY_HAND}",
        )
    for name in selections:
        if mostly(numbers(rows, name) > ballots):
            raise FeedError(
                f"the columns cannot be made out: {name!r} holds more than {whole!r} on most rows",
                hint=f"If {name!r} is another figure and nobody's votes, draft from a copy without that "
                "column; if each row holds several figures of one kind, from one that has a single one. "
                f"Otherwise: {BY_HAND}",
            )
