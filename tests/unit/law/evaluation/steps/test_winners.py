"""The rules for one winner in laws: boundaries, ties and lots, run-offs, colleges, errors."""

from collections.abc import Mapping

import pytest

from escrutinio.law import ContestTotals, Elected, Outcome, RunOff, Tie, Undecided, get_law
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.library.registry import Law, law_of
from escrutinio.law.lots import Lot
from escrutinio.law.step_parts import Lots, SpreadTable
from escrutinio.model.errors import LawError

Votes = Mapping[str, int]


def decide(
    law: Law | str, votes: Mapping[str, Votes] | Votes, case: ElectionFacts | None = None, **more: Votes
) -> Outcome:
    """Apply a law to votes by unit or of the whole; ``more`` are other contests, ``_`` for a hyphen."""
    found = get_law(law) if isinstance(law, str) else law
    units = votes if any(isinstance(part, Mapping) for part in votes.values()) else {WHOLE: votes}
    totals = {found.first_contest: ContestTotals(units)}  # type: ignore[arg-type]
    totals |= {role.replace("_", "-"): ContestTotals({WHOLE: part}) for role, part in more.items()}
    return found.decide(totals, True, case)


def office(outcome: Outcome) -> object:
    (decision,) = outcome.offices.values()
    return decision


def law(steps: str, body: str = "office") -> Law:
    head = f'title = "T"\nstatute = "S"\nsource = "X"\nelects = "E"\n[{body}]\nid = "body"\nname = "Body"\n'
    return law_of(read_definition(head + steps, "test/law", "test.toml"))


def first_round(fields: str) -> Law:
    return law(f'[[step]]\nrule = "first-round"\narticle = "1"\n{fields}')


@pytest.mark.parametrize(
    ("law_id", "votes", "elected"),
    [
        # Argentina: more than 45 %; or at least 40 % and a lead of more than 10 points.
        ("ar/president", {"A": 451, "B": 440, "C": 109}, True),
        ("ar/president", {"A": 450, "B": 440, "C": 110}, False),
        ("ar/president", {"A": 400, "B": 299, "C": 151, "D": 150}, True),
        ("ar/president", {"A": 400, "B": 300, "C": 150, "D": 150}, False),
        ("ar/president", {"A": 399, "B": 201, "C": 200, "D": 200}, False),
        # Ecuador: more than half in place of 45 %.
        ("ec/president", {"A": 451, "B": 440, "C": 109}, False),
        ("ec/president", {"A": 501, "B": 499}, True),
        ("ec/president", {"A": 400, "B": 299, "C": 151, "D": 150}, True),
        # Costa Rica: more than 40 %.
        ("cr/president", {"A": 400, "B": 300, "C": 300}, False),
        ("cr/president", {"A": 401, "B": 300, "C": 299}, True),
        # Majorities: exactly half is not enough.
        *(
            (f"{country}/president", {"A": 50, "B": 30, "C": 20}, False)
            for country in ("br", "cl", "fr", "pe")
        ),
        *(
            (f"{country}/president", {"A": 51, "B": 30, "C": 19}, True)
            for country in ("br", "cl", "fr", "pe")
        ),
    ],
)
def test_conditions_of_first_rounds_at_their_boundaries(law_id: str, votes: Votes, elected: bool) -> None:
    found = office(decide(law_id, votes))
    assert isinstance(found, Elected if elected else RunOff)
    if isinstance(found, RunOff):
        assert found.pair == ("A", "B") or law_id == "cr/president"


def test_what_the_half_is_of() -> None:
    votes = {"A": 51, "B": 49}
    blank = ElectionFacts(counts={"votes": {"blank": {WHOLE: 2}}})
    cast = ElectionFacts(counts={"votes": {"cast": {WHOLE: 102}}})
    assert isinstance(office(decide("br/president", votes, blank)), Elected)
    assert isinstance(office(decide("co/president", votes, blank)), RunOff)
    assert isinstance(office(decide("uy/president", votes, cast)), RunOff)
    assert isinstance(office(decide("uy/president", votes)), Elected)


def test_a_run_off_decides_only_once_it_has_votes() -> None:
    votes = {"A": 40, "B": 35, "C": 25}
    assert isinstance(office(decide("br/president", votes)), RunOff)
    outcome = decide("br/president", votes, run_off={"A": 45, "B": 55})
    assert office(outcome) == Elected("B", "most votes")
    assert [step.article for step in outcome.steps] == [
        "Constituição art. 77, §§ 2, 3 and 5",
        "Constituição art. 77, § 3; Lei 9.504/1997 art. 2, § 1",
    ]


