"""The answers of the flows as flat tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from escrutinio.flows.count import count, count_document
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import CountDocument, IngestDocument
from escrutinio.flows.tables import ingest_rows, unit_rows
from ready_elections import thinned_sample

MIDDLE = datetime(2020, 10, 19, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk(thinned_sample(tmp_path_factory, "tables"))


def test_count_has_a_row_for_each_unit_with_its_figures(sample_desk: Desk) -> None:
    document = count_document(count(sample_desk, MIDDLE, levels=["department"]), contests=["president"])

    (row,) = unit_rows(document).to_dicts()

    figures = document.contests[0].levels[0].units[0].counted
    assert (row["rehearsal"], row["contest"], row["level"], row["unit"]) == (
        True,
        "president",
        "nation",
        "nation",
    )
    assert row["sheets_reported"] == figures.sheets_reported
    assert {name: row[f"votes_{name}"] for name in figures.votes} == figures.votes
    assert {name: row[f"share_{name}"] for name in figures.votes} == figures.shares_of_valid


def test_answers_without_rows_are_empty_tables(sample_desk: Desk) -> None:
    document = count_document(count(sample_desk, levels=["nation"]))
    empty = CountDocument(
        election=document.election,
        note="",
        rehearsal=False,
        as_of=None,
        observed_at=None,
        excluded_sheets=0,
        vote_type="",
        contests=(),
    )

    assert unit_rows(empty).is_empty()
    assert ingest_rows(IngestDocument(election="x", files=())).is_empty()
