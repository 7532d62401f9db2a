"""Chambers with their hemicycles: seats by the counted sheets, and projected ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escrutinio.web.results.pictures import Block, hemicycle


def seatings(
    chambers: Sequence[Mapping[str, Any]], lists: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Each chamber with its rows, ``counted_picture`` and ``projected_picture`` (None without a projection).

    The lists sit in the order of the ballot, so that they keep their places while the count goes on.
    """
    order = {name: place for place, name in enumerate(lists)}
    return [
        {
            **chamber,
            "rows": _rows(chamber),
            "counted_picture": _picture(chamber, chamber["counted"]["lists"], order, _("counted sheets")),
            "projected_picture": _picture(chamber, chamber["projected"]["lists"], order, _("projected"))
            if chamber["projected"]
            else None,
        }
        for chamber in chambers
    ]


def _rows(chamber: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lists with a seat, counted or projected, with their ``projected`` seats; by the seats counted."""
    projected = {one["id"]: one for one in chamber["projected"]["lists"]} if chamber["projected"] else {}
    rows = {one["id"]: {**one, "projected": projected.get(one["id"])} for one in chamber["counted"]["lists"]}
    for name, one in projected.items():
        rows.setdefault(name, {**one, "seats": 0, "projected": one})
    return [row for row in rows.values() if row["seats"] or row["projected"]]


def _picture(
    chamber: Mapping[str, Any], seats: Sequence[Mapping[str, Any]], order: Mapping[str, int], what: str
) -> str:
    held = [
        Block(one["short"], one["seats"], one["color"]) for one in _by_ballot(seats, order) if one["seats"]
    ]
    # Medians of single lists need not add up to the chamber; what is left belongs to nobody in the picture.
    left = chamber["size"] - sum(block.seats for block in held)
    if left < 0:
        held, left = _cut(held, chamber["size"]), 0
    label = _("%(chamber)s, %(what)s: %(seats)s") % {
        "chamber": chamber["name"],
        "what": what,
        "seats": ", ".join(f"{block.name} {block.seats}" for block in held),
    }
    majority = ngettext("majority: %d seat", "majority: %d seats", chamber["majority"]) % chamber["majority"]
    return hemicycle([*held, Block(_("open"), left, None)], label, majority)


def _by_ballot(seats: Sequence[Mapping[str, Any]], order: Mapping[str, int]) -> list[Mapping[str, Any]]:
    return sorted(seats, key=lambda one: order.get(one["id"], len(order)))


def _cut(blocks: list[Block], size: int) -> list[Block]:
    """Blocks that together have no more seats than there are: the largest gives way."""
    over = sum(block.seats for block in blocks) - size
    largest = max(range(len(blocks)), key=lambda place: blocks[place].seats)
    block = blocks[largest]
    return [*blocks[:largest], Block(block.name, block.seats - over, block.color), *blocks[largest + 1 :]]