def test_equal_votes_in_a_run_off_and_for_a_place_in_it() -> None:
    votes = {"A": 40, "B": 30, "C": 30}
    open_place = office(decide("br/president", votes))
    assert isinstance(open_place, RunOff)
    assert open_place.pair == ("A",)
    assert open_place.tie == Tie(("B", "C"), 1, "places in the run-off")
    place = Lot.of(["B", "C"], ["C"], "places in the run-off")
    outcome = decide("br/president", votes, ElectionFacts(lots=(place,)), run_off={"A": 50, "C": 50})
    assert office(outcome) == Tie(("A", "C"), 1, "the run-off")
    last = Lot.of(["A", "C"], ["A"], "the run-off")
    outcome = decide("br/president", votes, ElectionFacts(lots=(place, last)), run_off={"A": 50, "C": 50})
    assert office(outcome) == Elected("A", "equal votes, by the recorded lot")
    assert outcome.steps[-1].part(Lots).used == (place, last)


def test_a_run_off_that_does_not_fit_the_first_round() -> None:
    with pytest.raises(LawError, match="C did not reach the run-off") as error:
        decide("br/president", {"A": 40, "B": 35, "C": 25}, run_off={"A": 1, "C": 2})
    assert error.value.where.endswith("br/president, step 2 (run-off)")
    with pytest.raises(LawError, match="but the first round elected A"):
        decide("br/president", {"A": 60, "B": 40}, run_off={"A": 1, "B": 2})


def kenya(counties: int, first: int = 60, **more: Votes) -> dict[str, Votes]:
    """A has 60 of 100 votes in each of so many counties and few elsewhere; B the others."""
    inside = {f"county {n}": {"A": first * 10, "B": 1000 - first * 10} for n in range(counties)}
    return {**inside, **{f"county {n}": {"A": 24, "B": 76} for n in range(counties, 47)}, **more}


def test_kenya_asks_for_a_quarter_in_more_than_half_of_the_counties() -> None:
    assert isinstance(office(decide("ke/president", kenya(24))), Elected)
    # The votes of 23 counties are a majority too.
    votes = kenya(23, 70)
    assert sum(part["A"] for part in votes.values()) > sum(part["B"] for part in votes.values())
    assert isinstance(office(decide("ke/president", votes)), RunOff)
    exactly = {**votes, "county 46": {"A": 25, "B": 75}}
    assert isinstance(office(decide("ke/president", exactly)), Elected)
    # Abroad is no county, but its votes count.
    abroad = {**votes, "Abroad": {"A": 100, "B": 0}}
    outcome = decide("ke/president", abroad)
    assert isinstance(office(outcome), RunOff)
    spread = outcome.steps[0].part(SpreadTable)
    assert (spread.units, spread.number, spread.needed) == ("counties", 47, 24)


def test_in_kenya_all_who_are_equal_for_a_place_stand() -> None:
    def counties(votes: Votes) -> dict[str, Votes]:
        return {f"county {n}": votes for n in range(47)}

    second = counties({"A": 40, "B": 30, "C": 30})
    assert office(decide("ke/president", second)) == RunOff(
        ("A", "B", "C"), None, "nobody fulfils the conditions of the first round"
    )
    top = counties({"A": 40, "B": 40, "C": 20})
    found = office(decide("ke/president", top))
    assert isinstance(found, RunOff)
    assert found.pair == ("A", "B")
    outcome = decide("ke/president", second, run_off={"A": 30, "B": 31, "C": 39})
    assert office(outcome) == Elected("C", "most votes")


def test_nigeria_asks_for_the_most_votes_and_a_quarter_in_two_thirds_of_the_states() -> None:
    def states(number: int) -> dict[str, Votes]:
        inside = {f"state {n}": {"A": 70, "B": 30} for n in range(number)}
        return {**inside, **{f"state {n}": {"A": 24, "B": 76} for n in range(number, 37)}}

    outcome = decide("ng/president", states(25))
    assert outcome.steps[0].part(SpreadTable).needed == 25
    assert office(outcome) == Elected(
        "A",
        "the most votes, and at least 25 % of the votes in a state, in at least 2/3 of the states and the "
        "Federal Capital Territory",
    )
    found = office(decide("ng/president", states(24)))
    assert isinstance(found, Undecided)
    assert "nobody has the votes" in found.text


