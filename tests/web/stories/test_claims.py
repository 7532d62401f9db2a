"""Who is said to lead, and who does: flagged where the count says otherwise, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from escrutinio.flows.publication import Publication
from escrutinio.web.stories.flags import troubles
from escrutinio.web.stories.markdown import read_text
from escrutinio.web.stories.models import Flag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
Deliver = Callable[[int, int, int], Publication]


def claims(text: str, publication: Publication, headline: str = "") -> list[str]:
    found = troubles([headline], read_text(text), {}, publication)
    return [trouble.message() for trouble in found if trouble.kind == Flag.Kind.CLAIM]


@pytest.fixture
def counted(deliver: Deliver) -> Publication:
    """List A has 55 votes, B has 51."""
    return deliver(2, 15, 6)


@pytest.mark.parametrize(
    "text",
    [
        "List B leads.",
        "List B narrowly leads with {{ share: B }}.",
        "List B lidera el cómputo.",
        "b\n\nLIST B leads",
        "“List B leads”, it says.",
    ],
)
def test_who_does_not_lead_is_flagged(counted: Publication, text: str) -> None:
    (message,) = claims(text, counted)
    quoted = message.partition("“")[2].partition("”")[0]
    assert quoted.lower().startswith("list b")
    assert quoted in text, "as it was written"
    assert message.endswith("but by the count A leads (Council).")


@pytest.mark.parametrize(
    "text",
    [
        "List A leads with {{ share: A }}.",
        "List B no longer leads.",
        "List B does not lead.",
        "List B would lead if the poll were right.",
        "List B leads in seats.",
        "The leads of list B are many.",
        "Whoever leads, list B follows.",
    ],
)
def test_what_is_no_such_claim_is_not(counted: Publication, text: str) -> None:
    assert claims(text, counted) == []


def test_the_headline_is_looked_at_too(counted: Publication) -> None:
    (message,) = claims("Some text", counted, headline="List B leads the count")
    assert message.startswith("“List B leads”")


def test_nobody_leads_when_they_are_level(deliver: Deliver) -> None:
    level = deliver(2, 10, 5)
    (message,) = claims("List B leads.", level)
    assert "nobody leads" in message
