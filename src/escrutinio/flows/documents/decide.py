"""The answer of ``escrutinio decide``: what the law makes of the count, and what can still change."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.bounds import ChamberBounds, OfficeBound, Sharpness, WithoutBounds
from escrutinio.flows.documents.figures import CountHeading, UnitFigures, Whole
from escrutinio.flows.documents.outcome import ChamberSeats
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.flows.documents.results import OfficeResult
from escrutinio.law import Decision, Step, Tie


class BoundsOfCount(msgspec.Struct, frozen=True, kw_only=True):
    """What the missing sheets can still change, whatever they hold.

    Attributes:
        questioned_sheets: sheets treated as missing although they are in, because a check finds an error on
            them.
        open_sheets: others that do not state all votes that they may hold: those that they state count, and
            whoever has not voted there may still.
        sharpness: "sharp" if some content of the missing sheets brings about each thing that is called
            possible; "sound" if nothing else is possible, but perhaps less; "none" if there are no bounds for
            this law yet. Then no office and no chamber is named here.
        without: the rules of the law that have no bounds, and why.
        not_stated: which figure the law goes by that not all counted sheets state, so that there are no
            bounds; empty as a rule.
        decided: whether nothing that is named here can change; false where there are no bounds.
        missing: role of the law -> voters registered on missing sheets, as far as they are known.
        unknown_sheets: role of the law -> missing sheets whose registered voters are not known. What depends
            on them is never decided.
        offices: office -> what can still change.
        chambers: chamber -> what can still change.
    """

    questioned_sheets: Whole
    open_sheets: Whole
    sharpness: Sharpness
    without: tuple[WithoutBounds, ...]
    not_stated: str
    decided: bool
    missing: Mapping[str, Whole]
    unknown_sheets: Mapping[str, Whole]
    offices: Mapping[str, OfficeBound]
    chambers: Mapping[str, ChamberBounds]


class DecideDocument(CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/decide/5"):
    """Answer of escrutinio decide.

    Who is elected and the seats, with every step of the law, and what can still change.

    Attributes:
        totals: contest -> its figures as a whole.
        missing_sheets: contest -> sheets that are not in.
        outside: contest -> valid votes in units that the law, or a complete stations file, does not have;
            they take no part.
        law: the law's id.
        title: its title.
        final: whether every sheet is in with all its votes; until then every figure is of the counted
            sheets.
        status: the same in words, to stand beside every figure.
        offices: office -> what the law makes of the counted sheets: who is elected, or why nobody is yet.
        results: what can be said of each office: while sheets are missing nobody is elected whom they could
            still keep from it.
        chambers: chamber -> its seats.
        steps: the steps of the law, in order.
        ties: every tie that waits for a decision by people.
        warnings: what of the input may be wrong, such as an edition of the law for another day.
        bounds: what can still change.
    """

    totals: Mapping[str, UnitFigures]
    missing_sheets: Mapping[str, Whole]
    outside: Mapping[str, Whole]
    law: str
    title: str
    final: bool
    status: str
    offices: Mapping[str, Decision]
    results: tuple[OfficeResult, ...]
    chambers: Mapping[str, ChamberSeats]
    steps: tuple[Step, ...]
    ties: tuple[Tie, ...]
    warnings: tuple[str, ...]
    bounds: BoundsOfCount


class BoundsDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/bounds/3"
):
    """What can still change, as published.

    Attributes:
        bounds: what can still change.
    """

    bounds: BoundsOfCount
