"""Why nothing is projected, in the reader's language: the projection says it in English, with its figures."""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest

from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_REASONS = (
    _("Cannot say yet: nothing is counted."),
    _("Cannot say: the voters of 1 missing sheet are not known."),
    _("Cannot say: the voters of %(sheets)s missing sheets are not known."),
    _("Cannot say yet: 1 polling place is in; %(needed)s are needed."),
    _("Cannot say yet: %(places)s polling places are in; %(needed)s are needed."),
    _("Cannot say yet: it takes %(needed)s polling places to learn from; this contest has 1 polling place."),
    _(
        "Cannot say yet: it takes %(needed)s polling places to learn from; this contest has %(places)s "
        "polling places."
    ),
    _(
        "Cannot say yet: 1 polling place of the %(places)s that are in has valid votes on sheets that can be "
        "right; %(needed)s are needed."
    ),
    _(
        "Cannot say yet: %(teach)s polling places of the %(places)s that are in have valid votes on sheets "
        "that can be right; %(needed)s are needed."
    ),
    _("Cannot say yet: the sheets that are in hold %(share)s %% of the voters; %(needed)s %% are needed."),
    _("Cannot say yet: %(share)s %% of the voters live in regions without a sheet (%(regions)s of %(all)s)."),
    _(
        "Cannot say yet: the sheets come from %(areas)s of %(all)s areas; %(share)s %% of the missing voters "
        "live in the others."
    ),
    _(
        "Cannot say: the stations file does not list all sheets that are expected, so how many are missing "
        "is not known."
    ),
)
"""As the projection says them."""
_PLACE = re.compile(r"%\((\w+)\)s")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The reasons as the projection writes them, each with the names of its figures."""
    with translation.override(None):
        written = [str(reason) for reason in _REASONS]
    return tuple(map(_pattern, written))


def _pattern(text: str) -> re.Pattern[str]:
    """A reason with its figures as groups that have their names."""
    literals = [re.escape(part.replace("%%", "%")) for part in _PLACE.split(text)[::2]]
    groups = [rf"(?P<{name}>[\d,.]+)" for name in _PLACE.findall(text)]
    return re.compile("".join(map("".join, zip_longest(literals, groups, fillvalue=""))))


def reason_in_words(reason: str) -> str | None:
    """A reason of the projection for readers of the page's language; None where it is not known."""
    for pattern, known in zip(_patterns(), _REASONS, strict=True):
        said = pattern.fullmatch(reason)
        if said:
            figures = {name: _figure(figure) for name, figure in said.groupdict().items()}
            return str(known) % figures
    return None


def _figure(text: str) -> str:
    """A figure in English as the reader writes it."""
    plain = text.replace(",", "")
    decimals = len(plain.partition(".")[2])
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(plain, format=pattern, locale=(get_language() or "en").replace("-", "_")))
