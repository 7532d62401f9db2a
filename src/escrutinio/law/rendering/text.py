"""A derivation as plain text of a given width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from escrutinio.law.outcome import Outcome
from escrutinio.law.rendering.block import Block, Line, Table
from escrutinio.law.rendering.blocks import blocks
from escrutinio.law.rendering.labels import Words
from escrutinio.law.rendering.numbers import Cell, cell_text
from escrutinio.law.step_parts import Part

SHORT = 16
"""An exact value of up to so many signs is written in brackets behind its decimals."""
INDENT = " " * 3
INNER = " " * 10


def derivation_text(outcome: Outcome, width: int = 80, language: str = "en") -> str:
    """The steps as plain text, numbered, one blank line between steps, no line longer than ``width``."""
    words = Words(language)
    status = words("final" if outcome.final else "not final")
    sections = [_filled(f"{outcome.law}: {outcome.title} ({status})", width, INDENT)]
    sections += [_filled(words.said(warning, "warning"), width, INDENT) for warning in outcome.warnings]
    for number, step in enumerate(outcome.steps, start=1):
        lines = [
            _filled(
                f"{number}. {words.said(step.rule, 'title')} [{words.said(step.article, 'article')}]",
                width,
                INDENT,
            ),
            _filled(f"{INDENT}{words.said(step.text, 'text')}", width, INDENT),
        ]
        for name, parts in (("given", step.inputs), ("results", step.results)):
            lines += _parts(words(name), parts, words, width)
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def _parts(name: str, parts: Sequence[Part], words: Words, width: int) -> Iterator[str]:
    pieces = blocks(parts, words)
    if not pieces:
        return
    yield f"{INDENT}{name}"
    for block in pieces:
        yield from _block(block, words, width)


def _block(block: Block, words: Words, width: int) -> Iterator[str]:
    if isinstance(block, Line):
        yield _filled(f"{INDENT}  {block.name}: {_cell(block.value, words)}", width, INNER)
        return
    if block.sentences or len(block.heads) == 2:
        items = block.sentences or [
            f"{_cell(name, words)} {_cell(value, words)}" for name, value in block.rows
        ]
        separator = "; " if block.sentences or any("," in item for item in items) else ", "
        yield _filled(f"{INDENT}  {block.caption}: {separator.join(items)}", width, INNER)
        return
    yield _filled(f"{INDENT}  {block.caption}:", width, INNER)
    yield from _columns(block, words, width)


def _columns(table: Table, words: Words, width: int) -> Iterator[str]:
    """The rows below each other, or, where they are too wide, one after the other with their heads."""
    rows = [[_cell(cell, words) for cell in row] for row in table.rows]
    indent = f"{INDENT}    "
    widths = [max(map(len, column)) for column in zip(table.heads, *rows, strict=True)]
    if len(indent) + sum(widths) + 2 * (len(widths) - 1) <= width:
        numeric = (False, *table.numeric[1:])
        for row in (table.heads, *rows):
            cells = (
                cell.rjust(size) if right else cell.ljust(size)
                for cell, size, right in zip(row, widths, numeric, strict=True)
            )
            yield f"{indent}{'  '.join(cells)}".rstrip()
        return
    for row in rows:
        rest = ", ".join(
            f"{head} {cell}" for head, cell in zip(table.heads[1:], row[1:], strict=True) if cell
        )
        yield _filled(f"{indent}{row[0]}: {rest}", width, INNER)


def _cell(cell: Cell, words: Words) -> str:
    number = cell_text(cell, words)
    if number.exact and len(number.exact) <= SHORT:
        return f"{number.text} ({number.exact})"
    return number.text


def _filled(text: str, width: int, indent: str) -> str:
    return fill(text, width, subsequent_indent=indent)
