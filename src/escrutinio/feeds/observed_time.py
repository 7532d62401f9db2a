"""When a source first showed a row: from a column, from the file's name, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import polars as pl

from escrutinio.feeds.raw_table import find_column
from escrutinio.feeds.time_forms import time_form
from escrutinio.model import Election, Feed, FeedError, Observed, sheet

_YEARS = (1900, 2999)
"""Years outside of these are mistakes of writing, not times."""


def delivery_time(file_name: str, feed: Feed, election: Election, given: datetime | None) -> datetime | None:
    """The time of a whole delivery as UTC: as given, else from the file's name, else the feed's default.

    Raises:
        FeedError: the name matches but holds no time.
    """
    if given is not None:
        return election.to_utc(given)
    match = re.search(feed.observed.file_name, file_name) if feed.observed.file_name else None
    if match is None:
        return feed.observed.default
    try:
        moment = election.to_utc(datetime.strptime(match.group(1) or "", feed.observed.format))  # noqa: DTZ007
    except ValueError:
        moment = None
    if moment is None or not _YEARS[0] <= moment.year <= _YEARS[1]:
        raise FeedError(
            f"the file's name holds {match.group(1)!r}, not a time of the form {feed.observed.format}",
            hint="Give the time with --observed-at.",
        )
    return moment


def time_columns(header: Sequence[str], observed: Observed) -> list[str]:
    """The feed's time columns that a table has; the first that is filled counts."""
    return [name for spelling in observed.columns if (name := find_column(header, [spelling]))]


def observed_times(
    frame: pl.DataFrame,
    times: Mapping[str, str],
    election: Election,
    fallback: datetime | None,
    form: str = "",
) -> tuple[pl.DataFrame, list[str]]:
    """The frame with ``observed_at`` (UTC, microseconds), and remarks about times that cannot be read.

    Args:
        frame: with the columns of ``times`` and ``line``.
        times: columns of the frame that hold a time, in their order, with the file's names for them.
        election: gives the time zone of times without an offset.
        fallback: the time of rows that hold none.
        form: the strptime form of texts that are not ISO 8601; empty when there is none.

    Raises:
        FeedError: a row has no time and there is no fallback.
    """
    read = [_utc(frame[name], str(election.timezone), form) for name in times]
    last = pl.lit(fallback.replace(tzinfo=None) if fallback else None, dtype=pl.Datetime("us"))
    frame = frame.with_columns(
        pl.coalesce([*map(pl.lit, read), last.dt.replace_time_zone("UTC")]).alias(sheet.OBSERVED_AT)
    )
    unknown = frame.filter(pl.col(sheet.OBSERVED_AT).is_null())
    if not unknown.is_empty():
        hint = "Give it with --observed-at, e.g. --observed-at 2020-10-18T20:00."
        where = f"there is no time in line {unknown[sheet.LINE][0]}" if times else ""
        if filled := _filled(unknown, times):
            line, column, text = filled
            where = (
                f"line {line} holds {text[:60]!r} in the column {column!r}, which cannot be read as a time"
            )
            hint = f"{_how_to_read(text)} {hint}"
        raise FeedError(
            "it is not known when this was observed: "
            + (where or "there is no time in the file's name or columns"),
            hint=hint,
        )
    return frame, [
        _unread(frame, name, column, time) for (name, column), time in zip(times.items(), read, strict=True)
    ]


def _filled(rows: pl.DataFrame, times: Mapping[str, str]) -> tuple[int, str, str] | None:
    """The line, the column and the text of the first of some rows where a time should be; None if empty."""
    for name, column in times.items():
        text = str(rows[name][0] if rows[name][0] is not None else "").strip()
        if text:
            return rows[sheet.LINE][0], column, text
    return None


def _how_to_read(text: str) -> str:
    """The sentence that says how a feed is told in what form a time is written."""
    found = time_form([text])
    if found is None:
        return 'Say how it is written, such as format = "%d/%m/%Y %H:%M", under [feeds.observed].'
    unsure = "" if found.sure else ", if the day comes first,"
    return f'Say how it is written: format = "{found.form}"{unsure} under [feeds.observed].'


