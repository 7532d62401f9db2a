"""Parts of the model by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from escrutinio.projection.model import root


@pytest.mark.parametrize("rank", [1, 4, 6])
def test_a_root_is_symmetric_so_that_no_machine_draws_otherwise(rank: int) -> None:
    factors = np.random.default_rng(rank).normal(size=(6, rank))
    covariance = factors @ factors.T

    found = root(covariance)

    assert np.allclose(found, found.T)
    assert np.allclose(found @ found, covariance)
    assert np.linalg.eigvalsh(found).min() > -1e-9
