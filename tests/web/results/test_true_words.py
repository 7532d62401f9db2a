"""Words that are true of every election: of a chamber, a presidency, a count in which nothing is in.

What is tested: ``web.results.views`` with templates, ``web.results.templatetags``.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.projected import UnseenDistricts, UnseenRegion
from escrutinio.flows.documents.unit import UnitLabel
from escrutinio.flows.publication import publish
from escrutinio.web.alerts.events import events_of, in_words
from escrutinio.web.api.sentences import headline_sentences
from escrutinio.web.api.social_card import card_svg
from escrutinio.web.results.templatetags.names import unit_name
from escrutinio.web.stories.figures import asked_for
from small_elections import NOW, make_small
from support import DEFINITION, make_election, row, stations, take

pytestmark = pytest.mark.django_db


def shown(client: Client, folder: Path, settings: Settings, page: str) -> str:
    settings.FOLDER = folder
    publish(open_desk(folder), now=NOW)
    text = re.sub(r"<[^>]+>", " ", client.get(page).content.decode())
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("law", "level", "head"),
    [
        ("uk/commons", "district", "Party Votes Share"),
        ("fr/president", "nation", "Candidate Votes Share"),
        ("pt/madeira", "nation", "List Votes Share"),
    ],
)
def test_who_stands_is_called_what_readers_call_it(
    client: Client, tmp_path: Path, settings: Settings, law: str, level: str, head: str
) -> None:
    make_small(tmp_path / "e", law, {"N1": (60, 30, 10), "S1": (5, 9, 1), "S2": ()}, level=level)
    assert head in shown(client, tmp_path / "e", settings, "/en/")
    if level == "district":
        seats = shown(client, tmp_path / "e", settings, "/en/results/main/")
        assert "Margin in points" in seats
        assert "Last time" not in seats, "a column of dashes says nothing"


def test_before_the_first_sheet_votes_are_not_zero(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    make_small(tmp_path / "e", "fr/president", {"N1": (), "S1": ()})
    page = shown(client, tmp_path / "e", settings, "/en/results/main/")
    assert "Ana Álvarez – –" in page
    assert "Valid –" in page
    assert "on the counted sheets" not in page.partition("Valid –")[2]


def test_that_nothing_is_counted_is_said_once(client: Client, tmp_path: Path, settings: Settings) -> None:
    make_small(tmp_path / "e", "fr/president", {"N1": (), "S1": ()})
    assert shown(client, tmp_path / "e", settings, "/en/").count("Nothing is counted yet.") == 1


def test_without_a_law_the_page_says_who_has_the_most_votes(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "e"
    make_small(folder, "fr/president", {"N1": (60, 30, 10), "S1": ()})
    definition = folder / "election.toml"
    text = definition.read_text("utf-8")
    definition.write_text(re.sub(r"(?s)\[law\][^\[]*", "", text), "utf-8")
    page = shown(client, folder, settings, "/en/")
    assert "Ana Álvarez has the most votes so far." in page
    assert "List or candidate Votes Share" in page


def test_a_unit_that_is_called_by_a_number_is_called_by_its_level_too() -> None:
    seat = UnitLabel(level="seat", level_name="Seat", unit="s7", name="7")
    assert unit_name(seat) == "Seat 7"
    assert unit_name(UnitLabel(level="seat", level_name="Seat", unit="7", name="Paris 7")) == "Paris 7"


def test_a_figure_stays_on_the_side_of_the_sentence_beside_a_name_from_right_to_left(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    names = {"a": "הליכוד", "b": "Otter"}
    make_small(tmp_path / "e", "fr/president", {"N1": (60, 30), "S1": (5, 1)}, names=names)
    page = shown(client, tmp_path / "e", settings, "/en/")
    assert "All sheets are counted. \u2068הליכוד\u2069 ends 35.4 points (34 votes) ahead of Otter." in page


def test_one_candidate_ends_ahead_of_nobody(client: Client, tmp_path: Path, settings: Settings) -> None:
    make_small(tmp_path / "e", "fr/president", {"N1": (60,), "S1": (5,)}, names={"ana": "Ana Álvarez"})
    page = shown(client, tmp_path / "e", settings, "/en/")
    assert "All sheets are counted." in page
    assert "ahead of" not in page


def test_sheets_stand_in_the_order_of_their_numbers(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    make_small(tmp_path / "e", "fr/president", {"N10": (1, 2, 3), "N2": (), "S1": ()})
    page = shown(client, tmp_path / "e", settings, "/en/results/main/district/N/")
    assert page.index("Sheet N2") < page.index("Sheet N10")


def test_one_sheet_is_one_sheet(client: Client, tmp_path: Path, settings: Settings) -> None:
    make_small(tmp_path / "e", "uk/commons", {"N1": (1, 2, 3), "S1": ()}, level="district")
    page = shown(client, tmp_path / "e", settings, "/en/results/main/district/S/")
    assert "0 of 1 sheet counted (0.0" in page


def test_the_page_says_where_nothing_is_in_yet() -> None:
    front = SimpleNamespace(levels=[SimpleNamespace(id="seat", name="Escaño")])
    projected = SimpleNamespace(
        unseen=[UnseenRegion(unit="n", name="Norte", registered_share=0.12)],
        unseen_districts=UnseenDistricts(level="seat", units=650, without=325, registered_share=0.5),
    )
    with translation.override("es"):
        page = render_to_string("results/parts/unseen.html", {"projected": projected, "front": front})
    assert "Norte (12 % de los electores)" in page
    assert (
        "Escaño: todavía no ha llegado ningún acta de 325 de 650, donde vive el 50 % de los electores."
        in page
    )
    nothing = SimpleNamespace(unseen=(), unseen_districts=None)
    assert not render_to_string("results/parts/unseen.html", {"projected": nothing, "front": front}).strip()


def mayors(folder: Path, *, apart: bool) -> Path:
    """Mayors of two regions; in the first delivery A has the most votes, in the second B."""
    folder.mkdir()
    start, _, rest = DEFINITION.partition("[[contests]]")
    definition = start + "[[contests]]" + rest[rest.index('\nid = "mayor"') :]
    if apart:
        table = "contest,unit,selection,name\nmayor,N,A,Ana\nmayor,S,B,Bruno\n"
        (folder / "candidates.csv").write_text(table, encoding="utf-8")
        definition = definition.replace("[checks]", "[candidates]\n\n[checks]")
    election = make_election(folder, definition=definition, stations_frame=stations(contests=["mayor"]))
    ledger = open_desk(election.folder, for_ingest=True).ledger
    north = [row(f"00{n}", 60, 0 if apart else 5, contest="mayor") for n in range(1, 4)]
    for minutes, south in ((0, 30), (1, 300)):
        take(ledger, [*north, row("007", 0 if apart else 10, south, contest="mayor")], minutes=minutes)
        publish(open_desk(folder), now=NOW)
    return folder


def said_elsewhere(client: Client, folder: Path) -> list[str]:
    """What the feed, the description, the picture for links and the frame of a contest say."""
    front = publish(open_desk(folder), now=NOW).front
    pages = [client.get(page).content.decode() for page in ("/feeds/updates.en.atom", "/en/embed/mayor/")]
    return [*pages, headline_sentences(front), card_svg(front, "en")]


def test_nobody_leads_all_units_whose_candidates_stand_in_one_each(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    folder = mayors(tmp_path / "e", apart=True)
    whole = shown(client, folder, settings, "/en/results/mayor/")
    assert "Decided unit by unit, each with candidates of its own: nobody leads the whole." in whole
    assert "has the most votes so far." not in whole
    counted = client.get("/api/contests/mayor.json").json()["nation"]["counted"]
    assert (counted["leader"], counted["stand_apart"]) == (None, True)
    one = client.get("/en/results/mayor/region/N/").content.decode()
    assert "has the most votes so far" in one
    publication = publish(open_desk(folder), now=NOW).load()
    for said in said_elsewhere(client, folder):
        assert "nobody leads the whole" in said
        assert not {"Ana", "Bruno"} & set(re.findall(r"\w+", said))
    figure = asked_for("leader: mayor", publication)
    assert figure is not None
    assert figure.value is None
    assert [event.kind for event in events_of(publication, 5) if event.kind == "leader"] == []


def test_the_most_votes_of_all_are_not_said_to_decide_what_each_unit_decides(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    """Without a law nobody has won; the front page says how many units each list leads."""
    folder = mayors(tmp_path / "e", apart=False)
    page = shown(client, folder, settings, "/en/")
    assert "the most votes of all do not decide it. B has the most votes so far." in page
    assert "(Region): 2 of 2; with all of their sheets: 0." in page
    publication = publish(open_desk(folder), now=NOW).load()
    units = publication.front.headline.units
    assert units is not None
    assert [entry.number for entry in units.leading] == [1, 1]
    assert "Units in which each has the most votes so far:" in page
    for said in said_elsewhere(client, folder):
        assert "It is decided unit by unit" in said
    assert "decided unit by unit" not in shown(client, folder, settings, "/en/results/mayor/region/N/")
    (change,) = [event for event in events_of(publication, 5) if event.kind == "leader"]
    assert (
        in_words(publication, change, "en").title == "Mayor: B has the most votes now; A had them until now"
    )
