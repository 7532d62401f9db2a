"""The night of a second round: the front page is about what is counted now, with its own persons.

What is tested: ``flows.publication.front``, ``flows.chosen_law``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.publication import Publication, publish
from small_elections import NOW, in_two_rounds

SECOND = {"A1": [40, 47], "B1": [50, 40]}


def presidency(folder: Path, second: Mapping[str, Sequence[int]], extra: str = "") -> Desk:
    return in_two_rounds(
        folder, second, law="pl/president", role="run-off", level="nation", stand=("a", "b"), extra=extra
    )


def shown(publication: Publication) -> tuple[str, dict[str, int | None]]:
    headline = publication.front.headline
    return headline.contest, {entry.id: entry.votes for entry in headline.counted.selections}


def test_a_presidency_shows_the_first_round_until_the_second_is_counted(tmp_path: Path) -> None:
    publication = publish(presidency(tmp_path / "e", {}), now=NOW)
    assert shown(publication) == ("main", {"a": 80, "b": 71, "c": 55})
    assert [point.contest for point in publication.night.points] == ["main"]


def test_a_presidency_shows_the_second_round_once_it_is_counted(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    publish(presidency(folder, {}), now=NOW)
    publication = publish(presidency(tmp_path / "f", SECOND), now=NOW)
    front = publication.front
    assert shown(publication) == ("again", {"a": 90, "b": 87})
    assert [contest.headline for contest in front.contests] == [False, True]
    assert front.results[0].contest == "again"
    assert front.headline.counted.sheets_reported == 2
    assert publication.advice.contest == "again"


def test_the_second_night_has_a_series_of_its_own(tmp_path: Path) -> None:
    """Who led the first round does not lose the lead by it, and no line runs on from one to the other."""
    folder = tmp_path / "e"
    publish(presidency(folder, {}), now=NOW)
    (folder / "second.txt").write_text("sheet,valid,a,b\nA1,87,40,47\n", encoding="utf-8")
    (result,) = ingest(open_desk(folder, for_ingest=True), [folder / "second.txt"], lambda: NOW)
    assert result.refusal is None
    publication = publish(open_desk(folder), now=NOW)
    assert publication.front.headline.contest == "again"
    assert {point.contest for point in publication.night.points} == {"again"}


def test_single_seats_of_a_second_round_show_its_votes(tmp_path: Path) -> None:
    publication = publish(in_two_rounds(tmp_path / "e", {"B1": [40, 50, 0]}), now=NOW)
    assert shown(publication) == ("again", {"b": 50, "a": 40, "c": 0})


def test_an_earlier_first_round_is_not_compared_with_a_second(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    folder.mkdir()
    (folder / "earlier.csv").write_text("district,registered,votes_a,votes_b\nA,9,5,1\nB,9,5,1\n", "utf-8")
    baseline = '[baseline]\nfile = "earlier.csv"\n'
    publication = publish(presidency(folder, SECOND, baseline), now=NOW)
    assert publication.unit("main", "nation", "nation").since is not None
    assert publication.unit("again", "nation", "nation").since is None


def test_persons_of_the_first_round_stand_in_the_tables_of_the_second(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    folder.mkdir()
    people = "contest,unit,selection,name\nmain,A,a,Pia Poe\nmain,B,a,Quin Quist\nmain,A,b,Rea Roy\n"
    people += "main,B,b,\nmain,A,c,\nmain,B,c,\n"
    (folder / "people.csv").write_text(people, encoding="utf-8")
    extra = '[candidates]\nfile = "people.csv"\n'
    publication = publish(in_two_rounds(folder, {"A1": [40, 47, 0], "B1": [50, 40, 0]}, extra=extra), now=NOW)
    page = publication.unit("again", "district", "A")
    assert {entry.id: entry.name for entry in page.counted.selections} == {
        "a": "Pia Poe (Ana Álvarez)",
        "b": "Rea Roy (Benito Báez)",
        "c": "Carla Cruz",
    }
    below = publication.unit("again", "nation", "nation").below[0]
    assert {unit.unit for unit in below.units} == {"A", "B"}
