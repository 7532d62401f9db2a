"""Levelling seats, their places, tiers, mixed systems and cover, attacked from outside on generated votes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law.lots import Lot
from escrutinio.law.mixed.compensation import compensate
from escrutinio.law.mixed.cover import Covered, Winner, covered_seats
from escrutinio.law.mixed.growing_houses import levelled_house
from escrutinio.law.mixed.houses import additional_members, overhang_kept
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import Divisors, dhondt, modified_sainte_lague, sainte_lague
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.proportional.levelling import Levelling, levelling
from escrutinio.law.proportional.placement import Placement, Turn, place_levelling
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.law.proportional.tiers import tiers

NAMES = ("A", "B", "C", "D")
LANDS = ("N", "S", "W")
# Small numbers make ties frequent; large ones make rounding visible.
counts = st.one_of(st.integers(0, 8), st.integers(0, 10**8))
votes_of = st.dictionaries(st.sampled_from(NAMES), counts, min_size=1, max_size=4)
held = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 4), max_size=4)
rules = st.sampled_from([dhondt, sainte_lague, modified_sainte_lague])
districts = st.fixed_dictionaries(dict.fromkeys(LANDS, votes_of))
district_seats = st.fixed_dictionaries({land: st.integers(0, 3) for land in LANDS})
Result = TypeVar("Result")


def resolved(data: st.DataObject, compute: Callable[[list[Lot]], Result]) -> tuple[list[Result], Result]:
    """Draw a lot for one tie after the other until none is left: every result on the way, and the last."""
    lots: list[Lot] = []
    way = [compute(lots)]
    while ties := way[-1].ties:  # type: ignore[attr-defined]
        tie = ties[0]
        lots.append(Lot.of(tie.tied, data.draw(st.permutations(tie.tied)), tie.what))
        way.append(compute(lots))
        assert len(lots) < 40, "every lot settles a tie"
    return way[:-1], way[-1]


def level(votes: Mapping[str, int], won: Mapping[str, int], extra: int, **more: Any) -> Levelling:
    return levelling(votes, won, sum(won.values()) + extra, qualified=more.pop("qualified", votes), **more)


@given(votes_of, held, st.integers(0, 9), rules, st.sets(st.sampled_from(NAMES)))
def test_levelling_is_what_the_repetition_of_the_statutes_gives(
    votes: dict[str, int], won: dict[str, int], extra: int, by: Divisors, some: set[str]
) -> None:
    qualified = some & set(votes)
    result = level(votes, won, extra, by=by, qualified=qualified)
    assert sum(result.seats.values()) + result.undecided + result.vacant == extra
    # The repetition, by the definition; it says nothing where one of its rounds has a tie.
    left, size = set(qualified), sum(won.values()) + extra
    while left:
        free = size - sum(seats for name, seats in won.items() if name not in left)
        share = highest_averages({name: votes[name] for name in left}, free, by)
        if share.tie or share.vacant:
            return
        over = {name for name in left if won.get(name, 0) > share.seats[name]}
        if not over:
            due = {name: share.seats[name] - won.get(name, 0) for name in left}
            assert result.seats == {name: due.get(name, 0) for name in qualified}
            assert not result.ties
            return
        left -= over


@given(votes_of, held, st.integers(0, 9), st.sampled_from([dhondt, sainte_lague, hare_quota]), st.data())
def test_lots_settle_levelling_and_change_nothing_that_was_certain(
    votes: dict[str, int], won: dict[str, int], extra: int, by: Any, data: st.DataObject
) -> None:
    way, end = resolved(data, lambda lots: level(votes, won, extra, by=by, lots=lots))
    assert sum(end.seats.values()) + end.vacant == extra
    assert end.undecided == 0
    for before in way:
        assert before.undecided > 0
        for name, seats in end.seats.items():
            assert seats >= before.seats[name]
            if name not in before.may_have_more:
                assert seats == before.seats[name]


@given(
    votes_of,
    held,
    st.integers(0, 9),
    st.sampled_from([sainte_lague, hare_quota]),
    st.permutations(NAMES),
    st.integers(2, 9),
)
def test_levelling_knows_neither_names_nor_order_nor_scale(
    votes: dict[str, int], won: dict[str, int], extra: int, by: Any, other: list[str], times: int
) -> None:
    new = dict(zip(NAMES, other, strict=True))
    one = level(votes, won, extra, by=by)
    two = level(
        {new[name]: votes[name] * times for name in reversed(votes)},
        {new[name]: seats for name, seats in reversed(won.items())},
        extra,
        by=by,
    )
    assert two.seats == {new[name]: seats for name, seats in one.seats.items()}
    assert (two.undecided, two.vacant) == (one.undecided, one.vacant)
    assert [set(tie.tied) for tie in two.ties] == [{new[name] for name in tie.tied} for tie in one.ties]


def placing(
    votes: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, int],
    room: Mapping[str, int],
    turn: Turn,
    per_list: int | None,
    lots: list[Lot],
) -> Placement:
    """Districts by D'Hondt (a tied seat there is given to nobody), the country, and the places."""
    won = {land: highest_averages(votes[land], seats[land]).seats for land in votes}
    result = level(add_up(votes.values()), add_up(won.values()), sum(room.values()), by=dhondt, lots=lots)
    base = {land: max(1, sum(votes[land].values())) for land in votes}
    return place_levelling(
        result, votes, won, room, base, divisors=sainte_lague, turn=turn, per_list=per_list, lots=lots
    )


