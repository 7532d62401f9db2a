"""Where replies stand in their thread, and what readers learn of it when that changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from escrutinio.web.page_cache import changed, of_story
from escrutinio.web.replies.models import DEPTH, Reply, State, Thread
from escrutinio.web.stories.models import Story


@contextmanager
def locked(story: int, *, only_adds: bool = False) -> Iterator[Thread]:
    """A story's thread, locked until the block ends; then readers get what has changed.

    Args:
        story: its id.
        only_adds: the block shows a reply and takes or changes none: others may have it a second later.
    """
    with transaction.atomic():
        Thread.objects.get_or_create(story_id=story)
        # A story that was unpublished meanwhile still has its thread.
        thread = Thread.objects.select_for_update(of=("self",)).get(pk=story)
        yield thread
        transaction.on_commit(lambda: changed(of_story(story), only_added=only_adds))


def thread_of(story: Story) -> Thread:
    """A story's thread for reading; where nobody has replied yet, one that is not saved."""
    return Thread.objects.filter(pk=story.pk).first() or Thread(story=story)


def give_place(reply: Reply, thread: Thread, parent: Reply | None, at: datetime) -> None:
    """Give a new reply its number and its path; the thread is locked."""
    thread.last_number += 1
    thread.save(update_fields=["last_number"])
    reply.number = thread.last_number
    reply.parent = parent
    reply.posted_at = at
    own = f"{int(at.timestamp() * 1000):013d}{reply.number:07d}"
    above = parent.path[: 20 * (DEPTH - 1)] if parent is not None else ""
    reply.path = above + own
    reply.root = reply.path[:20]


def settle(reply: Reply) -> None:
    """After a change of a reply's state: have it, and those above it, a place? The thread is locked."""
    current: Reply | None = reply
    while current is not None:
        # Answers on the last level stand beside one another, but belong to whom they answer.
        has_place = (
            current.state == State.SHOWN
            or Reply.with_unshown.filter(parent_id=current.pk, has_place=True).exists()
        )
        if has_place == current.has_place:
            break
        current.has_place = has_place
        current.save(update_fields=["has_place"])
        current = Reply.with_unshown.filter(pk=current.parent_id).first() if current.parent_id else None


def set_state(reply: Reply, state: State) -> None:
    """Give a reply another state; the thread is locked."""
    reply.state = state
    reply.save(update_fields=["state"])
    settle(reply)
