"""Meek's count: the official count of a ward in New Zealand to the ninth decimal, and examples by hand."""

from __future__ import annotations

import json
from fractions import Fraction

from escrutinio.flows.verifications import VERIFICATIONS
from escrutinio.law import derivation_text, get_law, outcome_html
from escrutinio.law.decisions import Tie
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import read_ballots
from escrutinio.law.preferential.stv_meek import meek_stv, new_zealand_stv
from escrutinio.law.step_parts import TransferTable
from escrutinio.law.votes_table import read_votes

# Dunedin City Council, Cargill Ward, 9 October 2004, three seats: the count as the Proportional
# Representation Society of Australia sets it out from the official report, iteration by iteration
# (prsa.org.au, 2004-10-09_meek_stv_dunedin_cargill_ward), as quoted in AndrewConway/ConcreteSTV (read on
# 2026-11-30); its reconstruction of the ballots is the verification of nz/local-stv.
CARGILL_EXCLUDED = {
    2: ("Paul McMullan",),
    3: ("Calvin Oaten",),
    4: ("Alan McDonald",),
    5: ("Steve Young",),
    7: ("Jo Galer",),
    8: ("Nicola Holman",),
}
CARGILL_ELECTED = {2: ("Teresa Stevenson",), 8: ("Paul Hudson",), 10: ("Michael Guest",)}
# Of the tenth iteration, in the ninth decimal of a vote.
CARGILL_VOTES = {
    "Michael Guest": 1_193_722_713_168,
    "Douglas Hall": 1_112_880_325_624,
    "Paul Hudson": 1_189_526_083_194,
    "Teresa Stevenson": 1_195_068_471_724,
}
CARGILL_KEEP = {"Paul Hudson": 891_075_081, "Teresa Stevenson": 667_755_806}
CARGILL_LEFT = 518_802_406_290


def test_the_official_count_of_a_ward_to_the_ninth_decimal() -> None:
    rows = (VERIFICATIONS / "nz-dunedin-cargill-2004" / "votes.csv").read_text().splitlines()[1:]
    ballots = read_ballots({row.split(",")[1]: int(row.split(",")[2]) for row in rows})
    count = new_zealand_stv(ballots, 3)
    assert count.total == 5210
    stages = {stage.number: stage for stage in count.stages}
    assert {n: stage.names for n, stage in stages.items() if stage.action == "exclusion"} == CARGILL_EXCLUDED
    assert {n: stage.elected for n, stage in stages.items() if stage.elected} == CARGILL_ELECTED
    last = count.stages[-1]
    assert last.number == 10
    assert {name: votes for name, votes in last.votes.items() if votes} == CARGILL_VOTES
    assert {name: keep for name, keep in last.keep.items() if keep not in (0, count.scale)} == CARGILL_KEEP
    assert last.non_transferable == CARGILL_LEFT
    # (5210 - 518.80240629) / 4, and a billionth more.
    assert last.quota == 1_172_799_398_428


def test_the_reference_rule_on_the_example_of_castor_and_pollux() -> None:
    # Castor has two quotas, and half of what passes through him goes to Pollux: 2 each, but for what rounding
    # up leaves with Castor. Figures: the reference outputs of jklundell/droop (42, meek-prf).
    count = meek_stv(read_ballots({"Castor > Pollux": 4, "Helen": 2}), 2)
    first, second = count.stages[:2]
    assert (first.elected, first.quota) == (("Castor",), 2_000_000_001)
    assert second.votes == {"Castor": 2_000_000_004, "Helen": 2_000_000_000, "Pollux": 1_999_999_996}
    assert (second.quota, second.keep["Castor"]) == (2_000_000_001, 500_000_001)
    # Helen is ahead by four billionths of a vote, one more than the surplus.
    assert count.stages[2].names == ("Pollux",)
    assert count.elected == ("Castor", "Helen")


