"""Back-tests: an election replayed at shares of its sheets, each projection beside the finished count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from escrutinio.flows.count import count, election_label, utc_time
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.backtest import (
    BacktestDocument,
    BacktestedElection,
    BacktestFigures,
    BacktestInterval,
    BacktestStep,
    IntervalCoverage,
    SelectionBacktest,
)
from escrutinio.flows.projected_contest import (
    DRAWS,
    SEED,
    headline_contest,
    known_contest,
    projected_contests,
)
from escrutinio.flows.resolved import resolved_sheets, with_arrivals
from escrutinio.flows.so_many import so_many
from escrutinio.ledger import as_of, schema
from escrutinio.ledger.arrivals import CAME_IN, came_in_by
from escrutinio.model import NATION, UnitFigures, UsageError, sheet
from escrutinio.projection import LEVELS, Settings, level_name
from escrutinio.projection.backtest import SHARES, Cell, Scored, coverage, score

MOST_AT_ONCE = 0.5
"""Where a larger share of the sheets came at one time, the order of arrival is mostly not known."""
FINISHED = 0.99
"""A count with fewer of its sheets than this share is no truth to compare with."""


@dataclass(frozen=True)
class Step:
    """One moment of a back-test.

    Attributes:
        asked: the share of sheets that was asked for.
        moment: the moment (UTC) at which about so many were in.
        sheets: the share of sheets that were in; sheets that came in at one time stay together.
        registered: the share of registered voters they hold.
        matched: the share of registered voters at places with an earlier vote; None without a baseline.
        scored: what was said, beside what came out.
    """

    asked: float
    moment: datetime
    sheets: float
    registered: float
    matched: float | None
    scored: Scored


@dataclass(frozen=True)
class Backtest:
    """One election, replayed.

    Attributes:
        desk: the election.
        contest: the contest that was replayed.
        with_baseline: whether an earlier election was at hand.
        steps: the moments, in the order they were asked for.
        warnings: what makes the order of arrival worth less, in words.
    """

    desk: Desk
    contest: str
    with_baseline: bool
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()

    def cells(self) -> list[Cell]:
        """The cells of all moments."""
        return [cell for step in self.steps for cell in step.scored.cells]


def backtest(
    desk: Desk,
    shares: Sequence[float] = SHARES,
    *,
    contest_id: str | None = None,
    without_baseline: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
    settings: Settings | None = None,
    on_step: Callable[[], object] = lambda: None,
) -> Backtest:
    """Replay a contest, moment by moment, each fitted to what was in then and to nothing else.

    Sheets come in when they were first observed, in the version that stood at the moment: a later file that
    has them all again, or corrects them, does not change the order. A place that is counted in part comes in
    bit by bit, with its tables.

    Args:
        desk: an election whose count is finished.
        shares: of sheets, above 0 and at most 1.
        contest_id: the contest; None for the headline contest.
        without_baseline: do as if there were no earlier election.
        draws: how many finished counts to draw at each moment.
        seed: of the random numbers.
        settings: other settings than those that were chosen.
        on_step: called once for each share, when its moment has been replayed.

    Raises:
        UsageError: a share is none, the count is not finished, the election has no such contest or no levels
            to project on.
    """
    wrong = [share for share in shares if not 0 < share <= 1]
    if wrong or not shares:
        raise UsageError("shares of sheets lie above 0 and up to 100 %", hint="Give them like 5,10,25.")
    election = desk.election
    contest = known_contest(election, contest_id or headline_contest(election))
    final = count(desk, levels=[NATION]).nation(contest.id)
    if (final.sheets_share or 0.0) < FINISHED:
        raise UsageError(
            f"{election.name}: {100 * (final.sheets_share or 0.0):.1f} % of the sheets are in",
            hint="A back-test compares with a finished count; take in the rest first.",
        )
    standing = as_of(desk.ledger).filter(pl.col(sheet.CONTEST) == contest.id)
    came_in = desk.coming_in().join(standing, on=list(sheet.KEY), how="semi")
    with_baseline = election.baseline is not None and not without_baseline
    counts = came_in_by(came_in)
    # Scored for each share that falls on it, one moment would count as several.
    moments = [_moment(counts, share) for share in shares]
    steps = []
    for moment in dict.fromkeys(moments):
        resolved = resolved_sheets(desk, moment)
        sheets = with_arrivals(resolved.sheets, desk, moment)
        _, projected = projected_contests(
            desk,
            sheets,
            contest,
            draws=draws,
            seed=seed,
            settings=settings,
            without_baseline=without_baseline,
        )
        now = count(desk, moment, levels=[NATION], resolved=resolved).nation(contest.id)
        names = projected.layout.categories[: projected.layout.lists]
        raw, truth = (
            np.array([figures.shares_of_valid[name] or 0.0 for name in names]) for figures in (now, final)
        )
        steps.append(
            Step(
                asked=shares[moments.index(moment)],
                moment=moment,
                sheets=_share_in(now, counts.filter(pl.col(sheet.OBSERVED_AT) <= moment)),
                registered=projected.layout.share_in,
                matched=projected.matched,
                scored=score(projected.draws, raw, truth),
            )
        )
        for _ in range(moments.count(moment)):
            on_step()
    warnings = _warnings(desk, standing, came_in)
    if len(steps) < len(set(shares)):
        warnings += (
            f"Sheets came in at few times: {so_many(len(steps), 'moment')} for the {len(set(shares))} shares "
            "that were asked for.",
        )
    return Backtest(desk, contest.id, with_baseline, tuple(steps), warnings)


def _share_in(now: UnitFigures, counts: pl.DataFrame) -> float:
    """The share of the sheets that are in; of a place in part, that of its tables.

    Args:
        now: the figures of the moment.
        counts: how many were in by each moment up to now.
    """
    if not now.sheets_in_part or not now.sheets_expected:
        return float(now.sheets_share or 0.0)
    return min(1.0, float(counts[CAME_IN][-1]) / now.sheets_expected)


def _warnings(desk: Desk, standing: pl.DataFrame, came_in: pl.DataFrame) -> tuple[str, ...]:
    """What makes the order of arrival worth less than it seems.

    Args:
        desk: the election.
        standing: the sheets of the finished count, with the time of the version that stands.
        came_in: what came in of each, and when, see :func:`escrutinio.ledger.coming_in`.
    """
    warnings = []
    many = standing.height
    at = came_in.group_by(sheet.OBSERVED_AT).agg(pl.col(CAME_IN).sum()).sort(CAME_IN, sheet.OBSERVED_AT)
    lump = at[-1]
    if lump[CAME_IN][0] > MOST_AT_ONCE * many:
        warnings.append(
            f"{lump[CAME_IN][0]:,.0f} of {many:,} sheets first came in at one time, "
            f"{_when(desk, lump[sheet.OBSERVED_AT][0])}: the order in which they came in is not known."
        )
    last = standing.group_by(schema.DELIVERY, sheet.OBSERVED_AT).len().sort("len", schema.DELIVERY)[-1]
    late = came_in.filter(pl.col(sheet.OBSERVED_AT) >= last[sheet.OBSERVED_AT][0])[CAME_IN].sum()
    if last["len"][0] > MOST_AT_ONCE * many and late <= MOST_AT_ONCE * many:
        warnings.append(
            f"{last['len'][0]:,} of {many:,} sheets stand as one delivery of "
            f"{_when(desk, last[sheet.OBSERVED_AT][0])} has them. They are replayed as they first came in."
        )
    return tuple(warnings)


def _when(desk: Desk, moment: datetime) -> str:
    return f"{desk.election.local(moment):%d %b %Y %H:%M}"


def parse_shares(text: str) -> list[float]:
    """Shares of sheets, 0 to 1, from per cent separated by commas.

    Raises:
        UsageError: one is no number.
    """
    try:
        return [float(part) / 100 for part in text.split(",") if part.strip()]
    except ValueError:
        raise UsageError(f"the shares {text!r} are no numbers", hint="Give them like 5,10,25.") from None


def _moment(counts: pl.DataFrame, share: float) -> datetime:
    """The moment by which the share of sheets in is nearest to the one asked for.

    Args:
        counts: how many were in by each moment, see :func:`escrutinio.ledger.arrivals.came_in_by`. Many come
            in at one time: they are in or not together.
        share: the share asked for.

    Raises:
        UsageError: no sheet came in.
    """
    times, sheets = counts[sheet.OBSERVED_AT].to_list(), counts[CAME_IN].to_list()
    if not times:
        raise UsageError("there is nothing to replay: no sheet has a time")
    wanted = max(min(1, sheets[-1]), round(sheets[-1] * share))
    at = min(bisect_left(sheets, wanted), len(times) - 1)
    if at and wanted - sheets[at - 1] < sheets[at] - wanted:
        at -= 1
    moment: datetime = times[at]
    return moment


def backtest_document(backtests: Sequence[Backtest]) -> BacktestDocument:
    """Back-tests as a document."""
    return BacktestDocument(
        elections=tuple(_election(replayed) for replayed in backtests),
        coverage=_coverage([cell for replayed in backtests for cell in replayed.cells()]),
    )


def _election(replayed: Backtest) -> BacktestedElection:
    election = replayed.desk.election
    return BacktestedElection(
        election=election_label(election),
        note=election.note,
        rehearsal=replayed.desk.rehearsing,
        contest=replayed.contest,
        baseline=replayed.with_baseline,
        warnings=replayed.warnings,
        steps=tuple(_step(step) for step in replayed.steps),
        coverage=_coverage(replayed.cells()),
    )


def _step(step: Step) -> BacktestStep:
    figures = _figures(step.scored)
    return BacktestStep(
        asked=step.asked,
        as_of=utc_time(step.moment),
        sheets_share=step.sheets,
        registered_share=step.registered,
        baseline_matched=step.matched,
        available=figures is not None,
        reason=step.scored.reason or "",
        figures=figures,
    )


def _figures(scored: Scored) -> BacktestFigures | None:
    leading, crps = scored.leading_cell(), scored.mean_crps()
    mean_error, mean_error_raw = scored.mean_error(), scored.mean_error(raw=True)
    if leading is None or mean_error is None or mean_error_raw is None or crps is None:
        return None
    assert scored.lead is not None
    assert scored.majority is not None
    return BacktestFigures(
        selections={cell.selection: _selection(cell) for cell in scored.cells},
        mean_error=mean_error,
        mean_error_raw=mean_error_raw,
        crps=crps,
        leading=leading.selection,
        leading_width_90=leading.width(0.9),
        chance_of_lead_10=scored.lead,
        chance_of_majority=scored.majority,
    )


def _selection(cell: Cell) -> SelectionBacktest:
    return SelectionBacktest(
        raw=cell.raw,
        projected=cell.projected,
        truth=cell.truth,
        error=cell.error,
        intervals={
            level_name(level): BacktestInterval(
                low=low, high=high, inside=cell.inside(level), width=cell.width(level)
            )
            for level, (low, high) in zip(LEVELS, cell.intervals, strict=True)
        },
    )


def _coverage(cells: Sequence[Cell]) -> IntervalCoverage:
    shares = {level_name(level): share for level, share in coverage(cells).items()}
    return IntervalCoverage(cells=len(cells), inside=shares)


def backtest_rows(document: BacktestDocument) -> pl.DataFrame:
    """The document as one row per election, moment and selection; a moment without figures has one row."""
    return pl.from_dicts(
        [row for election in document.elections for step in election.steps for row in _rows(election, step)],
        infer_schema_length=None,
    )


def _rows(election: BacktestedElection, step: BacktestStep) -> Iterator[dict[str, object]]:
    figures = step.figures
    for name in figures.selections if figures else [""]:
        selection = figures.selections[name] if figures else None
        spans = {
            f"{key}_{level_name(level)}": getattr(selection.intervals[level_name(level)], key)
            if selection
            else None
            for level in LEVELS
            for key in ("low", "high", "inside")
        }
        yield {
            "rehearsal": election.rehearsal,
            "election": election.election.id,
            "baseline": election.baseline,
            "asked": step.asked,
            "as_of": step.as_of,
            "sheets_share": step.sheets_share,
            "registered_share": step.registered_share,
            "available": step.available,
            "selection": name,
            "raw": selection.raw if selection else None,
            "projected": selection.projected if selection else None,
            "truth": selection.truth if selection else None,
            "error": selection.error if selection else None,
            **spans,
            "chance_of_lead_10": figures.chance_of_lead_10 if figures else None,
            "chance_of_majority": figures.chance_of_majority if figures else None,
        }
