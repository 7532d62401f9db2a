"""When a source first showed a row: from a column, from the file's name, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from escrutinio.feeds.raw_table import find_column
from escrutinio.model import Election, Feed, FeedError, Observed, sheet


def delivery_time(file_name: str, feed: Feed, election: Election, given: datetime | None) -> datetime | None:
    """The time of a whole delivery as UTC: as given, else from the file's name, else the feed's default.

    Raises:
        FeedError: the name matches but holds no time.
    """
    if given is not None:
        return given.astimezone(UTC)
    match = re.search(feed.observed.file_name, file_name) if feed.observed.file_name else None
    if match is None:
        return feed.observed.default
    try:
        moment = datetime.strptime(match.group(1) or "", feed.observed.format)  # noqa: DTZ007
    except ValueError:
        raise FeedError(
            f"the file's name holds {match.group(1)!r}, which is no time of the form {feed.observed.format}",
            mend="Give the time with --observed-at.",
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=election.timezone)).astimezone(UTC)


def observed_times(
    frame: pl.DataFrame,
    header: Sequence[str],
    observed: Observed,
    election: Election,
    fallback: datetime | None,
) -> pl.DataFrame:
    """The frame with ``observed_at`` (UTC, microseconds), from the feed's time columns or ``fallback``.

    Raises:
        FeedError: a row has no time and there is no fallback.
    """
    found = [name for spelling in observed.columns if (name := find_column(header, [spelling]))]
    times = [_utc(pl.col(name), frame.schema[name], str(election.timezone)) for name in found]
    last = pl.lit(fallback.replace(tzinfo=None) if fallback else None, dtype=pl.Datetime("us"))
    frame = frame.with_columns(
        pl.coalesce([*times, last.dt.replace_time_zone("UTC")]).alias(sheet.OBSERVED_AT)
    )
    unknown = frame.filter(pl.col(sheet.OBSERVED_AT).is_null())
    if not unknown.is_empty():
        where = f"line {unknown[sheet.LINE][0]}" if found else "the file's name and columns"
        raise FeedError(
            f"it is not known when this was observed: {where} holds no time",
            mend="Give it with --observed-at, e.g. --observed-at 2020-10-18T20:00.",
        )
    return frame


def _utc(column: pl.Expr, dtype: pl.DataType, timezone: str) -> pl.Expr:
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        return column.dt.convert_time_zone("UTC").cast(pl.Datetime("us", "UTC"))
    if dtype == pl.String:
        text = column.str.strip_chars()
        with_offset = text.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
        naive = pl.coalesce(
            text.str.to_datetime(form, time_unit="us", strict=False)
            for form in ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
        )
        return pl.coalesce(with_offset, _from_local(naive, timezone))
    return _from_local(column.cast(pl.Datetime("us"), strict=False), timezone)


def _from_local(naive: pl.Expr, timezone: str) -> pl.Expr:
    # In the hour that a change of clocks repeats the first of the two is meant; in the one it skips there is
    # no such time, and the delivery's own time is used.
    local = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")
