"""Cross-checks against three other libraries, and the boundaries on which two of them are known to err.

votelib (MIT), apportionment (MIT) and interregnum (LGPL-3.0-or-later) are used by tests and benchmarks alone;
where one is absent its tests are skipped. What is said of a peer's errors is said of one version of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from importlib.metadata import version
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from escrutinio.law import Threshold, Tie, balinski_young, highest_averages, largest_remainder
from escrutinio.law.proportional.divisors import BY_NAME
from escrutinio.law.proportional.quotas import QUOTAS
from escrutinio.model.errors import LawError
from searches import examples

# The peers warn of their own old ways; that is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

NAMES = "ABCDEF"
# Small numbers make ties frequent. Peers differ on lists without votes, so there are none here.
some_votes = st.integers(1, 6).flatmap(
    lambda lists: st.lists(
        st.one_of(st.integers(1, 30), st.integers(1, 10**9)), min_size=lists, max_size=lists
    ).map(lambda numbers: dict(zip(NAMES, numbers, strict=False)))
)
sizes = st.integers(1, 20)
many = examples(60)


@pytest.fixture(scope="module")
def votelib() -> Any:
    return pytest.importorskip("votelib.evaluate.proportional", reason="votelib is not installed")


@pytest.fixture(scope="module")
def apportionment() -> Any:
    return pytest.importorskip("apportionment.methods", reason="apportionment is not installed")


@pytest.fixture(scope="module")
def interregnum() -> Any:
    return pytest.importorskip("interregnum.methods.singlevote", reason="interregnum is not installed")


def only_in(name: str, wanted: str) -> None:
    """Skip what is said of one version of a peer where there is another."""
    if version(name) != wanted:
        pytest.skip(f"this is about {name} {wanted}, not {version(name)}")


def won(seats: Mapping[Any, int]) -> dict[Any, int]:
    return {name: number for name, number in seats.items() if number}


# votelib


def votelib_answer(found: Mapping[Any, int]) -> tuple[dict[str, int], Tie | None]:
    """Its seats, and its tie as ours: a key that is a set of names, with the number of seats."""
    sure = {name: number for name, number in found.items() if isinstance(name, str)}
    ties = [Tie.of(key, number, "seats") for key, number in found.items() if not isinstance(key, str)]
    assert len(ties) < 2
    return won(sure), ties[0] if ties else None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("dhondt", "d_hondt"),
        ("sainte_lague", "sainte_lague"),
        ("modified_sainte_lague", ""),
        ("imperiali", "imperiali"),
        ("danish", "danish"),
        ("macau", "macau"),
    ],
)
@many
@given(votes=some_votes, size=sizes)
def test_divisors_of_votelib(votelib: Any, ours: str, theirs: str, votes: dict[str, int], size: int) -> None:
    divisors = votelib.votelib.component.divisor
    rule = theirs or divisors.modified_first_coef(divisors.sainte_lague, Fraction(7, 5))
    expected = votelib_answer(votelib.HighestAverages(rule).evaluate(votes, size))
    found = highest_averages(votes, size, BY_NAME[ours])
    assert (won(found.seats), found.tie) == expected


@pytest.mark.parametrize("name", ["hare", "droop", "hagenbach_bischoff"])
@many
@given(votes=some_votes, size=sizes)
def test_largest_remainders_of_votelib(votelib: Any, name: str, votes: dict[str, int], size: int) -> None:
    peer = votelib.LargestRemainder(name)
    try:
        found = largest_remainder(votes, size, QUOTAS[name])
    except LawError:
        # A single list with more full quotas than there are seats is something else to it.
        assume(len(votes) > 1)
        with pytest.raises(votelib.votelib.evaluate.core.VotingSystemError, match="awarded total"):
            peer.evaluate(votes, size)
        return
    assert (won(found.seats), found.tie) == votelib_answer(peer.evaluate(votes, size))


def test_votelib_drops_a_list_at_exactly_five_per_cent(votelib: Any) -> None:
    """Its threshold compares the votes, where they equal it, with the share: 5 with 1/20."""
    only_in("votelib", "0.4.0")
    threshold = pytest.importorskip("votelib.evaluate.threshold")
    votes = {"A": 95, "B": 5}
    assert threshold.RelativeThreshold(Fraction(1, 20), accept_equal=True).evaluate(votes) == ["A"]
    ours = Threshold(Fraction(1, 20), "the votes", inclusive=True)
    assert [name for name, number in votes.items() if ours.passes(number, 100)] == ["A", "B"]
    assert not Threshold(Fraction(1, 20), "the votes", inclusive=False).passes(5, 100)


# apportionment


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("dhondt", "dhondt"), ("sainte_lague", "saintelague"), ("adams", "adams"), ("dean", "dean")],
)
@many
@given(votes=some_votes, size=sizes)
def test_divisors_of_apportionment(
    apportionment: Any, ours: str, theirs: str, votes: dict[str, int], size: int
) -> None:
    """With its fractions, which are exact: the same seats, and a tie where it finds one."""
    found = highest_averages(votes, size, BY_NAME[ours])
    numbers = list(votes.values())
    if found.tie is None:
        expected = apportionment.divisor(numbers, size, theirs, fractions=True, tiesallowed=False)
        assert list(found.seats.values()) == expected
    else:
        with pytest.raises(apportionment.TiesException):
            apportionment.divisor(numbers, size, theirs, fractions=True, tiesallowed=False)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("modified_sainte_lague", "modified_saintelague"), ("huntington_hill", "huntington")],
)
@many
@given(votes=some_votes, size=sizes)
def test_divisors_that_apportionment_has_as_floats(
    apportionment: Any, ours: str, theirs: str, votes: dict[str, int], size: int
) -> None:
    """Floats are trusted on numbers this small where nothing is tied."""
    found = highest_averages(votes, size, BY_NAME[ours])
    if found.tie is None:
        assert list(found.seats.values()) == apportionment.divisor(list(votes.values()), size, theirs)


@many
@given(votes=some_votes, size=sizes)
def test_largest_remainders_of_apportionment(apportionment: Any, votes: dict[str, int], size: int) -> None:
    found = largest_remainder(votes, size)
    numbers = list(votes.values())
    if found.tie is None:
        expected = apportionment.largest_remainder(numbers, size, fractions=True, tiesallowed=False)
        assert list(found.seats.values()) == expected
    else:
        with pytest.raises(apportionment.TiesException):
            apportionment.largest_remainder(numbers, size, fractions=True, tiesallowed=False)


@many
@given(some_votes, sizes)
def test_the_quota_method_of_apportionment(apportionment: Any, votes: dict[str, int], size: int) -> None:
    found = balinski_young(votes, size)
    assume(not found.ties)
    assert list(found.seats.values()) == apportionment.quota(list(votes.values()), size, fractions=True)


def test_apportionment_breaks_a_tie_of_remainders_in_silence(apportionment: Any) -> None:
    """Of 10 votes for 6 seats the quotas are 0.6, 1.8 and 3.6; floats take 0.6 for less than 3.6 - 3."""
    only_in("apportionment", "1.0")
    votes = {"A": 1, "B": 3, "C": 6}
    # It was told to refuse ties, and finds none.
    assert apportionment.largest_remainder([1, 3, 6], 6, tiesallowed=False) == [0, 2, 4]
    with pytest.raises(apportionment.TiesException):
        apportionment.largest_remainder([1, 3, 6], 6, fractions=True, tiesallowed=False)
    found = largest_remainder(votes, 6)
    assert found.seats == {"A": 0, "B": 2, "C": 3}
    assert found.tie == Tie(("A", "C"), 1, "seats")


def test_apportionment_takes_huge_quotients_for_equal(apportionment: Any) -> None:
    only_in("apportionment", "1.0")
    big = 3 * 10**16
    with pytest.raises(apportionment.TiesException):
        apportionment.divisor([big, big + 1], 1, "dhondt", tiesallowed=False)
    assert highest_averages({"A": big, "B": big + 1}, 1).seats == {"A": 0, "B": 1}


# interregnum


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("dhondt", "dhondt"),
        ("sainte_lague", "sainte_lague"),
        ("modified_sainte_lague", "sainte_lague_1.4"),
        ("imperiali", "imperiali"),
        ("danish", "danish"),
    ],
)
@many
@given(votes=some_votes, size=sizes)
def test_divisors_of_interregnum(
    interregnum: Any, ours: str, theirs: str, votes: dict[str, int], size: int
) -> None:
    """It breaks ties by more votes, then by chance, and says whether it had to."""
    module = pytest.importorskip("interregnum.methods.singlevote.highest_averages")
    result = module.HighestAveragesAllocator(theirs).calc(list(votes.items()), size, random_seed=1)
    expected = {party.name: party.seats for party in result.allocation}
    found = highest_averages(votes, size, BY_NAME[ours], more_votes_first=True)
    if found.tie is None:
        assert found.seats == expected
    else:
        assert not result.deterministic
        some = [name for name, seats in expected.items() if seats != found.seats[name]]
        assert all(expected[name] == found.seats[name] + 1 for name in some)
        assert set(some) < set(found.tie.tied)
        assert len(some) == found.tie.seats


@pytest.mark.parametrize("name", ["hare", "droop"])
@many
@given(votes=some_votes, size=sizes)
def test_largest_remainders_of_interregnum(
    interregnum: Any, name: str, votes: dict[str, int], size: int
) -> None:
    module = pytest.importorskip("interregnum.methods.singlevote.largest_remainder")
    found = largest_remainder(votes, size, QUOTAS[name], more_votes_first=True)
    # It fails where fewer votes than seats leave one that nobody has a claim to.
    assume(not found.vacant)
    result = module.LargestRemainderAllocator(name).calc(list(votes.items()), size, random_seed=1)
    expected = {party.name: party.seats for party in result.allocation}
    if found.tie is None:
        assert found.seats == expected
    else:
        assert not result.deterministic
        some = [name for name, seats in expected.items() if seats != found.seats[name]]
        assert set(some) < set(found.tie.tied)
        assert len(some) == found.tie.seats
