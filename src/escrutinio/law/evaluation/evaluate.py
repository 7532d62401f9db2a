"""Apply a law's file to votes: its rules one after the other, each writing its step of the derivation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from escrutinio.law.decisions import Decision, Undecided
from escrutinio.law.evaluation.checks import check_contests, check_names, check_read, read_together
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.derivation import Derivation
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.run_out import RunOut, refusal
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.lots import LotRecord
from escrutinio.law.outcome import Chamber, Outcome
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number
from escrutinio.law.totals import ContestTotals, NotSettled, NotStated, check_totals
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of


def apply(
    law: Definition, totals: Mapping[str, ContestTotals], complete: bool, facts: ElectionFacts
) -> Outcome:
    """Who is elected and who has which seats.

    Args:
        law: its file.
        totals: contest -> totals.
        complete: whether every sheet is in. If not, every text says that it is of the counted sheets.
        facts: besides the votes.

    Raises:
        LawError: the law asks for something that is not there, or a count is negative or not an int.
    """
    for role in (*totals, *facts.counts, *facts.ballots):
        if role not in law.contests:
            raise LawError(
                f"unknown contest {role!r}",
                where=law.id,
                hint=f"The law asks for: {many_of(law.contests)}.",
            )
    for role, contest in totals.items():
        check_totals(role, contest, {*contest.votes, *contest.valid})
        _check_units(role, contest.votes)
    reads = read_together(law.rules, law.body)
    check_names(totals, facts, law.id)
    check_read(facts, reads, law.id)
    if complete:
        check_contests(totals, reads.contests, law.contests, law.id)
    if facts.agreements and not any(rule.heeds_agreements for rule in law.rules):
        raise LawError(
            "the facts tell of agreements, and the law knows none", where=law.id, hint="Leave them out."
        )
    if facts.candidates and law.body != "chamber":
        raise LawError(
            "the facts tell how many candidates lists have, and the law gives no seats to lists",
            where=law.id,
            hint="Leave them out.",
        )
    for role, ballots in facts.ballots.items():
        _check_units(role, ballots)
    lots = LotRecord(facts.lots)
    evaluation = Evaluation(law, totals, replace(facts, lots=lots), Derivation(complete))
    not_stated, warnings = "", []
    for rule in law.rules:
        try:
            rule.decide(evaluation)
        except LawError as error:
            waits = isinstance(error, NotSettled) and not complete
            if (waits or isinstance(error, NotStated)) and _leave_open(evaluation, rule, error):
                if waits:
                    warnings.append(f"All seats are open so far: {error.message}.")
                else:
                    not_stated = error.message
                break
            if isinstance(error, NotStated) or rule.where in error.where:
                raise
            where = f"{rule.where}, {error.where}" if error.where else rule.where
            raise LawError(error.message, where=where, hint=error.hint) from error
    if law.candidates is not None and law.candidates.run_out is RunOut.VACANT:
        evaluation.leave_vacant()
    if complete:
        _check_candidates(evaluation)
    offices: dict[str, Decision] = {}
    chambers: dict[str, Chamber] = {}
    if law.body != "chamber":
        offices[law.body_id] = evaluation.office or Undecided("no rule of the law has decided")
    if evaluation.size:
        chamber = evaluation.chamber()
        chambers[chamber.id] = chamber
    outcome = Outcome(law.id, law.title, complete, offices, chambers, evaluation.log.steps, not_stated)
    if not (not_stated or warnings):
        warnings = [
            f"{_seats_of(evaluation, unit)} open: {error.message}."
            for unit, error in evaluation.open_units.items()
        ]
    if evaluation.unnamed and evaluation.size.get(WHOLE) and not facts.ballots:
        warnings.append(
            "The votes name no unit, and the law gives the seats of each unit: they were taken for those of "
            f"one unit, with seats: {evaluation.size[WHOLE]:,}. Where there are several units, give the "
            "votes and the seats of each."
        )
    if complete and _supposes_none_null(evaluation):
        warnings.append(
            "The votes give neither [cast] nor [null], and the law asks for the votes cast: none was "
            "taken to be null."
        )
    if chambers:
        warnings += [
            f"There are no votes of the contest {role}: the seats that it decides are left out."
            for role in evaluation.without
        ]
        warnings += _too_few_votes(evaluation, chamber) if complete else ()
    evaluation.log.settle("see the law's article on equal votes", outcome.ties, lots)
    return replace(outcome, steps=evaluation.log.steps, warnings=tuple(warnings))


def _supposes_none_null(evaluation: Evaluation) -> bool:
    """Whether a step goes by the votes cast, and nothing says how many they are, or how many are null."""
    counts = evaluation.facts.counts.values()
    if any(of.get(kind) for of in counts for kind in ("cast", "null")) or not evaluation.any_ballots():
        return False
    if any(contest.unstated for contest in evaluation.totals.values()):
        return False  # Some sheets do not say it: what is then decided holds however many there are.
    return any(
        isinstance(part, Number) and part.label is Label.CAST
        for step in evaluation.log.steps
        for part in step.inputs
    )


def _check_candidates(evaluation: Evaluation) -> None:
    """Refuse more seats than candidates: every rule that can gives them to others, and no other may.

    Raises:
        LawError: a list has more seats than candidates, and nothing says who has them.
    """
    rule = evaluation.law.candidates
    if rule is not None and rule.run_out is RunOut.LIST:
        return
    for _, name, seats, number in evaluation.too_many():
        raise refusal(name, seats, number, rule, evaluation.law.id)


def _leave_open(evaluation: Evaluation, rule: Rule, error: LawError) -> bool:
    """Decide nothing: every seat and the office stay open, and a step says why.

    False, and nothing is done, where nobody says how many seats there are.
    """
    whole = max(each.seats_of_whole for each in evaluation.law.rules)
    units = {unit: seats for unit, seats in evaluation.seats().items() if unit != WHOLE}
    rest = max(0, max(whole, evaluation.seats().get(WHOLE, 0)) - sum(units.values()))
    if evaluation.law.body == "chamber" and not (units or rest):
        return False
    evaluation.won.clear()
    evaluation.size.clear()
    evaluation.ties.clear()
    evaluation.vacant.clear()
    evaluation.decisions.clear()
    evaluation.office = Undecided(error.message)
    if evaluation.law.body == "chamber":
        for unit, seats in units.items():
            evaluation.award(unit, "seats", seats, {})
        if rest:
            evaluation.award(WHOLE, "seats", rest, {})
    evaluation.log.add("Undecided", rule.article, f"nothing is decided: {error.message}.", [], [])
    return True


def _too_few_votes(evaluation: Evaluation, chamber: Chamber) -> list[str]:
    """A warning of each unit with fewer votes than seats where seats are vacant."""
    if evaluation.facts.ballots:
        return []
    warnings = []
    for unit in chamber.units.values():
        where = None if unit.unit == WHOLE else unit.unit
        if unit.vacant and 0 < sum(evaluation.votes(where).values()) < unit.size:
            there = f" in {unit.name}" if where else ""
            warnings.append(
                f"There are fewer votes{there} than seats: what the law does with so few is not modelled, "
                "and seats to which nobody has a claim are vacant."
            )
    return warnings


def _seats_of(evaluation: Evaluation, unit: str) -> str:
    return f"The seat of {unit} is" if evaluation.size.get(unit) == 1 else f"The seats of {unit} are"


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
