"""What a reader should make of the count, as figures for a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escrutinio.flows.count import Count
from escrutinio.flows.desk import Desk
from escrutinio.flows.project import Projection


def advice_document(
    desk: Desk, counted: Count, front: Mapping[str, Any], projection: Projection | None
) -> dict[str, Any]:
    """What to say beside the count."""
    return {"schema": "escrutinio/advice/1", "as_of": front["as_of"], "advice": []}
