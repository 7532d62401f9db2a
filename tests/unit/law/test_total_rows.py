"""Rows of totals in a table of votes."""

from __future__ import annotations

import pytest

from escrutinio.law.votes_table import read_votes
from escrutinio.model import LawError


@pytest.mark.parametrize(
    "name",
    [
        "Total",
        "TOTALS",
        "Total général",
        "Gesamt",
        "Suma",
        "Totaal:",
        "Ogółem",
        "Total 2024",
        "Итого",
        "合計",
        "Σύνολο",
    ],
)
def test_a_row_of_totals_is_refused(name: str) -> None:
    rows = ["unit,list,votes", f"N,{name},950", "N,heron,600", "N,otter,350"]
    with pytest.raises(LawError, match="it is a total, not a list"):
        read_votes(rows, "votes")
    # With blank ballots in it, it is more than the lists have.
    with pytest.raises(LawError, match="has more votes than all others"):
        read_votes([*rows[:1], f"N,{name},990", *rows[2:]], "votes")


def test_a_list_that_is_only_called_so_is_warned_of() -> None:
    (warning,) = read_votes(["list,votes", "Suma,300", "heron,600", "otter,350"], "votes").warnings
    assert "a list is called 'Suma'" in warning


def test_the_sum_of_the_others_under_any_name_is_warned_of() -> None:
    (warning,) = read_votes(["list,votes", "Z,950", "heron,600", "otter,350"], "votes").warnings
    assert "'Z' has exactly as many votes as all others together" in warning
    assert read_votes(["list,votes", "heron,600", "otter,600"], "votes").warnings == ()


def test_a_unit_of_totals_is_refused_or_warned_of() -> None:
    rows = ["unit,list,votes", "N,a,1", "N,b,2", "S,a,3", "S,b,5"]
    with pytest.raises(LawError, match="the sum of the other units"):
        read_votes([*rows, "Total,a,4", "Total,b,7"], "votes")
    (warning,) = read_votes([*rows, "Land,a,4", "Land,b,7"], "votes").warnings
    assert "the unit 'Land' holds, list by list" in warning


@pytest.mark.parametrize("name", ["Blancos", "Invalid votes", "Nulos", "Registered voters"])
def test_counts_of_ballots_are_no_lists(name: str) -> None:
    with pytest.raises(LawError, match=r"as if that were a list\nWrite \[(blank|null|registered)\]"):
        read_votes(["list,votes", "A,10", f"{name},3"], "votes")


def test_a_candidate_of_ballots_can_be_a_total_too() -> None:
    with pytest.raises(LawError, match="total"):
        read_votes(["ballot,votes", "A,10", "B,3", "Total,13"], "votes")


def test_valid_votes_below_those_of_the_lists_are_told() -> None:
    rows = ["unit,list,votes", "N,A,10", "N,B,5", "N,[valid],14"]
    assert read_votes(rows, "votes").warnings == (
        "[valid] of N is 14, fewer than the 15 votes of the lists; the votes of the lists are used.",
    )


@pytest.mark.parametrize("ballot", ["A = B > C", "A=B", "C > A = B", "A > B=C > D", "="])
def test_equal_ranks_are_refused_with_their_line(ballot: str) -> None:
    with pytest.raises(LawError, match="ranks candidates equally") as error:
        read_votes(["ballot,votes", "C,8", f"{ballot},10"], "votes", "t.csv")
    assert error.value.where == "t.csv, line 3"
