"""Which sheets are worth a look, and how often each test alarms where nothing is wrong."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import ElectionHeading, Share, UtcTime, Whole


class OddSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet worth a look. Nothing is said of why it is as it is.

    Attributes:
        sheet: its id.
        place: the name of its place; empty where it lies in none.
        place_id: the code of that place.
        file: the file in which it was read.
        line: the line there; 0 or null when no single line is meant.
        weight: the larger, the less likely by chance; comparable within one test.
        selections: two selections whose votes seem to be exchanged; else empty.
        others: ids of other sheets with the same votes; else empty.
    """

    sheet: str
    place: str
    place_id: str
    file: str
    line: int | None
    weight: float
    selections: tuple[str, ...]
    others: tuple[str, ...]


class OddityResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a test sees, beside what chance gives.

    Attributes:
        test: its name.
        title: what it looks for.
        figure: what its figure is.
        innocent: what else can make it alarm.
        source: where it comes from.
        available: whether it had enough to go by.
        reason: why it had not; empty where it had.
        alarm: whether its figure would come by chance in at most a share of ``level`` of elections.
        observed: its figure; null where it is not available.
        expected: the mean of the figure by chance.
        deviation: its standard deviation by chance.
        z: how many of these the figure lies above the mean; null where chance gives no spread.
        p: the chance of at least so large a figure.
        false_alarms: the share of simulated elections without fault in which the test alarmed.
        draws: simulated elections that the figure is compared with.
        sheets: sheets that it could look at.
        regions: regions that it could look at by themselves.
        regions_high: of these, those whose figure lies 1.645 deviations or more above the mean.
        odd_sheets: how many sheets stand out; 0 without an alarm, and where none does.
        widespread: whether the alarm concerns the count as a whole: no sheet stands out by itself, or so many
            do that it cannot be a matter of single sheets.
        listed: the first of the sheets that stand out, the rarest first; empty where the alarm is widespread
            and nothing ranks one sheet before another.
    """

    test: str
    title: str
    figure: str
    innocent: str
    source: str
    available: bool
    reason: str
    alarm: bool
    observed: float | None
    expected: float | None
    deviation: float | None
    z: float | None
    p: float | None
    false_alarms: Share
    draws: Whole
    sheets: Whole
    regions: Whole
    regions_high: Whole
    odd_sheets: Whole
    widespread: bool
    listed: tuple[OddSheet, ...]


class RefusedTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test that is not made.

    Attributes:
        test: its name.
        reason: why.
    """

    test: str
    reason: str


class ForensicsDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/forensics/2"
):
    """Answer of escrutinio forensics.

    An alarm is an invitation to look at sheets. It says nothing of what is behind them.

    Attributes:
        as_of: the moment that was asked for; null when everything known is looked at. ISO 8601, UTC.
        contest: the contest.
        contest_name: its name.
        place_level: the level of the places; empty where there is none.
        level: a test alarms when chance gives its figure in at most this share of elections.
        left_out: sheets that do not state their votes, or state more for selections than are valid.
        any_alarm: the chance that at least one of the tests made alarms where nothing is wrong, were they
            independent.
        tests: the tests.
        refused: tests that are not made.
    """

    as_of: UtcTime | None
    contest: str
    contest_name: str
    place_level: str
    level: Share
    left_out: Whole
    any_alarm: Share
    tests: tuple[OddityResult, ...]
    refused: tuple[RefusedTest, ...]
