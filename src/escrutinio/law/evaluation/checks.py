"""What is refused before a law is applied: facts that nobody reads, a missing contest, votes given for seats.

A fact that nobody reads is a slip of the pen, or was meant for another law: either way the result would not
be that of the election.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from escrutinio.law.evaluation.rule import Reads, Rule
from escrutinio.law.facts import INDEPENDENT, WHOLE, ElectionFacts
from escrutinio.law.totals import ContestTotals
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of

NO_HOUSE_HAS = 1_000
"""So many single-member seats; whoever states more has stated votes."""


def read_together(rules: Sequence[Rule], body: str) -> Reads:
    """What the rules of a law read, all together; ``body`` is "chamber", "office" or "measure"."""
    parts = [rule.reads for rule in rules]
    return Reads(
        contests=tuple(dict.fromkeys(contest for part in parts for contest in part.contests)),
        second_rounds=frozenset(contest for part in parts for contest in part.second_rounds),
        optional=frozenset(contest for part in parts for contest in part.optional),
        # An office has no seats, unless electors have.
        seats=any(rule.reads.seats and (body == "chamber" or rule.body == body) for rule in rules),
        above=any(part.above for part in parts),
        parties=any(part.parties for part in parts),
        labels=frozenset(label for part in parts for label in part.labels)
        # A list can be one person wherever lists win seats.
        | frozenset({INDEPENDENT} if any(rule.heeds_threshold for rule in rules) else ()),
        ballots=any(part.ballots for part in parts),
        levelling=any(part.levelling for part in parts),
        single_seats=max((part.single_seats for part in parts), default=0),
    )


def check_read(facts: ElectionFacts, reads: Reads, where: str) -> None:
    """Refuse facts that no rule reads; lots, agreements and candidates are checked elsewhere.

    Raises:
        LawError: there are some.
    """
    if facts.ballots and not reads.ballots:
        raise LawError(
            "the table has rankings, and no rule of the law counts them",
            where=where,
            hint="Give the votes of lists or candidates in a column list, or check that this is the law.",
        )
    if facts.bodies:
        raise LawError(
            f"the facts have a table [bodies.{next(iter(facts.bodies))}], and the law is of one body",
            where=where,
            hint="Write what is in it without bodies and the name.",
        )
    given = {
        "[seats]": (bool(facts.seats), reads.seats),
        "[above]": (bool(facts.above), reads.above),
        "[parties]": (bool(facts.parties), reads.parties),
        "[groups]": (bool(facts.groups), reads.ballots),
        "[levelling]": (bool(facts.levelling), reads.levelling),
    }
    for table, (stated, read) in given.items():
        if stated and not read:
            raise LawError(
                f"the facts have a table {table}, and no rule of the law reads it",
                where=where,
                hint="Leave it out, or check that this is the law.",
            )
    labels = {label for marks in facts.labels.values() for label in marks}
    if unread := sorted(labels - reads.labels):
        known = ", ".join(sorted(reads.labels))
        raise LawError(
            f"the facts give lists the label {some_of(unread)}, and no rule of the law reads it",
            where=where,
            hint=f"The law reads: {known}." if known else "The law reads no labels; leave them out.",
        )


def check_names(totals: Mapping[str, ContestTotals], facts: ElectionFacts, where: str) -> None:
    """Refuse facts about units and lists that have no row in the votes.

    Raises:
        LawError: there are some.
    """
    lists = {name for contest in totals.values() for name in contest.lists()}
    with_candidates = {name for by_list in facts.candidates.values() for name in by_list}
    strangers = sorted({*facts.parties, *facts.labels, *with_candidates} - lists)
    if lists and strangers:
        raise LawError(
            f"the facts name {some_of(strangers)}, and the votes do not",
            where=where,
            hint="Write the names as the votes do, or give 0 votes.",
        )
    units = {unit for contest in totals.values() for unit in contest.votes} - {WHOLE}
    _check_groups(facts)
    for table, named in (("above", set(facts.above)), ("candidates", set(facts.candidates) - {WHOLE})):
        if lists and (unknown := sorted(named - units)):
            raise LawError(
                f"[{table}] names the unit {some_of(unknown)}, and the votes have no such unit",
                where=where,
                hint="Write the names as the votes do." if units else "Add a column unit to the votes.",
            )


def _check_groups(facts: ElectionFacts) -> None:
    """Refuse groups of a unit without ballots, and a candidate who stands in two groups of a unit.

    Raises:
        LawError: there is one.
    """
    units = {unit for by_unit in facts.ballots.values() for unit in by_unit}
    if units and (unknown := sorted(set(facts.groups) - units - {WHOLE})):
        raise LawError(
            f"[groups] names the unit {some_of(unknown)}, and the ballots have no such unit",
            hint="Write the names as the ballots do.",
        )
    for unit, groups in facts.groups.items():
        names = [name for group in groups.values() for name in group]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise LawError(
                f"{some_of(twice)} stands twice in the groups of {unit}", hint="Name each candidate once."
            )


def check_contests(
    totals: Mapping[str, ContestTotals], contests: Iterable[str], described: Mapping[str, str], where: str
) -> None:
    """Refuse a complete result in which a contest that the law needs is missing.

    Args:
        totals: contest -> totals.
        contests: those that rules need.
        described: contest -> what its votes are.
        where: the law.

    Raises:
        LawError: one has no row at all, and another has.
    """
    if not any(contest.votes for contest in totals.values()):
        return
    for role in contests:
        if role not in totals or not totals[role].votes:
            words = f", {described[role]}," if described.get(role) else ""
            raise LawError(
                f"the contest {role!r}{words} is missing",
                where=where,
                hint=f"Give it rows with {role} in the column contest; or 0 where nobody has any.",
            )


def check_seats_won(
    contest: ContestTotals, role: str, stating: Collection[str], most: int, where: str
) -> None:
    """Refuse votes where seats are meant: rows without a constituency state how many seats a list won.

    Args:
        contest: of the single-member seats.
        role: its name.
        stating: the units whose rows state seats.
        most: how many single-member seats there can be; 0 for :data:`NO_HOUSE_HAS`.
        where: the rule.

    Raises:
        LawError: more seats were won than there can be.
    """
    won = sum(sum(votes.values()) for unit, votes in contest.votes.items() if unit in stating)
    most = most or NO_HOUSE_HAS
    if won > most:
        raise LawError(
            f"the rows of {role!r} name no constituency, so that they state seats won; they add up to "
            f"{won:,}, and there are {most:,} at most",
            where=where,
            hint="If these are votes, name the constituency of each row in the column unit.",
        )
