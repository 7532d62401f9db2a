"""A publication is whole, switched in one step, and never fails because of what was counted."""

from __future__ import annotations

import json
import os
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from escrutinio.flows.call_record import record_path
from escrutinio.flows.calls import confirm, retract
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import to_plain
from escrutinio.flows.documents.called import PublishedCall
from escrutinio.flows.documents.counted import Lead
from escrutinio.flows.documents.night import NightPoint
from escrutinio.flows.publication import (
    Publication,
    is_of_another_version,
    open_publication,
    publish,
    publish_again,
    start_night,
    store,
)
from escrutinio.flows.publication.opening import read_publication
from escrutinio.ledger import Ledger
from escrutinio.model import EscrutinioError, LedgerError, UsageError
from escrutinio.projection.calls import Person, Question
from publication_moments import NOW
from support import DEFINITION, at, make_election, row, singles, stations, take
from tampering import make_it_end_its_reader


def folders(desk: Desk) -> list[str]:
    place = store.published(desk.election.folder)
    return sorted(path.name for path in place.iterdir() if path.is_dir())


def test_nothing_is_published_at_first(desk: Desk) -> None:
    assert open_publication(desk.election.folder) is None


def test_nothing_counted_is_published_all_the_same(desk: Desk) -> None:
    found = publish(desk, now=NOW).load()

    assert found.front.empty is True
    assert found.front.as_of == "2024-05-05T22:00:00Z"
    assert found.front.headline.counted.leader is None
    assert found.front.headline.counted.turnout.share is None
    assert found.front.headline.projected.available is False
    assert found.front.chambers == ()
    assert found.advice.code == "nothing_counted"
    assert found.outcome is None
    assert found.findings.total == 0
    assert (found.places.places, found.night.points, found.updates) == ((), (), ())


def test_what_is_counted_is_published(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30), row("007", 20, 70), row("001", 50, 40, contest="mayor")])

    counted = publish(desk, now=NOW).front.headline.counted

    assert (counted.sheets_reported, counted.sheets_expected, counted.sheets_unexpected) == (2, 12, 0)
    assert counted.sheets_share == 2 / 12
    assert [(entry.id, entry.votes) for entry in counted.selections] == [("B", 100), ("A", 80), ("C", 0)]
    assert counted.selections[2].withdrawn is True
    assert (counted.leader, counted.runner_up) == ("B", "A")
    assert counted.lead == Lead(votes=20, share=20 / 180)
    assert counted.turnout.share == 180 / 200


def test_a_tie_has_no_leader(desk: Desk) -> None:
    take(desk.ledger, [row("001", 40, 40)])

    counted = publish(desk, now=NOW).front.headline.counted

    assert (counted.leader, counted.runner_up, counted.tied) == (None, None, ("A", "B"))
    assert counted.lead == Lead(votes=0, share=0.0)


def test_the_id_goes_with_the_moment_and_the_content(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30)])
    first = publish(desk, now=NOW)
    again = publish(desk, now=NOW)
    take(desk.ledger, [row("001", 61, 30)], minutes=5)
    other = publish(desk, now=NOW)
    later = publish(desk, now=NOW + timedelta(microseconds=1))

    assert first.id == again.id
    assert first.id != other.id
    assert first.id[:22] == other.id[:22]
    assert max(first.id, other.id) < later.id


def test_what_was_just_replaced_stays_for_who_is_reading_it(desk: Desk) -> None:
    reading = publish(desk, now=NOW)
    for hours in (1, 2, 3, 4, 5):
        publish(desk, now=NOW + timedelta(hours=hours))

    assert reading.load().front.publication == reading.id

    for folder in folders(desk)[:2]:
        os.utime(store.published(desk.election.folder) / folder, (0, 0))
    publish(desk, now=NOW + timedelta(hours=6))

    assert reading.id not in folders(desk)
    assert len(folders(desk)) == 5


def test_the_last_three_stay_and_the_current_one_always(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "GRACE", timedelta(0))
    for hours in (1, 2, 3, 4, 5):
        found = publish(desk, now=NOW + timedelta(hours=hours))
    assert len(folders(desk)) == 3
    assert found.id in folders(desk)

    # A clock that was set back: the newest publication has the smallest id.
    back = publish(desk, now=NOW)

    assert open_publication(desk.election.folder) is back
    assert back.id in folders(desk)
    assert back.unit("council", "nation", "nation")


def test_the_same_publication_is_the_same_object(desk: Desk) -> None:
    publish(desk, now=NOW)

    first, second = (open_publication(desk.election.folder) for _ in range(2))

    assert first is second


