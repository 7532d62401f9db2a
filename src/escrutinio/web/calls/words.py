"""Calls in words of the reader's language: what is called, what it rests on, what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from escrutinio.flows.calls import RefusalCode
from escrutinio.flows.documents.called import PublishedCall
from escrutinio.projection.calls import RETRACT_BELOW, Doubt, Evidence, Question, State
from escrutinio.web.results.templatetags.say import chance, percent


def call_words(about: Question, answer: Sequence[str], of: str) -> str:
    """What is called, as part of a sentence.

    Args:
        about: what is called.
        answer: the names of the selections.
        of: the name of the office or the chamber.
    """
    what = {"of": of, "list": answer[0] if answer else ""}
    if about.kind == "majority":
        return (
            _("%(list)s has a majority (%(of)s)") if answer else _("nobody has a majority (%(of)s)")
        ) % what
    if len(answer) == 2:
        pair = {"of": of, "first": answer[0], "second": answer[1]}
        return _("run-off between %(first)s and %(second)s (%(of)s)") % pair
    if about.kind == "first-round":
        return _("%(list)s wins in the first round (%(of)s)") % what
    if about.kind == "run-off":
        return _("%(list)s wins the run-off (%(of)s)") % what
    if about.kind == "measure":
        return _("the answer is %(list)s (%(of)s)") % what
    return _("%(list)s wins (%(of)s)") % what


def evidence_words(evidence: Evidence) -> str:
    """What a proposal rests on, in one or two sentences."""
    if evidence.basis == "bounds" and evidence.coverage == 1:
        return _("All sheets were in.")
    words = (
        _("The missing sheets cannot change it, whatever they hold.")
        if evidence.basis == "bounds"
        else _("The projection gave it a chance of %(chance)s, after at least %(least)s at the mark before.")
        % {"chance": chance(evidence.chance), "least": percent(1 - evidence.risk)}
    )
    if evidence.coverage is None:
        return words
    return f"{words} " + _("%(share)s of the sheets were in.") % {"share": percent(evidence.coverage)}


def doubt_words(doubt: Doubt) -> str:
    """What speaks against a call, in one sentence."""
    if doubt == "other-answer":
        return _("By now another answer is sure, whatever the missing sheets hold.")
    if doubt == "ruled-out":
        return _("The missing sheets can no longer bring it about, whatever they hold.")
    return _("The projection now gives it a chance below %(chance)s.") % {"chance": percent(RETRACT_BELOW, 0)}


def call_reasons(event: PublishedCall) -> str:
    """What a call rests on and what speaks against it by now, or why it was retracted."""
    sentences = []
    if event.kind == "call":
        sentences.append(evidence_words(event.evidence))
        if event.doubt is not None:
            sentences.append(_("This call is in doubt.") + " " + doubt_words(event.doubt))
    elif event.doubt is not None:
        sentences.append(doubt_words(event.doubt))
    if event.reason:
        sentences.append(event.reason)
    return " ".join(sentences)


def state_words(state: State) -> str:
    """What has become of a call."""
    return {
        "proposed": _("Proposed"),
        "held": _("Held"),
        "published": _("Published for readers"),
        "retracted": _("Retracted"),
    }[state]


def refusal_words(code: RefusalCode) -> str:
    """Why something was not done with a call."""
    return {
        "no-name": _("It is not said who does this."),
        "no-such-call": _("There is no such call."),
        "retracted": _("This call is retracted already."),
        "published": _("This call is published already."),
        "held": _("This call is held already."),
        "in-doubt": _("By now the count speaks against this call, so it cannot be published."),
        "same-person": _("You have confirmed this call already; somebody else has to confirm it too."),
        "no-reason": _("A retraction needs a reason. Readers are shown it, in your words."),
    }[code]
