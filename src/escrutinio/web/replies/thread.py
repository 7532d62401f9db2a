"""A thread as readers see it: pages of items in which nothing stands of what is not shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from escrutinio.web.accounts.identity import avatar_address
from escrutinio.web.replies.models import Reply, State, Thread
from escrutinio.web.replies.tree import thread_of
from escrutinio.web.shared.moments import zone
from escrutinio.web.stories.models import Story

PER_PAGE = 100
ORDERS = ("oldest", "newest")
MOST_KEPT = 4 * PER_PAGE
"""Replies of which a process keeps the HTML of their place in a thread."""


@dataclass(frozen=True)
class Item:
    """A reply as readers see it; of one that is not shown nothing but its place and its state.

    Attributes:
        level: from 0 to 3.
        name, html: empty where it is not shown.
        desk: whether somebody of the desk wrote it: a name alone says nothing.
        answers: the number and the name of the reply that it answers; the name may be empty; None for none.
        avatar: the path of its author's picture; empty for none, then their letter stands there.
    """

    number: int
    level: int
    state: str
    state_text: str
    name: str
    desk: bool
    avatar: str
    html: str
    posted_at: datetime
    edited_at: datetime | None
    answers: tuple[int, str] | None
    address: str

    @property
    def is_shown(self) -> bool:
        """Whether it is more than a stub."""
        return self.state == State.SHOWN

    @property
    def letter(self) -> str:
        """The first letter of the name."""
        return self.name[:1].upper() or "·"


@dataclass(frozen=True)
class Page:
    """A page of a thread.

    Attributes:
        number, pages: from 1.
        total: the replies that are shown, on all pages.
    """

    story: Story
    thread: Thread
    order: str
    number: int
    pages: int
    total: int
    items: tuple[Item, ...]

    @property
    def served(self) -> bool:
        """Whether this page can lead to forms: an export may stand alone, without a running site."""
        return bool(getattr(settings, "WRITABLE", True))

    @property
    def writable(self) -> bool:
        """Whether this page can lead to where a reply is written."""
        return self.served and not self.thread.closed

    @property
    def articles(self) -> list[SafeString]:
        """The HTML of the items, in order and in the language that is active."""
        active = translation.get_language() or settings.LANGUAGE_CODE
        return [
            _article(item, self.story.slug, active, zone(), self.served, self.writable) for item in self.items
        ]

    @property
    def address(self) -> str:
        """Its own address."""
        return page_address(self.story, self.order, self.number)

    @property
    def before(self) -> str:
        """The address of the page before; empty on the first."""
        return page_address(self.story, self.order, self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        """The address of the next page; empty on the last."""
        return page_address(self.story, self.order, self.number + 1) if self.number < self.pages else ""

    @property
    def other_order(self) -> str:
        """The address of the first page in the other order."""
        return page_address(self.story, ORDERS[self.order == ORDERS[0]], 1)


def page_address(story: Story, order: str, number: int) -> str:
    """The address of a page of a story's thread."""
    with translation.override(story.language):
        return reverse("replies:thread", args=[story.slug, order, number])


def read_page(story: Story, order: str = ORDERS[0], number: int = 1) -> Page | None:
    """A page of a story's thread; None where there is none."""
    places = Reply.in_threads.filter(story=story)
    count = places.count()
    pages = max(1, -(-count // PER_PAGE))
    if order not in ORDERS or not 1 <= number <= pages:
        return None
    on_page = _in_order(places, order).select_related("parent", "author__reader")[
        (number - 1) * PER_PAGE : number * PER_PAGE
    ]
    shown = Reply.shown.filter(story=story).count() if count else 0
    return Page(story, thread_of(story), order, number, pages, shown, tuple(items(on_page, story)))


def items(replies: Iterable[Reply], story: Story) -> list[Item]:
    """Replies as readers see them."""
    with translation.override(story.language):
        return [_item(reply, story) for reply in replies]


def address_in_thread(reply: Reply) -> str:
    """Where a shown reply stands: its page, oldest first, and the place on it."""
    before = Reply.in_threads.filter(story=reply.story_id, path__lt=reply.path).count()
    return f"{page_address(reply.story, ORDERS[0], before // PER_PAGE + 1)}#reply-{reply.number}"


@lru_cache(maxsize=MOST_KEPT)
def _article(item: Item, slug: str, active: str, zone: ZoneInfo, served: bool, writable: bool) -> SafeString:
    """What ``replies/item.html`` makes of an item; all that it depends on is named here.

    Of a page that is made anew for one reply all others are as they were, and the template costs most of it.
    """
    known = {"reply": item, "story": {"slug": slug}, "served": served, "writable": writable}
    return mark_safe(render_to_string("replies/item.html", known))


def _in_order(places: QuerySet[Reply], order: str) -> QuerySet[Reply]:
    # Threads in the order that is asked for; within a thread an answer always stands below what it answers.
    return places.order_by("path") if order == ORDERS[0] else places.order_by("-root", "path")


def _item(reply: Reply, story: Story) -> Item:
    shown = reply.state == State.SHOWN
    above = reply.parent
    answers = None
    if above is not None and above.has_place:
        answers = (above.number, above.author_name if above.state == State.SHOWN else "")
    return Item(
        number=reply.number,
        level=reply.depth,
        state=reply.state,
        state_text=str(State(reply.state).label),
        name=reply.author_name if shown else "",
        desk=shown and reply.author is not None and not hasattr(reply.author, "reader"),
        avatar=_avatar(reply, story.language) if shown else "",
        html=reply.html if shown else "",
        posted_at=reply.posted_at,
        edited_at=reply.edited_at if shown else None,
        answers=answers,
        address=_address(story.slug, reply.number, story.language, get_script_prefix()),
    )


@lru_cache(maxsize=MOST_KEPT)
def _address(slug: str, number: int, _language: str, _prefix: str) -> str:
    # Django takes longer for a hundred of them than the database for a page.
    return reverse("replies:reply", args=[slug, number])


def _avatar(reply: Reply, language: str) -> str:
    reader = getattr(reply.author, "reader", None)
    return _avatar_address(reader.avatar, language, get_script_prefix()) if reader is not None else ""


@lru_cache(maxsize=MOST_KEPT)
def _avatar_address(seed: str, _language: str, _prefix: str) -> str:
    return avatar_address(seed)
