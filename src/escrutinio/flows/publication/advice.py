"""What a reader should make of the count: which way it leans and why, as figures for a sentence.

A count in progress is no sample: some regions, and some kinds of place, report before others. Where the
projection is far from the count, this says by how much, whose sheets are in and whose are missing, and how
the earlier election went in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import polars as pl
from msgspec.structs import asdict

from escrutinio.flows.count import Count, unit_names
from escrutinio.flows.documents.advice import (
    AdviceCode,
    AdviceDocument,
    Comparison,
    EarlierElection,
    FinalResult,
    KindGroup,
    RegionGroup,
    Representation,
    SelectionGap,
    VoterGroup,
)
from escrutinio.flows.documents.counted import CountedFigures
from escrutinio.flows.documents.front import FrontDocument, Headline
from escrutinio.flows.documents.projected import SelectionEstimate
from escrutinio.flows.project import Projection
from escrutinio.flows.projected_contest import load_baseline, matched_baseline
from escrutinio.flows.results import selection_label
from escrutinio.ledger.stations import KIND
from escrutinio.model import NATION, Contest, Election, EscrutinioError, sheet
from escrutinio.projection import Layout
from escrutinio.projection.several_votes import earlier_in_votes
from escrutinio.tabulation import NO_UNIT, REGISTERED_EXPECTED, REGISTERED_REPORTED, UNIT, ratio

CLOSE = 0.01
"""Count and projection agree when no selection's share differs by as much."""
UNEVEN = 0.02
"""A group of voters whose share of the sheets in differs less from its share of the stations file is not
named."""
_NAMED = 3
VOTERS_KNOWN = 0.99
"""Voters are spoken of when at least this share of the expected sheets has a known number of them."""

_Group = TypeVar("_Group", RegionGroup, KindGroup)


def advice_document(
    counted: Count, sheets: pl.DataFrame, front: FrontDocument, projection: Projection | None
) -> AdviceDocument:
    """What to say beside the count of the headline contest.

    Args:
        counted: the count, at all levels.
        sheets: the sheets that are in, see :func:`escrutinio.tabulation.resolve_units`.
        front: the front page.
        projection: None when there is none at all.
    """
    headline = front.headline
    contest = counted.election.contests[headline.contest]
    code = _code(counted, contest, headline)
    comparison = _comparison(headline) if code is None else None
    if comparison is not None:
        code = "understates" if _is_far(comparison) else "agrees"
    assert code is not None, "a count that is compared understates a selection or agrees"
    layout = projection.headline.layout if projection else None
    wanted = comparison.understated.selection if comparison else None
    figures = headline.counted
    return AdviceDocument(
        election=front.election,
        note=front.note,
        rehearsal=front.rehearsal,
        publication=front.publication,
        as_of=front.as_of,
        contest=contest.id,
        code=code,
        reason=headline.projected.reason if code == "cannot_say" else "",
        result=_result(contest, figures) if code == "finished" else None,
        comparison=comparison,
        representation=_representation(counted, sheets, contest),
        earlier=_earlier(layout, counted.election, contest, wanted) if layout else None,
    )


def _result(contest: Contest, figures: CountedFigures) -> FinalResult:
    """Who ends ahead; of two who stand against each other nowhere, as in two districts, neither."""
    both = {figures.leader, figures.runner_up}
    if contest.ballots and not any(both <= set(ballot) for ballot in contest.ballots.values()):
        return FinalResult(leader=None, runner_up=None, lead=None)
    return FinalResult(leader=figures.leader, runner_up=figures.runner_up, lead=figures.lead)


def _code(counted: Count, contest: Contest, headline: Headline) -> AdviceCode | None:
    """What can be said without comparing count and projection; None where the two are to be compared."""
    if headline.counted.share_base == 0:
        return "nothing_counted"
    if counted.all_in(contest.id):
        return "finished"
    if not headline.projected.set_up:
        return "not_projected"
    return None if headline.projected.available else "cannot_say"


def _comparison(headline: Headline) -> Comparison:
    counted, projected = headline.counted, headline.projected
    # Something is counted, so every selection has a share.
    share = {selection.id: selection.share or 0.0 for selection in counted.selections}
    gaps = sorted(
        (_gap(estimate, share[estimate.id]) for estimate in projected.selections),
        key=lambda gap: gap.difference,
    )
    first, second = projected.selections[0], next(iter(projected.selections[1:]), None)
    return Comparison(
        understated=gaps[-1],
        overstated=gaps[0],
        counted_leader=counted.leader,
        projected_leader=projected.leader,
        leader_changes=None not in (counted.leader, projected.leader) and counted.leader != projected.leader,
        counted_lead=share[first.id] - share[second.id] if second else None,
        projected_lead=first.share - second.share if second else None,
    )


def _is_far(comparison: Comparison) -> bool:
    return max(abs(comparison.overstated.difference), abs(comparison.understated.difference)) >= CLOSE


