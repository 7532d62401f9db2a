"""Open lists, apportionment, spread and colleges: sums, names, bounds and lots."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.lots import Lot
from escrutinio.law.majority.electoral_college import ElectorUnit, electoral_college
from escrutinio.law.majority.spread import KENYA, spread_round
from escrutinio.law.majority.two_rounds import MoreThan, second_round
from escrutinio.law.proportional.apportionment import Apportionment, apportion
from escrutinio.law.proportional.divisors import adams, dhondt, huntington_hill, sainte_lague
from escrutinio.law.proportional.methods import Method, QuotaMethod
from escrutinio.law.proportional.open_lists import Level, ListElected, Others, elect_from_list
from escrutinio.law.proportional.quotas import droop_quota
from escrutinio.law.thresholds.conditions import Threshold
from searches import examples

NAMES = "ABCDEF"
personal = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 12), max_size=6)
orders = st.permutations(NAMES).flatmap(lambda order: st.integers(0, 6).map(lambda n: order[:n]))
bars = st.one_of(
    st.none(),
    st.builds(
        Threshold,
        st.integers(0, 10).map(lambda n: Fraction(n, 10)),
        st.just("the votes of the list"),
        st.booleans(),
    ),
)


@given(orders, personal, st.integers(0, 7), bars, st.sampled_from(Others), st.sampled_from(Level))
def test_who_of_a_list_is_elected(
    order: list[str], votes: dict[str, int], seats: int, bar: Threshold | None, others: Others, level: Level
) -> None:
    votes = {name: number for name, number in votes.items() if name in order}
    base = None if bar is None else 12

    def elect(lots: list[Lot]) -> ListElected:
        return elect_from_list(order, votes, seats, bar=bar, base=base, others=others, level=level, lots=lots)

    found = elect([])
    tied = found.tie.seats if found.tie else 0
    assert len(found.elected) + tied + found.vacant == seats
    assert len(set(found.names)) == len(found.names)
    if others is not Others.NOBODY:
        assert found.vacant == max(seats - len(order), 0)
    if level is Level.LIST_ORDER:
        assert found.tie is None
    above = {name for name in order if bar is None or bar.passes(votes.get(name, 0), 12)}
    assert set(found.reached) == above
    taken = set(found.names) | set(found.tie.tied if found.tie else ())
    # Nobody below the bar is elected while somebody above it is not.
    assert not (taken - above) or above <= set(found.names) or (found.tie and above <= taken)
    # Nobody above the bar has more votes than one who is elected by them.
    for person in found.elected:
        if person.name in above:
            assert all(votes.get(name, 0) <= person.votes for name in above - taken)
    behind = [name for name in order if name not in above]
    by_order = [person.name for person in found.elected if person.by == "list order"]
    assert by_order == behind[: len(by_order)]
    if found.tie:
        assert len({votes.get(name, 0) for name in found.tie.tied}) == 1
        for chosen in combinations(found.tie.tied, found.tie.seats):
            drawn = elect([Lot.of(found.tie.tied, chosen, found.tie.what)])
            assert set(drawn.names) == set(found.names) | set(chosen)
            assert drawn.tie is None


people = st.dictionaries(
    st.sampled_from(NAMES), st.one_of(st.integers(0, 12), st.integers(0, 10**9)), min_size=1, max_size=6
)
methods = st.sampled_from(
    [dhondt, sainte_lague, adams, huntington_hill, QuotaMethod(), QuotaMethod(droop_quota)]
)


@examples(200)
@given(
    people, st.integers(0, 20), methods, st.integers(0, 2), st.integers(0, 2), st.integers(0, 6), st.data()
)
def test_districts_within_their_bounds(
    populations: dict[str, int],
    extra: int,
    method: Method,
    first: int,
    minimum: int,
    room: int,
    data: st.DataObject,
) -> None:
    least = max(first, minimum)
    size = least * len(populations) + extra
    maximum = least + room if data.draw(st.booleans()) else None

    def run(given_: dict[str, int], lots: list[Lot]) -> Apportionment:
        return apportion(given_, size, method, first=first, minimum=minimum, maximum=maximum, lots=lots)

    found = run(populations, [])
    assert sum(found.seats.values()) + found.undecided + found.vacant == size
    assert (found.undecided > 0) == (found.tie is not None)
    for number in found.seats.values():
        assert number >= least
        assert maximum is None or number <= maximum
    order = data.draw(st.permutations(sorted(populations)))
    assert run({name: populations[name] for name in order}, []).seats == found.seats
    # A larger district never has fewer seats, as far as that is certain.
    if found.tie is None:
        for unit in populations:
            for other in populations:
                if populations[unit] > populations[other]:
                    assert found.seats[unit] >= found.seats[other]
        if maximum is None and any(populations.values()) and not isinstance(method, QuotaMethod):
            assert found.vacant == 0
    else:
        chosen = data.draw(st.sampled_from(list(combinations(found.tie.tied, found.tie.seats))))
        drawn = run(populations, [Lot.of(found.tie.tied, chosen, found.tie.what)])
        assert all(drawn.seats[name] >= found.seats[name] for name in populations)
        assert drawn.lots


@given(
    st.dictionaries(
        st.sampled_from(["c1", "c2", "c3", "c4", "c5"]),
        st.dictionaries(st.sampled_from("ABC"), st.integers(0, 12), max_size=3),
        min_size=1,
    )
)
def test_kenya_from_its_words(votes: dict[str, dict[str, int]]) -> None:
    given_ = spread_round(votes, KENYA)
    total = sum(sum(county.values()) for county in votes.values())
    elected = set()
    for name in "ABC":
        own = sum(county.get(name, 0) for county in votes.values())
        counties = [c for c in votes.values() if sum(c.values()) and 4 * c.get(name, 0) >= sum(c.values())]
        if 2 * own > total and 2 * len(counties) > len(votes):
            elected.add(name)
    assert {given_.decision.name} == elected if isinstance(given_.decision, Elected) else not elected


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.dictionaries(st.sampled_from("ABC"), st.integers(0, 3), max_size=3)),
        max_size=6,
    ),
    st.data(),
)
def test_colleges_add_up_and_a_decision_stands(
    rows: list[tuple[int, dict[str, int]]], data: st.DataObject
) -> None:
    units = [ElectorUnit(f"u{n}", electors, votes) for n, (electors, votes) in enumerate(rows)]
    found = electoral_college(units)
    assert sum(found.electors.values()) + found.undecided == found.size
    assert electoral_college(reversed(units)) == found
    lots = [Lot.of(tie.tied, data.draw(st.permutations(tie.tied)), tie.what) for tie in found.ties]
    drawn = electoral_college(units, lots=lots)
    assert not drawn.ties
    assert all(drawn.electors[name] >= number for name, number in found.electors.items())
    if isinstance(found.decision, Elected):
        assert drawn.decision == found.decision
    if isinstance(found.decision, Undecided) and "nobody can" in found.decision.text:
        assert not isinstance(drawn.decision, Elected)
    for name, number in drawn.electors.items():
        assert (2 * number > found.size) == (
            isinstance(drawn.decision, Elected) and drawn.decision.name == name
        )


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 40), max_size=6), st.integers(0, 400))
def test_who_may_stand_again(votes: dict[str, int], registered: int) -> None:
    bar = Threshold(Fraction(1, 8), "the registered voters", inclusive=True)
    decision = second_round(votes, bar, registered)
    with_votes = [name for name in votes if votes[name]]
    if not isinstance(decision, RunOff):
        assert len(with_votes) < 2
        return
    tied = decision.tie.seats if isinstance(decision.tie, Tie) else 0
    assert len(decision.pair) + tied >= 2
    above = {name for name in with_votes if registered and 8 * votes[name] >= registered}
    assert above <= {*decision.pair, *(decision.tie.tied if decision.tie else ())}
    if len(above) >= 2:
        assert set(decision.pair) == above
    else:
        assert len(decision.pair) + tied == 2
    lowest = min((votes[name] for name in decision.pair), default=0)
    left_out = set(with_votes) - {*decision.pair, *(decision.tie.tied if decision.tie else ())}
    assert all(votes[name] < max(lowest, 1) or decision.tie for name in left_out)


def test_a_majority_alone_does_not_elect_in_kenya() -> None:
    votes = {"c1": {"A": 100}, "c2": {"B": 40}, "c3": {"B": 40}}
    assert isinstance(spread_round(votes, KENYA, [MoreThan(Fraction(1, 2))]).decision, RunOff)
