"""Ranked ballots: reading them, the instant run-off and the contingent vote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.lots import Lot
from escrutinio.law.preferential.contingent import contingent_from_totals, contingent_vote
from escrutinio.law.preferential.ranked_ballots import Ballots, Ties, instant_runoff, look_back, read_ballots
from escrutinio.model.errors import LawError
from ranked_tables import ALASKA, ALASKA_ROUNDS, BURLINGTON, SRI_LANKA, SRI_LANKA_ADDED, SRI_LANKA_VALID

GOLDEN = Path(__file__).resolve().parents[4].parent / "shared" / "golden"

# D goes first; then B and C have 4 each, of which C had fewer before.
TIED = read_ballots({"A": 5, "B > A": 4, "C > B": 3, "D > C": 1})


def golden(name: str) -> Any:
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        pytest.skip("the golden elections are not beside this checkout")
    return json.loads(path.read_text(encoding="utf-8"))


def test_ballots_are_read_from_text_and_kept_in_sorted_order() -> None:
    lines = read_ballots("# three voters\n\n2: B > A\n1:A\n 1 : B>A \n", "CAB")
    assert lines == Ballots(("A", "B", "C"), {("A",): 1, ("B", "A"): 3})
    assert lines == read_ballots({" B > A": 3, "A": 1}, "CAB")
    assert list(lines.counts) == [("A",), ("B", "A")]
    assert lines.total == 4
    assert lines.first_preferences() == {"A": 1, "B": 3, "C": 0}
    assert lines.to_dict() == {"candidates": ["A", "B", "C"], "ballots": {"A": 1, "B > A": 3}}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"A > A": 1}, "twice"),
        ({"A > Z": 1}, "Z does not stand"),
        ({"A >": 1}, "left empty"),
        ({"": 1}, "left empty"),
        ({"A": -1}, "negative"),
        ({"A": True}, "not a whole number"),
        ({"A": 1.5}, "not a whole number"),
        ("A > B", "no number"),
        ("-1: A", "no number"),
        ("٣: A", "no number"),
    ],
)
def test_what_is_no_ballot_is_refused(rows: Any, words: str) -> None:
    with pytest.raises(LawError, match=words):
        read_ballots(rows, "AB")


def test_candidates_are_named_once_and_a_ballot_ranks_somebody() -> None:
    with pytest.raises(LawError, match="named once"):
        Ballots.of({}, ["A", "A"])
    with pytest.raises(LawError, match="ranks nobody"):
        Ballots.of({(): 1}, ["A"])


def test_burlington_2009() -> None:
    count = instant_runoff(read_ballots(BURLINGTON))
    assert count.winner == "Kiss"
    assert [dict(round_.votes) for round_ in count.rounds] == [
        {"Kiss": 2982, "Montroll": 2554, "Wright": 3297},
        {"Kiss": 4314, "Wright": 4064},
    ]
    first, last = count.rounds
    assert (first.excluded, first.transfers) == ("Montroll", {"Kiss": 1332, "Wright": 767})
    assert (first.exhausted, first.newly_exhausted, last.exhausted) == (0, 455, 455)
    assert last.excluded is None


def test_alaska_2022() -> None:
    count = instant_runoff(read_ballots(ALASKA), stop_at_two=True)
    assert count.winner == "Peltola"
    assert tuple(dict(round_.votes) for round_ in count.rounds) == ALASKA_ROUNDS
    assert count.rounds[1].exhausted == 11269


@pytest.mark.parametrize("name", ["us_burlington_2009", "us_ak_2022_special"])
def test_golden_instant_runoffs(name: str) -> None:
    election = golden(name)
    rows = {tuple(row["ranking"]): row["count"] for row in election["ballots"]}
    count = instant_runoff(Ballots.of(rows))
    assert count.winner == election["result"]["elected"]
    assert [dict(round_.votes) for round_ in count.rounds] == election["rounds"]


def test_a_majority_ends_the_rounds_unless_they_go_on_to_two() -> None:
    ballots = read_ballots({"A": 9, "B": 5, "C": 3, "D > A": 2})
    early = instant_runoff(ballots)
    late = instant_runoff(ballots, stop_at_two=True)
    assert early.winner == late.winner == "A"
    assert [len(round_.votes) for round_ in early.rounds] == [4, 3]
    assert [len(round_.votes) for round_ in late.rounds] == [4, 3, 2]
    assert late.rounds[-1].exhausted == 3
    # More than half of the first preferences: there is no second round.
    assert len(instant_runoff(read_ballots({"A": 9, "B": 5, "C": 3}), stop_at_two=True).rounds) == 1


def test_exactly_half_is_not_enough() -> None:
    count = instant_runoff(read_ballots({"A": 4, "B": 3, "C": 1}))
    assert [len(round_.votes) for round_ in count.rounds] == [3, 2]
    assert count.winner == "A"


def test_a_tie_for_exclusion_stops_the_count_until_a_lot_is_recorded() -> None:
    still = instant_runoff(TIED)
    assert still.decision == Tie(("B", "C"), 1, "exclusion in round 2")
    assert still.winner is None
    assert [round_.excluded for round_ in still.rounds] == ["D", None]
    b_out = instant_runoff(TIED, lots=[Lot.of("BC", "B", "exclusion in round 2")])
    c_out = instant_runoff(TIED, lots=[Lot.of("BC", "C")])
    assert (b_out.winner, c_out.winner) == ("A", "B")
    assert b_out.rounds[1].by == "lot"
    assert b_out.lots == (Lot.of("BC", "B", "exclusion in round 2"),)


def test_previous_rounds_break_a_tie_before_a_lot() -> None:
    count = instant_runoff(TIED, ties="previous rounds", lots=[Lot.of("BC", "B")])
    assert count.winner == "B"
    assert (count.rounds[1].excluded, count.rounds[1].by) == ("C", "previous rounds")
    assert count.lots == ()
    equal = instant_runoff(read_ballots({"A": 2, "B": 1, "C": 1}), ties=Ties.PREVIOUS_ROUNDS)
    assert equal.decision == Tie(("B", "C"), 1, "exclusion in round 1")


def test_first_rounds_break_a_tie_where_the_law_looks_at_the_original_votes() -> None:
    # B and C are equal in round 3; C had fewer in round 1, and B in round 2.
    tied = read_ballots({"A": 15, "B": 8, "C": 7, "D > B": 2, "D > C": 1, "E > C": 2})
    first, last = (instant_runoff(tied, ties=ties).rounds[2] for ties in ("first rounds", "previous rounds"))
    assert first.votes == {"A": 15, "B": 10, "C": 10}
    assert (first.excluded, first.by) == ("C", "first rounds")
    assert (last.excluded, last.by) == ("B", "previous rounds")
    equal = instant_runoff(read_ballots({"A": 2, "B": 1, "C": 1}), ties=Ties.FIRST_ROUNDS)
    assert equal.decision == Tie(("B", "C"), 1, "exclusion in round 1")


def test_look_back_narrows_stage_by_stage() -> None:
    history = [{"A": 1, "B": 2, "C": 2}, {"A": 3, "B": 2, "C": 2}]
    assert look_back("ABC", history, lowest=True) == ["A"]
    assert look_back("ABC", reversed(history), lowest=True) == ["B", "C"]
    assert look_back("ABC", reversed(history), lowest=False) == ["A"]


def test_the_last_two_tie_for_the_seat() -> None:
    ballots = read_ballots({"A": 3, "B": 3})
    assert instant_runoff(ballots).decision == Tie(("A", "B"), 1, "the seat")
    drawn = instant_runoff(ballots, lots=[Lot.of("AB", "B", "the seat")])
    assert drawn.decision == Elected("B", "by lot")
    assert instant_runoff(TIED, lots=[Lot.of("BC", "B")], what="the mayor").winner == "A"


def test_without_ballots_nobody_is_elected() -> None:
    assert isinstance(instant_runoff(Ballots.of({}, "AB")).decision, Undecided)
    assert isinstance(contingent_vote(Ballots.of({}, "AB")).decision, Undecided)
    assert isinstance(contingent_from_totals({"A": 0}).decision, Undecided)


def test_sri_lanka_2024() -> None:
    count = contingent_from_totals(SRI_LANKA, SRI_LANKA_ADDED, valid=SRI_LANKA_VALID)
    assert count.winner == "Anura Kumara Dissanayake"
    assert count.totals == {"Anura Kumara Dissanayake": 5740179, "Sajith Premadasa": 4530902}
    assert count.not_counted == 13319616 - 5740179 - 4530902
    before = contingent_from_totals(SRI_LANKA, valid=SRI_LANKA_VALID)
    assert isinstance(before.decision, RunOff)
    assert before.decision.pair == ("Anura Kumara Dissanayake", "Sajith Premadasa")


def test_golden_sri_lanka() -> None:
    election = golden("lk_2024_president")
    district = election["districts"][0]
    count = contingent_from_totals(district["votes"], election["added_preferences"], valid=district["valid"])
    assert count.winner == election["result"]["elected"]
    assert count.totals == election["result"]["second_count"]


def test_all_but_two_are_eliminated_at_once() -> None:
    # By instant run-off C would win: D's ballots go to C, then B's. The contingent vote drops C at once.
    ballots = read_ballots({"A": 8, "B > C": 6, "C > A": 5, "D > C > B": 4})
    assert instant_runoff(ballots).winner == "C"
    count = contingent_vote(ballots)
    assert count.pair == ("A", "B")
    assert count.by_preference == {"2": {"A": 5, "B": 0}, "3": {"A": 0, "B": 4}}
    assert count.totals == {"A": 13, "B": 10}
    assert count.winner == "A"
    two = contingent_vote(ballots, preferences=2)
    assert two.totals == {"A": 13, "B": 6}
    assert two.not_counted == 4
    # A ballot for one of the two stays with it whatever it ranks next.
    assert contingent_vote(read_ballots({"A > B": 4, "B > A": 5, "C": 2})).totals == {"A": 4, "B": 5}


def test_more_than_half_of_first_preferences_wins_at_once() -> None:
    count = contingent_vote(read_ballots({"A": 5, "B": 2, "C > B": 2}))
    assert (count.winner, count.pair, count.totals) == ("A", (), {})
    half = contingent_vote(read_ballots({"A": 4, "B": 3, "C > B": 1}))
    assert half.pair == ("A", "B")
    assert half.decision == Tie(("A", "B"), 1, "the seat")
    assert contingent_from_totals({"A": 5, "B": 2}, {"B": 9}, valid=9).winner == "A"


def test_ties_for_the_places_of_the_two() -> None:
    ballots = read_ballots({"A": 5, "B > C": 3, "C": 3})
    still = contingent_vote(ballots)
    assert isinstance(still.decision, RunOff)
    assert still.decision.pair == ("A",)
    assert still.decision.tie == Tie(("B", "C"), 1, "places in the second count")
    lot = Lot.of("BC", "C", "places in the second count")
    drawn = contingent_vote(ballots, lots=[lot])
    assert drawn.totals == {"A": 5, "C": 6}
    assert (drawn.winner, drawn.lots) == ("C", (lot,))
    three = contingent_from_totals({"A": 2, "B": 2, "C": 2}, {"A": 1, "B": 1}, lots=[Lot.of("ABC", "AB")])
    assert three.decision == Tie(("A", "B"), 1, "the seat")
    lots = [Lot.of("ABC", "AB"), Lot.of("AB", "B")]
    both = contingent_from_totals({"A": 2, "B": 2, "C": 2}, {"A": 1, "B": 1}, lots=lots)
    assert (both.decision, both.lots) == (Elected("B", "by lot"), tuple(lots))


@pytest.mark.parametrize(
    ("added", "valid", "words"),
    [
        ({"C": 1}, 12, "C did not reach"),
        ({"A": 4}, 12, "3 other ballots"),
        ({"A": -1}, 12, "negative"),
        ({"A": 1}, 11, "fewer than the 12"),
        ({"A": 1}, True, "not a whole number"),
    ],
)
def test_totals_that_do_not_fit_are_refused(added: dict[str, int], valid: int, words: str) -> None:
    with pytest.raises(LawError, match=words):
        contingent_from_totals({"A": 5, "B": 4, "C": 3}, added, valid=valid)


@pytest.mark.parametrize("preferences", [0, -1, True, 2.0])
def test_a_number_of_preferences_is_a_whole_number(preferences: Any) -> None:
    with pytest.raises(LawError, match="number of preferences"):
        contingent_vote(TIED, preferences=preferences)


def test_outcomes_are_plain_data() -> None:
    data = json.loads(json.dumps(instant_runoff(TIED).to_dict()))
    assert data["decision"]["tied"] == ["B", "C"]
    assert data["rounds"][0]["votes"] == {"A": 5, "B": 4, "C": 3, "D": 1}
    other = json.loads(json.dumps(contingent_vote(TIED).to_dict()))
    assert other["totals"] == {"A": 5, "B": 7}
    assert other["decision"] == {
        "kind": "elected",
        "name": "B",
        "text": "the larger total of the second count",
    }
