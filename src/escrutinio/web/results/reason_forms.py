"""Why something cannot be said: the forms of the reasons of projections, bounds and tests."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.model.translations import gettext_noop as _

REASONS: Mapping[str, tuple[str, ...]] = {
    "unapplied": (_("the law counts rankings of candidates, and these votes have none"),),
    "cannot": (
        _("Cannot say: {said}."),
        _("Cannot say yet: {said}."),
        _("Cannot say yet."),
        _("The voters of some missing sheets of {name} are not known."),
    ),
    "said": (
        _("nothing is counted"),
        _("the voters of 1 missing sheet are not known"),
        _("the voters of {number} missing sheets are not known"),
        _("1 polling place is in; {number} are needed"),
        _("{number} polling places are in; {number_2} are needed"),
        _("it takes {number} polling places to learn from; this contest has 1 polling place"),
        _("it takes {number} polling places to learn from; this contest has {number_2} polling places"),
        _(
            "1 polling place of the {number} that are in has valid votes on sheets that can be right; "
            "{number_2} are needed"
        ),
        _(
            "{number} polling places of the {number_2} that are in have valid votes on sheets that can be "
            "right; {number_3} are needed"
        ),
        _("the sheets that are in hold {number} of the voters; {number_2} are needed"),
        _("{number} of the voters live in regions without a sheet ({number_2} of {number_3})"),
        _(
            "the sheets come from {number} of {number_2} areas; {number_3} of the missing voters live in "
            "the others"
        ),
        _("with what is missing the house could grow to more than three times its seats"),
        _(
            "the stations file does not list all sheets that are expected, so how many are missing is not "
            "known"
        ),
        _(
            "{number} of the missing voters live at polling places more than twice as large as all but a few "
            "that are in, and no earlier election tells how such places vote"
        ),
        _(
            "{number} of the missing voters live at polling places less than half as large as all but a few "
            "that are in, and no earlier election tells how such places vote"
        ),
        _("{name} could end anywhere from {number} to {number_2} of the valid votes"),
        _(
            "too few sheets are in, and a poll average of the whole does not say how its districts vote; "
            "an earlier election would"
        ),
        "{open}",
    ),
    "why_not": (
        _("fewer than {number} sheets have {number_2} voters or more"),
        _("fewer than {number} sheets have {number_2} valid votes or more"),
        _("no sheet states its registered voters, votes cast and valid votes"),
        _("fewer than {number} places with small stations have neighbours with larger ones"),
        _("fewer than {number} sheets share a polling place with another sheet"),
        _(
            "most sheets are unlike the others of their place ({number} of {number_2}), so none of them "
            "stands out"
        ),
    ),
    "refused_test": (
        _("second-digit"),
        _("last-digit"),
    ),
    "refusal": (
        _(
            "on elections presumed clean, tests of the second digit of polling-station counts alarm for 70 "
            "to {percent} of the lists of a region: counts of so few voters do not follow that law"
        ),
        _(
            "on elections presumed clean, tests of the last digit of polling-station counts alarm for 19 "
            "to {percent} of the lists of a region: a list with few votes on a sheet has no even last "
            "digits"
        ),
    ),
}
