"""What happened in a publication: which changes of sheets are told as revisions."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import polars as pl

from escrutinio.flows.publication import Publication
from escrutinio.web.alerts.events import _revisions

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)


def test_a_place_that_grew_is_not_told_as_a_revision() -> None:
    changes = ["first", "grown", "grown", "changed", "withdrawn"]
    versions = pl.DataFrame(
        {
            "delivery": ["1", "2", "3", "3", "4"],
            "observed_at": pl.Series([NOW] * 5),
            "change": changes,
        }
    )
    front = SimpleNamespace(rehearsal=False, election=SimpleNamespace(id="small"))
    stand_in = SimpleNamespace(frame=lambda _: versions, as_of=NOW, front=front)
    told = {event.id[-1]: event.revision for event in _revisions(cast("Publication", stand_in))}

    assert set(told) == {"3", "4"}
    assert told["3"] is not None
    assert (told["3"].changed, told["3"].withdrawn, told["3"].returned) == (1, 0, 0)