def _gap(estimate: SelectionEstimate, counted: float) -> SelectionGap:
    return SelectionGap(
        selection=estimate.id,
        counted=counted,
        projected=estimate.share,
        low=estimate.low,
        high=estimate.high,
        difference=estimate.share - counted,
        outside_interval=not estimate.low <= counted <= estimate.high,
    )


def _representation(counted: Count, sheets: pl.DataFrame, contest: Contest) -> Representation:
    """Whose sheets are in, by registered voters: regions, and kinds of place where the stations file names
    them.
    """
    nation = counted.nation(contest.id)
    expected, reported = nation.registered_expected.least, nation.registered_reported.least
    level = _region(counted.election, contest)
    regions: list[RegionGroup] = []
    if nation.registered_expected.stated < VOTERS_KNOWN * nation.sheets_expected:
        return Representation(
            registered_share=None,
            sheets_share=nation.sheets_share,
            level=level,
            regions=(),
            regions_over=(),
            regions_under=(),
            kinds=(),
            kinds_over=(),
            kinds_under=(),
            displaced=0.0,
        )
    if level:
        names = unit_names(counted.stations, level)
        rows = counted.sums[contest.id][level].select(UNIT, REGISTERED_EXPECTED, REGISTERED_REPORTED)
        regions = [
            RegionGroup(
                unit=code,
                name=names.get(code, code),
                **asdict(_group(due or 0, came or 0, expected, reported)),
            )
            for code, due, came in rows.iter_rows()
            if code != NO_UNIT
        ]
    due = counted.stations.filter((pl.col(sheet.CONTEST) == contest.id) & pl.col(KIND).is_not_null())
    came = due.join(sheets, on=list(sheet.KEY), how="semi").group_by(KIND).agg(pl.col(sheet.REGISTERED).sum())
    in_by_kind = dict(came.iter_rows())
    by_kind = due.group_by(KIND).agg(pl.col(sheet.REGISTERED).sum()).sort(KIND).iter_rows()
    kinds = [
        KindGroup(kind=kind, **asdict(_group(voters, in_by_kind.get(kind, 0), expected, reported)))
        for kind, voters in by_kind
    ]
    return Representation(
        registered_share=ratio(reported, expected),
        sheets_share=nation.sheets_share,
        level=level,
        regions=tuple(regions),
        regions_over=_farthest(regions, over=True),
        regions_under=_farthest(regions, over=False),
        kinds=tuple(kinds),
        kinds_over=_farthest(kinds, over=True),
        kinds_under=_farthest(kinds, over=False),
        displaced=sum(abs(region.excess) for region in regions) / 2,
    )


def _group(group_expected: int, group_reported: int, expected: int, reported: int) -> VoterGroup:
    of_expected, of_reported = ratio(group_expected, expected), ratio(group_reported, reported)
    return VoterGroup(
        registered_expected=group_expected,
        registered_share=ratio(group_reported, group_expected),
        share_of_expected=of_expected,
        share_of_reported=of_reported,
        excess=(of_reported or 0.0) - (of_expected or 0.0) if reported else 0.0,
    )


def _farthest(groups: Sequence[_Group], *, over: bool) -> tuple[_Group, ...]:
    sign = 1 if over else -1
    uneven = [group for group in groups if sign * group.excess >= UNEVEN]
    return tuple(sorted(uneven, key=lambda group: -sign * group.excess)[:_NAMED])


def _region(election: Election, contest: Contest) -> str:
    if election.projection is not None and election.projection.region in contest.levels:
        return election.projection.region
    return next((level for level in contest.levels if level != NATION), "")


def _earlier(
    layout: Layout, election: Election, contest: Contest, wanted: str | None
) -> EarlierElection | None:
    """The earlier election where sheets are in and where they are missing, in shares of valid votes."""
    try:
        baseline = earlier_in_votes(load_baseline(election), contest)
        matched = matched_baseline(layout.places, baseline, election)
    except EscrutinioError:
        return None
    if matched is None or not layout.registered_in.sum() or not layout.registered_out.sum():
        return None
    lists = matched.of_lists
    in_votes = layout.registered_in @ matched.shares[:, lists]
    out_votes = layout.registered_out @ matched.shares[:, lists]
    if not in_votes.sum() or not out_votes.sum():
        return None
    names = [matched.categories[place] for place in lists]
    renamed = election.baseline.lists.get(wanted or "", wanted) if election.baseline else wanted
    same = renamed in names
    place = names.index(renamed) if renamed in names else int(np.argmax(in_votes + out_votes))
    whole = in_votes + out_votes
    return EarlierElection(
        selection=selection_label(election, names[place]),
        same_selection=same,
        where_reported=float(in_votes[place] / in_votes.sum()),
        where_missing=float(out_votes[place] / out_votes.sum()),
        whole=float(whole[place] / whole.sum()),
    )
