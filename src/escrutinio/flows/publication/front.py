"""The front page: the count, apart from it the projection, chambers, calls, what can still change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from escrutinio.bounds import ChamberBounds
from escrutinio.flows.count import Count, unit_order
from escrutinio.flows.decide import Decision
from escrutinio.flows.documents.called import PublishedCall
from escrutinio.flows.documents.chambers import (
    ChamberSeatBounds,
    ChamberSummary,
    CountedSeats,
    ListSeatBounds,
    ListSeats,
    MajorityResult,
    MajorityState,
    NextSeat,
    ProjectedSeats,
    SeatsOfUnit,
)
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.front import BoundsSummary, Headline, MajorityBounds, OfficeBounds
from escrutinio.flows.documents.projected import HeadlineProjection
from escrutinio.flows.earlier_seats import EarlierSeats
from escrutinio.flows.lists_of_persons import added_up, lists_of_persons
from escrutinio.flows.publication.comparing import with_last_time
from escrutinio.flows.publication.counted import counted_figures, labelled
from escrutinio.flows.publication.decided_in_units import decided_in_units
from escrutinio.flows.publication.seats_since import ChamberThen
from escrutinio.flows.results import contest_of_single_seats, district_results, selection_label, units_of_law
from escrutinio.law import Chamber
from escrutinio.law.evaluation.steps.giving import title
from escrutinio.law.seat_parts import MarginTable
from escrutinio.model import Election
from escrutinio.projection.calls import Act, Event, calls_of


def headline(counted: Count, contest_id: str, projected: HeadlineProjection, *, by_law: bool) -> Headline:
    """The headline contest: what is counted and, apart from it, what is projected.

    ``by_law``: whether a law decides it.
    """
    contest = counted.election.contests[contest_id]
    return Headline(
        contest=contest.id,
        name=contest.name,
        counted=counted_figures(counted.nation(contest.id), counted.election, contest),
        projected=projected,
        units=None if by_law else decided_in_units(counted, contest),
    )


def chamber_summaries(
    decision: Decision,
    projected: Mapping[str, ProjectedSeats],
    earlier: pl.DataFrame,
    earlier_seats: EarlierSeats,
) -> tuple[ChamberSummary, ...]:
    """One entry per chamber: seats by the counted sheets, what can still change, and the projected seats.

    Args:
        decision: the law's answer and its bounds.
        projected: chamber -> projected seats; a chamber without a projection is absent.
        earlier: the earlier election, see :func:`escrutinio.flows.publication.earlier.earlier_frame`.
        earlier_seats: who had which seats last time.
    """
    election = decision.counted.election
    summaries = []
    for name, chamber in sorted(decision.outcome.chambers.items()):
        bounds = decision.bounds.chambers.get(name)
        districts = district_results(decision, chamber)
        lists = lists_of_persons(election, contest_of_single_seats(decision, chamber)) if districts else {}
        labels = {label.id: label for label in lists.values()}
        then = ChamberThen(decision, chamber, earlier_seats, lists)
        by_seats = sorted(sorted(added_up(chamber.seats, lists).items()), key=lambda item: -item[1])
        summaries.append(
            ChamberSummary(
                id=name,
                name=chamber.name,
                size=chamber.size,
                majority=chamber.majority if chamber.whole_body else None,
                two_thirds=chamber.two_thirds if chamber.whole_body else None,
                complete=decision.outcome.final and not chamber.undecided and not chamber.ties,
                decided=bounds is not None and bounds.decided,
                majority_result=_majority(decision, chamber, bounds),
                counted=CountedSeats(
                    lists=tuple(
                        labelled(ListSeats, labels.get(name) or selection_label(election, name), seats=seats)
                        for name, seats in by_seats
                    ),
                    undecided=chamber.undecided,
                    vacant=chamber.vacant,
                ),
                bounds=_chamber_bounds(bounds, election, lists),
                projected=projected.get(name),
                districts=with_last_time(districts, decision, earlier, then),
                units=_seats_of_units(decision, chamber, then),
                since=then.of_chamber(),
            )
        )
    return tuple(summaries)


def _seats_of_units(decision: Decision, chamber: Chamber, then: ChamberThen) -> tuple[SeatsOfUnit, ...]:
    codes = set(chamber.units) - set(chamber.districts)
    if len(codes) < 2:
        return ()
    election = decision.counted.election
    rows, names, contest, level = units_of_law(decision, codes)
    lacking = _next_seats(decision, chamber)
    return tuple(
        SeatsOfUnit(
            contest=contest.id,
            level=level,
            unit=code,
            name=names.get(code) or code,
            size=unit.size,
            lists=tuple(
                labelled(ListSeats, selection_label(election, name), seats=seats)
                for name, seats in sorted(unit.seats.items(), key=lambda item: (-item[1], item[0]))
                if seats
            ),
            next_seat=lacking.get(code),
            since=then.of_unit(code),
        )
        for code, unit in sorted(
            chamber.units.items(), key=lambda item: unit_order(item[0], names.get(item[0]) or item[0])
        )
        if code in rows
    )


def _next_seats(decision: Decision, chamber: Chamber) -> dict[str, NextSeat]:
    """Unit -> who is closest to one seat more, where one step of the law gives all seats of the unit."""
    election = decision.counted.election
    whole = {code: unit for code, unit in chamber.units.items() if len(unit.by_kind) == 1}
    titles = {title(code): code for code in whole}
    titles |= {f"{chamber.name}, {unit.name}": code for code, unit in whole.items()}
    tables: dict[str, list[MarginTable]] = {}
    for step in decision.outcome.steps:
        code = titles.get(step.rule)
        if code is not None:
            tables.setdefault(code, []).extend(part for part in step.results if isinstance(part, MarginTable))
    closest = {}
    for code, parts in tables.items():
        rows = [(row.more, row.name) for part in parts for row in part.rows if row.more is not None]
        if len(parts) == 1 and rows:
            votes, name = min(rows)
            closest[code] = labelled(NextSeat, selection_label(election, name), votes=votes)
    return closest


def _majority(decision: Decision, chamber: Chamber, bounds: ChamberBounds | None) -> MajorityResult:
    def said(state: MajorityState, holder: str | None = None) -> MajorityResult:
        label = selection_label(decision.counted.election, holder) if holder else None
        return MajorityResult(state=state, holder=label)

    if not chamber.whole_body:
        return said(MajorityState.PART)
    if decision.counted.observed_at is None:
        return said(MajorityState.NOTHING_COUNTED)
    if bounds is not None and bounds.majority.decided and not bounds.unknown_sheets:
        holder = bounds.majority.holder
        return said(MajorityState.HELD, holder) if holder else said(MajorityState.NOBODY)
    if not decision.outcome.final:
        return said(MajorityState.OPEN)
    most, first = max(((seats, name) for name, seats in chamber.seats.items()), default=(0, None))
    if most >= chamber.majority:
        return said(MajorityState.HELD, first)
    # Seats that wait for a tie can still make one.
    return said(MajorityState.OPEN if most + chamber.undecided >= chamber.majority else MajorityState.NOBODY)


def _chamber_bounds(
    bounds: ChamberBounds | None, election: Election, lists: Mapping[str, SelectionLabel]
) -> ChamberSeatBounds | None:
    """The seats that each list has at least and at most; those of persons are added up by ``lists``."""
    if bounds is None:
        return None
    labels = {label.id: label for label in lists.values()}
    least = added_up({name: seats.min_seats for name, seats in bounds.seats.items()}, lists)
    most = added_up({name: seats.max_seats for name, seats in bounds.seats.items()}, lists)
    return ChamberSeatBounds(
        lists=tuple(
            labelled(
                ListSeatBounds,
                labels.get(name) or selection_label(election, name),
                min_seats=least[name],
                max_seats=min(most[name], bounds.size),
            )
            for name in sorted(least)
        ),
        majority=bounds.majority.holder if bounds.whole_body else None,
        majority_open=not bounds.majority.decided and bounds.whole_body,
        unknown_sheets=bounds.unknown_sheets,
    )


def published_calls(record: Sequence[Event], election: Election) -> tuple[PublishedCall, ...]:
    """The publications of calls in a record and the retractions of what was published, oldest first."""
    calls = calls_of(record)
    shown: list[PublishedCall] = []
    public: set[str] = set()
    for act in record:
        if not isinstance(act, Act) or act.kind not in ("publication", "retraction"):
            continue
        if act.kind == "publication":
            public.add(act.id)
        elif act.id not in public:
            continue  # what was never published needs no retraction in public
        call = calls[act.id]
        is_call = act.kind == "publication"
        shown.append(
            PublishedCall(
                kind="call" if is_call else "retraction",
                id=call.id,
                moment=act.moment,
                at=act.at,
                about=call.proposal.question,
                answer=tuple(selection_label(election, name) for name in call.proposal.answer),
                evidence=call.proposal.evidence,
                doubt=call.doubt if is_call and call.state == "published" else act.doubt,
                reason=act.reason,
            )
        )
    return tuple(shown)


def standing(published: Sequence[PublishedCall]) -> tuple[PublishedCall, ...]:
    """The calls that were published and not retracted."""
    retracted = {event.id for event in published if event.kind == "retraction"}
    return tuple(event for event in published if event.kind == "call" and event.id not in retracted)


def bounds_summary(decision: Decision) -> BoundsSummary:
    """What the missing sheets can still change, in short."""
    bounds = decision.bounds
    return BoundsSummary(
        sharpness=bounds.sharpness,
        without=bounds.without,
        not_stated=bounds.not_stated,
        decided=bounds.decided,
        open_sheets=decision.left_open,
        offices=tuple(
            OfficeBounds(
                id=name,
                decided=office.decided,
                elected=office.elected,
                leader=office.leader,
                runner_up=office.runner_up,
                margin=office.margin,
                missing=office.missing,
                unknown_sheets=office.unknown_sheets,
                can_be_elected=tuple(office.can_be_elected),
                run_off_possible=office.run_off_possible,
                run_off_sure=office.run_off_sure,
                can_reach_run_off=tuple(office.can_reach_run_off),
                nobody_possible=office.nobody_possible,
                adopting=office.adopting,
            )
            for name, office in sorted(bounds.offices.items())
        ),
        chambers=tuple(
            MajorityBounds(
                id=name,
                name=chamber.name,
                decided=chamber.decided,
                majority_decided=chamber.majority.decided,
                majority_holder=chamber.majority.holder,
                can_have_majority=tuple(chamber.majority.can_have),
                unknown_sheets=chamber.unknown_sheets,
            )
            for name, chamber in sorted(bounds.chambers.items())
            if chamber.whole_body
        ),
    )
