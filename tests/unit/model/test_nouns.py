"""The small nouns: errors, findings, statuses, columns of a sheet, times of an election."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest

import feed_elections as fe
from escrutinio import model
from escrutinio.model import (
    CountItemStatus,
    DefinitionError,
    Election,
    EscrutinioError,
    FeedError,
    Finding,
    LawError,
    LedgerError,
    ResultsStatus,
    Severity,
    UsageError,
    count_item_status,
    selection_of,
    unit_column,
    votes_column,
)


def test_public_names_exist_and_are_sorted_once() -> None:
    assert len(set(model.__all__)) == len(model.__all__)
    assert all(hasattr(model, name) for name in model.__all__)


@pytest.mark.parametrize("kind", [FeedError, LedgerError, LawError, UsageError])
def test_an_error_says_what_where_and_how_to_mend(kind: type[EscrutinioError]) -> None:
    error = kind("it is torn", where="a.csv", hint="Fetch it again.")
    assert isinstance(error, EscrutinioError)
    assert str(error) == "a.csv: it is torn\nFetch it again."
    assert str(kind("it is torn")) == "it is torn"
    assert (error.message, error.where, error.hint) == ("it is torn", "a.csv", "Fetch it again.")


def test_a_definition_error_counts_its_mistakes() -> None:
    one = DefinitionError(["a: wrong"], where="election.toml")
    assert str(one) == "election.toml: 1 mistake in the election's definition\na: wrong"
    two = DefinitionError(["a: wrong", "b: wrong"])
    assert str(two) == "2 mistakes in the election's definition\na: wrong\nb: wrong"
    assert two.problems == ("a: wrong", "b: wrong")


def test_a_finding_has_defaults_and_cannot_be_changed() -> None:
    finding = Finding("bad-row", Severity.ERROR, "It is bad.")
    assert (finding.contest, finding.sheet, finding.file, finding.line) == ("", "", "", 0)
    assert (finding.delivery, finding.numbers, finding.before, finding.after) == ("", {}, "", "")
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.line = 3  # type: ignore[misc]
    assert [str(severity) for severity in Severity] == ["error", "warning", "info"]


def test_statuses_have_the_names_of_the_standard() -> None:
    assert {str(status) for status in ResultsStatus} == {
        "unofficial-partial", "unofficial-complete", "certified", "correction", "recount",
    }  # fmt: skip
    assert {str(status) for status in CountItemStatus} == {"completed", "in-process", "not-processed"}


@pytest.mark.parametrize(
    ("reported", "expected", "status"),
    [
        (0, 5, "not-processed"),
        (0, 0, "not-processed"),
        (1, 5, "in-process"),
        (4, 5, "in-process"),
        (5, 5, "completed"),
        (6, 5, "completed"),
    ],
)
def test_status_of_a_counted_item(reported: int, expected: int, status: str) -> None:
    assert count_item_status(reported, expected).value == status


def test_names_of_columns() -> None:
    assert votes_column("MAS-IPSP") == "votes_MAS-IPSP"
    assert selection_of("votes_MAS-IPSP") == "MAS-IPSP"
    assert selection_of(votes_column("votes_x")) == "votes_x"
    assert unit_column("department") == "unit_department"


def in_zone(zone: str) -> Election:
    return fe.define(fe.PLAIN.replace("America/La_Paz", zone))


@pytest.mark.parametrize(
    ("zone", "text", "utc"),
    [
        ("America/La_Paz", "2020-10-18T20:00", datetime(2020, 10, 19, 0, 0, tzinfo=UTC)),
        ("America/La_Paz", "2020-10-18T20:00:00Z", datetime(2020, 10, 18, 20, 0, tzinfo=UTC)),
        ("America/La_Paz", "2020-10-18T20:00+02:00", datetime(2020, 10, 18, 18, 0, tzinfo=UTC)),
        ("America/La_Paz", "2020-10-18", datetime(2020, 10, 18, 4, 0, tzinfo=UTC)),
        # Summer and winter, and the hour that comes twice: the first of the two.
        ("Europe/Madrid", "2024-07-01T12:00", datetime(2024, 7, 1, 10, 0, tzinfo=UTC)),
        ("Europe/Madrid", "2024-01-01T12:00", datetime(2024, 1, 1, 11, 0, tzinfo=UTC)),
        ("Europe/Madrid", "2024-10-27T02:30", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        # The hour that is skipped is read with the offset before the change.
        ("Europe/Madrid", "2024-03-31T02:30", datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),
    ],
)
def test_times_without_an_offset_are_local(zone: str, text: str, utc: datetime) -> None:
    found = in_zone(zone).parse_time(text)
    assert found == utc
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2020-13-01", "2020-10-18T25:00", "9999-12-31T23:59", "20:00"]
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        in_zone("America/La_Paz").parse_time(text)


def test_a_time_before_all_times() -> None:
    with pytest.raises(ValueError, match="out of range"):
        in_zone("Asia/Tokyo").to_utc(datetime(1, 1, 1, 0, 0))  # noqa: DTZ001


def test_local_time() -> None:
    local = in_zone("America/La_Paz").local(datetime(2020, 10, 19, 0, 0, tzinfo=UTC))
    assert local.replace(tzinfo=None) == datetime(2020, 10, 18, 20, 0)  # noqa: DTZ001
    assert local.utcoffset() == timezone(timedelta(hours=-4)).utcoffset(None)
