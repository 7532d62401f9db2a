"""Tables below one another in one sheet, each with columns of its own, put into the long layout.

A county's statement of votes has a block for each contest: its name, a line with the names of the candidates,
a row for each precinct, and often a row that adds them up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from escrutinio.feeds.drafting.column_words import COUNT_ROLES, Role, is_level, role_of
from escrutinio.feeds.number_forms import NO_FIGURE, is_figure
from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable
from escrutinio.feeds.turned_table import CONTEST, SELECTION, SHEET, VOTES, is_contest
from escrutinio.model import FeedError

_LONGEST_NAME = 120
_OF_SHEETS = (Role.SHEET, Role.CODE, Role.NUMBER)


@dataclass
class Block:
    """A block of rows below one line of names.

    Attributes:
        titles: the lines with a single text between the block before and the line of names.
        names: place of a column -> its name.
        labels: how many columns at the left say which sheet a row is of.
        rows: the line, the damage and the cells of each row of figures.
    """

    titles: tuple[str, ...]
    names: dict[int, str]
    labels: int = 1
    rows: list[tuple[int, str | None, dict[int, str]]] = field(default_factory=list)

    def figures(self) -> tuple[str, ...]:
        """The names of the columns of figures, without shares."""
        return tuple(name for place, name in self.names.items() if place >= self.labels and not _share(name))


def block_table(table: RawTable) -> RawTable:
    """The table with a row for each figure: its contest, if any is named, sheet, selection and votes.

    Args:
        table: one whose columns go by number.

    Raises:
        FeedError: no line names columns above figures, or two columns of a block have the same name.
    """
    blocks = blocks_of(table)
    if not blocks:
        raise FeedError("no line names columns above rows of figures", hint="Leave out blocks.")
    contests = _contests(blocks)
    found: list[tuple[int, str | None, str | None, str | None, str, str | None]] = []
    for block, contest in zip(blocks, contests, strict=True):
        names = block.figures()
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise FeedError(
                f"two columns are called {twice!r} above line {block.rows[0][0]}",
                hint="Give each column of the file a name of its own.",
            )
        for line, damage, cells in block.rows:
            sheet = " ".join(cells[place] for place in range(block.labels) if place in cells)
            found += [
                (line, damage, contest or None, sheet or None, name, cells.get(place))
                for place, name in block.names.items()
                if place >= block.labels and not _share(name)
            ]
    schema = {LINE: pl.Int64, DAMAGE: pl.String} | dict.fromkeys(
        (CONTEST, SHEET, SELECTION, VOTES), pl.String
    )
    frame = pl.DataFrame(found, schema=schema, orient="row")
    if frame[CONTEST].null_count() == frame.height:
        frame = frame.drop(CONTEST)
    return replace(table, frame=frame, doubled={}, torn={})


def blocks_of(table: RawTable) -> list[Block]:
    """The blocks of a table whose columns go by number.

    Raises:
        FeedError: a row of figures has no names above it, or names over two lines stand several times.
    """
    blocks: list[Block] = []
    titles: list[str] = []
    names: dict[int, str] = {}
    open_block: Block | None = None
    for line, damage, cells in _rows(table):
        numbers = [place for place, cell in cells.items() if is_figure(cell)]
        words = [place for place, cell in cells.items() if not is_figure(cell) and cell not in NO_FIGURE]
        if open_block is not None and _is_row_of(open_block, cells):
            open_block.rows.append((line, damage, cells))
        elif len(words) > 1 and len(words) >= len(cells) - 1 and len(words) > len(numbers):
            if names and len(set(cells.values())) < len(cells):
                raise FeedError(
                    f"line {line} names columns again and again below other names",
                    hint="Make a file of each table, with the names of its columns in one line.",
                )
            names, open_block = _joined(names, cells), None
        elif len(words) == 1 == len(cells) and len(cells[words[0]]) <= _LONGEST_NAME:
            titles, names, open_block = [*titles, cells[words[0]]], {}, None
        elif names and numbers and max(cells) <= max(names):
            open_block = Block(tuple(titles), names, _labels(names, cells))
            if not _is_row_of(open_block, cells):
                raise _unnamed(line)
            open_block.rows.append((line, damage, cells))
            blocks.append(open_block)
            titles, names = [], {}
        elif numbers and not all(cells[place].endswith("%") for place in numbers):
            raise _unnamed(line)
    return blocks


def _unnamed(line: int) -> FeedError:
    return FeedError(
        f"line {line} has figures, and it is not clear which columns they are in",
        hint="A block has a line that names its columns, and in each row below a sheet and its figures.",
    )


def _joined(above: Mapping[int, str], below: Mapping[int, str]) -> dict[int, str]:
    """The names of two lines right above one another: a party below its candidate."""
    joined = {place: f"{above[place]} {name}" if place in above else name for place, name in below.items()}
    return dict(sorted((dict(above) | joined).items()))


def _is_row_of(block: Block, cells: Mapping[int, str]) -> bool:
    """Whether a row has a sheet, and figures or signs of nothing in most of a block's columns alone."""
    figures = [place for place in block.names if place >= block.labels]
    there = [cells[place] for place in figures if place in cells]
    fitting = sum(is_figure(cell) or cell in NO_FIGURE for cell in there)
    known = all(place in block.names or place < block.labels for place in cells)
    labelled = any(place in cells for place in range(block.labels))
    return known and labelled and fitting == len(there) and 2 * len(there) >= len(figures) and bool(there)


def _labels(names: Mapping[int, str], row: Mapping[int, str]) -> int:
    """How many columns at the left say the sheet: one, or all that are called after units or hold words."""
    last = max(names)
    labels = 1
    for place in range(1, last + 1):
        name = names.get(place, "")
        called = role_of(name) in _OF_SHEETS or is_level(name)
        if not called and (place not in row or is_figure(row[place])):
            break
        labels = place + 1
    return labels


def _contests(blocks: Sequence[Block]) -> list[str]:
    """What the contest of each block is called, by the lowest line above it that not all blocks have."""
    common = set[str]()
    if len({block.figures() for block in blocks}) > 1:
        common = set(blocks[0].titles).intersection(*(block.titles for block in blocks[1:]))
    contests: list[str] = []
    before: Block | None = None
    for block in blocks:
        own = [title for title in block.titles if title not in common]
        corner = block.names.get(0, "")
        if own:
            contests.append(own[-1])
        elif corner and is_contest(corner) and role_of(corner) not in _OF_SHEETS:
            contests.append(corner)
        elif before is not None and before.figures() == block.figures():
            contests.append(contests[-1])  # the names once more, as on each page
        else:
            names = [name for name in block.figures() if role_of(name) not in COUNT_ROLES]
            contests.append(" / ".join(names) if len(blocks) > 1 else "")
        before = block
    return contests


def _share(name: str) -> bool:
    return role_of(name) is Role.SHARE and not any(map(str.isdigit, name))


def _rows(table: RawTable) -> list[tuple[int, str | None, dict[int, str]]]:
    columns = [name for name in table.frame.columns if name not in (LINE, DAMAGE)]
    texts = table.frame.select(
        LINE, DAMAGE, *(pl.col(name).cast(pl.String).str.strip_chars() for name in columns)
    )
    return [
        (line, damage, {place: " ".join(cell.split()) for place, cell in enumerate(cells) if cell})
        for line, damage, *cells in texts.iter_rows()
    ]
