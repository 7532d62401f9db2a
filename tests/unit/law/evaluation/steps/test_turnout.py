"""A first round that counts only if enough voters took part, and shares of the registered voters.

What is tested: ``law.evaluation.steps.two_rounds``, ``law.evaluation.figures``, bounds,
``law_batch.majority_rules``.
"""

from __future__ import annotations

import numpy as np
import pytest

from escrutinio.bounds import Missing, bounds_of, law_bounds
from escrutinio.law import ContestTotals, Elected, Outcome, RunOff, Undecided, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law_batch.draws import DrawnContest, DrawnElection
from escrutinio.law_batch.one_by_one import decide_one_by_one
from escrutinio.law_batch.registry import decide_draws
from escrutinio.model import LawError

CAST = {"cast": {WHOLE: 1_000}, "registered": {WHOLE: 1_999}}


def outcome(law_id: str, votes: dict[str, int], counts: dict[str, dict[str, int]]) -> Outcome:
    law = get_law(law_id)
    return law.decide(
        {law.first_contest: ContestTotals({WHOLE: votes})}, True, ElectionFacts(counts={"votes": counts})
    )


@pytest.mark.parametrize(
    ("law_id", "first", "registered", "elected"),
    [
        # Bulgaria: more than half of the valid votes, if more than half of the voters voted.
        ("bg/president", 600, 1_999, True),
        ("bg/president", 600, 2_000, False),
        ("bg/president", 500, 1_999, False),
        # Lithuania: of all who took part, if at least half of the voters did; else at least a third of the
        # registered voters.
        ("lt/president", 501, 2_000, True),
        ("lt/president", 500, 2_000, False),
        ("lt/president", 666, 2_001, False),
        ("lt/president", 667, 2_001, True),
        # Slovakia and Romania: more than half of the registered voters.
        ("sk/president", 600, 1_200, False),
        ("sk/president", 600, 1_199, True),
        ("ro/president", 600, 1_200, False),
    ],
)
def test_turnout_and_registered_voters_decide_a_first_round(
    law_id: str, first: int, registered: int, elected: bool
) -> None:
    counts = {"cast": {WHOLE: 1_000}, "registered": {WHOLE: registered}}
    decided = outcome(law_id, {"A": first, "B": 1_000 - first}, counts)
    office = decided.offices["president"]
    if elected:
        assert isinstance(office, Elected)
        assert office.name == "A"
    else:
        assert isinstance(office, RunOff)
        assert office.pair == ("A", "B")


def test_the_derivation_says_whether_enough_have_voted() -> None:
    assert "have voted" in outcome("lt/president", {"A": 600, "B": 400}, CAST).steps[0].text
    low = {**CAST, "registered": {WHOLE: 2_001}}
    assert "had to vote, and did not" in outcome("lt/president", {"A": 600, "B": 400}, low).steps[0].text
    assert "nobody is elected" in outcome("bg/president", {"A": 600, "B": 400}, low).steps[0].text


def test_without_the_registered_voters_it_is_refused() -> None:
    with pytest.raises(LawError, match=r"\[registered\]"):
        outcome("bg/president", {"A": 600, "B": 400}, {"cast": {WHOLE: 1_000}})


def test_the_bounds_of_a_turnout_are_sound_and_say_why() -> None:
    (why,) = law_bounds(get_law("lt/president")).why
    assert why.startswith("how many of the missing voters")
    assert str(law_bounds(get_law("sk/president")).sharpness) == "sound"


@pytest.mark.parametrize(
    ("law_id", "votes", "elected"),
    [
        ("ni/president-2000", {"A": 350, "B": 300, "C": 350 - 1}, False),
        ("ni/president-2000", {"A": 350, "B": 300, "C": 300, "D": 50}, True),
        ("sl/president", {"A": 549, "B": 451}, False),
        ("sl/president", {"A": 550, "B": 450}, True),
        ("pe/gobernador", {"A": 300, "B": 290, "C": 210, "D": 200}, True),
        ("md/president", {"A": 500, "B": 300, "C": 200}, True),
        ("do/president", {"A": 500, "B": 300, "C": 200}, False),
        ("hn/president", {"A": 400, "B": 399, "C": 201}, True),
    ],
)
def test_the_share_that_elects_is_that_of_the_law(law_id: str, votes: dict[str, int], elected: bool) -> None:
    decided = next(iter(outcome(law_id, votes, {}).offices.values()))
    assert isinstance(decided, Elected) is elected


