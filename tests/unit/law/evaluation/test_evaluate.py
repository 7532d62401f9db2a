"""Laws of a few steps on small elections that can be computed by hand: ties below, units, bases, misfits."""

from __future__ import annotations

import itertools
import random

import pytest

from escrutinio.flows.laws import outcome_rows
from escrutinio.law.decisions import Elected, RunOff, Tie
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import ElectionFacts, read_facts
from escrutinio.law.library.registry import law_of
from escrutinio.law.outcome import Chamber, Outcome
from escrutinio.law.step_parts import Lots
from escrutinio.law.votes_table import read_votes
from escrutinio.model import LawError

HEAD = 'title = "Test"\nstatute = "none"\nsource = "none"\nelects = "some"\n'
VALID = '[valid]\nblank = true\narticle = "0"\n'
HOUSE, OFFICE = VALID + '[chamber]\nid = "c"\nname = "House"\n', '[office]\nid = "o"\nname = "President"\n'
TWO = 'contest = "votes"\n[contests]\nvotes = "lists"\nconstituencies = "single-member seats"\n'
ROUNDS = 'contest = "votes"\n[contests]\nvotes = "first"\nrun-off = "second"\n'
LOT = '[[lot]]\ntied = ["A", "B"]\ndrawn = ["B"]\n'


def step(rule: str, fields: str = "") -> str:
    return f'[[step]]\nrule = "{rule}"\narticle = "1"\n{fields}\n'


def decide(law: str, table: str, facts: str = "") -> Outcome:
    """Apply a law; the order of the rows must not matter, and the sums must be right."""
    given = law_of(read_definition(HEAD + law, "test", "test.toml"))
    head, *rows = table.splitlines()
    known = read_facts(facts)

    def once() -> Outcome:
        votes = read_votes([head, *rows], given.first_contest)
        whole = ElectionFacts(**{**vars(known), "counts": votes.counts, "ballots": votes.ballots})
        return given.decide(votes.totals(), True, whole)

    found = once()
    random.Random(1).shuffle(rows)
    assert once().to_dict() == found.to_dict()
    for chamber in found.chambers.values():
        for unit in chamber.units.values():
            assert min(unit.undecided, unit.vacant) >= 0
            assert sum(unit.seats.values()) + unit.undecided + unit.vacant == unit.size
    return found


def house(law: str, table: str, facts: str = "") -> Chamber:
    (found,) = decide(HOUSE + law, table, facts).chambers.values()
    return found


def office(law: str, table: str, facts: str = "") -> object:
    (found,) = decide(OFFICE + law, table, facts).offices.values()
    return found


# Ties below levelling and list seats.

LEVELLED = step("allocate") + step("levelling", "size = 5")
TIED_BELOW = "unit,list,votes\nN,A,100\nN,B,100\nS,A,300\nS,B,100\n"


def test_levelling_seats_wait_for_ties_in_the_units() -> None:
    found = house(LEVELLED, TIED_BELOW, "[seats]\nN = 1\nS = 2")
    assert (found.size, found.seats, found.undecided) == (5, {"A": 2}, 3)
    # Of five seats A's 400 votes are worth 3 and B's 200 2, whoever has the seat of N.
    for name in "AB":
        lot = f'[[lot]]\ntied = ["A", "B"]\ndrawn = ["{name}"]\n'
        assert house(LEVELLED, TIED_BELOW, f"[seats]\nN = 1\nS = 2\n{lot}").seats == {"A": 3, "B": 2}


def test_levelling_seats_of_units_wait_there() -> None:
    placed = step("allocate") + step("levelling", 'size = 5\nplace = "figures"\neach = 1')
    found = house(placed, TIED_BELOW, "[seats]\nN = 1\nS = 2")
    assert {name: unit.undecided for name, unit in found.units.items()} == {"N": 2, "S": 1}
    with pytest.raises(LawError, match="3 seats of a house of 2"):
        house(LEVELLED.replace("size = 5", "size = 2"), TIED_BELOW, "[seats]\nN = 1\nS = 2")
    both = step("allocate") + step(
        "levelling", 'size = 5\nplace = "figures"\neach = 1\n[step.room]\nN = 1\nS = 1'
    )
    with pytest.raises(LawError, match="by each and by room"):
        house(both, TIED_BELOW.replace("N,A,100", "N,A,101"), "[seats]\nN = 1\nS = 2")


