"""The bounds of majority laws against every completion of small elections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Bounds, Missing, bounds_of
from escrutinio.law import ContestTotals, Elected, ElectionFacts, Outcome, RunOff, Tie, get_law
from searches import examples

NAMES = "ABC"
UNITS = ("1", "2")
three = st.tuples(*[st.integers(0, 9)] * 3).map(lambda votes: dict(zip(NAMES, votes, strict=True)))
left = st.tuples(st.integers(0, 3), st.integers(0, 2))
OFFICES = {
    "mx/president": "president",
    "fr/president": "president",
    "ar/president": "president",
    "cr/president": "president",
    "uy/president": "president",
    "ng/president": "president",
    "ke/president": "president",
    "us/president": "president",
}
SEATS = {"1": 3, "2": 2}


def also(units: int, carried: int) -> dict[str, dict[str, int]]:
    """Units that are counted besides, where a law asks for the votes of each; A has those of some."""
    return {f"also {n}": {"A": int(n < carried), "B": 0, "C": 0} for n in range(units)}


# With one unit more, A has a quarter of the votes in as many as the law asks for: the two others decide.
ALSO = {"ng/president": also(37 - 2, 24), "ke/president": also(47 - 2, 23)}


def spread_out(names: str, ballots: int) -> Iterator[dict[str, int]]:
    """Every way to give up to so many votes to the names."""
    if not names:
        yield {}
        return
    for number in range(ballots + 1):
        for rest in spread_out(names[1:], ballots - number):
            yield {names[0]: number, **rest}


def every_end(
    law_id: str, votes: Mapping[str, Mapping[str, int]], missing: tuple[int, ...]
) -> tuple[Bounds, list[Outcome]]:
    """The bounds, and what the law makes of every completion."""
    law = get_law(law_id)
    role = law.first_contest
    votes = {**votes, **ALSO.get(law_id, {})}
    # Ballots that come are for somebody; those that do not come are blank or stay away.
    counts = {role: {"blank": {unit: int(unit in UNITS) for unit in votes}, "null": dict.fromkeys(votes, 0)}}
    facts = ElectionFacts(seats=SEATS if law.reads.seats else {}, counts=counts)
    bounds = bounds_of(
        law, {role: ContestTotals(votes)}, Missing({role: dict(zip(UNITS, missing, strict=True))}), facts
    )
    ends = []
    for chosen in product(*(spread_out(NAMES, number) for number in missing)):
        after = {
            **votes,
            **{
                unit: {name: votes[unit][name] + more[name] for name in NAMES}
                for unit, more in zip(UNITS, chosen, strict=True)
            },
        }
        ends.append(law.decide({role: ContestTotals(after)}, True, facts))
    return bounds, ends


@pytest.mark.parametrize("law_id", OFFICES)
@examples(12)
@given(one=three, two=three, missing=left)
def test_an_office_is_bounded_and_who_can_be_elected_is_sharp(
    law_id: str, one: dict[str, int], two: dict[str, int], missing: tuple[int, int]
) -> None:
    bounds, ends = every_end(law_id, {"1": one, "2": two}, missing)

    assert [text for end in ends for text in contradictions(bounds, end)] == []
    (bound,) = bounds.offices.values()
    decisions = [decision for end in ends for decision in end.offices.values()]
    elected = {decision.name for decision in decisions if isinstance(decision, Elected)}
    tied = {name for decision in decisions if isinstance(decision, Tie) for name in decision.tied}
    if law_id == "us/president":
        # Equal votes in a unit leave its electors open: a lot may elect.
        assert elected <= set(bound.can_be_elected)
    else:
        assert set(bound.can_be_elected) == elected | tied
    same = len(elected) == 1 and all(isinstance(decision, Elected) for decision in decisions)
    pairs = {frozenset(decision.pair) for decision in decisions if isinstance(decision, RunOff)}
    tie = any(isinstance(decision, RunOff) and decision.tie for decision in decisions)
    if same or (not elected and len(pairs) == 1 and len(next(iter(pairs))) == 2 and not tie):
        everybody_open = law_id in ("ng/president", "ke/president", "us/president")
        assert bound.decided or everybody_open or not all(isinstance(d, Elected | RunOff) for d in decisions)


@pytest.mark.parametrize("law_id", ["uk/commons", "es/senado", "in/lok-sabha"])
@examples(12)
@given(one=three, two=three, missing=left)
def test_seats_are_bounded_and_sharp(
    law_id: str, one: dict[str, int], two: dict[str, int], missing: tuple[int, int]
) -> None:
    bounds, ends = every_end(law_id, {"1": one, "2": two}, missing)

    assert [text for end in ends for text in contradictions(bounds, end)] == []
    if law_id == "es/senado":
        return  # a ballot names several candidates, which these completions do not
    (bound,) = bounds.chambers.values()
    for unit in UNITS:
        won = [end.chambers[bound.id].districts[unit] for end in ends]
        winners = {decision.name for decision in won if isinstance(decision, Elected)}
        tied = {name for decision in won if isinstance(decision, Tie) for name in decision.tied}
        assert set(bound.districts[get_law(law_id).first_contest][unit].can_win) == winners | tied


RANKINGS = [("A",), ("A", "B"), ("A", "C"), ("B", "A"), ("B", "C"), ("C", "B"), ("C", "A", "B"), ("C",)]
ballots = st.dictionaries(st.sampled_from(RANKINGS), st.integers(1, 6), min_size=2)


@pytest.mark.parametrize("law_id", ["us/maine", "us/burlington-2006", "au/house", "lk/president"])
@examples(25)
@given(counted=ballots, missing=st.integers(0, 2))
def test_ranked_ballots_are_bounded(law_id: str, counted: dict[tuple[str, ...], int], missing: int) -> None:
    check_ranked(law_id, counted, missing, {})


@pytest.mark.parametrize("law_id", ["uk/scottish-councils", "uk/ni-assembly"])
@examples(25)
@given(counted=ballots, missing=st.integers(0, 2), seats=st.integers(1, 2))
def test_transferable_votes_are_bounded(
    law_id: str, counted: dict[tuple[str, ...], int], missing: int, seats: int
) -> None:
    check_ranked(law_id, counted, missing, {"1": seats})


def check_ranked(
    law_id: str, counted: dict[tuple[str, ...], int], missing: int, seats: dict[str, int]
) -> None:
    law = get_law(law_id)
    role = law.first_contest
    nobody: dict[tuple[str, ...], int] = {(name,): 0 for name in NAMES}
    everybody = {**nobody, **counted}
    given_seats = seats if law.reads.seats else {}
    facts = ElectionFacts(seats=given_seats, ballots={role: {"1": everybody}})
    bounds = bounds_of(law, {}, Missing({role: {"1": missing}}), facts)
    for chosen in product([None, *RANKINGS], repeat=missing):
        after = dict(everybody)
        for ranking in chosen:
            if ranking is not None:
                after[ranking] = after.get(ranking, 0) + 1
        end = law.decide({}, True, ElectionFacts(seats=given_seats, ballots={role: {"1": after}}))
        assert contradictions(bounds, end) == []
