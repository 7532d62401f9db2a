"""The table of votes and the facts beside it: what they may hold, and slips of the pen that are told."""

from __future__ import annotations

import pytest

from escrutinio.law.facts import read_facts
from escrutinio.law.votes_table import read_votes
from escrutinio.model import LawError

HEADER = "the header of the votes"


@pytest.mark.parametrize(
    ("table", "where", "says"),
    [
        ("", "v.csv", f"{HEADER} is empty"),
        ("unit;list;votes\nN;A;5", "v.csv", "Separate the columns by commas"),
        ("list,list,votes\nA,B,5", "v.csv", "Give each column once"),
        ("list,stimmen\nA,5", "v.csv", "Leave out stimmen"),
        ("list,votes,\nA,5,", "v.csv", "Leave out the one without a name"),
        ("list,votes\nA,5\nA,6", "v.csv, line 3", "the votes of A are there twice"),
        ("list,votes\nA,5\nA,6", "v.csv, line 3", "else add them up"),
        ("list,votes\nA,1_000", "v.csv, line 2", "the votes are '1_000'"),
        ("list,votes\nA,+5", "v.csv, line 2", "the votes are '+5'"),
        ("list,votes\nA,1.000", "v.csv, line 2", "the votes are '1.000'"),
        ("list,votes\nA,1,000", "v.csv, line 2", "more or fewer fields"),
        (f"list,votes\nA,{'9' * 5000}", "v.csv, line 2", "the votes are"),
        (f"list,votes\n{'A' * 200_000},1", "v.csv, line 2", "not CSV"),
        (f"{'A' * 200_000},votes\nA,5", "v.csv, line 1", "not CSV"),
        ("list,votes\n[blanks],5", "v.csv, line 2", "unknown count"),
        ("list,ballot,votes\nA,A > B,5", "v.csv, line 2", "a list and a ballot"),
        ("ballot,votes\nA > > B,5", "v.csv, line 2", "the ballot is 'A > > B'"),
        ("ballot,votes\nA > A,5", "v.csv, line 2", "each candidate once"),
        ("ballot,votes\n,5", "v.csv, line 2", "without a list or a ballot"),
    ],
)
def test_slips_in_the_votes_are_named_with_their_line(table: str, where: str, says: str) -> None:
    with pytest.raises(LawError) as found:
        read_votes(table.splitlines(), "votes", "v.csv")
    assert found.value.where == where
    assert says in str(found.value)


def test_counts_may_stand_in_the_column_of_ballots() -> None:
    votes = read_votes(["ballot,votes", "A > B,5", "[blank],3"], "votes")
    assert votes.ballots == {"votes": {"whole": {("A", "B"): 5}}}
    assert votes.counts == {"votes": {"blank": {"whole": 3}}}


@pytest.mark.parametrize(
    ("facts", "where", "says"),
    [
        ("[seat]\nN = 3", "f.toml", r"seat: there is no such key \(did you mean 'seats'"),
        (
            '[[lot]]\ntied = ["A", "B"]\ndrawn = ["A"]\nwaht = "x"',
            "f.toml",
            r"lot\[1\].waht: there is no such key \(did you mean 'what'",
        ),
        ('[[lot]]\ntied = ["A", "B"]\ndrawn = ["C"]', "f.toml", r"lot\[1\].drawn: .* cannot have drawn C"),
        ('[[lot]]\ntied = ["A", "B"]\ndrawn = [1]', "f.toml", r"lot\[1\].drawn: found \[1\]"),
        ('agreements = [["A", 1]]', "f.toml", "agreements: found"),
    ],
)
def test_slips_in_the_facts_are_named_with_the_file(facts: str, where: str, says: str) -> None:
    with pytest.raises(LawError, match=says) as found:
        read_facts(facts, "f.toml")
    assert found.value.where == where


def test_candidates_are_of_every_unit_or_of_one() -> None:
    facts = "[candidates]\nA = 3\n[candidates.North]\nA = 2\nB = 1\n"
    assert read_facts(facts).candidates == {"whole": {"A": 3}, "North": {"A": 2, "B": 1}}
    with pytest.raises(LawError, match="A: found '3'"):
        read_facts('[candidates]\nA = "3"')


def test_the_facts_of_a_proof_may_be_used_as_they_are() -> None:
    facts = 'law = "es/congreso"\ntitle = "T"\nday = 2019-11-10\n[seats]\nN = 3\n[result.seats]\nA = 3'
    assert read_facts(facts).seats == {"N": 3}
