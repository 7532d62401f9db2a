"""The samples by name."""

from __future__ import annotations

import pytest

from escrutinio.model import UsageError
from escrutinio.samples import SAMPLES, get_sample, official_totals


def test_each_sample_is_of_an_election_of_its_own() -> None:
    assert [sample.id for sample in SAMPLES.values()] == list(SAMPLES)
    assert len({sample.election for sample in SAMPLES.values()}) == len(SAMPLES)
    assert get_sample("bolivia-2020").election == "bo-2020-10-18"


def test_an_unknown_sample_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="there is no sample 'bolivia-2005'") as refused:
        get_sample("bolivia-2005")

    assert "bolivia-2020" in refused.value.hint


def test_a_sample_of_real_sheets_needs_their_folder() -> None:
    for order in ("official", "trep"):
        with pytest.raises(UsageError, match="no reconstructed sheets"):
            get_sample(f"bolivia-2019-{order}").build(None)


def test_official_totals_are_known_of_samples_alone() -> None:
    totals = official_totals("bo-2020-10-18")

    assert totals is not None
    by_department = totals["president", "department"]
    # The Separata of the TSE, as in the integration tests.
    assert sum(votes["MAS-IPSP"] for votes in by_department.values()) == 3_394_052
    assert sum(votes["CC"] for votes in by_department.values()) == 1_775_953
    assert official_totals("xx-2031") is None
