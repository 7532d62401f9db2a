"""The tests for odd sheets in the reader's language; the document has them in English."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from escrutinio.flows.documents.forensics import ForensicsDocument, OddityResult


@dataclass(frozen=True)
class ShownTest:
    """A test as the page has it.

    Attributes:
        result: what it sees.
        title: what it looks for.
        figure: what its figure is.
        innocent: what else can make it alarm.
    """

    result: OddityResult
    title: str
    figure: str
    innocent: str


def shown_tests(document: ForensicsDocument) -> list[ShownTest]:
    """The tests in their order: title, figure and what else makes them alarm in the reader's language."""
    words = words_of_tests()
    return [
        ShownTest(test, *words.get(test.test, (test.title, test.figure, test.innocent)))
        for test in document.tests
    ]


def words_of_tests() -> dict[str, tuple[str, str, str]]:
    """Test -> its title, figure and innocent reasons, as :mod:`escrutinio.explain.forensics` has them."""
    return {
        "whole-percentages": (
            _("turnout or the leader's share is a whole percentage too often"),
            _("sheets with a whole percentage"),
            _("numbers of voters that are alike on very many sheets"),
        ),
        "rounded-counts": (
            _("votes cast or the leader's votes are the counts nearest to whole percentages too often"),
            _("counts next to a whole percentage"),
            _("numbers of voters that are alike on very many sheets"),
        ),
        "share-spikes": (
            _("too many sheets have the same share of the leader"),
            _("largest excess of sheets at one share, in standard deviations"),
            _("many stations of one town or kind that vote alike"),
        ),
        "unlike-their-place": (
            _("a sheet is unlike the other sheets of its place"),
            _("minus the decimal logarithm of the least false discovery rate"),
            _("stations that are made up by age, district or kind of voter"),
        ),
        "small-stations": (
            _("small stations lie above their larger neighbours in turnout and the leader's share"),
            _("standard deviations of both differences together"),
            _("villages that vote otherwise than the town they belong to"),
        ),
        "identical-votes": (
            _("sheets have the same votes for every selection"),
            _("weight of the pairs that are alike"),
            _("places that vote as one, with the same number of voters"),
        ),
        "swapped-columns": (
            _("a sheet fits its place with the votes of two selections exchanged"),
            _("largest gain of log probability"),
            _("stations that are made up by age, district or kind of voter"),
        ),
    }
