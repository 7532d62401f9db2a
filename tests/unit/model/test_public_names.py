"""What the rooms offer, of which all but the nouns are read when they are asked for.

What is tested: the packages of escrutinio.
"""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

ROOMS = (
    "model",
    "feeds",
    "feeds.drafting",
    "ledger",
    "tabulation",
    "law",
    "law_batch",
    "bounds",
    "projection",
    "explain",
    "evidence",
    "flows.documents",
    "flows.publication",
)


def room(name: str) -> ModuleType:
    return importlib.import_module(f"escrutinio.{name}")


@pytest.mark.parametrize("name", ROOMS)
def test_public_names_exist_and_are_sorted_once(name: str) -> None:
    public = room(name).__all__
    assert len(set(public)) == len(public) > 0
    assert all(hasattr(room(name), offered) for offered in public)


@pytest.mark.parametrize("name", ROOMS)
def test_a_name_that_a_room_does_not_have_is_an_error_as_of_any_module(name: str) -> None:
    with pytest.raises(AttributeError):
        _ = room(name).no_such_name
