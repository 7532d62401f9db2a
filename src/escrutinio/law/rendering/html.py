"""An outcome as HTML: its decisions, seats and derivation as plain tables, to be pasted into any page.

No style and no script; every table has a caption and its heads a scope. A number that is rounded has its
exact value in the title of its element.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from escrutinio.law.outcome import Outcome
from escrutinio.law.rendering.block import Line, Table
from escrutinio.law.rendering.blocks import blocks, chamber_table, decision_text
from escrutinio.law.rendering.labels import Words
from escrutinio.law.rendering.numbers import Cell, cell_text
from escrutinio.law.step_parts import Part


def outcome_html(outcome: Outcome, language: str = "en") -> str:
    """The whole outcome as one ``<section>``; the law's own words are marked as English where it is not."""
    words = Words(language)
    status = words("final" if outcome.final else "not final")
    parts = [f"<h2>{escape(outcome.title)}</h2>", f"<p>{escape(outcome.law)}, {escape(status)}.</p>"]
    parts += [
        f"<p{_own(warning, 'warning', words)}><strong>{escape(words.said(warning, 'warning'))}</strong></p>"
        for warning in outcome.warnings
    ]
    parts += [f"<p>{escape(decision_text(decision, words))}</p>" for decision in outcome.offices.values()]
    parts += [_table(chamber_table(chamber, words), words) for chamber in outcome.chambers.values()]
    parts.append(derivation_html(outcome, language))
    return (
        f'<section class="outcome" lang="{escape(words.language)}">\n' + "\n".join(parts) + "\n</section>\n"
    )


def derivation_html(outcome: Outcome, language: str = "en") -> str:
    """The derivation as an ordered list; what goes into a step and what comes out are tables."""
    words = Words(language)
    steps = [
        f"<li><h3>{escape(words.said(step.rule, 'title'))}</h3>\n"
        f"<p><cite>{escape(words.said(step.article, 'article'))}</cite></p>\n"
        f"<p{_own(step.text, 'text', words)}>{escape(words.said(step.text, 'text'))}</p>\n"
        + _parts(words("given"), step.inputs, words)
        + _parts(words("results"), step.results, words)
        + "</li>"
        for step in outcome.steps
    ]
    return "<ol>\n" + "\n".join(steps) + "\n</ol>"


def _own(text: str, kind: str, words: Words) -> str:
    return ' lang="en"' if words.is_own(text, kind) else ""


def _parts(name: str, parts: Sequence[Part], words: Words) -> str:
    """Lines together in a table of two columns; tables as they are."""
    pieces = blocks(parts, words)
    lines = [block for block in pieces if isinstance(block, Line)]
    html = ""
    if lines:
        rows = tuple((line.name, line.value) for line in lines)
        html += _table(Table(name, (), rows), words)
    return html + "".join(_table(block, words) for block in pieces if isinstance(block, Table))


def _table(table: Table, words: Words) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.heads)
    body = []
    for row in table.rows:
        first, *rest = (_cell(cell, words) for cell in row)
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        body.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return (
        f"<table><caption>{escape(table.caption)}</caption>\n"
        + (f"<thead><tr>{head}</tr></thead>\n" if head else "")
        + "<tbody>\n"
        + "\n".join(body)
        + "\n</tbody></table>\n"
    )


def _cell(cell: Cell, words: Words) -> str:
    number = cell_text(cell, words)
    if number.exact:
        return f'<abbr title="{escape(number.exact)}">{escape(number.text)}</abbr>'
    return escape(number.text)
