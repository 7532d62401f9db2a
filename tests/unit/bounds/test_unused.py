"""The bounds of quotas in units, of the seats they leave, and of seats beside them, by hand."""

from __future__ import annotations

from escrutinio.bounds import Missing, bounds_of, law_bounds
from escrutinio.bounds.election import Sharpness
from escrutinio.law import ContestTotals, ElectionFacts, get_law
from escrutinio.law.facts import WHOLE

VOTES = {
    "East": {"A": 52_000, "B": 30_000, "C": 18_000, "M": 300},
    "West": {"A": 20_000, "B": 65_000, "C": 15_000, "M": 300},
}
SEATS = {"East": 5, "West": 5}


def chamber(law_id: str, missing: int) -> tuple[dict[str, tuple[int, int]], tuple[int, int]]:
    """The fewest and the most seats of each list, and of the chamber."""
    law = get_law(law_id)
    labels = {"M": frozenset({"minority"})} if "minority" in law.reads.labels else {}
    facts = ElectionFacts(seats=SEATS, labels=labels)
    more = Missing({law.first_contest: dict.fromkeys(VOTES, missing)})
    (bounds,) = bounds_of(law, {law.first_contest: ContestTotals(VOTES)}, more, facts).chambers.values()
    return (
        {name: (seats.min_seats, seats.max_seats) for name, seats in bounds.seats.items()},
        (bounds.min_size, bounds.size),
    )


def test_laws_of_quotas_in_units_have_bounds() -> None:
    for law_id in ("ro/camera-2015", "ro/senat-2015", "cy/vouli-2015", "si/drzavni-zbor", "me/skupstina"):
        assert law_bounds(get_law(law_id)).sharpness is Sharpness.SOUND


def test_what_quotas_give_is_sure_and_what_they_leave_is_open() -> None:
    # With a hundred votes to come: quotas of 20,060 to 20,080; A has 2 seats in the East, B 1 and 3.
    seats, _ = chamber("ro/senat-2015", 100)
    assert seats["A"][0] == 2
    assert seats["B"][0] == 4
    assert seats["C"] == (0, 4)
    assert seats["A"][1] <= 6


def test_a_minority_has_a_seat_beside_the_others_or_not() -> None:
    # Its seat costs 5 % of all votes divided by 312: 33 votes here.
    seats, size = chamber("ro/camera-2015", 100)
    assert seats["M"] == (1, 1)
    assert size == (11, 11)


def test_nothing_missing_leaves_nothing_to_quotas() -> None:
    seats, _ = chamber("ro/senat-2015", 0)
    law = get_law("ro/senat-2015")
    outcome = law.decide({law.first_contest: ContestTotals(VOTES)}, True, ElectionFacts(seats=SEATS))
    (known,) = outcome.chambers.values()
    assert all(low <= known.seats.get(name, 0) <= high for name, (low, high) in seats.items())
    assert WHOLE in known.units
