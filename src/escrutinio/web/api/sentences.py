"""The count, a call, a retraction: each in one or two plain sentences of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from escrutinio.web.results.templatetags.say import chance, percent, points

Figures = Mapping[str, Any]
STEP = 0.05
"""An update is told when another such share of the sheets has come in."""


def worth_telling(points_of_night: list[dict[str, Any]]) -> set[str]:
    """The moments of the updates with which another ``STEP`` of the sheets, or the last of them, came in."""
    told, reached = set(), 0
    for point in points_of_night:
        share = point["sheets"]["share"] or 0.0
        # A small allowance: 0.15 / 0.05 is a little less than 3.
        step = int(share / STEP + 1e-9)
        if step > reached:
            told.add(point["as_of"])
        # The count can shrink when a sheet is withdrawn; a step is told once all the same.
        reached = max(reached, step)
    return told


def count_title(share_in: float | None) -> str:
    """How much is in, as a title."""
    return _("%(share)s of the sheets are counted") % {"share": percent(share_in)}


def count_sentences(
    lists: Sequence[tuple[str, Figures]], share_in: float | None, *, leader_is_sure: bool
) -> str:
    """What is counted and, apart from it, what is projected.

    Args:
        lists: name and figures (``share``; ``projected``, ``low`` and ``high`` where something is said) of
            the lists to name, by counted votes.
        share_in: of the sheets.
        leader_is_sure: whether all sheets are in.
    """
    counted = ", ".join(f"{name} {percent(figures['share'])}" for name, figures in lists)
    if not counted:
        return _("Nothing is counted yet.")
    said = (
        _("All sheets are counted: %(lists)s.")
        if leader_is_sure
        else _("Counted so far, in %(share)s of the sheets: %(lists)s.")
    ) % {"share": percent(share_in), "lists": counted}
    projected = [(name, one) for name, one in lists if one.get("low") is not None]
    if not projected or leader_is_sure:
        return said
    projected.sort(key=lambda pair: -pair[1]["projected"])
    ranges = ", ".join(f"{name} {points(one['low'])}–{percent(one['high'])}" for name, one in projected)
    return f"{said} " + _("Projected for the finished count (90 %% interval): %(lists)s.") % {"lists": ranges}


def point_sentences(point: Figures, names: Mapping[str, str], most: int = 3) -> str:
    """What :func:`count_sentences` says of a point of the night's series."""
    voted = [(names.get(key, key), one) for key, one in point["lists"].items() if one["votes"]]
    voted.sort(key=lambda pair: -pair[1]["votes"])
    return count_sentences(voted[:most], point["sheets"]["share"], leader_is_sure=_whole(point["sheets"]))


def headline_sentences(headline: Figures, most: int = 3) -> str:
    """What :func:`count_sentences` says of the headline contest of a front page."""
    said = {one["id"]: one for one in headline["projected"]["lists"]}
    lists = []
    for one in headline["counted"]["lists"]:
        if one["votes"]:
            later = said.get(one["id"])
            ranges = (
                {"projected": later["share"], "low": later["low"], "high": later["high"]} if later else {}
            )
            lists.append((one["short"], {"share": one["share"], **ranges}))
    sheets = headline["counted"]["sheets"]
    return count_sentences(lists[:most], sheets["share"], leader_is_sure=_whole(sheets))


def _whole(sheets: Figures) -> bool:
    return bool(sheets["share"] is not None and sheets["share"] >= 1)


def call_title(event: Figures, chambers: Mapping[str, str], offices: Mapping[str, str]) -> str:
    """A call or a retraction, as a title."""
    about = event["about"]
    what = {"list": event["answer"]["short"], "of": about["of"]}
    called = event["kind"] == "call"
    if about["kind"] == "majority":
        what["of"] = chambers.get(about["of"], about["of"])
        if called:
            return _("Called: %(list)s has the majority (%(of)s)") % what
        return _("Retracted: that %(list)s has the majority (%(of)s)") % what
    what["of"] = offices.get(about["of"], about["of"])
    if called:
        return _("Called: %(list)s wins in the first round (%(of)s)") % what
    return _("Retracted: that %(list)s wins in the first round (%(of)s)") % what


def call_sentences(event: Figures, chambers: Mapping[str, str], offices: Mapping[str, str]) -> str:
    """A call or a retraction with its chance; a call is the desk's word, not the law's."""
    said = call_title(event, chambers, offices) + "."
    if event["chance"] is not None:
        odds = {"chance": chance(event["chance"])}
        said += " " + _("The projection gives this a chance of %(chance)s.") % odds
    if event["kind"] == "call":
        said += " " + _("A call is not the official result; if it turns out wrong it is retracted here.")
    return said
