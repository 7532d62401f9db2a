"""Ties in many results at once: what they leave open is what the exact law leaves open.

What is tested: ``law_batch.registry``, ``law_batch.evaluation``, ``law_batch.one_by_one``.
"""

from __future__ import annotations

import numpy as np
import pytest

from escrutinio.law import ElectionFacts, get_law
from escrutinio.law.lots import Lot
from escrutinio.law_batch import DrawnContest, DrawnElection, decide_draws, registry
from escrutinio.law_batch.one_by_one import decide_one_by_one
from escrutinio.law_batch.outcome import BatchOutcome


def small_districts(facts: ElectionFacts) -> DrawnElection:
    """Sixty results of five districts of few votes: equal votes are common, and some have none."""
    votes = np.random.default_rng(3).integers(0, 4, (60, 5, 3))
    units = tuple(f"D{number}" for number in range(5))
    contest = DrawnContest(units, ("Ana", "Eva", "Ira"), votes, votes.sum(axis=2))
    return DrawnElection({"votes": contest}, facts)


def test_seats_with_equal_votes_stay_open_without_the_exact_law(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    law, drawn = get_law("uk/commons"), small_districts(ElectionFacts())
    exact = decide_one_by_one(law, drawn)

    def refuse(*_: object) -> BatchOutcome:
        raise AssertionError("650 districts would take minutes")

    monkeypatch.setattr(registry, "decide_one_by_one", refuse)
    found = decide_draws(law, drawn)

    assert 0 < found.tied.sum() < 60
    assert (found.tied == exact.tied).all()
    assert (found.chambers["commons"].by_unit == exact.chambers["commons"].by_unit).all()
    assert (found.chambers["commons"].tied == exact.chambers["commons"].tied).all()
    assert found.chambers["commons"].by_kind.keys() == exact.chambers["commons"].by_kind.keys()
    assert found.lists == exact.lists


def test_a_lot_that_was_drawn_is_heeded() -> None:
    lot = Lot.of(["Ana", "Eva"], ["Eva"])
    law, drawn = get_law("uk/commons"), small_districts(ElectionFacts(lots=(lot,)))
    votes = drawn.contests["votes"].votes
    level = (votes[:, :, 0] == votes[:, :, 1]) & (votes[:, :, 1] > votes[:, :, 2])
    found = decide_draws(law, drawn)

    eva = found.lists.index("Eva")
    assert level.any()
    assert (found.chambers["commons"].by_unit[level][:, eva] == 1).all()


def test_where_most_results_are_left_to_the_exact_law_fewer_are_used() -> None:
    votes = np.random.default_rng(5).integers(0, 3, (400, 1, 3))
    contest = DrawnContest(("D",), ("Ana", "Eva", "Ira"), votes, votes.sum(axis=2))
    drawn = DrawnElection({"votes": contest}, ElectionFacts(seats={"D": 2}))
    law = get_law("es/congreso")
    exact = decide_one_by_one(law, drawn)
    found = decide_draws(law, drawn, most=1)

    used = len(found.elected)
    assert registry.LEFT <= used < 400
    assert found.tied.sum() >= 1
    assert (found.tied == exact.tied[:used]).all()
    assert (found.chambers["congreso"].by_unit == exact.chambers["congreso"].by_unit[:used]).all()


def test_blank_ballots_alone_decide_a_measure() -> None:
    votes = np.array([[[0, 0]], [[3, 1]]])
    blank = {"blank": np.array([[7], [0]])}
    contest = DrawnContest(("whole",), ("Yes", "No"), votes, votes.sum(axis=2), blank)
    facts = ElectionFacts(labels={"Yes": frozenset({"yes"})})
    law = get_law("ie/referendum")
    found = decide_draws(law, DrawnElection({law.first_contest: contest}, facts))

    assert [found.lists[place] for place in found.elected] == ["No", "Yes"]


def test_of_many_districts_with_many_persons_fewer_results_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = small_districts(ElectionFacts())
    monkeypatch.setattr(registry, "CELLS", 20 * 5 * 3)

    assert len(decide_draws(get_law("uk/commons"), drawn, most=7).elected) == 20
    assert len(decide_draws(get_law("uk/commons"), drawn, most=30).elected) == 30
