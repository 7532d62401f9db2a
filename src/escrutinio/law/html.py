"""An outcome as HTML: its decisions, seats and derivation as plain tables, to be pasted into any page.

No style and no script; every table has a caption and its heads a scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from escrutinio.law.outcome import Chamber, Outcome, in_words


def outcome_html(outcome: Outcome) -> str:
    """The whole outcome as one ``<section>``."""
    parts = [f"<h2>{escape(outcome.title)}</h2>", f"<p>{escape(outcome.law)}, {escape(outcome.status)}.</p>"]
    parts += [f"<p>{escape(in_words(decision))}</p>" for decision in outcome.offices.values()]
    parts += [_chamber(chamber) for chamber in outcome.chambers.values()]
    parts.append(derivation_html(outcome))
    return '<section class="outcome">\n' + "\n".join(parts) + "\n</section>\n"


def derivation_html(outcome: Outcome) -> str:
    """The derivation as an ordered list; what goes into a step and what comes out are tables."""
    steps = []
    for step in outcome.steps:
        given, gives = _pairs("Given", step.given), _pairs("Gives", step.gives)
        steps.append(
            f"<li><h3>{escape(step.rule)}</h3>\n<p><cite>{escape(step.article)}</cite></p>\n"
            f"<p>{escape(step.text)}</p>\n{given}{gives}</li>"
        )
    return "<ol>\n" + "\n".join(steps) + "\n</ol>"


def _chamber(chamber: Chamber) -> str:
    kinds = list(chamber.by_kind)
    heads = ["List", *(kind.capitalize() for kind in kinds if len(kinds) > 1), "Seats"]
    rows = []
    for name in sorted(chamber.seats, key=lambda name: (-chamber.seats[name], name)):
        split = [chamber.by_kind[kind].get(name, 0) for kind in kinds] if len(kinds) > 1 else []
        rows.append([name, *split, chamber.seats[name]])
    for words, number in (("undecided", chamber.undecided), ("vacant", chamber.vacant)):
        if number:
            rows.append([f"({words})", *([""] * (len(kinds) if len(kinds) > 1 else 0)), number])
    return _table(f"{chamber.name}, {chamber.size} seats, majority {chamber.majority}", heads, rows)


def _pairs(caption: str, values: Mapping[str, Any]) -> str:
    """Names and numbers as a table; a mapping inside as rows of its own."""
    rows: list[list[object]] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            rows += [[f"{key}: {name}", in_words(item)] for name, item in value.items()] or [[key, "none"]]
        else:
            rows.append([key, in_words(value)])
    return _table(caption, ["What", "Value"], rows) if rows else ""


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = []
    for row in rows:
        first, *rest = (escape(str(cell)) for cell in row)
        body.append(
            f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        )
    return (
        f"<table><caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(body)
        + "\n</tbody></table>\n"
    )
