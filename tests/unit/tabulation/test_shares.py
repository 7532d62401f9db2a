"""What follows from a unit's sums: shares, turnout, coverage."""

from __future__ import annotations

from pathlib import Path

import pytest

from escrutinio.model import NATION, Election
from escrutinio.tabulation import resolve_units, tabulate, unit_figures
from support import make_election, stations
from tabulated_sheets import SAMPLE, sheets


@pytest.fixture
def election(tmp_path: Path) -> Election:
    return make_election(tmp_path)


def test_figures_of_a_unit(election: Election) -> None:
    contest = election.contests["council"]
    nation = tabulate(resolve_units(sheets(*SAMPLE), stations(), election), stations(), contest)[NATION]
    figures = unit_figures(nation.row(0, named=True), contest)
    assert figures.votes == {"A": 80, "B": 107, "C": 5}
    assert figures.valid == 192
    assert figures.shares_of_valid["A"] == 80 / 192
    assert figures.turnout == 207 / 480
    assert figures.sheets_share == 3 / 12
    assert figures.sheets_missing == 9
    assert figures.registered_share == 300 / 1200
    assert figures.blank_share_of_cast == 8 / 207


def test_shares_of_nothing_are_not_zero(election: Election) -> None:
    contest = election.contests["council"]
    nation = tabulate(resolve_units(sheets(), stations(), election), stations(), contest)[NATION]
    figures = unit_figures(nation.row(0, named=True), contest)
    assert figures.turnout is None
    assert figures.shares_of_valid == {"A": None, "B": None, "C": None}
    assert figures.sheets_share == 0.0
