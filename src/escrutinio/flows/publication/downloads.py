"""What readers can download of a publication: a tidy table, and a NIST ElectionReport."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from escrutinio.feeds import election_report, tidy_table
from escrutinio.feeds.nist_report import DECIDED_IN, PARENT, PARENT_LEVEL
from escrutinio.flows.publication.frames import LEVEL, VOTE_TYPES, lies_in, place_level
from escrutinio.flows.publication.reading import Publication
from escrutinio.model import NATION, VOTE_TYPE, UsageError, sheet
from escrutinio.model.text import many_of
from escrutinio.tabulation import UNIT


def table(publication: Publication, levels: Sequence[str] = ()) -> pl.DataFrame:
    """The results as a tidy table, see :mod:`escrutinio.feeds.tidy_table`.

    Args:
        publication: the publication.
        levels: the levels wanted; none means all.

    Raises:
        UsageError: there is no such level.
    """
    units = _of_levels(publication, levels)
    return tidy_table(
        publication.election,
        units,
        publication.frame("projected"),
        as_of=publication.about.as_of,
        rehearsal=publication.front.rehearsal,
    )


def nist_report(publication: Publication, levels: Sequence[str] = ()) -> dict[str, Any]:
    """The results as a NIST SP 1500-100 version 2 ElectionReport, see :mod:`escrutinio.feeds.nist_report`.

    Args:
        publication: the publication.
        levels: the levels wanted, the nation and those at which a contest is decided always among them; none
            means all but the polling places, which make the report large.

    Raises:
        UsageError: there is no such level.
    """
    election = publication.election
    place = place_level(election)
    wanted = list(levels) or [level for level in election.level_ids() if level != place]
    if election.vote_types:  # no units of their own here, but parts of every count
        wanted = [level for level in wanted if level != VOTE_TYPE]
    wanted += [NATION, *(contest.level for contest in election.contests.values())]
    front = publication.front
    return election_report(
        election,
        _tree(publication, _of_levels(publication, wanted)),
        headline=front.headline.contest,
        generated=publication.published_at,
        status=front.status,
        rehearsal=front.rehearsal,
        note=front.note,
        place=place,
        types=publication.frame(VOTE_TYPES),
    )


def _of_levels(publication: Publication, levels: Sequence[str]) -> pl.DataFrame:
    known = (NATION, *publication.election.level_ids())
    for level in levels:
        if level not in known:
            raise UsageError(f"there is no level {level!r}", hint=f"There are: {many_of(known)}.")
    units = publication.frame("units")
    return units.filter(pl.col(LEVEL).is_in(list(levels))) if levels else units


def _tree(publication: Publication, units: pl.DataFrame) -> pl.DataFrame:
    """The units with the one that each lies in among them, and the one in which its contest is decided."""
    election = publication.election
    kept = set(units[LEVEL].unique())
    above = {level.id: level.parent for level in election.levels}
    parts = []
    for (level,), rows in units.partition_by(LEVEL, as_dict=True, maintain_order=True).items():
        parent = above.get(str(level), NATION)
        while parent not in kept:
            parent = above[parent]
        in_parent = pl.lit(NATION) if parent == NATION else pl.col(lies_in(parent))
        nation = level == NATION
        decided = pl.lit(None, dtype=pl.String)
        for contest in election.contests.values():
            where = pl.lit(NATION) if contest.level == NATION else pl.col(lies_in(contest.level))
            decided = pl.when(pl.col(sheet.CONTEST) == contest.id).then(where).otherwise(decided)
        parts.append(
            rows.with_columns(
                pl.lit(None if nation else parent, dtype=pl.String).alias(PARENT_LEVEL),
                (pl.lit(None, dtype=pl.String) if nation else in_parent).alias(PARENT),
                decided.alias(DECIDED_IN),
            )
        )
    order = {level: place for place, level in enumerate((NATION, *election.level_ids()))}
    rank = pl.col(LEVEL).replace_strict(order, return_dtype=pl.Int64)
    # A unit that lies in several units of the level above hangs from none of them.
    tree = pl.concat(parts).with_columns(
        pl.when(pl.col(PARENT).is_not_null()).then(pl.col(PARENT_LEVEL)).alias(PARENT_LEVEL)
    )
    return tree.sort(rank, UNIT, maintain_order=True)
