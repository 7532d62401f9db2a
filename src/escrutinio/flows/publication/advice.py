"""What a reader should make of the count: which way it leans and why, as figures for a sentence.

A count in progress is no sample: some regions, and some kinds of place, report before others. Where the
projection is far from the count, this says by how much, whose sheets are in and whose are missing, and how
the earlier election went in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from escrutinio.flows.count import Count, unit_names
from escrutinio.flows.project import Projection, load_baseline, matched_baseline
from escrutinio.flows.publication.counted import list_label
from escrutinio.ledger.stations import KIND
from escrutinio.model import NATION, Contest, Election, EscrutinioError, sheet
from escrutinio.projection import Layout
from escrutinio.tabulation import NO_UNIT, REGISTERED_EXPECTED, REGISTERED_REPORTED, UNIT, ratio

NOTHING_COUNTED, FINISHED, CANNOT_SAY = "nothing_counted", "finished", "cannot_say"
UNDERSTATES, AGREES = "understates", "agrees"

CLOSE = 0.01
"""Count and projection agree when no list's share differs by as much."""
UNEVEN = 0.02
"""A group of voters whose share of the sheets in differs less from its share of the stations file is not
named."""
_NAMED = 3

Group = dict[str, Any]


def advice_document(
    counted: Count,
    sheets: pl.DataFrame,
    front: Mapping[str, Any],
    projection: Projection | None,
) -> dict[str, Any]:
    """What to say beside the count of the headline contest.

    Args:
        counted: the count, at all levels.
        sheets: the sheets that are in, see :func:`escrutinio.tabulation.resolve_units`.
        front: the front page.
        projection: None when there is none at all.

    Returns:
        ``code``, one of the five above; ``figures`` for it; ``representation``, whose sheets are in;
        ``earlier``, the earlier election where sheets are in and where they are missing, or None.
    """
    contest = counted.election.contests[front["headline"]["contest"]]
    code, figures = _what(counted, contest, front["headline"])
    layout = projection.headline.layout if projection else None
    return {
        "schema": "escrutinio/advice/1",
        "as_of": front["as_of"],
        "contest": contest.id,
        "code": code,
        "figures": figures,
        "representation": _representation(counted, sheets, contest),
        "earlier": _earlier(layout, counted.election, figures.get("list")) if layout else None,
    }


