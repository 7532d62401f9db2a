"""When sheets first came in: read once for the deliveries that stand, cut at any moment."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.resolved import with_arrivals
from escrutinio.ledger import as_of
from ready_elections import thinned_sample

EVENING = datetime(2020, 10, 19, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk(thinned_sample(tmp_path_factory, "arrivals"))


def test_arrivals_are_read_once_and_cut_at_a_moment(desk: Desk) -> None:
    whole = desk.arrivals()

    assert desk.arrivals() is whole
    early = desk.arrivals(EVENING)
    assert 0 < early.height < whole.height
    assert early["observed_at"].max() <= EVENING  # type: ignore[operator]
    standing = as_of(desk.ledger, EVENING)
    assert set(early.select("contest", "sheet").iter_rows()) == set(
        standing.select("contest", "sheet").iter_rows()
    )
    assert early.filter(pl.col("first_votes_at") > EVENING).is_empty()


def test_sheets_of_a_moment_carry_their_arrival_and_whether_they_have_grown(desk: Desk) -> None:
    standing = as_of(desk.ledger, EVENING)

    found = with_arrivals(standing.drop("observed_at"), desk, EVENING)

    assert found["observed_at"].null_count() == 0
    assert not found["grown"].any(), "nothing is corrected upwards in this night"
    assert found.height == standing.height
    assert "first_votes" not in found.columns
