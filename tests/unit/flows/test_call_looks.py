"""When a count is looked at: the same looks however often somebody looks; and why there is nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from escrutinio.flows import call_looks
from escrutinio.flows.call_looks import Coverage, first_moment, marks
from escrutinio.flows.call_record import read_record, record_path
from escrutinio.flows.calls import Calls, calls_document, confirm, update_calls
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.calls import Silence
from escrutinio.ledger import Ledger
from escrutinio.projection.calls import Answer, Person, Proposal, calls_of
from small_elections import make_small
from support import DEFINITION, at, make_election, row, singles, stations, take

PRESIDENT = """
[law]
id = "mx/president"
contests = { votes = "council" }
levels = { votes = "nation" }
"""
SHEETS = 40


def an_election(folder: Path, law: str = PRESIDENT, **other: Any) -> Path:
    place = folder / "night"
    frame = stations(SHEETS // 4, contests=("council",))
    make_election(place, definition=DEFINITION + law, stations_frame=other.get("stations_frame", frame))
    return place


def a_night(folder: Path, a: int = 60, b: int = 40) -> None:
    """A sheet a minute, from minute 1 on."""
    numbers = range(1, SHEETS + 1)
    rows = [row(f"{number:03d}", a, b) for number in numbers]
    take(Ledger(folder, open_desk(folder).election), singles(rows, list(numbers)), name="night.parquet")


def looked(folder: Path, every: int) -> Calls:
    """The record after a night that somebody looked at every so many minutes."""
    calls = None
    for minute in [*range(every, SHEETS, every), SHEETS]:
        calls = update_calls(open_desk(folder), at(minute), now=at(minute))
    assert calls is not None
    return calls


def chances_from(share: float, chance: float) -> Any:
    """A projection that knows it from a share of the sheets on."""

    def projected(desk: object, moment: datetime | None, *of_moment: object) -> datetime | None:
        return moment

    def chances(question: object, moment: datetime) -> dict[Answer, float]:
        sure = (moment - at(0)).total_seconds() / 60 / SHEETS >= share
        return {("A",): chance if sure else 0.6, ("B",): 1 - chance if sure else 0.4}

    return projected, chances


@pytest.mark.parametrize(("a", "b", "share"), [(55, 45, 0.55), (80, 20, 1.0)])
def test_how_often_a_night_is_looked_at_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, a: int, b: int, share: float
) -> None:
    projected, chances = chances_from(share, 0.999)
    monkeypatch.setattr(call_looks, "projection_or_silence", projected)
    monkeypatch.setattr(call_looks, "projected_chances", chances)
    found = []
    for every in (2, 5, 20):
        folder = an_election(tmp_path / str(every))
        a_night(folder, a, b)
        found.append(looked(folder, every).record)
    proposals = [event for event in found[0] if isinstance(event, Proposal)]
    assert len(proposals) == 1
    assert found[0] == found[1] == found[2]


def test_two_marks_of_the_count_are_needed_not_two_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projected, chances = chances_from(0.12, 0.999)
    monkeypatch.setattr(call_looks, "projection_or_silence", projected)
    monkeypatch.setattr(call_looks, "projected_chances", chances)
    folder = an_election(tmp_path)
    a_night(folder, 52, 48)
    for minute in range(8, 12):
        assert calls_of(update_calls(open_desk(folder), at(minute), now=at(minute)).record) == {}
    [call] = calls_of(update_calls(open_desk(folder), at(12), now=at(12)).record).values()
    assert (call.proposal.evidence.basis, call.proposal.evidence.coverage) == ("projection", 0.3)
    assert call.state == "proposed"


def test_bounds_alone_propose_without_a_projection(tmp_path: Path) -> None:
    folder = an_election(tmp_path)
    a_night(folder, 90, 10)
    early = calls_document(update_calls(open_desk(folder), at(10), now=at(10)))
    assert [silence.kind for silence in early.questions[0].silences] == ["open", "not-projected"]
    late = calls_document(update_calls(open_desk(folder), at(35), now=at(35)))
    assert late.questions[0].sure == ("A",)
    [call] = late.calls
    # 23 sheets give a lead of 23 * 80 = 1,840 votes, and 17 sheets are missing: 1,700 votes.
    assert (call.evidence.basis, call.evidence.coverage, call.state) == ("bounds", 23 / 40, "proposed")


def test_sheets_whose_voters_are_not_known_decide_nothing(tmp_path: Path) -> None:
    frame = stations(SHEETS // 4, contests=("council",))
    unknown = frame.with_columns(pl.Series("registered", [100] * (SHEETS - 3) + [0] * 3))
    folder = an_election(tmp_path, stations_frame=unknown)
    rows = [row(f"{number:03d}", 100, 0) for number in range(1, SHEETS - 2)]
    take(
        Ledger(folder, open_desk(folder).election),
        singles(rows, list(range(1, SHEETS - 2))),
        name="n.parquet",
    )
    [question] = calls_document(update_calls(open_desk(folder), now=at(99))).questions
    assert question.sure is None
    assert question.silences[0] == Silence("unknown-voters", sheets=3)


def test_a_sure_answer_that_a_correction_undoes_is_taken_back(tmp_path: Path) -> None:
    folder = an_election(tmp_path)
    a_night(folder, 90, 10)
    update_calls(open_desk(folder), at(30), now=at(30))
    rows = [row(f"{number:03d}", 10, 90) for number in range(1, 31)]
    ledger = Ledger(folder, open_desk(folder).election)
    take(ledger, singles(rows, [31] * 30), name="corrected.parquet")
    calls = calls_of(update_calls(open_desk(folder), at(32), now=at(32)).record)
    assert [(call.proposal.answer, call.state) for call in calls.values()] == [
        (("A",), "retracted"),
        (("B",), "proposed"),
    ]
    assert calls["office-president-1"].acts[-1].by == "Escrutinio"


def test_a_published_call_is_in_doubt_until_a_person_retracts_it(tmp_path: Path) -> None:
    folder = an_election(tmp_path)
    a_night(folder, 90, 10)
    desk = open_desk(folder)
    update_calls(desk, at(30), now=at(30))
    path = record_path(desk)
    confirm(path, "office-president-1", Person("Ana"), settings=desk.election.calls, now=at(30))
    rows = [row(f"{number:03d}", 10, 90) for number in range(1, 31)]
    take(Ledger(folder, desk.election), singles(rows, [31] * 30), name="corrected.parquet")
    [call] = calls_of(update_calls(open_desk(folder), at(32), now=at(32)).record).values()
    assert (call.state, call.doubt) == ("published", "other-answer")
    assert calls_of(read_record(path))[call.id] == call


def of(shares: Sequence[float], begun: str = "x") -> list[Coverage]:
    return [Coverage(at(minute), share, frozenset(begun)) for minute, share in enumerate(shares)]


def test_marks_are_shares_of_the_sheets() -> None:
    assert marks(of([0.05, 0.1, 0.15, 0.19, 0.2])) == [at(1), at(4)]
    assert marks(of([0.05, 0.45, 0.5])) == [at(1), at(2)], "of several marks at once there is one look"
    assert marks(of([0.3, 0.25, 0.3])) == [at(0)], "a mark is reached once"
    assert marks(of([0.95, 0.99, 1.0])) == [at(0)]
    assert marks(of([1.0])) == [at(0)]
    assert marks([Coverage(at(0), None, frozenset("x"))]) == []


def test_marks_begin_anew_when_another_contest_does() -> None:
    both = [Coverage(at(5), 0.25, frozenset("xy")), Coverage(at(6), 0.31, frozenset("xy"))]
    assert marks([*of([0.5]), *both]) == [at(0), at(5), at(6)]


@pytest.mark.parametrize("first", range(6))
def test_the_first_moment_at_which_something_holds(first: int) -> None:
    moments = [at(minute) for minute in range(6)]
    assert first_moment(moments, lambda moment: moment >= at(first)) == at(first)


def test_a_figure_that_the_law_goes_by_and_sheets_do_not_state_is_named(tmp_path: Path) -> None:
    desk = make_small(tmp_path / "small", "uy/president", {"A1": [6, 3, 1], "A2": []})
    (question,) = calls_document(update_calls(desk, now=at(99))).questions

    assert question.silences[0] == Silence(
        "not-stated", detail="the votes cast of 1 counted sheet are not stated"
    )
