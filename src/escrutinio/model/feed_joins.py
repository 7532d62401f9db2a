"""Feeds that read the figures of the same sheets from several files: which of them reads what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from escrutinio.model.feed import Feed
from escrutinio.model.toml_table import TomlTable, near, one_of, shown


def joined_feeds(feeds: Mapping[str, Feed], tables: Sequence[TomlTable]) -> dict[str, Feed]:
    """The feeds, of those that are joined each with what it alone reads; mistakes are noted in the tables.

    A figure is read by one of them. A count that one names the others do not read, even where their files
    have a column of its name; and the votes of a selection that one lists are read by no other.
    """
    table_of = dict(zip(feeds, tables, strict=False))
    for feed in feeds.values():
        _check(feed, feeds, table_of[feed.id])
    groups: dict[str, list[Feed]] = {}
    for feed in feeds.values():
        groups.setdefault(feed.source(), []).append(feed)
    read: dict[str, Feed] = {}
    for group in groups.values():
        for feed in group:
            others = [other for other in group if other is not feed and _same_contests(feed, other)]
            read[feed.id] = _apart(feed, others, table_of[feed.id])
    return {name: read[name] for name in feeds}


def _check(feed: Feed, feeds: Mapping[str, Feed], table: TomlTable) -> None:
    head = feeds.get(feed.joins)
    if feed.joins and (head is None or head is feed):
        others = [name for name in feeds if name != feed.id]
        table.problem("joins", f"found {shown(feed.joins)}{near(feed.joins, others)}", one_of(others))
    elif head is not None and head.joins:
        table.problem("joins", f"{head.id!r} itself joins {head.joins!r}", f"joins = {head.joins!r}")
    if head is not None and feed.precedence not in (0, head.precedence):
        table.problem("precedence", f"found {feed.precedence}", f"that of {head.id!r}, which it joins")
    if feed.figures == "counts":
        if feed.votes:
            table.problem("votes", 'the feed reads no votes, as figures = "counts"', "no votes")
        if not any(feed.counts.values()):
            table.problem("counts", 'figures = "counts" and no count is named', "columns of counts")
    if feed.figures == "votes" and any(feed.counts.values()):
        table.problem("counts", 'the feed reads no counts, as figures = "votes"', "no counts")


def _same_contests(feed: Feed, other: Feed) -> bool:
    """Whether two feeds may speak of the same sheets."""
    own, theirs = ({each.contest} if each.contest else set(each.contests) for each in (feed, other))
    return not own or not theirs or bool(own & theirs)


def _apart(feed: Feed, others: Sequence[Feed], table: TomlTable) -> Feed:
    """A feed less what the others read."""
    named = {key: other.id for other in others for key, parts in other.counts.items() if parts}
    for key in (key for key, parts in feed.counts.items() if parts and key in named):
        table.problem(f"counts.{key}", f"the feed {named[key]!r} reads it already", "each figure in one feed")
    voting = [other for other in others if other.figures != "counts"]
    if feed.figures != "counts" and voting:
        names = ", ".join(repr(other.id) for other in voting)
        shared = {name for other in voting for name in other.selections} & set(feed.selections)
        if not feed.selections:
            table.problem(
                "selections",
                f"the votes of the same sheets are read by {names} too",
                'the ids whose votes this feed reads, or figures = "counts"',
            )
        elif shared:
            table.problem("selections", f"{names} reads {', '.join(sorted(shared))} too", "each in one feed")
    counts = {key: parts for key, parts in feed.counts.items() if key not in named or parts}
    return replace(feed, counts={} if feed.figures == "votes" else counts)
