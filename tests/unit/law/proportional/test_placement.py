"""Where levelling seats fall, on made-up votes that are checked by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.levelling import Levelling, levelling
from escrutinio.law.proportional.placement import Placement, place_levelling, votes_per_seat
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.model.errors import LawError


def parties(
    votes: Mapping[str, Mapping[str, int]], won: Mapping[str, Any], size: int, **more: Any
) -> Levelling:
    national = add_up(votes.values())
    return levelling(national, add_up(won.values()), size, qualified=more.pop("qualified", national), **more)


NORTH = {"N": {"A": 60, "B": 30, "C": 10}, "S": {"A": 20, "B": 50, "C": 30}}
WON = {"N": {"A": 2, "B": 1}, "S": {"A": 1, "B": 2}}


def norway(lots: Sequence[Lot] = ()) -> Placement:
    given = parties(NORTH, WON, 8)
    # Sainte-Laguë of 8 seats among 80, 80, 40: A 3, B 3, C 2. Both levelling seats are C's.
    assert given.seats == {"A": 0, "B": 0, "C": 2}
    return place_levelling(
        given, NORTH, WON, {"N": 1, "S": 1}, votes_per_seat(NORTH, {"N": 3, "S": 3}), lots=lots
    )


def test_a_party_takes_its_best_districts_one_each() -> None:
    given = norway()
    assert given.placed == {"N": {"C": 1}, "S": {"C": 1}}
    assert [figure.district for figure in given.figures] == ["S", "N"]
    # 30 votes, no seat there, 100 votes for 3 seats.
    assert given.figures[0].value == Fraction(30) / Fraction(100, 3)
    assert given.seats == {"C": 2}


def test_the_highest_figure_goes_first_and_takes_the_room() -> None:
    votes = {"N": {"A": 40, "B": 39, "C": 21}, "S": {"A": 40, "B": 35, "C": 25}}
    won = {"N": {"A": 1, "B": 1}, "S": {"A": 1, "B": 1}}
    given = parties(votes, won, 6)
    # Of 6 among 80, 74, 46: A 2, B 2, C 2 by 80/3 = 26.7, 74/3 = 24.7, 46/3 = 15.3 against 80/5 = 16.
    assert given.seats == {"A": 1, "B": 0, "C": 1}
    base = votes_per_seat(votes, {"N": 2, "S": 2})
    placed = place_levelling(given, votes, won, {"N": 1, "S": 1}, base)
    # Figures: C 25/50 in S, 21/50 in N; A 40/3/50 in both. C takes S, so A has N.
    assert placed.placed == {"N": {"A": 1}, "S": {"C": 1}}
    assert (placed.ties, placed.undecided, placed.vacant) == ((), 0, 0)


TWIN = {"N": {"A": 50, "B": 10}, "S": {"A": 50, "B": 10}}
TWIN_WON = {"N": {"A": 2}, "S": {"A": 2}}


def twin(
    lots: Sequence[Lot] = (), *, first: bool = False, won: Any = TWIN_WON, votes: Any = TWIN
) -> Placement:
    given = parties(votes, won, 6, by=dhondt, lots=lots)
    return place_levelling(
        given,
        votes,
        won,
        {"N": 1, "S": 1},
        dict.fromkeys(votes, 60),
        divisors=dhondt,
        more_votes_first=first,
        lots=lots,
    )


def test_an_order_that_matters_is_a_tie_and_a_lot_gives_it() -> None:
    # D'Hondt of 6 among 100 and 20: A 5, B 1, so one levelling seat each. A's figures are 50/3/60 in both.
    given = twin()
    assert given.placed == {"N": {}, "S": {}}
    assert given.undecided == 2
    assert given.ties == (Tie(("A in N", "A in S"), 1, "place of a levelling seat: order"),)
    lot = Lot.of(["A in N", "A in S"], ["A in S"], "place of a levelling seat: order")
    drawn = twin([lot])
    assert drawn.placed == {"N": {"B": 1}, "S": {"A": 1}}
    assert (drawn.undecided, drawn.ties, drawn.lots) == (0, (), (lot,))
    other = Lot.of(["A in N", "A in S"], ["A in N"], "place of a levelling seat: order")
    with pytest.raises(LawError, match="disagree"):
        twin([lot, other])


def test_of_equal_figures_that_with_more_votes_can_come_first() -> None:
    # A's figures: 52 votes by 3 and 104 by 6, over bases alike, are equal; S has more votes.
    votes = {"N": {"A": 52, "B": 1}, "S": {"A": 104, "B": 1}}
    won = {"N": {"A": 2}, "S": {"A": 5}}
    given = parties(votes, won, 9, by=dhondt)
    assert given.seats == {"A": 2, "B": 0}
    kept = levelling({"A": 156, "B": 52}, {"A": 7}, 9, qualified="AB", by=dhondt)
    assert kept.seats == {"A": 0, "B": 2}
    one = levelling({"A": 156}, {"A": 7}, 8, qualified="A", by=dhondt)
    for first, ties in ((True, 0), (False, 1)):
        placed = place_levelling(
            one,
            votes,
            won,
            {"N": 1, "S": 0},
            {"N": 1, "S": 1},
            divisors=dhondt,
            more_votes_first=first,
        )
        # S has no room, so nothing is tied.
        assert placed.placed == {"N": {"A": 1}, "S": {}}
        free = place_levelling(
            one, votes, won, None, {"N": 1, "S": 1}, divisors=dhondt, more_votes_first=first
        )
        assert len(free.ties) == ties
        assert free.placed == {"N": {}, "S": {"A": 1} if first else {}}


def test_equal_figures_with_room_for_both_are_no_tie() -> None:
    votes = {"N": {"A": 50, "B": 10}, "S": {"A": 10, "B": 50}}
    won = {"N": {"A": 1}, "S": {"B": 1}}
    given = parties(votes, won, 4, by=dhondt)
    assert given.seats == {"A": 1, "B": 1}
    placed = place_levelling(given, votes, won, {"N": 1, "S": 1}, {"N": 60, "S": 60}, divisors=dhondt)
    assert placed.placed == {"N": {"A": 1}, "S": {"B": 1}}
    assert placed.ties == ()


def test_a_tie_among_parties_stops_the_placing_only_where_it_matters() -> None:
    votes = {"N": {"A": 30, "B": 20, "C": 20}, "S": {"A": 30, "B": 5, "C": 5}}
    won: dict[str, dict[str, int]] = {"N": {"A": 1}, "S": {}}
    # D'Hondt of the two levelling seats: A 60/2, then B 25 = C 25.
    tied = parties(votes, won, 3, by=dhondt)
    assert (tied.seats, tied.undecided) == ({"A": 1, "B": 0, "C": 0}, 1)
    placed = place_levelling(tied, votes, won, {"N": 1, "S": 1}, {"N": 110, "S": 40}, divisors=dhondt)
    # A in S has 30/40 and comes first; then B and C in N, and who of them is open.
    assert placed.placed == {"N": {}, "S": {"A": 1}}
    assert (placed.undecided, placed.vacant) == (1, 0)
    assert placed.ties == tied.ties


def test_a_seat_that_a_party_can_take_nowhere_is_vacant() -> None:
    votes = {"N": {"A": 60, "B": 40}, "S": {"A": 50}}
    won = {"N": {"A": 3}, "S": {"A": 1}}
    given = parties(votes, won, 6)
    assert given.seats == {"A": 0, "B": 2}
    placed = place_levelling(given, votes, won, {"N": 1, "S": 1}, {"N": 1, "S": 1})
    assert placed.placed == {"N": {"B": 1}, "S": {}}
    assert (placed.vacant, placed.undecided) == (1, 0)


def iceland(
    votes: Mapping[str, Mapping[str, int]], won: Mapping[str, Mapping[str, int]], size: int, **more: Any
) -> Placement:
    room = more.pop("room")
    per_list = more.pop("per_list", 2)
    lots = more.get("lots", ())
    given = parties(votes, won, size, by=dhondt, **more)
    base = {district: sum(here.values()) for district, here in votes.items()}
    return place_levelling(
        given, votes, won, room, base, divisors=dhondt, turn="parties", per_list=per_list, lots=lots
    )


def test_the_party_of_the_highest_national_quotient_goes_first() -> None:
    votes = {"N": {"A": 60, "B": 40}, "S": {"A": 100, "B": 20}}
    won = {"N": {"A": 1}, "S": {"A": 1}}
    # National quotients: B 60/1, A 160/3 = 53.3. B takes its best: 40/100 in N; A then has S only.
    placed = iceland(votes, won, 4, room={"N": 1, "S": 1})
    assert placed.placed == {"N": {"B": 1}, "S": {"A": 1}}
    assert [figure.label for figure in placed.figures] == ["B in N", "A in S"]
    assert placed.figures[1].value == Fraction(100, 2) / 120


def test_a_party_without_figures_gives_its_seat_to_the_next() -> None:
    votes = {"N": {"A": 90, "B": 90, "C": 1}, "S": {"A": 40}}
    won: dict[str, dict[str, int]] = {"N": {}, "S": {}}
    # B has figures in N only, and only one: A 130/1, B 90/1, A 130/2 = 65, then not B's 45 but A's 43.
    placed = iceland(votes, won, 4, room={"N": 3, "S": 1}, per_list=2)
    assert placed.placed == {"N": {"A": 1, "B": 2}, "S": {"A": 1}}
    few = iceland(votes, won, 4, room={"N": 3, "S": 1}, per_list=1)
    # A and B have one seat each in N, A one in S, and the last falls to C, the only one with a figure left.
    assert few.placed == {"N": {"A": 1, "B": 1, "C": 1}, "S": {"A": 1}}
    none = iceland(votes, won, 4, room={"N": 4, "S": 0}, per_list=1)
    assert (sum(none.seats.values()), none.vacant, none.undecided) == (3, 1, 0)


def test_ties_in_turns_by_party() -> None:
    votes = {"N": {"A": 50, "B": 50}, "S": {"A": 30, "B": 30, "C": 10}}
    won: dict[str, dict[str, int]] = {"N": {}, "S": {}}
    # A and B have equal quotients, and N, with room for one, is the best district of both.
    given = iceland(votes, won, 2, room={"N": 1, "S": 1})
    assert given.ties == (Tie(("A", "B"), 1, "place of a levelling seat: order"),)
    assert (given.undecided, given.placed) == (2, {"N": {}, "S": {}})
    drawn = iceland(votes, won, 2, room={"N": 1, "S": 1}, lots=[Lot.of("AB", "B")])
    assert drawn.placed == {"N": {"B": 1}, "S": {"A": 1}}
    # One seat only: who has it is the tie of the parties.
    one = iceland(votes, won, 1, room={"N": 1, "S": 0})
    assert one.ties == (Tie(("A", "B"), 1, "levelling seats"),)
    assert iceland(votes, won, 1, room={"N": 1, "S": 0}, lots=[Lot.of("AB", "B")]).placed["N"] == {"B": 1}


def test_equal_figures_of_two_parties_for_one_place_are_a_tie() -> None:
    votes = {"N": {"A": 50, "B": 50}, "S": {"A": 10, "B": 9, "C": 9}}
    won: dict[str, dict[str, int]] = {"N": {}, "S": {}}
    given = parties(votes, won, 2, by=dhondt)
    assert given.seats == {"A": 1, "B": 1, "C": 0}
    base = {"N": 100, "S": 30}
    placed = place_levelling(given, votes, won, {"N": 1, "S": 1}, base)
    assert placed.ties == (Tie(("A in N", "B in N"), 1, "place of a levelling seat: order"),)
    assert (placed.placed, placed.undecided) == ({"N": {}, "S": {}}, 2)
    lot = Lot.of(["A in N", "B in N"], ["B in N"])
    drawn = place_levelling(given, votes, won, {"N": 1, "S": 1}, base, lots=[lot])
    assert drawn.placed == {"N": {"B": 1}, "S": {"A": 1}}


def test_two_records_of_one_order_must_agree() -> None:
    votes = {"N": {"A": 9}, "S": {"A": 9}, "W": {"A": 9}}
    won: dict[str, dict[str, int]] = {land: {} for land in votes}
    given = parties(votes, won, 2, by=dhondt)
    labels = [f"A in {land}" for land in votes]
    one, two = Lot.of(labels, labels[:2]), Lot.of(labels, labels[1::-1])
    room, base = {"N": 1, "S": 1, "W": 0}, dict.fromkeys(votes, 1)
    assert place_levelling(given, votes, won, room, base).seats == {"A": 2}
    none = place_levelling(given, votes, won, None, base)
    assert none.ties == (Tie(tuple(labels), 2, "place of a levelling seat: order"),)
    drawn = place_levelling(given, votes, won, None, base, lots=[two])
    assert drawn.placed == {"N": {"A": 1}, "S": {"A": 1}, "W": {}}
    what = "place of a levelling seat: order"
    with pytest.raises(LawError, match="disagree"):
        place_levelling(
            given,
            votes,
            won,
            None,
            base,
            lots=[Lot(one.tied, one.drawn, what), Lot(two.tied, two.drawn, what)],
        )
    with pytest.raises(LawError, match="disagree"):
        place_levelling(given, votes, won, None, base, lots=[one, two])


def test_turns_by_party_ask_for_more_votes_first_where_the_parties_do() -> None:
    # A 20/2 = B 10/1, one place: as among the parties, A has it.
    votes, won = {"N": {"A": 20, "B": 10}}, {"N": {"A": 1}}
    placed = iceland(votes, won, 2, room={"N": 1}, more_votes_first=True)
    assert placed.placed == {"N": {"A": 1}}
    assert iceland(votes, won, 2, room={"N": 1}).ties == (Tie(("A", "B"), 1, "levelling seats"),)


def test_an_order_by_lot_can_leave_a_party_without_a_figure() -> None:
    votes = {"N": {"A": 50, "B": 50, "C": 1}, "S": {"C": 9}}
    won: dict[str, dict[str, int]] = {"N": {}, "S": {}}
    assert iceland(votes, won, 2, room={"N": 1, "S": 1}).undecided == 2
    # A takes N; B stands nowhere else, so C has the other seat, with a tenth of B's votes.
    drawn = iceland(votes, won, 2, room={"N": 1, "S": 1}, lots=[Lot.of("AB", "A")])
    assert drawn.placed == {"N": {"A": 1}, "S": {"C": 1}}
    assert (drawn.undecided, drawn.vacant) == (0, 0)


def test_a_party_that_waits_for_a_lot_does_not_hold_up_one_it_cannot_hurt() -> None:
    for first, other in ("AB", "BA"):
        # Both have 100 votes; one has equal figures in N and S, the other is best in W.
        votes = {"N": {first: 50}, "S": {first: 50}, "W": {other: 100}}
        won: dict[str, dict[str, int]] = {land: {} for land in votes}
        given = iceland(votes, won, 3, room={"N": 1, "S": 1, "W": 1})
        assert given.placed == {"N": {}, "S": {}, "W": {other: 1}}
        assert given.undecided == 2
        assert given.ties == (Tie((f"{first} in N", f"{first} in S"), 1, "place of a levelling seat"),)


def test_equal_figures_of_one_party_are_a_lot_between_districts() -> None:
    votes = {"N": {"A": 50, "B": 50}, "S": {"A": 50, "B": 50}}
    won = {"N": {"B": 1}, "S": {"B": 1}}
    given = iceland(votes, won, 4, room={"N": 1, "S": 1})
    # A 100/1 first, in N or S alike.
    assert given.ties == (Tie(("A in N", "A in S"), 1, "place of a levelling seat"),)
    lots = [Lot.of(["A in N", "A in S"], ["A in S"])]
    assert iceland(votes, won, 4, room={"N": 1, "S": 1}, lots=lots).placed == {"N": {"A": 1}, "S": {"A": 1}}


def test_what_does_not_fit_is_refused() -> None:
    given = parties(NORTH, WON, 8)
    base = votes_per_seat(NORTH, {"N": 3, "S": 3})
    with pytest.raises(LawError, match="have 3 levelling seats, the parties 2"):
        place_levelling(given, NORTH, WON, {"N": 2, "S": 1}, base)
    with pytest.raises(LawError, match="not those from which"):
        place_levelling(given, NORTH, {"N": {"A": 2}}, {"N": 1, "S": 1}, base)
    with pytest.raises(LawError, match="no votes"):
        place_levelling(given, NORTH, WON, {"N": 1, "X": 1}, base)
    with pytest.raises(LawError, match="not above zero"):
        place_levelling(given, NORTH, WON, {"N": 1, "S": 1}, {"N": 1, "S": 0})
    with pytest.raises(LawError, match="no district seats"):
        votes_per_seat(NORTH, {"N": 3})
    with pytest.raises(LawError, match="quota gives none"):
        place_levelling(
            parties(NORTH, WON, 8, by=hare_quota), NORTH, WON, {"N": 1, "S": 1}, base, turn="parties"
        )


def test_the_derivation_is_plain_data() -> None:
    data = json.loads(json.dumps(norway().to_dict()))
    assert data["figures"][0] == {
        "party": "C",
        "district": "S",
        "votes": 30,
        "divisor": "1",
        "base": "100/3",
        "seat": 1,
        "value": "9/10",
    }
    assert data["placed"] == {"N": {"C": 1}, "S": {"C": 1}}
