"""The answer of ``escrutinio archive``."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from escrutinio.flows.documents.chambers import ListSeats, MajorityResult
from escrutinio.flows.documents.figures import ElectionLabel, SheetShare, UtcTime, Whole
from escrutinio.flows.documents.results import OfficeResult


class ArchivedState(StrEnum):
    """How far the count of an election is."""

    NOTHING_COUNTED = "nothing_counted"
    """No sheet is counted."""
    INCOMPLETE = "incomplete"
    """Expected sheets are missing, or it is not known how many are expected."""
    FINISHED = "finished"
    """No expected sheet of any contest is missing."""


class ArchivedChamber(msgspec.Struct, frozen=True, kw_only=True):
    """A chamber of an election, in short.

    Attributes:
        id: its id in the law.
        name: its name.
        size: its seats.
        complete: whether all seats are given by a finished count.
        majority_result: who has the majority, as far as it can be said.
        lists: the lists and their seats by the counted sheets, the most first.
    """

    id: str
    name: str
    size: Whole
    complete: bool
    majority_result: MajorityResult
    lists: tuple[ListSeats, ...]


class ArchivedElection(msgspec.Struct, frozen=True, kw_only=True):
    """An election of the archive.

    Attributes:
        folder: the name of its folder.
        election: the election.
        rehearsal: true: these are the sheets of the rehearsal, not of the count.
        state: how far the count is.
        publication: the id of the publication that is shown.
        as_of: the moment of the count. ISO 8601, UTC.
        results: what can be said of each office that the law fills.
        chambers: the chambers of the law.
        turnout: that of the headline contest, on the counted sheets.
        url: where its own site is; empty where that is not known.
    """

    folder: str
    election: ElectionLabel
    rehearsal: bool
    state: ArchivedState
    publication: str
    as_of: UtcTime
    results: tuple[OfficeResult, ...]
    chambers: tuple[ArchivedChamber, ...]
    turnout: SheetShare
    url: str


class UnreadElection(msgspec.Struct, frozen=True, kw_only=True):
    """An election folder of which nothing can be shown.

    Attributes:
        folder: its name.
        reason: why.
        hint: how to correct it; empty when nothing is known to help.
    """

    folder: str
    reason: str
    hint: str


class ArchiveDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/archive/1"
):
    """Answer of escrutinio archive.

    What the page of several elections shows, and what was written of it.

    Attributes:
        to: the folder of the page.
        languages: the languages that it has a page in.
        files: how many files it has.
        written: how many were written.
        unchanged: how many were left as they were.
        removed: how many were taken away.
        elections: the elections, the newest first.
        unread: the election folders of which nothing can be shown, and why.
    """

    to: str
    languages: tuple[str, ...]
    files: Whole
    written: Whole
    unchanged: Whole
    removed: Whole
    elections: tuple[ArchivedElection, ...]
    unread: tuple[UnreadElection, ...]
