"""Projections as the site shows them: selections in order, with the intervals of 90 %."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from escrutinio.flows.documents.chambers import ListSeatEstimate, ProjectedSeats
from escrutinio.flows.documents.projected import (
    FirstRoundChances,
    HeadlineProjection,
    RunOffPairChance,
    SelectionChance,
    SelectionEstimate,
    ShareEstimate,
)
from escrutinio.flows.publication.counted import labelled, selection_label
from escrutinio.flows.publication.frames import PROJECTED_SCHEMA
from escrutinio.model import NATION, Election

_SHOWN = "90"
"""The interval that the site shows, in per cent."""


def headline_projection(document: Mapping[str, Any], election: Election) -> HeadlineProjection:
    """What the document of a projection says of the nation; where there is none only why."""
    if not document["said"]:
        return HeadlineProjection(available=False, reason=document["reason"])
    nation, outcome = document["nation"], document["outcome"]
    estimates = []
    for name, figures in nation["lists"].items():
        low, high = figures["intervals"][_SHOWN]
        estimates.append(
            labelled(
                SelectionEstimate,
                selection_label(election, name),
                votes=figures["votes"],
                share=figures["share"],
                low=low,
                high=high,
            )
        )
    estimates.sort(key=lambda estimate: -estimate.share)
    low, high = nation["turnout"]["intervals"][_SHOWN]
    return HeadlineProjection(
        available=True,
        reason="",
        selections=tuple(estimates),
        leader=estimates[0].id if estimates else None,
        turnout=ShareEstimate(share=nation["turnout"]["share"], low=low, high=high),
        draws=document["draws"],
        first_round=_first_round(outcome["first_round"], election) if outcome else None,
    )


def _first_round(first: Mapping[str, Any], election: Election) -> FirstRoundChances:
    return FirstRoundChances(
        elected=selection_chances(first["elected"], election),
        run_off=first["run_off"],
        pairs=tuple(
            RunOffPairChance(selections=tuple(pair["lists"]), chance=pair["chance"])
            for pair in first["pairs"]
        ),
    )


def selection_chances(chances: Mapping[str, float], election: Election) -> tuple[SelectionChance, ...]:
    """Chances by selection, in the order they are given in."""
    return tuple(
        labelled(SelectionChance, selection_label(election, name), chance=chance)
        for name, chance in chances.items()
    )


def projected_seats(chamber: Mapping[str, Any], election: Election) -> ProjectedSeats:
    """The projected seats of a chamber."""
    estimates = []
    for name, figures in chamber["lists"].items():
        low, high = figures["intervals"][_SHOWN]
        estimates.append(
            labelled(
                ListSeatEstimate, selection_label(election, name), seats=figures["seats"], low=low, high=high
            )
        )
    return ProjectedSeats(
        lists=tuple(sorted(estimates, key=lambda estimate: -estimate.seats)),
        majority=selection_chances(chamber["majority"], election),
        two_thirds=selection_chances(chamber["two_thirds"], election),
    )


def projected_frame(documents: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """Projected figures of units; ``documents`` is contest -> document of a projection that is available."""
    rows = []
    for contest, document in documents.items():
        whole = [{"unit": NATION, **document["nation"]}]
        for level, units in ((NATION, whole), (document["level"], document["units"])):
            for unit in units:
                for name, figures in unit["lists"].items():
                    low, high = figures["intervals"][_SHOWN]
                    share, votes = figures["share"], figures["votes"]
                    rows.append((contest, level, unit["unit"], name, votes, share, low, high))
                turnout = unit["turnout"]
                low, high = turnout["intervals"][_SHOWN]
                rows.append((contest, level, unit["unit"], "", None, turnout["share"], low, high))
    return pl.DataFrame(rows, schema=dict(PROJECTED_SCHEMA), orient="row")
