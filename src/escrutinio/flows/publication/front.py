"""The front page as data: the count, apart from it the projection, chambers, calls, what can still change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from escrutinio.flows.count import Count
from escrutinio.flows.decide import Decision
from escrutinio.flows.documents import to_plain
from escrutinio.flows.publication.counted import counted_figures, list_label
from escrutinio.model import Election
from escrutinio.projection.calls import CALL, RETRACTION, Event, standing_calls


def headline_document(counted: Count, contest_id: str, projected: Mapping[str, Any]) -> dict[str, Any]:
    """The headline contest: ``counted`` and, apart, ``projected``."""
    contest = counted.election.contests[contest_id]
    return {
        "contest": contest.id,
        "name": contest.name,
        "counted": counted_figures(counted.nation(contest.id), counted.election, contest),
        "projected": projected,
    }


def projected_figures(document: Mapping[str, Any], election: Election) -> dict[str, Any]:
    """What a document of ``project`` says of the nation, as a page needs it.

    Returns:
        ``said``; where it is false ``reason`` says why and everything else is empty or None. Intervals are
        those of 90 %.
    """
    if not document["said"]:
        return _nothing_projected(document["reason"])
    lists = sorted(document["nation"]["lists"].items(), key=lambda item: -item[1]["share"])
    found = [
        {**list_label(election, name), "votes": figures["votes"], **_interval(figures, "share")}
        for name, figures in lists
    ]
    outcome = document["outcome"]
    first = outcome["first_round"] if outcome else None
    return {
        "said": True,
        "reason": "",
        "lists": found,
        "leader": found[0]["id"] if found else None,
        "turnout": _interval(document["nation"]["turnout"], "share"),
        "draws": document["draws"],
        "first_round": {
            "elected": [{**list_label(election, n), "chance": c} for n, c in first["elected"].items()],
            "run_off": first["run_off"],
            "pairs": first["pairs"],
        }
        if first
        else None,
    }


def _nothing_projected(reason: str) -> dict[str, Any]:
    return {
        "said": False,
        "reason": reason,
        "lists": [],
        "leader": None,
        "turnout": None,
        "draws": 0,
        "first_round": None,
    }


def _interval(figures: Mapping[str, Any], key: str) -> dict[str, Any]:
    low, high = figures["intervals"]["90"]
    return {key: figures[key], "low": low, "high": high}


def chamber_documents(decision: Decision, projected: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """One entry per chamber: seats by the counted sheets, what is sure, and the projected seats.

    Args:
        decision: the law's answer and its sure bounds.
        projected: the outcome of a document of ``project``; None when nothing is said of seats.
    """
    election = decision.counted.election
    found = []
    for name, chamber in decision.outcome.to_dict()["chambers"].items():
        bound = to_plain(decision.bounds)["chambers"].get(name)
        draws = projected["chambers"].get(name) if projected else None
        found.append(
            {
                "id": name,
                "name": chamber["name"],
                "size": chamber["size"],
                "majority": chamber["majority"],
                "two_thirds": chamber["two_thirds"],
                "complete": decision.outcome.final and not chamber["undecided"] and not chamber["ties"],
                "decided": bool(bound and bound["decided"]),
                "counted": {
                    "lists": [
                        {**list_label(election, one), "seats": seats}
                        for one, seats in sorted(chamber["seats"].items(), key=lambda item: -item[1])
                    ],
                    "undecided": chamber["undecided"],
                    "vacant": chamber["vacant"],
                },
                "bounds": {
                    "lists": [{**list_label(election, one), **seats} for one, seats in bound["seats"].items()]
                    if bound
                    else [],
                    "majority": bound["majority"]["holder"] if bound else None,
                    "majority_open": not (bound and bound["majority"]["decided"]),
                },
                "projected": _projected_seats(draws, election) if draws else None,
            }
        )
    return found


def _projected_seats(draws: Mapping[str, Any], election: Election) -> dict[str, Any]:
    lists = sorted(draws["lists"].items(), key=lambda item: -item[1]["seats"])
    return {
        "lists": [{**list_label(election, name), **_interval(found, "seats")} for name, found in lists],
        "majority": [{**list_label(election, n), "chance": c} for n, c in draws["majority"].items()],
        "two_thirds": [{**list_label(election, n), "chance": c} for n, c in draws["two_thirds"].items()],
    }


def calls_figures(record: Sequence[Event], election: Election, problem: str = "") -> dict[str, Any]:
    """Calls that stand and calls that were retracted; ``problem`` says why the record could not be read."""
    return {
        "schema": "escrutinio/calls/1",
        "standing": [_event(event, election) for event in standing_calls(record).values()],
        "retractions": [_event(event, election) for event in record if event.kind == RETRACTION],
        "record": [_event(event, election) for event in record if event.kind in (CALL, RETRACTION)],
        "problem": problem,
    }


def _event(event: Event, election: Election) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "moment": event.moment,
        "about": {"kind": event.question.kind, "of": event.question.of},
        "answer": list_label(election, event.answer),
        "chance": event.chance,
        "risk": event.risk,
        "reason": event.reason,
    }


def bounds_in_short(decision: Decision) -> dict[str, Any]:
    """What is sure whatever the missing sheets hold, in short; ``decided`` when nothing can change."""
    bounds = to_plain(decision.bounds)
    return {
        "decided": decision.bounds.decided,
        "offices": [
            {
                "id": name,
                "decided": bound["decided"],
                "elected": bound["elected_now"] if bound["decided"] else None,
                "leader": bound["leader"],
                "runner_up": bound["runner_up"],
                "margin": bound["margin"],
                "missing": bound["missing"],
                "can_be_elected": bound["can_be_elected"],
                "run_off_possible": bound["run_off_possible"],
                "can_reach_run_off": bound["can_reach_run_off"],
            }
            for name, bound in bounds["offices"].items()
        ],
        "chambers": [
            {
                "id": name,
                "name": bound["name"],
                "decided": bound["decided"],
                "majority_decided": bound["majority"]["decided"],
                "majority_holder": bound["majority"]["holder"],
                "can_have_majority": bound["majority"]["can_have"],
            }
            for name, bound in bounds["chambers"].items()
        ],
    }
