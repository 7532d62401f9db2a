"""Laws by themselves: what there is, and a law applied to a table of votes, without an election's folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from escrutinio.flows.country_names import code_of
from escrutinio.flows.verifications import (
    VERIFICATIONS,
    Verification,
    VerifiedOn,
    read_verification,
    read_verified_on,
    verified_words,
)
from escrutinio.law import Elected, ElectionFacts, Law, Outcome, RunOff, Tie, get_law, law_ids, read_votes
from escrutinio.law.ballot_files import read_blt
from escrutinio.law.decisions import Decision, MeasureResult
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law.facts import read_facts
from escrutinio.law.library.editions import law_on
from escrutinio.law.table_checks import check_table, doubts, idle_lot_error, unused_lots
from escrutinio.model.errors import LawError, UsageError
from escrutinio.model.text import many_of

if TYPE_CHECKING:
    import polars as pl

    from escrutinio.flows.documents.laws import LawDocument, LawsDocument, LawSummary, LawVerifyDocument

# What only some commands need, such as bounds and data frames, is imported where it is used: a law applied
# to a table of votes does not wait for it.


_TELLING = 5
"""Shorter words stand in titles by chance, as "ep" in "Representatives"."""


FIRST_LOT = (
    "two lists with equal votes take turns under this law: the lot to record is the one drawn the first time "
    "their quotients are equal, not one for the last seat"
)
"""What to heed where a tie waits for a lot under a law by which lists take turns."""


def laws(country: str = "", body: str = "", day: date | None = None) -> list[Law]:
    """The laws of the library, by id.

    Args:
        country: only of this country, such as "es" or "Spain"; empty for all.
        body: only those that elect it: "chamber", "office", or its id, a part of its name or of the law's
            title, such as a region's name; empty for all.
        day: only those in force on it.

    Raises:
        UsageError: the library has no such law; the hint says what it has.
    """
    code = code_of(country) if country else ""
    prefix = f"{code}/" if country else ""
    here = [get_law(law_id) for law_id in law_ids() if law_id.startswith(prefix)]
    asked = body.strip().casefold()
    in_titles = asked if len(asked) >= _TELLING else "\n"
    of_body = [
        law
        for law in here
        if not asked or in_titles in law.title.casefold() or any(each.is_meant(asked) for each in law.bodies)
    ]
    where = f" of {code}" if country else ""
    if body and not of_body:
        known = sorted({each.id for law in here for each in law.bodies})
        raise UsageError(
            f"the library has no law{where} for the body {body!r}", hint=f"It has: {many_of(known)}."
        )
    in_force = [law for law in of_body if day is None or law.in_force_on(day)]
    if not in_force:
        first, *_ = of_body
        raise UsageError(
            f"the library has no such law that was in force on {day}",
            hint=f"It has, for example, {first.id} ({first.in_force}); leave out --day to see all.",
        )
    return in_force


def laws_document(laws_listed: Sequence[Law], verified_on: Sequence[VerifiedOn]) -> LawsDocument:
    """Laws as a document, each with its own of the verifications."""
    from escrutinio.flows.documents.laws import LawsDocument

    return LawsDocument(laws=tuple(_summary(law, verified_on) for law in laws_listed))


def law_document(law: Law, verified_on: Sequence[VerifiedOn]) -> LawDocument:
    """A law as a document, with the elections that it is verified on."""
    from msgspec import structs

    from escrutinio.flows.documents.laws import LawDocument

    return LawDocument(**structs.asdict(_summary(law, verified_on)))


def _summary(law: Law, verified_on: Sequence[VerifiedOn]) -> LawSummary:
    from escrutinio.bounds import law_bounds
    from escrutinio.flows.documents.laws import LawArticle, LawBody, LawSummary, VerificationLabel
    from escrutinio.law_batch import rules_without_batch

    one_by_one = rules_without_batch(law)
    return LawSummary(
        id=law.id,
        country=law.country,
        bodies=tuple(LawBody(kind=body.kind, id=body.id, name=body.name) for body in law.bodies),
        title=law.title,
        elects=law.elects,
        statute=law.statute,
        source=law.source,
        valid_from=law.valid_from.isoformat() if law.valid_from else None,
        valid_to=law.valid_to.isoformat() if law.valid_to else None,
        valid=law.valid,
        candidates=law.candidates,
        verifications=tuple(
            VerificationLabel(
                id=v.id, law=v.law.id, title=v.title, source=v.source, grade=v.grade, figures=v.checks
            )
            for v in verified_on
            if v.law.id in laws_within(law)
        ),
        notes=law.notes,
        contests=dict(law.contests),
        articles=tuple(LawArticle(rule=rule, article=article) for rule, article in law.articles),
        bounds=law_bounds(law),
        batch=not one_by_one,
        one_by_one=one_by_one,
    )


def laws_within(law: Law) -> tuple[str, ...]:
    """The id of a law, and of a law of several bodies those of its bodies' laws."""
    return (law.id, *(part.of for part in law.parts))