def test_a_lot_between_equal_leaders_whose_votes_are_spread() -> None:
    equal = {f"state {n}": {"A": 50, "B": 50} for n in range(35)}
    states = {"Kano": {"A": 40, "B": 60}, "Lagos": {"A": 60, "B": 40}, **equal}
    assert office(decide("ng/president", states)) == Tie(("A", "B"), 1, "the most votes")
    lot = Lot.of(["A", "B"], ["A"])
    outcome = decide("ng/president", states, ElectionFacts(lots=(lot,)))
    assert office(outcome) == Elected("A", "equal votes, by the recorded lot")
    assert outcome.steps[-1].part(Lots).used == (lot,)


def test_plurality_of_an_office_with_its_lot() -> None:
    votes = {"A": 5, "B": 5, "C": 4}
    outcome = decide("mx/president", votes)
    assert office(outcome) == Tie(("A", "B"), 1, "the office of President")
    lot = Lot.of(["A", "B"], ["B"])
    outcome = decide("mx/president", votes, ElectionFacts(lots=(lot,)))
    assert office(outcome) == Elected("B", "equal votes, by the recorded lot")
    assert outcome.steps[-1].part(Lots).used == (lot,)
    assert isinstance(office(decide("mx/president", {"A": 0})), Undecided)


def test_plurality_in_each_unit_leaves_empty_and_tied_seats_open() -> None:
    case = ElectionFacts(seats={"north": 1, "south": 1, "west": 1})
    outcome = decide("uk/commons", {"north": {"A": 3, "B": 2}, "south": {"A": 2, "B": 2}}, case)
    house = outcome.chambers["commons"]
    assert (house.seats, house.undecided, house.vacant, house.size) == ({"A": 1}, 1, 1, 3)
    lot = Lot.of(["A", "B"], ["B"], "the seat of south")
    case = ElectionFacts(seats=case.seats, lots=(lot,))
    house = decide("uk/commons", {"north": {"A": 3, "B": 2}, "south": {"A": 2, "B": 2}}, case).chambers[
        "commons"
    ]
    assert (house.seats, house.undecided) == ({"A": 1, "B": 1}, 0)


ELECTORS = {"ME": 2, "ME-1": 1, "ME-2": 1, "OH": 5}


def test_the_electors_of_a_tied_state_wait_for_its_lot() -> None:
    votes = {
        "ME": {"A": 9, "B": 8},
        "ME-1": {"A": 6, "B": 3},
        "ME-2": {"A": 3, "B": 5},
        "OH": {"A": 7, "B": 7},
    }
    outcome = decide("us/president", votes, ElectionFacts(seats=ELECTORS))
    college = outcome.chambers["college"]
    assert isinstance(office(outcome), Undecided)
    assert (college.name, college.size, college.undecided) == ("Electoral College", 9, 5)
    assert college.seats == {"A": 3, "B": 1}
    assert college.ties == (Tie(("A", "B"), 5, "electors of OH"),)
    lot = Lot.of(["A", "B"], ["B"], "electors of OH")
    outcome = decide("us/president", votes, ElectionFacts(seats=ELECTORS, lots=(lot,)))
    assert office(outcome) == Elected("B", "at least 5 electors")
    assert outcome.chambers["college"].units["ME-2"].seats == {"B": 1}
    assert outcome.ties == ()


def test_without_a_majority_of_electors_the_choice_passes_on() -> None:
    votes = {"X": {"A": 1}, "Y": {"B": 1}, "Z": {"C": 1}}
    found = office(decide("us/president", votes, ElectionFacts(seats={"X": 2, "Y": 2, "Z": 1})))
    assert isinstance(found, Undecided)
    assert "contingent election" in found.text
    with pytest.raises(LawError, match="no number of seats for unit Z") as caught:
        decide("us/president", votes, ElectionFacts(seats={"X": 2, "Y": 2}))
    assert "[seats] has X, Y: give the unit the code that it has there" in caught.value.hint