def test_the_house_does_not_grow_where_a_unit_has_no_votes_yet() -> None:
    votes = "unit,list,votes\nN,A,0\nS,A,300\nS,B,100\n"
    found = house(LEVELLED, votes, "[seats]\nN = 1\nS = 2")
    assert (found.size, found.vacant) == (5, 1)
    placed = step("allocate") + step("levelling", 'size = 5\nplace = "figures"\neach = 1')
    assert house(placed, votes, "[seats]\nN = 1\nS = 2").size == 5


ADDITIONAL = TWO + HOUSE + step("mixed", 'system = "additional"\nin = "each unit"\nsize = 3\nby = "dhondt"')
REGION = (
    "contest,unit,list,votes\nvotes,R,A,600\nvotes,R,B,400\nconstituencies,1,A,10\nconstituencies,1,B,5\n"
    "constituencies,2,A,7\nconstituencies,2,B,7\n"
)
ABOVE = '[above]\n1 = "R"\n2 = "R"\n'


def test_a_tied_constituency_is_a_tie_and_list_seats_wait_for_it() -> None:
    outcome = decide(ADDITIONAL, REGION, ABOVE)
    (found,) = outcome.chambers.values()
    assert (found.size, found.seats, found.undecided) == (5, {"A": 1}, 4)
    assert outcome.ties == (Tie(("A", "B"), 1, "the seat of 2"),)
    # 600, 400, 300, 200, 200: of five seats A has 3 and B 2.
    drawn = decide(ADDITIONAL, REGION, ABOVE + LOT)
    assert drawn.chambers["c"].seats == {"A": 3, "B": 2}
    assert drawn.chambers["c"].by_kind == {"single-member": {"A": 1, "B": 1}, "list": {"A": 2, "B": 1}}
    assert len(drawn.steps[-1].part(Lots).used) == 1


@pytest.mark.parametrize(("system", "size", "open_seats"), [("parallel", 5, 1), ("overhang", 3, 2)])
def test_a_tied_constituency_in_other_mixed_systems(system: str, size: int, open_seats: int) -> None:
    law = ADDITIONAL.replace("additional", system)
    found = decide(law, REGION, ABOVE).chambers["c"]
    assert (found.size, found.undecided) == (size, open_seats)


def test_a_constituency_that_belongs_to_no_region_is_refused() -> None:
    with pytest.raises(LawError, match="of which unit is 2"):
        decide(ADDITIONAL, REGION, '[above]\n1 = "R"\n')


COVERED = TWO + HOUSE + step("covered", "size = 2")


def test_a_tied_constituency_where_winners_must_be_covered() -> None:
    found = decide(COVERED, REGION, ABOVE).chambers["c"]
    assert found.districts["2"] == Tie(("A", "B"), 1, "the seat of 2")
    assert found.ties == (Tie(("A", "B"), 1, "the seat of 2"),)
    assert found.seats == {"A": 1, "B": 1}
    assert isinstance(decide(COVERED, REGION, ABOVE + LOT).chambers["c"].districts["2"], Elected)
    with pytest.raises(LawError, match="not all of them stand for a party"):
        decide(COVERED, REGION, ABOVE + '[labels]\nindependent = ["B"]')
    with pytest.raises(LawError, match="in which land is 2"):
        decide(COVERED, REGION, '[above]\n1 = "R"\n')


# Units and the whole.


def test_votes_of_the_whole_beside_votes_of_units_are_refused() -> None:
    with pytest.raises(LawError, match="others name none"):
        house(step("allocate"), "unit,list,votes\nN,A,5\n,A,500\n", "[seats]\nN = 3")
    with pytest.raises(LawError, match="the votes name no unit") as found:
        house(step("allocate"), "list,votes\nA,5\n", "[seats]\nN = 3")
    assert found.value.where == "test.toml, step 1 (allocate)"


