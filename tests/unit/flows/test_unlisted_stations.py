"""A stations file that does not list all expected sheets: nothing is complete, and nothing is decided.

What is tested: ``flows.count``, ``flows.decide``, ``flows.project``, ``flows.results``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.cli.terminal import coverage
from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import UNLISTED, decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.results import ResultState
from escrutinio.flows.ingest import ingest
from escrutinio.flows.new_election import drafted_election
from escrutinio.flows.project import project
from escrutinio.flows.publication import publish
from escrutinio.flows.results import office_results
from escrutinio.model.status import CountItemStatus, ResultsStatus
from escrutinio.projection import CannotSay

NOW = datetime(2031, 5, 4, 22, tzinfo=UTC)
FILE = "region,station,registered,valid,Heron,Otter\nN,1,100,60,40,20\nS,2,100,60,35,25\n"
LAW = '\n[law]\nid = "mx/president"\ncontests = { votes = "contest" }\nlevels = { votes = "nation" }\n'


@pytest.fixture(params=[False, True], ids=["unlisted", "listed"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    folder, file = tmp_path / "night", tmp_path / "f_20310504_2100.csv"
    file.write_text(FILE, encoding="utf-8")
    drafted_election(folder, [file], NOW)
    definition = folder / "election.toml"
    text = definition.read_text(encoding="utf-8") + LAW
    if request.param:
        text = text.replace("complete = false", "complete = true")
    definition.write_text(text, encoding="utf-8")
    list(ingest(open_desk(folder, for_ingest=True), [file], lambda: NOW))
    return open_desk(folder)


def test_only_a_full_list_makes_a_count_complete(desk: Desk) -> None:
    listed = desk.election.stations.complete
    counted = count(desk)
    decision = decide(desk)
    (unit,) = count_document(counted).contests[0].levels[0].units
    (result,) = office_results(decision)

    assert counted.all_in("contest") is listed
    assert decision.outcome.final is listed
    assert decision.bounds.not_stated == ("" if listed else UNLISTED)
    assert (counted.status("contest") is ResultsStatus.UNOFFICIAL_COMPLETE) is listed
    assert (unit.status is CountItemStatus.COMPLETED) is listed
    assert result.state is (ResultState.ELECTED if listed else ResultState.LEADS)
    assert coverage(counted.nation("contest")).startswith(
        "Sheets 2 of 2 (100.00 %)" if listed else "Sheets 2; how many are expected is not known"
    )


def test_the_front_page_says_so(desk: Desk) -> None:
    listed = desk.election.stations.complete
    publication = publish(desk, now=NOW)

    assert publication.front.final is listed
    assert publication.advice.code == ("finished" if listed else "not_projected")
    assert publication.front.headline.counted.sheets_share == (1.0 if listed else None)


def test_nothing_is_projected(desk: Desk) -> None:
    definition = desk.election.folder / "election.toml"
    levels = '\n[projection]\nplace = "region"\narea = "region"\nregion = "region"\n'
    definition.write_text(definition.read_text(encoding="utf-8") + levels, encoding="utf-8")
    projection = project(open_desk(desk.election.folder))

    listed = desk.election.stations.complete
    draws = projection.headline.draws

    assert isinstance(draws, CannotSay) is not listed
    assert listed or UNLISTED in getattr(draws, "reason", "")
