"""Laws and what they decide, as ``escrutinio law`` prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from escrutinio.cli.of_outcomes import chamber_table, office_words, second_rounds
from escrutinio.flows.laws import VerificationResult, at_once_words, figures_words
from escrutinio.flows.verifications import VerifiedOn, verified_words
from escrutinio.law import Law, Outcome, derivation_text
from escrutinio.law.rendering.blocks import tie_text
from escrutinio.law.rendering.labels import Words

_INDENT = "  "


def law_list(laws: Sequence[Law], verified_on: Sequence[VerifiedOn]) -> RenderableType:
    """Every law in a few lines of at most 80 columns: what it elects, and its status."""
    return LawLines(laws, verified_on)


@dataclass(frozen=True)
class LawLines:
    """The same as lines that are wrapped as they are printed: a table of hundreds of rows takes longer."""

    laws: Sequence[Law]
    verified_on: Sequence[VerifiedOn]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Lines for a console of its width."""
        bold, dim = Style(bold=True), Style(dim=True)
        for law, elects, status in _listed(self.laws, self.verified_on):
            yield Segment(f"{law}\n", bold)
            for text, style in ((elects, None), (status, dim)):
                for line in wrap(text, options.max_width - len(_INDENT)):
                    yield Segment(f"{_INDENT}{line}\n", style)


def _listed(laws: Sequence[Law], verified_on: Sequence[VerifiedOn]) -> Iterator[tuple[str, str, str]]:
    """Each law's id, what it elects, and its status."""
    from escrutinio.bounds import law_bounds
    from escrutinio.law_batch import rules_without_batch

    for law in laws:
        grades = verified_words(law, verified_on)
        at_once = "no" if rules_without_batch(law) else "yes"
        more = (
            f"{law.in_force} · verified: {grades} · bounds: {law_bounds(law).sharpness} · at once: {at_once}"
        )
        yield law.id, f"{law.title}: {law.elects}", more


def law_shown(law: Law, verifications: Sequence[VerifiedOn]) -> Iterator[RenderableType]:
    """A law with its articles, sources and verifications."""
    from escrutinio.bounds import law_bounds

    yield Text(f"{law.id}: {law.title}", style="bold")
    yield Text(f"{law.purpose}.")
    yield Text(f"Statute: {law.statute}")
    yield Text(f"Source: {law.source}")
    yield Text(f"In force: {law.in_force}")
    yield Text(f"Sure bounds: {law_bounds(law).text}.")
    yield Text(f"Many results: {at_once_words(law)}.")
    if law.notes:
        yield Text(f"Note: {law.notes}")
    yield Text("")
    for number, (rule, article) in enumerate(law.articles, start=1):
        yield Text(f"{number}. {rule}")
        yield Text(f"   [{article}]", style="dim")
    yield Text("\nVotes")
    for role, words in law.contests.items():
        yield Text(f"· {role}: {words}")
    if law.valid:
        yield Text(f"· {law.valid[:1].upper()}{law.valid[1:]}.")
    if law.candidates:
        yield Text(f"· {law.candidates[:1].upper()}{law.candidates[1:]}.")
    for official in (True, False):
        of_these = [v for v in verifications if v.grade.official == official]
        if of_these:
            words = "official results" if official else "figures that were not checked against official ones"
            yield Text(f"\nVerified on {words}")
        for v in of_these:
            yield Text(f"· {v.title} ({figures_words(v.checks)}; {v.grade}). {v.source}")


def outcome_shown(outcome: Outcome, *, explain: bool) -> Iterator[RenderableType]:
    """What a law decides, with every step where they are asked for."""
    yield Text(f"{outcome.title} ({outcome.law})", style="bold")
    for warning in outcome.warnings:
        yield Text(f"Warning: {warning}", style="yellow")
    for office in outcome.offices.values():
        yield Text(f"→ {office_words(office, final=outcome.final)}", style="bold")
    for chamber in outcome.chambers.values():
        yield Text("")
        yield chamber_table(chamber, None, final=outcome.final)
        for line in second_rounds(chamber):
            yield Text(line)
    for tie in outcome.ties:
        level = tie_text(tie, Words())
        yield Text(
            f"{level[:1].upper()}{level[1:]}. Record the lot that was drawn in a [[lot]] table of the facts.",
            style="yellow",
        )
    if explain:
        yield Text("")
        yield Text(derivation_text(outcome))


def verified_shown(results: Sequence[VerificationResult]) -> Table:
    """Elections that laws were applied to, with what differs from their results."""
    table = Table("Election", "Law", "Figures", "From", "Result")
    for result in results:
        of, words = result.verification, "\n".join(result.differences) or "the same"
        table.add_row(of.title, of.law.id, str(of.checks), str(of.grade), words)
    return table
