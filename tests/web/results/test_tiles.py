"""Seats as tiles: one for each, in the colours of the lists, with the numbers for who does not see them."""

from __future__ import annotations

import re
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


@pytest.mark.django_db
def test_a_contest_shows_the_seats_of_its_units_as_tiles_and_as_a_table(client: Client, sample: Path) -> None:
    found = open_publication(sample)
    assert found is not None
    chambers = [chamber for chamber in found.front.chambers if chamber.units]
    assert chambers

    text = client.get(f"/en/results/{chambers[0].units[0].contest}/").content.decode()

    tiles = re.findall(r'<svg class="seats-of".*?</svg>', text, re.DOTALL)
    assert len(tiles) == sum(len(chamber.units) for chamber in chambers)
    assert sum(tile.count("h22") for tile in tiles) == sum(
        unit.size for chamber in chambers for unit in chamber.units
    )
