"""The sure bounds against every completion of small counts: they hold, and are exact where they say so."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.bounds import Missing, dhondt_bounds, first_round_bound, plurality_bound
from escrutinio.bounds.bolivia import bolivia_bounds
from escrutinio.law import (
    AtLeastWithLead,
    ContestTotals,
    Decision,
    Elected,
    MoreThan,
    RunOff,
    Threshold,
    Tie,
    Undecided,
    first_round,
    highest_averages,
    plurality,
)
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law.library.bo.rules import decide
from escrutinio.law.library.bo.statute import Department, Statute
from searches import examples

NAMES = "ABCD"
NOBODY = "withdrawn"
BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))

missing_votes = st.integers(0, 5)
small = st.one_of(st.integers(0, 3), st.integers(0, 25))


def votes_of(least: int, most: int = 4) -> st.SearchStrategy[dict[str, int]]:
    """Votes of the first few lists; a bound needs every list that stands to be named."""
    return st.integers(least, most).flatmap(
        lambda number: st.tuples(*[small] * number).map(lambda votes: dict(zip(NAMES, votes, strict=False)))
    )


def completions(names: Sequence[str], missing: int) -> Iterator[dict[str, int]]:
    """Every way to spread zero to ``missing`` votes over the names."""
    if not names:
        yield {}
        return
    for number in range(missing + 1):
        for rest in completions(names[1:], missing - number):
            yield {names[0]: number, **rest}


def finished(votes: Mapping[str, int], missing: int) -> Iterator[tuple[dict[str, int], int]]:
    """Every finished count of the lists, with the valid votes that came."""
    for more in completions([*votes, NOBODY], missing):
        yield {name: number + more[name] for name, number in votes.items()}, sum(more.values())


@given(votes_of(2), missing_votes)
def test_plurality_bound_is_exact(votes: dict[str, int], missing: int) -> None:
    bound = plurality_bound(votes, missing)
    ends = [plurality(after) for after, _ in finished(votes, missing)]
    winners = {end.name if isinstance(end, Elected) else None for end in ends}
    assert bound.decided == (len(winners) == 1 and None not in winners)
    tied = {name for end in ends if isinstance(end, Tie) for name in end.tied}
    assert set(bound.can_win) == tied | {name for name in winners if name}


@given(
    votes_of(1), st.integers(0, 6), missing_votes, st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3))
)
def test_dhondt_bounds_are_exact(
    votes: dict[str, int], seats: int, missing: int, start: dict[str, int]
) -> None:
    for begin in ({}, start):
        bounds = dhondt_bounds(votes, seats, missing, seats_already_won=begin)
        ends = [highest_averages(after, seats, start=begin) for after, _ in finished(votes, missing)]
        for name in votes:
            tied = [end.tie is not None and name in end.tie.tied for end in ends]
            assert bounds[name].min_seats == min(end.seats[name] for end in ends)
            assert bounds[name].max_seats == max(
                end.seats[name] + t for end, t in zip(ends, tied, strict=True)
            )


def meaning(decision: Decision) -> object:
    """A decision without the words and without who came first in a run-off."""
    if isinstance(decision, Elected):
        return decision.name
    if isinstance(decision, RunOff) and decision.tie is None:
        return frozenset(decision.pair)
    return None


@given(votes_of(1), st.one_of(st.just(0), st.integers(0, 8)), missing_votes)
def test_first_round_bound_is_exact(votes: dict[str, int], extra: int, missing: int) -> None:
    valid = sum(votes.values()) + extra
    bound = first_round_bound(votes, valid, missing, BOLIVIA)
    ends = [first_round(after, valid + more, BOLIVIA) for after, more in finished(votes, missing)]
    meanings = {meaning(end) for end in ends}
    assert bound.decided == (len(meanings) == 1 and None not in meanings)
    assert set(bound.can_be_elected) == {end.name for end in ends if isinstance(end, Elected)}
    assert bound.run_off_possible == any(isinstance(end, RunOff) for end in ends)
    assert bound.nobody_possible == any(isinstance(end, Undecided) for end in ends)
    places = [(*end.pair, *(end.tie.tied if end.tie else ())) for end in ends if isinstance(end, RunOff)]
    assert set(bound.can_reach_run_off) == {name for place in places for name in place}


@given(votes_of(2), st.integers(0, 8))
def test_needed_is_the_first_number_that_changes_the_answer(votes: dict[str, int], extra: int) -> None:
    valid = sum(votes.values()) + extra
    now = meaning(first_round(votes, valid, BOLIVIA))
    needed = first_round_bound(votes, valid, 0, BOLIVIA).needed
    if now is None or needed is None or needed > 6:
        return
    for number in range(needed + 1):
        ends = {meaning(first_round(after, valid + more, BOLIVIA)) for after, more in finished(votes, number)}
        assert (ends != {now}) == (number == needed)


# A country of two small departments under the Bolivian rules: every completion of every contest together.

SMALL = Statute(
    id="small/1",
    title="two departments",
    text="none",
    departments=(Department("1", "One", ("C1", "C2"), 2, 0), Department("2", "Two", ("C3",), 2, 1)),
    senators_each=2,
    conditions=BOLIVIA,
    threshold=Threshold(Fraction(1, 10), "the valid votes", inclusive=True),
)
UNITS = (("president", "1"), ("president", "2"), ("single-member", "C1"), ("single-member", "C3"))

# Missing votes by unit, few enough to try every completion.
MISSING = ((2, 0, 1, 0), (0, 2, 0, 1), (1, 1, 1, 0), (0, 1, 1, 1), (3, 0, 0, 0), (0, 0, 2, 1), (0, 0, 0, 0))

three = st.tuples(small, small, small).map(lambda votes: dict(zip("ABC", votes, strict=True)))


@examples(120)
@given(three, three, three, three, three, three, st.sampled_from(MISSING))
def test_the_bolivian_bounds_hold(
    one: dict[str, int],
    two: dict[str, int],
    c1: dict[str, int],
    c2: dict[str, int],
    c3: dict[str, int],
    special: dict[str, int],
    missing: tuple[int, ...],
) -> None:
    votes = {
        "president": {"1": one, "2": two},
        "single-member": {"C1": c1, "C2": c2, "C3": c3},
        "special": {"2": special},
    }
    more: dict[str, dict[str, int]] = {role: {} for role in votes}
    for (role, unit), number in zip(UNITS, missing, strict=True):
        more[role][unit] = number
    totals = {role: ContestTotals(by_unit) for role, by_unit in votes.items()}
    _, both = bolivia_bounds(SMALL, totals, Missing(more))
    chambers = {chamber.id: chamber for chamber in both}
    choices = [list(completions("ABC", more[role][unit])) for role, unit in UNITS]
    seen: Counter[str] = Counter()
    for chosen in product(*choices):
        after = {role: dict(by_unit) for role, by_unit in votes.items()}
        for (role, unit), extra in zip(UNITS, chosen, strict=True):
            after[role][unit] = {name: votes[role][unit][name] + extra[name] for name in "ABC"}
        with without_margins():
            outcome = decide(
                SMALL, {role: ContestTotals(by_unit) for role, by_unit in after.items()}, complete=True
            )
        for key, chamber in outcome.chambers.items():
            chamber_bounds = chambers[key]
            for code, unit_seats in chamber.units.items():
                for name in "ABC":
                    range_ = chamber_bounds.units[code][name]
                    # Ties can end either way, so even what is certain in spite of them is inside the bounds.
                    assert range_.min_seats <= unit_seats.seats.get(name, 0) <= range_.max_seats
            if chamber_bounds.decided:
                assert chamber.seats == {
                    n: r.min_seats for n, r in chamber_bounds.seats.items() if r.min_seats
                }
            if chamber_bounds.majority.holder:
                assert chamber.seats.get(chamber_bounds.majority.holder, 0) >= chamber.majority
            for name, number in chamber.seats.items():
                if number >= chamber.two_thirds:
                    assert name in chamber_bounds.two_thirds.can_have
            seen[key] += 1
    assert seen["senate"] == seen["deputies"] > 0
