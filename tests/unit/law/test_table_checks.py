"""What is said of a table of votes and its result when it is in doubt."""

from __future__ import annotations

import re

from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import ElectionFacts, read_facts
from escrutinio.law.library.registry import get_law, law_of
from escrutinio.law.lots import Lot
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.table_checks import doubts, unused_lots
from escrutinio.law.votes_table import read_votes
from made_laws import HEAD, threshold

DHONDT = '[[step]]\nrule = "allocate"\narticle = "2"\nin = "each unit"\nby = "dhondt"\n'
POOLED = '[[step]]\nrule = "pooled"\narticle = "2"\nby = "hare"\npool_by = "hare"\n'
EXEMPT = threshold(
    'in = "whole"\n[[step.any]]\nshare = "5 %"\nof = "lists"\n[[step.any]]\nlabel = "minority"\n'
)
HARE = '[[step]]\nrule = "allocate"\narticle = "2"\nin = "each unit"\nby = "hare"\n'
APPORTIONED = '[[step]]\nrule = "apportion"\narticle = "1"\nseats = 10\nof = "population"\nby = "hare"\n'


def said(steps: str, rows: str, facts: str = "") -> list[str]:
    law = law_of(read_definition(HEAD + steps, "test", "test.toml"))
    table = read_votes(["unit,list,votes", *rows.split()], "votes", "votes.csv")
    known = read_facts(facts) if facts else ElectionFacts()
    return list(doubts(table, law, known, law.decide(table.totals(), True, table.complete(known))))


def test_a_list_that_its_candidates_limit_is_told() -> None:
    (text,) = said(DHONDT, "N,a,700 N,b,300", "seats = { N = 5 }\ncandidates = { a = 2 }")
    assert text.startswith("a has 2 seats in N for want of candidates, and by its votes 4")


def test_an_independent_who_is_exempt_from_the_threshold_is_told_of_with_the_seats_of_the_votes() -> None:
    steps = threshold(
        'in = "whole"\n[[step.any]]\nshare = "40 %"\nof = "lists"\n[[step.any]]\nlabel = "independent"\n'
    )
    facts = 'seats = { N = 5 }\nlabels = { independent = ["i"] }'
    (text,) = said(steps + DHONDT, "N,a,600 N,i,390 N,b,10", facts)
    assert text.startswith("i has 1 seat in N for want of candidates, and by its votes 2")


def test_labels_of_other_lists_take_no_part_in_the_doubt() -> None:
    facts = 'seats = { N = 10 }\nlabels = { minority = ["m"] }\ncandidates = { b = 9 }'
    assert said(EXEMPT + DHONDT, "N,a,700 N,b,260 N,m,40 N,c,260", facts) == []


def test_a_list_that_only_passes_on_the_seats_of_another_is_not_told_of() -> None:
    facts = "seats = { N = 5, S = 5 }\ncandidates = { S = { a = 1 } }"
    texts = said(DHONDT, "N,a,600 N,b,400 S,a,600 S,b,400", facts)
    assert [text.split(" for want")[0] for text in texts] == ["a has 1 seat in S"]


def test_valid_votes_that_no_list_has_are_told_of_where_seats_hang_on_them() -> None:
    droop = HARE.replace('"hare"', '"droop"\nrest = "averages"\naverages = "sainte_lague"')
    facts, rows = "seats = { N = 4 }", "N,a,600 N,b,200 N,c,90"
    (text,) = said(HARE, f"{rows} N,[valid],1300", facts)
    assert text.startswith("[valid] is more than the votes of the lists, by 410 votes")
    assert said(HARE, f"{rows} N,[valid],891", facts) == []
    assert said(droop, f"{rows} N,[valid],890", facts) == []
    assert said(DHONDT, f"{rows} N,[valid],1300", facts) == []


def test_others_with_a_remainder_that_wins_are_told_of() -> None:
    (text,) = said(HARE, "N,a,600 N,b,250 N,c,100 N,[others],150", "seats = { N = 4 }")
    assert text.startswith("[others] of N are 150 votes")


def test_remainders_of_the_units_that_share_out_the_seats_are_nobodys() -> None:
    rows = "N,a,9000 N,[population],149 N,[others],60 S,a,8000 S,[population],51"
    assert said(APPORTIONED + DHONDT, rows) == []


