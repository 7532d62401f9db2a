"""What a file that came from the web is called, and when it was shown."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

from escrutinio.feeds.reading import READERS
from escrutinio.feeds.web_fetch import Answer
from escrutinio.model import Page

_LONGEST = 100
_ENDINGS = {
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/zip": ".zip",
    "application/x-ndjson": ".jsonl",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.apache.parquet": ".parquet",
}
_AHEAD = timedelta(minutes=5)
"""So far a server's clock may be ahead of ours."""


def file_name(page: Page, answer: Answer) -> str:
    """The name of the file that a page has answered.

    As ``save_as`` says; else as the server calls it, or as its address ends, with the values of the page
    where the name does not hold them. Only letters, digits and ``._-`` are left of it.
    """
    if page.save_as:
        return _safe(page.save_as)
    names = [name for name in map(_safe, answer.names) if _ending(name)]
    if names:
        name, ending = names[0][: -len(_ending(names[0]))], _ending(names[0])
    else:
        plain = [_safe(name) for name in answer.names if _safe(name) != "file"]
        name = plain[0] if plain else "results"
        ending = _ENDINGS.get(answer.media_type, ".csv")
    for value in map(_safe, page.values):
        if value not in re.split(r"[._-]+", name) and value != name:
            name = f"{name}_{value}"
    return name[-_LONGEST:] + ending


def _ending(name: str) -> str:
    ending = PurePath(name).suffix
    return ending if ending.lower() in READERS else ""


def _safe(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w.-]+", "_", last).lstrip(".-_")[-_LONGEST:] or "file"


def shown_at(
    answer: Answer, received_at: datetime, before: datetime | None, day: date, timezone: ZoneInfo
) -> datetime:
    """When a source showed an answer that says so nowhere else, in UTC.

    The time of the file's last change, if that is not before the day of the election; else the server's time.
    Neither is believed when it lies in the future, or is not later than that of the answer before: then it is
    the time at which the answer came.

    Args:
        answer: what the server says.
        received_at: when it came (UTC).
        before: the time of the answer before, of the same page.
        day: of the election.
        timezone: of the election.
    """
    for said, of_the_file in ((answer.modified_at, True), (answer.dated_at, False)):
        if said is None or said > received_at + _AHEAD or (before is not None and said <= before):
            continue
        if not of_the_file or said.astimezone(timezone).date() >= day:
            return said
    if before is not None and received_at <= before:
        return before + timedelta(microseconds=1)
    return received_at
