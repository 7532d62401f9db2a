"""Quotas of a region and parts of one, as Hungary's lists of 1990 to 2010 had them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from escrutinio.law.lots import Lot
from escrutinio.law.proportional.quotas import hagenbach_bischoff_quota, rounded_down
from escrutinio.law.proportional.regional_lists import RegionalSeats, regional_seats
from escrutinio.model.errors import LawError

TWO_THIRDS = Fraction(2, 3)
QUOTA = rounded_down(hagenbach_bischoff_quota)


def region(votes: dict[str, int], seats: int, total: int | None = None, *lots: Lot) -> RegionalSeats:
    """One region, by the act's quota and part."""
    return regional_seats(votes, seats, QUOTA, TWO_THIRDS, total=total, lots=lots)


def test_gyor_moson_sopron_in_1998() -> None:
    """As the National Election Office worked it out (static.valasztas.hu/v98din2a/l12108.htm)."""
    votes = {"Fidesz": 70235, "MSZP": 63229, "FKGP": 24522, "SZDSZ": 14308, "MIÉP": 9410}
    given = region(votes, 6, 204_853)
    assert given.price == 29264
    assert given.seats == {"Fidesz": 2, "MSZP": 2, "FKGP": 1, "SZDSZ": 0, "MIÉP": 0}
    assert given.unused == {"Fidesz": 11707, "MSZP": 4701, "FKGP": -4742, "SZDSZ": 14308, "MIÉP": 9410}
    assert given.left == 1


def test_a_region_in_2002_where_a_remainder_misses_two_thirds() -> None:
    """As the National Election Office worked it out (static.valasztas.hu/parval2002, v02din2a/l12111.htm)."""
    given = region({"MSZP": 100_256, "Fidesz": 82_467, "SZDSZ": 9_580}, 6, 217_240)
    assert given.price == 31034
    assert given.seats == {"MSZP": 3, "Fidesz": 2, "SZDSZ": 0}
    assert given.unused == {"MSZP": 7_154, "Fidesz": 20_399, "SZDSZ": 9_580}
    assert given.left == 1


def test_exactly_two_thirds_are_not_more_than_two_thirds() -> None:
    assert region({"A": 30, "B": 20}, 1, 60).price == 30
    assert region({"A": 30, "B": 20}, 2, 92).seats == {"A": 1, "B": 0}
    assert region({"A": 30, "B": 21}, 2, 92).seats == {"A": 1, "B": 1}


def test_fewer_seats_than_large_remainders_go_to_the_largest() -> None:
    given = region({"A": 28, "B": 27, "C": 25}, 2, 90)
    assert given.price == 30
    assert given.seats == {"A": 1, "B": 1, "C": 0}
    assert given.unused == {"A": -2, "B": -3, "C": 25}


def test_equal_remainders_need_their_lot_for_what_is_left_hangs_on_it() -> None:
    with pytest.raises(LawError, match="the remainders of B, C are equal"):
        region({"A": 28, "B": 25, "C": 25}, 2, 90)
    drawn = region({"A": 28, "B": 25, "C": 25}, 2, 90, Lot.of(["B", "C"], ["C"]))
    assert drawn.seats == {"A": 1, "B": 0, "C": 1}
    assert len(drawn.lots) == 1


@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 10_000), min_size=1),
    st.integers(1, 30),
    st.integers(0, 20_000),
)
def test_seats_and_votes_add_up(votes: dict[str, int], seats: int, others: int) -> None:
    try:
        given = region(votes, seats, sum(votes.values()) + others)
    except LawError:
        reject()  # equal remainders, or more quotas than seats, as tested above
    assert sum(given.seats.values()) + given.left == seats
    assert given.left >= 0
    for name, number in votes.items():
        assert given.full[name] <= given.seats[name] <= given.full[name] + 1
        assert given.unused[name] == number - given.seats[name] * given.price
        if given.seats[name] > given.full[name]:
            assert given.remainders[name] > TWO_THIRDS * given.price