def test_votes_without_a_unit_are_said_to_be_those_of_one_and_have_no_majority() -> None:
    whole = decide(
        HOUSE + step("allocate", 'in = "each unit"'), "list,votes\nA,6\nB,3\n", "[seats]\nwhole = 3"
    )
    assert whole.chambers["c"].seats == {"A": 2, "B": 1}
    assert not whole.chambers["c"].whole_body
    assert "taken for those of one unit, with seats: 3" in whole.warnings[0]
    named = decide(HOUSE + step("allocate", 'in = "each unit"'), "unit,list,votes\nN,A,6\n", "[seats]\nN = 3")
    assert named.chambers["c"].whole_body
    assert named.warnings == ()
    # A file of ballots is one of one unit.
    ballots = decide(HOUSE + step("stv"), "ballot,votes\nA,6\nB,3\n", "[seats]\nwhole = 1")
    assert not ballots.chambers["c"].whole_body
    assert ballots.warnings == ()


def test_seats_that_stay_vacant_for_want_of_votes_are_warned_of() -> None:
    whole = HOUSE + step("allocate", 'in = "whole"\nseats = 9\nby = "hare"\nrounded = "down"')
    few = decide(whole, "list,votes\nA,3\nB,1\n")
    assert (few.chambers["c"].seats, few.chambers["c"].vacant) == ({"A": 4, "B": 2}, 3)
    assert few.warnings[0].startswith("There are fewer votes than seats: what the law does")
    assert decide(whole, "list,votes\nA,30\nB,10\n").warnings == ()
    each = HOUSE + step("allocate", 'in = "each unit"\nby = "hare"\nrounded = "down"')
    table = "unit,list,votes\nN,A,3\nS,A,30\nS,B,10\n"
    (warning,) = decide(each, table, "[seats]\nN = 9\nS = 3").warnings
    assert warning.startswith("There are fewer votes in N than seats:")


def test_votes_cast_that_are_not_given_are_said_to_have_no_null_ones() -> None:
    share = step("threshold", 'in = "whole"\nshare = "3 %"\nof = "cast"')
    house = HOUSE + share + step("allocate", 'in = "whole"\nseats = 3')
    table = "list,votes\nA,6\nB,3\n"
    assert decide(house, table).warnings[0].startswith("The votes give neither [cast] nor [null]")
    assert decide(house, table + "[null],0\n").warnings == ()
    assert decide(house, table + "[cast],9\n").warnings == ()
    assert decide(house.replace('"cast"', '"lists"'), table).warnings == ()


def test_seats_of_a_contest_without_votes_are_said_to_be_left_out() -> None:
    seats = step("two-round-seats", 'contest = "constituencies"') + step(
        "allocate", 'in = "whole"\nseats = 3'
    )
    found = decide(TWO + HOUSE + seats, "list,votes\nA,6\nB,3\n")
    assert not found.chambers["c"].whole_body
    assert found.warnings[0].startswith("There are no votes of the contest constituencies")


def test_one_person_is_elected_by_the_ballots_of_all_units() -> None:
    table = "unit,ballot,votes\nN,A > B,60\nN,B > A,40\nS,A > B,10\nS,B > A,11\n"
    for rule in ("instant-runoff", "contingent"):
        assert getattr(office(step(rule), table), "name", "") == "A"


def test_a_ward_without_ballots_keeps_its_seats_vacant() -> None:
    found = house(step("stv"), "unit,ballot,votes\nX,A,5\nX,B,2\n", "[seats]\nX = 1\nY = 2")
    assert (found.size, found.seats, found.vacant) == (3, {"A": 1}, 2)


# What shares are of.


