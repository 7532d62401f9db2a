"""A decision as a flat table, for CSV."""

from __future__ import annotations

import polars as pl

from escrutinio.flows.decide import Decision
from escrutinio.flows.results import office_results
from escrutinio.law import Chamber, UnitSeats


def decision_rows(decision: Decision) -> pl.DataFrame:
    """A decision as rows: offices with what can be said of them; chambers with seats per unit, kind and list.

    The unit "" stands for the whole chamber, the kind "all" for all kinds together.
    """
    rows: list[dict[str, object]] = []
    outcome = decision.outcome

    def add(body: str, unit: str, kind: str, name: str, seats: int | None, text: str = "") -> None:
        head = {"rehearsal": decision.counted.rehearsing, "final": outcome.final}
        rows.append(
            {**head, "body": body, "unit": unit, "kind": kind, "list": name, "seats": seats, "text": text}
        )

    for result in office_results(decision):
        for name in [selection.id for selection in result.selections] or [""]:
            add(result.id, "", str(result.state), name, None, result.reason)
    for chamber in outcome.chambers.values():
        parts: list[tuple[str, Chamber | UnitSeats]] = [("", chamber), *sorted(chamber.units.items())]
        for code, part in parts:
            for name, seats in sorted(part.seats.items()):
                add(chamber.id, code, "all", name, seats)
            for kind, by_list in sorted(part.by_kind.items()):
                for name, seats in sorted(by_list.items()):
                    add(chamber.id, code, kind, name, seats)
            for kind, number in (("undecided", part.undecided), ("vacant", part.vacant)):
                if number:
                    add(chamber.id, code, kind, "", number)
    schema = dict.fromkeys(("body", "unit", "kind", "list", "seats", "text"), pl.String) | {"seats": pl.Int64}
    return pl.DataFrame(rows, schema={"rehearsal": pl.Boolean, "final": pl.Boolean, **schema})