def at_once_words(law: Law) -> str:
    """Whether the law is applied to many simulated results at once, and why not."""
    from escrutinio.law_batch import rules_without_batch

    without = rules_without_batch(law)
    if not without:
        return "decided at once"
    why = "; ".join(f"{each.rule}, {each.why}" for each in without)
    return f"decided one after the other ({why})"


def figures_words(figures: int) -> str:
    """So many figures."""
    return "1 figure" if figures == 1 else f"{figures:,} figures"


def law_rows(laws_listed: Sequence[Law], verified_on: Sequence[VerifiedOn]) -> pl.DataFrame:
    """One row a law, with how many elections of which grade it is verified on."""
    import polars as pl

    from escrutinio.bounds import law_bounds
    from escrutinio.law_batch import rules_without_batch

    return pl.DataFrame(
        [
            {
                "law": law.id,
                "title": law.title,
                "elects": law.elects,
                "valid_from": law.valid_from,
                "valid_to": law.valid_to,
                "verified_on": verified_words(law, verified_on),
                "bounds": str(law_bounds(law).sharpness),
                "at_once": not rules_without_batch(law),
                "statute": law.statute,
                "source": law.source,
            }
            for law in laws_listed
        ],
        schema_overrides={"valid_from": pl.Date, "valid_to": pl.Date},
    )


def decide_table(
    law_id: str,
    votes: Path,
    facts: Path | None,
    *,
    day: date | None = None,
    whatever_day: bool = False,
    margins: bool = True,
) -> Outcome:
    """Apply a law to a table of votes; the outcome's warnings say what may be wrong.

    Args:
        law_id: of the library, with or without the year of an edition, or the path of a law's file.
        votes: the CSV, or a file of ranked ballots in the BLT format.
        facts: the TOML beside it; None where the law needs none.
        day: of the election; the edition in force is taken, and one that was not in force refused.
        whatever_day: whether the edition that is named is applied even so.
        margins: whether the derivation says by how many votes last seats were won, which takes longer than
            the seats.

    Raises:
        UsageError: a file cannot be read.
        LawError: an unknown law, one that was not in force, or votes or facts that do not fit it.
    """
    law, warnings = law_on(law_id, day, whatever_day=whatever_day)
    text = _text(votes)
    if votes.suffix.lower() == ".blt":
        table = read_blt(text, law.first_contest, str(votes))
    else:
        table = read_votes(text.splitlines(), law.first_contest, str(votes))
    if not (table.lists or table.ballots or table.counts):
        raise LawError("there are no votes in the table", where=str(votes))
    known = ElectionFacts() if facts is None else read_facts(_text(facts), str(facts))
    check_table(table, law, str(votes))
    with nullcontext() if margins else without_margins():
        outcome = law.decide(table.totals(), True, table.complete(known))
    if unused := unused_lots(outcome):
        raise idle_lot_error(unused, str(facts))
    doubtful = doubts(table, law, known, outcome)
    turns = (FIRST_LOT,) if outcome.ties and law.takes_turns else ()
    return replace(outcome, warnings=(*warnings, *outcome.warnings, *table.warnings, *doubtful, *turns))


