"""Brings replies of another system under stories: threads, dates, names and states; twice is once."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from escrutinio.web.replies.exports import ExportError, Found
from escrutinio.web.replies.markdown import from_html
from escrutinio.web.replies.models import MOST_TEXT, HoldReason, Reply, State
from escrutinio.web.replies.tree import give_place, locked, settle
from escrutinio.web.shared.cleaning import clean
from escrutinio.web.stories.models import Slug, Story


@dataclass
class Report:
    """What has become of the replies of an export, as numbers."""

    brought: int = 0
    known: int = 0
    elsewhere: int = 0


def read_map(path: Path) -> dict[str, str]:
    """Address or number of a page in the export -> address of a story here; CSV with two columns.

    Raises:
        ExportError: a line has another number of columns.
    """
    story_of_page = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            if not row:
                continue
            if len(row) != 2:
                raise ExportError(f"{path}, line {number}: two columns are needed, page and story")
            story_of_page[row[0].strip()] = row[1].strip()
    return story_of_page


def story_at(slug: str) -> Story:
    """The story with an address, published or not.

    Raises:
        ExportError: there is none.
    """
    known = Slug.objects.filter(slug=slug).first()
    if known is None:
        raise ExportError(f"there is no story {slug!r}")
    return Story.with_unpublished.get(pk=known.story_id)


def bring(replies: Iterable[Found], target: Story | Mapping[str, Story], site: str = "") -> Report:
    """Bring replies in.

    Args:
        replies: of one export.
        target: the story of all of them, or page -> story; what is under other pages is left.
        site: a name for where they come from; ids of two exports with different names never meet.

    Raises:
        ExportError: they are of several pages, and one story was named.
    """
    report = Report()
    by_story: dict[int, list[Found]] = {}
    pages: set[str] = set()
    for comment in replies:
        pages.add(comment.page_id)
        if isinstance(target, Story):
            story: Story | None = target
            if len(pages) > 1:
                raise ExportError(
                    "the export has replies to several pages: give a file that maps pages to stories"
                )
        else:
            story = target.get(comment.page) or target.get(comment.page_id)
        if story is None:
            report.elsewhere += 1
        else:
            by_story.setdefault(story.pk, []).append(comment)
    for pk, comments in by_story.items():
        _bring_story(Story.with_unpublished.get(pk=pk), comments, site, report)
    return report


def _bring_story(story: Story, comments: list[Found], site: str, report: Report) -> None:
    with locked(story.pk) as thread:
        keys = {comment.id: f"{site}/{comment.id}"[:120] for comment in comments}
        known = {
            reply.external: reply for reply in Reply.with_unshown.filter(external__in=list(keys.values()))
        }
        # By time, and what is answered before its answers, whatever the clocks there said.
        for comment in _parents_first(comments):
            key = keys[comment.id]
            if key in known:
                report.known += 1
                continue
            parent = known.get(keys.get(comment.parent, f"{site}/{comment.parent}"))
            gone = comment.state == State.DELETED
            reply = Reply(
                story=story,
                author_name="" if gone else (clean(comment.name).strip() or "?")[:80],
                text="" if gone else clean(comment.html, lines=True)[: MOST_TEXT * 4],
                html="" if gone else from_html(comment.html[: MOST_TEXT * 4]),
                state=comment.state,
                hold_reason=HoldReason.IMPORTED if comment.state == State.HELD else "",
                external=key,
                notified=True,  # nobody has mail about what is years old
            )
            give_place(reply, thread, parent, comment.at)
            reply.save()
            settle(reply)
            known[key] = reply
            report.brought += 1


def _parents_first(comments: list[Found]) -> list[Found]:
    by_id = {comment.id: comment for comment in comments}
    ordered: dict[str, Found] = {}
    for comment in sorted(comments, key=lambda each: (each.at, each.id)):
        chain, current = [], comment
        # What answers itself in a circle is cut where it closes.
        while current.id not in ordered and current not in chain:
            chain.append(current)
            if current.parent not in by_id:
                break
            current = by_id[current.parent]
        for link in reversed(chain):
            ordered[link.id] = link
    return list(ordered.values())
