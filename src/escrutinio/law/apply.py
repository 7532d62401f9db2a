"""Apply a law's file to votes: its rules one after the other, each writing its step of the derivation."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law.case import Case
from escrutinio.law.definition import Definition
from escrutinio.law.derivation import Derivation
from escrutinio.law.outcome import Chamber, Decision, Outcome, Undecided
from escrutinio.law.steps import RULES
from escrutinio.law.steps.run import Run
from escrutinio.law.totals import ContestTotals, check_totals
from escrutinio.model.errors import LawError


def check_rules(law: Definition) -> None:
    """Refuse a law that names a rule that there is not.

    Raises:
        LawError: it does.
    """
    for step in law.steps:
        if step.rule not in RULES:
            raise LawError(
                f"unknown rule {step.rule!r}", where=step.where, mend=f"Rules are: {', '.join(RULES)}."
            )


def apply(law: Definition, totals: Mapping[str, ContestTotals], complete: bool, case: Case) -> Outcome:
    """Who is elected and who has which seats.

    Args:
        law: its file.
        totals: contest -> totals.
        complete: whether every sheet is in. If not, every text says that it is of the counted sheets.
        case: the facts besides the votes.

    Raises:
        LawError: the law asks for something that is not there, or a count is negative or not an int.
    """
    for role, contest in totals.items():
        if role not in law.contests:
            raise LawError(
                f"unknown contest {role!r}",
                where=law.id,
                mend=f"The law asks for: {', '.join(law.contests)}.",
            )
        check_totals(role, contest, {*contest.votes, *contest.valid})
    run = Run(law, totals, case, Derivation(complete))
    for step in law.steps:
        RULES[step.rule](run, step)
    offices: dict[str, Decision] = {}
    chambers: dict[str, Chamber] = {}
    if law.body == "office":
        offices[law.body_id] = run.office or Undecided("no rule of the law has decided")
    if run.size:
        chamber = run.chamber()
        chambers[chamber.id] = chamber
    ties = _ties(offices, chambers)
    if ties or run.lots:
        run.log.add(
            "Ties",
            "see the law's article on equal votes",
            "equal claims are left open until the lot is recorded."
            if ties
            else "equal claims were decided by the recorded lots.",
            {"lots": run.lots},
            {"left open": ties},
        )
    return Outcome(law.id, law.title, complete, offices, chambers, run.log.steps)


def _ties(offices: Mapping[str, Decision], chambers: Mapping[str, Chamber]) -> int:
    return len(Outcome("", "", True, offices, chambers, ()).ties)