def test_votes_pass_through_the_elected_too() -> None:
    # D's papers name A, who is elected: under Meek they count for A first, who then keeps less of every
    # paper.
    ballots = read_ballots({"A > B": 40, "B": 15, "C": 28, "D > A > B": 17})
    count = new_zealand_stv(ballots, 2)
    assert [stage.names for stage in count.stages if stage.action == "exclusion"] == [("D",)]
    after = next(stage for stage in count.stages if stage.names == ("D",))
    keep = after.keep["A"]
    # The quota of the first stage by A's votes of it, rounded up.
    assert keep == -(-(33_333_333_334 * 10**9) // 40_000_000_000)
    assert after.votes["A"] == 57 * keep
    assert after.votes["B"] == 15 * 10**9 + 57 * (10**9 - keep)
    assert count.elected == ("A", "B")


def test_equal_candidates_are_told_apart_by_the_first_step_at_which_they_were_not() -> None:
    # B and C have ten votes each once D is excluded; C had fewer at the first step.
    ballots = read_ballots({"A": 30, "B": 10, "C": 8, "D > C": 2, "E": 11})
    count = new_zealand_stv(ballots, 2)
    gone = [(stage.names, stage.by) for stage in count.stages if stage.action == "exclusion"]
    assert gone == [(("D",), ""), (("C",), "earlier stages")]
    even = read_ballots({"A": 30, "B": 10, "C": 10, "D": 11})
    # Not before A's surplus is less than 0.0001, which takes twelve steps.
    assert new_zealand_stv(even, 2).tie == Tie(("B", "C"), 1, "exclusion at stage 13")
    drawn = new_zealand_stv(even, 2, lots=[Lot.of("BC", "C")]).stages[12]
    assert (drawn.names, drawn.by) == (("C",), "lot")


def test_whom_no_ballot_names_is_withdrawn_and_a_vacancy_can_stay() -> None:
    count = new_zealand_stv(read_ballots({"A": 3, "B": 2}, candidates="ABCD"), 3)
    assert (set(count.elected), count.vacant, count.tie) == ({"A", "B"}, 1, None)
    assert count.stages[0].keep["C"] == 0


def test_one_vacancy_needs_half_of_the_votes_that_are_left() -> None:
    # 101 votes: 51 are needed, then 46 of the 91 that are left when C's papers name nobody else.
    count = new_zealand_stv(read_ballots({"A": 46, "B": 45, "C": 10}), 1)
    assert [(stage.action, stage.quota, stage.non_transferable) for stage in count.stages] == [
        ("first preferences", 51, 0),
        ("exclusion", 46, 10),
    ]
    assert count.elected == ("A",)
    # Half each: clause 34(b), and a lot where no step tells them apart.
    half = new_zealand_stv(read_ballots({"A": 5, "B": 4, "C > B": 1}), 1)
    assert half.elected == ("A",)
    even = read_ballots({"A": 5, "B": 5})
    assert new_zealand_stv(even, 1).tie == Tie(("A", "B"), 1, "exclusion at stage 2")
    assert new_zealand_stv(even, 1, lots=[Lot.of("AB", "A")]).elected == ("B",)


def test_a_law_tells_each_stage_with_its_quota_and_keep_values() -> None:
    votes = read_votes("unit,ballot,votes\nEast,A > B,6\nEast,B,1\nEast,C,2\n".splitlines(), "votes")
    outcome = get_law("nz/local-stv").decide(
        votes.totals(), True, ElectionFacts(seats={"East": 2}, ballots=votes.ballots)
    )
    stages = outcome.steps[0].part(TransferTable).stages
    assert stages[0].quota == Fraction(3_000_000_001, 10**9)
    assert stages[1].keep == {"A": Fraction(500_000_001, 10**9), "B": 1, "C": 1}
    assert "Keep value" in derivation_text(outcome)
    assert "Keep value" in outcome_html(outcome)
    assert json.dumps(outcome.to_dict())
