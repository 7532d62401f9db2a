"""What stands in a column, told without knowing what the column is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from escrutinio.feeds.drafting.column_words import (
    COUNT_ROLES,
    Role,
    is_level,
    is_of_earlier_election,
    is_turnout,
    role_of,
    words_in,
)
from escrutinio.feeds.drafting.seen_columns import parsed_once
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.number_forms import with_western_digits
from escrutinio.feeds.raw_table import code_text
from escrutinio.model.names import UNFIT, plain

_NOTHING = (
    "",
    "-",
    "--",
    "---",
    "\u2013",
    "\u2014",
    "*",
    "n/a",
    "N/A",
    "na",
    "n.a.",
    "s/d",
    "Sin dato",
    "Ilegible",
    "..",
    "...",
)
TRUTHS = ("true", "false")
"""What says of a row that something is so, and names nothing."""
_ERROR = r"(?i)^#(n/?[adv]|.*[!?])$"
"""What a formula of a spreadsheet shows where it fails, in any language."""
_SOME = 0.5
"""A share of the rows: what is filled in fewer is empty in most."""
_MISPRINTS = 0.05
"""So few numbers of a column are of another form by mistake."""
_HUNDRED = 100
_FEW_CODES = 3
_CODES = (Role.CODE, Role.SHEET, Role.NUMBER)
_MOST_WORDS = 3
"""The name of a count has seldom more."""
_NEARLY_WHOLE = r"^\d{1,9}[.,](0{6,}\d*|9{6,}\d*|0)$"
"""Numbers that a program has put off by the least, or has written with a point and a zero."""
_NO_CENTS = r"[.,]0{1,2}$"
"""Behind a whole number, as money is written: three digits would be thousands."""
_PERCENT = r"^-?\d+([.,]\d+)? ?%$"
_THOUSANDS = r"^(?:[1-9]\d{0,2}|0\d{1,2})([., \u00a0\u202f'\u2019]\d{3})+([.,]0{1,2})?$"
"""A single zero stands before decimals alone: 0.218 is a share."""
_PLAIN = r"^\d{1,9}$"
_UNLIKE_TEXT = rf"^$|^\s|\s$|[^\x00-\x7f]|{UNFIT}"
"""Of texts in which none of these stands nothing is taken away, and nothing composed."""


@dataclass(frozen=True, eq=False)
class ColumnProfile:
    """A column and what stands in it.

    Attributes:
        name: as the header has it.
        label: the same, or the last line of a header of several lines alone.
        role: the part that its name suggests; None where it suggests none.
        filled: rows in which something stands.
        distinct: different values.
        whole: share of the filled rows that hold a whole number of 0 or more.
        separator: the sign between thousands; empty where there is none.
        coded: whether some numbers begin with a zero, as codes do.
        names: whether it may name sheets, units or contests.
        full: whether it is filled where votes are, as a count of ballots is.
    """

    name: str
    label: str
    role: Role | None
    filled: int
    distinct: int
    whole: float
    separator: str
    coded: bool
    names: bool = True
    full: bool = True

    @property
    def counts(self) -> bool:
        """Whether it may hold numbers of votes or voters."""
        return self.filled > 0 and self.whole > 0.9 and not self.coded


def column_profiles(
    source: SourceTable, known: Mapping[str, ColumnProfile] | None = None
) -> list[ColumnProfile]:
    """The profiles of a table's columns, in their order.

    Args:
        source: the table.
        known: the profiles of some of its columns, which are not looked at again.
    """
    table, known = source.table, known or {}
    profiles = []
    for name in table.header():
        written = table.doubled.get(name, name)
        profiles.append(known.get(name) or _profile(table.frame, name, source.labels.get(name, written)))
    profiles = [
        replace(p, role=Role.SHEET) if _numbers_precincts(p, profiles[:place], table.frame) else p
        for place, p in enumerate(profiles)
    ]
    padded = [p for p in profiles if p.coded and p.whole == 1 and p.role not in _CODES]
    if len(padded) > max(_FEW_CODES, _SOME * sum(p.whole > _SOME for p in profiles)):
        # Codes begin with zeros, and so do all numbers of some programs.
        return [replace(p, coded=False) if p in padded else p for p in profiles]
    return profiles


def _numbers_precincts(profile: ColumnProfile, before: Sequence[ColumnProfile], frame: pl.DataFrame) -> bool:
    """Whether "Pct" is short for the precinct: after names of units alone, and without any share."""
    if profile.role is not Role.SHARE or plain(profile.label) != "pct" or not before:
        return False
    named = all(p.whole < _SOME or is_level(p.label) for p in before)
    return named and not texts(frame, profile.name).str.contains(r"[.,%]").any()


def judged(profiles: Sequence[ColumnProfile], rows: pl.DataFrame) -> list[ColumnProfile]:
    """The profiles, without the parts that names suggest and contents do not bear out.

    In a table with a column for each list the names of some lists have words in them that usually mean
    something else. What is empty in most rows names nothing and is no count, and where a text already names
    every row, numbers in no order are more likely votes than codes.
    """
    # "Votes" or "Total" under one candidate after the other are those of each.
    # What a document's rows lie in stands under nobody.
    # Of each there are votes, but no turnout.
    sums = [p for p in profiles if p.role in (Role.VOTES, Role.CAST) and not is_turnout(p.label)]
    under = [_under(p) for p in sums if p.label != p.name]
    profiles = [replace(p, role=Role.VOTES) if under.count(_under(p)) > 1 else p for p in profiles]
    profiles = [replace(p, role=None) if _is_below_votes(p, profiles) else p for p in profiles]
    profiles = [replace(p, role=Role.SHARE) if _is_share(p, profiles, rows) else p for p in profiles]
    keyed = any(p.filled == p.distinct == rows.height and p.whole < _SOME for p in profiles)
    votes = [p.name for p in profiles if p.counts and p.role in (None, Role.VOTES, Role.PARTY)]
    counted = rows.select(pl.any_horizontal(_stated(rows, name) for name in votes)) if votes else None
    voted = int(counted.to_series().sum()) if counted is not None else rows.height
    filled = [
        replace(p, names=_may_name(p, rows, keyed=keyed), full=p.filled >= _SOME * voted) for p in profiles
    ]
    sure = {p.role for p in filled if p.full}
    return [replace(p, role=_borne_out(p, sure)) for p in filled]


def _under(profile: ColumnProfile) -> tuple[str, bool]:
    return profile.label, profile.name.startswith("/")


def _is_below_votes(profile: ColumnProfile, others: Sequence[ColumnProfile]) -> bool:
    """Whether a name of its own stands, beside others, below words such as "valid votes in favour of"."""
    above = profile.name.removesuffix(profile.label)
    if not above or profile.role not in (Role.VALID, Role.CAST) or role_of(profile.label):
        return False
    beside = {p.label for p in others if p.label != p.name and p.name.removesuffix(p.label) == above}
    return len(beside) > 1


def _is_share(profile: ColumnProfile, others: Sequence[ColumnProfile], rows: pl.DataFrame) -> bool:
    """Whether the turnout is one of each hundred: on most rows a single list has more votes."""
    if profile.role is not Role.CAST or not profile.counts or not is_turnout(profile.label):
        return False
    own = numbers(rows, profile.name)
    highest = own.max()
    if not isinstance(highest, int) or highest > _HUNDRED:
        return False
    lists = [p.name for p in others if p.counts and p.role is None]
    return any((numbers(rows, name) > own).sum() > _SOME * rows.height for name in lists)


def _may_name(profile: ColumnProfile, rows: pl.DataFrame, *, keyed: bool) -> bool:
    if profile.filled < _SOME * rows.height:
        return False
    if not profile.counts:
        return True
    if profile.role is Role.CONTEST and words_in(profile.label) > 1:
        return profile.distinct <= _SOME * rows.height
    if not keyed:
        return True
    short = words_in(profile.label) <= (2 if profile.role is Role.SHEET else 1)
    return short or numbers(rows, profile.name).drop_nulls().is_sorted()


def _borne_out(profile: ColumnProfile, sure: Collection[Role | None]) -> Role | None:
    """The part of a column; a sparse column keeps a count's name where nothing shows that it is a list."""
    if profile.role in (Role.SHEET, Role.CONTEST) and not profile.names:
        return None
    sparse = profile.role in COUNT_ROLES and not profile.full
    return (
        None if sparse and (profile.role in sure or words_in(profile.label) > _MOST_WORDS) else profile.role
    )


