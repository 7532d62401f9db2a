"""The bounds of ``half-quotas``: whole quotas, and the seats that they leave to lists and to candidates."""

from __future__ import annotations

from collections import Counter

from escrutinio.bounds.competition import seats_of_units
from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.evaluation import BoundsEvaluation
from escrutinio.bounds.judgement import sound
from escrutinio.law.evaluation.steps.half_quotas import HalfQuotas

OF_HALF_QUOTAS = sound("beyond whole quotas, a list may have any of the seats that are left")


def half_quotas(rule: HalfQuotas, run: BoundsEvaluation) -> None:
    """What a list surely has: its whole quotas, as far as it has candidates. The others may have the rest.

    A quota is dearest with all that is missing. Sound.
    """
    for unit, size in seats_of_units(run, rule, whole=rule.whole, number=rule.seats):
        where = None if rule.whole else unit
        part, votes = run.taking_part(where), run.votes(where)
        stand = Counter(row.partition(":")[0].strip() for row in run.votes(where, rule.contest))
        taking = sum(number for name, number in votes.items() if name in part.possible)
        total = max(taking, run.base(rule.of, where)) + run.awaited(where).most
        price = rule.quota(total, size.min_seats) if total and size.min_seats else 0
        fewest = {
            name: min(int(number // price), stand[name]) if price and name in part.sure else 0
            for name, number in votes.items()
        }
        left = max(0, size.max_seats - sum(fewest.values()))
        ranges = {
            name: SeatRange(least, least + left if name in part.possible else 0)
            for name, least in fewest.items()
        }
        run.award(unit, rule.kind, size, ranges)
