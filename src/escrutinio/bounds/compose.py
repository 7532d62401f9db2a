"""What can still change: can missing or questioned sheets change who is elected, or a seat?

Sure bounds, no statistics. What is called decided stays so whatever the missing sheets hold, as long as
they hold no more valid votes than they have registered voters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from escrutinio.bounds import bolivia
from escrutinio.bounds.election import Bounds, Missing
from escrutinio.law import ContestTotals, get_law
from escrutinio.law.library.bo import y2019, y2020
from escrutinio.model.errors import LawError

_COMPOSED: Mapping[str, Callable[[Mapping[str, ContestTotals], Missing], Bounds]] = MappingProxyType(
    {one.id: partial(bolivia.bolivia_bounds, one) for one in (y2019.STATUTE, y2020.STATUTE)}
)


def has_bounds(law_id: str) -> bool:
    """Whether a law has sure bounds of its own; see :func:`bounds`."""
    return law_id in _COMPOSED


def bounds_of(law_id: str, totals: Mapping[str, ContestTotals], missing: Missing) -> Bounds:
    """What the missing sheets can still change.

    Args:
        law_id: such as "bo/2020".
        totals: role -> counted totals, as for ``Law.decide``. To ask about questioned sheets, leave them
            out of the totals and count their voters as missing. A list that stands must be named
            somewhere in its contest's totals, with zero votes if need be: one that is not named cannot
            win anything here.
        missing: role -> unit -> the voters registered on the sheets that are not in the totals, which is
            the most valid votes that can still come. A role or unit that is absent has none.

    Raises:
        LawError: an unknown law, or one without bounds; an unknown role or unit; a number that is
            negative or not an int.
    """
    law = get_law(law_id)
    if law.id not in _COMPOSED:
        raise LawError(
            f"there are no sure bounds for the law {law_id!r} yet",
            hint=f"Laws with bounds: {', '.join(sorted(_COMPOSED))}.",
        )
    return _COMPOSED[law.id](totals, missing)
