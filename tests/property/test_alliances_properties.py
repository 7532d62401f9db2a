"""Alliances attacked from outside: sums, names, certainty under every lot, and the law of Israel."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law.lots import Lot
from escrutinio.law.proportional.alliances import Alliance, AllianceSeats, allied
from escrutinio.law.proportional.divisors import dhondt, sainte_lague
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.proportional.methods import Method, QuotaMethod
from escrutinio.law.proportional.quotas import droop_quota
from escrutinio.law.proportional.surplus_agreements import SurplusSeats, bader_ofer
from searches import examples

NAMES = "ABCDEF"
small_votes = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 12), min_size=2, max_size=6)
large_votes = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10**9), min_size=2, max_size=6)
methods = st.sampled_from([dhondt, sainte_lague, QuotaMethod(), QuotaMethod(droop_quota)])
sizes = st.integers(0, 9)


@st.composite
def with_alliances(
    draw: st.DrawFn, votes: st.SearchStrategy[dict[str, int]]
) -> tuple[dict[str, int], list[Alliance]]:
    """Votes, and an alliance of some lists, two of them perhaps in a sub-alliance."""
    found = draw(votes)
    order = draw(st.permutations(sorted(found)))
    size = draw(st.integers(0, len(order)))
    if size < 1:
        return found, []
    members: tuple[str | Alliance, ...] = tuple(order[:size])
    if size > 2 and draw(st.booleans()):
        members = (Alliance("sub", tuple(order[:2])), *order[2:size])
    return found, [Alliance("group", members)]


def ends(found: AllianceSeats | SurplusSeats, again: object) -> list[dict[str, int]]:
    """The seats under every way to draw the lots, one tie after the other."""
    if not found.ties:
        return [dict(found.seats)]
    tie = found.ties[0]
    reached = []
    for chosen in combinations(tie.tied, tie.seats):
        reached += again([*found.lots, Lot.of(tie.tied, chosen, tie.what)])  # type: ignore[operator]
    return reached


@examples(150)
@given(with_alliances(small_votes), sizes, methods)
def test_what_is_certain_holds_under_every_lot(
    case: tuple[dict[str, int], list[Alliance]], size: int, method: Method
) -> None:
    votes, groups = case
    found = allied(votes, size, groups, method)
    assert sum(found.seats.values()) + found.undecided + found.vacant == size
    assert (found.undecided > 0) == bool(found.ties)

    def again(lots: list[Lot]) -> list[dict[str, int]]:
        given_ = allied(votes, size, groups, method, lots=lots)
        assert len(given_.lots) == len(lots), "a lot was not used"
        return ends(given_, again)

    results = ends(found, again)
    for result in results:
        assert sum(result.values()) + found.vacant <= size
    # What is certain is what every way gives at the least.
    assert found.seats == {name: min(result[name] for result in results) for name in votes}


@given(with_alliances(large_votes), sizes, methods, st.data())
def test_names_and_order_do_not_matter(
    case: tuple[dict[str, int], list[Alliance]], size: int, method: Method, data: st.DataObject
) -> None:
    votes, groups = case
    found = allied(votes, size, groups, method)
    other = dict(zip(sorted(votes), data.draw(st.permutations(sorted(votes))), strict=True))

    def renamed(group: Alliance) -> Alliance:
        members = tuple(
            other[member] if isinstance(member, str) else renamed(member)
            for member in reversed(group.members)
        )
        return Alliance(group.name, members)

    again = allied(
        {other[name]: votes[name] for name in votes}, size, [renamed(group) for group in groups], method
    )
    assert again.seats == {other[name]: found.seats[name] for name in votes}
    assert again.undecided == found.undecided


@given(large_votes, sizes, methods)
def test_an_alliance_of_one_or_of_all_changes_nothing(
    votes: dict[str, int], size: int, method: Method
) -> None:
    alone = allied(votes, size, [], method)
    for groups in ([Alliance(f"only {name}", (name,)) for name in votes], [Alliance("all", tuple(votes))]):
        found = allied(votes, size, groups, method)
        assert found.seats == alone.seats
        assert found.undecided == alone.undecided


@given(with_alliances(large_votes), sizes)
def test_under_dhondt_an_alliance_never_loses(case: tuple[dict[str, int], list[Alliance]], size: int) -> None:
    votes, groups = case
    together, apart = allied(votes, size, groups), highest_averages(votes, size)
    tied = apart.tie.tied if apart.tie else ()
    for group in groups:
        sure = together.rounds[""].seats[group.name]
        tie = together.rounds[""].tie
        can = sure + (tie is not None and group.name in tie.tied)
        assert can >= sum(apart.seats[name] for name in group.lists)
        if not tied:
            assert sure >= sum(apart.seats[name] for name in group.lists) or tie is not None


@st.composite
def knesset(draw: st.DrawFn) -> tuple[dict[str, int], int, list[tuple[str, str]]]:
    """Many more votes than seats, so that the measure is above votes / (seats + 1)."""
    size = draw(st.integers(1, 9))
    # Multiples of a large number make equal averages frequent.
    unit = draw(st.sampled_from([1, 10**4]))
    number = st.integers(0, 10**6 // unit).map(lambda n: n * unit)
    votes = draw(st.dictionaries(st.sampled_from(NAMES), number, min_size=2, max_size=6))
    order = draw(st.permutations(sorted(votes)))
    pairs = draw(st.integers(0, len(order) // 2))
    return votes, size, [(order[2 * n], order[2 * n + 1]) for n in range(pairs)]


@given(knesset())
def test_surplus_agreements_are_dhondt_over_pairs(
    case: tuple[dict[str, int], int, list[tuple[str, str]]],
) -> None:
    votes, size, pairs = case
    total = sum(votes.values())
    if (total // size) * (size + 1) <= total:
        return
    found = bader_ofer(votes, size, pairs)
    same = allied(votes, size, [Alliance.of(*pair) for pair in pairs])
    assert found.seats == same.seats
    assert (found.undecided, found.vacant) == (same.undecided, same.vacant)
    assert found.ties == same.ties
    assert sum(found.seats.values()) + found.undecided + found.vacant == size

    def again(lots: list[Lot]) -> list[dict[str, int]]:
        return ends(bader_ofer(votes, size, pairs, lots=lots), again)

    results = ends(found, again)
    assert found.seats == {name: min(result[name] for result in results) for name in votes}
