"""The law that an election names: its roles, the editions of its day, and the facts it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from escrutinio.flows.chosen_law import chosen_law, election_facts, first_role, played_roles, second_rounds
from escrutinio.model import DefinitionError, Election, UsageError
from escrutinio.model.errors import LawError
from support import DEFINITION, make_election


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
    _, choice = chosen_law(election)
    with pytest.raises(UsageError, match="cannot be read"):
        election_facts(election, choice)
    (tmp_path / "facts.toml").write_text('[[lot]]\ntied = ["A", "B"]\ndrawn = ["A"]\n')
    (lot,) = election_facts(election, choice).lots
    assert lot.drawn == ("A",)
    (tmp_path / "facts.toml").write_text('[[lot]]\ntide = ["A", "B"]\ndrawn = ["A"]\n')
    with pytest.raises(LawError, match="tide"):
        election_facts(election, choice)
