"""What is done in the background. Each task can be run again after a crash: twice is as good as once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django_tasks import task

logger = logging.getLogger("escrutinio.replies")
ATTEMPTS = 4


@task()
def tell_followers(reply: int) -> int:
    """Send mail about a reply that is shown to all who follow its story; returns how many.

    The mail is put into the queue in the transaction that says it has been: each follower has it once.
    """
    from escrutinio.web.replies import follow
    from escrutinio.web.replies.models import Reply

    with transaction.atomic():
        shown = Reply.shown.select_for_update(of=("self",)).filter(pk=reply, notified=False).first()
        if shown is None:
            return 0
        shown.notified = True
        shown.save(update_fields=["notified"])
        return follow.send_all(shown)


@task()
def ask_akismet(reply: int, address: str, agent: str, attempt: int = 1) -> None:
    """Ask whether a held reply is spam, and show it when it is not.

    Without an answer it is asked again, and after that stays for a moderator.
    """
    from escrutinio.web.replies import spam, tree
    from escrutinio.web.replies.models import HoldReason, Reply, State

    waiting = Reply.with_unshown.select_related("story").filter(state=State.HELD, hold_reason=HoldReason.SPAM)
    held = waiting.filter(pk=reply).first()
    if held is None:
        return
    try:
        spams = spam.is_spam(held, address, agent)
    except OSError as error:
        logger.warning("Akismet was asked and did not answer: %s", error)
        if attempt < ATTEMPTS:
            later = datetime.now(UTC) + timedelta(minutes=2**attempt)
            ask_akismet.using(run_after=later).enqueue(reply, address, agent, attempt + 1)
        return
    if spams:
        return
    with tree.locked(held.story_id, only_adds=True):
        same = waiting.filter(pk=reply, edited_at=held.edited_at).first()
        if same is not None:
            same.hold_reason = ""
            same.save(update_fields=["hold_reason"])
            tree.set_state(same, State.SHOWN)
            tell_followers.enqueue(reply)
