"""Photographs of persons on pages: beside the result and in tables, and gone when they are withdrawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from escrutinio.flows.publication import Publication
from escrutinio.web.results.photographs import photograph_addresses

pytestmark = pytest.mark.django_db
Deliver = Callable[[int, int, int], Publication]


def with_people(folder: Path, rows: str) -> None:
    (folder / "candidates.csv").write_text("contest,unit,selection,name,photo,photo_credit\n" + rows)
    definition = folder / "election.toml"
    if "[candidates]" not in definition.read_text(encoding="utf-8"):
        with definition.open("a", encoding="utf-8") as file:
            file.write("\n[candidates]\n")


def test_persons_are_shown_where_they_stand(client: Client, folder: Path, deliver: Deliver) -> None:
    Image.new("RGB", (400, 500), "red").save(folder / "ana.jpg")
    with_people(
        folder,
        "council,,A,Ana Heron,ana.jpg,Lakeland Press\ncouncil,,B,Ben Otter,,\n"
        "mayor,N,A,Ana Heron,none.jpg,\nmayor,N,B,Ben Otter,,\nmayor,S,A,Ana Heron,ana.jpg,\n",
    )
    shown = deliver(5, 30, 40)

    page = client.get("/en/").content.decode()
    (image,) = re.findall(r'<img class="portrait"[^>]*>', page)
    assert 'alt="" width="40" height="40" loading="lazy"' in image
    assert ">BO</span>" in page, "who has none has initials beside those who have one"
    assert "Photographs: Lakeland Press" in page
    assert "Fotografías: Lakeland Press" in client.get("/es/").content.decode()
    elsewhere = client.get("/en/results/mayor/region/N/").content.decode()
    assert "portrait" not in elsewhere, "where nobody has one there is no empty place"
    inside = client.get("/en/results/mayor/town/S1/").content.decode()
    assert '<img class="portrait"' in inside, "the persons of a district stand in its places too"
    assert "portrait" not in client.get("/en/results/mayor/").content.decode()
    assert "none.jpg" in client.get("/en/findings/").content.decode()

    addresses = list(photograph_addresses(shown))
    assert len(addresses) == 2
    served = client.get(addresses[0])
    assert (served.status_code, served["Content-Type"]) == (200, "image/webp")
    assert "immutable" in served["Cache-Control"]
    assert len(served.content) < 4000
    assert client.get("/photographs/..%2Fcurrent.json").status_code == 404

    with_people(folder, "council,,A,Ana Heron,,\n")
    deliver(6, 30, 40)
    assert client.get(addresses[0]).status_code == 404
    assert "portrait" not in client.get("/en/").content.decode()
