"""The rule ``quota-rounds``: of which votes its quota is."""

from __future__ import annotations

import pytest

from escrutinio.model.errors import LawError
from made_laws import decide, seats, threshold

VOTES = {"whole": {"A": 540, "B": 240, "C": 130, "D": 45, "E": 45}}
PASSING = threshold('in = "whole"\nshare = "5 %"\nof = "valid"')
ROUNDS = '[[step]]\nrule = "quota-rounds"\narticle = "2"\nin = "whole"\nseats = 20\nleft = "votes"\n'


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        # Quotas of 50: 10, 4 and 2, and the four seats left to A, B, C and A.
        ("lists", {"A": 12, "B": 5, "C": 3}),
        # Quotas of 45.5, of the 910 votes of the three: 11, 5 and 2, and the two left to A and B.
        ("taking part", {"A": 12, "B": 6, "C": 2}),
    ],
)
def test_a_quota_is_of_all_lists_or_of_those_that_take_part(of: str, expected: dict[str, int]) -> None:
    assert seats(decide(PASSING + ROUNDS + f'of = "{of}"\n', VOTES)) == expected


def test_the_quota_is_of_the_seats_that_lists_do_not_have_beforehand() -> None:
    # Of 20 seats three lists have two each; quotas of 65 (910 by 14) give 8, 3 and 2, the last goes to B.
    decided = decide(
        PASSING + ROUNDS.replace("votes", "remainders") + 'of = "taking part"\neach = 2\n', VOTES
    )
    assert seats(decided) == {"A": 10, "B": 6, "C": 4}


def test_more_seats_beforehand_than_there_are_is_refused() -> None:
    with pytest.raises(LawError, match="more than the 20"):
        decide(PASSING + ROUNDS + 'of = "taking part"\neach = 7\n', VOTES)
