"""Alliances, sub-alliances and surplus agreements."""

from __future__ import annotations

import json

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.alliances import Alliance, allied
from escrutinio.law.proportional.divisors import dhondt, sainte_lague
from escrutinio.law.proportional.methods import QuotaMethod, allocate
from escrutinio.law.proportional.quotas import Rest, droop_quota
from escrutinio.law.proportional.surplus_agreements import bader_ofer
from escrutinio.model.errors import LawError

# Switzerland's rule: BPR arts. 40 and 41, the quota above votes / (seats + 1), then the highest averages.
SWISS = QuotaMethod(droop_quota, rest=Rest.AVERAGES)

# Knesset 20 (17 March 2015): votes of the lists above the threshold, surplus agreements and seats, as the
# Central Elections Committee published them.
KNESSET_20 = {
    "Likud": (985408, 30),
    "Zionist Camp": (786313, 24),
    "Joint List": (446583, 13),
    "Yesh Atid": (371602, 11),
    "Kulanu": (315360, 10),
    "Habayit Hayehudi": (283910, 8),
    "Shas": (241613, 7),
    "Yisrael Beitenu": (214906, 6),
    "United Torah Judaism": (210143, 6),
    "Meretz": (165529, 5),
}
AGREEMENTS_20 = [
    ("Likud", "Habayit Hayehudi"),
    ("Zionist Camp", "Meretz"),
    ("Kulanu", "Yisrael Beitenu"),
    ("Shas", "United Torah Judaism"),
]


def test_an_alliance_counts_as_one_list_first() -> None:
    votes = {"A": 50, "B": 26, "C": 24}
    assert allocate(votes, 3).seats == {"A": 2, "B": 1, "C": 0}
    given = allied(votes, 3, [Alliance.of("B", "C")])
    # B and C have 50 together: 50, 50, 25, 25; the last of three seats is tied between them and A.
    assert given.seats == {"A": 1, "B": 1, "C": 0}
    assert given.ties == (Tie(("A", "B + C"), 1, "seats"),)
    assert given.undecided == 1
    more = allied({**votes, "C": 25}, 3, [Alliance.of("B", "C")])
    assert more.seats == {"A": 1, "B": 1, "C": 1}
    assert more.rounds[""].seats == {"A": 1, "B + C": 2}
    assert json.loads(json.dumps(more.to_dict()))["rounds"]["B + C"] == {"B": 1, "C": 1}


def test_a_lot_above_settles_what_is_open_inside() -> None:
    votes = {"A": 50, "B": 26, "C": 24}
    pair = Alliance.of("B", "C")
    for_pair = Lot.of(["A", "B + C"], ["B + C"], "seats")
    given = allied(votes, 3, [pair], lots=[for_pair])
    assert given.seats == {"A": 1, "B": 1, "C": 1}
    assert given.lots == (for_pair,)
    assert (given.undecided, given.ties) == (0, ())
    for_a = Lot.of(["A", "B + C"], ["A"], "seats")
    assert allied(votes, 3, [pair], lots=[for_a]).seats == {"A": 2, "B": 1, "C": 0}


def test_a_tie_inside_an_alliance_has_its_name() -> None:
    votes = {"A": 10, "B": 20, "C": 20}
    given = allied(votes, 2, [Alliance("left", ("B", "C"))])
    assert given.seats == {"A": 0, "B": 1, "C": 1}
    one = allied(votes, 1, [Alliance("left", ("B", "C"))])
    assert one.seats == {"A": 0, "B": 0, "C": 0}
    assert one.ties == (Tie(("B", "C"), 1, "seats in left"),)
    drawn = allied(votes, 1, [Alliance("left", ("B", "C"))], lots=[Lot.of("BC", "C", "seats in left")])
    assert drawn.seats == {"A": 0, "B": 0, "C": 1}


def test_a_tie_inside_waits_for_the_tie_above() -> None:
    # The alliance has 40 = A's 40. Whether it has one seat or none decides whether B and C are tied at all.
    given = allied({"A": 40, "B": 20, "C": 20}, 1, [Alliance.of("B", "C")])
    assert given.ties == (Tie(("A", "B + C"), 1, "seats"),)
    assert given.undecided == 1
    assert "B + C" not in given.rounds


def test_sub_alliances() -> None:
    votes = {"green": 30, "young green": 9, "left": 21, "right": 60}
    greens = Alliance("greens", ("green", "young green"))
    given = allied(votes, 5, [Alliance("left alliance", ("left", greens))], SWISS)
    # 120 votes, quota 21: two full seats each, and the fifth is tied at 20 a seat.
    assert given.rounds[""].seats == {"right": 2, "left alliance": 2}
    assert given.ties == (Tie(("left alliance", "right"), 1, "seats"),)
    # Of two seats or three the greens have one or two, the left one: one each is certain.
    assert given.seats == {"green": 1, "young green": 0, "left": 1, "right": 2}
    more = allied({**votes, "left": 24}, 5, [Alliance("left alliance", ("left", greens))], SWISS)
    assert more.rounds["left alliance"].seats == {"left": 1, "greens": 2}
    assert more.seats == {"green": 2, "young green": 0, "left": 1, "right": 2}
    # The small list's votes had helped the greens to their second seat.
    alone = allied({**votes, "left": 24}, 5, [Alliance("left alliance", ("left", "green", "young green"))])
    assert alone.seats["green"] + alone.seats["left"] == 3


