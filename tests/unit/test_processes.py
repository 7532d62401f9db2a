"""Tests run in several processes, of which each has one processor to compute on.

What is tested: tests/conftest.py.
"""

from __future__ import annotations

import os

import polars as pl
import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="the tests run in one process")
def test_each_process_computes_in_one_thread() -> None:
    # Threads that wait for each other on two processors doubled the time of the projection's tests.
    assert pl.thread_pool_size() == 1
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