turns = st.sampled_from(Turn)
limits = st.sampled_from([None, 1, 2])


@given(districts, district_seats, district_seats, turns, limits, st.data())
def test_places_add_up_and_lots_change_nothing_that_was_certain(
    votes: dict[str, dict[str, int]],
    seats: dict[str, int],
    room: dict[str, int],
    turn: Turn,
    per_list: int | None,
    data: st.DataObject,
) -> None:
    way, end = resolved(data, lambda lots: placing(votes, seats, room, turn, per_list, lots))
    for result in (*way, end):
        placed = sum(sum(here.values()) for here in result.placed.values())
        assert placed + result.undecided + result.vacant == sum(room.values())
        assert len(result.figures) == placed
        assert all(sum(here.values()) <= room[land] for land, here in result.placed.items())
        for land, here in result.placed.items():
            for name, number in here.items():
                assert votes[land][name] > 0
                assert per_list is None or number <= per_list
                assert end.placed[land].get(name, 0) >= number
    assert end.undecided == 0
    assert all(result.undecided > 0 or not result.ties for result in way)


@given(districts, district_seats, district_seats)
def test_figures_first_is_the_ranked_list_of_all_figures(
    votes: dict[str, dict[str, int]], seats: dict[str, int], room: dict[str, int]
) -> None:
    result = placing(votes, seats, room, Turn.FIGURES, None, [])
    if result.ties:
        return
    won = {land: highest_averages(votes[land], seats[land]).seats for land in votes}
    left = dict(level(add_up(votes.values()), add_up(won.values()), sum(room.values()), by=dhondt).seats)
    free, expected = dict(room), {land: dict[str, int]() for land in LANDS}
    ranking = sorted(
        (
            Fraction(number, (2 * (won[land][name] + more) + 1) * max(1, sum(here.values()))),
            land,
            name,
        )
        for land, here in votes.items()
        for name, number in here.items()
        if number
        for more in range(10)
    )
    for _, land, name in reversed(ranking):
        if left[name] and free[land]:
            left[name] -= 1
            free[land] -= 1
            expected[land][name] = expected[land].get(name, 0) + 1
    assert result.placed == expected


@given(
    districts,
    district_seats,
    district_seats,
    turns,
    st.permutations(NAMES),
    st.permutations(LANDS),
    st.integers(2, 9),
)
def test_places_know_neither_names_nor_order_nor_scale(
    votes: dict[str, dict[str, int]],
    seats: dict[str, int],
    room: dict[str, int],
    turn: Turn,
    other: list[str],
    elsewhere: list[str],
    times: int,
) -> None:
    if any(not sum(here.values()) for here in votes.values()):
        return  # The base of such a district is 1 and does not grow with the votes.
    new, far = dict(zip(NAMES, other, strict=True)), dict(zip(LANDS, elsewhere, strict=True))
    one = placing(votes, seats, room, turn, 2, [])
    two = placing(
        {
            far[land]: {new[name]: number * times for name, number in reversed(here.items())}
            for land, here in reversed(votes.items())
        },
        {far[land]: number for land, number in seats.items()},
        {far[land]: number for land, number in room.items()},
        turn,
        2,
        [],
    )
    assert two.placed == {
        far[land]: {new[name]: number for name, number in here.items()} for land, here in one.placed.items()
    }
    assert (two.undecided, two.vacant) == (one.undecided, one.vacant)


@given(districts, district_seats, st.sets(st.sampled_from(NAMES)), st.integers(0, 4))
def test_tiers_add_up_and_give_what_the_country_is_due(
    regions: dict[str, dict[str, int]], seats: dict[str, int], some: set[str], extra: int
) -> None:
    votes = {"L": regions, "M": {"all": add_up(regions.values())}}
    size = {"L": sum(seats.values()), "M": extra}
    result = tiers(votes, size, qualified=some & set(votes["M"]["all"]))
    total = sum(size.values())
    assert sum(result.seats.values()) + result.undecided + result.vacant == total
    for land, tier in result.lands.items():
        below = add_up([*tier.regions.values(), tier.land])
        assert tier.left >= 0
        for name, whole in below.items():
            assert result.seats[name] >= whole
            if name in result.qualified:
                assert tier.number * whole <= tier.votes[name] < tier.number * (whole + 1)
        assert set(tier.land) <= result.qualified, land
    won = result.country.won
    share = highest_averages(
        {name: sum(votes["M"]["all"][name] * 2 for _ in "x") for name in result.qualified}, total, dhondt
    )
    if not share.tie and all(won.get(name, 0) <= share.seats[name] for name in result.qualified):
        assert result.seats == {name: number for name, number in share.seats.items() if number}