@pytest.mark.parametrize(
    ("rows", "passes"),
    [
        # N states its valid votes, S its blank ones: 200 + 100 of S, and 20 of 300 are too few.
        ("N,[valid],200\n", False),
        # Of the whole 200 are stated, units or not: 20 are exactly enough.
        ("N,[valid],100\nS,[valid],100\n,[valid],200\n", True),
        ("N,[blank],0\n", True),
        (",[blank],1\n", False),
    ],
)
def test_valid_votes_of_all_units(rows: str, passes: bool) -> None:
    law = step("threshold", 'share = "10 %"\nof = "valid"') + step("allocate", 'in = "whole"\nseats = 20')
    votes = f"unit,list,votes\nN,A,95\nN,B,5\nS,A,85\nS,B,15\n{rows}"
    assert ("B" in house(law, votes).seats) == passes


@pytest.mark.parametrize(
    ("rows", "enough"),
    [("", True), (",[null],1\n", False), ("S,[null],1\n", False), (",[cast],200\n", True)],
)
def test_votes_cast_in_all_units(rows: str, enough: bool) -> None:
    law = step("threshold", 'share = "10 %"\nof = "cast"') + step("allocate", 'in = "whole"\nseats = 20')
    votes = f"unit,list,votes\nN,A,95\nN,B,5\nS,A,85\nS,B,15\n{rows}"
    assert ("B" in house(law, votes).seats) == enough


def test_valid_votes_of_a_unit_that_states_only_blank_ones() -> None:
    law = step("threshold", 'in = "each unit"\nshare = "10 %"') + step("allocate")
    votes = "unit,list,votes\nN,A,90\nN,B,10\nN,[valid],100\nS,A,90\nS,B,10\nS,[blank],5\n"
    found = house(law, votes, "[seats]\nN = 10\nS = 10")
    assert found.units["N"].seats == {"A": 9, "B": 1}
    assert found.units["S"].seats == {"A": 10}


def test_a_count_that_is_missing_in_one_unit_is_asked_for() -> None:
    law = step("apportion", "seats = 4") + step("allocate")
    with pytest.raises(LawError, match=r"does not give \[population\] of S") as found:
        house(law, "unit,list,votes\nN,[population],5\nN,A,1\nS,A,2\n")
    assert found.value.where == "test.toml, step 1 (apportion)"
    # Before a vote is counted, nobody knows whose the seats are; but there are four.
    none = house(law.replace("seats = 4", 'seats = 4\nof = "lists"'), "unit,list,votes\nN,A,0\nS,A,0\n")
    assert (none.size, none.vacant) == (4, 4)


# Rules that do not fit each other, the law's body, or the facts.

PASS = step("threshold", 'share = "5 %"')


@pytest.mark.parametrize(
    ("law", "says"),
    [
        (HOUSE + step("first-round"), "of an election of one person"),
        (OFFICE + step("allocate"), "of an election of many"),
        (HOUSE + PASS + step("plurality"), "no rule after this threshold heeds it"),
        (
            HOUSE + step("allocate", 'agreements = "bader-ofer"\nby = "hare"'),
            r"\[1\].by: there is no",
        ),
        (
            HOUSE + step("allocate", 'by = "hare"\naverages = "dhondt"'),
            r"\[1\].averages: there is no",
        ),
        (
            HOUSE + step("threshold", 'label = "m"\nof = "cast"') + step("allocate"),
            r"\[1\].of: there is no",
        ),
        (HOUSE + step("threshold", "share = 5") + step("allocate"), r"step\[1\].share: found 5"),
        (HOUSE + PASS + step("double-proportional", 'quorum = "5 %"'), "a threshold, and a quorum"),
        (
            HOUSE
            + step("threshold", 'any = [{seats_won = 1}, {seats_won = 1, contest = "x"}]')
            + step("allocate"),
            "about constituencies, another of the same kind about x",
        ),
        (
            HOUSE
            + step("threshold", 'any = [{share_in_a_unit = "5 %"}, {share_in_a_unit = "1 %", of = "cast"}]')
            + step("allocate"),
            "about valid, another of the same kind about cast",
        ),
    ],
)
def test_misfits_are_named_with_file_and_step(law: str, says: str) -> None:
    with pytest.raises(LawError, match=says) as found:
        decide(law, "list,votes\nA,5\nB,3\n", "[seats]\nwhole = 3")
    assert found.value.where.startswith("test.toml")
    assert "step[1]" in str(found.value) or "quorum" in says


