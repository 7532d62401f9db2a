"""Guesses whether a row has several groups of columns, each a selection and its votes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from escrutinio.feeds.drafting.column_profile import ColumnProfile
from escrutinio.feeds.drafting.column_words import Role, role_of
from escrutinio.feeds.drafting.source_table import UNNAMED_FEED, SourceTable
from escrutinio.model import Feed
from escrutinio.model.names import plain

_NUMBERED = re.compile(r"(.*\D)(\d{1,3})")
_UNNAMED = re.compile(r"column \d+")
_NAMES = re.compile(r"(.*_)?(nom|name|nombre|nome|naam|nama|apellidos?|surname)(_.*)?")
_WIDEST = 20


def guess_groups(source: SourceTable, profiles: Sequence[ColumnProfile]) -> Feed | None:
    """How the groups of a table are read, as a feed of which no more than that is known; None without any.

    The header numbers the names of the groups, repeats them, or names the first group only.
    """
    if source.header.rows != 1:
        return None
    return _numbered(profiles) or _repeated(profiles, source.table.doubled) or _first_named(profiles)


def _numbered(profiles: Sequence[ColumnProfile]) -> Feed | None:
    stems: dict[str, list[ColumnProfile]] = {}
    for profile in profiles:
        match = _NUMBERED.fullmatch(profile.name)
        if match:
            stems.setdefault(match.group(1), []).append(profile)
    # There may be more groups than anybody stands in.
    several = {f"{stem}*": of[0] for stem, of in stems.items() if len(of) > 1 and of[0].filled}
    return _feed(several)


def _repeated(profiles: Sequence[ColumnProfile], doubled: Mapping[str, str]) -> Feed | None:
    named: dict[str, list[ColumnProfile]] = {}
    for profile in profiles:
        if profile.name in doubled:
            named.setdefault(doubled[profile.name], []).append(profile)
    return _feed({name: of[0] for name, of in named.items() if len(of) > 1 and of[0].filled})


def _first_named(profiles: Sequence[ColumnProfile]) -> Feed | None:
    named = next((i for i, p in enumerate(reversed(profiles)) if not _UNNAMED.fullmatch(p.name)), 0)
    first = len(profiles) - named
    for width in range(2, min(first, named, _WIDEST) + 1):
        group, others = profiles[first - width : first], profiles[first:]
        alike = all(_alike(group[i % width], other) for i, other in enumerate(others))
        feed = _feed({p.name: p for p in group}, width) if named % width == 0 and alike else None
        if feed:
            return feed
    return None


def _alike(one: ColumnProfile, other: ColumnProfile) -> bool:
    """Whether two columns may be the same column of two groups."""
    return not other.filled or not one.filled or (one.whole > 0.9) == (other.whole > 0.9)


def _feed(columns: Mapping[str, ColumnProfile], width: int = 0) -> Feed | None:
    """The feed of groups with these columns, by their spelling; None without votes, or without names."""
    votes = [name for name, p in columns.items() if role_of(name.rstrip("* ")) is Role.VOTES and p.counts]
    words = [name for name, p in columns.items() if p.whole < 0.5 and p.filled]
    roles = {name: role_of(name.rstrip("* ")) for name in words}
    called = [name for name in words if _NAMES.fullmatch(plain(name)) and roles[name] is not Role.PARTY]
    candidates = [name for name in called if roles[name] is Role.SELECTION] or called
    parties = [name for name in words if roles[name] in (Role.PARTY, Role.SELECTION)]
    chosen = next(iter(candidates or parties), None)
    if chosen is None or len(votes) != 1:
        return None
    return replace(
        UNNAMED_FEED,
        layout="groups",
        selection_columns=(chosen,),
        votes_columns=((votes[0],),),
        group_width=width,
    )
