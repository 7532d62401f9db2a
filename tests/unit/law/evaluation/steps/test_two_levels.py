"""The rules ``covered``, ``tiers`` and ``double-proportional`` of laws' files, at their boundaries."""

from __future__ import annotations

import pytest

from escrutinio.law.decisions import Elected, Undecided
from escrutinio.law.lots import Lot
from escrutinio.law.seat_parts import QuorumTable
from escrutinio.model import LawError
from made_laws import decide, house, seats

COVERED = '[[step]]\nrule = "covered"\narticle = "1"\nsize = 6\n'
DOUBLE = '[[step]]\nrule = "double-proportional"\narticle = "1"\n'
TIERS = """
[[step]]
rule = "threshold"
article = "1"
share = "25 %"
[[step]]
rule = "tiers"
article = "2"
size = 9
rounded = "up"
seat_qualifies = true
"""


def test_a_winner_without_cover_has_no_seat() -> None:
    votes = {"N": {"A": 30, "B": 30}, "S": {"A": 30, "B": 30}}
    single = {"n1": {"A": 60, "B": 40}, "n2": {"A": 55, "B": 45}, "s1": {"B": 9, "A": 1}}
    above = {"n1": "N", "n2": "N", "s1": "S"}
    # Three seats each; the third of each party is tied between the lands.
    tied = decide(COVERED, votes, single, above=above)
    assert seats(tied) == {"A": 3, "B": 3}
    assert house(tied).units["whole"].seats == {"A": 1, "B": 1}
    assert {tie.what for tie in tied.ties} == {"seats of A", "seats of B"}
    assert isinstance(house(tied).districts["n1"], Elected)
    waiting = house(tied).districts["n2"]
    assert isinstance(waiting, Undecided)
    assert "is tied" in waiting.text
    lots = (Lot.of(("N", "S"), ("S",), "seats of A"), Lot.of(("N", "S"), ("S",), "seats of B"))
    drawn = decide(COVERED, votes, single, above=above, lots=lots)
    assert drawn.ties == ()
    assert {unit: result.seats for unit, result in house(drawn).units.items()} == {
        "N": {"A": 1, "B": 1},
        "S": {"A": 2, "B": 2},
    }
    out = house(drawn).districts["n2"]
    assert isinstance(out, Undecided)
    assert "no seat left to cover" in out.text


def test_a_winner_of_no_party_is_seated_first() -> None:
    votes = {"N": {"A": 51, "B": 20}}
    single = {"n1": {"X": 60, "A": 40}}
    labels = {"X": frozenset({"independent"})}
    outcome = decide(COVERED, votes, single, above={"n1": "N"}, labels=labels)
    assert seats(outcome) == {"A": 4, "B": 1, "n1": 1}
    assert isinstance(house(outcome).districts["n1"], Elected)


def test_equal_shares_of_winners_are_a_tie_though_all_seats_are_certain() -> None:
    votes = {"N": {"A": 10, "B": 50}}
    single = {"n1": {"A": 60, "B": 40}, "n2": {"A": 6, "B": 4}}
    outcome = decide(COVERED, votes, single, above={"n1": "N", "n2": "N"})
    assert seats(outcome) == {"A": 1, "B": 5}
    assert house(outcome).undecided == 0
    assert [tie.tied for tie in outcome.ties] == [("n1", "n2")]


def test_three_tiers_by_hand() -> None:
    votes = {
        "n1": {"A": 40, "B": 10, "C": 2},
        "n2": {"A": 10, "B": 26, "C": 2},
        "s1": {"A": 21, "B": 20, "C": 20},
    }
    above = {"n1": "N", "n2": "N", "s1": "S"}
    outcome = decide(TIERS, votes, above=above, seats={"N": 5, "S": 4})
    # N: 90 / 5 = 18: A has 2 in n1, B 1 in n2; in the land 50 votes of A are 2 again, 36 of B one more.
    # S: 61 / 4 is 16, raised: one each. C has 24 of 151 votes, below 25 %, and takes part by its seat in s1.
    # Of nine seats (D'Hondt of 71, 56 and 24) A has 5, B 3, C 1.
    units = house(outcome).units
    assert {unit: units[unit].seats for unit in ("n1", "n2", "N", "s1", "S")} == {
        "n1": {"A": 2},
        "n2": {"B": 1},
        "N": {"B": 1},
        "s1": {"A": 1, "B": 1, "C": 1},
        "S": {},
    }
    assert seats(outcome) == {"A": 5, "B": 3, "C": 1}


def test_a_region_must_belong_to_a_land() -> None:
    with pytest.raises(LawError, match="of which land is s1"):
        decide(TIERS, {"s1": {"A": 1}}, seats={"S": 9})


def test_without_regions_the_third_tier_stands_alone_and_says_so() -> None:
    outcome = decide(TIERS, {"whole": {"A": 70, "B": 56, "C": 24}})
    assert seats(outcome) == {"A": 5, "B": 4}
    assert "the third tier alone" in outcome.steps[-1].text


def test_a_quorum_in_one_district_is_enough_and_exactly_it_is() -> None:
    votes = {"N": {"A": 90, "B": 10}, "S": {"A": 95, "B": 5}}
    table = {"N": 5, "S": 5}
    assert seats(decide(DOUBLE + 'quorum = "10 %"', votes, seats=table)) == {"A": 9, "B": 1}
    only = decide(DOUBLE + 'quorum = "10 %"\ninclusive = false', votes, seats=table)
    assert seats(only) == {"A": 10}
    assert only.steps[0].part(QuorumTable).passed == {"A": ("N", "S")}
    assert seats(decide(DOUBLE + 'quorum = "10 %"\nof = "votes"', votes, seats=table)) == {"A": 10}


def test_a_tie_above_leaves_the_districts_open_until_it_is_drawn() -> None:
    votes = {"N": {"A": 10, "B": 10}, "S": {"A": 10, "B": 10}}
    table = {"N": 1, "S": 2}
    tied = decide(DOUBLE, votes, seats=table)
    assert (seats(tied), house(tied).undecided) == ({"A": 1, "B": 1}, 1)
    assert set(house(tied).units) == {"whole"}
    drawn = decide(DOUBLE, votes, seats=table, lots=(Lot.of(("A", "B"), ("A",), "seats of lists"),))
    assert set(house(drawn).units) == {"N", "S"}
    # Which list has the seat of N can be tied again; every seat is told or undecided.
    assert house(drawn).size == 3
