"""The count, a call, a retraction: each in one or two plain sentences of the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from escrutinio.flows.documents.called import PublishedCall
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightPoint
from escrutinio.flows.documents.projected import ShareEstimate
from escrutinio.web.calls.words import call_reasons, call_words
from escrutinio.web.results.templatetags.say import in_parts, percent, points

STEP = 0.05
"""An update is reported when another such share of the sheets has come in."""


@dataclass(frozen=True)
class SelectionShares:
    """A selection's name, its counted share and, where there is one, its projected share."""

    name: str
    share: float | None
    projected: ShareEstimate | None


def notable_points(points_of_night: Sequence[NightPoint]) -> set[str]:
    """The places in the series at which another ``STEP`` of the sheets, or the last of them, came in."""
    places, reached = set(), 0
    for point in points_of_night:
        # A small allowance: 0.15 / 0.05 is a little less than 3.
        step = int((point.sheets_share or 0.0) / STEP + 1e-9)
        if step > reached:
            places.add(point.place)
        # The count can shrink when a sheet is withdrawn; a step is reported once all the same.
        reached = max(reached, step)
    return places


def count_title(share_in: float | None) -> str:
    """How much is in, as a title."""
    if share_in is None:
        return _("The count so far; how many sheets are missing is not known")
    return _("%(share)s of the sheets are counted") % {"share": percent(share_in)}


def count_sentences(
    selections: Sequence[SelectionShares], share_in: float | None, *, leader_is_sure: bool
) -> str:
    """What is counted and, apart from it, what is projected.

    Args:
        selections: those to name, by counted votes.
        share_in: of the sheets.
        leader_is_sure: whether all sheets are in.
    """
    counted = ", ".join(f"{selection.name} {percent(selection.share)}" for selection in selections)
    if not counted:
        return _("Nothing is counted yet.")
    if leader_is_sure:
        sentence = _("All sheets are counted: %(lists)s.")
    elif share_in is None:
        sentence = _("Counted so far (how many sheets are missing is not known): %(lists)s.")
    else:
        sentence = _("Counted so far, in %(share)s of the sheets: %(lists)s.")
    count_sentence = sentence % {"share": percent(share_in), "lists": counted}
    projected = [
        (selection, selection.projected) for selection in selections if selection.projected is not None
    ]
    if not projected or leader_is_sure:
        return count_sentence
    projected.sort(key=lambda pair: -pair[1].share)
    ranges = ", ".join(
        f"{selection.name} {points(estimate.low)}–{percent(estimate.high)}"
        for selection, estimate in projected
    )
    return f"{count_sentence} " + _("Projected for the finished count (90 %% interval): %(lists)s.") % {
        "lists": ranges
    }


def apart_sentences(share_in: float | None) -> str:
    """What is counted of a contest whose candidates stand in different units: nobody is ahead in all."""
    apart = _("Decided unit by unit, each with candidates of its own: nobody leads the whole.")
    if _all_in(share_in):
        return _("All sheets are counted") + f". {apart}"
    return f"{count_title(share_in)}. {apart}"


def stands_apart(front: FrontDocument, point: NightPoint) -> bool:
    """Whether the candidates of a point stand in different units, so that nobody leads."""
    return front.headline.counted.stand_apart and point.contest == front.headline.contest


def point_sentences(point: NightPoint, front: FrontDocument, most: int = 3) -> str:
    """What :func:`count_sentences` says of a point of the night's series.

    Args:
        point: the point.
        front: the front page of the series, in the language that is spoken.
        most: so many are named.
    """
    names = {name: label.short for name, label in front.selections.items()}
    if stands_apart(front, point) and any(entry.votes for entry in point.selections.values()):
        return apart_sentences(point.sheets_share)
    voted = [(name, entry) for name, entry in point.selections.items() if entry.votes]
    voted.sort(key=lambda pair: -(pair[1].votes or 0))
    shares = [
        SelectionShares(
            names.get(name, name),
            entry.share,
            ShareEstimate(share=entry.projected, low=entry.low, high=entry.high)
            if entry.projected is not None and entry.low is not None and entry.high is not None
            else None,
        )
        for name, entry in voted[:most]
    ]
    said = count_sentences(shares, point.sheets_share, leader_is_sure=_all_in(point.sheets_share))
    return _with_parts(said, front, point.contest) if shares else said


def _with_parts(said: str, front: FrontDocument, contest: str) -> str:
    return f"{said} {in_parts()}" if front.decided_in_parts(contest) else said


def headline_sentences(front: FrontDocument, most: int = 3) -> str:
    """What :func:`count_sentences` says of the headline contest of a front page."""
    headline = front.headline
    if headline.counted.stand_apart:
        return apart_sentences(headline.counted.sheets_share)
    estimates = {
        estimate.id: ShareEstimate(share=estimate.share, low=estimate.low, high=estimate.high)
        for estimate in headline.projected.selections
    }
    shares = [
        SelectionShares(selection.short, selection.share, estimates.get(selection.id))
        for selection in headline.counted.selections
        if selection.votes
    ]
    share_in = headline.counted.sheets_share
    said = count_sentences(shares[:most], share_in, leader_is_sure=_all_in(share_in))
    return _with_parts(said, front, headline.contest) if shares else said


def _all_in(share_in: float | None) -> bool:
    return share_in is not None and share_in >= 1


def call_title(event: PublishedCall, of: str) -> str:
    """A call or a retraction, as a title; ``of`` is the name of the office or the chamber."""
    what = call_words(event.about, [selection.short for selection in event.answer], of)
    title = _("Called: %(what)s") if event.kind == "call" else _("Retracted: %(what)s")
    return title % {"what": what}


def call_sentences(event: PublishedCall, of: str) -> str:
    """A call with what it rests on, or a retraction with its reason; a call is not the law's word."""
    sentences = [call_title(event, of) + ".", call_reasons(event)]
    if event.kind == "call":
        sentences.append(_("A call is not the official result; if it turns out wrong it is retracted here."))
    return " ".join(sentence for sentence in sentences if sentence)
