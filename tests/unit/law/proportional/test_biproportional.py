"""Double proportional apportionment: official results, proofs, ties and lots, and what has no solution."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from escrutinio.law import Lot, dhondt, sainte_lague
from escrutinio.law.proportional.biproportional import biproportional, cell_name, contradictions
from escrutinio.law.proportional.divisors import adams, huntington_hill
from escrutinio.law.proportional.double_proportional import (
    Of,
    Quorum,
    Rounding,
    double_proportional,
    zurich_quorum,
)
from escrutinio.law.proportional.short_divisors import shortest_between
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError
from official_double_proportional import URI_2020, ZURICH_2006, ZURICH_2014, ZURICH_2018, Figures

OFFICIAL = {
    "Zürich 2006": ZURICH_2006,
    "Zürich 2014": ZURICH_2014,
    "Zürich 2018": ZURICH_2018,
    "Uri 2020": URI_2020,
}
GOLDEN = Path(__file__).parents[4].parent / "shared" / "golden"


@pytest.mark.parametrize("figures", OFFICIAL.values(), ids=OFFICIAL)
def test_official_results_to_the_seat(figures: Figures) -> None:
    found = double_proportional(figures.votes, figures.districts)
    assert found.upper.seats == figures.lists
    assert found.lower is not None
    assert found.lower.seats == figures.seats
    assert found.ties == ()
    assert found.lower.proves()
    if figures.voter_numbers:
        assert found.voter_numbers == figures.voter_numbers


def test_the_divisors_that_the_office_published_prove_the_seats() -> None:
    figures = ZURICH_2018
    proof = (figures.district_divisors, figures.list_divisors)
    assert contradictions(figures.votes, figures.seats, *proof) == ()


def test_published_divisors_that_were_rounded_too_far_are_found_out() -> None:
    # In 2014 list divisors were published with three decimals. With them three cells do not round to the
    # seats that were given; with one decimal more all do.
    figures, high = ZURICH_2014, ZURICH_2014.list_divisors
    found = contradictions(figures.votes, figures.seats, figures.district_divisors, high)
    assert [line.partition(":")[0] for line in found] == ["10 / SVP", "11 / FDP", "11 / glp"]
    finer = {**high, "SVP": Fraction("0.9885"), "FDP": Fraction("0.8944"), "glp": Fraction("0.9998")}
    assert contradictions(figures.votes, figures.seats, figures.district_divisors, finer) == ()


def test_electoral_keys_are_those_that_were_published() -> None:
    # Stadt Zürich, Oberzuteilung of 4 March 2018: "Wahlschlüssel = 770".
    assert double_proportional(ZURICH_2018.votes, ZURICH_2018.districts).electoral_key == 770


@pytest.mark.parametrize("name", ["ch_zh_2006_gemeinderat", "ch_ur_2020_landrat"])
def test_golden_elections(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        pytest.skip("golden elections are not here")
    golden = json.loads(path.read_text(encoding="utf-8"))
    votes = {row["name"]: row["votes"] for row in golden["districts"]}
    sizes = {row["name"]: row["seats"] for row in golden["districts"]}
    found = double_proportional(votes, sizes)
    assert found.upper.seats == golden["result"]
    assert found.lower is not None
    assert found.lower.seats == {row["name"]: row["result"] for row in golden["districts"]}


def test_zurich_rounded_numbers_of_voters_in_every_district() -> None:
    # Only that rounding gives the published numbers: the Grüne have 7501 voters, not 7503.
    given = {
        rounding: double_proportional(ZURICH_2006.votes, ZURICH_2006.districts, rounding=rounding)
        for rounding in Rounding
    }
    assert given[Rounding.EACH].voter_numbers["Grüne"] == 7501
    assert given[Rounding.SUM].voter_numbers["Grüne"] == 7503
    assert 7502 < given[Rounding.NONE].voter_numbers["Grüne"] < 7503
    assert given[Rounding.NONE].upper.seats == ZURICH_2006.lists


def test_divisors_are_short_and_none_of_them_is_at_a_boundary() -> None:
    found = biproportional(ZURICH_2018.votes, ZURICH_2018.districts, ZURICH_2018.lists)
    assert all(divisor.denominator == 1 for divisor in found.district_divisors.values())
    assert all(10000 % divisor.denominator == 0 for divisor in found.list_divisors.values())
    for district, row in found.seats.items():
        for name, seats in row.items():
            assert abs(found.quotient(district, name) - seats) < Fraction(1, 2)


def test_a_wrong_result_does_not_prove_itself() -> None:
    found = biproportional(URI_2020.votes, URI_2020.districts, URI_2020.lists)
    assert found.proves()
    seats = {district: dict(row) for district, row in found.seats.items()}
    seats["Altdorf"]["CVP"] += 1
    # The cell no longer rounds to its seats, and the sums of its row and column are wrong.
    assert len(replace(found, seats=seats).contradictions()) == 3
    off = {**found.district_divisors, "Altdorf": found.district_divisors["Altdorf"] * 2}
    assert not replace(found, district_divisors=off).proves()


def test_dhondt_rounds_down() -> None:
    votes = {"north": {"A": 60, "B": 40}, "south": {"A": 30, "B": 70}}
    found = biproportional(votes, {"north": 2, "south": 2}, {"A": 1, "B": 3}, dhondt)
    assert found.seats == {"north": {"A": 1, "B": 1}, "south": {"A": 0, "B": 2}}
    assert found.proves()
    assert found.quotient("north", "A") // 1 == 1


EQUAL = {"north": {"A": 10, "B": 10}, "south": {"A": 10, "B": 10}}
ONES = ({"north": 1, "south": 1}, {"A": 1, "B": 1})


def test_equally_good_seats_are_a_tie_of_cells() -> None:
    found = biproportional(EQUAL, *ONES)
    assert found.seats == {"north": {"A": 0, "B": 0}, "south": {"A": 0, "B": 0}}
    (tie,) = found.ties
    assert tie.tied == ("north / A", "north / B", "south / A", "south / B")
    assert tie.seats == 2
    assert found.tied[0].district_places == {"north": 1, "south": 1}
    assert found.tied[0].list_places == {"A": 1, "B": 1}
    assert found.proves()


def test_a_lot_draws_cells_and_a_cell_that_no_longer_fits_is_passed_over() -> None:
    names = [cell_name(district, name) for district in EQUAL for name in "AB"]
    fits = Lot.of(names, ["south / A", "north / B"])
    found = biproportional(EQUAL, *ONES, lots=[fits])
    assert found.seats == {"north": {"A": 0, "B": 1}, "south": {"A": 1, "B": 0}}
    assert (found.ties, found.lots) == ((), (fits,))
    assert found.proves()
    # After north / A neither north / B nor south / A can have a seat: south / B has it.
    over = Lot.of(names, ["north / A", "north / B"])
    assert biproportional(EQUAL, *ONES, lots=[over]).seats == {
        "north": {"A": 1, "B": 0},
        "south": {"A": 0, "B": 1},
    }


def test_a_lot_that_leaves_something_open_is_refused() -> None:
    votes = {district: dict.fromkeys("ABC", 5) for district in ("x", "y", "z")}
    sizes = (dict.fromkeys(votes, 1), dict.fromkeys("ABC", 1))
    names = [cell_name(district, name) for district in votes for name in "ABC"]
    with pytest.raises(LawError, match="leaves open"):
        biproportional(votes, *sizes, lots=[Lot.of(names, ["x / A", "x / B", "x / C"])])


def test_two_ties_that_have_nothing_to_do_with_each_other() -> None:
    votes = {
        "a": {"P": 10, "Q": 10, "R": 0, "S": 0},
        "b": {"P": 10, "Q": 10, "R": 0, "S": 0},
        "c": {"P": 0, "Q": 0, "R": 7, "S": 7},
        "d": {"P": 0, "Q": 0, "R": 21, "S": 21},
    }
    found = biproportional(votes, dict.fromkeys(votes, 1), dict.fromkeys("PQRS", 1))
    assert [tie.seats for tie in found.ties] == [2, 2]
    assert found.ties[1].tied == ("c / R", "c / S", "d / R", "d / S")
    assert found.proves()
    assert json.loads(json.dumps(found.to_dict()))["tied"][0]["cells"][0] == ["a", "P"]


def test_districts_that_their_lists_cannot_fill_are_named() -> None:
    votes = {"isle": {"A": 50, "B": 0}, "land": {"A": 10, "B": 90}}
    with pytest.raises(LawError) as error:
        biproportional(votes, {"isle": 3, "land": 2}, {"A": 2, "B": 3})
    assert "in the districts isle, which have 3 seats, only the lists A have votes" in str(error.value)
    assert "their seats are 2" in str(error.value)


def test_a_district_without_votes_cannot_have_seats() -> None:
    with pytest.raises(LawError, match="no list has votes"):
        biproportional({"isle": {}, "land": {"A": 5}}, {"isle": 1, "land": 1}, {"A": 2})
    assert biproportional({"isle": {}, "land": {"A": 5}}, {"isle": 0, "land": 1}, {"A": 1}).proves()


@pytest.mark.parametrize(
    ("votes", "districts", "lists", "words"),
    [
        ({"x": {"A": 1}}, {"x": 2}, {"A": 1}, "have 2 seats and the lists 1"),
        ({"x": {"A": -1}}, {"x": 1}, {"A": 1}, "negative"),
        ({"x": {"A": True}}, {"x": 1}, {"A": 1}, "not a whole number"),
        ({"x": {"A": 1}}, {"x": 1.0}, {"A": 1}, "not a whole number"),
        ({"x": {"A": 1}}, {"x": 1}, {"A": -1}, "not a whole number"),
        ({"x": {"A": 1}, "y": {"A": 1}}, {"x": 1}, {"A": 1}, "district 'y'"),
        ({"x": {"A": 1, "B": 1}}, {"x": 1}, {"A": 1}, "seats of B"),
    ],
)
def test_what_is_no_matrix_is_refused(votes: object, districts: object, lists: object, words: str) -> None:
    with pytest.raises(LawError, match=words):
        biproportional(votes, districts, lists)  # type: ignore[arg-type]


@pytest.mark.parametrize("divisors", [adams, huntington_hill])
def test_divisors_that_begin_with_zero_are_refused(divisors: object) -> None:
    with pytest.raises(LawError, match="double proportional"):
        biproportional({"x": {"A": 1}}, {"x": 1}, {"A": 1}, divisors)  # type: ignore[arg-type]


def test_a_list_takes_part_with_five_per_cent_in_one_district() -> None:
    votes = {"x": {"A": 500, "B": 450, "C": 50}, "y": {"A": 500, "B": 451, "C": 49}}
    found = double_proportional(votes, {"x": 10, "y": 10}, quorums=[zurich_quorum])
    assert found.passed == {"A": ("x", "y"), "B": ("x", "y"), "C": ("x",)}
    assert found.upper.seats == {"A": 10, "B": 9, "C": 1}
    short = {"x": {"A": 500, "B": 451, "C": 49}, "y": {"A": 500, "B": 451, "C": 49}}
    found = double_proportional(short, {"x": 10, "y": 10}, quorums=[zurich_quorum])
    assert found.passed is not None
    assert found.passed["C"] == ()
    assert found.upper.seats == {"A": 11, "B": 9}
    assert found.lower is not None
    assert "C" not in found.lower.seats["x"]


def test_thresholds_of_the_whole_area_alone_or_together() -> None:
    votes = {"x": {"A": 900, "B": 90, "C": 10}, "y": {"A": 90, "B": 0, "C": 10}}
    three = Threshold(Fraction(3, 100), "the votes", inclusive=True)
    sizes = {"x": 9, "y": 1}

    def taking_part(*quorums: Quorum, every: bool = False) -> set[str]:
        found = double_proportional(votes, sizes, quorums=quorums, all_quorums=every)
        return set(found.upper.seats)

    # C has 20 of 1100 votes, but 1 + 10 of 211 voters: x has nine votes a voter, y one.
    assert taking_part(Quorum(three, Of.VOTES)) == {"A", "B"}
    assert taking_part(Quorum(three, Of.VOTERS)) == {"A", "B", "C"}
    assert taking_part(Quorum(three, Of.VOTES), zurich_quorum) == {"A", "B", "C"}
    assert taking_part(Quorum(three, Of.VOTES), zurich_quorum, every=True) == {"A", "B"}


def test_votes_can_be_voters_already() -> None:
    votes = {"x": {"A": 60, "B": 40}, "y": {"A": 10, "B": 90}}
    found = double_proportional(votes, {"x": 9, "y": 1}, votes_per_seat=False)
    assert found.voter_numbers == {"A": 70, "B": 130}


def test_a_tie_among_lists_leaves_the_districts_open_until_a_lot() -> None:
    votes = {"x": {"A": 30, "B": 30}, "y": {"A": 60, "B": 60}}
    found = double_proportional(votes, {"x": 1, "y": 2})
    assert (found.lower, found.electoral_key) == (None, None)
    assert [tie.tied for tie in found.ties] == [("A", "B")]
    lot = Lot.of("AB", "B", "seats of lists")
    drawn = double_proportional(votes, {"x": 1, "y": 2}, lots=[lot])
    assert drawn.upper.seats == {"A": 1, "B": 2}
    assert drawn.lots == (lot,)
    assert drawn.lower is not None
    assert drawn.lower.proves()
    assert json.loads(json.dumps(drawn.to_dict()))["list_seats"] == {"A": 1, "B": 2}


def test_without_votes_nothing_is_given() -> None:
    found = double_proportional({"x": {"A": 0}}, {"x": 3})
    assert (found.upper.vacant, found.lower) == (3, None)


def test_what_cannot_be_divided_by_seats_is_refused() -> None:
    with pytest.raises(LawError, match="not 1 or more"):
        double_proportional({"x": {"A": 1}}, {"x": 0})
    with pytest.raises(LawError, match="district 'y'"):
        double_proportional({"y": {"A": 1}}, {"x": 1})


@pytest.mark.parametrize(
    ("low", "high", "short"),
    [
        (Fraction(524), Fraction(534), Fraction(530)),
        (Fraction(530), Fraction(534), Fraction(532)),
        (Fraction(529), Fraction(531), Fraction(530)),
        (Fraction(9, 10), Fraction(13, 10), Fraction(1)),
        (Fraction(1005, 1000), Fraction(1007, 1000), Fraction(1006, 1000)),
        (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
        (Fraction(7, 1000), Fraction(8, 1000), Fraction(75, 10000)),
        (Fraction(99), Fraction(1001), Fraction(1000)),
    ],
)
def test_short_numbers(low: Fraction, high: Fraction, short: Fraction) -> None:
    assert shortest_between(low, high) == short


def test_the_default_is_rounding_to_the_nearest_whole_number() -> None:
    assert biproportional(EQUAL, *ONES).divisors is sainte_lague


@pytest.mark.parametrize(
    ("districts", "lists", "says"),
    [({}, {}, "no districts"), ({"N": 0}, {}, "no lists"), ({}, {"A": 0}, "no districts")],
)
def test_nothing_to_share_out_is_refused(districts: dict[str, int], lists: dict[str, int], says: str) -> None:
    with pytest.raises(LawError, match=says):
        biproportional({}, districts, lists)
