"""The totals of one draw, as the law is given them."""

from __future__ import annotations

import numpy as np

from escrutinio.law_batch import DrawnContest

OWN = DrawnContest(
    units=("North", "South", "East"),
    names=("Ana", "Eva", "Ira"),
    votes=np.array([[[5, 0, 0], [0, 7, 0], [0, 0, 0]], [[3, 0, 0], [0, 0, 0], [0, 0, 0]]]),
    valid=np.array([[5, 7, 0], [3, 0, 0]]),
)


def test_a_unit_has_its_own_candidates() -> None:
    assert OWN.totals(0).votes["North"] == {"Ana": 5, "Ira": 0}
    assert OWN.totals(0).votes["South"] == {"Eva": 7, "Ira": 0}


def test_one_without_a_vote_in_this_draw_alone_stays() -> None:
    assert OWN.totals(1).votes["South"] == {"Eva": 0, "Ira": 0}


def test_a_unit_without_a_vote_in_any_draw_has_them_all_and_one_without_votes_anywhere_is_everywhere() -> (
    None
):
    assert OWN.totals(0).votes["East"] == {"Ana": 0, "Eva": 0, "Ira": 0}
    assert all("Ira" in votes for votes in OWN.totals(1).votes.values())
