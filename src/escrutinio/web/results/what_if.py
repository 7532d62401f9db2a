"""What the page shows of suppositions about the missing votes: who is moved, and the seats that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.what_if import SupposedOffice, WhatIfDocument

IN_TABLE = (-10, 0, 10)
"""The points that stand in the table of all lists; the others are to be chosen with scripts."""


@dataclass(frozen=True)
class SupposedRow:
    """A list that has a seat, counted or supposed.

    Attributes:
        label: who it is.
        counted: its seats by the counted sheets.
        supposed: its seats, should the missing votes be as the counted.
    """

    label: SelectionLabel
    counted: int
    supposed: int


@dataclass(frozen=True)
class SupposedChamber:
    """A chamber under what is supposed.

    Attributes:
        chamber: its document.
        rows: every list that has a seat under any supposition, the largest first.
        moved: list that is moved -> its own seats with each of ``IN_TABLE``.
    """

    chamber: ChamberSummary
    rows: Sequence[SupposedRow]
    moved: Sequence[tuple[SelectionLabel, Sequence[int]]]


@dataclass(frozen=True)
class WhatIf:
    """What readers can suppose of the missing votes.

    Attributes:
        document: all suppositions.
        lists: those that can be moved, the largest first.
        points: by how many points, from the fewest; 0 among them.
        elected: who would fill the office, should the missing votes be as the counted; None: nobody.
        run_off: who would stand in the run-off then.
        adopting: of a ballot measure, the answer that adopts it; None for an office.
        office: the answer for the office as it is; None where the law fills none.
        chambers: the chambers.
    """

    document: WhatIfDocument
    lists: Sequence[SelectionLabel]
    points: Sequence[int]
    elected: SelectionLabel | None
    run_off: Sequence[SelectionLabel]
    adopting: str | None
    office: SupposedOffice | None
    chambers: Sequence[SupposedChamber]


def what_if_of(front: FrontDocument, document: WhatIfDocument) -> WhatIf:
    """The suppositions of a publication, as the page shows them."""
    names = dict.fromkeys(
        supposition.selection for supposition in document.suppositions if supposition.selection is not None
    )
    lists = [_label(front, name) for name in names]
    same = document.of(None, 0)
    office = same.office if same else None
    return WhatIf(
        document,
        lists,
        sorted({supposition.points for supposition in document.suppositions}),
        _label(front, office.elected) if office and office.elected else None,
        [_label(front, name) for name in office.run_off] if office else [],
        next((result.adopting for result in front.results if result.adopting), None),
        office,
        [_chamber(front, chamber, document, lists) for chamber in front.chambers] if same else [],
    )


def _chamber(
    front: FrontDocument, chamber: ChamberSummary, document: WhatIfDocument, lists: Sequence[SelectionLabel]
) -> SupposedChamber:
    counted = {entry.id: entry.seats for entry in chamber.counted.lists}
    same = document.suppositions[0].seats.get(chamber.id, {})
    ever = dict.fromkeys(
        name for supposition in document.suppositions for name in supposition.seats.get(chamber.id, {})
    )
    rows = [SupposedRow(_label(front, name), counted.get(name, 0), same.get(name, 0)) for name in ever]
    moved = []
    for label in lists:
        answers = [document.of(label.id, points) for points in IN_TABLE]
        own = [supposed.seats.get(chamber.id, {}).get(label.id, 0) for supposed in answers if supposed]
        moved.append((label, own))
    ranked = sorted(rows, key=lambda row: (-row.supposed, -row.counted, row.label.id))
    return SupposedChamber(chamber, ranked, moved)


def _label(front: FrontDocument, name: str) -> SelectionLabel:
    """The selection's label; a name that the law has made, as of an alliance, is its own."""
    return front.selections.get(name) or SelectionLabel.of_name(name)
