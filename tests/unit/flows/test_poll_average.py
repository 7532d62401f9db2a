"""An election with a poll average: before the first sheet that is the answer, and it says so."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from escrutinio.cli.project import projection_view
from escrutinio.flows.call_assessments import projected_chances
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.calls import Silence
from escrutinio.flows.documents.project import ProjectDocument
from escrutinio.flows.project import project
from escrutinio.flows.project_document import poll_sentences, projection_document
from escrutinio.ledger import Ledger
from escrutinio.model import DefinitionError
from escrutinio.projection.calls import Question
from support import DEFINITION, make_election, row, take

LEVELS = '\n[projection]\nplace = "place"\narea = "town"\nregion = "region"\n'
POLLS = """
[projection.polls]
source = "Example Institute"
date = 2024-05-01
[projection.polls.shares]
A = { share = 52, error = 2 }
B = { share = 46, error = 2 }
"""
PRESIDENT = '\n[law]\nid = "fr/president"\ncontests = { votes = "council" }\nlevels = { votes = "nation" }\n'
DISTRICTS = '\n[law]\nid = "uk/commons"\ncontests = { votes = "council" }\nlevels = { votes = "region" }\n'
CODES = [f"{number:03d}" for number in range(1, 81)]


def desk(folder: Path, *more: str, sheets: int = 0, earlier: bool = False) -> Desk:
    stations = pl.DataFrame({"contest": "council", "sheet": CODES, "registered": 100}).with_columns(
        place=pl.concat_str(pl.lit("P"), "sheet"),
        region=pl.Series(["N", "S"] * 40),
        town=pl.Series(["N1", "S1", "N2", "S2", "N3", "S3", "N4", "S4"] * 10),
    )
    definition = f"{DEFINITION}{LEVELS}{''.join(more)}"
    if earlier:
        definition += '\n[baseline]\nfile = "earlier.csv"\n'
    election = make_election(folder, definition=definition, stations_frame=stations)
    if earlier:
        in_north = pl.col("region") == "N"
        stations.select("region", "place", "registered").with_columns(
            votes_A=pl.when(in_north).then(50).otherwise(30), votes_B=pl.when(in_north).then(25).otherwise(45)
        ).write_csv(folder / "earlier.csv")
    if sheets:
        rows = [row(code, 20 + number % 7, 30 - number % 5) for number, code in enumerate(CODES)]
        take(Ledger(folder, election), rows[:sheets])
    return open_desk(folder)


def shown(of: Desk) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(projection_view(project(of, draws=100)))
    return console.export_text()


def answer(of: Desk) -> ProjectDocument:
    return projection_document(project(of, draws=400))


def test_without_polls_nothing_can_be_said_before_the_first_sheet(tmp_path: Path) -> None:
    document = answer(desk(tmp_path / "e"))
    assert not document.available
    assert document.reason == "Cannot say yet: nothing is counted."
    assert document.polls is None


@pytest.mark.parametrize("earlier", [True, False])
def test_before_the_first_sheet_it_is_the_poll_average_and_says_so(tmp_path: Path, *, earlier: bool) -> None:
    at = desk(tmp_path / "e", POLLS, PRESIDENT, earlier=earlier)
    document = answer(at)
    assert document.nation is not None
    assert document.nation.selections["A"].share == pytest.approx(52 / 98, abs=0.005)
    assert document.nation.selections["A"].votes is None, "polls do not say how many vote"
    assert document.nation.valid is None
    assert document.nation.turnout is None
    assert document.polls is not None
    assert (document.polls.alone, document.polls.weight) == (True, 1.0)
    assert document.outcome is not None
    assert document.outcome.first_round is not None
    assert document.outcome.first_round.elected["A"] > 0.5
    said = shown(at)
    assert "No sheet is in: this is the poll average of Example Institute, 1 May 2024." in said
    assert poll_sentences(document, at.election).startswith("No sheet is in: this is the poll average of")
    assert "A 53.1 % (" in poll_sentences(document, at.election)


def test_districts_differ_as_they_did_in_the_earlier_election(tmp_path: Path) -> None:
    document = answer(desk(tmp_path / "e", POLLS, DISTRICTS, earlier=True))
    north, south = document.units
    assert north.selections["A"].share > south.selections["A"].share + 0.1
    assert document.outcome is not None
    assert document.outcome.chambers["commons"].lists["A"].seats == 1


def test_without_an_earlier_election_nothing_is_said_of_districts(tmp_path: Path) -> None:
    document = answer(desk(tmp_path / "e", POLLS, DISTRICTS))
    assert document.nation is not None
    assert document.units == ()
    assert document.outcome is None
    assert document.outcome_reason.startswith("Cannot say yet: too few sheets are in, and a poll average")


def test_while_too_few_sheets_are_in_it_stands_alone(tmp_path: Path) -> None:
    at = desk(tmp_path / "e", POLLS, sheets=4)
    said = shown(at)
    assert "Too few sheets are in to project from: this is the poll average" in said


def test_beside_sheets_it_fades_and_says_how_much_is_left(tmp_path: Path) -> None:
    weights = []
    for sheets in (35, 60, 76, 80):
        document = answer(desk(tmp_path / str(sheets), POLLS, sheets=sheets))
        assert document.available
        weights.append(document.polls.weight if document.polls else 0.0)
        if document.polls:
            assert not document.polls.alone
            assert document.nation is not None
            assert document.nation.valid is not None
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == 0.0


def test_no_call_rests_on_polls(tmp_path: Path) -> None:
    sure = POLLS.replace("share = 52", "share = 70").replace("share = 46", "share = 28")
    at = desk(tmp_path / "e", sure, PRESIDENT)
    found = projected_chances(Question("first-round", "president"), project(at, draws=100))
    assert isinstance(found, Silence)
    assert "A poll average has 100 % of its weight" in found.detail


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (POLLS.replace("A =", "X ="), "projection.polls.shares.X: no selection has this id"),
        (POLLS.replace("52", "60"), "they add up to 106 per cent"),
        (POLLS.replace(", error = 2 }", " }"), "projection.polls.shares.A.error: it is missing"),
        (
            POLLS.replace("2024-05-01", "2024-05-06"),
            "projection.polls.date: found 2024-05-06; allowed: a day up to that of voting, 2024-05-05",
        ),
        (
            POLLS.replace("share = 52", "share = 100").replace("B = { share = 46, error = 2 }\n", ""),
            "projection.polls.shares: one list has 100 per cent; allowed: less than 100 per cent",
        ),
        (
            POLLS.replace("52, error", "0.52, error").replace("46, error", "0.46, error"),
            "per cent, such as 42.5",
        ),
        (POLLS.replace("52", "-1"), "projection.polls.shares.A.share: found -1"),
        (POLLS.replace('source = "Example Institute"\n', ""), "projection.polls.source: it is missing"),
        (POLLS.replace("date = 2024-05-01\n", ""), "projection.polls.date: it is missing"),
        (POLLS.replace("[projection.polls.shares]", "[projection.polls.lists]"), "shares: it is missing"),
        (POLLS.replace("error = 2", 'error = "2"'), "projection.polls.shares.A.error: found '2'"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, wrong: str, problem: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        make_election(tmp_path, definition=f"{DEFINITION}{LEVELS}{wrong}")
    assert problem in " ".join(caught.value.problems)
