"""Ballots counted pair by pair: winners by hand, cycles, ties, the rule in a law's file, and its bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.bounds import Missing, bounds_of
from escrutinio.bounds.ranked import pairwise_bound
from escrutinio.law import ElectionFacts, Law, Outcome
from escrutinio.law.decisions import Elected, Tie, Undecided
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import WHOLE
from escrutinio.law.library.registry import law_of
from escrutinio.law.lots import Lot
from escrutinio.law.preferential.pairwise import (
    PairwiseRule,
    condorcet_winner,
    pairwise,
    pairwise_winner,
    strongest_paths,
)
from escrutinio.law.preferential.ranked_ballots import Ballots, instant_runoff, read_ballots
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import PairsTable, VotesTable
from escrutinio.model.errors import LawError, LawFileError
from ranked_tables import BURLINGTON

RULES = list(PairwiseRule)

# Schulze's first example (2011, section 3.1; from memory): 45 voters, five candidates, E elected.
SCHULZE = {
    "A > C > B > E > D": 5,
    "A > D > E > C > B": 5,
    "B > E > D > A > C": 8,
    "C > A > B > E > D": 3,
    "C > A > E > B > D": 7,
    "C > B > A > D > E": 2,
    "D > C > E > B > A": 7,
    "E > B > A > D > C": 8,
}
CYCLE = {"A > B > C": 9, "B > C > A": 8, "C > A > B": 7}


def test_an_unranked_candidate_comes_after_all_who_are_ranked() -> None:
    assert pairwise(read_ballots({"A > B": 3, "C": 2}, "ABCD")) == {
        "A": {"B": 3, "C": 3, "D": 3},
        "B": {"A": 0, "C": 3, "D": 3},
        "C": {"A": 2, "B": 2, "D": 2},
        "D": {"A": 0, "B": 0, "C": 0},
    }


@pytest.mark.parametrize("rule", RULES)
def test_whoever_beats_every_other_is_elected_though_the_run_off_excludes_them(rule: PairwiseRule) -> None:
    ballots = read_ballots(BURLINGTON)
    assert instant_runoff(ballots).winner == "Kiss"
    count = pairwise_winner(ballots, rule)
    assert count.condorcet == "Montroll"
    assert count.decision == Elected("Montroll", "beats every other candidate")


def test_schulzes_example_by_its_strongest_paths() -> None:
    ballots = read_ballots(SCHULZE)
    count = pairwise_winner(ballots, "schulze")
    assert count.preferring["A"] == {"B": 20, "C": 26, "D": 30, "E": 22}
    assert count.condorcet is None
    assert count.paths["E"] == {"A": 25, "B": 28, "C": 28, "D": 31}
    assert [count.paths[name]["E"] for name in "ABCD"] == [24, 24, 24, 24]
    assert count.decision == Elected("E", "the strongest paths of wins")


def test_in_a_cycle_the_weakest_win_is_passed_over() -> None:
    ballots = read_ballots(CYCLE)
    assert condorcet_winner(pairwise(ballots)) is None
    for rule in (PairwiseRule.SCHULZE, PairwiseRule.MINIMAX):
        assert pairwise_winner(ballots, rule).decision == Elected(
            "A", {"schulze": "the strongest paths of wins"}.get(rule, "the smallest of the largest defeats")
        )
    assert pairwise_winner(ballots, "minimax").defeats == {"A": 15, "B": 16, "C": 17}
    assert pairwise_winner(ballots, "minimax", strength="margins").defeats == {"A": 6, "B": 8, "C": 10}
    copeland = pairwise_winner(ballots, "copeland")
    assert copeland.wins == {"A": 1, "B": 1, "C": 1}
    assert copeland.decision == Tie(("A", "B", "C"), 1, "the seat")


def test_a_level_pair_counts_for_half_and_a_lot_decides() -> None:
    ballots = read_ballots({"A > B > C": 2, "B > A > C": 2})
    count = pairwise_winner(ballots, "copeland")
    assert count.wins == {"A": Fraction(3, 2), "B": Fraction(3, 2), "C": Fraction(0)}
    lot = Lot.of(["A", "B"], ["B"])
    for rule in RULES:
        assert pairwise_winner(ballots, rule).decision == Tie(("A", "B"), 1, "the seat")
        drawn = pairwise_winner(ballots, rule, lots=[lot])
        assert (drawn.decision, drawn.lots) == (Elected("B", "by lot"), (lot,))


def test_without_ballots_nobody_is_elected_and_a_single_candidate_is() -> None:
    for rule in RULES:
        assert isinstance(pairwise_winner(Ballots.of({}, "AB"), rule).decision, Undecided)
        assert pairwise_winner(Ballots.of({("A",): 1}), rule).decision == Elected(
            "A", "beats every other candidate"
        )
    assert strongest_paths({}) == {}


def law(by: str, body: str = "office", more: str = "") -> Law:
    text = f"""
