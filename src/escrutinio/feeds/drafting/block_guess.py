"""Guesses whether a sheet has several tables below one another, each with columns of its own."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence

from escrutinio.feeds.block_table import Block, block_table, blocks_of
from escrutinio.feeds.drafting.column_words import Role, is_level, role_of
from escrutinio.feeds.raw_table import RawTable
from escrutinio.model import FeedError

_MOST_ROWS = 50_000
_FEWEST_SHEETS = 2
_LETTERS = re.compile(r"[^\W\d_]{2}")
_DIGITS = re.compile(r"\d[\d.,' ]*")


def may_have_blocks(rows: Iterable[Sequence[str]]) -> bool:
    """Whether two unlike lines of words alone stand above rows with numbers, as names of columns do.

    Args:
        rows: the cells of each line.
    """
    heads: set[tuple[str, ...]] = set()
    before: list[str] = []
    for cells in rows:
        filled = [cell.strip() for cell in cells if cell.strip()]
        numbers = sum(_DIGITS.fullmatch(cell) is not None for cell in filled)
        if numbers and len(before) > 1:
            heads.add(tuple(before))
        words = not numbers and all(_LETTERS.search(cell) for cell in filled)
        before = filled if words else []
        if len(heads) > 1:
            return True
    return False


def _of_sheets(blocks: Sequence[Block]) -> bool:
    """Whether first columns are called alike, or after stations or units, or have the same sheets.

    In the last case they may be called after the contests.
    """
    corners = {block.names.get(0, "") for block in blocks}
    called = [role_of(corner) in (Role.SHEET, Role.CODE) or is_level(corner) for corner in corners]
    sheets = [{cells.get(0, "") for _, _, cells in block.rows} for block in blocks]
    shared = all(2 * len(own & sheets[0]) > len(own) for own in sheets[1:])
    return len(corners) == 1 or all(called) or (shared and not any(called))


def as_blocks(table: RawTable) -> RawTable | None:
    """The table in the long layout where it is one of several blocks with columns of their own; else None.

    Args:
        table: one whose columns go by number.
    """
    if table.frame.height > _MOST_ROWS:
        return None
    with contextlib.suppress(FeedError):
        blocks = blocks_of(table)
        unlike = len({block.figures() for block in blocks}) > 1
        if unlike and _of_sheets(blocks) and max(len(block.rows) for block in blocks) >= _FEWEST_SHEETS:
            return block_table(table)
    return None
