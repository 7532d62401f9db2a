"""The laws this desk knows, by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from escrutinio.law.bolivia import rules, y2020
from escrutinio.law.bolivia.statute import CONTESTS, Statute
from escrutinio.law.outcome import Outcome
from escrutinio.law.totals import ContestTotals
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class Law:
    """One edition of a country's electoral law.

    Args:
        id: country and year, such as "bo/2020".
        title: in words.
        statute: the legal texts.
        contests: role -> what its totals hold.
        units: role -> the unit ids its totals may have.
        apply: the rules; call ``decide`` instead.
    """

    id: str
    title: str
    statute: str
    contests: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    apply: Callable[[Mapping[str, ContestTotals], bool], Outcome]

    def decide(self, totals: Mapping[str, ContestTotals], complete: bool) -> Outcome:
        """Who is elected and who has which seats, with the derivation.

        Args:
            totals: role -> totals; a role that is absent has no counted vote.
            complete: whether every sheet is in.

        Raises:
            LawError: an unknown role or unit, or a count that is negative or not an int.
        """
        return self.apply(totals, complete)


def _bolivia(statute: Statute) -> Law:
    return Law(
        id=statute.id,
        title=statute.title,
        statute=statute.text,
        contests=CONTESTS,
        units=MappingProxyType({role: statute.units(role) for role in CONTESTS}),
        apply=partial(rules.decide, statute),
    )


_LAWS: Mapping[str, Law] = MappingProxyType({law.id: law for law in (_bolivia(y2020.STATUTE),)})


def law_ids() -> tuple[str, ...]:
    """The ids of all known laws, sorted."""
    return tuple(sorted(_LAWS))


def get_law(law_id: str) -> Law:
    """The law of that id.

    Raises:
        LawError: no such law; the message lists the known ids.
    """
    try:
        return _LAWS[law_id]
    except KeyError:
        raise LawError(f"unknown law {law_id!r}", mend=f"Known laws: {', '.join(law_ids())}.") from None