def test_a_threshold_before_a_double_proportional_rule_counts() -> None:
    law = step("threshold", 'share = "10 %"') + step("double-proportional")
    votes = "unit,list,votes\nN,A,100\nN,C,20\nS,A,100\nS,B,100\n"
    assert house(law, votes, "[seats]\nN = 5\nS = 5").seats == {"A": 7, "B": 3}


def test_a_district_without_votes_keeps_its_seats_vacant() -> None:
    law, seats = step("double-proportional"), "[seats]\nN = 2\nS = 3"
    found = house(law, "unit,list,votes\nN,A,100\nN,B,100\nS,A,0\n", seats)
    assert (found.size, found.seats, found.vacant) == (5, {"A": 1, "B": 1}, 3)
    assert house(law, "unit,list,votes\nN,A,0\n", seats).vacant == 5


def test_a_tie_between_districts_is_told_once() -> None:
    votes = "unit,list,votes\n" + "".join(f"{u},{n},100\n" for u, n in itertools.product("NS", "AB"))
    found = house(step("double-proportional"), votes, "[seats]\nN = 1\nS = 1")
    assert len(found.ties) == 1
    assert found.undecided == 2


def test_agreements_name_lists_that_stand_and_need_a_law_that_knows_them() -> None:
    law, votes = step("allocate", 'agreements = "alliances"'), "list,votes\nA,7\nB,5\nC,10\n"
    facts = 'agreements = [["A", "B"]]\n[seats]\nwhole = 4'
    assert house(law, votes, facts).seats == {"A": 1, "B": 1, "C": 2}
    with pytest.raises(LawError, match="an agreement names X"):
        house(law, votes, facts.replace("B", "X"))
    with pytest.raises(LawError, match="the law knows none"):
        house(step("allocate"), votes, facts)


def test_a_contest_that_the_law_does_not_know_is_refused_whatever_its_rows_count() -> None:
    for row in ("votse,[blank],5", "votse,A,5"):
        with pytest.raises(LawError, match="unknown contest 'votse'"):
            house(step("allocate"), f"contest,list,votes\nvotes,A,5\n{row}\n", "[seats]\nwhole = 1")


# Two rounds.

FIRST = ROUNDS + OFFICE + step("first-round", '[[step.conditions]]\nmore_than = "50 %"') + step("run-off")


def test_no_more_have_votes_in_the_run_off_than_places() -> None:
    first = "contest,list,votes\nvotes,A,40\nvotes,B,30\nvotes,C,30\n"
    with pytest.raises(LawError, match="3 have votes in the run-off, and 2 stand"):
        decide(FIRST, f"{first}run-off,A,5\nrun-off,B,4\nrun-off,C,3\n")
    assert decide(FIRST, f"{first}run-off,A,5\nrun-off,C,6\n").offices["o"] == Elected("C", "most votes")


def test_the_rows_of_an_office_tell_what_is_open() -> None:
    first = "contest,list,votes\nvotes,A,40\nvotes,B,30\nvotes,C,30\n"
    outcome = decide(FIRST, first)
    assert isinstance(outcome.offices["o"], RunOff)
    rows = outcome_rows(outcome).select("kind", "list").rows()
    assert rows == [("run-off", "A"), ("tied for the run-off", "B"), ("tied for the run-off", "C")]
    tied = decide(OFFICE + step("plurality"), "list,votes\nA,1\nB,1\n")
    assert outcome_rows(tied).select("kind", "list").rows() == [("tied", "A"), ("tied", "B")]
    none = decide(OFFICE + step("plurality"), "list,votes\nA,0\n")
    assert outcome_rows(none).select("kind", "seats").rows() == [("undecided", 1)]