def _what(counted: Count, contest: Contest, headline: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    now, later = headline["counted"], headline["projected"]
    if now["valid"] == 0:
        return NOTHING_COUNTED, {}
    if counted.missing_sheets(contest.id) == 0:
        return FINISHED, {"leader": now["leader"], "runner_up": now["runner_up"], "lead": now["lead"]}
    if not later["said"]:
        return CANNOT_SAY, {"reason": later["reason"], "share_in": now["registered"]["share"]}
    share = {one["id"]: one["share"] for one in now["lists"]}
    gaps = sorted((_gap(one, share[one["id"]]) for one in later["lists"]), key=lambda gap: gap["difference"])
    lowest, highest = gaps[0], gaps[-1]
    names = [one["id"] for one in later["lists"]]
    figures = {
        **highest,
        "overstated": lowest,
        "counted_leader": now["leader"],
        "projected_leader": later["leader"],
        "leader_changes": now["leader"] != later["leader"],
        # Points between the first two of the projection: as counted, negative when they are the other way
        # round, and as projected.
        "counted_lead": share[names[0]] - share[names[1]] if len(names) > 1 else None,
        "projected_lead": later["lists"][0]["share"] - later["lists"][1]["share"] if len(names) > 1 else None,
        "share_in": now["registered"]["share"],
    }
    far = max(abs(lowest["difference"]), abs(highest["difference"])) >= CLOSE
    return (UNDERSTATES if far else AGREES), figures


def _gap(projected: Mapping[str, Any], counted: float) -> dict[str, Any]:
    """How far a list is expected to move; ``sure`` when the count lies outside the 90 % interval."""
    low, high = projected["low"], projected["high"]
    return {
        "list": projected["id"],
        "counted": counted,
        "projected": projected["share"],
        "low": low,
        "high": high,
        "difference": projected["share"] - counted,
        "sure": not low <= counted <= high,
    }


def _representation(counted: Count, sheets: pl.DataFrame, contest: Contest) -> dict[str, Any]:
    """Whose sheets are in, by registered voters: regions, and kinds of place where the stations file names
    them.
    """
    nation = counted.sums[contest.id][NATION].row(0, named=True)
    expected, reported = nation[REGISTERED_EXPECTED], nation[REGISTERED_REPORTED]
    level = _region(counted.election, contest)
    regions: list[Group] = []
    if level:
        names = unit_names(counted.stations, level)
        rows = counted.sums[contest.id][level].select(UNIT, REGISTERED_EXPECTED, REGISTERED_REPORTED)
        regions = [
            {"unit": code, "name": names.get(code, code), **_group(due, came, expected, reported)}
            for code, due, came in rows.iter_rows()
            if code != NO_UNIT
        ]
    due = counted.stations.filter((pl.col(sheet.CONTEST) == contest.id) & pl.col(KIND).is_not_null())
    came = due.join(sheets, on=list(sheet.KEY), how="semi").group_by(KIND).agg(pl.col(sheet.REGISTERED).sum())
    in_by_kind = dict(came.iter_rows())
    by_kind = due.group_by(KIND).agg(pl.col(sheet.REGISTERED).sum()).sort(KIND).iter_rows()
    kinds = [
        {"kind": kind, **_group(voters, in_by_kind.get(kind, 0), expected, reported)}
        for kind, voters in by_kind
    ]
    return {
        "share_in": ratio(reported, expected),
        "level": level,
        "regions": regions,
        "regions_over": _most(regions, over=True),
        "regions_under": _most(regions, over=False),
        "kinds": kinds,
        "kinds_over": _most(kinds, over=True),
        "kinds_under": _most(kinds, over=False),
        "displaced": sum(abs(one["excess"]) for one in regions) / 2,
    }


def _group(due: int, came: int, expected: int, reported: int) -> Group:
    """A group of voters: how much of it is in, its part of the stations file and of the sheets that are
    in.
    """
    of_roll, of_those_in = ratio(due, expected), ratio(came, reported)
    return {
        "registered": due,
        "share_in": ratio(came, due),
        "share_of_roll": of_roll,
        "share_of_those_in": of_those_in,
        "excess": (of_those_in or 0.0) - (of_roll or 0.0) if reported else 0.0,
    }


def _most(groups: Sequence[Group], *, over: bool) -> list[Group]:
    sign = 1 if over else -1
    found = [group for group in groups if sign * group["excess"] >= UNEVEN]
    return sorted(found, key=lambda group: -sign * group["excess"])[:_NAMED]


def _region(election: Election, contest: Contest) -> str:
    if election.projection is not None and election.projection.region in contest.levels:
        return election.projection.region
    return next((level for level in contest.levels if level != NATION), "")


def _earlier(layout: Layout, election: Election, wanted: str | None) -> dict[str, Any] | None:
    """The earlier election where sheets are in and where they are missing, in shares of valid votes."""
    try:
        matched = matched_baseline(layout, load_baseline(election), election)
    except EscrutinioError:
        return None
    if matched is None or not layout.registered_in.sum() or not layout.registered_out.sum():
        return None
    lists = [place for place, name in enumerate(matched.categories) if name not in _NO_LISTS]
    in_votes = layout.registered_in @ matched.shares[:, lists]
    out_votes = layout.registered_out @ matched.shares[:, lists]
    if not in_votes.sum() or not out_votes.sum():
        return None
    names = [matched.categories[place] for place in lists]
    renamed = election.baseline.lists.get(wanted or "", wanted) if election.baseline else wanted
    same = renamed in names
    place = names.index(renamed) if renamed in names else int(np.argmax(in_votes + out_votes))
    whole = in_votes + out_votes
    return {
        "list": list_label(election, names[place]),
        "same_list": same,
        "where_in": float(in_votes[place] / in_votes.sum()),
        "where_missing": float(out_votes[place] / out_votes.sum()),
        "whole": float(whole[place] / whole.sum()),
    }


_NO_LISTS = frozenset({sheet.BLANK, sheet.NULL, "not_cast"})