def test_a_publication_that_was_loaded_can_be_read_when_its_folder_is_gone(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30)])
    loaded = publish(desk, now=NOW).load()
    lazy = Publication(loaded.folder, loaded.about)
    shutil.rmtree(loaded.folder)

    assert loaded.unit("council", "place", "PN1").sheets
    with pytest.raises(LedgerError, match="cannot be read"):
        _ = lazy.front
    with pytest.raises(LedgerError, match="cannot be read"):
        lazy.unit("council", "nation", "nation")


def test_a_table_that_was_changed_is_told_and_not_opened(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30)])
    shown = publish(desk, now=NOW)
    make_it_end_its_reader(shown.folder / "sheets.parquet")
    with pytest.raises(LedgerError, match=r"sheets\.parquet has been changed since it was written"):
        Publication(shown.folder, shown.about).frame("sheets")
    assert Publication(shown.folder, shown.about).frame("units").height


def test_what_a_dead_publisher_left_is_cleared_and_never_read(desk: Desk) -> None:
    publish(desk, now=NOW)
    place = store.published(desk.election.folder)
    (place / ".draft-dead").mkdir()
    (place / ".draft-dead" / "front.json").write_text("{")

    publish(desk, now=NOW + timedelta(hours=1))

    assert not list(place.glob(".draft-*"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"id": 3}', '{"id": "../../etc"}', '{"id": "20240505"}'])
def test_a_damaged_current_file_names_no_publication(desk: Desk, text: str) -> None:
    publish(desk, now=NOW)
    (store.published(desk.election.folder) / "current.json").write_text(text)

    assert open_publication(desk.election.folder) is None


def test_a_failed_publication_leaves_the_current_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = publish(desk, now=NOW)

    write_json = store.write_json

    def full(path: Path, document: object) -> None:
        if path.name == store.CURRENT:
            raise OSError(28, "No space left on device")
        write_json(path, document)

    monkeypatch.setattr(store, "write_json", full)
    with pytest.raises(LedgerError, match="No space left"):
        publish(desk, now=NOW + timedelta(hours=1))

    assert open_publication(desk.election.folder) is before


def test_readers_beside_two_publishers_see_whole_publications(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30)])
    publish(desk, now=NOW)
    troubles: list[BaseException] = []
    done = threading.Event()

    def publisher(number: int) -> None:
        try:
            own = open_desk(desk.election.folder)
            for step in range(5):
                publish(own, now=NOW + timedelta(seconds=1 + 2 * step + number))
        except BaseException as error:
            troubles.append(error)

    def reader() -> None:
        seen = 0
        while not done.is_set() or not seen:
            try:
                found = open_publication(desk.election.folder)
                assert found is not None
                assert found.front.publication == found.id
                assert found.unit("council", "place", "PN1").counted.valid.sum == 90
                seen += 1
                done.wait(0.01)
            except BaseException as error:
                troubles.append(error)
                return

    readers = [threading.Thread(target=reader) for _ in range(2)]
    publishers = [threading.Thread(target=publisher, args=(number,)) for number in range(2)]
    for thread in (*readers, *publishers):
        thread.start()
    for thread in publishers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()

    assert not troubles


def test_bad_sheets_are_published_with_their_findings(desk: Desk) -> None:
    rows = [row("001", 60, 30, valid=5), row("999", 10), row("002", 500, 1, registered=3), row("003", 1, c=9)]
    take(desk.ledger, rows)

    found = publish(desk, now=NOW).load()

    tally = {check.code: check.count for check in found.findings.by_check if check.count}
    assert {"votes-not-valid", "not-in-stations", "cast-over-registered", "selection-withdrawn"} <= set(tally)
    assert found.findings.by_severity["error"] == sum(
        finding.severity == "error" for finding in found.findings.findings
    )
    assert found.findings.total == len(found.findings.findings)


def test_sheets_without_one_number_are_published(desk: Desk) -> None:
    take(desk.ledger, [["council", "001", *["x"] * 8], ["council", "002", *[""] * 8]])

    found = publish(desk, now=NOW).load()

    assert found.advice.code == "nothing_counted"
    assert found.unit("council", "place", "PN1").counted.valid.least == 0


def test_an_edited_definition_does_not_reach_what_is_published(desk: Desk) -> None:
    found = publish(desk, now=NOW)
    (desk.election.folder / "election.toml").write_text("broken")

    assert Publication(found.folder, found.about).load().unit("council", "nation", "nation")
    assert found.election.folder == desk.election.folder


