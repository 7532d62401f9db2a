"""What a law decides, as a document: the answer of ``escrutinio law decide``, and a part of others."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import Whole
from escrutinio.law.decisions import Decision, Tie
from escrutinio.law.outcome import Chamber, Outcome, UnitSeats
from escrutinio.law.step_parts import Step


class ChamberSeats(msgspec.Struct, frozen=True, kw_only=True):
    """The seats of a chamber. Always sum of seats + undecided + vacant = size.

    Attributes:
        id: its id.
        name: its name.
        size: its seats.
        majority: the fewest seats that are more than half; null where the seats are not one whole body.
        two_thirds: the fewest seats that are at least two thirds; likewise.
        whole_body: whether these are all seats of a body, of no other, and lists can have several of them.
        seats: list -> seats that it has for certain, of all kinds together.
        by_kind: kind of seat -> list -> seats.
        units: unit -> its seats.
        districts: single-member seat -> who has it.
        undecided: seats that wait for a tie to be broken.
        vacant: seats that no counted vote fills.
        ties: the ties that wait for a decision by people.
    """

    id: str
    name: str
    size: Whole
    majority: Whole | None
    two_thirds: Whole | None
    whole_body: bool
    seats: Mapping[str, Whole]
    by_kind: Mapping[str, Mapping[str, Whole]]
    units: Mapping[str, UnitSeats]
    districts: Mapping[str, Decision]
    undecided: Whole
    vacant: Whole
    ties: tuple[Tie, ...]

    @classmethod
    def of(cls, chamber: Chamber) -> ChamberSeats:
        """A chamber of an outcome."""
        return cls(
            id=chamber.id,
            name=chamber.name,
            size=chamber.size,
            majority=chamber.majority if chamber.whole_body else None,
            two_thirds=chamber.two_thirds if chamber.whole_body else None,
            whole_body=chamber.whole_body,
            seats=chamber.seats,
            by_kind=chamber.by_kind,
            units=chamber.units,
            districts=chamber.districts,
            undecided=chamber.undecided,
            vacant=chamber.vacant,
            ties=chamber.ties,
        )


class OutcomeDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/outcome/4"
):
    """Answer of escrutinio law decide.

    Who is elected and the seats, from a table of votes, with every step of the law.

    Attributes:
        law: the law's id.
        title: its title.
        final: whether the totals are of all sheets.
        status: the same in words.
        offices: role of a contest -> who is elected.
        chambers: the chambers by id.
        steps: the steps of the law in order.
        ties: the ties that wait for a decision by people, offices first.
        warnings: what of the input may be wrong, such as an edition of the law for another day.
    """

    law: str
    title: str
    final: bool
    status: str
    offices: Mapping[str, Decision]
    chambers: Mapping[str, ChamberSeats]
    steps: tuple[Step, ...]
    ties: tuple[Tie, ...]
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, outcome: Outcome) -> OutcomeDocument:
        """An outcome as a document."""
        return cls(
            law=outcome.law,
            title=outcome.title,
            final=outcome.final,
            status=outcome.status,
            offices=outcome.offices,
            chambers={name: ChamberSeats.of(chamber) for name, chamber in outcome.chambers.items()},
            steps=outcome.steps,
            ties=outcome.ties,
            warnings=outcome.warnings,
        )
