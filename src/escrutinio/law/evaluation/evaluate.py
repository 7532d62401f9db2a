"""Apply a law's file to votes: its rules one after the other, each writing its step of the derivation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from escrutinio.law.decisions import Decision, Undecided
from escrutinio.law.evaluation.definition import Definition, StepDefinition
from escrutinio.law.evaluation.derivation import Derivation
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.steps import RULES
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.lots import LotRecord
from escrutinio.law.outcome import Chamber, Outcome
from escrutinio.law.totals import ContestTotals, check_totals
from escrutinio.model.errors import LawError

HEED_THRESHOLDS = ("allocate", "bonus", "levelling", "mixed", "covered", "tiers", "double-proportional")
"""Rules that leave out who has not passed a threshold before them."""
OF_OFFICES = ("first-round", "run-off", "college", "contingent")
"""Rules that elect one person."""
OF_CHAMBERS = ("apportion", *HEED_THRESHOLDS, "stv")
"""Rules that give seats."""


def check_rules(law: Definition) -> None:
    """Refuse a law that names a rule that there is not, or whose rules do not fit each other or its body.

    Raises:
        LawError: it does; or a rule that elects one person stands in a law of a chamber, whose outcome would
            not tell, or one that gives seats in a law of an office; or no rule heeds a threshold.
    """
    for step in law.steps:
        if step.rule not in RULES:
            raise LawError(
                f"unknown rule {step.rule!r}", where=step.where, hint=f"Rules are: {', '.join(RULES)}."
            )
        wanted = "office" if step.rule in OF_OFFICES else "chamber" if step.rule in OF_CHAMBERS else law.body
        if wanted != law.body:
            raise LawError(
                f"the rule {step.rule} is of an election of {'one person' if wanted == 'office' else 'many'}",
                where=step.where,
                hint=f"Give the law a table [{wanted}] in place of [{law.body}].",
            )
    for number, step in enumerate(law.steps, start=1):
        if step.rule == "threshold" and not any(one.rule in HEED_THRESHOLDS for one in law.steps[number:]):
            raise LawError(
                "no rule after this threshold heeds it",
                where=step.where,
                hint=f"Rules that do are: {', '.join(HEED_THRESHOLDS)}.",
            )


def apply(
    law: Definition, totals: Mapping[str, ContestTotals], complete: bool, case: ElectionFacts
) -> Outcome:
    """Who is elected and who has which seats.

    Args:
        law: its file.
        totals: contest -> totals.
        complete: whether every sheet is in. If not, every text says that it is of the counted sheets.
        case: the facts besides the votes.

    Raises:
        LawError: the law asks for something that is not there, or a count is negative or not an int.
    """
    for role in (*totals, *case.counts, *case.ballots):
        if role not in law.contests:
            raise LawError(
                f"unknown contest {role!r}",
                where=law.id,
                hint=f"The law asks for: {', '.join(law.contests)}.",
            )
    for role, contest in totals.items():
        check_totals(role, contest, {*contest.votes, *contest.valid})
        _check_units(role, contest.votes)
    if case.agreements and all(step.fields.get("agreements", "none") == "none" for step in law.steps):
        raise LawError(
            "the facts tell of agreements, and the law knows none", where=law.id, hint="Leave them out."
        )
    if case.candidates and not any(_heeds_candidates(step) for step in law.steps):
        raise LawError(
            "the facts tell how many candidates lists have, and no rule of the law heeds it",
            where=law.id,
            hint="Leave them out; or fill the seats of lists that run out by hand.",
        )
    for role, ballots in case.ballots.items():
        _check_units(role, ballots)
    lots = LotRecord(case.lots)
    run = Evaluation(law, totals, replace(case, lots=lots), Derivation(complete))
    for step in law.steps:
        try:
            RULES[step.rule](run, step)
        except LawError as error:
            if step.where in error.where:
                raise
            where = f"{step.where}, {error.where}" if error.where else step.where
            raise LawError(error.message, where=where, hint=error.hint) from error
    offices: dict[str, Decision] = {}
    chambers: dict[str, Chamber] = {}
    if law.body == "office":
        offices[law.body_id] = run.office or Undecided("no rule of the law has decided")
    if run.size:
        chamber = run.chamber()
        chambers[chamber.id] = chamber
    outcome = Outcome(law.id, law.title, complete, offices, chambers, run.log.steps)
    run.log.settle("see the law's article on equal votes", outcome.ties, lots)
    return replace(outcome, steps=run.log.steps)


def _heeds_candidates(step: StepDefinition) -> bool:
    return step.rule == "allocate" and step.fields.get("agreements", "none") == "none"


def _check_units(role: str, units: Collection[str]) -> None:
    """Refuse votes of the whole beside votes of units: a name that is left out, or votes counted twice.

    Raises:
        LawError: there are both.
    """
    if WHOLE in units and len(units) > 1:
        raise LawError(
            f"some votes of {role} are of a unit and others name none",
            where=role,
            hint="Give every row its unit, or none.",
        )
