"""Takes in what is at an address, once."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from escrutinio.feeds import SourceDownError, fetch, file_name, shown_at
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.flows.ingest import IngestResult, ingest
from escrutinio.flows.poll_state import FETCHED
from escrutinio.model import FeedError, Page, UsageError, address_fault

TIMEOUT = 60.0
MOST = 256 * 2**20


def ingest_from(
    desk: Desk,
    url: str,
    now: datetime,
    *,
    feed: str | None = None,
    observed_at: datetime | None = None,
) -> list[IngestResult]:
    """Ask for a file and take it in; when there is no whole answer, that is a refusal.

    Args:
        desk: opened for ingest.
        url: the address. Where a feed has it as its own, that feed reads it, within its limits.
        now: the time (UTC).
        feed: the feed to read it with; None for that, else to choose by name and columns.
        observed_at: when the source showed it; None to take it from columns, file name, or the answer.

    Raises:
        UsageError: it is no address.
    """
    fault = address_fault(url)
    if fault:
        raise UsageError(
            f"{url!r} is no address that can be asked: {fault}", hint="Such as https://HOST/FILE."
        )
    page, timeout, most = Page(url), TIMEOUT, MOST
    for own_feed in desk.election.feeds.values():
        pages = [own for own in (own_feed.web.pages() if own_feed.web else ()) if own.url == url]
        if own_feed.web is not None and pages and feed in (None, own_feed.id):
            page, feed = pages[0], own_feed.id
            timeout, most = own_feed.web.timeout, own_feed.web.max_mb * 2**20
            break
    folder = desk.election.folder / FETCHED
    partial = folder / f".{uuid.uuid4().hex}.part"
    try:
        folder.mkdir(exist_ok=True)
        answer = fetch(url, partial, timeout=timeout, most=most)
        moment = shown_at(answer, now, None, desk.election.date, desk.election.timezone)
        path = partial.replace(folder / file_name(page, answer))
    except SourceDownError as error:
        return [IngestResult(Path(url.rpartition("/")[2] or url), IngestStatus.REFUSED, refusal=error)]
    except OSError as error:
        refusal = FeedError(f"the answer cannot be kept: {error.strerror}", where=url)
        return [IngestResult(Path(url.rpartition("/")[2] or url), IngestStatus.REFUSED, refusal=refusal)]
    results = list(ingest(desk, [path], lambda: now, feed=feed, observed_at=observed_at, shown_at=moment))
    if not any(result.status is IngestStatus.REFUSED for result in results):
        path.unlink(missing_ok=True)
    return results
