"""The answer of ``escrutinio export``."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import UtcTime, Whole


class ExportDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/export/4"
):
    """Answer of escrutinio export.

    What was written of the public site.

    Attributes:
        to: the folder of the site.
        url: the address that it was made for; empty when none was given.
        publication: the id of the publication that it shows.
        as_of: the moment of the count. ISO 8601, UTC.
        files: how many files the site has.
        written: how many were written.
        unchanged: how many were left as they were.
        removed: how many were taken away.
        seconds: how long it took.
        per_second: files made in a second.
        later_deliveries: how many deliveries came in since that publication; 0 for a replayed night.
        broken_links: address that leads nowhere -> a page with a link to it.
        not_written: address that could not be written -> why.
    """

    to: str
    url: str
    publication: str
    as_of: UtcTime
    files: Whole
    written: Whole
    unchanged: Whole
    removed: Whole
    seconds: float
    per_second: float
    later_deliveries: Whole
    broken_links: Mapping[str, str]
    not_written: Mapping[str, str]
