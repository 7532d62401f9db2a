"""The answer of ``escrutinio backtest``."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import ElectionHeading, Share, ShareInterval, UtcTime, Whole


class BacktestInterval(ShareInterval, frozen=True, kw_only=True):
    """An interval of a share, held against the finished count.

    Attributes:
        inside: whether the finished count lies in it.
        width: high - low.
    """

    inside: bool
    width: Share


class SelectionBacktest(msgspec.Struct, frozen=True, kw_only=True):
    """A selection at one moment; shares are of valid votes, 0 to 1.

    Attributes:
        raw: its share of the count so far.
        projected: its projected share.
        truth: its share of the finished count.
        error: projected - truth.
        intervals: level in per cent -> the central interval of the draws.
    """

    raw: Share
    projected: Share
    truth: Share
    error: float
    intervals: Mapping[str, BacktestInterval]


class BacktestFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What was projected at one moment, beside what came out.

    Attributes:
        selections: the selections by id.
        mean_error: mean error of the projected shares of the three largest selections.
        mean_error_raw: the same of the raw count.
        crps: mean continuous ranked probability score of the draws for these selections: the smaller, the
            nearer the draws to the finished count.
        leading: the selection that was expected to lead.
        leading_width_90: width of its 90 % interval.
        chance_of_lead_10: share of the draws in which the leading selection is 10 points ahead.
        chance_of_majority: share of the draws in which it has more than half of the valid votes.
    """

    selections: Mapping[str, SelectionBacktest]
    mean_error: Share
    mean_error_raw: Share
    crps: float
    leading: str
    leading_width_90: Share
    chance_of_lead_10: Share
    chance_of_majority: Share


class BacktestStep(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of an election that is replayed.

    Attributes:
        asked: the share of sheets that was asked for.
        as_of: the moment at which about so many were in. ISO 8601, UTC.
        sheets_share: the share of sheets that were in; sheets that came in at one time stay together, and a
            place in part counts with the part of its tables that is counted.
        registered_share: the share of registered voters they hold.
        baseline_matched: the share of registered voters at places with an earlier vote; null without an
            earlier election.
        available: whether there was a projection.
        reason: why there was none; empty when there was one.
        figures: what was projected; null when there was no projection.
    """

    asked: Share
    as_of: UtcTime
    sheets_share: Share
    registered_share: Share
    baseline_matched: Share | None
    available: bool
    reason: str
    figures: BacktestFigures | None


class IntervalCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How often the intervals held the finished count.

    Attributes:
        cells: selections and moments compared.
        inside: level in per cent -> share of the cells whose interval held the finished count; null when
            there are none.
    """

    cells: Whole
    inside: Mapping[str, Share | None]


class BacktestedElection(ElectionHeading, frozen=True, kw_only=True):
    """An election, replayed.

    Attributes:
        note: what is special about its sheets; empty when nothing is.
        contest: the contest that was replayed.
        baseline: whether an earlier election was used.
        warnings: what makes the order of arrival worth less, in words.
        steps: the moments, in the order they were asked for; several shares may fall on one moment.
        coverage: how often the intervals held the finished count.
    """

    contest: str
    baseline: bool
    warnings: tuple[str, ...]
    steps: tuple[BacktestStep, ...]
    coverage: IntervalCoverage


class BacktestDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/backtest/3"
):
    """Answer of escrutinio backtest.

    What was projected at shares of the sheets, beside the finished count.

    Attributes:
        elections: the elections, in the order given.
        coverage: how often the intervals held the finished count, over all elections.
    """

    elections: tuple[BacktestedElection, ...]
    coverage: IntervalCoverage
