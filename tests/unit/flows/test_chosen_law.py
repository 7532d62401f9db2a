"""The law that an election names: its roles, the editions of its day, and the facts it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from escrutinio.cli.decide import result_words
from escrutinio.flows.chosen_law import chosen_law, election_facts, first_role, played_roles, second_rounds
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.results import ResultState
from escrutinio.flows.results import district_results
from escrutinio.model import DefinitionError, Election, UsageError
from escrutinio.model.errors import LawError
from support import DEFINITION, make_election, row, stations, take


def with_law(
    folder: Path, law: str, contests: Mapping[str, str], level: str = "nation", more: str = ""
) -> Election:
    roles = ", ".join(f'{role} = "{contest}"' for role, contest in contests.items())
    levels = ", ".join(f'{role} = "{level}"' for role in contests)
    table = f'[law]\nid = "{law}"\ncontests = {{ {roles} }}\nlevels = {{ {levels} }}\n{more}'
    return make_election(folder, definition=DEFINITION + table)


def test_the_first_role_is_what_a_headline_is_about(tmp_path: Path) -> None:
    election = with_law(tmp_path, "ar/president", {"votes": "council"})
    law, choice = chosen_law(election)
    assert law.id == "ar/president"
    assert first_role(election) == ("votes", "council")
    assert played_roles(law, choice) == ["votes"]


def test_an_election_without_a_law_says_where_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the election names no law") as caught:
        chosen_law(make_election(tmp_path))
    assert "[law]" in caught.value.hint


@pytest.mark.parametrize(
    ("contests", "level", "words"),
    [
        ({}, "nation", r"law\.contests\.votes: it is missing; the roles are votes"),
        ({"votes": "council", "ballots": "council"}, "nation", r"law\.contests\.ballots: no such role"),
        ({"votes": "council"}, "table", r"law\.levels\.votes: .*'table'"),
    ],
    ids=["missing", "unknown", "level"],
)
def test_roles_that_do_not_fit_are_named(
    tmp_path: Path, contests: Mapping[str, str], level: str, words: str
) -> None:
    with pytest.raises(DefinitionError, match=words):
        chosen_law(with_law(tmp_path, "ar/president", contests, level))


def test_a_second_round_may_have_no_contest_yet(tmp_path: Path) -> None:
    law, choice = chosen_law(with_law(tmp_path, "fr/president", {"votes": "council"}))
    assert second_rounds(law) == {"run-off"}
    assert played_roles(law, choice) == ["votes"]


def test_facts_come_from_the_file_that_the_definition_names(tmp_path: Path) -> None:
    election = with_law(tmp_path, "ar/president", {"votes": "council"}, more='facts = "facts.toml"\n')
    law, choice = chosen_law(election)
    with pytest.raises(UsageError, match="cannot be read"):
        election_facts(election, law, choice, stations())
    (tmp_path / "facts.toml").write_text('[[lot]]\ntied = ["A", "B"]\ndrawn = ["A"]\n')
    (lot,) = election_facts(election, law, choice, stations()).lots
    assert lot.drawn == ("A",)
    (tmp_path / "facts.toml").write_text('[[lot]]\ntide = ["A", "B"]\ndrawn = ["A"]\n')
    with pytest.raises(LawError, match="tide"):
        election_facts(election, law, choice, stations())


def test_in_which_land_a_constituency_lies_the_stations_say(tmp_path: Path) -> None:
    """And who has the most votes there, while no second votes cover the seat, is not said to lead."""
    roles = """[law]
id = "de/bundestag-2023"
edition = true
contests = { "second votes" = "council", constituencies = "mayor" }
levels = { "second votes" = "region", constituencies = "town" }
"""
    election = make_election(tmp_path, definition=DEFINITION + roles)
    desk = open_desk(tmp_path)
    rows = [row(f"{number:03d}", 80, 20) for number in range(1, 7)]
    rows += [row(f"{number:03d}", 100, 0) for number in range(7, 13)]
    rows += [row(f"{number:03d}", 60, 40, contest="mayor") for number in range(1, 10)]
    rows += [row(f"{number:03d}", 0, 100, contest="mayor") for number in range(10, 13)]
    take(desk.ledger, rows)

    law, choice = chosen_law(election)
    decision = decide(open_desk(tmp_path), None)
    seats = district_results(decision, decision.outcome.chambers["bundestag"])

    above = election_facts(election, law, choice, desk.stations).above
    assert above == {"N1": "N", "N2": "N", "S1": "S", "S2": "S"}
    assert [seat.state for seat in seats] == [ResultState.ELECTED] * 3 + [ResultState.NO_SEAT]
    assert result_words(seats[3]) == "B has the most votes, but no seat."
