"""Errors say what is wrong, where, and how to put it right."""

from __future__ import annotations

import pytest

from escrutinio.model import (
    DefinitionError,
    EscrutinioError,
    FeedError,
    LawError,
    LedgerError,
    UsageError,
)


@pytest.mark.parametrize("kind", [FeedError, LedgerError, LawError, UsageError])
def test_an_error_says_what_is_wrong_where_and_what_to_do(kind: type[EscrutinioError]) -> None:
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


def test_an_error_as_sentences() -> None:
    error = UsageError("it is torn", where="a.csv", hint="Fetch it again.")
    assert error.sentence == "It is torn."
    assert error.sentences == "It is torn. Fetch it again."
    assert UsageError("Really?").sentences == "Really?"
