"""Figures of a count as the site shows them: selections in order, the leader, the lead."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

import msgspec

from escrutinio.flows.documents.counted import CountedFigures, Lead, Ranking, SelectionVotes
from escrutinio.flows.documents.figures import SelectionLabel, UnitCounts, UnitFigures
from escrutinio.flows.results import label_in_unit
from escrutinio.model import NATION, Contest, Election
from escrutinio.tabulation import ratio

_Entry = TypeVar("_Entry", bound=SelectionLabel)


def labelled(entry: type[_Entry], label: SelectionLabel, **figures: Any) -> _Entry:
    """An entry about a selection: its label, and the figures that the type adds to it."""
    return entry(**msgspec.structs.asdict(label), **figures)


def counted_figures(
    figures: UnitFigures, election: Election, contest: Contest, decided_in: str = NATION
) -> CountedFigures:
    """The figures of one unit as a page needs them.

    Args:
        figures: as from :func:`escrutinio.tabulation.unit_figures`.
        election: gives names and colours.
        contest: gives what stands and what has withdrawn.
        decided_in: the unit, at the contest's level, in which it lies: its candidates are named.
    """
    # Selections with as many votes stay in the order of the ballot.
    least = figures.least_votes
    order = sorted(least, key=lambda selection: -least[selection])
    ranking = rank(figures, contest)
    return CountedFigures(
        **{name: getattr(figures, name) for name in UnitCounts.__struct_fields__},
        selections=tuple(
            labelled(
                SelectionVotes,
                label_in_unit(election, contest.id, decided_in, selection),
                votes=figures.votes[selection],
                share=figures.shares_of_valid[selection],
                withdrawn=selection in contest.withdrawn,
                share_of_ballots=figures.shares_of_ballots.get(selection),
            )
            for selection in order
        ),
        leader=ranking.leader,
        runner_up=ranking.runner_up,
        tied=ranking.tied,
        lead=ranking.lead,
        stand_apart=ranking.stand_apart,
    )


def rank(figures: UnitFigures, contest: Contest) -> Ranking:
    """Who is ahead. Selections that have withdrawn take no part.

    Of a contest that is decided unit by unit nobody is ahead who stands in no more than half of its units:
    the votes of persons who stand in different seats say nothing about each other.
    """
    votes = figures.least_votes
    standing = [name for name in votes if name not in contest.withdrawn]
    order = sorted(standing, key=lambda name: -votes[name])
    if not order or not votes[order[0]]:
        return Ranking(leader=None, runner_up=None, tied=(), lead=None)
    highest = votes[order[0]]
    tied = tuple(name for name in order if votes[name] == highest)
    if any(_stands_apart(name, votes, contest) for name in tied):
        return Ranking(leader=None, runner_up=None, tied=(), lead=None, stand_apart=True)
    second = order[1] if len(order) > 1 else None
    ahead = highest - (votes[second] if second else 0)
    alone = len(tied) == 1
    return Ranking(
        leader=order[0] if alone else None,
        runner_up=second if alone else None,
        tied=() if alone else tied,
        lead=Lead(votes=ahead, share=ratio(ahead, figures.share_base)),
    )


def _stands_apart(name: str, listed: Collection[str], contest: Contest) -> bool:
    """Whether a selection stands in no more than half of the units that figures are of.

    Args:
        name: the selection.
        listed: all selections of the figures; those of a unit are all that stand anywhere in it.
        contest: gives the ballots.
    """
    if contest.level == NATION or not contest.ballots:
        return False
    every = set(listed)
    own = [ballot for ballot in contest.ballots.values() if name in ballot]
    if any(every.issubset(ballot) for ballot in own):
        return False
    units = sum(every.issuperset(ballot) for ballot in contest.ballots.values())
    return bool(own) and 2 * len(own) <= units
