"""Frames of Polars as they are, those of other engines through Narwhals.

Narwhals has the words of Polars, so what is written in words that both have runs on either. A Polars frame is
not wrapped: Narwhals takes many times longer to make the expressions than Polars takes to fold a night.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import polars as pl


def opened(native: Any) -> Any:
    """A native frame as a frame of Polars or of Narwhals."""
    return native if _of_polars(native) else _narwhals().from_native(native)


def words_of(frame: Any) -> ModuleType:
    """The library that makes expressions for an opened frame. Use only what both libraries have."""
    return pl if _of_polars(frame) else _narwhals()


def closed(frame: Any) -> Any:
    """The native frame of an opened one."""
    return frame if _of_polars(frame) else frame.to_native()


def is_lazy(frame: Any) -> bool:
    """Whether an opened frame is only a plan, with no figures to look at yet."""
    return isinstance(frame, words_of(frame).LazyFrame)


def _of_polars(frame: Any) -> bool:
    return isinstance(frame, pl.DataFrame | pl.LazyFrame)


def _narwhals() -> ModuleType:
    import narwhals  # takes as long as all the rest of this room, and is needed beside Polars only

    return narwhals
