"""Why nothing is projected, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from escrutinio.flows.decide import UNLISTED
from escrutinio.projection import CannotSay, Settings, too_few, too_little
from escrutinio.web.results.reasons import reason_in_words
from projection_elections import simulate


def test_what_the_projection_says_is_known() -> None:
    simulated = simulate(3, places=60)
    reasons = [
        too_few(simulated.at(0.0), Settings()),
        too_few(simulated.at(0.05), Settings(least_places=50)),
        too_few(simulated.at(0.05), Settings(least_places=500)),
        too_few(simulated.at(0.3), Settings(least_places=2, least_share=0.9)),
        too_little(simulated.at(0.05), Settings(least_places=2, least_share=0.0, most_unseen=-1.0)),
        too_little(simulated.at(0.9), Settings(least_places=2, least_areas=10_000, most_unseen=-1.0)),
    ]
    with translation.override("es"):
        for reason in reasons:
            assert isinstance(reason, CannotSay)
            said = reason_in_words(reason.reason)
            assert said is not None, reason.reason
            assert said.startswith("Todavía no se puede decir:"), said
        assert reason_in_words(f"Cannot say: {UNLISTED}.")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Cannot say: the voters of 1,234 missing sheets are not known.", "1.234 actas que faltan"),
        (
            "Cannot say yet: the sheets that are in hold 1.5 % of the voters; 5 % are needed.",
            "reúnen el 1,5 % de los electores; hace falta el 5 %.",
        ),
    ],
)
def test_figures_are_in_the_readers_form(reason: str, said: str) -> None:
    with translation.override("es"):
        assert said in str(reason_in_words(reason))
    with translation.override("en"):
        assert reason_in_words(reason) == reason


def test_another_reason_is_not_guessed() -> None:
    assert (
        reason_in_words("Cannot say yet: Heron could end anywhere from 1 to 90 % of the valid votes.") is None
    )