def test_a_projection_that_fails_is_said_and_the_rest_published(
    night: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "night"
    shutil.copytree(night.election.folder, folder, ignore=shutil.ignore_patterns("published"))

    def failing(*_: object, **__: object) -> None:
        raise FloatingPointError("overflow")

    monkeypatch.setattr("escrutinio.flows.publication.inputs.project", failing)
    found = publish(open_desk(folder), datetime(2020, 10, 19, 6, tzinfo=UTC), now=NOW)

    projected = found.front.headline.projected
    assert (projected.available, projected.selections) == (False, ())
    assert "overflow" in projected.reason
    assert found.advice.code == "cannot_say"
    assert found.advice.earlier is None
    assert found.front.chambers[0].projected is None


def test_an_election_without_a_law_has_no_chambers_and_no_calls(night: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(night.election.folder, folder, ignore=shutil.ignore_patterns("published"))
    plain = open_desk(folder)
    plain = replace(plain, election=replace(plain.election, law=None))

    found = publish(plain, datetime(2020, 10, 20, 16, tzinfo=UTC), now=NOW)

    assert (found.front.law, found.front.chambers, found.front.bounds) == (None, (), None)
    assert found.front.headline.projected.available is True
    assert found.front.headline.projected.first_round is None
    assert found.calls.record == ()
    assert found.projections["single-member"].available is True


def test_the_rehearsals_series_is_not_that_of_the_count(tmp_path: Path) -> None:
    election = make_election(tmp_path / "small")
    desk = open_desk(tmp_path / "small", for_ingest=True)
    take(desk.ledger, [row("001", 60, 30)])
    publish(replace(desk, rehearsing=True), now=NOW)

    found = publish(desk, now=NOW)

    assert election.id == "test-2024"
    assert [(point.as_of, point.rehearsal) for point in found.night.points] == [
        ("2024-05-05T18:00:00Z", False)
    ]


def test_the_series_is_in_order_and_a_moment_stands_once(desk: Desk) -> None:
    for minutes in (0, 30, 10):
        take(desk.ledger, [row("001", 60 - minutes, 30)], minutes=minutes)
    for minutes in (10, 0, 30, 10):
        found = publish(desk, at(minutes), now=NOW)

    moments = [point.as_of for point in found.night.points]
    assert moments == ["2024-05-05T18:00:00Z", "2024-05-05T18:10:00Z"]
    path = store.published(desk.election.folder) / "night.jsonl"
    path.write_text(path.read_text() + '{"as_of": "2024-05-05T18:05:00Z", "li\n[]\n{"as_of": 3}\n')
    assert len(publish(desk, at(30), now=NOW).night.points) == 3
    start_night(desk)
    assert len(publish(desk, at(30), now=NOW).night.points) == 1


def test_deliveries_of_one_moment_are_a_point_each(desk: Desk) -> None:
    for votes in (60, 20, 20):
        # What is received a second time, or changes nothing that counts, is no point.
        take(desk.ledger, [row("001", votes, 30)], minutes=10)
        found = publish(desk, now=NOW)

    assert [point.selections["A"].votes for point in found.night.points] == [60, 20]
    assert len({entry.id for entry in found.updates}) == len(found.night.points)
    assert found.updates[0].figures == found.night.points[-1]


LAW = """
[law]
id = "mx/president"
contests = { votes = "council" }
levels = { votes = "nation" }
"""
PRESIDENT = "office-president-1"


@pytest.fixture
def called(tmp_path: Path) -> Desk:
    """A night to rehearse with, a sheet a minute: from about half of the 40 on the leader stays ahead."""
    folder = tmp_path / "called"
    frame = stations(10, contests=("council",))
    election = make_election(folder, definition=DEFINITION + LAW, stations_frame=frame)
    Ledger(folder, election).table.create()
    numbers = range(1, 41)
    night = singles([row(f"{number:03d}", 90, 10) for number in numbers], list(numbers))
    take(Ledger(folder / "rehearsal", election), night, name="night.parquet")
    return open_desk(folder)


def test_a_replay_does_not_touch_the_desks_record_of_calls(called: Desk) -> None:
    with (called.election.folder / "election.toml").open("a") as file:
        file.write("\n[calls]\nunattended = true\n")
    own = open_desk(called.election.folder)
    assert own.rehearsing
    moments = [at(10), at(35)]

    found = [publish(own, moment, now=NOW + timedelta(hours=n)) for n, moment in enumerate(moments)]

    assert not record_path(own).exists()
    assert found[0].calls.standing == ()
    assert found[-1].calls.standing[0].about == Question("office", "president")
    assert {type(entry.figures) for entry in found[-1].updates} == {NightPoint, PublishedCall}
    assert len({entry.id for entry in found[-1].updates}) == len(found[-1].updates)
    # Back in time: what was called later is not known then, and nothing is written.
    back = publish(own, moments[0], now=NOW + timedelta(hours=9))
    assert back.calls.standing == ()

    live = publish(own, now=NOW + timedelta(hours=10))
    assert record_path(own).exists()
    assert len(live.calls.standing) == 1
    record_path(own).write_text('{"event": }\n')
    damaged = publish(own, now=NOW + timedelta(hours=11))
    assert "damaged" in damaged.calls.problem
    assert damaged.front.calls.standing == ()


def test_only_published_calls_are_shown_and_retractions_with_their_reason(called: Desk) -> None:
    path = record_path(called)

    proposed = publish(called, now=NOW)
    confirm(path, PRESIDENT, Person("Ana"), settings=called.election.calls, now=NOW)
    published = publish_again(called, now=NOW + timedelta(minutes=1))
    retract(path, PRESIDENT, Person("Ben"), "Two files were the same.", now=NOW)
    retracted = publish_again(called, now=NOW + timedelta(minutes=2))

    assert proposed.calls.record == ()
    assert published is not None
    assert [call.id for call in published.front.calls.standing] == [PRESIDENT]
    assert retracted is not None
    assert retracted.front.calls.standing == ()
    [gone] = retracted.front.calls.retractions
    assert (gone.id, gone.reason) == (PRESIDENT, "Two files were the same.")
    assert [event.kind for event in retracted.calls.record] == ["call", "retraction"]


def test_what_was_retracted_before_it_was_published_is_never_shown(called: Desk) -> None:
    publish(called, now=NOW)
    retract(record_path(called), PRESIDENT, Person("Ana"), "never shown", now=NOW)

    found = publish_again(called, now=NOW + timedelta(minutes=1))

    assert found is not None
    assert (found.calls.record, found.front.calls.standing, found.front.calls.retractions) == ((), (), ())


def test_without_calls_the_record_is_shown_and_not_written(called: Desk) -> None:
    found = publish(called, now=NOW, calls=False)

    assert found.calls.record == ()
    assert not record_path(called).exists()


def test_unknown_contests_and_units_are_refused(desk: Desk) -> None:
    found = publish(desk, now=NOW)

    with pytest.raises(UsageError, match="there is no contest 'x'"):
        found.contest("x")
    for question in (("council", "place", "x"), ("council", "x", "nation"), ("x", "nation", "nation")):
        with pytest.raises(UsageError, match="there is no unit"):
            found.unit(*question)


def test_every_document_is_json(replayed: dict[datetime | None, Publication]) -> None:
    for found in replayed.values():
        assert found.outcome is not None
        documents = [
            getattr(found, name) for name in ("front", "advice", "calls", "night", "findings", "places")
        ]
        for document in (*documents, found.outcome.document):
            # msgspec writes null for what JSON cannot hold.
            json.dumps(to_plain(document), allow_nan=False)


def test_errors_of_a_folder_that_cannot_be_written(desk: Desk) -> None:
    store.published(desk.election.folder).write_text("a file where the folder should be")

    with pytest.raises(EscrutinioError, match="cannot be written"):
        publish(desk, now=NOW)


@pytest.mark.parametrize("form", [{"form": "0123456789"}, {}])
def test_what_another_version_published_is_published_anew(
    desk: Desk, tmp_path: Path, form: dict[str, str]
) -> None:
    take(desk.ledger, [row("001", 60, 30)])
    publish(desk, now=NOW)
    folder = shutil.copytree(desk.election.folder, tmp_path / "copy")
    old = store.current(folder)
    assert old is not None
    about = json.loads((old / store.ABOUT).read_text(encoding="utf-8"))
    del about["form"]
    # As a version wrote it that knew other parts of the page.
    (old / store.ABOUT).write_text(json.dumps(about | form), encoding="utf-8")
    (old / "front.json").write_text('{"schema": "escrutinio/front/1"}', encoding="utf-8")

    assert not is_of_another_version(desk.election.folder)
    assert is_of_another_version(folder)
    assert open_publication(folder) is None
    with pytest.raises(LedgerError, match="another version"):
        read_publication(old)
    new = publish(open_desk(folder), now=NOW + timedelta(minutes=1)).load()
    assert open_publication(folder) is new
    assert new.front.headline.counted.leader == "A"
