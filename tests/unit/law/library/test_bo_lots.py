"""Bolivia: the record of how equal claims were settled goes back in, and the derivation tells it."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, Elected, Lot, Outcome, RunOff, get_law
from escrutinio.law.step_parts import Lots, Ties
from official_2020 import official_totals

LAW = get_law("bo/2020")
EQUAL = {"A": 5, "B": 5, "C": 5}
EVERYWHERE = {
    "president": ContestTotals(dict.fromkeys("123456789", EQUAL)),
    "single-member": ContestTotals(dict.fromkeys(LAW.units["single-member"], EQUAL)),
    "special": ContestTotals(dict.fromkeys("2346789", EQUAL)),
}


def decide(*lots: Lot) -> Outcome:
    return LAW.decide(EVERYWHERE, lots=lots)


def lots_for_all(outcome: Outcome) -> tuple[Lot, ...]:
    """A lot for each tie that is open, the last names drawn first."""
    return tuple(Lot.of(tie.tied, reversed(tie.tied), tie.what) for tie in outcome.ties)


def test_each_kind_of_tie_is_settled_by_its_lot() -> None:
    lots = (
        Lot.of("ABC", "CA", "places in the run-off"),
        Lot.of("ABC", "B", "senate seats of Chuquisaca"),
        Lot.of("ABC", "A", "single-member seat C01"),
        Lot.of("ABC", "C", "special seat of La Paz"),
    )
    before, after = decide(), decide(*lots)

    assert after.offices["president"] == RunOff(
        ("C", "A"), None, "nobody fulfils the conditions of the first round"
    )
    assert after.chambers["senate"].units["1"].seats == {"A": 1, "B": 2, "C": 1}
    deputies = after.chambers["deputies"]
    first = deputies.districts["C01"]
    assert isinstance(first, Elected)
    assert first.name == "A"
    assert deputies.units["2"].by_kind["special"] == {"C": 1}
    assert len(before.ties) - len(after.ties) == 4
    step = after.steps[-1]
    assert step.part(Lots) == Lots(tuple(lots))
    assert step.part(Ties).ties == after.ties


def test_list_seats_wait_for_the_single_member_seats_and_then_for_their_own_lot() -> None:
    lots: tuple[Lot, ...] = ()
    outcome = decide()
    rounds = 0
    while outcome.ties:
        drawn = lots_for_all(outcome)
        # List seats depend on the districts, so that their ties are settled last.
        single = tuple(lot for lot in drawn if not lot.what.startswith("list seats")) or drawn
        lots = (*lots, *single)
        outcome = decide(*lots)
        rounds += 1

    assert rounds == 2
    assert all(chamber.undecided == 0 for chamber in outcome.chambers.values())
    assert any(lot.what.startswith("list seats") for lot in lots)
    assert set(outcome.steps[-1].part(Lots).used) == set(lots)
    assert "decided by the recorded lots" in outcome.steps[-1].text


@pytest.mark.parametrize(
    "lot",
    [
        Lot.of(["CC", "MAS-IPSP"], ["CC"]),
        Lot.of(["CREEMOS", "MAS-IPSP"], ["CREEMOS"], "single-member seat C01"),
    ],
)
def test_a_lot_that_no_tie_asked_for_changes_nothing_and_is_told(lot: Lot) -> None:
    without, given = LAW.decide(official_totals()), LAW.decide(official_totals(), lots=[lot])

    assert (given.offices, given.chambers) == (without.offices, without.chambers)
    assert given.steps[:-1] == without.steps
    assert given.steps[-1].inputs == (Lots((), (lot,)),)
    assert "fits no tie here" in given.steps[-1].text


def test_the_order_of_lots_means_nothing() -> None:
    lots = lots_for_all(decide())
    one, other = decide(*lots), decide(*reversed(lots))
    assert (one.offices, one.chambers) == (other.offices, other.chambers)
    assert set(one.steps[-1].part(Lots).used) == set(other.steps[-1].part(Lots).used)
