"""Ranked ballots in the BLT format."""

from __future__ import annotations

import pytest

from escrutinio.law.ballot_files import read_blt
from escrutinio.model import LawError

FILE = """4 2          # four candidates, two seats
-2
3 1 3 4 0
4 1 2 3 0
2 4 - 1 0
1 2 0
0
"Ana"
"Eva"
"Ira"
"Ivo"
"Ward # 1"
"""


def test_ballots_seats_and_withdrawn_candidates() -> None:
    votes = read_blt(FILE, "votes")
    assert votes.ballots == {"votes": {"whole": {("Ana", "Ira", "Ivo"): 3, ("Ana", "Ira"): 4, ("Ivo",): 2}}}
    assert votes.seats == {"whole": 2}
    assert votes.warnings == ("1 ballots of the file rank nobody; they are left out.",)


@pytest.mark.parametrize(
    ("line", "fault", "number"),
    [
        ("3 1 3 4", "does not end with 0", 3),
        ("3 1=3 4 0", "ranks candidates equally", 3),
        ("3 1 5 0", "no candidate 5", 3),
        ("3 1 3 1 0", "ranked twice", 3),
        ("1.5 1 3 0", "not a whole number", 3),
    ],
)
def test_a_wrong_ballot_is_refused_with_its_line(line: str, fault: str, number: int) -> None:
    with pytest.raises(LawError, match=fault) as error:
        read_blt(FILE.replace("3 1 3 4 0", line), "votes", "w.blt")
    assert error.value.where == f"w.blt, line {number}"


@pytest.mark.parametrize(
    "text", ["", "4 2\n", "4\n", 'a b\n0\n"A"', '2 1\n1 1 0\n0\n"A"\n', '2 1\n0\n"A"\n"A"\n']
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(LawError):
        read_blt(text, "votes")
