"""Names in a table of votes and in facts: one name is one list, however its letters are stored."""

from __future__ import annotations

import pytest

from escrutinio.law.facts import read_facts
from escrutinio.law.votes_table import read_votes
from escrutinio.model import LawError


def test_composed_and_decomposed_names_are_one_list() -> None:
    votes = read_votes(["unit,list,votes", "1,L\u00f3d,400", "2,Lo\u0301d,500", "Ñ,a,1"], "sejm")
    assert votes.lists["sejm"]["1"] == {"Lód": 400}
    assert votes.lists["sejm"]["2"] == {"Lód": 500}
    facts = read_facts('[seats]\n"N\u0303" = 3\n[candidates]\n"Lo\u0301d" = 2\n')
    assert facts.seats == {"Ñ": 3}
    assert facts.candidates["whole"] == {"Lód": 2}
    ranked = read_votes(["ballot,votes", "L\u00f3d > b,4", "b > Lo\u0301d,5"], "mayor")
    assert set(ranked.ballots["mayor"]["whole"]) == {("Lód", "b"), ("b", "Lód")}


def test_one_list_twice_in_a_unit_is_refused_in_both_forms() -> None:
    with pytest.raises(LawError, match="the votes of Lód are there twice"):
        read_votes(["list,votes", "L\u00f3d,400", "Lo\u0301d,500"], "sejm")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["list,votes", "PiS,4", "PiS\u200b,5"], "lists 'PiS' and 'PiS\\u200b' look alike"),
        (["unit,list,votes", "1,ABC,4", "2,\u0410BC,5"], "CYRILLIC CAPITAL LETTER A"),
        (["unit,list,votes", "North East,a,4", "North\u00a0East,b,5"], "the second has NO-BREAK SPACE"),
        (["ballot,votes", "a > b,4", "\u0430 > b,5"], "candidates 'a' and 'а' look alike"),
    ],
)
def test_names_that_only_look_alike_are_refused(lines: list[str], message: str) -> None:
    with pytest.raises(LawError) as caught:
        read_votes(lines, "sejm", "votes.csv")
    assert message in caught.value.message
    assert caught.value.where == "votes.csv"
    assert "in one way" in caught.value.hint


def test_lists_that_differ_in_an_accent_are_two() -> None:
    votes = read_votes(["list,votes", "A,400", "Å,500", "a,1"], "folketing")
    assert votes.lists["folketing"]["whole"] == {"A": 400, "Å": 500, "a": 1}
