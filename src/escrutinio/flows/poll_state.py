"""What is known of the pages of sources, kept in a file: a restart asks for no more than it must."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from escrutinio.model.files import write_whole

FETCHED = "fetched"
"""The folder, in that of the election, of answers that are being read or were refused."""
STATE = "sources.json"


class PageState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of one page.

    Attributes:
        source: the source in words, or the feed's id.
        asked_at: when it was asked for last.
        answered_at: when it last answered, be it that nothing has changed.
        changed_at: when it last answered with something new.
        shown_at: the time that was given to that.
        digest: the SHA-256 of that.
        url, etag, last_modified: how the server marks it, at the address to which the page's may lead.
        definition: the digest of the election's definition by which it was read.
        failures: how often it has failed since it last answered.
        problem: why it gives no answer now; empty when it does.
        refusal: why the answer that changed last is refused; empty when it is not.
        since: since when it is so.
        next_at: when it is asked for again.
    """

    source: str = ""
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    changed_at: datetime | None = None
    shown_at: datetime | None = None
    digest: str = ""
    url: str = ""
    etag: str = ""
    last_modified: str = ""
    definition: str = ""
    failures: int = 0
    problem: str = ""
    refusal: str = ""
    since: datetime | None = None
    next_at: datetime | None = None

    @property
    def trouble(self) -> str:
        """Why it gives nothing to count now; empty when it does."""
        return self.problem or self.refusal


class SourceTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a source that gives nothing to count now.

    Attributes:
        source: the source in words, or the feed's id.
        url: the page.
        problem: what is the matter.
        since: since when.
        answered_at: when it last answered; None: never.
    """

    source: str
    url: str
    problem: str
    since: datetime | None
    answered_at: datetime | None


def read_states(folder: Path) -> dict[str, PageState]:
    """What is known of each page, by its address; nothing where the file is absent or damaged."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((folder / FETCHED / STATE).read_bytes(), type=dict[str, PageState])
    return {}


def write_states(folder: Path, states: dict[str, PageState]) -> None:
    """Keep what is known of each page. Where that cannot be written, a restart asks anew."""
    with suppress(OSError):
        (folder / FETCHED).mkdir(exist_ok=True)
        write_whole(folder / FETCHED / STATE, msgspec.json.encode(states))


def source_troubles(folder: Path) -> tuple[SourceTrouble, ...]:
    """The pages that give nothing to count, as far as those who poll them have written it down."""
    return tuple(
        SourceTrouble(
            source=state.source,
            url=url,
            problem=state.trouble,
            since=state.since,
            answered_at=state.answered_at,
        )
        for url, state in read_states(folder).items()
        if state.trouble
    )
