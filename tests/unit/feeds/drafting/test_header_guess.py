"""Where the names of columns are: under titles, on one line or on several, or nowhere."""

from __future__ import annotations

import pytest

from escrutinio.feeds.drafting.header_guess import HeaderGuess, guess_header

ROWS = [["North", "1", "500", "120"], ["North", "2", "480", "1,130"], ["South", "3", "-", "99"]]


@pytest.mark.parametrize(
    ("above", "header"),
    [
        ([["Region", "Station", "Voters", "Heron"]], HeaderGuess(1, 1)),
        ([["Results by station"], [""], ["Region", "Station", "Voters", "Heron"]], HeaderGuess(3, 1)),
        (
            [["As of 21:00"], ["Place", "", "Votes", ""], ["Region", "Station", "All", "Heron"]],
            HeaderGuess(2, 2),
        ),
        ([], HeaderGuess(0, 0)),
        ([["Results by station", "", "", ""]], HeaderGuess(0, 0)),
    ],
)
def test_the_header_stands_right_above_the_numbers(above: list[list[str]], header: HeaderGuess) -> None:
    assert guess_header(list(enumerate([*above, *ROWS], start=1))) == header


def test_without_any_numbers_the_first_line_is_the_header() -> None:
    assert guess_header([(1, ["a", "b"]), (2, ["x", "y"])]) == HeaderGuess(1, 1)
    assert guess_header([]) == HeaderGuess(0, 0)


def test_a_row_of_voters_alone_below_the_names_is_no_second_line_of_them() -> None:
    names = ["precinct", "office", "candidate", "votes", "mail", "early", "election day"]
    voters = ["Hill", "Registered Voters", "", "384", "", "", ""]
    rows = [["Hill", "Mayor", name, "9", "2", "3", "4"] for name in ("Heron", "Otter", "Lynx")]

    assert guess_header(list(enumerate([names, voters, *rows], start=1))) == HeaderGuess(1, 1)