def test_nothing_depends_on_the_order_of_units_and_names() -> None:
    votes = kenya(24)
    turned = {unit: dict(reversed(list(part.items()))) for unit, part in reversed(list(votes.items()))}
    assert decide("ke/president", votes).to_dict() == decide("ke/president", turned).to_dict()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("", "a first round without conditions"),
        ('equal = "older"\nconditions = [{ more_than = "1/2" }]', "equal: found 'older'"),
        ("conditions = [{ more_than = 0.5 }]", "more_than: found 0.5"),
        (
            'conditions = [{ at_least = "40 %", led = "10 %" }]',
            r"led: there .* \(did you mean 'lead'",
        ),
        ('[step.spread]\nshare = "1/4"\nunits = "1/2"', "a first round without conditions"),
        (
            'conditions = [{ more_than = "1/2" }]\n[step.spread]\nshare = "1/4"\nunits = "1/2"\nabroad = 1',
            "spread.abroad: there is no such key",
        ),
    ],
)
def test_a_slip_in_a_first_round_is_named_with_file_and_step(fields: str, message: str) -> None:
    with pytest.raises(LawError, match=message) as error:
        decide(first_round(fields), {"A": 1})
    assert error.value.where == "test.toml"
    assert "step[1]" in str(error.value)


@pytest.mark.parametrize(
    ("law_id", "facts"),
    [("uk/commons", None), ("in/lok-sabha", None), ("ca/commons", None), ("es/senado", None)],
)
def test_votes_without_a_unit_are_not_taken_for_one_seat(law_id: str, facts: ElectionFacts | None) -> None:
    with pytest.raises(LawError, match="the votes name no unit") as refused:
        decide(law_id, {"Ana": 1_000, "Eva": 900}, facts)
    assert "column unit" in refused.value.hint


@pytest.mark.parametrize("law_id", ["ke/president", "ng/president", "id/president", "au/referendum"])
def test_votes_without_a_unit_are_not_taken_for_those_of_one_of_many(law_id: str) -> None:
    facts = ElectionFacts(labels={"Ana": frozenset({"yes"})}) if law_id == "au/referendum" else None
    with pytest.raises(LawError, match="no unit, and the law asks in how many of the") as refused:
        decide(law_id, {"Ana": 1_000, "Eva": 900}, facts)
    assert "column unit" in refused.value.hint


@pytest.mark.parametrize(
    ("law_id", "said"), [("ke/president", "1 of 47 units"), ("ng/president", "1 of 37 units")]
)
def test_votes_of_some_units_are_not_taken_for_those_of_all(law_id: str, said: str) -> None:
    votes = {"Lagos": {"Ana": 1_000, "Eva": 900}, "Abroad": {"Ana": 5, "Eva": 3}}
    given = votes if law_id == "ke/president" else {"Lagos": votes["Lagos"]}
    with pytest.raises(LawError, match=f"the votes are of {said}"):
        decide(law_id, given)
    # While sheets are missing, other units are still to come.
    totals = {get_law(law_id).first_contest: ContestTotals(given)}
    assert get_law(law_id).decide(totals, False).offices["president"]


def test_one_constituency_with_its_unit_has_one_seat() -> None:
    outcome = decide("uk/commons", {"Leeds": {"Ana": 1_000, "Eva": 900}})
    assert outcome.chambers["commons"].seats == {"Ana": 1}


def test_ballots_without_a_unit_are_not_taken_for_one_seat() -> None:
    facts = ElectionFacts(ballots={get_law("au/house").first_contest: {WHOLE: {("A", "B"): 10, ("B",): 8}}})
    with pytest.raises(LawError, match="the ballots name no unit"):
        get_law("au/house").decide({}, True, facts)


def test_rankings_that_no_rule_counts_are_refused() -> None:
    facts = ElectionFacts(ballots={"votes": {WHOLE: {("A", "B"): 10}}})
    with pytest.raises(LawError, match="no rule of the law counts them"):
        get_law("fi/eduskunta").decide({}, True, facts)


def duma(constituencies: Mapping[str, Mapping[str, int]]) -> Outcome:
    lists = {"A": 600, "B": 400}
    totals = {"votes": ContestTotals({WHOLE: lists}), "constituencies": ContestTotals(constituencies)}
    facts = ElectionFacts(counts={"votes": {"cast": {WHOLE: 1_000}}})
    return get_law("ru/duma").decide(totals, True, facts)


def test_rows_without_a_constituency_state_seats_won() -> None:
    (chamber,) = duma({WHOLE: {"A": 150, "C": 75}}).chambers.values()
    assert chamber.units[WHOLE].by_kind["single-member"] == {"A": 150, "C": 75}
    assert chamber.seats == {"A": 150 + 135, "B": 90, "C": 75}
    assert chamber.size == 450


def test_votes_without_a_constituency_are_not_taken_for_seats() -> None:
    with pytest.raises(LawError, match="1,000"):
        duma({WHOLE: {"A": 150_000, "C": 75_000}})
