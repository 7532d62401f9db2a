"""From draws of the finished count to what follows from them under the law: chances and seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from escrutinio.flows.chosen_law import election_facts, played_roles, second_rounds
from escrutinio.flows.documents.figures import WholeInterval
from escrutinio.flows.documents.project import (
    OutcomeProjection,
    ProjectedChamber,
    ProjectedFirstRound,
    ProjectedMajorities,
    SeatEstimate,
)
from escrutinio.flows.documents.projected import RunOffPairChance
from escrutinio.flows.sample_file import share_in
from escrutinio.law import Law
from escrutinio.law.totals import NotStated
from escrutinio.law_batch import (
    BatchChamber,
    BatchOffice,
    BatchOutcome,
    DrawnContest,
    DrawnElection,
    decide_draws,
)
from escrutinio.model import NATION, Contest, DefinitionError, Election, EscrutinioError, LawChoice, sheet
from escrutinio.projection import (
    NEARLY_ALL,
    CannotSay,
    Carried,
    Draws,
    Drift,
    FittedProjection,
    Layout,
    Settings,
    after,
    draw,
    drift_of,
    fit,
    follow,
    intervals,
    lay_out,
    same_lists,
    unit_index,
)
from escrutinio.projection.baseline import BLANK, NOT_CAST, NULL
from escrutinio.projection.layout import Index
from escrutinio.projection.several_votes import sheets_in_votes, stations_in_votes


@dataclass(frozen=True)
class ProjectedOutcome:
    """The law's answer to each draw.

    Attributes:
        outcome: the answers.
        tied: the share of draws in which something is tied; there the seats are those won for certain.
        draws: to how many draws the law was applied.
    """

    outcome: BatchOutcome
    tied: float
    draws: int

    @cached_property
    def summary(self) -> OutcomeProjection:
        """The chances and seats of the draws."""
        return _summary(self)


def project_outcome(
    fitted: FittedProjection,
    sheets: pl.DataFrame,
    stations: pl.DataFrame,
    election: Election,
    law: Law,
    choice: LawChoice,
    draws: int,
    seed: int,
    settings: Settings,
    drift: Drift | None = None,
    sample: pl.DataFrame | None = None,
    drawn_first: Draws | None = None,
) -> ProjectedOutcome | CannotSay:
    """Draw every contest that the law asks for, and apply the law to each draw.

    The law's first role is the contest of ``fitted``. The other contests take it as their baseline: where
    their own sheets are in these count and teach how the contest differs, elsewhere they follow the first
    contest's pattern. ``drawn_first`` are the first contest's draws by region, if they have been made: with
    the same units they are not made again.

    Returns:
        Why not, where the law refuses the draws, or the voters of another contest's missing sheets are not
        known.
    """
    contests = {}
    for number, role in enumerate(played_roles(law, choice)):
        contest = election.contests[choice.contests[role]]
        level = choice.levels[role]
        if number == 0:
            model, stray = fitted, drift
        else:
            layout = layout_at(sheets, stations, election, contest, level, sample)
            if role in second_rounds(law) and layout.registered_in.sum() == 0:
                continue  # it has not begun, and may never be
            if layout.unknown_out:
                return CannotSay(f"The voters of some missing sheets of {contest.name} are not known.")
            model, stray = following(fitted, layout, settings)
        of_law = law.units.get(role) or _expected_units(stations, election, contest, level)
        group, units = _units(model.layout, level, of_law)
        with_first = carried(fitted, drift, seed, model.layout, group) if number else None
        if number == 0 and drawn_first is not None and _same_units(drawn_first, model.layout, group, units):
            drawn = drawn_first
        else:
            drawn = draw(model, group, units, draws, seed + number, stray, with_first)
        contests[role] = _drawn(drawn, model.layout, contest.votes_allowed)
    try:
        facts = election_facts(election, law, choice, stations)
        outcome = decide_draws(law, DrawnElection(contests, facts))
    except NotStated as error:
        unstated = max(contest.unstated.get(error.figure, 0) for contest in contests.values())
        return CannotSay(f"Cannot say: {NotStated(error.figure, unstated).message}.")
    except EscrutinioError as error:
        return refused(error)
    return ProjectedOutcome(outcome, float(outcome.tied.mean()), len(outcome.elected))


def refused(error: EscrutinioError) -> CannotSay:
    """That the law cannot be applied, for the reason that it gives."""
    reason = f"{error.message[:1].upper()}{error.message[1:]}"
    if isinstance(error, DefinitionError):
        reason += f": {'; '.join(error.problems)}"
    return CannotSay(f"{reason}.")


def _units(layout: Layout, level: str, of_law: Sequence[str]) -> tuple[Index, Sequence[str]]:
    """(places,), the place of each polling place's unit among the units of the law, or else of the level."""
    if level == NATION:
        return np.zeros(layout.places.height, dtype=np.int64), (NATION,)
    units = of_law or sorted(set(layout.units(level)) - {""})
    return unit_index(layout, level, units), units


