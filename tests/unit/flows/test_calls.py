"""The record of calls on disk, and what it is made from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from escrutinio.flows.calls import FILE, Calls, calls_document, update_calls
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import to_plain
from escrutinio.model import LedgerError, UsageError
from escrutinio.projection.calls import Question
from ready_elections import copy_of_sample


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_sample(tmp_path_factory, "calls")


@pytest.fixture
def desk(folder: Path) -> Desk:
    (folder / "rehearsal" / FILE).unlink(missing_ok=True)
    return open_desk(folder)


def at(desk: Desk, text: str) -> Calls:
    return update_calls(desk, desk.election.parse_time(text))


def test_the_finished_count_calls_by_its_bounds(desk: Desk) -> None:
    calls = update_calls(desk)
    stands = {event.question: event.answer for event in calls_document(calls).standing}
    assert stands == {
        Question("first-round", "president"): "MAS-IPSP",
        Question("majority", "deputies"): "MAS-IPSP",
        Question("majority", "senate"): "MAS-IPSP",
    }
    assert {event.kind for event in calls.added} == {"update", "call"}


def test_the_record_only_grows_and_is_read_again(desk: Desk, folder: Path) -> None:
    first = at(desk, "2020-10-19T04:00")
    path = folder / "rehearsal" / FILE
    before = path.read_bytes()
    assert at(desk, "2020-10-19T04:00").added == ()
    assert path.read_bytes() == before, "the same moment again adds nothing"
    second = at(desk, "2020-10-21T12:00")
    assert path.read_bytes().startswith(before)
    assert second.record[: len(first.record)] == first.record


def test_the_record_does_not_go_back_in_time(desk: Desk) -> None:
    at(desk, "2020-10-20T12:00")
    with pytest.raises(UsageError, match="only grows"):
        at(desk, "2020-10-19T12:00")


def test_a_torn_last_line_is_passed_over_and_a_damaged_one_is_not(desk: Desk, folder: Path) -> None:
    at(desk, "2020-10-19T04:00")
    path = folder / "rehearsal" / FILE
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + '{"kind": "call", "mom', encoding="utf-8")
    assert at(desk, "2020-10-20T12:00").record
    path.write_text(whole.replace('"kind"', '"knd"', 1), encoding="utf-8")
    with pytest.raises(LedgerError, match="line 2"):
        at(desk, "2020-10-20T12:00")


@pytest.mark.parametrize("risk", [0.0, -1.0, 0.5, 2.0])
def test_the_risk_must_make_sense(desk: Desk, risk: float) -> None:
    with pytest.raises(UsageError, match="risk"):
        update_calls(desk, risk=risk)


def test_nothing_counted_nothing_called(desk: Desk) -> None:
    with pytest.raises(UsageError, match="nothing is counted"):
        at(desk, "2020-10-18T10:00")


def test_the_document_is_plain_data(desk: Desk) -> None:
    document = to_plain(calls_document(at(desk, "2020-10-19T04:00")))
    assert json.loads(json.dumps(document)) == document
    assert document["schema"] == "escrutinio/call/2"
    assert document["added"][0]["question"] == {"kind": "first-round", "of": "president"}
