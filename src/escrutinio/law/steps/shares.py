"""``allocate``: seats to lists in proportion; ``apportion``: seats to units.

``allocate``: ``in`` ("each unit" or "whole"), ``by``, ``seats`` (for the whole; else the table of seats),
``more_votes_first`` (of equal claims, before the lot) or, with divisors, ``fewer_votes_first``,
``agreements`` ("alliances", where a group inside another is a sub-alliance, or "bader-ofer", which is a
method of its own), ``kind``.

``by`` names divisors: "dhondt", "sainte_lague", "modified_sainte_lague", "swedish", "imperiali", "danish",
"macau", "adams" or "huntington_hill"; or a quota: "hare", "droop", "hagenbach_bischoff" or
"imperiali_quota". A quota has ``rounded`` ("exact", "up", "down" or "nearest"), ``over``, for more full
quotas than seats ("refuse", "take back" or "next quota"), and ``rest``, for the seats left ("remainders",
"remainders of winners", "averages" or "averages of winners" with ``averages``, their divisors, or
"remainders then averages" with ``most_by_remainders``).

``apportion``: ``seats``, ``by``, ``of`` ("population", "registered", "cast", "valid" or "lists"), ``first``
(seats of every unit beforehand), ``minimum``, ``more_votes_first``, ``result`` (whether the seats of units
are what the law is about).
"""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law.alliances import Alliance, allied
from escrutinio.law.apportionment import apportion as apportion_seats
from escrutinio.law.case import WHOLE
from escrutinio.law.definition import StepDefinition
from escrutinio.law.divisors import dhondt
from escrutinio.law.methods import Method
from escrutinio.law.methods import allocate as allocate_by
from escrutinio.law.steps.methods import SCOPES, in_words, method_of
from escrutinio.law.steps.run import BASES, Run
from escrutinio.law.steps.shown import by_votes, margins, shown, some
from escrutinio.law.surplus import bader_ofer
from escrutinio.model.errors import LawError

TOGETHER = ("none", "alliances", "bader-ofer")
"""What agreements between lists do."""


def allocate(run: Run, step: StepDefinition) -> None:
    """Give the seats of each unit, or of the whole, to lists."""
    fields = step.open()
    scope = fields.choice("in", SCOPES, "each unit")
    together = fields.choice("agreements", TOGETHER, "none")
    # The rule of Bader and Ofer is a method of its own.
    method = dhondt if together == "bader-ofer" else method_of(fields)
    number = fields.number("seats", 0)
    first = together != "bader-ofer" and fields.flag("more_votes_first")
    kind = fields.text("kind", "list")
    fields.done()
    whole = scope == "whole"
    for unit in [WHOLE] if whole else run.each_unit(step):
        size = number or (sum(run.seats().values()) if whole else run.seats_of(unit, step))
        if whole and not size:
            size = run.seats_of(unit, step)
        votes = run.taking_part(None if whole else unit)
        what = f"seats of {unit}" if not whole else "seats"
        if together == "bader-ofer":
            _bader_ofer(run, step, unit, votes, size, what, kind)
        elif together == "alliances":
            _allied(run, step, unit, votes, size, method, first, what, kind)
        else:
            _plain(run, step, unit, votes, size, method, first, what, kind)


def _plain(
    run: Run,
    step: StepDefinition,
    unit: str,
    votes: Mapping[str, int],
    size: int,
    method: Method,
    first: bool,
    what: str,
    kind: str,
) -> None:
    given = allocate_by(votes, size, method, more_votes_first=first, lots=run.case.lots, what=what)
    run.award(unit, kind, size, given.seats, [given.tie], given.vacant)
    run.explain(
        step,
        _title(unit),
        in_words(method, first) + ".",
        {"votes": by_votes(votes), "seats": size},
        {**shown(given), **margins(votes, size, method, first, given.seats)},
    )


def _bader_ofer(
    run: Run, step: StepDefinition, unit: str, votes: Mapping[str, int], size: int, what: str, kind: str
) -> None:
    pairs = [(one, two) for one, two in _groups(run, step, 2)]
    given = bader_ofer(run.votes(), size, pairs, taking_part=votes, lots=run.case.lots, what=what)
    run.award(unit, kind, size, given.seats, given.ties, given.vacant)
    run.explain(
        step,
        _title(unit),
        "each whole measure wins a seat; each seat left goes to the most votes per seat, lists with an "
        "agreement counting as one, and inside a pair by the same rule.",
        {"votes": by_votes(votes), "seats": size, "agreements": [" + ".join(pair) for pair in pairs]},
        {
            "seats": some(given.seats),
            "measure": given.measure,
            "whole measures": some(given.whole),
            "quotients of the seats left": given.rest.awards,
            "agreements without effect": [" + ".join(pair) for pair in given.void],
            "ties": given.ties,
        },
    )