def test_of_equal_remainders_a_seat_is_taken_back_from_fewer_votes() -> None:
    law = step("allocate", 'by = "hagenbach_bischoff"\nover = "take back"\n%s')
    # The quota is 20, and all of 60, 40 and 20 are filled: six seats where there are five.
    votes, seats = "list,votes\nA,60\nB,40\nC,20\n", "[seats]\nwhole = 5"
    assert house(law % "more_votes_first = true", votes, seats).seats == {"A": 3, "B": 2}
    assert house(law % "", votes, seats).undecided == 2


def test_imperiali_names_divisors_and_a_quota() -> None:
    votes, seats = "list,votes\nA,60\nB,40\nC,20\n", "[seats]\nwhole = 4"
    # 60, 40, 40 of 60 by 1.5; then 30 of A by 2: three for A.
    assert house(step("allocate", 'by = "imperiali"'), votes, seats).seats == {"A": 3, "B": 1}
    # 120 by 6 is 20, and 3 + 2 + 1 seats are too many; by 5 it is 24: 2 + 1, and the rest of C is largest.
    law = step("allocate", 'by = "imperiali_quota"\nover = "next quota"')
    assert house(law, votes, seats).seats == {"A": 2, "B": 1, "C": 1}
    with pytest.raises(LawError, match="gives 6 full seats where there are 4"):
        house(step("allocate", 'by = "imperiali_quota"'), votes, seats)


@pytest.mark.parametrize(("blank", "expected"), [("true", {"A": 10}), ("false", {"A": 9, "B": 1})])
def test_each_law_says_whether_blank_ballots_are_valid_votes(blank: str, expected: dict[str, int]) -> None:
    law = step("threshold", 'share = "10 %"') + step("allocate", 'in = "whole"\nseats = 10\nby = "hare"')
    votes = "list,votes\nA,90\nB,10\n[blank],1\n"
    text = (HEAD + HOUSE + law).replace("blank = true", f"blank = {blank}")
    table = read_votes(votes.splitlines(), "votes")
    made = law_of(read_definition(text, "test", "test.toml"))
    seats = made.decide(table.totals(), True, table.complete(ElectionFacts())).chambers["c"].seats
    assert {name: number for name, number in seats.items() if number} == expected


def test_a_law_that_does_not_say_whether_blank_ballots_are_valid_is_not_guessed() -> None:
    text = HEAD + HOUSE.replace(VALID, "") + step("threshold", 'share = "10 %"')
    text += step("allocate", 'in = "whole"\nseats = 3')
    made = law_of(read_definition(text, "test", "test.toml"))
    table = read_votes(["list,votes", "A,90", "B,10", "[blank],1"], "votes")
    with pytest.raises(LawError, match="whether blank ballots are valid votes"):
        made.decide(table.totals(), True, table.complete(ElectionFacts()))
    stated = read_votes(["list,votes", "A,90", "B,10", "[blank],1", "[valid],100"], "votes")
    assert made.decide(stated.totals(), True, stated.complete(ElectionFacts())).chambers["c"].seats


def test_a_part_of_a_quota_in_each_unit_is_of_that_units_seats() -> None:
    law = step("threshold", 'in = "each unit"\nquota = "hare"\nof = "valid"\npart = "1/2"')
    law += step("allocate", 'in = "each unit"\nby = "hare"')
    votes = "unit,list,votes\nA,x,58\nA,y,30\nA,z,12\nB,x,600\nB,y,400\n"
    units = house(law, votes, "[seats]\nA = 4\nB = 16").units
    assert units["A"].seats == {"x": 3, "y": 1}


def test_votes_of_lists_without_a_row_count_and_win_nothing() -> None:
    law = step("threshold", 'share = "10 %"\nof = "lists"') + step("allocate", 'in = "whole"\nseats = 4')
    assert house(law, "list,votes\nA,90\nB,10\n").seats == {"A": 4}
    assert house(law.replace("10 %", "9 %"), "list,votes\nA,60\nB,10\n[others],30\n").seats == {"A": 4}
    assert "B" not in house(law, "list,votes\nA,90\nB,10\n[others],1\n").seats
