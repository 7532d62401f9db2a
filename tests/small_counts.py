"""Small counts with every way they can be finished, for tests by enumeration."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from hypothesis import strategies as st

NAMES = "ABC"
small = st.one_of(st.integers(0, 3), st.integers(0, 14))
ALL = st.tuples(small, small, small).map(lambda votes: dict(zip(NAMES, votes, strict=True)))


def finished(votes: Mapping[str, int], missing: int) -> Iterator[tuple[dict[str, int], int]]:
    """Every finished count, with how many more valid votes there are, blank ones among them."""
    for more in product(range(missing + 1), repeat=len(votes)):
        if sum(more) <= missing:
            after = {name: votes[name] + extra for name, extra in zip(votes, more, strict=True)}
            for blank in range(missing - sum(more) + 1):
                yield after, sum(more) + blank


def ends(outcomes: Sequence[tuple[Mapping[str, int], object]], name: str) -> tuple[int, int]:
    """The fewest and the most seats, ties falling either way."""
    low = min(seats.get(name, 0) for seats, _ in outcomes)
    high = max(
        seats.get(name, 0) + bool(tie is not None and name in tie.tied)  # type: ignore[attr-defined]
        for seats, tie in outcomes
    )
    return low, high
