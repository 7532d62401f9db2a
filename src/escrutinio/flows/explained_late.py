"""The sheets that came in between two moments: where they are, and what an earlier election says of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.explain import EarlierVote, LateSheets
from escrutinio.flows.earlier_vote import EarlierShares, earlier_shares_at
from escrutinio.flows.explained_sheets import SheetsBetween
from escrutinio.model import UsageError

_FEW = 0.05
"""With the voters of more sheets than this unknown, sheets are counted and not voters."""


def late_sheets(sheets: SheetsBetween) -> LateSheets:
    """Where the sheets are that came in between, and the tables that came to places in part.

    Without units nothing is said of places.
    """
    late, places = ~sheets.compared.early, sheets.compared.places
    seen = np.zeros(int(places.max(initial=-1)) + 1, dtype=bool)
    seen[places[sheets.compared.early]] = True
    voters = sheets.registered[late]
    unknown = int(np.isnan(voters).sum())
    stated = bool(late.any()) and unknown <= _FEW * voters.size
    weights = np.nan_to_num(voters) if stated else np.ones(voters.size)
    total = float(weights.sum())
    return LateSheets(
        sheets=int((late & ~sheets.added).sum()),
        voters=int(total) if stated else None,
        sheets_without_voters=unknown,
        in_counted_places=float(weights[seen[places[late]]].sum() / total)
        if total and sheets.compared.has_units
        else None,
        counted_by="voters" if stated else "sheets",
    )


def earlier_vote(desk: Desk, sheets: SheetsBetween, order: Sequence[int]) -> EarlierVote | None:
    """What an earlier election says of the sheets that were in and of those that came later.

    Returns:
        None without an earlier election that knows both selections, or with too few places that match.

    Raises:
        DefinitionError: the file of the earlier election is not what it should be.
    """
    compared = sheets.compared
    earlier: EarlierShares | None = None
    with suppress(UsageError):
        earlier = earlier_shares_at(
            desk, sheets.place_units, sheets.selections[order[0]], sheets.selections[order[1]]
        )
    if earlier is None:
        return None
    own, lead = earlier.own[compared.places], earlier.lead[compared.places]
    weights = compared.base.astype(float)
    sides = []
    for side in (compared.early, ~compared.early):
        weight = weights[side & own]
        if not weight.sum():
            return None
        sides.append(100 * float((weight * lead[side & own]).sum() / weight.sum()))
    return EarlierVote(
        matched=float(weights[own].sum() / weights.sum()), counted_lead=sides[0], late_lead=sides[1]
    )
