"""Bolivia 2020 through the law: chances and seats while most sheets are missing.

The settings know nothing of 2020.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.project import OutcomeProjection
from escrutinio.flows.project import project
from escrutinio.flows.project_document import projection_document
from escrutinio.ledger import as_of
from ready_elections import real_sample
from support import needs_data

SHARES = [0.10, 0.15, 0.25, 0.40, 0.50, 0.75, 0.90]
SEATS = {
    "senate": {"MAS-IPSP": 21, "CC": 11, "CREEMOS": 4},
    "deputies": {"MAS-IPSP": 75, "CC": 39, "CREEMOS": 16},
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk(real_sample(tmp_path_factory, "projection"))


def moment(night: Desk, share: float) -> datetime:
    """The first moment at which so many of the presidential sheets were in."""
    times = as_of(night.ledger).filter(contest="president")["observed_at"].sort()
    found = times[int(share * times.len())]
    assert isinstance(found, datetime)
    return found


@pytest.fixture(scope="module")
def outcomes(night: Desk) -> dict[float, OutcomeProjection]:
    """Share of sheets -> what follows under the law."""
    documents = {share: projection_document(project(night, moment(night, share))) for share in SHARES}
    return {share: document.outcome for share, document in documents.items() if document.outcome}


@needs_data
@pytest.mark.parametrize("share", SHARES)
def test_from_a_tenth_on_a_first_round_win_and_a_majority_in_both_chambers_are_likeliest(
    outcomes: dict[float, OutcomeProjection], share: float
) -> None:
    outcome = outcomes[share]
    assert outcome.first_round is not None
    assert outcome.first_round.elected["MAS-IPSP"] > 0.95
    assert outcome.in_every_chamber.majority["MAS-IPSP"] > 0.5


@needs_data
def test_the_intervals_of_seats_hold_the_truth_as_often_as_they_say(
    outcomes: dict[float, OutcomeProjection],
) -> None:
    inside = []
    for outcome in outcomes.values():
        for chamber, seats in SEATS.items():
            for name, number in seats.items():
                interval = outcome.chambers[chamber].lists[name].intervals["90"]
                inside.append(interval.low <= number <= interval.high)
    assert len(inside) == 42
    assert sum(inside) / len(inside) >= 0.85


@needs_data
def test_it_trails_in_the_raw_count_at_that_time(night: Desk) -> None:
    counted = projection_document(project(night, moment(night, 0.10))).counted.least_votes
    assert counted["CC"] > counted["MAS-IPSP"]


@needs_data
def test_the_final_update_is_the_count(night: Desk) -> None:
    document = projection_document(project(night))
    assert document.nation is not None
    assert document.outcome is not None
    votes = {name: figures.votes for name, figures in document.nation.selections.items()}
    assert votes == {
        "MAS-IPSP": 3_394_052,
        "CC": 1_775_953,
        "CREEMOS": 862_186,
        "FPV": 95_255,
        "PAN-BOL": 31_765,
    }
    for figures in document.nation.selections.values():
        for interval in figures.intervals.values():
            assert interval.low == interval.high == figures.share
    for chamber, seats in SEATS.items():
        for name, number in seats.items():
            seat_interval = document.outcome.chambers[chamber].lists[name].intervals["95"]
            assert (seat_interval.low, seat_interval.high) == (number, number)


@needs_data
def test_nothing_is_said_of_the_first_minutes(night: Desk) -> None:
    first = moment(night, 0.0) + timedelta(minutes=1)
    document = projection_document(project(night, first))
    assert document.available is False
    assert "Cannot say yet" in document.reason
