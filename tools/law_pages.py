"""Writes the reference pages of the law: laws with their articles and verifications, rules with their fields.

    .venv/bin/python tools/law_pages.py

Run it after a law, a verification or the docstring of a rule's module has changed; a test compares.
"""

from __future__ import annotations

import inspect
import sys
from itertools import groupby
from pathlib import Path

from escrutinio.bounds import law_bounds
from escrutinio.flows.laws import at_once_words, figures_words, laws, laws_within, verifications
from escrutinio.flows.verifications import Verification, verified_words
from escrutinio.law import Law
from escrutinio.law.evaluation.steps import RULES
from escrutinio.law_batch import rules_without_batch

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
MADE = "<!-- Written by tools/law_pages.py. -->\n"


def library_page() -> str:
    """Every law of the library."""
    verified: dict[str, list[Verification]] = {}
    for verification in verifications():
        verified.setdefault(verification.law.id, []).append(verification)
    found = laws()
    parts = [
        MADE,
        "# Law library\n",
        "Every law that `escrutinio law decide` and an `election.toml` can name, with the articles that it",
        "applies and the elections it is verified on. `escrutinio law verify` compares them. How",
        "a law is written: [Add a law](../how-to/add-a-law.md); the rules it can be made of: [Rules of",
        "laws](law-rules.md); Bolivia's, which is a module, in more detail: [Laws](laws.md).\n",
        "A verification is as good as its figures: from an *official file*, an *official figure copied*,",
        "from a *book or repository* (the press and other people's data among them), or from *memory*.",
        "Only the first two are official results.\n",
        f"{len(found)} laws, {sum(map(len, verified.values()))} elections.\n",
        "The [bounds](../explanation/bounds.md) of what missing sheets can change are *sharp* (whatever",
        "they call possible, some content of these sheets brings about), *sound* (nothing else is possible,",
        "but perhaps less) or *none*. *At once*: whether the law can be applied to thousands of simulated",
        "results at once; else it is applied to one after the other.\n",
        "| law | elects | in force | verified on | bounds | at once |",
        "|---|---|---|---|---|---|",
    ]
    parts += [
        f"| [`{law.id}`](#{anchor(law)}) | {law.elects} | {law.in_force} |"
        f" {verified_words(law, [each for of in laws_within(law) for each in verified.get(of, [])])} |"
        f" {law_bounds(law).sharpness} | {'no' if rules_without_batch(law) else 'yes'} |"
        for law in found
    ]
    for country, group in groupby(found, lambda law: law.id.split("/")[0]):
        parts.append(f"\n## {country.upper()}")
        for law in group:
            parts += ["", *(_parts(law) if law.parts else _law(law))]
            if not law.parts:
                parts += _verifications(verified.get(law.id, []))
    return "\n".join(parts) + "\n"


def _parts(law: Law) -> list[str]:
    """A law of several bodies: the laws that it consists of, which have entries of their own."""
    lines = [
        f"### {law.id}\n",
        f"{law.title}. {law.purpose}.\n",
        f"- In force: {law.in_force}",
        f"- Note: {law.notes}",
        "",
        "| body | contests | law |",
        "|---|---|---|",
    ]
    return [
        *lines,
        *(
            f"| {part.name} (`{part.id}`) | {', '.join(f'`{name}`' for name in part.roles.values())} "
            f"| [`{part.of}`](#{anchor_of(part.of)}) |"
            for part in law.parts
        ),
    ]


def _law(law: Law) -> list[str]:
    lines = [
        f"### {law.id}\n",
        f"{law.title}. {law.purpose}.\n",
        f"- Statute: {law.statute}",
        f"- Source: {law.source}",
        f"- In force: {law.in_force}",
        f"- Bounds: {law_bounds(law).text}",
        f"- Many results: {at_once_words(law)}",
        *(f"- Votes `{role}`: {words}" for role, words in law.contests.items()),
    ]
    if law.valid:
        lines.append(f"- Base: {law.valid}")
    if law.candidates:
        lines.append(f"- Candidates: {law.candidates}")
    if law.notes:
        lines.append(f"- Note: {law.notes}")
    lines += ["", "| rule | article |", "|---|---|"]
    return [*lines, *(f"| {rule} | {article} |" for rule, article in law.articles)]


def _verifications(of_law: list[Verification]) -> list[str]:
    lines = [
        f"- {each.title}, {each.day}: {figures_words(each.checks)} ({each.grade}), all the same. "
        + f"{each.source}."
        + (f" {each.notes}" if each.notes else "")
        for each in of_law
    ]
    return ["", "Verified on:\n", *lines] if lines else ["", "Not yet verified on an election."]


def rules_page() -> str:
    """Every rule that a law's file can name."""
    parts = [
        MADE,
        "# Rules of laws\n",
        "What a `[[step]]` of a law's file can say. Every step has `rule` and `article`, and `text` where",
        "the words of the rule are to be replaced by the law's own. [Add a law](../how-to/add-a-law.md)",
        "shows them in use.",
    ]
    for name in dict.fromkeys(rule.__module__ for rule in RULES.values()):
        names = ", ".join(f"`{rule}`" for rule, call in RULES.items() if call.__module__ == name)
        parts += [f"\n## {names}\n", plain(inspect.getdoc(sys.modules[name]) or "")]
    return "\n".join(parts) + "\n"


def plain(text: str) -> str:
    """A docstring as Markdown."""
    return text.replace("``", "`").replace(":data:", "").replace(":func:", "").replace(":mod:", "")


def anchor(law: Law) -> str:
    """The anchor of a law's heading."""
    return anchor_of(law.id)


def anchor_of(law_id: str) -> str:
    """The anchor of the heading of a law of that id."""
    return "".join(sign for sign in law_id.lower() if sign.isalnum() or sign in "-_")


PAGES = {"law-library.md": library_page, "law-rules.md": rules_page}

if __name__ == "__main__":
    for name, write in PAGES.items():
        (REFERENCE / name).write_text(write(), encoding="utf-8")
