"""The rules ``threshold``, ``apportion``, ``allocate``, ``levelling`` and ``mixed``, at their boundaries."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from escrutinio.flows.laws import verifications
from escrutinio.law.lots import Lot
from escrutinio.law.seat_parts import MarginRow, MarginTable, QuotientRow, QuotientTable, RemainderTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import ThresholdTable, VotesTable
from escrutinio.model import LawError
from made_laws import WHOLE, decide, house, seats, threshold

CANDIDATES = {"N": {"A": 70, "B": 20, "C": 10}, "S": {"A": 60, "B": 40}}
EACH = WHOLE.replace('"whole"', '"each unit"')


def test_a_list_has_no_more_seats_than_candidates() -> None:
    law = EACH + 'by = "dhondt"'
    size = {"N": 5, "S": 3}
    free = house(decide(law, CANDIDATES, seats=size)).units
    assert (free["N"].seats, free["S"].seats) == ({"A": 4, "B": 1}, {"A": 2, "B": 1})
    # Everywhere two for A; in N one for B and for C as well. One of its five seats is then left for nobody.
    known = {"whole": {"A": 2}, "N": {"B": 1, "C": 1}}
    outcome = decide(law, CANDIDATES, seats=size, candidates=known)
    short = house(outcome).units
    assert short["N"].seats == {"A": 2, "B": 1, "C": 1}
    assert (short["N"].vacant, short["S"].seats) == (1, {"A": 2, "B": 1})
    assert "no more seats than candidates" in outcome.steps[0].text
    assert outcome.steps[0].part(VotesTable, Label.CANDIDATES).votes == {"A": 2, "B": 1, "C": 1}


def test_of_a_list_that_is_full_no_quotient_waits() -> None:
    # A's third quotient, 23.3, is above B's second, 10, but A has no third candidate.
    law = WHOLE + 'by = "dhondt"\nseats = 3'
    found = decide(law, {"whole": CANDIDATES["N"]}, candidates={"whole": {"A": 2}})
    assert seats(found) == {"A": 2, "B": 1}
    following = found.steps[0].part(QuotientTable).next
    assert following == QuotientRow("B", 20, "2", 2, Fraction(10))


def test_quotas_and_alliances_heed_candidates_and_others_refuse_too_few() -> None:
    votes, few = {"whole": CANDIDATES["N"]}, {"whole": {"A": 2}}
    quota = WHOLE + 'by = "hare"\nseats = 5'
    assert seats(decide(quota, votes, candidates={"whole": {"A": 4}})) == seats(decide(quota, votes))
    # The quota is 20: of the seats that A cannot fill one goes to C's remainder, one to B again.
    assert seats(decide(quota, votes, candidates=few)) == {"A": 2, "B": 2, "C": 1}
    averages = quota + '\nrest = "averages"'
    assert seats(decide(averages, votes, candidates=few)) == {"A": 2, "B": 2, "C": 1}
    alone = {"whole": dict.fromkeys("ABC", 1)}
    assert house(decide(quota, votes, candidates=alone)).vacant == 2
    allied = WHOLE + 'by = "dhondt"\nseats = 5\nagreements = "alliances"'
    pact: dict[str, Any] = {"agreements": (("B", "C"),), "candidates": few}
    assert seats(decide(allied, votes, **pact)) == {"A": 2, "B": 2, "C": 1}
    inside: dict[str, Any] = {"agreements": (("A", "C"),), "candidates": {"whole": {"A": 3}}}
    assert seats(decide(allied, votes, **inside)) == {"A": 3, "B": 1, "C": 1}
    with pytest.raises(LawError, match="A has 4 seats and 2 candidates"):
        decide(WHOLE.replace("allocate", "bonus") + "premium = 1\nseats = 5", votes, candidates=few)
    with pytest.raises(LawError, match="the facts name X"):
        decide(WHOLE + "seats = 5", votes, candidates={"whole": {"X": 2}})


@pytest.mark.parametrize(("inclusive", "given"), [("true", {"A": 9, "B": 1}), ("false", {"A": 10})])
def test_exactly_the_share(inclusive: str, given: dict[str, int]) -> None:
    law = threshold(f'share = "10 %"\ninclusive = {inclusive}') + WHOLE + 'by = "hare"\nseats = 10'
    assert seats(decide(law, {"whole": {"A": 90, "B": 10}})) == given


def test_the_next_pass_while_those_who_pass_have_too_few_votes_together() -> None:
    # Lithuania, Electoral Code, article 169: 60 per cent of those who took part.
    law = threshold('share = "20 %"\nof = "lists"\ntogether = "60 %"\ntogether_of = "lists"') + WHOLE
    law += 'by = "hare"\nseats = 10'
    enough = decide(law, {"whole": {"A": 35, "B": 25, "C": 19, "D": 12, "E": 9}})
    assert enough.steps[0].part(ThresholdTable).taking_part == ("A", "B")
    # 59 of 100: the third comes in, and where the next two are equal both do.
    one = decide(law, {"whole": {"A": 34, "B": 25, "C": 19, "D": 13, "E": 9}})
    assert one.steps[0].part(ThresholdTable).taking_part == ("A", "B", "C")
    assert seats(one) == {"A": 4, "B": 3, "C": 3}
    two = decide(law, {"whole": {"A": 34, "B": 25, "C": 16, "D": 16, "E": 9}})
    assert two.steps[0].part(ThresholdTable).taking_part == ("A", "B", "C", "D")
    # All of them, and no list without votes.
    every = decide(law.replace('"60 %"', '"100 %"'), {"whole": {"A": 90, "B": 10, "C": 0}})
    assert every.steps[0].part(ThresholdTable).taking_part == ("A", "B")
    assert one.steps[0].text == (
        "Lists with at least 20 % of the votes of all lists take part, and while they do not have at least "
        "60 % of the votes of all lists together, so do those with the next most votes."
    )


def test_blank_votes_are_valid_and_raise_the_threshold() -> None:
    law = threshold('share = "10 %"') + WHOLE + 'by = "dhondt"\nseats = 20'
    votes = {"whole": {"A": 90, "B": 10}}
    assert "B" in seats(decide(law, votes))
    assert "B" not in seats(decide(law, votes, counts={"votes": {"blank": {"whole": 1}}}))


def test_the_share_grows_with_the_parties_of_a_coalition() -> None:
    law = threshold('shares = ["5 %", "10 %"]') + WHOLE + 'by = "dhondt"\nseats = 20'
    votes = {"whole": {"A": 91, "B": 9}}
    assert "B" in seats(decide(law, votes))
    assert "B" not in seats(decide(law, votes, parties={"B": 2}))
    assert "B" not in seats(decide(law, votes, parties={"B": 5}))


def test_the_threshold_falls_until_enough_pass() -> None:
    lower = '\nleast = 2\n[[step.then]]\nshare = "20 %"\n[[step.then]]\nshare = "10 %"'
    law = threshold('share = "30 %"' + lower) + WHOLE + 'by = "dhondt"\nseats = 10'
    assert set(seats(decide(law, {"whole": {"A": 60, "B": 31, "C": 9}}))) == {"A", "B"}
    assert set(seats(decide(law, {"whole": {"A": 70, "B": 20, "C": 10}}))) == {"A", "B"}
    outcome = decide(law, {"whole": {"A": 80, "B": 11, "C": 9}})
    assert set(seats(outcome)) == {"A", "B"}
    assert outcome.steps[0].part(ThresholdTable).place == 3
    # When not even the last is low enough, the last stands.
    assert set(seats(decide(law, {"whole": {"A": 92, "B": 8}}))) == {"A"}


def test_conditions_join_at_any_depth() -> None:
    law = threshold(
        '[[step.any]]\nshare = "50 %"\n[[step.any]]\n[[step.any.all]]\nshare = "5 %"\n'
        '[[step.any.all]]\nlabel = "minority"'
    )
    law += WHOLE + 'by = "dhondt"\nseats = 20'
    votes = {"whole": {"A": 80, "B": 6, "C": 10, "D": 4}}
    marks = {"B": frozenset({"minority"}), "D": frozenset({"minority"})}
    assert set(seats(decide(law, votes, labels=marks))) == {"A", "B"}


def test_a_share_in_a_unit_has_the_base_that_is_asked_for() -> None:
    law = threshold('share_in_a_unit = "12 %"\nof = "lists"') + WHOLE + 'by = "dhondt"'
    votes = {"N": {"A": 88, "B": 12}, "S": {"A": 100}}
    counts = {"votes": {"blank": {"N": 10, "S": 0}}}
    case: dict[str, Any] = {"seats": {"N": 10, "S": 10}, "counts": counts}
    assert "B" in seats(decide(law, votes, **case))
    assert "B" not in seats(decide(law.replace('"lists"', '"valid"'), votes, **case))


def test_single_member_seats_of_those_without_a_list_disturb_nobody() -> None:
    law = threshold('seats_won = 2\ncontest = "constituencies"') + WHOLE + 'by = "dhondt"\nseats = 3'
    single = {"1": {"B": 2, "A": 1}, "2": {"B": 5}, "3": {"Independent": 1}}
    assert seats(decide(law, {"whole": {"A": 90, "B": 10}}, single)) == {"B": 3}


@pytest.mark.parametrize("facts", [{"parties": {"X": 2}}, {"labels": {"X": frozenset({"minority"})}}])
def test_facts_about_a_list_that_does_not_stand_are_refused(facts: dict[str, Any]) -> None:
    law = threshold('share = "5 %"') + WHOLE + "seats = 3"
    with pytest.raises(LawError, match="the facts name X") as found:
        decide(law, {"whole": {"A": 1}}, **facts)
    assert found.value.where == "test"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ('of = "valid"', r"step\[1\]: a key is missing; allowed: one of 'share', 'shares'"),
        ("share = 0.05", "share: found 0.05"),
        ('share = "5 %"\nof = "all"', "of: found 'all'"),
        ('share = "5 %"\nshore = 1', r"shore: there is no such key \(did you mean 'share'"),
        ("shares = []", r"shares: found \[\]"),
        ('share = "5 %"\nvotes = 3', "share, votes stand together"),
        ("any = []", "any: it is empty"),
    ],
)
def test_slips_of_the_pen_are_named_with_file_and_step(fields: str, says: str) -> None:
    with pytest.raises(LawError, match=says) as found:
        decide(threshold(fields) + WHOLE, {"whole": {"A": 1}})
    if found.value.where:
        assert found.value.where.startswith("test.toml")


def test_the_number_of_a_region_is_rounded_to_the_nearest_whole_vote() -> None:
    law = (
        '[[step]]\nrule = "apportion"\narticle = "1"\nseats = 2\nof = "valid"\nby = "hare"\nrounded = "%s"\n'
    )
    law += '[[step]]\nrule = "allocate"\narticle = "2"\nby = "dhondt"'
    votes = {"N": {"A": 5}, "S": {"A": 2}}
    # 7 / 2 = 3.5 is 4 to the nearest: N has one and rest 1, S rest 2; exactly, N has rest 1.5 and S rest 2.
    outcome = decide(law % "nearest", votes)
    assert {unit: result.size for unit, result in house(outcome).units.items()} == {"N": 1, "S": 1}
    assert outcome.steps[0].part(RemainderTable).quota == 4
    assert decide(law % "exact", votes).steps[0].part(RemainderTable).quota == Fraction(7, 2)


def test_a_tie_of_units_must_be_drawn_before_anything_follows() -> None:
    law = '[[step]]\nrule = "apportion"\narticle = "1"\nseats = 3\nof = "valid"\nby = "hare"\n'
    law += '[[step]]\nrule = "allocate"\narticle = "2"\nby = "dhondt"'
    votes = {"N": {"A": 5}, "S": {"A": 5}}
    with pytest.raises(LawError, match="seats of units are tied among N, S"):
        decide(law, votes)
    lot = Lot.of(("N", "S"), ("S",))
    outcome = decide(law, votes, lots=(lot,))
    assert {unit: result.size for unit, result in house(outcome).units.items()} == {"N": 1, "S": 2}
    assert any(step.rule == "Ties" for step in outcome.steps)


def test_more_votes_come_before_the_lot_and_the_lot_decides_the_rest() -> None:
    law = WHOLE + 'by = "dhondt"\nseats = 2\nmore_votes_first = true'
    assert seats(decide(law, {"whole": {"A": 20, "B": 10}})) == {"A": 2}
    tied = decide(WHOLE + "seats = 2", {"whole": {"A": 20, "B": 10}})
    assert (seats(tied), house(tied).undecided, tied.ties[0].tied) == ({"A": 1}, 1, ("A", "B"))
    drawn = decide(WHOLE + "seats = 2", {"whole": {"A": 20, "B": 10}}, lots=(Lot.of(("A", "B"), ("B",)),))
    assert seats(drawn) == {"A": 1, "B": 1}
    assert drawn.ties == ()


def test_the_derivation_says_the_margin_of_the_last_seat() -> None:
    outcome = decide(WHOLE + "seats = 2", {"whole": {"A": 100, "B": 60, "C": 30}})
    rows = outcome.steps[0].part(MarginTable).rows
    # A's second quotient is 50; B holds its seat above it, and C wins one with more than 60.
    assert rows == (MarginRow("A", 71, 21), MarginRow("B", 11, 141), MarginRow("C", None, 31))


LEVELLING = """
[[step]]
rule = "allocate"
article = "1"
by = "dhondt"
kind = "district"
[[step]]
rule = "levelling"
article = "2"
by = "dhondt"
"""


def test_levelling_seats_of_equal_claims_wait_for_a_lot() -> None:
    law = LEVELLING + "size = 3"
    votes, table = {"N": {"A": 10, "B": 5}, "S": {"A": 10, "B": 5}}, {"N": 1, "S": 1}
    # A won both district seats: its third quotient is 20/3, B's first 10; so B has the levelling seat.
    assert seats(decide(law, votes, seats=table)) == {"A": 2, "B": 1}
    tied = decide(law, {"N": {"A": 10, "B": 5, "C": 5}, "S": {"A": 10, "B": 5, "C": 5}}, seats=table)
    assert (seats(tied), house(tied).undecided) == ({"A": 2}, 1)
    assert [tie.tied for tie in tied.ties] == [("B", "C")]


def test_levelling_seats_are_placed_and_what_is_tied_is_nobodys() -> None:
    law = LEVELLING + 'size = 4\nplace = "figures"\neach = 1\nper = "valid"\ndivisors = "sainte_lague"'
    table = {"N": 1, "S": 1}
    placed = decide(law, {"N": {"A": 10, "B": 6}, "S": {"A": 10, "B": 5, "C": 1}}, seats=table)
    units = house(placed).units
    assert {unit: units[unit].by_kind.get("levelling", {}) for unit in table} == {
        "N": {"B": 1},
        "S": {"A": 1},
    }
    assert house(placed).undecided == 0
    tied = decide(law, {"N": {"A": 10, "B": 5}, "S": {"A": 10, "B": 5}}, seats=table)
    found = house(tied)
    assert found.undecided == 2
    assert tied.ties
    assert set(found.units) == {"N", "S", "whole"}


def test_room_of_units_must_be_as_many_as_the_levelling_seats() -> None:
    law = LEVELLING + 'size = 5\nplace = "figures"\neach = 1'
    with pytest.raises(LawError, match="2 levelling seats, the parties 3"):
        decide(law, {"N": {"A": 10}, "S": {"A": 10}}, seats={"N": 1, "S": 1})


def test_fields_of_placing_are_refused_where_nothing_is_placed() -> None:
    with pytest.raises(LawError, match="each: there is no such key"):
        decide(LEVELLING + "size = 3\neach = 1", {"N": {"A": 1}}, seats={"N": 1})


def test_levelling_by_a_quota_with_largest_remainders() -> None:
    law = LEVELLING.replace(
        'rule = "levelling"\narticle = "2"\nby = "dhondt"', 'rule = "levelling"\narticle = "2"'
    )
    law += 'by = "hare"\nsize = 4'
    # Four seats at 8 votes each: A is due 2, B 1, and C has the largest remainder, 5 against 3 of B.
    votes = {"N": {"A": 16, "B": 11, "C": 5}}
    assert seats(decide(law, votes, seats={"N": 2})) == {"A": 2, "B": 1, "C": 1}
    with pytest.raises(LawError, match="leaves its rest to the largest remainders"):
        decide(law + '\nrest = "averages"', votes, seats={"N": 2})


MIXED = '[[step]]\nrule = "mixed"\narticle = "1"\nsystem = "%s"\nsize = 4\n'


@pytest.mark.parametrize(
    ("system", "given"),
    [
        ("parallel", {"A": 4, "B": 2, "C": 1}),
        ("additional", {"A": 3, "B": 3, "C": 1}),
        ("overhang", {"A": 3, "B": 2, "C": 1}),
        ("levelled", {"A": 3, "B": 3, "C": 1}),
    ],
)
def test_mixed_systems_by_hand(system: str, given: dict[str, int]) -> None:
    """A, due one seat of four, has won three. Quotients: B 45, A 40, B 15, C 15, A 13.3, B 9, A 8, B 6.4."""
    votes = {"A": 40, "B": 45, "C": 15}
    assert seats(decide(MIXED % system, {"whole": votes}, {"whole": {"A": 3}})) == given


def test_a_mixed_system_in_each_unit_counts_the_single_member_seats_there() -> None:
    law = MIXED % "additional" + 'in = "each unit"\nby = "dhondt"'
    votes = {"N": {"A": 50, "B": 50}, "S": {"A": 50, "B": 50}}
    single = {"n1": {"A": 2, "B": 1}, "n2": {"A": 2, "B": 1}, "s1": {"B": 1}}
    outcome = decide(law, votes, single, above={"n1": "N", "n2": "N", "s1": "S"})
    units = house(outcome).units
    # N: A has two already, so B has the next two, then one each. S: A is next, then both, and one is tied.
    assert units["N"].seats == {"A": 3, "B": 3}
    assert units["N"].by_kind == {"single-member": {"A": 2}, "list": {"A": 1, "B": 3}}
    assert (units["S"].seats, units["S"].undecided) == ({"A": 2, "B": 2}, 1)


def test_a_mixed_system_by_a_quota_is_parallel_only() -> None:
    votes = {"whole": {"A": 41, "B": 45, "C": 14}}
    single = {"whole": {"A": 3}}
    assert seats(decide(MIXED % "parallel" + 'by = "hare"', votes, single)) == {"A": 5, "B": 2}
    with pytest.raises(LawError, match="the system 'overhang' is allocated by divisors"):
        decide(MIXED % "overhang" + 'by = "hare"', votes, single)


def test_quotients_by_which_units_share_out_seats_are_about_units() -> None:
    verification, *_ = verifications("us/house-apportionment")

    tables = [
        part
        for step in verification.decide().steps
        for part in step.results
        if isinstance(part, QuotientTable)
    ]

    assert [table.about for table in tables] == ["unit"]
