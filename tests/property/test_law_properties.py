"""The law attacked from outside: independent definitions and invariances, on generated votes."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import (
    Allocation,
    AtLeastWithLead,
    ContestTotals,
    Divisors,
    Elected,
    MoreThan,
    RunOff,
    Tie,
    compensate,
    dhondt,
    first_round,
    get_law,
    hare_quota,
    highest_averages,
    largest_remainder,
    plurality,
    sainte_lague,
)

NAMES = ("A", "B", "C", "D", "E")
BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))

# Small numbers make ties frequent; large ones make rounding visible.
counts = st.one_of(st.integers(0, 12), st.integers(0, 10**9))
some_votes = st.dictionaries(st.sampled_from(NAMES), counts, max_size=5)
small_votes = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 12), max_size=4)
seats = st.integers(0, 12)
held = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 4), max_size=4)
divisors = st.sampled_from([dhondt, sainte_lague])
orders = st.permutations(NAMES)


def valid_allocations(
    votes: Mapping[str, int], size: int, rule: Divisors, start: Mapping[str, int]
) -> set[tuple[tuple[str, int], ...]]:
    """Every way to pick the ``size`` highest quotients, from the definition, with sorted fractions."""
    quotients = sorted(
        (
            (Fraction(number, rule.at(start.get(name, 0) + seat)), name)
            for name, number in votes.items()
            if number
            for seat in range(size)
        ),
        reverse=True,
    )
    if not quotients or size == 0:
        return {()}
    last = quotients[size - 1][0]
    sure = [name for value, name in quotients if value > last]
    level = [name for value, name in quotients if value == last]
    return {
        tuple(sorted((name, (*sure, *chosen).count(name)) for name in {*sure, *chosen}))
        for chosen in combinations(level, size - len(sure))
    }


def allocations_of(given: Allocation) -> set[tuple[tuple[str, int], ...]]:
    """Every way the allocation says it can end."""
    tied = given.tie.tied if given.tie else ()
    places = given.tie.seats if given.tie else 0
    return {
        tuple(
            sorted(
                (name, number + (name in chosen))
                for name, number in given.seats.items()
                if number + (name in chosen)
            )
        )
        for chosen in combinations(tied, places)
    }


@given(some_votes, seats, divisors, held)
def test_highest_averages_against_sorted_quotients(
    votes: dict[str, int], size: int, rule: Divisors, start: dict[str, int]
) -> None:
    for begin in ({}, start):
        found = highest_averages(votes, size, rule, start=begin)
        expected = valid_allocations(votes, size, rule, begin)
        assert allocations_of(found) == expected
        # A tie is there if and only if the definition allows several results.
        assert (found.tie is not None) == (len(expected) > 1)
        tied = found.tie.seats if found.tie else 0
        assert sum(found.seats.values()) + tied + found.vacant == size


@given(some_votes, seats, divisors)
def test_a_price_exists(votes: dict[str, int], size: int, rule: Divisors) -> None:
    """The lowest quotient that won is not below any that lost, and equal to one only if both are not tied."""
    found = highest_averages(votes, size, rule)
    if found.last is not None and found.next is not None:
        assert found.last.order <= found.next.order
        assert (found.last.order < found.next.order) or found.tie is None


@given(some_votes, seats)
def test_dhondt_never_goes_below_the_lower_quota(votes: dict[str, int], size: int) -> None:
    total = sum(votes.values())
    for name, number in highest_averages(votes, size).seats.items():
        assert number >= (votes[name] * size // total if total else 0)


@given(some_votes, seats, divisors, st.integers(2, 10**6))
def test_scale_does_not_matter(votes: dict[str, int], size: int, rule: Divisors, factor: int) -> None:
    one = highest_averages(votes, size, rule)
    other = highest_averages({name: number * factor for name, number in votes.items()}, size, rule)
    assert (one.seats, one.tie, one.vacant) == (other.seats, other.tie, other.vacant)


@given(some_votes, seats, divisors)
def test_more_seats_never_cost_a_seat(votes: dict[str, int], size: int, rule: Divisors) -> None:
    one, more = highest_averages(votes, size, rule), highest_averages(votes, size + 1, rule)
    assert all(more.seats[name] >= number for name, number in one.seats.items())


@given(some_votes, seats, divisors, orders)
def test_names_and_order_do_not_matter(
    votes: dict[str, int], size: int, rule: Divisors, order: list[str]
) -> None:
    renamed = dict(zip(NAMES, order, strict=True))
    turned = {renamed[name]: number for name, number in reversed(list(votes.items()))}
    one, other = highest_averages(votes, size, rule), highest_averages(turned, size, rule)
    assert {renamed[name]: number for name, number in one.seats.items()} == other.seats
    assert {renamed[name] for name in (one.tie.tied if one.tie else ())} == set(
        other.tie.tied if other.tie else ()
    )


@given(some_votes, seats)
def test_largest_remainder_stays_in_quota(votes: dict[str, int], size: int) -> None:
    found = largest_remainder(votes, size)
    tied = found.tie.seats if found.tie else 0
    assert sum(found.seats.values()) + tied + found.vacant == size
    total = sum(votes.values())
    if total and size:
        assert found.vacant == 0
        for name, number in found.seats.items():
            quota = votes[name] / hare_quota(total, size)
            assert quota - 1 < number < quota + 1


@given(some_votes)
def test_plurality_is_the_maximum(votes: dict[str, int]) -> None:
    first = {name for name, number in votes.items() if number and number == max(votes.values())}
    decision = plurality(votes)
    found = {decision.name} if isinstance(decision, Elected) else set(getattr(decision, "tied", ()))
    assert found == first
    assert isinstance(decision, Tie) == (len(first) > 1)


@given(some_votes, st.integers(0, 20))
def test_first_round_against_the_words_of_the_law(votes: dict[str, int], extra: int) -> None:
    valid = sum(votes.values()) + extra
    elected = []
    for name, number in votes.items():
        share = Fraction(number, valid) if valid else Fraction(0)
        best = max((other for key, other in votes.items() if key != name), default=0)
        lead = Fraction(number - best, valid) if valid else Fraction(0)
        if lead > 0 and (
            share > Fraction(1, 2) or (share >= Fraction(40, 100) and lead >= Fraction(10, 100))
        ):
            elected.append(name)
    decision = first_round(votes, valid, BOLIVIA)
    assert ([decision.name] if isinstance(decision, Elected) else []) == elected
    if isinstance(decision, RunOff):
        tied = decision.tie.tied if decision.tie else ()
        assert len(decision.pair) + (decision.tie.seats if decision.tie else 0) == 2
        stay = min(votes[name] for name in (*decision.pair, *tied))
        assert all(
            votes[name] < stay for name in votes if name not in {*decision.pair, *tied} and votes[name]
        )


def list_seats_by_the_letter(
    votes: Mapping[str, int], due: Mapping[str, int], single: Mapping[str, int]
) -> set[tuple[tuple[str, int], ...]]:
    """Entitlement less single-member seats; overhang taken one by one from the lowest quotient, every way."""
    overhang = sum(max(0, won - due.get(name, 0)) for name, won in single.items())
    ends = {tuple((name, max(0, due.get(name, 0) - single.get(name, 0))) for name in sorted(votes))}
    for _ in range(overhang):
        after = set()
        for end in ends:
            holding = {
                name: Fraction(votes[name], single.get(name, 0) + number) for name, number in end if number
            }
            lowest = min(holding.values())
            after |= {
                tuple((name, number - (name == loser)) for name, number in end)
                for loser, value in holding.items()
                if value == lowest
            }
        ends = after
    return ends


@given(small_votes, st.lists(st.sampled_from(NAMES), max_size=5), st.integers(0, 5))
def test_compensation_by_the_letter(votes: dict[str, int], winners: list[str], list_seats: int) -> None:
    """The short form (highest quotients not used up) is the long form of the law, whatever ties do."""
    if not any(votes.values()):
        return
    single = {name: winners.count(name) for name in winners}
    size = len(winners) + list_seats
    done = compensate(votes, size, list_seats, single)
    expected = {
        tuple(pair for pair in end if pair[1])
        for due in valid_allocations(votes, size, dhondt, {})
        for end in list_seats_by_the_letter(votes, dict(due), single)
    }
    assert allocations_of(done.lists) == expected
    assert len(done.taken) <= sum(done.overhang.values())


LAW = get_law("bo/2020")
president_totals = st.dictionaries(st.sampled_from(LAW.units["president"]), small_votes, max_size=10)
single_totals = st.dictionaries(st.sampled_from(LAW.units["single-member"]), small_votes, max_size=20)
special_totals = st.dictionaries(st.sampled_from("2346789"), small_votes, max_size=7)


@given(president_totals, single_totals, special_totals, st.sets(st.sampled_from(NAMES), max_size=2), orders)
def test_any_totals_give_an_outcome_that_adds_up(
    president: dict[str, dict[str, int]],
    single: dict[str, dict[str, int]],
    special: dict[str, dict[str, int]],
    withdrawn: set[str],
    order: list[str],
) -> None:
    renamed = dict(zip(NAMES, order, strict=True))

    def totals(new: Mapping[str, str]) -> dict[str, ContestTotals]:
        gone = frozenset(new[name] for name in withdrawn)
        return {
            role: ContestTotals(
                {unit: {new[name]: n for name, n in votes.items()} for unit, votes in by_unit.items()},
                {},
                gone,
            )
            for role, by_unit in (("president", president), ("single-member", single), ("special", special))
        }

    outcome = LAW.decide(totals({name: name for name in NAMES}), complete=False)
    other = LAW.decide(totals(renamed), complete=False)
    for key, chamber in outcome.chambers.items():
        assert sum(chamber.seats.values()) + chamber.undecided + chamber.vacant == chamber.size
        assert not set(chamber.seats) & withdrawn
        for unit in chamber.units.values():
            assert sum(unit.seats.values()) + unit.undecided + unit.vacant == unit.size
            assert min(unit.undecided, unit.vacant) >= 0
            kinds = sum(sum(part.values()) for part in unit.by_kind.values())
            assert kinds + sum(tie.seats for tie in unit.ties) + unit.vacant == unit.size
        assert {renamed[name]: n for name, n in chamber.seats.items()} == other.chambers[key].seats
        assert (chamber.undecided, chamber.vacant) == (
            other.chambers[key].undecided,
            other.chambers[key].vacant,
        )
