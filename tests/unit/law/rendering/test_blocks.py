"""Who is level, and for what: as a newsroom writes it, in every language."""

from __future__ import annotations

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.rendering.blocks import tie_text
from escrutinio.law.rendering.labels import Words


@pytest.mark.parametrize(
    ("tied", "seats", "what", "said"),
    [
        (("PB", "PC"), 1, "seats of North", "seats of North: PB and PC are level for one seat"),
        (("A", "B", "C"), 2, "seats", "seats: A, B and C are level for 2 seats"),
        (("A", "B"), 1, "places in the run-off", "places in the run-off: A and B are level for one place"),
        (("A", "B"), 4, "electors of ME", "electors of ME: A and B are level for 4 electors"),
        (("A", "B"), 1, "electors of ME-1", "electors of ME-1: A and B are level for one elector"),
        (("Ana", "Ben"), 1, "the seat of North", "the seat of North: Ana and Ben are level"),
        (("Ana", "Ben"), 1, "the office of President", "the office of President: Ana and Ben are level"),
        (("Ana", "Ben"), 1, "the run-off", "the run-off: Ana and Ben are level"),
        (("Ana", "Ben"), 1, "exclusion in round 3", "exclusion in round 3: Ana and Ben are level"),
        (("Ana", "Ben"), 1, "exclusion at stage 2", "exclusion at stage 2: Ana and Ben are level"),
    ],
)
def test_a_tie_is_said_as_in_a_newsroom(tied: tuple[str, ...], seats: int, what: str, said: str) -> None:
    assert tie_text(Tie(tied, seats, what), Words()) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "escaños de North: A, B y C empatan por 2 escaños"),
        ("pt", "vagas de North: A, B e C empatam por 2 vagas"),
    ],
)
def test_it_is_said_in_every_language(language: str, said: str) -> None:
    assert tie_text(Tie(("A", "B", "C"), 2, "seats of North"), Words(language)) == said
