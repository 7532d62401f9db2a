"""What an author has to correct in a text before it can be published, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from escrutinio.flows.publication import Figure, Publication
from escrutinio.model import EscrutinioError
from escrutinio.web.stories.figures import Key, find, nearest
from escrutinio.web.stories.markdown import Asked, Problem, Text


def problems_of(
    text: Text, publication: Publication | None, kept: Mapping[Key, Figure] | None = None
) -> list[str]:
    """Sentences, each with its line, in the order of the lines.

    Args:
        text: as read.
        publication: says which figures there are.
        kept: figures that are frozen already; what they were is no question any more.
    """
    sentences = [(problem.line, _sentence(problem)) for problem in text.problems]
    sentences += list(_unknown_figures(text, publication, kept or {}))
    return [_("Line %(line)d: %(what)s") % {"line": line, "what": what} for line, what in sorted(sentences)]


def _sentence(problem: Problem) -> str:
    sentences = {
        "unclosed": _("a figure opens with {{ but does not close with }} on the same line."),
        "empty": _("a figure is empty."),
        "long": _("a figure has more than 200 characters: %s"),
        "option": _("after | write “frozen”, or “frozen at” and a time, not “%s”."),
        "many": _("a story can have at most %s figures."),
        "picture": _("there is no picture “%s”. Choose one under Picture for the text, and save."),
        "picture-alone": _("a picture needs a line of its own, with empty lines above and below: %s"),
        "picture-shows": _("say between the square brackets what the picture shows: %s"),
        "link": _("a link must begin with https://, http:// or mailto:, not “%s”."),
    }
    sentence = sentences[problem.key]
    return sentence % problem.about if "%s" in sentence else sentence


def _unknown_figures(
    text: Text, publication: Publication | None, kept: Mapping[Key, Figure]
) -> Iterator[tuple[int, str]]:
    for asked in text.figures:
        if asked.expression and (asked.expression, asked.at) not in kept:
            sentence = _unknown(asked, publication)
            if sentence:
                yield asked.line, sentence


def _unknown(asked: Asked, publication: Publication | None) -> str:
    about = {"figure": asked.expression, "at": asked.at}
    if publication is None:
        return _("“%(figure)s” has no value yet: nothing has been published.") % about
    try:
        figure = find(asked.expression, publication)
    except EscrutinioError:
        near = ", ".join(nearest(asked.expression, publication))
        if near:
            return _("there is no figure “%(figure)s”. Did you mean: %(near)s?") % {**about, "near": near}
        return _("there is no figure “%(figure)s”.") % about
    if asked.at:
        try:
            figure = find(asked.expression, publication, asked.at)
        except EscrutinioError:
            return _("“%(at)s” is not a time of the count so far; write it like 2020-10-18T21:40.") % about
    if figure.value is None:
        return _("“%(figure)s” has no value yet.") % about
    return ""
