"""Headings, bodies, reasons, claims and warnings: the forms of what a law says beside its sentences."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.model.translations import gettext_noop as _

PHRASES: Mapping[str, tuple[str, ...]] = {
    "count": (
        _("valid votes"),
        _("blank votes"),
        _("null votes"),
        _("votes cast"),
        _("registered voters"),
    ),
    "sheets": (
        _("1 counted sheet"),
        _("{number} counted sheets"),
        _("1 counted sheet of {name}"),
        _("{number} counted sheets of {name}"),
    ),
    "open": (
        _("the {count} of {sheets} are not stated"),
        _("the table does not give [{name}] of {name_2}"),
        _("there are votes of a second round in {name}, and none of a first"),
        _("there are votes of a second round in {name}, and {name_2} was elected in the first"),
        _("{name} could not stand in the second round in {name_2}"),
        _("nothing says of which party the candidate {name} is"),
        _("nothing says of which list the candidate {name} is"),
        _("the quota {number} gives {number_2} full seats where there are {number_3}"),
        _("quotas give {number} seats where there are {number_2}"),
        _("{name} won more seats than candidates; who has them then is not modelled"),
        _("the law does not say whether blank ballots are valid votes, and there are some"),
        _("no number of seats for unit {name}"),
    ),
    "reason": (
        _("Of the counted sheets: {reason}"),
        "{requirement}",
        "{condition}",
        _("no rule of the law has decided"),
        _("no votes counted"),
        _("no votes counted for {claim}"),
        _("nobody has {condition}"),
        _("too few have voted in the run-off"),
        _("most votes"),
        _("most votes, and stood for no party"),
        _("most votes ({number}), and covered"),
        _("{name} has most votes ({number}), but no seat left to cover it"),
        _("{name} has most votes ({number}); whether it is covered is tied"),
        _("units are open; {name} can still have {number} electors"),
        _("nobody can have {number} electors: the choice passes on (contingent election)"),
        _("nobody has the votes that are needed, and {condition}"),
        _("only one list has votes and it does not fulfil the conditions of the first round"),
        _("nobody fulfils the conditions of the first round"),
        _("fewer than {number} candidates have votes"),
        _("{condition}, or the first {number}"),
        _("nobody has more than half of the valid ballots: preferences for these two are added"),
        _("the larger total of the second count"),
        _("more than half of the continuing ballots"),
        _("beats every other candidate"),
        _("the strongest paths of wins"),
        _("the smallest of the largest defeats"),
        _("the most wins"),
        _("by lot"),
        "{open}",
    ),
    "claim": (
        _("seats"),
        _("seats of {name}"),
        _("the seat"),
        _("the seat of {name}"),
        _("the office of {body}"),
        _("the run-off"),
        _("places in the run-off"),
        _("places in the second count"),
        _("single-member seats"),
        _("single-member seat {name}"),
        _("special seat of {name}"),
        _("senate seats of {name}"),
        _("list seats"),
        _("list seats of {name}"),
        _("compensating {claim}"),
        _("levelling seats"),
        _("place of a levelling seat"),
        _("region of a levelling seat"),
        _("constituency of a levelling seat in {name}"),
        _("shares of all seats"),
        _("seats of parties"),
        _("seats of districts"),
        _("seats of units"),
        _("seats of lists"),
        _("seats of lists in districts"),
        _("seats of the country"),
        _("seats left in the units"),
        _("seats of the national lists"),
        _("unused votes"),
        _("first scrutiny"),
        _("second scrutiny"),
        _("electors of {name}"),
        _("national share"),
        _("last vacancy"),
        _("the bonus of {claim}"),
        _("{claim}, first"),
        _("{claim}, second"),
        _("{claim}, round {number}"),
        _("{claim} of the second scrutiny"),
        _("{claim} at stage {number}"),
        _("exclusion in round {number}"),
        _("{claim} in {name}"),
        _("{claim} of {name}"),
        _("{claim}: order"),
    ),
    "warning": (
        _("{name} does not say since when it is in force: whether it was on {day} is not known."),
        _("All seats are open so far: {open}."),
        _("The seats of {name} are open: {open}."),
        _("The seat of {name} is open: {open}."),
        _(
            "{name} stands in no agreement and was taken for one person, with one seat at most: by its "
            "votes it would have {number}. If it is a party, say how many candidates it has in "
            "[candidates], or name it in an agreement of its own."
        ),
        _(
            "{name} stands in no agreement in {name_2} and was taken for one person, with one seat at "
            "most: by its votes it would have {number}. If it is a party, say how many candidates it has "
            "in [candidates], or name it in an agreement of its own."
        ),
        _(
            "{name} has {number} seat for want of candidates, and by its votes {number_2}: the next claims "
            "have the others, though the law's file does not say that they do."
        ),
        _(
            "{name} has {number} seats for want of candidates, and by its votes {number_2}: the next "
            "claims have the others, though the law's file does not say that they do."
        ),
        _(
            "{name} has {number} seats in {name_2} for want of candidates, and by its votes {number_2}: "
            "the next claims have the others, though the law's file does not say that they do."
        ),
        _("No list or candidate of the table has votes in {name}: the seats there are left vacant."),
        _("No list or candidate of the table has votes: the seats are left vacant."),
        _("No list or candidate of the table has votes in {name}: no single-member seat is given there."),
        _("[cast] is {number}, fewer than the {number_2} votes in the table: check both."),
        _("[cast] of {name} is {number}, fewer than the {number_2} votes in the table: check both."),
        _("[cast] is {number}, more than the {number_2} [registered] voters: check both."),
        _("[cast] of {name} is {number}, more than the {number_2} [registered] voters: check both."),
        _(
            "There are fewer votes than seats: what the law does with so few is not modelled, and seats to "
            "which nobody has a claim are vacant."
        ),
        _(
            "There are fewer votes in {name} than seats: what the law does with so few is not modelled, and "
            "seats to which nobody has a claim are vacant."
        ),
        _(
            "No more stand in {name} than there are seats: if they were elected without a vote, give each of "
            "them 1 vote there."
        ),
        _("There are no votes of the contest {name}: the seats that it decides are left out."),
        _(
            "The votes name no unit, and the law gives the seats of each unit: they were taken for those of "
            "one unit, with seats: {number}. Where there are several units, give the votes and the seats of "
            "each."
        ),
        _(
            "The votes give neither [cast] nor [null], and the law asks for the votes cast: none was "
            "taken to be null."
        ),
        _("[{name}] names {name_2}, and no polling station lies there. Did you mean {name_3}?"),
        _("[{name}] names {name_2}, and no polling station lies there."),
        _("There are no votes for {body}: it is not decided."),
        _("{body} is not decided: {open}. {hint}"),
        _("{body} is not decided: {open}."),
        _(
            "[others] are {number} votes, no fewer than a list has won a seat with: a list without a row "
            "may have won something. Give each its row."
        ),
        _(
            "[others] of {name} are {number} votes, no fewer than a list has won a seat with: a list "
            "without a row may have won something. Give each its row."
        ),
        _(
            "[valid] is more than the votes of the lists, by {number} votes. If lists without a row have "
            "them, state them as [others]: quotas are larger, and seats differ."
        ),
    ),
    "title": (
        _("Ties"),
        _("Undecided"),
        _("Seats left empty"),
        _("Seats of units above the share"),
        _("Threshold"),
        _("Threshold, {name}"),
        _("Threshold for list seats"),
        _("Seats"),
        _("Seats of parties"),
        _("Seats of lists"),
        _("Seats of lists in the lands"),
        _("Seats of lists by land"),
        _("Seats of lists in districts"),
        _("Seats of units"),
        _("Seats of the country"),
        _("Seats of {label} lists"),
        _("Seats of {name}"),
        _("Seats inside {name}"),
        _("Seats in two rounds"),
        _("Seats added"),
        _("Winners of constituencies"),
        _("Unused votes"),
        _("National lists"),
        _("What parties must have by land"),
        _("Levelling seats"),
        _("Where levelling seats fall"),
        _("In which region levelling seats fall"),
        _("Where the seats fall"),
        _("List seats"),
        _("List seats, {name}"),
        _("Single-member seats"),
        _("First scrutiny, {name}"),
        _("Second scrutiny"),
        _("Electoral college"),
        _("Sheets that do not add up"),
        _("Withdrawn lists"),
        _("Entitlement, {name}"),
        _("Special indigenous seat, {name}"),
        _("{body}, run-off"),
        "{body}: {title}",
        "{name}: {title}",
        "{body}, {name}",
        "{body}",
    ),
    "body": (
        _("President"),
        _("President and vice-president"),
        _("Vice-President"),
        _("Head of Government"),
        _("Member of the Presidency"),
        _("Governor"),
        _("Mayor"),
        _("Mayor of London"),
        _("Mayor or commissioner"),
        _("Representative"),
        _("Referendum"),
        _("Referendo"),
        _("Referéndum"),
        _("Plebiscito"),
        _("Vote of the people"),
        _("Vote of the people and the cantons"),
        _("Electoral College"),
        _("National Assembly"),
        _("House of Representatives"),
        _("Senate"),
        _("Chamber of Deputies"),
        _("Parliament"),
        _("Legislative Assembly"),
        _("Municipal council"),
        _("National Council"),
        _("Hellenic Parliament"),
        _("Assembly"),
        _("Grand National Assembly"),
        _("Council"),
        _("Council of Representatives"),
        _("Congress"),
        _("State Duma"),
        _("Regional council"),
        _("National Parliament"),
        _("National Congress"),
        _("Chamber of Representatives"),
        _("Assembly of the Republic"),
        _("Congress of Deputies"),
        _("Federal Senate"),
        _("Cantonal council"),
        _("Departmental council"),
        _("House of Councillors"),
        _("House of Commons"),
        _("Scottish Parliament"),
        _("Northern Ireland Assembly"),
        _("London Assembly"),
        _("Provincial legislature"),
        _("Legislature"),
    ),
    "by": (
        _("fewest votes"),
        _("previous rounds"),
        _("first rounds"),
        _("earlier stages"),
        _("by lot"),
        _("lot"),
    ),
    "article": (
        _("see the law's article on equal votes"),
        _("no article; a rule of this desk"),
        _("no article names a rule for ties"),
        _("no article"),
        _("article not verified"),
        "{article}; {article_2}",
        _("{name} (article not verified)"),
        _("{name} (articles not verified)"),
        _("{name} (plurality not verified)"),
        _("{name} (not verified)"),
        _("{name}, from memory"),
        _("{name} (from memory)"),
        "{name}",
    ),
}
