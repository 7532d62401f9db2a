"""Two versions of a document: what is a change, and what only one version of the program has."""

from __future__ import annotations

import json

import pytest

from escrutinio.flows.compare import ComparedDocuments, document_changes

FIELDS = frozenset(["totals", "votes", "sheets", "in_part", "share", "note", "more", "schema"])
OURS = {
    "schema": "escrutinio/decide/1",
    "totals": {"main": {"votes": {"a": 5, "b": 0}, "sheets": 3, "in_part": 0, "share": 0.5, "note": ""}},
    "more": [{"sheets": 1, "in_part": 2}],
}


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
    return document_changes(json.dumps(OURS).encode(), json.dumps(theirs).encode(), FIELDS)


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
