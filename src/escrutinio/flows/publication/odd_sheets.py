"""The list of odd sheets that a person has published: kept beside the publications, and shown by each.

Which sheets the public is asked to look at is a person's decision: nothing publishes the list by itself.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.forensics import ForensicsDocument
from escrutinio.flows.publication import store

FILE = "odd-sheets.json"


def keep_odd_sheets(desk: Desk, document: ForensicsDocument) -> None:
    """Show a list from the next publication on, in place of the one before it.

    Args:
        desk: the election.
        document: the list, with its moment.

    Raises:
        LedgerError: it cannot be written.
    """
    with store.publishing(desk.election.folder) as place:
        store.write_json(place / FILE, document)


def withdraw_odd_sheets(desk: Desk) -> bool:
    """Show no list from the next publication on; False where there was none.

    Raises:
        LedgerError: it cannot be written.
    """
    with store.publishing(desk.election.folder) as place:
        there = (place / FILE).exists()
        (place / FILE).unlink(missing_ok=True)
    return there


def kept_odd_sheets(place: Path, desk: Desk) -> ForensicsDocument | None:
    """The list that is shown; None where there is none, or it is of a contest or a count that is not shown.

    Args:
        place: the folder of the publications.
        desk: the election.
    """
    try:
        document = msgspec.json.decode((place / FILE).read_bytes(), type=ForensicsDocument)
    except (OSError, msgspec.MsgspecError):
        return None
    ours = document.contest in desk.election.contests and document.rehearsal == desk.rehearsing
    return document if ours else None
