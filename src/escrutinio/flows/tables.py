"""The answers of the flows as flat tables, for CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
from msgspec import structs

from escrutinio.flows.calls import Calls
from escrutinio.flows.count import iso
from escrutinio.flows.decide import Decision
from escrutinio.flows.documents.count import CountDocument
from escrutinio.flows.ingest import IngestResult
from escrutinio.flows.new_election import new_document
from escrutinio.model import Election
from escrutinio.projection.calls import UPDATE


def new_rows(folder: Path, election: Election) -> pl.DataFrame:
    """What was made, one row."""
    return pl.DataFrame([new_document(folder, election)]).drop("schema")


def unit_rows(document: CountDocument) -> pl.DataFrame:
    """A count's document as one row per contest, level and unit, with columns per selection."""
    rows = []
    for contest in document.contests:
        for level in contest.levels:
            for unit in level.units:
                figures = structs.asdict(unit.counted)
                votes = {f"votes_{name}": votes for name, votes in figures.pop("votes").items()}
                shares = {f"share_{name}": share for name, share in figures.pop("shares_of_valid").items()}
                head = {"rehearsal": document.rehearsal, "contest": contest.id, "level": level.level}
                label = {"unit": unit.unit, "name": unit.name, "status": unit.status}
                rows.append({**head, **label, **figures, **votes, **shares})
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()


def decision_rows(decision: Decision) -> pl.DataFrame:
    """A decision as rows: offices with who is elected; chambers with seats per unit, kind and list.

    The unit "" stands for the whole chamber, the kind "all" for all kinds together.
    """
    rows: list[dict[str, Any]] = []

    def add(body: str, unit: str, kind: str, name: str, seats: int | None, text: str = "") -> None:
        head = {"rehearsal": decision.counted.rehearsing, "final": decision.outcome.final}
        rows.append(
            {**head, "body": body, "unit": unit, "kind": kind, "list": name, "seats": seats, "text": text}
        )

    for office, found in decision.outcome.offices.items():
        plain = found.to_dict()
        names = (
            [plain["name"]] if plain["kind"] == "elected" else plain.get("pair") or plain.get("tied") or [""]
        )
        for name in names:
            add(office, "", plain["kind"], name, None, plain.get("text", "") or "")
    for chamber in decision.outcome.chambers.values():
        plain = chamber.to_dict()
        for part, unit in ((plain, ""), *((plain["units"][code], code) for code in plain["units"])):
            for name, seats in part["seats"].items():
                add(chamber.id, unit, "all", name, seats)
            for kind, by_list in part["by_kind"].items():
                for name, seats in by_list.items():
                    add(chamber.id, unit, kind, name, seats)
            for kind in ("undecided", "vacant"):
                if part[kind]:
                    add(chamber.id, unit, kind, "", part[kind])
    schema = dict.fromkeys(("body", "unit", "kind", "list", "seats", "text"), pl.String) | {"seats": pl.Int64}
    return pl.DataFrame(rows, schema={"rehearsal": pl.Boolean, "final": pl.Boolean, **schema})


def call_rows(calls: Calls) -> pl.DataFrame:
    """The record of calls and retractions as rows, oldest first; updates are left out."""
    columns = dict.fromkeys(("kind", "moment", "question", "answer"), pl.String)
    schema = {**columns, "chance": pl.Float64, "risk": pl.Float64, "reason": pl.String}
    rows = [asdict(event) for event in calls.record if event.kind != UPDATE]
    return pl.DataFrame(rows, schema=schema)


def projection_rows(document: Mapping[str, Any]) -> pl.DataFrame:
    """A projection's document as rows: unit, selection, votes and share expected, intervals of the share.

    The unit "nation" is the whole. There is one row without figures when nothing can be said.
    """
    head = {"rehearsal": document["rehearsal"], "contest": document["contest"], "said": document["said"]}
    if not document["said"]:
        return pl.DataFrame([{**head, "reason": document["reason"]}])
    rows = []
    for unit in ({"unit": "nation", **document["nation"]}, *document["units"]):
        for name, figures in unit["lists"].items():
            spans = {
                f"{side}_{level}": figures["intervals"][level][place]
                for level in figures["intervals"]
                for place, side in enumerate(("low", "high"))
            }
            plain = {"votes": figures["votes"], "share": figures["share"]}
            rows.append({**head, "unit": unit["unit"], "selection": name, **plain, **spans})
    return pl.from_dicts(rows, infer_schema_length=None)


def taken_document(taken: Sequence[IngestResult], election: Election) -> dict[str, Any]:
    """What became of files as plain data; its schema is docs/reference/schemas/ingest.schema.json."""
    return {"schema": "escrutinio/ingest/1", "election": election.id, "files": [_plain(one) for one in taken]}


def taken_rows(taken: Sequence[IngestResult]) -> pl.DataFrame:
    """What became of files, one row each."""
    rows = [{**one, "contests": " ".join(one["contests"])} for one in map(_plain, taken)]
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()


def _plain(one: IngestResult) -> dict[str, Any]:
    delivery = one.reading.delivery if one.reading else None
    return {
        "file": str(one.file),
        "status": one.status,
        "feed": delivery.source if delivery else None,
        "observed_at": iso(delivery.observed_at) if delivery else None,
        "sha256": delivery.id if delivery else None,
        "rows": delivery.rows if delivery else None,
        "contests": list(delivery.contests) if delivery else [],
        "findings": one.reading.findings.height if one.reading else None,
        "off_roll": one.unexpected if one.reading else None,
        "reason": str(one.refusal) if one.refusal else None,
    }
