"""Meek's count of the single transferable vote: a quota for each stage, and keep values.

Every candidate keeps a part of each vote that reaches it: all of it while it continues, none once it is
excluded, and once it is elected so much that its votes come down to the quota. The rest of each vote goes on
to the next name of the paper, elected candidates too. What no name is there to take is non-transferable, and
the quota is the votes that are not, divided by the seats + 1.

Sources: I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm 123: Single Transferable Vote by Meek's
Method", The Computer Journal 30 (1987), 277-281. The arithmetic is that of fixed decimals that Hill wrote for
later counts: Proportional Representation Foundation, Reference Meek Rule (prfound.org, read in a copy on
2026-11-30); New Zealand, Local Electoral Regulations 2001 (SR 2001/145), Schedule 1A, version as at 1 July
2025 (read in a copy on 2026-11-30). On the ballots of 1,070 ward elections in Scotland (mggg/scot-elex) the
reference rule elects in every ward whom Droop, a program of J. Lundell, elects by it (compared on
2026-11-30).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import Ballots, look_back
from escrutinio.law.preferential.stv_count import Count, StvCount

SCALE = 1_000_000_000
"""Nine decimals of a vote."""

LITTLE = SCALE // 1_000_000
"""A total surplus below this is none, in the reference rule: a millionth of a vote."""

LITTLE_NEW_ZEALAND = SCALE // 10_000
"""A total surplus below this is none in New Zealand (clause 13): 0.0001 of a vote."""


def meek_stv(ballots: Ballots, seats: int, *, lots: Sequence[Lot] = ()) -> StvCount:
    """Count by Meek's method, as its reference rule has it.

    Keep values are set anew until somebody reaches the quota, or until the surpluses together are less than a
    millionth of a vote or no longer become smaller; then the candidate with the fewest votes is excluded.
    Whoever is ahead of it by no more than these surpluses is equal with it, and a lot decides. A stage is
    recorded whenever somebody is elected or excluded, not for each time that the keep values are set.

    Args:
        ballots: the valid ballots.
        seats: how many it elects.
        lots: recorded lots, for "exclusion at stage N" (drawn: who is excluded).

    Returns:
        A StvCount whose stages have their own quotas and keep values. Its last stage can be one of candidates
        who are no more than the vacancies: their votes then decide nothing.

    Raises:
        LawError: seats is no whole number of one or more, or two records of a lot disagree.
    """
    count = _start("Meek (reference rule, nine decimals)", ballots, seats, lots)
    if ballots.total == 0:
        return count.result()
    spread = _Spread(count)
    action, names, by = "first preferences", "", ""
    before: int | None = None
    while True:
        spread.votes()
        new = len(count.elected)
        count.elect_by_quota()
        elected = len(count.elected) > new
        over = not elected and (count.waiting < LITTLE or (before is not None and count.waiting >= before))
        ended = count.vacancies == 0 or len(count.continuing) <= count.vacancies
        if elected or over or ended:
            count.fill_last()
            count.end_stage(action, [names] if names else [], by)
            action, names, by, before = "keep values", "", "", None
        if ended:
            return count.result()
        if over:
            fewest = min(count.votes[name] for name in count.continuing)
            equal = [name for name in count.continuing if count.votes[name] <= fewest + count.waiting]
            chosen = count.choose(sorted(equal), "exclusion")
            if chosen is None:
                return count.result()
            action, names, by = "exclusion", chosen[0], chosen[1] if len(equal) > 1 else ""
            spread.exclude(chosen[0])
        elif not elected:
            before = count.waiting
            spread.set_keep_values()


def new_zealand_stv(ballots: Ballots, seats: int, *, lots: Sequence[Lot] = ()) -> StvCount:
    """Count as for New Zealand's local bodies that elect by the single transferable vote.

    Several vacancies (Part 1): at each step the keep values of the elected are multiplied by the quota and
    divided by their votes (clauses 7 and 17), the votes and the quota are found anew (10 and 11), who has the
    quota is elected (12), and the candidate with the fewest votes is excluded if those and all surpluses
    together are less than what any other has, or if the surpluses are less than 0.0001 (13). Of equal ones it
    is who was behind at the first step at which they were not equal (19 and 40). One vacancy (Part 2): the
    fewest votes are excluded until somebody has half of the votes that are still transferable, rounded up.

    Three things where the schedule says less than a count must know, or the count differs from it:

    * Clause 10 rounds every product up, which can make more of a paper than one vote. The official counts
      give a candidate its product rounded up and let the rest of that paper go on, so that no vote is made:
      the report of Dunedin's Cargill Ward of 2004 shows it in the ninth decimal, and that is done here.
    * Clause 13 stands in the second step; official counts exclude at the first step too, as that report
      shows, and so does this one.
    * Where steps do not tell equal candidates apart, clauses 41 to 48 draw a number by a formula that starts
      from the order of the candidates, which ballots do not say: it is asked for as a recorded lot.

    A candidate whom no ballot names is withdrawn (20); where fewer are named than are to be elected, they are
    elected and the other vacancies stay (21). A keep value never rises but by what is rounded up: a candidate
    below the quota has no surplus.

    Args:
        ballots: the valid voting documents, as rankings of candidates.
        seats: how many vacancies there are.
        lots: recorded lots, for "exclusion at stage N" (drawn: who is excluded).

    Returns:
        A StvCount with a stage for each step, or iteration as the official reports call it.

    Raises:
        LawError: seats is no whole number of one or more, or two records of a lot disagree.
    """
    if seats == 1:
        return _one_vacancy(ballots, lots)
    count = _start("New Zealand, local bodies (Meek, nine decimals)", ballots, seats, lots)
    if ballots.total == 0:
        return count.result()
    spread = _Spread(count)
    named = {name for ranking in ballots.counts for name in ranking}
    for name in count.continuing - named:
        spread.exclude(name)
    action, names, by = "first preferences", "", ""
    while True:
        spread.votes()
        count.elect_by_quota()
        ended = count.fill_last()
        count.end_stage(action, [names] if names else [], by)
        if ended:
            return count.result()
        action, names, by = "keep values", "", ""
        fewest, next_fewest = sorted(count.votes[name] for name in count.continuing)[:2]
        out = fewest + count.waiting < next_fewest or count.waiting < LITTLE_NEW_ZEALAND
        changed = spread.set_keep_values()
        # Without a change every later step would be the same: clause 23.
        if out or not changed:
            chosen = _fewest(count)
            if chosen is None:
                return count.result()
            action, names, by = "exclusion", *chosen
            spread.exclude(chosen[0])


def _start(rule: str, ballots: Ballots, seats: int, lots: Sequence[Lot]) -> Count:
    count = Count(rule, ballots, seats, SCALE, lots, own_quotas=True)
    count.keep = dict.fromkeys(ballots.candidates, SCALE)
    return count


@dataclass
class _Spread:
    """The votes of a count under way, spread by its keep values."""

    count: Count

    def votes(self) -> None:
        """Give every candidate its part of each ballot, and find the quota of the stage."""
        count = self.count
        votes = dict.fromkeys(count.ballots.candidates, 0)
        count.non_transferable = 0
        for ranking, number in count.ballots.counts.items():
            left = SCALE
            for name in ranking:
                part = -(-left * count.keep[name] // SCALE)
                votes[name] += number * part
                left -= part
                if not left:
                    break
            count.non_transferable += number * left
        count.votes = votes
        active = count.ballots.total * SCALE - count.non_transferable
        count.enough = active // (count.seats + 1) + 1

    def set_keep_values(self) -> bool:
        """Bring the elected who have a surplus down to the quota; whether a keep value changed."""
        count, changed = self.count, False
        for name in count.elected:
            votes = count.votes[name]
            if votes > count.enough:
                product = -(-count.keep[name] * count.enough // SCALE)
                keep = -(-product * SCALE // votes)
                changed |= keep != count.keep[name]
                count.keep[name] = keep
        return changed

    def exclude(self, name: str) -> None:
        """Let nothing of any vote stay with a candidate."""
        self.count.continuing.discard(name)
        self.count.keep[name] = 0


def _fewest(count: Count) -> tuple[str, str] | None:
    """Clauses 19, 28 and 40: who has the fewest votes, and what chose it; None where that takes a lot."""
    fewest = min(count.votes[name] for name in count.continuing)
    equal = [name for name in count.continuing if count.votes[name] == fewest]
    chosen = count.choose(look_back(equal, count.history, lowest=True), "exclusion")
    return chosen and (chosen[0], chosen[1] if len(equal) > 1 else "")


def _one_vacancy(ballots: Ballots, lots: Sequence[Lot]) -> StvCount:
    """Part 2: whole votes, and half of those that are still transferable."""
    count = Count("New Zealand, local bodies (one vacancy)", ballots, 1, 1, lots, own_quotas=True)
    if ballots.total == 0:
        return count.result()
    action, names, by = "first preferences", "", ""
    while True:
        held = ballots.held(count.continuing)
        count.votes = dict.fromkeys(ballots.candidates, 0) | held
        active = sum(held.values())
        count.non_transferable = ballots.total - active
        count.enough = -(-active // 2)
        enough = [name for name, number in held.items() if number >= count.enough]
        if len(enough) == 1:
            count.elect(enough)
        count.end_stage(action, [names] if names else [], by)
        if count.elected:
            return count.result()
        chosen = _fewest(count)
        if chosen is None:
            return count.result()
        action, names, by = "exclusion", *chosen
        count.continuing.remove(chosen[0])
