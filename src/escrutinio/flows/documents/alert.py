"""What is handed to other programs when something happens in the count."""

from __future__ import annotations

from typing import Literal

import msgspec

from escrutinio.flows.documents.figures import ElectionLabel, Share, UtcTime, Whole

AlertKind = Literal["call", "retraction", "leader", "batch", "revision", "test"]


class LeaderChange(msgspec.Struct, frozen=True, kw_only=True):
    """Who has the most counted votes of the headline contest, and who had them before.

    Attributes:
        before: the id of the selection that led.
        now: the id of the one that leads.
    """

    before: str
    now: str


class SheetBatch(msgspec.Struct, frozen=True, kw_only=True):
    """Sheets that came in together.

    Attributes:
        before: sheets of the headline contest that were in.
        now: sheets that are in.
        share: of the expected sheets, how many are in now.
    """

    before: Whole
    now: Whole
    share: Share


class SheetRevision(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery changed of sheets that were in already.

    Attributes:
        changed: sheets with other figures.
        withdrawn: sheets that are no longer in.
        returned: sheets that had been withdrawn and are in again.
    """

    changed: Whole
    withdrawn: Whole
    returned: Whole


class AlertDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/alert/1"):
    """One thing that happened, as a receiver of alerts gets it.

    Attributes:
        id: it never changes and is never used again: who has seen it has seen this alert.
        kind: what happened.
        election: in which election.
        rehearsal: true: these are sheets of a rehearsal, not of the count.
        publication: the publication that has it first.
        as_of: the moment of the count. ISO 8601, UTC.
        title: what happened, in the receiver's language.
        text: the same with its figures.
        url: where it can be read.
        leader: of a change of leader: from whom to whom; else null.
        batch: of a big batch: how many sheets; else null.
        revision: of a revision: how many sheets; else null.
        call: of a call or a retraction: the id of the call; else null.
    """

    id: str
    kind: AlertKind
    election: ElectionLabel
    rehearsal: bool
    publication: str
    as_of: UtcTime
    title: str
    text: str
    url: str
    leader: LeaderChange | None = None
    batch: SheetBatch | None = None
    revision: SheetRevision | None = None
    call: str | None = None
