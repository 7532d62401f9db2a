"""The laws that can be applied to many results at once, by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Protocol

from numpy.typing import ArrayLike

from escrutinio.law.batch.bolivia import bolivia_many
from escrutinio.law.batch.outcome import BatchOutcome
from escrutinio.law.bolivia import y2020
from escrutinio.law.bolivia.statute import Statute
from escrutinio.model.errors import LawError


class BatchLaw(Protocol):
    """A law for n results at once; see ``bolivia_many`` for the arguments."""

    def __call__(
        self,
        president: ArrayLike,
        valid: ArrayLike | None = None,
        single: ArrayLike | None = None,
        special: ArrayLike | None = None,
        *,
        names: Mapping[str, Sequence[str]],
    ) -> BatchOutcome:
        """Who is elected and who has which seats in each result."""


STATUTES: Mapping[str, Statute] = MappingProxyType({statute.id: statute for statute in (y2020.STATUTE,)})
"""The statutes that can be applied to many results at once, by the id of their law."""

_LAWS: Mapping[str, BatchLaw] = MappingProxyType(
    {law_id: partial(bolivia_many, statute) for law_id, statute in STATUTES.items()}
)


def batch_law(law_id: str) -> BatchLaw:
    """The law of that id, for many results at once.

    Raises:
        LawError: there is no such law, or it has no batch evaluator; the message lists those that have.
    """
    try:
        return _LAWS[law_id]
    except KeyError:
        raise LawError(
            f"no batch evaluator for the law {law_id!r}",
            mend=f"Laws that have one: {', '.join(sorted(STATUTES))}.",
        ) from None