@given(votes_of, held, st.integers(0, 12), rules, st.data())
def test_overhang_that_is_kept(
    votes: dict[str, int], single: dict[str, int], extra: int, by: Divisors, data: st.DataObject
) -> None:
    size = extra + sum(seats for name, seats in single.items() if name not in votes)
    way, end = resolved(
        data,
        lambda lots: overhang_kept(votes, size, single, qualified=votes, divisors=by, lots=lots),
    )
    for result in (*way, end):
        assert sum(result.seats.values()) + result.undecided + result.vacant == result.size
        assert result.least <= end.size <= result.size
        for name, number in result.seats.items():
            assert end.seats[name] >= number >= single.get(name, 0)
        for name, number in result.overhang.items():
            assert end.overhang[name] >= number
    assert end.least == end.size
    share = end.shares.seats
    assert end.seats == {
        name: number
        for name in sorted({*votes, *single})
        if (number := max(share.get(name, 0), single.get(name, 0)))
    }
    assert end.size == size + sum(end.overhang.values())


@given(votes_of, held, st.integers(0, 9), st.data())
def test_both_ends_of_an_open_house_can_be_reached(
    votes: dict[str, int], single: dict[str, int], size: int, data: st.DataObject
) -> None:
    single = {name: seats for name, seats in single.items() if name in votes}
    result = overhang_kept(votes, size, single, qualified=votes)
    if result.ties:
        tie = result.ties[0]
        above = sorted(tie.tied, key=lambda name: single.get(name, 0) <= result.shares.seats[name])
        for order, reached in ((above, result.least), (above[::-1], result.size)):
            lot = Lot.of(tie.tied, order[: tie.seats])
            assert overhang_kept(votes, size, single, qualified=votes, lots=[lot]).size == reached


@given(votes_of, held, st.integers(0, 9), rules)
def test_additional_members_are_compensation(
    votes: dict[str, int], single: dict[str, int], list_seats: int, by: Divisors
) -> None:
    result = additional_members(votes, list_seats, single, divisors=by)
    inside = sum(seats for name, seats in single.items() if name in votes)
    same = compensate(votes, list_seats + inside, list_seats, single, by)
    assert result.lists == same.lists.seats
    assert sum(result.seats.values()) + result.undecided + result.vacant == result.size
    if not same.entitlement.tie:
        assert result.overhang == {name: more for name, more in same.overhang.items() if name in votes}


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 40), min_size=1),
    held,
    st.integers(0, 12),
    rules,
    st.integers(0, 2),
)
def test_the_house_is_the_smallest_that_covers(
    votes: dict[str, int], single: dict[str, int], size: int, by: Divisors, tolerated: int
) -> None:
    single = {name: seats for name, seats in single.items() if name in votes}
    result = levelled_house(votes, size, single, qualified=votes, divisors=by, tolerated=tolerated)

    def short(house: int) -> int:
        given = highest_averages(votes, house, by).seats
        return sum(max(0, seats - given[name]) for name, seats in single.items())

    house = result.shares.size
    assert house >= size
    assert short(house) <= tolerated
    assert house == size or short(house - 1) > tolerated
    assert sum(result.seats.values()) + result.undecided + result.vacant == result.size
    assert all(result.seats.get(name, 0) >= seats for name, seats in single.items())
    if not tolerated:
        assert result.size == house
        assert result.overhang == {}


shares_of = st.lists(st.tuples(st.sampled_from(LANDS), st.sampled_from(NAMES), st.integers(1, 6)), max_size=9)


@given(districts, st.integers(0, 12), shares_of, st.data())
def test_cover_adds_up_and_lots_change_nothing_that_was_certain(
    votes: dict[str, dict[str, int]],
    size: int,
    some: list[tuple[str, str, int]],
    data: st.DataObject,
) -> None:
    names = set(add_up(votes.values()))
    all_winners = [Winner(f"c{index}", *win, valid=7) for index, win in enumerate(some)]

    def compute(lots: list[Lot]) -> Covered:
        return covered_seats(votes, size, all_winners[::-1], qualified=names, lots=lots)

    way, end = resolved(data, compute)
    seated = {name for cover in end.covers for name in cover.seated}
    for result in (*way, end):
        assert sum(result.seats.values()) + result.undecided + result.vacant == size
        together = [
            name for cover in result.covers for name in (*cover.seated, *cover.uncovered, *cover.waiting)
        ]
        assert sorted(together) == sorted(winner.constituency for winner in all_winners)
        assert {name for cover in result.covers for name in cover.seated} <= seated
        assert set(result.uncovered) <= set(end.uncovered)
        for land, here in result.lands.items():
            assert all(end.lands[land][name] >= number for name, number in here.items())
    for cover in end.covers:
        assert not cover.waiting
        assert len(cover.seated) == min(cover.seats, len(cover.ranked))
        assert len(cover.seated) + cover.lists == cover.seats
        by_name = {winner.constituency: winner.share for winner in cover.ranked}
        assert all(by_name[inside] >= by_name[out] for inside in cover.seated for out in cover.uncovered)
    assert add_up(end.lands.values()) == {name: number for name, number in end.seats.items() if number}
