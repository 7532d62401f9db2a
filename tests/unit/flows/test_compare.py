"""Two versions of a document: what is a change, and what only one version of the program has."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec
import pytest

from escrutinio.flows.compare import ComparedDocuments, document_changes


class Rest(msgspec.Struct, frozen=True):
    """What is left."""

    sheets: int
    in_part: int


class Totals(msgspec.Struct, frozen=True):
    """The totals of a contest."""

    votes: Mapping[str, int]
    seats: Mapping[str, int]
    sheets: int
    in_part: int
    share: float
    note: str


class Document(msgspec.Struct, frozen=True, tag_field="schema", tag="escrutinio/decide/1"):
    """A document."""

    totals: Mapping[str, Totals]
    more: tuple[Rest, ...]
    first: Totals | None = None


TOTALS = Totals({"a": 5, "b": 0}, {}, 3, 0, 0.5, "")
OURS = msgspec.to_builtins(Document({"main": TOTALS}, (Rest(1, 2),), TOTALS))


def compared(change: str = "", value: object = None) -> ComparedDocuments:
    """Ours beside one that lacks a key, as a path of its keys, or has another value there."""
    theirs = json.loads(json.dumps(OURS))
    *path, last = change.split("/")
    at = theirs
    for name in path:
        at = at[int(name) if name.isdigit() else name]
    if value is None:
        at.pop(last)
    else:
        at[last] = value
    return document_changes(json.dumps(OURS).encode(), json.dumps(theirs).encode(), Document)


@pytest.mark.parametrize("key", ["totals/main/in_part", "totals/main/note"])
def test_a_key_that_an_earlier_version_had_not_and_that_says_nothing_is_no_change(key: str) -> None:
    assert compared(key) == ComparedDocuments((), (key.rpartition("/")[2],), ())


@pytest.mark.parametrize(
    "key",
    ["totals/main/sheets", "more/0/in_part", "totals/main/votes/a", "totals/main/votes/b", "totals/main"],
)
def test_a_figure_or_a_selection_that_is_missing_is_a_change(key: str) -> None:
    found = compared(key)

    assert [change.where for change in found.changes] == [
        key.replace("/", ".").replace(".0.", "[0].").replace("more.", "more")
    ]
    assert not found.only_old


def test_a_key_that_this_program_has_not_is_named_and_a_selection_too_many_is_a_change() -> None:
    assert compared("totals/main/older", 7) == ComparedDocuments((), (), ("older",))
    assert [change.where for change in compared("totals/main/votes/c", 0).changes] == ["totals.main.votes.c"]


def test_a_figure_that_both_have_must_be_equal() -> None:
    (change,) = compared("totals/main/in_part", 1).changes

    assert (change.where, change.old, change.new) == ("totals.main.in_part", "0", "1")
    assert not compared("totals/main/share", 0.5 + 1e-9).changes


@pytest.mark.parametrize("contest", ["totals/main", "first"])
def test_an_id_where_there_is_none_is_a_change(contest: str) -> None:
    """Seats of a unit that elects nobody yet are empty here; the package has somebody there."""
    found = compared(f"{contest}/seats/a", 1)

    assert found == ComparedDocuments(found.changes)
    assert [(change.where, change.old, change.new) for change in found.changes] == [
        (f"{contest}/seats/a".replace("/", "."), "null", "1")
    ]


@pytest.mark.parametrize("selection", ["sheets", "note"])
def test_a_selection_that_is_called_as_a_key_of_a_document_is_a_selection(selection: str) -> None:
    ours = Document({"main": msgspec.structs.replace(TOTALS, votes={selection: 0})}, ())
    theirs = Document({"main": msgspec.structs.replace(TOTALS, votes={})}, ())
    found = document_changes(msgspec.json.encode(ours), msgspec.json.encode(theirs), Document)

    assert [change.where for change in found.changes] == [f"totals.main.votes.{selection}"]
    assert not found.only_old
