"""The row of sections at the head of a page: few contests stand in it, many are folded below one word.

What is tested: the template ``navigation.html`` of all pages.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string


def sections(count: int, here: str = "front") -> str:
    contests = [SimpleNamespace(id=f"c{number}", name=f"Contest <{number}>") for number in range(count)]
    return render_to_string("navigation.html", {"contests": contests, "here": here})


@pytest.mark.parametrize(("count", "folded"), [(0, False), (2, False), (3, True), (12, True)])
def test_every_contest_is_linked_once_and_more_than_two_are_folded(count: int, folded: bool) -> None:
    found = sections(count)
    before, fold, inside = found.partition('<details class="more">')
    assert bool(fold) == folded
    for number in range(count):
        link = f'href="/en/results/c{number}/"'
        assert (inside if folded else before).count(link) == found.count(link) == 1
        assert f"Contest &lt;{number}&gt;" in found


@pytest.mark.parametrize("count", [2, 12])
def test_the_contest_of_the_page_is_marked(count: int) -> None:
    found = sections(count, here="c1")
    assert found.count("aria-current") == 1
    assert 'href="/en/results/c1/" aria-current="page"' in found
