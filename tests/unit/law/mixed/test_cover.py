"""Winners need cover: who has a seat, who stays out, and what is open while a tie is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.mixed.cover import Covered, Winner, cover, covered_seats
from escrutinio.model.errors import LawError


def winners(*shares: int, party: str = "A", land: str = "N") -> list[Winner]:
    """Winners of so many of 100 votes each, in constituencies 1, 2, ..."""
    return [
        Winner(f"{land}{number}", land, party, votes, 100) for number, votes in enumerate(shares, start=1)
    ]


def test_the_highest_shares_take_the_seats() -> None:
    given = cover("N", "A", 2, winners(30, 45, 28))
    assert given.seated == ("N2", "N1")
    assert given.uncovered == ("N3",)
    assert given.lists == 0
    # A share, not a number of votes: 400 of 1000 is less than 45 of 100.
    mixed = [*winners(45), Winner("big", "N", "A", 400, 1000)]
    assert mixed[1].share == Fraction(2, 5)
    assert cover("N", "A", 1, mixed).uncovered == ("big",)


def test_the_list_has_what_winners_leave() -> None:
    given = cover("N", "A", 5, winners(30, 45))
    assert (given.seated, given.uncovered, given.lists) == (("N2", "N1"), (), 3)
    assert cover("N", "A", 0, winners(30)).uncovered == ("N1",)


def test_equal_shares_at_the_edge_are_a_tie_and_a_lot_decides() -> None:
    given = cover("N", "A", 2, winners(50, 40, 40, 40, 20))
    assert given.seated == ("N1",)
    assert given.waiting == ("N2", "N3", "N4")
    assert given.uncovered == ("N5",)
    assert given.tie == Tie(("N2", "N3", "N4"), 1, "cover of A in N")
    lot = Lot.of(["N2", "N3", "N4"], ["N4"])
    drawn = cover("N", "A", 2, winners(50, 40, 40, 40, 20), lots=[lot])
    assert (drawn.seated, drawn.uncovered, drawn.waiting) == (("N1", "N4"), ("N2", "N3", "N5"), ())
    assert (drawn.tie, drawn.lots) == (None, (lot,))
    # Equal shares that all have a seat, or none, are no tie.
    assert cover("N", "A", 4, winners(50, 40, 40, 40, 20)).tie is None
    assert cover("N", "A", 1, winners(50, 40, 40, 40, 20)).tie is None


def test_a_seat_that_is_open_elsewhere_leaves_its_winner_waiting() -> None:
    given = cover("N", "A", 1, winners(50, 40, 30), more=True)
    assert (given.seated, given.waiting, given.uncovered) == (("N1",), ("N2",), ("N3",))
    assert given.tie is None
    level = cover("N", "A", 0, winners(50, 50, 30), more=True)
    assert (level.seated, level.waiting, level.uncovered) == ((), ("N1", "N2"), ("N3",))


VOTES = {"N": {"A": 50, "B": 30, "C": 20}, "S": {"A": 30, "B": 60, "C": 5}}
ALL = [*winners(40, 35, 30), *winners(45, party="B", land="S"), Winner("own", "S", None, 60, 100)]


def house(size: int = 11, lots: Sequence[Lot] = ()) -> Covered:
    return covered_seats(VOTES, size, ALL, qualified="AB", lots=lots)


def test_the_whole_house() -> None:
    # One seat is the independent's. Sainte-Laguë of 10 among A 80, B 90: 80/9 = 8.9, 90/9 = 10, 80/11 = 7.3,
    # 90/11 = 8.2: A 5, B 5. A among 50 and 30: 3 and 2; B among 30 and 60: 2 and 3.
    given = house()
    assert given.national.size == 10
    assert given.seats == {"A": 5, "B": 5}
    assert given.lands == {"N": {"A": 3, "B": 2}, "S": {"A": 2, "B": 3}}
    assert given.uncovered == ()
    assert given.independents == ("own",)
    assert {(part.land, part.party): part.lists for part in given.covers} == {
        ("N", "A"): 0,
        ("N", "B"): 2,
        ("S", "A"): 2,
        ("S", "B"): 2,
    }
    # Of 6 seats, 5 are shared: B 3, A 2, of which N has one; so two winners there stay out.
    small = house(6)
    assert small.seats == {"A": 2, "B": 3}
    assert small.lands["N"] == {"A": 1, "B": 1}
    assert small.uncovered == ("N2", "N3")


def test_winners_of_a_party_without_seats_stay_out() -> None:
    given = covered_seats(VOTES, 10, winners(40, party="C"), qualified="AB")
    assert given.uncovered == ("N1",)


def test_ties_above_leave_winners_waiting_and_lots_settle_them() -> None:
    votes = {"N": {"A": 30, "B": 30}, "S": {"A": 30, "B": 30}}
    given = covered_seats(votes, 1, winners(40, 30), qualified="AB")
    assert given.ties == (Tie(("A", "B"), 1, "seats"),)
    assert (given.undecided, given.seats, given.uncovered) == (1, {}, ("N2",))
    assert [part.waiting for part in given.covers if part.ranked] == [("N1",)]
    one = Lot.of("AB", "A", "seats")
    half = covered_seats(votes, 1, winners(40, 30), qualified="AB", lots=[one])
    assert half.seats == {"A": 1}
    assert half.lands == {"N": {}, "S": {}}
    assert half.ties == (Tie(("N", "S"), 1, "seats of A"),)
    assert half.undecided == 0
    assert (half.covers[0].waiting, half.uncovered) == (("N1",), ("N2",))
    two = Lot.of("NS", "N", "seats of A")
    full = covered_seats(votes, 1, winners(40, 30), qualified="AB", lots=[one, two])
    assert full.lands == {"N": {"A": 1}, "S": {}}
    assert full.covers[0].seated == ("N1",)
    assert full.lots == (one, two)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(LawError, match="twice or lies in an unknown land"):
        covered_seats(VOTES, 5, winners(40, land="X"), qualified="AB")
    with pytest.raises(LawError, match="twice"):
        covered_seats(VOTES, 5, [*winners(40), *winners(40)], qualified="AB")
    with pytest.raises(LawError, match="50 of 40 valid votes"):
        cover("N", "A", 1, [Winner("N1", "N", "A", 50, 40)])
    with pytest.raises(LawError, match="0 of 40 valid votes"):
        cover("N", "A", 1, [Winner("N1", "N", "A", 0, 40)])
    with pytest.raises(LawError, match="stood for no party won 1 seats of a house of 0"):
        house(0)
    with pytest.raises(LawError):
        cover("N", "A", True, [])


def test_the_derivation_is_plain_data() -> None:
    data = json.loads(json.dumps(house(6).to_dict()))
    assert data["uncovered"] == ["N2", "N3"]
    assert data["covers"][0]["ranked"][0]["share"] == "2/5"
    assert data["lands"]["S"] == {"A": 1, "B": 2}
