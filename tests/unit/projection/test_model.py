"""Parts of the model by themselves."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from escrutinio.projection.model import root
from projection_elections import fitted_to, layout_of, simulate


@pytest.mark.parametrize("rank", [1, 4, 6])
def test_a_root_is_symmetric_so_that_no_machine_draws_otherwise(rank: int) -> None:
    factors = np.random.default_rng(rank).normal(size=(6, rank))
    covariance = factors @ factors.T

    found = root(covariance)

    assert np.allclose(found, found.T)
    assert np.allclose(found @ found, covariance)
    assert np.linalg.eigvalsh(found).min() > -1e-9


def test_places_of_regions_without_a_vote_for_a_list_do_not_show_how_far_it_strays() -> None:
    night = simulate(3)
    own = pl.when(pl.col("region") == "r002").then("votes_C").otherwise(0).alias("votes_C")
    # Few enough voters that no vote for the list does not say that it does not stand in a region.
    local = pl.concat(
        [
            region.head(8)
            for region in night.sheets.with_columns(own).partition_by("region", maintain_order=True)
        ]
    )

    fitted = fitted_to(layout_of(local, night.stations), night.earlier.with_columns(own))

    others = np.diag(fitted.correlation)[[0, 1, 3]]
    places = local.filter(pl.col("region") == "r002")["place"].n_unique()
    assert 0.3 * others.mean() < fitted.correlation[2, 2] < 3 * others.mean()
    assert fitted.freedom[2] <= places + 2 < fitted.freedom[0], "its tails are longer"
