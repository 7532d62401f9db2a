"""Electoral colleges: split units, ties, half of the electors."""

from __future__ import annotations

import pytest

from escrutinio.law.decisions import Elected, Tie, Undecided
from escrutinio.law.lots import Lot
from escrutinio.law.majority.electoral_college import ElectorUnit, electoral_college, split_unit
from escrutinio.model.errors import LawError


def test_a_split_state() -> None:
    districts = {"ME-1": {"D": 60, "R": 40}, "ME-2": {"D": 45, "R": 55}}
    units = split_unit("ME", 2, districts)
    assert units[0].votes == {"D": 105, "R": 95}
    college = electoral_college(units)
    assert college.electors == {"D": 3, "R": 1}
    assert (college.size, college.needed) == (4, 3)
    assert isinstance(college.decision, Elected)
    certified = split_unit("ME", 2, districts, {"D": 10, "R": 20})
    assert electoral_college(certified).electors == {"D": 1, "R": 3}


def test_a_tied_state_waits_for_a_lot() -> None:
    units = [ElectorUnit("N", 5, {"D": 2, "R": 1}), ElectorUnit("S", 4, {"D": 1, "R": 2})]
    tied = ElectorUnit("T", 2, {"D": 7, "R": 7, "L": 1})
    college = electoral_college([*units, tied])
    assert college.electors == {"D": 5, "R": 4, "L": 0}
    assert college.ties == (Tie(("D", "R"), 1, "electors of T"),)
    assert college.undecided == 2
    assert isinstance(college.decision, Undecided)
    assert "D, R can still have 6" in college.decision.text
    lot = Lot.of("DR", "R", "electors of T")
    drawn = electoral_college([*units, tied], lots=[lot])
    assert drawn.decision == Elected("R", "at least 6 electors")
    assert drawn.lots == (lot,)


def test_half_of_the_electors_elect_nobody() -> None:
    units = [ElectorUnit("N", 269, {"D": 2, "R": 1}), ElectorUnit("S", 269, {"D": 1, "R": 2})]
    college = electoral_college(units)
    assert isinstance(college.decision, Undecided)
    assert "contingent election" in college.decision.text
    silent = electoral_college([*units, ElectorUnit("T", 3, {"D": 0})])
    assert silent.undecided == 3
    assert isinstance(silent.decision, Undecided)
    assert "can still have 271" in silent.decision.text


def test_units_of_one_name_are_refused() -> None:
    unit = ElectorUnit("N", 1, {"D": 1})
    with pytest.raises(LawError, match="same name"):
        electoral_college([unit, unit])
    with pytest.raises(LawError):
        electoral_college([ElectorUnit("N", -1, {"D": 1})])
