"""Figures of a count as the site shows them: lists in order, the leader, the lead."""

from __future__ import annotations

from typing import Any

from escrutinio.model import Contest, Election, UnitFigures
from escrutinio.tabulation import ratio


def list_label(election: Election, selection: str) -> dict[str, Any]:
    """Who a list is: ``id``, ``name``, ``short`` and ``color``."""
    known = election.selections.get(selection)
    if known is None:
        return {"id": selection, "name": selection, "short": selection, "color": None}
    return {"id": selection, "name": known.name, "short": selection, "color": known.color}


def counted_figures(figures: UnitFigures, election: Election, contest: Contest) -> dict[str, Any]:
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
    votes, shares = figures.votes, figures.shares_of_valid
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
            "in": figures.sheets_reported,
            "expected": figures.sheets_expected,
            "unexpected": figures.sheets_unexpected,
            "share": figures.sheets_share,
        },
        "registered": {
            "in": figures.registered_reported,
            "expected": figures.registered_expected,
            "share": figures.registered_share,
            "stated": figures.registered,
        },
        "cast": figures.cast,
        "turnout": figures.turnout,
        "valid": figures.valid,
        "blank": figures.blank,
        "null": figures.null,
        "blank_share": figures.blank_share_of_cast,
        "null_share": figures.null_share_of_cast,
        "lists": lists,
        **first_and_second(figures, contest),
    }


def first_and_second(figures: UnitFigures, contest: Contest) -> dict[str, Any]:
    """``leader``, ``runner_up``, the lists ``tied`` for the first place, and the ``lead``.

    Lists that have withdrawn take no part. Where nothing is counted all are None or empty.
    """
    standing = [name for name in contest.selections if name not in contest.withdrawn]
    votes = figures.votes
    order = sorted(standing, key=lambda name: -votes[name])
    if not order or not votes[order[0]]:
        return {"leader": None, "runner_up": None, "tied": [], "lead": None}
    most = votes[order[0]]
    tied = [name for name in order if votes[name] == most]
    second = order[1] if len(order) > 1 else None
    lead = most - (votes[second] if second else 0)
    return {
        "leader": order[0] if len(tied) == 1 else None,
        "runner_up": second if len(tied) == 1 else None,
        "tied": tied if len(tied) > 1 else [],
        "lead": {"votes": lead, "share": ratio(lead, figures.valid)},
    }
