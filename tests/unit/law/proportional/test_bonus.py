"""Seats for being first: premiums and floors, their ties, and the rules of laws' files that give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import (
    ContestTotals,
    Elected,
    ElectionFacts,
    Lot,
    Tie,
    Undecided,
    bonus_floor,
    bonus_premium,
    dhondt,
    get_law,
    highest_averages,
    largest_remainder,
    most_votes,
)
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.step_labels import Label
from escrutinio.model import LawError
from made_laws import decide, house, seats

BONUS = '[[step]]\nrule = "bonus"\narticle = "1"\nin = "whole"\n'
VOTES = {"A": 45, "B": 35, "C": 20}
some_votes = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 12), min_size=1, max_size=4)


def test_a_premium_goes_to_the_first_and_the_rest_to_all() -> None:
    # Of 11 seats 5; of the 6 others D'Hondt gives 3, 2, 1.
    found = bonus_premium(VOTES, 11, 5)
    assert found.seats == {"A": 8, "B": 2, "C": 1}
    assert found.first == Elected("A", "most votes")
    assert (found.bonus, found.shared.seats) == (5, {"A": 3, "B": 2, "C": 1})
    assert found.to_dict()["seats"] == {"A": 8, "B": 2, "C": 1}


def test_a_floor_is_felt_only_below_it() -> None:
    # In proportion A has 5 of 11.
    assert bonus_floor(VOTES, 11, 5).seats == highest_averages(VOTES, 11).seats == {"A": 5, "B": 4, "C": 2}
    assert bonus_floor(VOTES, 11, 5).bonus == 0
    # With 7 for A the others share 4: 35, 20, 17.5, 11.67 and 10.
    raised = bonus_floor(VOTES, 11, 7)
    assert (raised.seats, raised.bonus) == ({"A": 7, "B": 3, "C": 1}, 7)
    assert raised.shared.seats == {"B": 3, "C": 1}


def test_equal_firsts_wait_for_the_lot_and_have_what_is_common() -> None:
    votes = {"A": 40, "B": 40, "C": 20}
    found = bonus_premium(votes, 10, 5)
    assert found.seats == {"A": 2, "B": 2, "C": 1}
    assert found.undecided == 5
    assert found.ties == (Tie(("A", "B"), 5, "the bonus of seats"),)
    drawn = bonus_premium(votes, 10, 5, lots=[Lot.of("AB", "B", "the bonus of seats")])
    assert drawn.seats == {"A": 2, "B": 7, "C": 1}
    assert (drawn.undecided, drawn.ties) == (0, ())

    floor = bonus_floor(votes, 10, 6)
    assert floor.seats == {"A": 3, "B": 3, "C": 1}
    assert floor.ties == (Tie(("A", "B"), 3, "the bonus of seats"),)
    # Both reach a floor of four: who is first does not matter.
    assert bonus_floor(votes, 10, 4).seats == {"A": 4, "B": 4, "C": 2}
    assert bonus_floor(votes, 10, 4).ties == ()


def test_nobody_first_without_votes_and_no_bonus_above_the_seats() -> None:
    nobody = bonus_premium({"A": 0}, 3, 2)
    assert isinstance(nobody.first, Undecided)
    assert (nobody.seats, nobody.vacant, nobody.undecided) == ({"A": 0}, 3, 0)
    assert bonus_floor({"A": 0, "B": 0}, 3, 2).vacant == 3
    for call in (bonus_premium, bonus_floor):
        with pytest.raises(LawError, match="a bonus of 4 of 3 seats"):
            call(VOTES, 3, 4)


@given(some_votes, st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_every_seat_is_accounted_for_and_names_mean_nothing(
    votes: dict[str, int], size: int, bonus: int, quota: bool
) -> None:
    bonus = min(bonus, size)
    other = dict(zip("ABCD", "DBCA", strict=True))
    method = QuotaMethod() if quota else dhondt
    for call in (bonus_premium, bonus_floor):
        found = call(votes, size, bonus, method)
        assert sum(found.seats.values()) + found.undecided + found.vacant == size
        assert sum(tie.seats for tie in found.ties) == found.undecided
        renamed = call({other[name]: number for name, number in votes.items()}, size, bonus, method)
        assert {other[name]: number for name, number in found.seats.items()} == renamed.seats
        assert renamed.undecided == found.undecided
        if isinstance(found.first, Elected) and found.bonus:
            assert found.seats[found.first.name] >= bonus


@given(some_votes, st.integers(1, 9), st.integers(0, 9))
def test_a_lot_leads_to_one_of_the_ways_that_the_tie_left_open(
    votes: dict[str, int], size: int, bonus: int
) -> None:
    for call in (bonus_premium, bonus_floor):
        found = call(votes, size, min(bonus, size))
        for name in found.first.tied if isinstance(found.first, Tie) else ():
            lot = Lot.of(found.first.tied, [name], "the bonus of seats")  # type: ignore[union-attr]
            drawn = call(votes, size, min(bonus, size), lots=[lot])
            assert all(drawn.seats.get(name, 0) >= number for name, number in found.seats.items())
            assert drawn.undecided <= found.undecided


# In laws' files.


def test_a_premium_that_grows_with_the_votes_at_its_steps() -> None:
    law = BONUS + 'seats = 30\nby = "hare"\npremium = 2\nfrom = "25 %"\nof = "lists"\n'
    law += 'one_more_each = "0.5 %"\nmost = 5'

    def bonus(votes: int) -> int:
        outcome = decide(law, {"whole": {"A": votes, **dict.fromkeys("BCDE", 145), "F": 420 - votes}})
        return int(outcome.steps[0].number(Label.BONUS))

    shares = {249: 0, 250: 2, 254: 2, 255: 3, 259: 3, 260: 4, 265: 5, 400: 5}
    assert {votes: bonus(votes) for votes in shares} == shares


@pytest.mark.parametrize(("how", "given"), [("up", 8), ("down", 7), ("nearest", 8)])
def test_a_share_of_the_seats_is_rounded_as_the_law_says(how: str, given: int) -> None:
    # Half of nine is four or five; of the others D'Hondt gives A three, of five or of four.
    law = BONUS + f'seats = 9\npremium = "50 %"\nbonus_rounded = "{how}"\nby = "dhondt"'
    assert seats(decide(law, {"whole": {"A": 70, "B": 45}}))["A"] == given


def test_a_floor_in_each_unit_and_a_threshold_before_it() -> None:
    law = '[[step]]\nrule = "threshold"\narticle = "1"\nin = "each unit"\nshare = "10 %"\nof = "lists"\n'
    law += BONUS.replace("whole", "each unit") + 'least = "60 %"\nby = "dhondt"'
    votes = {"N": {"A": 40, "B": 35, "C": 20, "D": 5}, "S": {"A": 10, "B": 90}}
    found = house(decide(law, votes, seats={"N": 10, "S": 5}))
    assert found.units["N"].seats == {"A": 6, "B": 3, "C": 1}
    assert found.units["S"].seats == {"B": 5}
    assert not found.ties


def test_the_floor_of_a_majority_takes_more_than_half_of_the_votes() -> None:
    # EuWG § 2 (4), of ten seats: by Sainte-Laguë A has five of them, and six are more than half.
    law = BONUS + 'seats = 10\nleast = 6\nfrom = "50 %"\nfrom_inclusive = false\nof = "lists"\n'
    law += 'by = "sainte_lague"'
    others = {"B": 17, "C": 15, "D": 14, "E": 4}
    assert seats(decide(law, {"whole": {"A": 51, **others}})) == {"A": 6, "B": 2, "C": 1, "D": 1}
    assert seats(decide(law, {"whole": {"A": 50, **others}})) == {"A": 5, "B": 2, "C": 2, "D": 1}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("seats = 9", "a key is missing; allowed: one of 'premium', 'least'"),
        ("seats = 9\npremium = 10", "a bonus of 10 of 9 seats"),
        ("seats = 9\npremium = 2\nleast = 3", "premium, least stand together"),
        ('seats = 9\nleast = 5\none_more_each = "1 %"\nmost = 7', "a floor does not grow with the votes"),
        ('seats = 9\npremium = 1\none_more_each = "0 %"\nmost = 3', "for each share of 0"),
        ("seats = 9\npremium = 1.5", "premium: found 1.5"),
        ("premium = 1", "no number of seats"),
    ],
)
def test_what_does_not_fit_is_said(fields: str, words: str) -> None:
    with pytest.raises(LawError, match=words):
        decide(BONUS + fields, {"whole": {"A": 70, "B": 30}})


def test_a_french_council_as_the_prefecture_of_orne_computes_it() -> None:
    # https://o61.fr/?p=1454: 19 seats, of which 10 are the bonus.
    votes = {"votes": ContestTotals({"whole": {"A": 884, "B": 544}})}
    council = (
        get_law("fr/municipal-2013")
        .decide(votes, facts=ElectionFacts(seats={"whole": 19}))
        .chambers["council"]
    )
    assert council.seats == {"A": 16, "B": 3}


# The most votes, several seats.


def test_the_most_votes_win_a_seat_each() -> None:
    votes = {"A": 9, "B": 8, "C": 8, "D": 7, "E": 0}
    assert most_votes(votes, 3).seats == {"A": 1, "B": 1, "C": 1, "D": 0, "E": 0}
    tied = most_votes(votes, 2)
    assert (tied.seats["A"], tied.tie) == (1, Tie(("B", "C"), 1, "seats"))
    assert most_votes(votes, 2, lots=[Lot.of("BC", "C")]).seats["C"] == 1
    assert most_votes(votes, 6).vacant == 2, "nobody has a seat without a vote, or two"
    assert str(most_votes({"A": 100, "B": 8, "C": 7}, 1).next) == "B 8/1", "A has no second claim"


def test_candidates_of_a_province() -> None:
    law = '[[step]]\nrule = "most-votes"\narticle = "1"\nseats = 2\n'
    found = decide(law, {"N": {"Ana": 9, "Ben": 7, "Eva": 8}, "S": {"Ida": 3, "Leo": 3, "Max": 3}})
    assert house(found).units["N"].seats == {"Ana": 1, "Eva": 1}
    assert house(found).ties == (Tie(("Ida", "Leo", "Max"), 2, "seats of S"),)
    assert found.steps[0].names(Label.ELECTED) == ("Ana", "Eva")


# Divisors of a law's own.


def test_divisors_of_a_law_of_its_own_go_on_by_the_last_difference() -> None:
    own = '[[step]]\nrule = "allocate"\narticle = "1"\nin = "whole"\nseats = 4\n'
    votes = {"whole": {"A": 142, "B": 99, "C": 30}}
    # With 1.42, 3, 5: A 100, 47.3, 28.4; B 69.7, 33, 19.8; C 21.1.
    found = decide(own + 'by = ["1.42", 3, 5]', votes)
    assert seats(found) == {"A": 2, "B": 2}
    assert "1.42, 3, 5, 7" in found.steps[0].text
    assert seats(decide(own + 'by = ["1", "2"]', votes)) == seats(decide(own + 'by = "dhondt"', votes))


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("[1]", "one divisor"),
        ("[3, 2]", "strictly increase"),
        ('["x", 2]', "by: found"),
        ("[1.4, 3]", "by: f"),
    ],
)
def test_divisors_that_are_none_are_refused(by: str, words: str) -> None:
    law = '[[step]]\nrule = "allocate"\narticle = "1"\nin = "whole"\nseats = 4\n'
    with pytest.raises(LawError, match=words):
        decide(law + f"by = {by}", {"whole": {"A": 1}})


def test_largest_remainders_are_the_rest_where_the_law_says_so() -> None:
    found = bonus_premium(VOTES, 12, 5, QuotaMethod())
    assert found.shared.seats == largest_remainder(VOTES, 7).seats
