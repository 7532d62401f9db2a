"""When a page is asked for again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.feeds import seconds_to_wait
from escrutinio.feeds.polling_times import LONGEST, LONGEST_WISH

CHANCES = st.floats(0, 1)


def test_failures_are_asked_for_ever_more_rarely() -> None:
    waits = [seconds_to_wait(10, failures, None, 0.5) for failures in range(8)]
    assert waits == [10, 20, 40, 80, 160, 300, 300, 300]


@given(st.floats(1, 86_400), st.integers(0, 10_000), CHANCES)
def test_the_wait_has_bounds(interval: float, failures: int, chance: float) -> None:
    wait = seconds_to_wait(interval, failures, None, chance)
    assert 0.75 * interval <= wait <= 1.25 * max(interval, LONGEST)


@given(st.floats(1, 600), st.integers(1, 50), st.floats(0, 1e9), CHANCES)
def test_the_wish_of_a_server_is_heeded_up_to_an_hour(
    interval: float, failures: int, wish: float, chance: float
) -> None:
    wait = seconds_to_wait(interval, failures, wish, chance)
    assert wait >= min(wish, LONGEST_WISH)
    assert wait <= max(1.1 * LONGEST_WISH, 1.25 * max(interval, LONGEST))
