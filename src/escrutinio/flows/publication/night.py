"""The series of a night: one line per publication, for the chart and for figures of an earlier time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from escrutinio.flows.publication.store import read_lines

FILE = "night.jsonl"


def line(front: Mapping[str, Any]) -> dict[str, Any]:
    """What a publication adds to the series."""
    counted, projected = front["headline"]["counted"], front["headline"]["projected"]
    said = {one["id"]: one for one in projected["lists"]}
    chances = {one["id"]: one["chance"] for one in (projected["first_round"] or {"elected": []})["elected"]}
    lists = {}
    for one in counted["lists"]:
        found = said.get(one["id"])
        lists[one["id"]] = {
            "share": one["share"],
            "votes": one["votes"],
            "projected": found["share"] if found else None,
            "low": found["low"] if found else None,
            "high": found["high"] if found else None,
            "chance": chances.get(one["id"], 0.0) if projected["first_round"] else None,
        }
    return {
        "as_of": front["as_of"],
        "rehearsal": front["rehearsal"],
        "replay": front["replay"],
        "contest": front["headline"]["contest"],
        "sheets": counted["sheets"],
        "said": projected["said"],
        "lists": lists,
        "run_off": projected["first_round"]["run_off"] if projected["first_round"] else None,
        "turnout": projected["turnout"],
        "chambers": {
            chamber["id"]: {
                "seats": {one["id"]: one["seats"] for one in chamber["counted"]["lists"]},
                "projected": {
                    one["id"]: {key: one[key] for key in ("seats", "low", "high")}
                    for one in chamber["projected"]["lists"]
                }
                if chamber["projected"]
                else None,
                "majority": {one["id"]: one["chance"] for one in chamber["projected"]["majority"]}
                if chamber["projected"]
                else None,
            }
            for chamber in front["chambers"]
        },
    }


def points(path: Path, until: datetime, *, rehearsal: bool) -> list[dict[str, Any]]:
    """The lines of the rehearsal, or of the count, up to a moment in order of time.

    Of lines of one moment the last counts.
    """
    lines: dict[datetime, dict[str, Any]] = {}
    for one in read_lines(path):
        moment = _moment(one)
        if moment is not None and moment <= until and one.get("rehearsal") is rehearsal:
            lines[moment] = one
    return [lines[moment] for moment in sorted(lines)]


def _moment(one: Mapping[str, Any]) -> datetime | None:
    """The moment of a line; None when it is not whole."""
    try:
        return datetime.fromisoformat(one["as_of"]) if isinstance(one.get("lists"), dict) else None
    except (KeyError, TypeError, ValueError):
        return None
