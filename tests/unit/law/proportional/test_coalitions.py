"""Coalitions: thresholds of their own, votes that win no seat, and seats inside (Italy, Turkey)."""

from __future__ import annotations

from fractions import Fraction

from escrutinio.law import ContestTotals, Outcome, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.proportional.coalitions import admitted
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.thresholds.conditions import Threshold

ITALY_2022 = {
    "FdI": 7_302_517,
    "PD": 5_356_180,
    "M5S": 4_333_972,
    "Lega": 2_464_005,
    "FI": 2_278_217,
    "Az-IV": 2_186_747,
    "AVS": 1_018_669,
    "+E": 793_961,
    "NM": 255_505,
    "IC": 169_165,
    "SVP": 117_010,
}
COALITIONS = (("FdI", "Lega", "FI", "NM"), ("PD", "AVS", "+E", "IC"))


def italy(votes: dict[str, int], valid: int, coalitions: tuple[tuple[str, ...], ...]) -> Outcome:
    """The seats; votes that ``valid`` has beyond those of the lists are those of nine small lists."""
    rest = valid - sum(votes.values())
    votes = votes | {f"small {n}": (rest + n) // 9 for n in range(9) if rest}
    labels = {"SVP": frozenset({"linguistic minority"})} if "SVP" in votes else {}
    facts = ElectionFacts(agreements=coalitions, labels=labels, counts={"votes": {"valid": {WHOLE: valid}}})
    return get_law("it/camera-2020").decide({"votes": ContestTotals({WHOLE: votes})}, True, facts)


def test_the_italian_seats_of_2022() -> None:
    outcome = italy(ITALY_2022, 28_087_000, COALITIONS)
    (chamber,) = outcome.chambers.values()
    assert chamber.seats == {
        "FdI": 69,
        "Lega": 23,
        "FI": 22,
        "PD": 57,
        "AVS": 11,
        "M5S": 41,
        "Az-IV": 21,
        "SVP": 1,
    }
    assert "inside" in derivation_text(outcome)


def test_a_coalition_needs_its_share_and_a_list_with_its_own() -> None:
    # Together 11 %, and no list with 3 %: neither the coalition nor a list takes part.
    small = {f"L{n}": 275_000 for n in range(4)}
    seats = italy({"A": 8_900_000, **small}, 10_000_000, (tuple(small),)).chambers["camera"].seats
    assert seats == {"A": 245}
    # 9.99 % together: the list with 3 % takes part alone, without the votes of the other.
    votes = {"A": 9_001_000, "B": 700_000, "C": 299_000}
    assert italy(votes, 10_000_000, (("B", "C"),)).chambers["camera"].seats == {"A": 227, "B": 18}
    # Votes of a list with 1 % count for the coalition, and win no seat; those of one with less do not.
    votes = {"A": 8_000_000, "B": 1_700_000, "C": 200_000, "D": 99_000}
    counted = italy(votes, 10_000_000, (("B", "C", "D"),)).chambers["camera"].seats
    assert counted == {"A": 198, "B": 47}


def senate(votes: dict[str, dict[str, int]], seats: dict[str, int]) -> dict[str, dict[str, int]]:
    facts = ElectionFacts(seats=seats, agreements=(("A", "a"), ("B", "b")))
    law = get_law("it/senato-2020")
    (chamber,) = law.decide({law.first_contest: ContestTotals(votes)}, True, facts).chambers.values()
    return {unit: {name: n for name, n in of.seats.items() if n} for unit, of in chamber.units.items()}


def test_who_takes_part_follows_from_the_whole_and_seats_are_of_regions() -> None:
    votes = {
        "North": {"A": 5_000, "a": 90, "B": 4_000, "b": 300, "C": 400, "R": 210},
        "South": {"A": 3_000, "a": 10, "B": 3_900, "b": 350, "C": 2_000, "R": 740},
    }
    # Of 20,000: a has 0.5 % and does not count for A; b 3.25 % and has seats of its coalition; R 4.75 %.
    assert senate(votes, {"North": 10, "South": 10}) == {
        "North": {"A": 5, "B": 4, "C": 1},
        "South": {"A": 3, "B": 4, "C": 2, "R": 1},
    }


def test_a_list_with_a_fifth_of_a_region_takes_part_there() -> None:
    votes = {
        "Large": {"A": 50_000, "B": 45_000, "R": 100},
        "Small": {"A": 1_000, "B": 700, "R": 425},
    }
    seats = senate(votes, {"Large": 10, "Small": 5})
    # R has 20 % of the small region and half a per cent of the whole.
    assert seats == {"Large": {"A": 5, "B": 5}, "Small": {"A": 2, "B": 2, "R": 1}}
    votes["Small"]["R"] = 424
    assert senate(votes, {"Large": 10, "Small": 5})["Small"] == {"A": 3, "B": 2}


def turkey(edition: str, day_votes: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    facts = ElectionFacts(
        seats=dict.fromkeys(day_votes, 10), agreements=(("A", "B"),), labels={"I": frozenset({"independent"})}
    )
    (chamber,) = (
        get_law(f"tr/meclis-{edition}")
        .decide({"votes": ContestTotals(day_votes)}, True, facts)
        .chambers.values()
    )
    return {unit: dict(seats.seats) for unit, seats in chamber.units.items()}


def test_an_alliance_carries_its_small_party_over_the_threshold_in_turkey() -> None:
    votes = {"Ankara": {"A": 450, "B": 40, "C": 420, "D": 60, "I": 30}}
    # A and B have 49 % together; D has 6 %. In 2018 the alliance's seats go to A by its own quotients.
    assert turkey("2018", votes) == {"Ankara": {"A": 5, "C": 5}}
    votes = {"Ankara": {"A": 400, "B": 90, "C": 390, "D": 60, "I": 60}}
    assert turkey("2018", votes) == {"Ankara": {"A": 5, "B": 1, "C": 4}}
    assert turkey("2022", votes) == {"Ankara": {"A": 5, "B": 1, "C": 4}}
    # Alone, B's 8 % of 2022 would be enough, and 6 % is not.
    assert "D" not in turkey("2022", votes)["Ankara"]


def test_a_list_with_its_share_of_a_region_counts_for_its_coalition_everywhere() -> None:
    # Of 79,800, b has 0.98 %, and 20 % of the East: its 80 votes of the West take the last seat there from C.
    votes = {
        "East": {"B": 2_800, "b": 700},
        "Isle": {"B": 1_500},
        "West": {"B": 3_700, "b": 80, "C": 71_020},
    }
    assert senate(votes, {"East": 5, "Isle": 1, "West": 10}) == {
        "East": {"B": 4, "b": 1},
        "Isle": {"B": 1},
        "West": {"B": 1, "C": 9},
    }


def test_a_coalition_takes_part_with_a_list_that_has_its_share_of_a_region() -> None:
    bar = {share: Threshold(Fraction(share, 100), "votes", True) for share in (1, 3, 10)}
    votes, lists = {"A": 8_960, "b": 260, "c": 260, "d": 260, "e": 260}, ("b", "c", "d", "e")
    who = [
        admitted(votes, (lists,), 10_000, counts=bar[1], own=bar[3], together=bar[10], in_a_unit=some)
        for some in ((), ("c",))
    ]
    assert not who[0].coalitions
    (coalition,) = who[1].coalitions
    assert (coalition.counted, coalition.able) == (lists, ())
