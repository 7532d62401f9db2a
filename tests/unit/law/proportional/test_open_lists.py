"""Who of a list is elected."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.open_lists import Others, elect_from_list
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError

ORDER = ["first", "second", "third", "fourth", "fifth"]
DUTCH = Threshold(Fraction(1, 4), "the electoral quota", inclusive=False)
CZECH = Threshold(Fraction(5, 100), "the votes of the list", inclusive=True)


def test_by_personal_votes_alone() -> None:
    votes = {"fifth": 50, "third": 40, "first": 30, "second": 10}
    given = elect_from_list(ORDER, votes, 3)
    assert given.names == ("fifth", "third", "first")
    assert given.bar is None
    assert [person.by for person in given.elected] == ["personal votes"] * 3


def test_the_dutch_bar_is_more_than_a_quarter_of_an_exact_quota() -> None:
    # 1001 / 10 = 100.1; a quarter is 25.025, so that 26 votes are enough and 25 are not.
    quota = hare_quota(1001, 10)
    given = elect_from_list(ORDER, {"first": 5, "fifth": 26, "fourth": 25}, 2, bar=DUTCH, base=quota)
    assert given.names == ("fifth", "first")
    assert (given.bar, given.reached) == (26, ("fifth",))
    assert [person.by for person in given.elected] == ["personal votes", "list order"]
    # Of a quota of exactly 100, 25 votes are not more than a quarter.
    exact = elect_from_list(ORDER, {"fifth": 25}, 1, bar=DUTCH, base=hare_quota(1000, 10))
    assert exact.names == ("first",)


def test_the_czech_bar_is_at_least_five_per_cent() -> None:
    votes = {"fourth": 5, "third": 4, "fifth": 5}
    given = elect_from_list(ORDER, votes, 2, bar=CZECH, base=100, level="list order")
    assert given.names == ("fourth", "fifth")
    one = elect_from_list(ORDER, votes, 1, bar=CZECH, base=100, level="list order")
    assert (one.names, one.tie) == (("fourth",), None)
    four = elect_from_list(ORDER, votes, 4, bar=CZECH, base=100, level="list order")
    assert four.names == ("fourth", "fifth", "first", "second")


def test_equal_votes_are_a_tie_until_a_lot_is_recorded() -> None:
    votes = {"first": 40, "second": 40, "third": 50, "fourth": 40}
    given = elect_from_list(ORDER, votes, 2, bar=DUTCH, base=100)
    assert given.names == ("third",)
    assert given.tie == Tie(("first", "fourth", "second"), 1, "places on the list")
    lot = Lot.of(["first", "second", "fourth"], ["fourth"])
    drawn = elect_from_list(ORDER, votes, 2, bar=DUTCH, base=100, lots=[lot])
    assert drawn.names == ("third", "fourth")
    assert (drawn.tie, drawn.lots) == (None, (lot,))
    # Equal votes that all win are no tie.
    assert elect_from_list(ORDER, votes, 4, bar=DUTCH, base=100).tie is None


def test_what_the_bar_leaves() -> None:
    votes = {"fifth": 30, "second": 20, "fourth": 20, "third": 25}
    bar, base = DUTCH, 100
    by_order = elect_from_list(ORDER, votes, 3, bar=bar, base=base)
    assert by_order.names == ("fifth", "first", "second")
    by_votes = elect_from_list(ORDER, votes, 3, bar=bar, base=base, others=Others.VOTES)
    assert by_votes.names == ("fifth", "third")
    assert by_votes.tie == Tie(("fourth", "second"), 1, "places on the list")
    nobody = elect_from_list(ORDER, votes, 3, bar=bar, base=base, others=Others.NOBODY)
    assert (nobody.names, nobody.vacant) == (("fifth",), 2)


def test_too_few_candidates_leave_seats_vacant() -> None:
    for others in Others:
        given = elect_from_list(["A", "B"], {"A": 1}, 5, bar=DUTCH, base=2, others=others)
        assert len(given.elected) + given.vacant == 5
    assert elect_from_list(["A", "B"], {}, 3).vacant == 1
    assert elect_from_list([], {}, 2).vacant == 2
    assert elect_from_list(ORDER, {}, 0).elected == ()


def test_plain_data() -> None:
    data = elect_from_list(["A", "B"], {"B": 3}, 1, bar=DUTCH, base=4).to_dict()
    assert data["elected"] == [{"name": "B", "votes": 3, "by": "personal votes"}]
    assert data["bar"] == 2


def test_lists_that_do_not_fit_are_refused() -> None:
    with pytest.raises(LawError, match="Z not on the list"):
        elect_from_list(["A"], {"Z": 1}, 1)
    with pytest.raises(LawError, match="twice"):
        elect_from_list(["A", "A"], {}, 1)
    with pytest.raises(LawError, match="a bar needs"):
        elect_from_list(["A"], {}, 1, bar=DUTCH)
    with pytest.raises(LawError, match="a bar needs"):
        elect_from_list(["A"], {}, 1, base=10)
    with pytest.raises(LawError):
        elect_from_list(["A"], {}, 1, bar=DUTCH, base=10.5)  # type: ignore[arg-type]
    with pytest.raises(LawError):
        elect_from_list(["A"], {"A": -1}, 1)
    with pytest.raises(LawError):
        elect_from_list(["A"], {}, True)