def outcome_rows(outcome: Outcome) -> pl.DataFrame:
    """One row for each list with a seat in each unit, and for each office one for whom the law names there.

    That is who is elected, each of those who stand in a run-off or are tied, or nobody: undecided. Of a
    ballot measure it is the answer that it ends with: adopted, or not adopted.
    """
    import polars as pl

    rows: list[dict[str, object]] = [
        {"body": office, "unit": "", "kind": kind, "list": name, "seats": seats}
        for office, decision in outcome.offices.items()
        for kind, name, seats in _of_office(decision)
    ]
    for chamber in outcome.chambers.values():
        for unit in chamber.units.values():
            for kind, seats in unit.by_kind.items():
                rows += [
                    {"body": chamber.id, "unit": unit.unit, "kind": kind, "list": name, "seats": number}
                    for name, number in seats.items()
                ]
            for kind, number in (("undecided", unit.undecided), ("vacant", unit.vacant)):
                if number:
                    rows.append(
                        {"body": chamber.id, "unit": unit.unit, "kind": kind, "list": "", "seats": number}
                    )
    schema = {"body": pl.String, "unit": pl.String, "kind": pl.String, "list": pl.String, "seats": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def _of_office(decision: Decision) -> Iterator[tuple[str, str, int]]:
    """Kind, name and seats of the rows of an office."""
    if isinstance(decision, Elected):
        yield "office", decision.name, 1
    elif isinstance(decision, MeasureResult):
        yield "adopted" if decision.adopted else "not adopted", decision.name, 0
    elif isinstance(decision, RunOff):
        yield from (("run-off", name, 0) for name in decision.pair)
        yield from (("tied for the run-off", name, 0) for name in (decision.tie.tied if decision.tie else ()))
    elif isinstance(decision, Tie):
        yield from (("tied", name, 0) for name in decision.tied)
    else:
        yield "undecided", "", 1


@dataclass(frozen=True)
class VerificationResult:
    """A verification, carried out.

    Attributes:
        verification: the election.
        differences: where the law gives something other than the official result; empty when nowhere.
    """

    verification: Verification
    differences: list[str]


def verified_on(listed: Sequence[Law]) -> list[VerifiedOn]:
    """The elections that laws are verified on, without their votes."""
    ids = {law_id for law in listed for law_id in laws_within(law)}
    return [each for folder in _folders(ids) if (each := read_verified_on(folder)).law.id in ids]


def verifications(law_id: str = "") -> list[Verification]:
    """The verifications of a law, or of all laws.

    Raises:
        UsageError: there is no such law.
    """
    if law_id and law_id not in law_ids():
        raise UsageError(f"there is no law {law_id!r}", hint="escrutinio law list shows them.")
    ids = set(laws_within(get_law(law_id))) if law_id else set(law_ids())
    return [each for folder in _folders(ids) if (each := read_verification(folder)).law.id in ids]


def _folders(ids: Collection[str]) -> list[Path]:
    """The folders of verifications that may be of one of these laws: the text of their facts names it."""
    facts = sorted(VERIFICATIONS.glob("*/facts.toml"))
    if len(ids) == len(law_ids()):
        return [path.parent for path in facts]
    # What does not even contain a law's id need not be read further.
    texts = {path.parent: path.read_text(encoding="utf-8") for path in facts}
    return [folder for folder, text in texts.items() if any(law_id in text for law_id in ids)]


def verify(law_id: str = "") -> Iterator[VerificationResult]:
    """Apply laws to the official results that they are verified on.

    Raises:
        UsageError: there is no such law.
    """
    for verification in verifications(law_id):
        # The votes that last seats depend on take longer than the seats, and nobody compares them.
        with without_margins():
            outcome = verification.decide()
        yield VerificationResult(verification, verification.differences(outcome))


def verify_document(results: Sequence[VerificationResult]) -> LawVerifyDocument:
    """Verifications as a document."""
    from escrutinio.flows.documents.laws import LawVerification, LawVerifyDocument

    return LawVerifyDocument(
        same=not any(result.differences for result in results),
        verifications=tuple(
            LawVerification(
                id=result.verification.id,
                law=result.verification.law.id,
                title=result.verification.title,
                grade=result.verification.grade,
                figures=result.verification.checks,
                same=not result.differences,
                differences=tuple(result.differences),
            )
            for result in results
        ),
    )


def verify_rows(results: Sequence[VerificationResult]) -> pl.DataFrame:
    """Verifications as rows: id, law, title, grade, figures and what differs."""
    import polars as pl

    rows = [
        (
            result.verification.id,
            result.verification.law.id,
            result.verification.title,
            str(result.verification.grade),
            result.verification.checks,
            "; ".join(result.differences),
        )
        for result in results
    ]
    columns = dict.fromkeys(("id", "law", "title", "grade"), pl.String)
    schema = {**columns, "figures": pl.Int64, "differences": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(
            f"{path} cannot be read: {reason}", hint="Give a CSV or TOML file in UTF-8."
        ) from None