def _expected_units(
    stations: pl.DataFrame, election: Election, contest: Contest, level: str
) -> Sequence[str]:
    """The units of a level that a complete list of stations has; none where the list is not complete."""
    if level == NATION or not election.stations.complete:
        return ()
    own = stations.filter(pl.col(sheet.CONTEST) == contest.id)
    return own[level].drop_nulls().unique().sort().to_list()


def _same_units(drawn: Draws, layout: Layout, group: Index, units: Sequence[str]) -> bool:
    """Whether draws by region are those of these units."""
    return drawn.units == tuple(units) and np.array_equal(group, layout.region)


def _drawn(drawn: Draws, layout: Layout, votes_allowed: int) -> DrawnContest:
    """Draws of a contest as the law asks for them; what the counted sheets do not state is left out.

    Where a ballot has several votes, counts of ballots are made of those of votes; null ones are not told
    from the votes that ballots leave unused.
    """
    least = (1 - NEARLY_ALL) * layout.tables_in.sum()
    unstated = {figure: sheets for figure, sheets in layout.unstated.items() if sheets > least}
    valid = drawn.valid()
    if votes_allowed > 1:
        unstated[NULL] = int(layout.tables_in.sum())
    counts = {"registered": drawn.votes.sum(axis=2)}
    for kind in (BLANK, NULL):
        if kind not in unstated:
            counts[kind] = drawn.votes[:, :, drawn.categories.index(kind)]
    if sheet.CAST not in unstated:
        not_cast = drawn.votes[:, :, drawn.categories.index(NOT_CAST)]
        counts[sheet.CAST] = counts["registered"] - not_cast
    counts = {kind: ballots // votes_allowed for kind, ballots in counts.items()}
    return DrawnContest(
        drawn.units,
        drawn.categories[: drawn.lists],
        drawn.votes[:, :, : drawn.lists],
        valid,
        counts,
        unstated,
    )


def layout_at(
    sheets: pl.DataFrame,
    stations: pl.DataFrame,
    election: Election,
    contest: Contest,
    level: str,
    sample: pl.DataFrame | None,
) -> Layout:
    """A contest laid out with the units of a level as its regions; the places carry all its levels."""
    levels = election.projection
    assert levels is not None, "the first contest has been projected on these levels"
    level = levels.region if level == NATION else level
    also = [other for other in contest.levels if other != NATION]
    return lay_out(
        sheets_in_votes(sheets, contest),
        stations_in_votes(stations, contest),
        contest,
        place=levels.place,
        area=levels.area,
        region=level,
        also=also,
        sampled=share_in(sample, sheets, contest.id),
        vote_type=levels.vote_type,
    )


def following(
    first: FittedProjection, layout: Layout, settings: Settings
) -> tuple[FittedProjection, Drift | None]:
    """The model of a contest that follows the first one's pattern; its drift, None for the assumed one."""
    baseline = after(first, layout)
    same = same_lists(baseline.categories, layout.categories, {})
    if layout.learned_from.sum() == 0:
        return follow(layout, baseline, first, same), None
    # The first contest already says what differs between regions; their own slopes are left out.
    fitted = fit(layout, baseline, same, replace(settings, region_slope=0.0))
    return fitted, drift_of(fitted, baseline, same)


def carried(first: FittedProjection, drift: Drift | None, seed: int, layout: Layout, group: Index) -> Carried:
    """What the draws of the first contest carry into those of one that follows it.

    Args:
        first: the model of the first contest.
        drift: its drift.
        seed: that of its draws.
        layout: the contest that follows.
        group: (places of that contest,), the index of each place's unit; -1 for none.
    """
    unit_of = dict(zip(layout.places["place"].to_list(), group.tolist(), strict=True))
    column_of = {name: column for column, name in enumerate(first.layout.categories)}
    return Carried(
        first,
        drift,
        seed,
        np.array(
            [unit_of.get(place, -1) for place in first.layout.places["place"].to_list()], dtype=np.int64
        ),
        np.array([column_of.get(name, -1) for name in layout.categories], dtype=np.int64),
    )


def _summary(projected: ProjectedOutcome) -> OutcomeProjection:
    outcome = projected.outcome
    chambers = outcome.chambers.values()
    whole = all(chamber.whole_body for chamber in chambers)
    majority = [chamber.has_majority for chamber in chambers if whole]
    two_thirds = [chamber.has_two_thirds for chamber in chambers if whole]
    offices = {name: _first_round(outcome, office) for name, office in outcome.offices.items()}
    return OutcomeProjection(
        tied_draws=projected.tied,
        draws=projected.draws,
        first_round=offices.get(outcome.office),
        offices=offices,
        chambers={name: _chamber(outcome, chamber) for name, chamber in outcome.chambers.items()},
        in_every_chamber=ProjectedMajorities(
            majority=_chances(outcome, np.logical_and.reduce(majority)) if majority else {},
            two_thirds=_chances(outcome, np.logical_and.reduce(two_thirds)) if two_thirds else {},
        ),
    )


def _first_round(outcome: BatchOutcome, office: BatchOffice) -> ProjectedFirstRound:
    won = office.elected[:, None] == np.arange(len(outcome.lists))
    pairs = {
        (outcome.lists[a], outcome.lists[b]): float(
            ((office.run_off == (a, b)).all(axis=1) | (office.run_off == (b, a)).all(axis=1)).mean()
        )
        for a, b in combinations(range(len(outcome.lists)), 2)
    }
    likely = sorted(((chance, pair) for pair, chance in pairs.items() if chance), reverse=True)
    return ProjectedFirstRound(
        elected=_chances(outcome, won),
        run_off=float((office.elected < 0).mean()) if office.two_rounds else None,
        pairs=tuple(RunOffPairChance(selections=pair, chance=chance) for chance, pair in likely),
        adopting=office.adopting or None,
    )


def _chamber(outcome: BatchOutcome, chamber: BatchChamber) -> ProjectedChamber:
    lists = {}
    for place, name in enumerate(outcome.lists):
        seats = chamber.seats[:, place]
        if seats.any():
            lists[name] = SeatEstimate(
                seats=round(float(np.median(seats))),
                intervals={
                    level: WholeInterval(low=round(low), high=round(high))
                    for level, (low, high) in intervals(seats).items()
                },
            )
    return ProjectedChamber(
        size=chamber.usual_size,
        lists=lists,
        majority=_chances(outcome, chamber.has_majority) if chamber.whole_body else {},
        two_thirds=_chances(outcome, chamber.has_two_thirds) if chamber.whole_body else {},
        whole_body=chamber.whole_body,
    )


def _chances(outcome: BatchOutcome, holds: np.ndarray[Any, Any]) -> Mapping[str, float]:
    """Chances by list, those above zero, the likeliest first; ``holds`` is (draws, lists), true or false."""
    ranked = sorted(
        zip(holds.mean(axis=0).tolist(), outcome.lists, strict=True), key=lambda pair: (-pair[0], pair[1])
    )
    return {name: float(chance) for chance, name in ranked if chance}
