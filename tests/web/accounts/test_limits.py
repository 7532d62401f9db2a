"""Limits hold exactly, however many try at once; the same for the tries of a code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from at_once import at_once
from escrutinio.web.accounts import codes, limits
from escrutinio.web.accounts.limits import Rule, take
from escrutinio.web.accounts.models import Use
from escrutinio.web.shared.client import network
from searches import examples

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most", [1, 3, 7])
def test_many_at_once_are_no_more_than_one_after_the_other(most: int) -> None:
    rule = Rule("tests", most, timedelta(minutes=1))
    for begin in (NOW, NOW + rule.within):
        # The second time all of them find a count that is over, and begin it anew.
        assert sum(at_once(12, lambda _, begin=begin: take(rule, "ana", begin))) == most  # type: ignore[misc]
    assert Use.objects.get().count == most


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_code_tried_at_once_is_tried_no_more_often() -> None:
    ticket, _ = codes.make_code(timezone.now())
    found = at_once(12, lambda _: codes.try_code(ticket, "AAAA-AAAA", timezone.now()))
    assert found.count(codes.Tried.WRONG) < codes.MOST_TRIES
    assert codes.Tried.RIGHT not in found


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_right_code_tried_at_once_is_right_once() -> None:
    ticket, code = codes.make_code(timezone.now())
    found = at_once(8, lambda _: codes.try_code(ticket, code, timezone.now()))
    assert found.count(codes.Tried.RIGHT) == 1


@pytest.mark.postgres
@pytest.mark.django_db
@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    most=st.integers(1, 4),
    uses=st.lists(st.tuples(st.sampled_from(["ana", "bea"]), st.integers(0, 90)), max_size=20),
)
def test_the_limit_agrees_with_counting_by_hand(most: int, uses: list[tuple[str, int]]) -> None:
    Use.objects.all().delete()
    rule = Rule("tests", most, timedelta(seconds=60))
    windows: dict[str, tuple[datetime, int]] = {}
    now = NOW
    for who, seconds in uses:
        now += timedelta(seconds=seconds)
        since, count = windows.get(who, (now, 0))
        if since <= now - rule.within:
            since, count = now, 0
        allowed = count < most
        windows[who] = (since, count + allowed)
        assert take(rule, who, now) == allowed


@pytest.mark.postgres
@pytest.mark.django_db
def test_rules_and_people_count_apart_and_are_not_kept_by_name() -> None:
    one, other = Rule("one", 1, timedelta(minutes=1)), Rule("other", 1, timedelta(minutes=1))
    assert [take(one, "ana", NOW), take(other, "ana", NOW), take(one, "bea", NOW)] == [True] * 3
    assert not limits.take_all([(one, "ana"), (other, "cleo")], NOW)
    assert not take(other, "cleo", NOW)
    assert all(len(use.key) == 64 for use in Use.objects.all())


@pytest.mark.postgres
@pytest.mark.django_db
def test_old_counts_are_deleted() -> None:
    take(Rule("one", 1, timedelta(minutes=1)), "ana", NOW)
    limits.forget_old(NOW + limits.KEPT)
    assert Use.objects.count() == 1
    limits.forget_old(NOW + limits.KEPT + timedelta(seconds=1))
    assert Use.objects.count() == 0


@pytest.mark.django_db
def test_addresses_of_one_household_count_as_one() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff") != network("2001:db8:1::1")
    assert network("::ffff:10.0.0.1") == network("10.0.0.1") == "10.0.0.1"