def test_remainders_of_the_first_scrutiny_win_nothing() -> None:
    rows = "N,a,610 N,b,390 N,[others],20 S,a,610 S,b,390"
    assert said(POOLED, rows, "seats = { N = 5, S = 5 }") == []


def test_units_without_a_seat_and_without_votes() -> None:
    (text,) = said(DHONDT, "N,a,600", "seats = { N = 2, S = 3 }")
    assert text == "No list or candidate of the table has votes in S: the seats there are left vacant."
    assert said(DHONDT, "N,a,600 S,a,0", "seats = { N = 2, S = 3 }") == [text]


def test_a_table_in_which_nobody_has_votes() -> None:
    seats = "[[step]]\nrule = 'allocate'\narticle = '2'\nin = 'whole'\nseats = 5\nby = 'dhondt'\n"
    assert said(seats, ",a,0 ,[blank],9") == [
        "No list or candidate of the table has votes: the seats are left vacant."
    ]
    assert said(seats, ",a,1 ,b,0") == []


def test_single_member_seats_without_votes_are_told_of() -> None:
    law = get_law("hu/orszaggyules")
    rows = ["contest,unit,list,votes", ",,a,9", "constituencies,1,a,5", "constituencies,2,a,0"]
    table = read_votes(rows, "votes", "votes.csv")
    facts = ElectionFacts()
    (text,) = doubts(table, law, facts, law.decide(table.totals(), True, table.complete(facts)))
    assert text == "No list or candidate of the table has votes in 2: no single-member seat is given there."


def test_more_votes_cast_than_registered_voters_are_told_of() -> None:
    rows = [
        "unit,list,votes",
        "N,a,9",
        "N,[cast],12",
        "N,[registered],11",
        "S,a,9",
        "S,[cast],11",
        "S,[registered],11",
    ]
    (text,) = read_votes(rows, "votes", "votes.csv").warnings
    assert text == "[cast] of N is 12, more than the 11 [registered] voters: check both."


def test_fewer_ballots_cast_than_votes_in_a_referendum_are_told_of() -> None:
    law, known = get_law("it/referendum-abrogativo"), read_facts('labels = { yes = ["si"] }')
    for cast, texts in (
        (500, []),
        (100, ["[cast] is 100, fewer than the 500 votes in the table: check both."]),
    ):
        rows = ["list,votes", "si,500", "no,0", f"[cast],{cast}", "[registered],1000"]
        table = read_votes(rows, "votes", "votes.csv")
        assert (
            list(doubts(table, law, known, law.decide(table.totals(), True, table.complete(known)))) == texts
        )


def test_who_may_have_been_elected_unopposed_is_named() -> None:
    seats = "[[step]]\nrule = 'plurality'\narticle = 'Act'\n"
    vacant, unopposed = said(seats, "N,a,600 N,b,10 S,a,0 W,a,0 W,b,0", "")
    assert vacant == "No list or candidate of the table has votes in S, W: the seats there are left vacant."
    assert unopposed.startswith("No more stand in S than there are seats")


def test_a_lot_that_no_tie_asked_for() -> None:
    law = law_of(read_definition(HEAD + DHONDT, "test", "test.toml"))
    table = read_votes(["unit,list,votes", "N,a,10", "N,b,5"], "votes", "votes.csv")
    lot = Lot.of(["a", "b"], ["a"])
    facts = ElectionFacts(seats={"N": 1}, lots=(lot,))
    assert unused_lots(law.decide(table.totals(), True, facts)) == (lot,)


def test_what_units_share_out_is_headed_by_units() -> None:
    law = law_of(read_definition(HEAD + APPORTIONED + DHONDT, "test", "test.toml"))
    rows = ["unit,list,votes", "N,a,9000", "N,[population],149", "S,a,8000", "S,[population],51"]
    table = read_votes(rows, "votes", "votes.csv")
    text = derivation_text(law.decide(table.totals(), True, table.complete(ElectionFacts())))
    assert re.search(r"Unit +Full quotas +Remainder", text)
    assert re.search(r"Seat +List +Votes", text)