def _allied(
    run: Run,
    step: StepDefinition,
    unit: str,
    votes: Mapping[str, int],
    size: int,
    method: Method,
    first: bool,
    what: str,
    kind: str,
) -> None:
    groups = [frozenset(name for name in group if name in votes) for group in _groups(run, step, 0)]
    alliances = _nested({group for group in groups if len(group) > 1}, step)
    given = allied(votes, size, alliances, method, more_votes_first=first, lots=run.case.lots, what=what)
    run.award(unit, kind, size, given.seats, given.ties, given.vacant)
    run.explain(
        step,
        _title(unit),
        f"lists in alliance count as one, then divide its seats among them: {in_words(method, first)}.",
        {"votes": by_votes(votes), "seats": size, "alliances": [one.name for one in alliances]},
        {"seats": some(given.seats), "ties": given.ties},
    )


def _nested(groups: set[frozenset[str]], step: StepDefinition) -> list[Alliance]:
    """Alliances; a group inside another is a sub-alliance of it.

    Raises:
        LawError: two groups share a list, and neither is inside the other.
    """
    open_groups: dict[frozenset[str], Alliance] = {}
    for group in sorted(groups, key=lambda one: (len(one), sorted(one))):
        inside = [one for one in open_groups if one <= group]
        rest = group.difference(*inside)
        torn = sorted(name for one in open_groups if one not in inside for name in one & group)
        if torn:
            raise LawError(
                f"{', '.join(torn)} stands in two agreements, and neither is inside the other",
                where=step.where,
            )
        open_groups[group] = Alliance.of(*sorted(rest), *(open_groups.pop(one) for one in inside))
    return list(open_groups.values())


def _groups(run: Run, step: StepDefinition, size: int) -> tuple[tuple[str, ...], ...]:
    standing = run.contest().lists()
    for group in run.case.agreements:
        if strangers := sorted(set(group) - standing) if standing else []:
            raise LawError(
                f"an agreement names {', '.join(strangers)}, and the votes do not",
                where=step.where,
                mend="Write the names as the votes do, or give 0 votes.",
            )
        if len(group) < 2 or (size and len(group) != size):
            raise LawError(
                f"an agreement of {len(group)} lists: {', '.join(group)}",
                where=step.where,
                mend=f"The law knows agreements of {size or 'two or more'} lists.",
            )
    return run.case.agreements


def apportion(run: Run, step: StepDefinition) -> None:
    """Say how many seats each unit has."""
    fields = step.open()
    seats, of = fields.number("seats"), fields.choice("of", ("population", *BASES), "population")
    method, first = method_of(fields, default="hare"), fields.number("first", 0)
    minimum, result = fields.number("minimum", 0), fields.flag("result")
    larger = fields.flag("more_votes_first")
    fields.done()
    units = sorted({*run.units(), *run.case.counts.get(run.law.contest, {}).get(of, {})} - {WHOLE})
    people = {unit: run.base(of, unit) for unit in units}
    given = apportion_seats(
        people,
        seats,
        method,
        first=first,
        minimum=minimum,
        more_votes_first=larger,
        lots=run.case.lots,
        what="seats of units",
    )
    if given.tie is not None and not result:
        raise LawError(
            f"{given.tie.what} are tied among {', '.join(given.tie.tied)}; nothing after that can be "
            "computed",
            where=step.where,
            mend="Record the lot that was drawn in a table [[lot]].",
        )
    run.size_table = dict(given.seats)
    if result:
        run.award(WHOLE, "unit", seats, given.seats, [given.tie], given.vacant)
    elif given.vacant:
        run.award(WHOLE, "unit", given.vacant, {}, vacant=given.vacant)
    run.explain(
        step,
        "Seats of units",
        in_words(method, larger) + ".",
        {BASES.get(of, of): people, "seats": seats},
        shown(given.last) | {"seats": some(given.seats)},
    )


def _title(unit: str) -> str:
    return "Seats" if unit == WHOLE else f"Seats of {unit}"
