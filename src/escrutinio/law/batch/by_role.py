"""A law for many results at once, asked by the names of its contests' roles, as ``Law.decide`` is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from escrutinio.law.batch.arrays import Ints
from escrutinio.law.batch.outcome import BatchOutcome
from escrutinio.law.batch.registry import STATUTES, batch_law
from escrutinio.law.bolivia.statute import PRESIDENT, SINGLE, SPECIAL


def batch_law_ids() -> tuple[str, ...]:
    """The ids of the laws that can be applied to many results at once."""
    return tuple(sorted(STATUTES))


def decide_many(
    law_id: str, votes: Mapping[str, Ints], valid: Mapping[str, Ints], names: Mapping[str, Sequence[str]]
) -> BatchOutcome:
    """Apply a law to n results.

    Args:
        law_id: the law.
        votes: role -> (n, units, lists), with the units of ``get_law(law_id).units[role]`` in order; a role
            that is absent has no counted vote.
        valid: role -> (n, units), valid votes.
        names: role -> the lists, one for each column.

    Raises:
        LawError: no batch evaluator for this law, or shapes that do not fit.
    """
    law = batch_law(law_id)
    if SPECIAL in votes:
        # The exact law names every department and refuses votes where there is no seat; here only the
        # departments that have one take part.
        departments = STATUTES[law_id].departments
        seats = [place for place, unit in enumerate(departments) if unit.special]
        votes = {**votes, SPECIAL: votes[SPECIAL][:, seats]}
    return law(votes[PRESIDENT], valid.get(PRESIDENT), votes.get(SINGLE), votes.get(SPECIAL), names=names)
