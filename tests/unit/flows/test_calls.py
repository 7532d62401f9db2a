"""The record of calls on disk: what the machine proposes, what people do with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.flows.call_record import FILE, record_path
from escrutinio.flows.calls import (
    CallRefusedError,
    Calls,
    calls_document,
    confirm,
    hold,
    retract,
    update_calls,
)
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import to_plain
from escrutinio.model import CallSettings, LedgerError, UsageError
from escrutinio.projection.calls import Call, Person, calls_of
from ready_elections import thinned_sample

NOW = datetime(2020, 10, 24, 12, tzinfo=UTC)
PRESIDENT = "first-round-president-1"
ANA, BEN = Person("Ana"), Person("Ben")
ONE, TWO = CallSettings(), CallSettings(confirm_by=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thinned_sample(tmp_path_factory, "calls")


@pytest.fixture
def desk(folder: Path) -> Desk:
    (folder / "rehearsal" / FILE).unlink(missing_ok=True)
    return open_desk(folder)


@pytest.fixture(scope="module")
def finished(folder: Path) -> bytes:
    """The record of the finished count."""
    path = folder / "rehearsal" / FILE
    path.unlink(missing_ok=True)
    update_calls(open_desk(folder), now=NOW)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, finished: bytes) -> Path:
    place = tmp_path / FILE
    place.write_bytes(finished)
    return place


def at(desk: Desk, text: str) -> Calls:
    return update_calls(desk, desk.election.parse_time(text), now=NOW)


def test_the_finished_count_is_proposed_by_its_bounds(desk: Desk) -> None:
    document = calls_document(update_calls(desk, now=NOW))
    assert {(call.id, call.answer) for call in document.calls} == {
        (PRESIDENT, ("MAS-IPSP",)),
        ("majority-deputies-1", ("MAS-IPSP",)),
        ("majority-senate-1", ("MAS-IPSP",)),
    }
    assert {call.state for call in document.calls} == {"proposed"}, "a person publishes them"
    assert {call.evidence.basis for call in document.calls} == {"bounds"}


def test_an_election_can_let_the_machine_publish(desk: Desk) -> None:
    unattended = replace(desk.election, calls=CallSettings(unattended=True))
    document = calls_document(update_calls(replace(desk, election=unattended), now=NOW))
    assert {call.state for call in document.calls} == {"published"}
    assert {act.by for act in document.acts} == {"Escrutinio"}


def test_the_record_only_grows_and_is_read_again(desk: Desk, folder: Path) -> None:
    first = at(desk, "2020-10-19T08:00")
    path = folder / "rehearsal" / FILE
    before = path.read_bytes()
    assert at(desk, "2020-10-19T08:00").added == ()
    assert path.read_bytes() == before, "the same moment again adds nothing"
    second = at(desk, "2020-10-19T10:00")
    assert path.read_bytes().startswith(before)
    assert second.record[: len(first.record)] == first.record
    with pytest.raises(UsageError, match="only grows"):
        at(desk, "2020-10-19T02:00")


def test_a_torn_last_line_is_passed_over_and_a_damaged_one_is_not(path: Path) -> None:
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + '{"event": "act", "ki', encoding="utf-8")
    assert confirm(path, PRESIDENT, ANA, settings=ONE, now=NOW).state == "published"
    path.write_text(whole.replace('"event"', '"evnt"', 1), encoding="utf-8")
    with pytest.raises(LedgerError, match="line 2"):
        confirm(path, PRESIDENT, ANA, settings=ONE, now=NOW)


@pytest.mark.parametrize("risk", [0.0, -1.0, 0.5, 2.0])
def test_the_risk_must_make_sense(desk: Desk, risk: float) -> None:
    with pytest.raises(UsageError, match="risk"):
        update_calls(desk, now=NOW, risk=risk)


def test_nothing_counted_nothing_called(desk: Desk) -> None:
    with pytest.raises(UsageError, match="nothing is counted"):
        at(desk, "2020-10-18T10:00")


def test_one_person_publishes_where_one_is_enough(path: Path) -> None:
    call = confirm(path, PRESIDENT, ANA, settings=ONE, now=NOW)
    assert call.state == "published"
    assert [(act.kind, act.by, act.at, act.sure) for act in call.acts] == [
        ("confirmation", "Ana", "2020-10-24T12:00:00Z", True),
        ("publication", "Ana", "2020-10-24T12:00:00Z", True),
    ]


def test_two_different_people_publish_where_two_are_needed(path: Path) -> None:
    assert confirm(path, PRESIDENT, ANA, settings=TWO, now=NOW).state == "proposed"
    with pytest.raises(CallRefusedError) as refused:
        confirm(path, PRESIDENT, Person(" ANA "), settings=TWO, now=NOW)
    assert refused.value.code == "same-person"
    assert confirm(path, PRESIDENT, BEN, settings=TWO, now=NOW).state == "published"


def test_what_is_held_waits_and_needs_all_confirmations_anew(path: Path) -> None:
    confirm(path, PRESIDENT, ANA, settings=TWO, now=NOW)
    assert hold(path, PRESIDENT, BEN, now=NOW, reason="a file is odd").state == "held"
    assert confirm(path, PRESIDENT, BEN, settings=TWO, now=NOW).state == "held"
    assert confirm(path, PRESIDENT, ANA, settings=TWO, now=NOW).state == "published"


def test_a_retraction_has_a_reason_and_stays(path: Path) -> None:
    confirm(path, PRESIDENT, ANA, settings=ONE, now=NOW)
    with pytest.raises(CallRefusedError) as refused:
        retract(path, PRESIDENT, BEN, " \n ", now=NOW)
    assert refused.value.code == "no-reason"
    call = retract(path, PRESIDENT, BEN, "Two files\nwere  the same.", now=NOW)
    assert (call.state, call.acts[-1].reason) == ("retracted", "Two files were the same.")


@pytest.mark.parametrize(
    ("done", "then", "code"),
    [
        ("confirm", "confirm", "published"),
        ("confirm", "hold", "published"),
        ("hold", "hold", "held"),
        ("retract", "retract", "retracted"),
        ("retract", "confirm", "retracted"),
    ],
)
def test_what_cannot_be_done_is_refused(path: Path, done: str, then: str, code: str) -> None:
    def act(what: str) -> Call:
        if what == "confirm":
            return confirm(path, PRESIDENT, ANA, settings=ONE, now=NOW)
        if what == "hold":
            return hold(path, PRESIDENT, ANA, now=NOW)
        return retract(path, PRESIDENT, ANA, "wrong", now=NOW)

    act(done)
    before = path.read_bytes()
    with pytest.raises(CallRefusedError) as refused:
        act(then)
    assert refused.value.code == code
    assert path.read_bytes() == before


def test_unknown_calls_and_nobody_are_refused(path: Path) -> None:
    with pytest.raises(CallRefusedError, match="no call 'x'") as refused:
        confirm(path, "x", ANA, settings=ONE, now=NOW)
    assert PRESIDENT in str(refused.value.hint)
    with pytest.raises(CallRefusedError, match="who"):
        confirm(path, PRESIDENT, Person("  "), settings=ONE, now=NOW)


def test_a_retracted_answer_is_not_proposed_again_by_the_same_looks(desk: Desk) -> None:
    update_calls(desk, now=NOW)
    retract(record_path(desk), PRESIDENT, ANA, "too early", now=NOW)
    again = update_calls(desk, now=NOW)
    assert again.added == ()
    assert calls_of(again.record)[PRESIDENT].state == "retracted"


def test_the_document_is_plain_data(desk: Desk) -> None:
    document = to_plain(calls_document(at(desk, "2020-10-19T04:00")))
    assert json.loads(json.dumps(document)) == document
    assert document["schema"] == "escrutinio/call/4"
    assert document["questions"][0]["question"] == {"kind": "first-round", "of": "president"}
