"""The steps of the law as its page shows them: typed steps of a publication, set as lines and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.flows.publication import Publication
from escrutinio.law.rendering.block import Block, Line, Table
from escrutinio.law.rendering.blocks import blocks
from escrutinio.law.rendering.labels import Words
from escrutinio.law.rendering.names import names_of_codes, person_key, step_with_names, text_with_names
from escrutinio.law.rendering.numbers import Cell
from escrutinio.law.step_parts import Step

LONG = 40
"""Tables of more rows are shown on demand only."""


@dataclass(frozen=True)
class PageTable:
    """A table with its columns and cells, each beside whether it is a number."""

    caption: str
    columns: Sequence[tuple[str, bool]]
    cells: Sequence[Sequence[tuple[Cell, bool]]]


@dataclass(frozen=True)
class PageStep:
    """A step: what came out is shown, what went in is shown on demand, tables of many rows too.

    ``own_text`` says that the text is in the law's own words and not in the reader's language.
    """

    rule: str
    article: str
    text: str
    own_text: bool
    lines: Sequence[Line]
    tables: Sequence[PageTable]
    more_lines: Sequence[Line]
    more_tables: Sequence[PageTable]


def names_on_page(publication: Publication) -> dict[str, str]:
    """What the page calls the selections, and the units at the levels where the law takes their totals."""
    front = publication.front
    selections = {code: selection.short for code, selection in front.selections.items()}
    units: dict[str, str] = {}
    for role, level in front.law.levels.items() if front.law else ():
        units |= publication.unit_names(front.law.contests[role], level) if front.law else {}
    of_law = set(front.law.contests.values()) if front.law else set()
    election = publication.election
    # Who leads is not all that a step tells of: in a district that is not counted out, it names all who
    # would go to a second round.
    persons = {
        person_key(unit, selection): election.label_in(contest, unit, selection)
        for contest, unit, selection in election.candidates
        if contest in of_law
    }
    persons |= {
        person_key(result.unit, selection.id): selection.name
        for chamber in front.chambers
        for result in chamber.districts
        for selection in (*result.selections, *result.tied)
        if selection.id in front.selections and selection.name != front.selections[selection.id].name
    }
    return {**names_of_codes(selections, units), **persons}


def page_steps(
    steps: Iterable[Step], language: str, names: Mapping[str, str] | None = None
) -> list[PageStep]:
    """The steps of a published outcome, in order.

    Args:
        steps: the outcome's.
        language: of the reader.
        names: code of a selection or a unit -> its name; a code without one stays.
    """
    words = Words(language)
    return [_step(step_with_names(step, names or {}), words) for step in steps]


def page_warnings(warnings: Iterable[str], language: str, names: Mapping[str, str]) -> list[tuple[str, bool]]:
    """What of the input of a published outcome may be wrong, with names for codes.

    Each stands beside whether it is in English where the reader has another language.
    """
    words = Words(language)
    with_names = [text_with_names(warning, names) for warning in warnings]
    return [(words.said(warning, "warning"), words.is_own(warning, "warning")) for warning in with_names]


def _step(step: Step, words: Words) -> PageStep:
    results, inputs = blocks(step.results, words), blocks(step.inputs, words)
    shown = [block for block in results if not _is_long(block)]
    more = [*inputs, *(block for block in results if _is_long(block))]
    return PageStep(
        words.said(step.rule, "title"),
        words.said(step.article, "article"),
        words.said(step.text, "text"),
        words.is_own(step.text, "text"),
        _lines(shown),
        _tables(shown),
        _lines(more),
        _tables(more),
    )


def _is_long(block: Block) -> bool:
    return isinstance(block, Table) and len(block.rows) > LONG


def _lines(blocks: Sequence[Block]) -> list[Line]:
    return [block for block in blocks if isinstance(block, Line)]


def _tables(blocks: Sequence[Block]) -> list[PageTable]:
    return [
        PageTable(
            table.caption,
            list(zip(table.heads, table.numeric, strict=True)),
            [list(zip(row, table.numeric, strict=True)) for row in table.rows],
        )
        for table in blocks
        if isinstance(table, Table)
    ]