def _stated(frame: pl.DataFrame, name: str) -> pl.Expr:
    text = code_text(name, frame.schema[name])
    return (text.is_not_null() & ~text.is_in(_NOTHING)).fill_null(value=False)


def texts(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column of texts without the blanks around them; null where nothing stands."""
    return parsed_once(frame, name, _texts)


def numbers(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column as whole numbers, without separators of thousands; null where none stands."""
    return parsed_once(frame, name, _numbers)


def _texts(frame: pl.DataFrame, name: str) -> pl.Series:
    values = frame[name]
    if values.dtype == pl.String and not values.str.contains(_UNLIKE_TEXT).any():
        return values
    return frame.select(code_text(name, frame.schema[name]).alias(name))[name]


def _numbers(frame: pl.DataFrame, name: str) -> pl.Series:
    values = texts(frame, name)
    digits = values.cast(pl.Int64, strict=False)
    if digits.null_count() == values.null_count():
        return digits
    if values.str.len_bytes().sum() != values.str.len_chars().sum():  # in ASCII there are no other digits
        values = with_western_digits(values)
    near = values.str.contains(_NEARLY_WHOLE)
    whole = values.str.replace(_NO_CENTS, "")
    plain = whole.str.replace_all(r"[., \x{00a0}\x{202f}'\x{2019}]", "").cast(pl.Int64, strict=False)
    if not near.any():
        return plain
    rounded = (
        values.str.replace(",", ".", literal=True)
        .cast(pl.Float64, strict=False)
        .round()
        .cast(pl.Int64, strict=False)
    )
    return plain.zip_with(~near.fill_null(value=False), rounded)


def blanks_in(frame: pl.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    """The signs and words, or the empty text, that state nothing in some columns of figures."""
    blanks: dict[str, None] = {}
    for name in names:
        if name in frame.columns:
            values = texts(frame, name).fill_null("")
            blanks |= dict.fromkeys(values.filter(values.is_in(_NOTHING)).unique(maintain_order=True))
    return tuple(blanks)


def _profile(frame: pl.DataFrame, name: str, label: str) -> ColumnProfile:
    values = texts(frame, name).drop_nulls()
    if values.len() and values.str.contains(_PLAIN).all():
        return _of_plain_numbers(name, label, values)
    values = values.filter(~values.is_in(_NOTHING) & ~values.str.contains(_ERROR))
    if values.len() and values.str.to_lowercase().is_in(TRUTHS).all():  # whether a place is counted, say
        return ColumnProfile(
            name, label, None, values.len(), values.n_unique(), 0.0, "", coded=False, names=False
        )
    whole = values.str.contains(rf"^\d{{1,9}}(\.0+|{_NO_CENTS.removesuffix('$')})?$")
    whole |= values.str.contains(_NEARLY_WHOLE)
    separated = _with_thousands(values, whole)
    whole |= separated
    parts = values.str.contains(r"^-?\d{1,4}[.,]\d+ ?%?$") & ~whole
    figures = role_of(label) in (None, Role.VOTES)  # of every hundred, or of one
    # A small list has no vote in most places, so its shares are zeros, and wholes where it has all or none.
    bare = parts.any() and values.filter(whole).str.contains(r"^(0|1|100)([.,]0+)?$").all()
    shares = figures and bool(values.len()) and (2 * parts.sum() > values.len() or bare)
    shares |= bool(values.len()) and 2 * values.str.contains(_PERCENT).sum() > values.len()
    return ColumnProfile(
        name=name,
        label=label,
        role=Role.SHARE if shares else _role(name, label),
        filled=values.len(),
        distinct=values.n_unique(),
        whole=float(whole.mean() or 0) if values.len() else 0.0,  # type: ignore[arg-type]
        separator=_separator(values.filter(separated)),
        coded=bool(values.str.contains(r"^0\d").any()),
    )


def _with_thousands(values: pl.Series, whole: pl.Series) -> pl.Series:
    """Which values have signs between thousands: no 60.125 beside 59.5, where the point is a decimal one."""
    separated = values.str.contains(_THOUSANDS)
    for sign in (".", ","):
        decimal = values.str.contains(rf"^\d+[{sign}]\d+$") & ~whole & ~separated
        if int(decimal.sum()) > _MISPRINTS * int(separated.sum()):
            separated &= ~values.str.contains(rf"^\d+[{sign}]\d+$")
    return separated


def _of_plain_numbers(name: str, label: str, values: pl.Series) -> ColumnProfile:
    """The profile of a column in which nothing but digits stands, as in most of a wide table."""
    coded = bool(values.str.contains(r"^0\d").any())
    return ColumnProfile(name, label, _role(name, label), values.len(), values.n_unique(), 1.0, "", coded)


def _role(name: str, label: str) -> Role | None:
    """The part that a column's label suggests, or else its whole name.

    A path below ``id`` says of whom or what the columns in it are, and makes no code of each. Figures of the
    election before are as little of this one as shares are.
    """
    if is_of_earlier_election(label) or any(map(is_of_earlier_election, name.strip("/").split("/"))):
        return Role.SHARE
    own = role_of(label)
    whole = role_of(name) or role_of(name.removesuffix(label)) if own is None else own
    return None if own is None and whole is Role.CODE and "/" in name else whole


def _separator(values: pl.Series) -> str:
    """The sign that separates thousands in most of some numbers, a blank for all kinds of them."""
    signs = values.str.extract(r"\d([., \x{00a0}\x{202f}'\x{2019}])\d{3}").drop_nulls()
    if signs.is_empty():
        return ""
    sign = str(signs.mode().sort()[0])
    return " " if sign.isspace() else sign


def may_hold_votes(source: SourceTable) -> bool:
    """Whether several columns of a table hold whole numbers that nothing says to be other counts or codes."""
    free = (None, Role.VOTES, Role.PARTY, Role.SELECTION)
    return sum(profile.counts and profile.role in free for profile in column_profiles(source)) > 1