title = "Lakeland"
statute = "Act"
source = "https://example.org"
elects = "a mayor"
[contests]
votes = "the ballots"
[{body}]
id = "mayor"
name = "Mayor"
[[step]]
rule = "pairwise"
article = "Act, s. 1"
by = "{by}"
{more}"""
    return law_of(read_definition(text, "lakeland", "lakeland.toml"))


def decided(of: Law, ballots: dict[str, dict[str, int]]) -> Outcome:
    units = {unit: dict(read_ballots(rows).counts) for unit, rows in ballots.items()}
    return of.decide({}, True, ElectionFacts(ballots={"votes": units}))


def test_a_law_shows_pairs_and_what_decides_a_cycle() -> None:
    shown = decided(law("schulze"), {WHOLE: CYCLE})
    assert shown.offices["mayor"] == Elected("A", "the strongest paths of wins")
    assert shown.steps[0].part(PairsTable, Label.PREFERRING).pairs["A"] == {"B": 16, "C": 9}
    assert shown.steps[0].part(PairsTable, Label.STRONGEST_PATHS).pairs["C"] == {"A": 15, "B": 15}
    assert "Strongest paths of wins" in derivation_text(shown)
    assert "Caminos de victorias" in derivation_text(shown, language="es")
    minimax = decided(law("minimax", more='strength = "margins"'), {WHOLE: CYCLE}).steps[0]
    assert minimax.part(VotesTable, Label.LARGEST_DEFEATS).votes == {"A": 6, "B": 8, "C": 10}
    assert minimax.text.endswith("a win is as strong as its margin.")
    clear = decided(law("copeland"), {WHOLE: {"A > B": 3, "B": 2}}).steps[0]
    with pytest.raises(KeyError):
        clear.part(VotesTable, Label.WINS)


def test_each_unit_elects_one() -> None:
    house = decided(law("minimax", "chamber"), {"North": CYCLE, "South": {"B > A": 2}}).chambers["mayor"]
    assert house.seats == {"A": 1, "B": 1}
    with pytest.raises(LawError, match="name no unit"):
        decided(law("minimax", "chamber"), {WHOLE: CYCLE})


def test_copelands_rule_weighs_no_wins() -> None:
    with pytest.raises(LawFileError, match="weighs no wins"):
        law("copeland", more='strength = "margins"')


def test_the_winner_is_sure_once_no_pair_can_be_turned() -> None:
    ballots = read_ballots({"A > B": 10, "B > A": 4, "C > A": 3})
    # A leads B by 13 to 4, and C by 14 to 3.
    sure, level = pairwise_bound(ballots, 8), pairwise_bound(ballots, 9)
    assert (sure.decided, sure.can_win, sure.margin, sure.runner_up) == (True, ("A",), 9, "B")
    assert (level.decided, level.can_win) == (False, ("A", "B", "C"))
    facts = ElectionFacts(ballots={"votes": {WHOLE: dict(ballots.counts)}})
    bounds = bounds_of(law("schulze"), {}, Missing({"votes": {WHOLE: 8}}), facts)
    assert bounds.offices["mayor"].can_be_elected == ("A",)
