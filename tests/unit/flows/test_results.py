"""What is said of an office: elected only when every sheet is in or none that is missing can change it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from escrutinio.cli.decide import decision_view, result_words
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.results import ResultState
from escrutinio.flows.results import decision_document, district_results, office_results
from small_elections import in_two_rounds, make_measure, make_small

PLURALITY, TWO_ROUNDS = "mx/president", "pe/president"


@pytest.mark.parametrize(
    ("law", "votes", "state", "words"),
    [
        (PLURALITY, {"A1": [5, 3, 1], "A2": [2, 3, 0]}, ResultState.ELECTED, "Ana Álvarez is elected"),
        (
            PLURALITY,
            {"A1": [5, 3, 1], "A2": []},
            ResultState.LEADS,
            "Ana Álvarez leads in the count so far; it is not decided yet.",
        ),
        (
            PLURALITY,
            {"A1": [900, 3, 1], "A2": [800, 0, 0], "A3": []},
            ResultState.ELECTED,
            "Ana Álvarez is elected, whatever the missing sheets hold",
        ),
        (PLURALITY, {"A1": [], "A2": []}, ResultState.NOTHING_COUNTED, "Nothing is counted yet."),
        (PLURALITY, {"A1": [5, 5, 1]}, ResultState.TIE, "Tie between Ana Álvarez and Benito Báez"),
        (
            PLURALITY,
            {"A1": [5, 5, 1], "A2": []},
            ResultState.LEVEL,
            "Ana Álvarez and Benito Báez are level in the count so far; it is not decided yet.",
        ),
        (TWO_ROUNDS, {"A1": [6, 3, 1]}, ResultState.ELECTED, "Ana Álvarez is elected: more than 50 %"),
        (TWO_ROUNDS, {"A1": [4, 3, 1]}, ResultState.RUN_OFF, "Run-off between Ana Álvarez and Benito Báez."),
        (
            TWO_ROUNDS,
            {"A1": [4, 3, 1], "A2": []},
            ResultState.LEADS,
            "leads in the count so far; it is not decided yet.",
        ),
        (
            TWO_ROUNDS,
            {"A1": [400, 390, 1], "A2": [400, 390, 0], "A3": [400, 390, 0], "A4": [400, 390, 0], "A5": []},
            ResultState.LEADS,
            "leads in the count so far; it is not decided yet.",
        ),
    ],
)
def test_what_is_said_of_a_presidency(
    tmp_path: Path, law: str, votes: dict[str, list[int]], state: ResultState, words: str
) -> None:
    (result,) = office_results(decide(make_small(tmp_path / "election", law, votes)))

    assert result.state is state
    assert words in result_words(result)
    assert result.name == "The contest"


@pytest.mark.parametrize(
    ("votes", "state", "words"),
    [
        ({"A1": [600, 300]}, ResultState.ADOPTED, "It is adopted: the votes cast are more than 50 % of"),
        ({"A1": [300, 600]}, ResultState.NOT_ADOPTED, "It is not adopted: the votes in favour are not more"),
        ({"A1": [400, 90]}, ResultState.NOT_ADOPTED, "It is not adopted: the votes cast are not more than"),
        (
            {"A1": [600, 300], "A2": []},
            ResultState.LEADS,
            "The answer Ana Álvarez is ahead in the count",
        ),
        (
            {"A1": [900, 30], "A2": [900, 30], "A3": []},
            ResultState.ADOPTED,
            "It is adopted, whatever the missing sheets hold.",
        ),
    ],
)
def test_what_is_said_of_a_ballot_measure(
    tmp_path: Path, votes: dict[str, list[int]], state: ResultState, words: str
) -> None:
    decision = decide(make_measure(tmp_path / "election", votes))
    (result,) = office_results(decision)

    assert result.state is state
    assert words in result_words(result)
    assert result.adopting == "a"


def test_a_sure_run_off_is_said_before_the_last_sheet(tmp_path: Path) -> None:
    votes = {f"A{number}": [400, 380, 150] for number in range(1, 10)} | {"B1": []}
    desk = make_small(tmp_path / "election", TWO_ROUNDS, votes, registered=1000, extra="")
    (result,) = office_results(decide(desk))

    assert result.state is ResultState.RUN_OFF
    assert result_words(result).endswith("whatever the missing sheets hold.")


def test_a_law_of_two_rounds_needs_no_contest_for_the_second_on_its_first_night(tmp_path: Path) -> None:
    decision = decide(make_small(tmp_path / "election", TWO_ROUNDS, {"A1": [6, 3, 1]}, level="district"))

    assert decision.outcome.final
    (result,) = office_results(decision)
    assert [selection.id for selection in result.selections] == ["a"]


def test_every_district_says_its_winner(tmp_path: Path) -> None:
    votes = {"A1": [5, 3, 1], "B1": [2, 8, 3], "C1": [4, 4, 0], "D1": []}
    decision = decide(make_small(tmp_path / "election", "uk/commons", votes, level="district", roles="votes"))
    (chamber,) = decision.outcome.chambers.values()
    said = district_results(decision, chamber)

    assert [(each.unit, each.state) for each in said] == [
        ("A", ResultState.ELECTED),
        ("B", ResultState.ELECTED),
        ("C", ResultState.TIE),
        ("D", ResultState.NOTHING_COUNTED),
    ]
    assert [selection.name for selection in said[1].selections] == ["Benito Báez"]
    assert said[0].margin == 2


def test_a_state_that_is_all_in_has_chosen_its_electors_before_the_others(tmp_path: Path) -> None:
    votes = {"A1": [5, 3, 1], "B1": [2, 8, 3], "B2": []}
    folder = tmp_path / "election"
    make_small(folder, "us/president", votes, level="district", roles="votes")
    (folder / "facts.toml").write_text("[seats]\nA = 3\nB = 4\n", encoding="utf-8")
    definition = folder / "election.toml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(
        text.replace('id = "us/president"', 'id = "us/president"\nfacts = "facts.toml"'), "utf-8"
    )

    decision = decide(open_desk(folder))
    (college,) = decision.outcome.chambers.values()

    assert [(each.unit, each.state) for each in district_results(decision, college)] == [
        ("A", ResultState.ELECTED),
        ("B", ResultState.LEADS),
    ]


def test_an_edition_for_another_day_is_said(tmp_path: Path) -> None:
    desk = make_small(
        tmp_path / "election",
        "uk/london-mayor-2000",
        {"A1": [6, 3, 1]},
        roles="votes preferences",
        extra="edition = true",
    )
    decision = decide(desk)

    (warning,) = decision_document(decision).warnings
    assert "2031-05-04" in warning
    console = Console(width=80, record=True)
    console.print(decision_view(decision, explain=False))
    assert "Warning: " in console.export_text()


def test_the_margin_of_a_seat_is_that_of_the_round_that_fills_it(tmp_path: Path) -> None:
    decision = decide(
        in_two_rounds(tmp_path / "election", {"A1": [40, 47, 0], "B1": [50, 40, 0], "B2": [0, 1, 0]})
    )
    (chamber,) = decision.outcome.chambers.values()
    said = {each.unit: each for each in district_results(decision, chamber)}

    assert {unit: (each.state, each.margin, each.contest) for unit, each in said.items()} == {
        "A": (ResultState.ELECTED, 7, "again"),
        "B": (ResultState.ELECTED, 9, "again"),
    }
    assert [selection.id for selection in said["A"].selections] == ["b"]


def test_a_district_goes_to_a_second_round_while_that_of_another_is_counted(
    tmp_path: Path,
) -> None:
    decision = decide(in_two_rounds(tmp_path / "election", {"B1": [40, 50, 0]}))
    (chamber,) = decision.outcome.chambers.values()
    said = {each.unit: each for each in district_results(decision, chamber)}

    assert not decision.outcome.final
    assert said["A"].state is ResultState.RUN_OFF
    assert [selection.id for selection in said["A"].selections] == ["a", "b"]
    assert (said["B"].state, said["B"].margin) == (ResultState.LEADS, 10)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({}, "All sheets of the first round are in."),
        ({"B1": [40, 50, 0]}, "NOT FINAL"),
        ({"A1": [40, 47, 0], "B1": [50, 40, 0], "B2": [0, 1, 0]}, "All sheets are in."),
    ],
)
def test_not_all_sheets_are_in_while_a_second_round_is_expected(
    tmp_path: Path, second: dict[str, list[int]], said: str
) -> None:
    console = Console(width=120, record=True)
    console.print(decision_view(decide(in_two_rounds(tmp_path / "election", second)), explain=False))
    assert f"(cz/senat). {said}" in console.export_text()


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({}, "all sheets of the first round are in; 2 seats go to a second round."),
        ({"B1": [40, 50, 0]}, "open; 0 of 2 seats are decided; 1 seat goes to a second round."),
        ({"A1": [40, 47, 0], "B1": [50, 40, 0], "B2": [0, 1, 0]}, "decided."),
    ],
)
def test_seats_of_a_second_round_are_told_from_those_that_missing_sheets_leave_open(
    tmp_path: Path, second: dict[str, list[int]], said: str
) -> None:
    console = Console(width=120, record=True)
    console.print(decision_view(decide(in_two_rounds(tmp_path / "election", second)), explain=False))
    assert f"Senate: {said}" in console.export_text()


def test_a_stray_vote_of_a_second_round_leaves_its_seat_open_and_no_other(tmp_path: Path) -> None:
    second = {"A1": [40, 47, 2], "B1": [50, 40, 0], "B2": [0, 1, 0]}
    decision = decide(in_two_rounds(tmp_path / "election", second))
    (chamber,) = decision.outcome.chambers.values()
    said = {each.unit: each.state for each in district_results(decision, chamber)}
    assert said == {"A": ResultState.UNDECIDED, "B": ResultState.ELECTED}
    (bounds,) = decision.bounds.chambers.values()
    assert not bounds.decided
    assert bounds.units["B"]["a"].min_seats == 1
    console = Console(width=120, record=True)
    console.print(decision_view(decision, explain=False))
    text = console.export_text()
    assert "Warning: The seat of A is open: Carla Cruz could not stand in the second round in A." in text
    assert "Senate: all sheets are in, and the votes alone do not decide 1 seat." in text