def run_off(law_id: str, votes: dict[str, int], counts: dict[str, int]) -> Outcome:
    """What comes of a run-off between A and B."""
    law = get_law(law_id)
    first = {"cast": {WHOLE: 1_000}, "registered": {WHOLE: 2_001}}
    second = {what: {WHOLE: number} for what, number in counts.items()}
    return law.decide(
        {
            "votes": ContestTotals({WHOLE: {"A": 450, "B": 400, "C": 150}}),
            "run-off": ContestTotals({WHOLE: votes}),
        },
        True,
        ElectionFacts(counts={"votes": first, "run-off": second}),
    )


@pytest.mark.parametrize(
    ("law_id", "first", "counts", "said"),
    [
        # Mongolia: more than half of all who voted, blank ballots among them.
        ("mn/president", 501, {"cast": 1_000}, ""),
        ("mn/president", 500, {"cast": 1_000}, "nobody has more than 50 % of the votes cast"),
        # North Macedonia: more than 40 % of the registered voters have to vote.
        ("mk/president", 501, {"cast": 1_000, "registered": 2_499}, ""),
        ("mk/president", 501, {"cast": 1_000, "registered": 2_500}, "too few have voted in the run-off"),
    ],
)
def test_a_run_off_may_ask_for_a_share_or_a_turnout(
    law_id: str, first: int, counts: dict[str, int], said: str
) -> None:
    office = run_off(law_id, {"A": first, "B": 990 - first}, counts).offices["president"]
    if said:
        assert isinstance(office, Undecided)
        assert office.text == said
    else:
        assert isinstance(office, Elected)
        assert office.name == "A"


@pytest.mark.parametrize(
    ("law_id", "missing", "cast", "can", "decided", "nobody"),
    [
        ("mn/president", 0, 1_000, ("A",), True, False),
        ("mn/president", 20, 1_000, ("A",), False, True),
        ("mn/president", 60, 1_000, ("A", "B"), False, True),
        ("mn/president", 0, 1_200, (), True, True),
        ("mk/president", 0, 1_000, ("A",), True, False),
        ("mk/president", 0, 700, (), True, True),
        ("mk/president", 200, 700, ("A", "B"), False, True),
    ],
)
def test_the_bounds_of_a_run_off_that_may_elect_nobody(
    law_id: str, missing: int, cast: int, can: tuple[str, ...], decided: bool, nobody: bool
) -> None:
    law = get_law(law_id)
    totals = {
        "votes": ContestTotals({WHOLE: {"A": 450, "B": 400, "C": 150}}),
        "run-off": ContestTotals({WHOLE: {"A": 505, "B": 475}}),
    }
    first = {"cast": {WHOLE: 1_000}, "registered": {WHOLE: 2_001}}
    second = {"cast": {WHOLE: cast}, "registered": {WHOLE: 2_000}}
    facts = ElectionFacts(counts={"votes": first, "run-off": second})
    found = bounds_of(law, totals, Missing({"run-off": {WHOLE: missing}}), facts).offices["president"]
    assert found.can_be_elected == can
    assert (found.decided, found.nobody_possible) == (decided, nobody)


@pytest.mark.parametrize("law_id", ["mn/president", "mk/president", "by/president"])
def test_many_results_of_such_a_run_off_are_those_of_the_exact_law(law_id: str) -> None:
    votes = np.array([[[500, 480]], [[499, 500]], [[500, 500]], [[300, 200]], [[505, 480]], [[490, 480]]])
    cast = np.array([[1_000], [999], [1_000], [700], [1_009], [980]])
    first = np.broadcast_to(np.array([[[450, 400, 150]]]), (6, 1, 3))
    drawn = DrawnElection(
        {
            "votes": DrawnContest(
                (WHOLE,),
                ("A", "B", "C"),
                first,
                first.sum(axis=2),
                {"cast": np.full((6, 1), 1_000), "registered": np.full((6, 1), 2_400)},
            ),
            "run-off": DrawnContest(
                (WHOLE,),
                ("A", "B"),
                votes,
                votes.sum(axis=2),
                {"cast": cast, "registered": np.full((6, 1), 2_400)},
            ),
        },
        ElectionFacts(),
    )
    law = get_law(law_id)
    many, exact = decide_draws(law, drawn, most=None), decide_one_by_one(law, drawn)
    winners = [[outcome.lists[at] if at >= 0 else "" for at in outcome.elected] for outcome in (many, exact)]
    assert winners[0] == winners[1]
    assert "" in winners[0]
    assert many.tied.tolist() == exact.tied.tolist()
