"""The laws that can be applied to many results at once, by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from escrutinio.law.library.bo import y2020
from escrutinio.law_batch.arrays import Ints
from escrutinio.law_batch.bolivia import bolivia_by_role, bolivia_many
from escrutinio.law_batch.outcome import BatchOutcome
from escrutinio.model.errors import LawError

T = TypeVar("T")

BatchLaw = Callable[..., BatchOutcome]
"""A law for n results at once; its arguments are its country's own, see ``bolivia_many``."""

_Votes = Mapping[str, Ints]
_ByRole = Callable[[_Votes, _Votes, Mapping[str, Sequence[str]]], BatchOutcome]

_STATUTES = (y2020.STATUTE,)
_LAWS: Mapping[str, BatchLaw] = MappingProxyType(
    {statute.id: partial(bolivia_many, statute) for statute in _STATUTES}
)
_BY_ROLE: Mapping[str, _ByRole] = MappingProxyType(
    {statute.id: partial(bolivia_by_role, statute) for statute in _STATUTES}
)


def batch_law_ids() -> tuple[str, ...]:
    """The ids of the laws that can be applied to many results at once, sorted."""
    return tuple(sorted(_LAWS))


def batch_law(law_id: str) -> BatchLaw:
    """The law of that id, for many results at once.

    Raises:
        LawError: there is no such law, or it has no batch evaluator; the message lists those that have.
    """
    return _found(_LAWS, law_id)


def decide_many(
    law_id: str, votes: Mapping[str, Ints], valid: Mapping[str, Ints], names: Mapping[str, Sequence[str]]
) -> BatchOutcome:
    """Apply a law to n results, asked by the names of its contests' roles, as ``Law.decide`` is.

    Args:
        law_id: the law.
        votes: role -> (n, units, lists), with the units of ``get_law(law_id).units[role]`` in order; a role
            that is absent has no counted vote.
        valid: role -> (n, units), valid votes.
        names: role -> the lists, one for each column.

    Raises:
        LawError: no batch evaluator for this law, or shapes that do not fit.
    """
    return _found(_BY_ROLE, law_id)(votes, valid, names)


def _found(laws: Mapping[str, T], law_id: str) -> T:
    try:
        return laws[law_id]
    except KeyError:
        raise LawError(
            f"no batch evaluator for the law {law_id!r}",
            hint=f"Laws that have one: {', '.join(batch_law_ids())}.",
        ) from None
