"""Figures of a count as the site shows them: lists in order, the leader, the lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escrutinio.model import Contest, Election


def list_label(election: Election, selection: str) -> dict[str, Any]:
    """Who a list is: ``id``, ``name``, ``short`` and ``color``."""
    known = election.selections.get(selection)
    if known is None:
        return {"id": selection, "name": selection, "short": selection, "color": None}
    return {"id": selection, "name": known.name, "short": selection, "color": known.color}


def counted_figures(figures: Mapping[str, Any], election: Election, contest: Contest) -> dict[str, Any]:
    """The figures of one unit as a page needs them.

    Args:
        figures: as from :func:`escrutinio.tabulation.unit_figures`.
        election: gives names and colours.
        contest: gives what stands and what has withdrawn.

    Returns:
        ``sheets`` and ``registered`` (in, expected, share), the counts, ``lists`` by votes, ``leader``,
        ``runner_up``, ``tied`` and ``lead``; a share is a number from 0 to 1, or None where there is
        nothing to divide by.
    """
    votes, shares = figures["votes"], figures["shares_of_valid"]
    # Lists with as many votes stay in the order of the ballot.
    order = sorted(contest.selections, key=lambda name: -votes[name])
    lists = [
        {
            **list_label(election, name),
            "votes": votes[name],
            "share": shares[name],
            "withdrawn": name in contest.withdrawn,
        }
        for name in order
    ]
    return {
        "sheets": {
            "in": figures["sheets_reported"],
            "expected": figures["sheets_expected"],
            "unexpected": figures["sheets_unexpected"],
            "share": figures["sheets_share"],
        },
        "registered": {
            "in": figures["registered_reported"],
            "expected": figures["registered_expected"],
            "share": figures["registered_share"],
            "stated": figures["registered"],
        },
        "cast": figures["cast"],
        "turnout": figures["turnout"],
        "valid": figures["valid"],
        "blank": figures["blank"],
        "null": figures["null"],
        "blank_share": figures["blank_share_of_cast"],
        "null_share": figures["null_share_of_cast"],
        "lists": lists,
        **_first_and_second([one for one in lists if not one["withdrawn"]], figures["valid"]),
    }


def _first_and_second(standing: list[dict[str, Any]], valid: int) -> dict[str, Any]:
    voted = [one for one in standing if one["votes"]]
    if not voted:
        return {"leader": None, "runner_up": None, "tied": [], "lead": None}
    tied = [one["id"] for one in voted if one["votes"] == voted[0]["votes"]]
    second = standing[1] if len(standing) > 1 else None
    votes = voted[0]["votes"] - (second["votes"] if second else 0)
    return {
        "leader": voted[0]["id"] if len(tied) == 1 else None,
        "runner_up": second["id"] if second and len(tied) == 1 else None,
        "tied": tied if len(tied) > 1 else [],
        "lead": {"votes": votes, "share": votes / valid if valid else None},
    }
