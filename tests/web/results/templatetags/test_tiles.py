"""Seats as tiles: one for each, in the colours of the lists, with the numbers for who does not see them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.flows.documents.chambers import ListSeats, SeatsOfUnit
from escrutinio.flows.publication import open_publication
from escrutinio.web.results.templatetags.tiles import unit_tiles


def seats(name: str, number: int, color: str) -> ListSeats:
    return ListSeats(id=name, name=f"List {name}", short=name, color=color, seats=number)


@pytest.mark.parametrize(("size", "left"), [(1, 0), (4, 0), (7, 2), (37, 11)])
def test_a_unit_has_a_tile_for_each_of_its_seats(size: int, left: int) -> None:
    lists = (seats("A", size - left, "#112233"),)
    unit = SeatsOfUnit(contest="council", level="region", unit="N", name="North & co", size=size, lists=lists)

    shown = unit_tiles(unit)

    drawn = {
        color: path.count("M") for color, path in re.findall(r'<path (?:fill|class)="(\S+)" d="(.*?)"', shown)
    }
    assert drawn == {"#112233": size - left, **({"none": left} if left else {})}
    corners = re.findall(r"M(\d+) (\d+)h", shown)
    assert len(set(corners)) == size
    _x, _y, width, height = map(int, re.search(r'viewBox="([\d ]+)"', shown)[1].split())  # type: ignore[index]
    assert all(int(x) + 23 <= width and int(y) + 23 <= height for x, y in corners)
    assert 'href="/en/results/council/region/N/"' in shown
    assert "North &amp; co" in shown
    words = f"A {size - left}" + (f", Nobody yet {left}" if left else "")
    assert f": {words})</span>" in shown


def seats_by_hand(votes: Mapping[str, int], size: int) -> Counter[str]:
    """The seats that lists have for certain by the highest of their votes divided by 1, 2, 3 ..."""
    quotients = [(Fraction(count, by), name) for name, count in votes.items() for by in range(1, size + 2)]
    first_without = sorted(quotients, reverse=True)[size][0]
    return Counter(name for quotient, name in quotients if quotient > first_without)


def test_who_is_closest_to_one_seat_more_has_it_with_so_many_votes_and_nobody_with_fewer(
    sample_folder: Path,
) -> None:
    found = open_publication(sample_folder)
    assert found is not None
    (senate,) = (chamber for chamber in found.front.chambers if chamber.id == "senate")
    known = [unit for unit in senate.units if unit.next_seat]
    assert len(known) > 5
    for unit in known:
        counted = found.unit(unit.contest, unit.level, unit.unit).counted
        votes = {selection.id: selection.votes for selection in counted.selections if selection.votes}
        before = seats_by_hand(votes, unit.size)
        assert before == {row.id: row.seats for row in unit.lists}
        assert unit.next_seat is not None
        name, more = unit.next_seat.id, unit.next_seat.votes
        assert seats_by_hand({**votes, name: votes[name] + more}, unit.size)[name] == before[name] + 1
        for other in votes:
            assert seats_by_hand({**votes, other: votes[other] + more - 1}, unit.size)[other] == before[other]
    # Other seats of the Chamber of Deputies make up for those of a department.
    others = [unit for chamber in found.front.chambers if chamber.id != "senate" for unit in chamber.units]
    assert others
    assert not [unit for unit in others if unit.next_seat]


@pytest.mark.django_db
def test_a_contest_shows_the_seats_of_its_units_as_tiles_and_as_a_table(client: Client, sample: Path) -> None:
    found = open_publication(sample)
    assert found is not None
    chambers = [chamber for chamber in found.front.chambers if chamber.units]
    assert chambers

    text = client.get(f"/en/results/{chambers[0].units[0].contest}/").content.decode()

    tiles = re.findall(r'<svg class="seats-of".*?</svg>', text, re.DOTALL)
    assert len(tiles) == sum(len(chamber.units) for chamber in chambers)
    closest = [unit.next_seat.votes for chamber in chambers for unit in chamber.units if unit.next_seat]
    assert closest
    assert all(f'<td class="number">{votes:,}</td>' in text for votes in closest)
    assert sum(tile.count("h22") for tile in tiles) == sum(
        unit.size for chamber in chambers for unit in chamber.units
    )
