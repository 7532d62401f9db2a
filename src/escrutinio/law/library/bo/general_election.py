"""Bolivia's general election as one rule of the law, and the laws that consist of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from escrutinio.law.evaluation.checks import check_read
from escrutinio.law.evaluation.rule import Reads
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.library.bo import rules, y2009, y2014, y2019, y2020, y2025
from escrutinio.law.library.bo.statute import ARTICLES, CONTESTS, Statute
from escrutinio.law.library.law import Body, Law
from escrutinio.law.outcome import Outcome
from escrutinio.law.totals import ContestTotals
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class GeneralElection:
    """President, senate and deputies together, because the same votes decide all three.

    Args:
        statute: the edition, with its seats, conditions and threshold.
    """

    statute: Statute
    name: str = "bo-general-election"

    def decide(self, totals: Mapping[str, ContestTotals], complete: bool, facts: ElectionFacts) -> Outcome:
        """Who is elected and who has which seats, with the derivation.

        Raises:
            LawError: the totals do not fit the contests, or the facts hold what no rule reads.
        """
        check_read(facts, Reads(), self.statute.id)
        if facts.agreements or facts.candidates:
            raise LawError(
                "the facts tell of agreements or candidates, and no rule of the law heeds them",
                where=self.statute.id,
                hint="Leave them out.",
            )
        return rules.decide(self.statute, totals, complete, facts.lots)


def _law(statute: Statute) -> Law:
    rule = GeneralElection(statute)
    return Law(
        id=statute.id,
        title=statute.title,
        statute=statute.text,
        contests=CONTESTS,
        units=MappingProxyType({role: statute.units(role) for role in CONTESTS}),
        rules=(rule,),
        apply=rule.decide,
        source="Gaceta Oficial de Bolivia, https://www.gacetaoficialdebolivia.gob.bo",
        elects="president and vice-president, 36 senators, 130 deputies",
        valid_from=statute.valid_from,
        valid_to=statute.valid_to,
        articles=ARTICLES,
        notes=statute.notes,
        first_contest=next(iter(CONTESTS)),
        valid="valid votes are those of the lists, without blank ballots (Ley 026, as it is applied)",
        bodies=(
            Body("office", "president", "President"),
            Body("chamber", "senate", "Senate"),
            Body("chamber", "deputies", "Chamber of Deputies"),
        ),
    )


LAWS = tuple(
    _law(statute) for statute in (y2009.STATUTE, y2014.STATUTE, y2019.STATUTE, y2020.STATUTE, y2025.STATUTE)
)
"""Every edition of this law."""
