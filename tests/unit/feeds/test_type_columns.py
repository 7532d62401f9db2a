"""Votes by vote type: a column of types, columns of each type side by side, or a file for each."""

from __future__ import annotations

import pytest

from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import Election, FeedError
from feed_elections import codes, found
from typed_votes import TYPES, typed_election

WIDE = typed_election(
    'sheet = ["County", "Precinct"]\n'
    'vote_type.columns = { day = "* Election Day", early = "* Advance Voting", mail = ["* Absentee"] }\n'
    'counts = { registered = "Registered Voters" }\n'
    'votes = { heron = "Ann Heron", otter = "Bo Otter" }'
)
WIDE_FILE = (
    "County,Precinct,Registered Voters,Ann Heron Election Day,Ann Heron Advance Voting,Ann Heron Absentee,"
    "Ann Heron Total Votes,Bo Otter Election Day,Bo Otter Advance Voting,Bo Otter Absentee,"
    "Bo Otter Total Votes\nN,1,100,20,10,5,35,10,20,5,35\nN,2,200,30,10,,40,40,30,,70\n"
)
LONG = typed_election(
    'layout = "long"\nsheet = "precinct"\nselection_column = "choice"\nvotes_column = "votes"\n'
    'vote_type = { column = "vote type", values = { "ONE STOP" = "early", "ABSENTEE BY MAIL" = "mail" } }\n'
    'skip = { "vote type" = "TOTAL" }'
)
LONG_FILE = (
    "precinct,choice,vote type,votes\n"
    "A,Heron,ELECTION DAY,10\nA,Otter,ELECTION DAY,20\nA,Heron,ONE STOP,1\nA,Otter,ONE STOP,2\n"
    "A,Heron,ABSENTEE BY MAIL,3\nA,Otter,ABSENTEE BY MAIL,4\nA,Heron,TOTAL,14\nA,Otter,TOTAL,26\n"
)
DIVISIONS = typed_election(
    'layout = "long"\nsheet = "DivisionID"\nselection_column = "Party"\nvotes_column = "TotalVotes"\n'
    'vote_type = { columns = { day = "OrdinaryVotes", early = "PrePollVotes", mail = "PostalVotes" } }\n'
    'ignore = ["TotalVotes"]'
)
DIVISIONS_FILE = (
    "DivisionID,Party,OrdinaryVotes,PrePollVotes,PostalVotes,TotalVotes\n"
    "101,Heron,100,20,3,123\n101,Otter,90,30,4,124\n102,Heron,50,5,,55\n102,Otter,60,6,,66\n"
)


def read(text: str, election: Election) -> Reading:
    return parse_delivery(text.encode(), "votes.csv", election)


def votes(reading: Reading) -> dict[str, tuple[int | None, int | None]]:
    rows = reading.rows.sort("sheet").rows(named=True)
    return {row["sheet"]: (row["votes_heron"], row["votes_otter"]) for row in rows}


def test_columns_of_each_type_side_by_side_are_a_sheet_each() -> None:
    reading = read(WIDE_FILE, WIDE)
    assert votes(reading) == {
        "N-1-day": (20, 10), "N-1-early": (10, 20), "N-1-mail": (5, 5),
        "N-2-day": (30, 40), "N-2-early": (10, 30), "N-2-mail": (None, None),
    }  # fmt: skip
    assert set(reading.rows["registered"].drop_nulls()) == {100, 200}, "of the station, on each of its sheets"
    assert reading.rows.sort("sheet")["unit_vote-type"].to_list() == ["day", "early", "mail"] * 2
    assert sorted(codes(reading)) == ["not-counted", "unknown-column"]
    assert "Total Votes" in found(reading, "unknown-column")[0].message


def test_a_column_of_types_with_words_of_its_own_and_names_that_are_known() -> None:
    reading = read(LONG_FILE, LONG)
    assert votes(reading) == {"A-day": (10, 20), "A-early": (1, 2), "A-mail": (3, 4)}
    assert not found(reading)