def _unread(frame: pl.DataFrame, name: str, column: str, time: pl.Series) -> str:
    """A sentence about the rows in which a time column is filled and holds no time; empty when none is so."""
    text = pl.col(name).cast(pl.String, strict=False).str.strip_chars()
    lost = frame.filter(time.is_null()).filter(text != "").select(sheet.LINE, text.alias("found"))
    if lost.is_empty():
        return ""
    line, unread = lost.row(0)
    return (
        f"{lost.height} rows (first: line {line}) hold no time that can be read in the column {column!r} "
        f"(found {unread[:60]!r}); another time was used for them."
    )


_WITH_OFFSET = ("%+", "%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z")
_LOCAL = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
_OFFSET = r"[+-]\d\d:?\d\d$"
_MOMENT = pl.Datetime("us", "UTC")


def _utc(values: pl.Series, timezone: str, form: str) -> pl.Series:
    """The moments of a column. Each of its different texts is parsed once, in the forms that it may have."""
    dtype = values.dtype
    if dtype == pl.String:
        texts = values.unique().drop_nulls()
        read = pl.DataFrame({"text": texts, "moment": _moments(texts, timezone, form)})
        moment = values.to_frame("text").join(read, on="text", how="left", maintain_order="left")["moment"]
    elif isinstance(dtype, pl.Datetime) and dtype.time_zone:
        moment = values.dt.convert_time_zone("UTC").cast(_MOMENT)
    elif isinstance(dtype, pl.Datetime | pl.Date):
        moment = _from_local(values.cast(pl.Datetime("us"), strict=False), timezone)
    else:  # a number could be a time in seconds, milliseconds or days: that is not guessed
        moment = _nothing(len(values))
    within = moment.dt.year().is_between(*_YEARS).fill_null(value=False)
    return moment.zip_with(within, _nothing(len(values)))


def _moments(texts: pl.Series, timezone: str, form: str) -> pl.Series:
    """The moments of texts; null where one is not written as ISO 8601 or the feed have it."""
    plain = texts.str.strip_chars().str.replace("[zZ]$", "+00:00")
    offset = plain.str.contains(_OFFSET)
    moments = _nothing(len(texts))
    for forms, chosen, zone in ((_WITH_OFFSET, offset, "UTC"), (_LOCAL, ~offset, None)):
        for iso_form in forms:
            rest = (moments.is_null() & chosen).arg_true()
            if rest.is_empty():
                break
            read = plain.gather(rest).str.to_datetime(iso_form, time_unit="us", time_zone=zone, strict=False)
            moments = moments.scatter(rest, read if zone else _from_local(read, timezone))
    rest = moments.is_null().arg_true()
    if form and not rest.is_empty():
        moments = moments.scatter(rest, _in_form(texts.gather(rest), timezone, form))
    return moments


def _nothing(length: int) -> pl.Series:
    return pl.Series([None], dtype=_MOMENT).new_from_index(0, length)


def _in_form(texts: pl.Series, timezone: str, form: str) -> pl.Series:
    """The times of texts in the form that the feed says, read as those in the names of files are."""
    local: list[datetime | None] = []
    aware: list[datetime | None] = []
    for text in texts:
        try:
            moment = datetime.strptime(text.strip(), form)  # noqa: DTZ007
        except ValueError:
            moment = None
        known = moment is not None and moment.tzinfo is not None
        aware.append(moment.astimezone(UTC).replace(tzinfo=None) if moment and known else None)
        local.append(None if known else moment)
    naive = pl.Datetime("us")
    moments = _from_local(pl.Series(local, dtype=naive), timezone)
    offset = pl.Series(aware, dtype=naive).dt.replace_time_zone("UTC")
    return moments.zip_with(moments.is_not_null(), offset)


def _from_local(naive: pl.Series, timezone: str) -> pl.Series:
    # In the hour that a change of clocks repeats the first of the two is meant; in the one it skips there is
    # no such time, and the delivery's own time is used.
    local = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")
