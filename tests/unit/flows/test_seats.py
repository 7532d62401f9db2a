"""Chances and seats follow from the draws under any law: a chamber by lists, districts, a presidency."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drafted_nights import NOW
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.project import OutcomeProjection, ProjectDocument
from escrutinio.flows.ingest import ingest
from escrutinio.flows.new_election import drafted_election
from escrutinio.flows.project import project
from escrutinio.flows.project_document import projection_document
from ready_elections import thinned_sample

EVENING = datetime(2020, 10, 19, 22, tzinfo=UTC)
DEPARTMENTS = "123456789"
HEAD = """title = "A law of its own"
statute = "made"
source = "made"
elects = "a chamber"
contest = "votes"

[contests]
votes = "votes"

[chamber]
id = "chamber"
name = "Chamber"
"""
STEPS = {
    "lists": """
[[step]]
rule = "threshold"
in = "whole"
share = "3 %"
article = "1"

[[step]]
rule = "allocate"
in = "each unit"
by = "sainte_lague"
article = "2"
""",
    "quotas": """
[[step]]
rule = "allocate"
in = "whole"
by = "hare"
article = "1"
""",
    "one by one": """
[[step]]
rule = "allocate"
in = "whole"
by = "hare"
rest = "remainders then averages"
most_by_remainders = 5
article = "1"
""",
    "districts": """
[[step]]
rule = "plurality"
article = "1"
""",
}
SEATS = "\n[seats]\n" + "".join(f"{code} = 5\n" for code in DEPARTMENTS) + "EXT = 1\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thinned_sample(tmp_path_factory, "other-laws")


def projected(folder: Path, law: str, level: str, contests: str = 'votes = "president"') -> ProjectDocument:
    """The projection of the evening under another law."""
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    roles = re.findall(r"(\S+) = ", contests)
    levels = ", ".join(f'{role} = "{level}"' for role in roles)
    table = f'[law]\nid = "{law}"\ncontests = {{ {contests} }}\nlevels = {{ {levels} }}\n\n'
    path.write_text(re.sub(r"\[law\].*?\n\n", lambda _: table, text, flags=re.DOTALL), encoding="utf-8")
    return projection_document(project(open_desk(folder), EVENING, draws=300))


def outcome_of(document: ProjectDocument) -> OutcomeProjection:
    assert document.outcome is not None, document.outcome_reason
    return document.outcome


@pytest.mark.parametrize(
    ("kind", "level", "size", "draws"),
    [
        ("lists", "department", 46, 300),
        ("quotas", "department", 46, 300),
        ("one by one", "department", 46, 200),
        ("districts", "department", 10, 300),
    ],
)
def test_a_chamber_under_a_law_of_its_own(folder: Path, kind: str, level: str, size: int, draws: int) -> None:
    (folder / f"{kind}.toml").write_text(HEAD + SEATS + STEPS[kind], encoding="utf-8")
    outcome = outcome_of(projected(folder, f"{kind}.toml", level))
    chamber = outcome.chambers["chamber"]

    assert outcome.first_round is None
    assert chamber.size == size
    assert outcome.draws == draws
    assert sum(figures.seats for figures in chamber.lists.values()) == pytest.approx(size, abs=3)
    assert max(chamber.majority, key=lambda name: chamber.majority[name]) == "MAS-IPSP"


def test_a_unit_that_the_stations_file_does_not_have_is_no_seat_more(tmp_path: Path) -> None:
    rows = [f"Town {n},{900 + n},{300 + 7 * n % 50},{280 + 11 * n % 60},{90 + n}" for n in range(40)]
    head = "district,registered voters,Heron,Otter,Oak"
    whole, some = tmp_path / "whole.csv", tmp_path / "results.csv"
    whole.write_text("\n".join([head, *rows]), encoding="utf-8")
    some.write_text("\n".join([head, *rows[:35], "Twon 36,930,300,200,99"]), encoding="utf-8")
    drafted_election(tmp_path / "night", [whole], NOW)
    definition = tmp_path / "night" / "election.toml"
    text = definition.read_text(encoding="utf-8").replace('["whole.csv"]', '["*.csv"]')
    text = re.sub(r"complete = false.*", "", text)
    text = text.replace(
        'name = "Contest"\n', 'name = "Contest"\nlevel = "district"\nno_blank = true\nno_null = true\n'
    )
    law = '[law]\nid = "ca/commons"\ncontests = { votes = "contest" }\nlevels = { votes = "district" }\n'
    levels = '[projection]\nplace = "district"\narea = "district"\nregion = "district"\n'
    definition.write_text(f"{text}\n{law}\n{levels}", encoding="utf-8")
    (result,) = ingest(open_desk(tmp_path / "night", for_ingest=True), [some], lambda: NOW)
    assert result.unexpected == 1

    outcome = outcome_of(projection_document(project(open_desk(tmp_path / "night"), draws=100)))

    assert outcome.chambers["commons"].size == 40


def test_a_presidency_without_a_second_round_has_no_chance_of_one(folder: Path) -> None:
    outcome = outcome_of(projected(folder, "mx/president", "nation"))

    assert outcome.first_round is not None
    assert outcome.first_round.run_off is None
    assert sum(outcome.first_round.elected.values()) == pytest.approx(1)
    assert outcome.chambers == {}


def test_a_law_that_refuses_the_draws_says_why(folder: Path) -> None:
    (folder / "without.toml").write_text(HEAD + STEPS["lists"], encoding="utf-8")
    document = projected(folder, "without.toml", "department")

    assert document.available
    assert document.outcome is None
    assert "no number of seats" in document.outcome_reason.lower()