def test_another_rule_inside() -> None:
    votes = {"A": 60, "B": 33, "C": 7}
    pair = [Alliance("all", ("A", "B", "C"))]
    assert allied(votes, 10, pair, dhondt).seats == {"A": 7, "B": 3, "C": 0}
    assert allied(votes, 10, pair, dhondt, inside=sainte_lague).seats == {"A": 6, "B": 3, "C": 1}
    assert allied(votes, 10, pair, dhondt, inside=QuotaMethod()).seats == {"A": 6, "B": 3, "C": 1}


def test_what_only_the_quota_can_take_back_is_not_sure() -> None:
    # The Alabama paradox inside an alliance that has 10 or 11 seats: C has 2 of 10 but 1 of 11.
    votes = {"A": 6, "B": 6, "C": 2, "X": 14}
    group = Alliance("group", ("A", "B", "C"))
    assert allocate({"A": 6, "B": 6, "C": 2}, 10, QuotaMethod()).seats == {"A": 4, "B": 4, "C": 2}
    assert allocate({"A": 6, "B": 6, "C": 2}, 11, QuotaMethod()).seats == {"A": 5, "B": 5, "C": 1}
    given = allied(votes, 21, [group], QuotaMethod())
    assert given.ties == (Tie(("X", "group"), 1, "seats"),)
    assert given.seats == {"A": 4, "B": 4, "C": 1, "X": 10}
    assert given.undecided == 2


def test_alliances_that_do_not_fit_are_refused() -> None:
    votes = {"A": 1, "B": 1}
    with pytest.raises(LawError, match="no votes given"):
        allied(votes, 1, [Alliance.of("A", "Z")])
    with pytest.raises(LawError, match="allied twice"):
        allied(votes, 1, [Alliance.of("A", "B"), Alliance("other", ("A",))])
    with pytest.raises(LawError, match="is named like"):
        allied(votes, 1, [Alliance("A", ("B",))])
    with pytest.raises(LawError, match="has no members"):
        allied(votes, 1, [Alliance("empty", ())])


def test_knesset_20() -> None:
    votes = {name: row[0] for name, row in KNESSET_20.items()}
    given = bader_ofer(votes, 120, AGREEMENTS_20)
    assert given.seats == {name: row[1] for name, row in KNESSET_20.items()}
    assert given.measure == sum(votes.values()) // 120 == 33511
    assert given.whole["Meretz"] == 4
    assert given.rest.seats["Meretz + Zionist Camp"] == 2
    assert given.inside["Meretz + Zionist Camp"].seats == {"Zionist Camp": 1, "Meretz": 1}
    assert sum(given.whole.values()) + sum(given.rest.seats.values()) == 120
    json.dumps(given.to_dict())


def test_an_agreement_with_a_list_below_the_threshold_is_void() -> None:
    votes = {"A": 5000, "B": 3000, "C": 2000, "D": 150}
    given = bader_ofer(votes, 10, [("C", "D"), ("B", "A")], taking_part=["A", "B", "C"])
    assert given.void == (("C", "D"),)
    assert given.pairs == {"A + B": ("A", "B")}
    assert given.seats == {"A": 5, "B": 3, "C": 2}
    assert "D" not in given.votes


def test_ties_of_surplus_seats() -> None:
    votes = {"A": 600, "B": 300, "C": 450, "D": 450}
    # The measure is 180 of 1800: 3, 1, 2, 2 whole seats; two are left. A + B: 900/5; C and D: 450/3 each.
    given = bader_ofer(votes, 10, [("A", "B")])
    assert given.whole == {"A": 3, "B": 1, "C": 2, "D": 2}
    assert given.rest.seats == {"A + B": 1, "C": 0, "D": 0}
    assert given.ties == (Tie(("A + B", "C", "D"), 1, "seats"),)
    # 600/4 = 300/2, so that the pair's own seat is tied inside too, unless it gets both.
    assert given.seats == {"A": 3, "B": 1, "C": 2, "D": 2}
    assert given.undecided == 2
    to_pair = Lot.of(["A + B", "C", "D"], ["A + B"])
    assert bader_ofer(votes, 10, [("A", "B")], lots=[to_pair]).seats == {"A": 4, "B": 2, "C": 2, "D": 2}
    to_c = Lot.of(["A + B", "C", "D"], ["C"])
    inside = Lot.of(["A", "B"], ["B"], "seats in A + B")
    half = bader_ofer(votes, 10, [("A", "B")], lots=[to_c])
    assert half.ties == (Tie(("A", "B"), 1, "seats in A + B"),)
    assert half.undecided == 1
    done = bader_ofer(votes, 10, [("A", "B")], lots=[to_c, inside])
    assert done.seats == {"A": 3, "B": 2, "C": 3, "D": 2}
    assert set(done.lots) == {to_c, inside}
    # A lot inside the pair settles nothing while the seat above is open.
    assert bader_ofer(votes, 10, [("A", "B")], lots=[inside]).seats == given.seats


def test_surplus_agreements_that_do_not_fit_are_refused() -> None:
    votes = {"A": 100, "B": 100, "C": 100}
    with pytest.raises(LawError, match="more than one"):
        bader_ofer(votes, 5, [("A", "B"), ("B", "C")])
    with pytest.raises(LawError, match="Z"):
        bader_ofer(votes, 5, [("A", "Z")])
    with pytest.raises(LawError, match="Z"):
        bader_ofer(votes, 5, taking_part=["A", "Z"])
    with pytest.raises(LawError, match="too few"):
        bader_ofer({"A": 5, "B": 4}, 5)
    nobody = bader_ofer({"A": 0}, 5)
    assert (nobody.vacant, nobody.undecided) == (5, 0)
