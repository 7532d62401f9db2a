"""The bounds of seats that are added, of two ballots, and of whole and half quotas, against every end."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Missing, Sharpness, bounds_of, law_bounds
from escrutinio.law import ContestTotals, ElectionFacts
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from every_end import every_end
from made_laws import HEAD, threshold
from searches import examples
from small_counts import NAMES, finished

pytestmark = pytest.mark.hypothesis
TOP_UP = '[[step]]\nrule = "top-up"\narticle = "1"\ncontest = "constituencies"\n'
TOP_UPS = {
    "absolute": "",
    "relative": "relative = true\n",
    "proportional": "relative = true\nproportional = true\n",
}
EACH = '[[step]]\nrule = "allocate"\narticle = "1"\nin = "each unit"\nby = "droop"\n'
LEVEL = '[[step]]\nrule = "levelling"\narticle = "2"\nsize = 7\nalso = "constituencies"\n'
LEVELS = {
    "remainders then averages": 'by = "droop"\nrest = "remainders then averages"\nmost_by_remainders = 1\n',
    "averages": 'by = "dhondt"\n',
    "hare": 'by = "hare"\n',
    "hare and averages": 'by = "hare"\nrounded = "up"\n',
}
OF_LISTS = threshold('unlabelled = "independent"')
CANDIDATES = '[candidates]\nrun_out = "others"\narticle = "0"\n'
HALVES = (
    '[[step]]\nrule = "half-quotas"\narticle = "1"\nby = "hare"\nof = "valid"\ncontest = "constituencies"\n'
)
BAR = threshold('share = "20 %"\nof = "lists"')
OVERHANG = '[[step]]\nrule = "overhang-lands"\narticle = "1"\ncontest = "constituencies"\nsize = 6\n'
COUNT = st.tuples(*[st.integers(0, 9)] * 3).map(lambda votes: dict(zip(NAMES, votes, strict=True)))
SEATS = st.tuples(*[st.integers(0, 4)] * 3).map(lambda seats: dict(zip(NAMES, seats, strict=True)))
Votes = dict[str, int]


@pytest.mark.parametrize("title", sorted(TOP_UPS))
@given(COUNT, SEATS, st.integers(1, 3), st.integers(0, 1))
@examples(40, phases=(Phase.generate,))
def test_no_end_of_a_count_contradicts_the_bounds_of_added_seats(
    title: str, votes: Votes, won: Votes, missing: int, left: int
) -> None:
    law = law_of(read_definition(HEAD + TOP_UP + TOP_UPS[title], "test", "test.toml"))
    assert law_bounds(law).sharpness is Sharpness.SOUND

    def totals(of_votes: Votes, of_seats: Votes) -> dict[str, ContestTotals]:
        return {"votes": ContestTotals({"1": of_votes}), "constituencies": ContestTotals({"1": of_seats})}

    bounds = bounds_of(
        law, totals(votes, won), Missing({"votes": {"1": missing}, "constituencies": {"1": left}})
    )
    ends = product(finished(votes, missing), finished(won, left))
    for (after, _), (seats, _) in ends:
        for outcome in every_end(law, totals(after, seats), ElectionFacts()):
            assert contradictions(bounds, outcome) == []


@pytest.mark.parametrize("independent", ["", "C"])
@pytest.mark.parametrize("title", sorted(LEVELS))
@given(COUNT, COUNT, COUNT, st.integers(1, 2), st.integers(0, 2))
@examples(25, phases=(Phase.generate,))
def test_no_end_of_two_ballots_contradicts_their_bounds(
    title: str, independent: str, first: Votes, second: Votes, national: Votes, missing: int, left: int
) -> None:
    steps = EACH + (OF_LISTS if independent else "") + LEVEL + LEVELS[title]
    law = law_of(read_definition(HEAD + CANDIDATES + steps, "test", "test.toml"))
    assert law_bounds(law).sharpness is Sharpness.SOUND
    labels = {independent: frozenset({"independent"})} if independent else {}
    facts = ElectionFacts(seats={"1": 2, "2": 3}, labels=labels)

    def totals(of_first: Votes, of_all: Votes) -> dict[str, ContestTotals]:
        units = ContestTotals({"1": of_first, "2": second})
        return {"votes": units, "constituencies": ContestTotals({"whole": of_all})}

    awaited = Missing({"votes": {"1": missing}, "constituencies": {"whole": left}})
    bounds = bounds_of(law, totals(first, national), awaited, facts)
    ends = {tuple(after.values()) for after, _ in finished(first, missing)}
    for after, (of_all, _) in product(ends, finished(national, left)):
        for outcome in every_end(law, totals(dict(zip(NAMES, after, strict=True)), of_all), facts):
            assert contradictions(bounds, outcome) == []


@given(COUNT, COUNT, st.integers(1, 3))
@examples(40, phases=(Phase.generate,))
def test_no_end_of_a_count_contradicts_the_bounds_of_half_quotas(
    votes: Votes, persons: Votes, missing: int
) -> None:
    law = law_of(read_definition(HEAD + HALVES, "test", "test.toml"))
    rows = {f"{name}: {person}": n for name, n in persons.items() for person in ("x", "y")}
    facts = ElectionFacts(seats={"1": 4})

    def totals(of_votes: Votes, more: int) -> dict[str, ContestTotals]:
        valid = {"1": sum(votes.values()) + more}
        return {"votes": ContestTotals({"1": of_votes}, valid), "constituencies": ContestTotals({"1": rows})}

    bounds = bounds_of(law, totals(votes, 0), Missing({"votes": {"1": missing}}), facts)
    for after, came in finished(votes, missing):
        for outcome in every_end(law, totals(after, came), facts):
            assert contradictions(bounds, outcome) == []


@pytest.mark.parametrize("title", ["hare", "sainte_lague"])
@given(COUNT, COUNT, st.tuples(COUNT, COUNT, COUNT), st.integers(1, 2), st.integers(0, 1))
@examples(25, phases=(Phase.generate,))
def test_no_end_of_a_count_contradicts_the_bounds_of_overhang_by_land(
    title: str, first: Votes, second: Votes, singles: tuple[Votes, Votes, Votes], missing: int, left: int
) -> None:
    law = law_of(read_definition(f'{HEAD}{BAR}{OVERHANG}by = "{title}"\n', "test", "test.toml"))
    assert law_bounds(law).sharpness is Sharpness.SOUND
    facts = ElectionFacts(above={"a": "1", "b": "1", "c": "2"})

    def totals(of_first: Votes, of_a: Votes) -> dict[str, ContestTotals]:
        constituencies = ContestTotals({"a": of_a, "b": singles[1], "c": singles[2]})
        return {"votes": ContestTotals({"1": of_first, "2": second}), "constituencies": constituencies}

    awaited = Missing({"votes": {"1": missing}, "constituencies": {"a": left}})
    bounds = bounds_of(law, totals(first, singles[0]), awaited, facts)
    ends = {tuple(after.values()) for after, _ in finished(first, missing)}
    for after, (of_a, _) in product(ends, finished(singles[0], left)):
        for outcome in every_end(law, totals(dict(zip(NAMES, after, strict=True)), of_a), facts):
            assert contradictions(bounds, outcome) == []


def test_seats_of_a_unit_that_nobody_took_are_no_levelling_seats() -> None:
    law = law_of(read_definition(HEAD + EACH + LEVEL + LEVELS["averages"], "test", "test.toml"))
    facts = ElectionFacts(seats={"1": 2, "2": 3})
    # One vote does not fill the three seats of the second unit.
    units = ContestTotals({"1": {"A": 6, "B": 2, "C": 7}, "2": {"A": 1, "B": 0, "C": 0}})
    totals = {"votes": units, "constituencies": ContestTotals({"whole": {"A": 1, "B": 0, "C": 0}})}
    (bound,) = bounds_of(law, totals, Missing({"votes": {"1": 1}}), facts).chambers.values()
    (chamber,) = law.decide(totals, True, facts).chambers.values()
    assert chamber.units["2"].vacant
    assert all(
        bound.seats[name].min_seats <= number <= bound.seats[name].max_seats
        for name, number in chamber.seats.items()
    )
