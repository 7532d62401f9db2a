"""Why nothing is projected and what the checks found, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from escrutinio.flows.decide import UNLISTED
from escrutinio.ledger.checks import CHECKS
from escrutinio.projection import CannotSay, Settings, too_few, too_little
from escrutinio.web.results.reasons import WORDING, said
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
            words = said(reason.reason, "cannot")
            assert words is not None, reason.reason
            assert words.startswith("Todavía no se puede decir:"), words
        assert said(f"Cannot say: {UNLISTED}.", "cannot")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("Cannot say: the voters of 1,234 missing sheets are not known.", "1.234 actas que faltan"),
        (
            "Cannot say yet: the sheets that are in hold 1.5 % of the voters; 5 % are needed.",
            "reúnen el 1,5 % de los electores; hace falta el 5 %.",
        ),
        (
            "Cannot say yet: Heron could end anywhere from 1 to 90 % of the valid votes.",
            "Heron podría terminar con cualquier porcentaje de los votos válidos entre 1 y 90 %.",
        ),
        (
            "Cannot say yet: 62 % of the missing voters live at polling places more than twice as large as "
            "all but a few that are in, and no earlier election tells how such places vote.",
            "el 62 % de los electores que faltan vota en recintos de más del doble del tamaño",
        ),
        (
            "Cannot say: the valid votes of 3 counted sheets are not stated.",
            "no constan los votos válidos de 3 actas computadas.",
        ),
    ],
)
def test_reasons_and_figures_are_in_the_readers_form(reason: str, words: str) -> None:
    with translation.override("es"):
        assert words in str(said(reason, "cannot"))
    with translation.override("en"):
        assert said(reason, "cannot") == reason


def test_another_reason_is_not_guessed() -> None:
    with translation.override("es"):
        assert said("Cannot say yet: the moon is full.", "cannot") is None


def test_every_check_has_its_title_in_the_readers_language() -> None:
    with translation.override("es"):
        for check in CHECKS:
            assert said(check.title, "check") not in (None, check.title)


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (
            "The selections have 1120 votes together, but the sheet states 120 valid votes.",
            "Las listas suman 1120 votos, pero el acta declara 120 votos válidos.",
        ),
        (
            "The number in column VOTES is negative (found '-3'); it counts as not stated. "
            "Ask the source for this sheet.",
            "El número de la columna VOTES es negativo (dice «-3»); cuenta como no declarado. "
            "Pida esta acta a la fuente.",
        ),
        (
            "One and Two differ on this sheet: Heron 5 and 6. The figures of One are counted: its precedence "
            "is higher.",
            "One y Two difieren en esta acta: Heron 5 y 6. Se computan las cifras de One: su precedencia "
            "es mayor.",
        ),
    ],
)
def test_a_finding_is_said_with_its_figures(finding: str, words: str) -> None:
    assert WORDING.said(finding, "finding", "en") == finding
    with translation.override("es"):
        assert said(finding, "finding") == words