def test_votes_of_a_candidate_in_a_column_for_each_type() -> None:
    reading = read(DIVISIONS_FILE, DIVISIONS)
    assert votes(reading) == {
        "101-day": (100, 90), "101-early": (20, 30), "101-mail": (3, 4),
        "102-day": (50, 60), "102-early": (5, 6), "102-mail": (None, None),
    }  # fmt: skip
    assert codes(reading) == ["not-counted"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_file_of_one_type(kind: str) -> None:
    election = typed_election(f'sheet = "precinct"\nvote_type = "{kind}"')
    reading = read("precinct,heron,otter\nA,1,2\nB,3,4\n", election)
    assert votes(reading) == {f"A-{kind}": (1, 2), f"B-{kind}": (3, 4)}


def test_a_type_that_is_not_known_is_no_silent_loss() -> None:
    reading = read(LONG_FILE.replace("ONE STOP", "CURBSIDE"), LONG)
    assert votes(reading) == {"A-day": (10, 20), "A-mail": (3, 4)}
    assert set(codes(reading)) >= {"bad-row", "file-remark"}
    assert any(
        "'CURBSIDE'" in finding.message and "skip" in finding.message
        for finding in found(reading, "file-remark")
    )


def test_the_total_of_a_file_is_compared_with_all_its_types() -> None:
    reading = read(LONG_FILE.replace("A,Heron,TOTAL,14", "A,Heron,TOTAL,15"), LONG)
    (finding,) = found(reading, "source-total")
    assert finding.before == "heron 15"
    assert finding.after == "heron 14"


def test_a_count_of_all_types_together_is_refused() -> None:
    election = typed_election(
        'sheet = "precinct"\nvote_type = { columns = { day = "* day", mail = "* mail" } }\n'
        'counts = { cast = "ballots" }'
    )
    text = "precinct,ballots,heron day,otter day,heron mail,otter mail\nA,10,1,2,3,4\n"
    with pytest.raises(FeedError, match="'ballots', which is read for cast, is of all vote types together"):
        read(text, election)


def test_the_votes_of_all_types_beside_their_parts_are_not_read_twice() -> None:
    election = typed_election(
        'sheet = "precinct"\nvote_type = { columns = { day = "* (day)", mail = "* (mail)" } }'
    )
    text = "precinct,heron,otter,heron (day),otter (day),heron (mail),otter (mail)\nA,4,6,1,2,3,4\n"
    reading = read(text, election)
    assert votes(reading) == {"A-day": (1, 2), "A-mail": (3, 4)}
    (remark,) = found(reading, "file-remark")
    assert remark.message == "These columns hold all vote types together, and are not read: heron, otter."


def test_the_pattern_that_says_more_decides() -> None:
    election = typed_election(
        'sheet = "precinct"\nvote_type = { columns = { day = "* day", early = "* early day" } }'
    )
    text = "precinct,heron day,otter day,heron early day,otter early day\nA,1,2,3,4\n"
    assert votes(read(text, election)) == {"A-day": (1, 2), "A-early": (3, 4)}


def test_a_file_without_any_column_of_a_type_is_refused() -> None:
    with pytest.raises(FeedError, match=r"needs the columns .*\* Election Day or \* Advance Voting"):
        read("County,Precinct,Registered Voters,Ann Heron,Bo Otter\nN,1,100,2,3\n", WIDE)


def test_groups_of_columns_of_candidates_with_a_type_in_each_row() -> None:
    election = typed_election(
        'layout = "groups"\nsheet = "place"\nselection_column = "name *"\nvotes_column = "votes *"\n'
        'vote_type = { column = "kind", values = { Urne = "day", Brief = "mail" } }'
    )
    text = "place,kind,name 1,votes 1,name 2,votes 2\nA,Urne,Heron,5,Otter,6\nA,Brief,Otter,7,Heron,8\n"
    assert votes(read(text, election)) == {"A-day": (5, 6), "A-mail": (8, 7)}


def test_a_total_that_is_not_the_sum_of_its_types_is_told() -> None:
    text = DIVISIONS_FILE.replace("100,20,3,123", "100,20,3,223")
    (remark,) = found(read(text, DIVISIONS), "file-remark")
    assert remark.message == (
        "On 1 of 4 rows the column 'TotalVotes' is not the sum of its vote types: "
        "on line 2 it is 223, and they are 123."
    )
