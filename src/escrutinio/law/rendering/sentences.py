"""What a step of a law says: the forms of its sentences, see :mod:`escrutinio.model.wording`."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law.rendering.mixed_sentences import OF_MIXED_LAWS_AND_QUOTAS
from escrutinio.model.translations import gettext_noop as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "{sentence}.",
        "{sentence}. {text}",
        "{sentence}; {doubt}.",
        _("Of the counted sheets: {text}"),
        "{sentence}",
    ),
    "doubt": (
        _("the {count} of {sheets} are not stated, and whatever they are the same lists pass"),
        _("the {count} of {sheets} are not stated, and whatever they are the decision is the same"),
    ),
    "sentence": (
        "{rule}",
        _("lists with {condition} take part"),
        _(
            "lists with {condition} take part, and while they do not have {condition_2} together, so do "
            "those with the next most votes"
        ),
        _("the most votes win"),
        _("the most votes win the seat"),
        _("the most votes win the seat; it stays outside the compensation"),
        _("in each unit the most votes win the seat"),
        _("in each district the most votes win the seat"),
        _("those with the most votes win a seat each"),
        _("a seat that a list has no candidate for stays empty"),
        _("a candidate with {condition} is elected; otherwise there is a run-off between the first two"),
        _("nobody is elected, and there is a run-off between the first two"),
        _("{condition} have voted: {sentence}"),
        _("{condition} had to vote, and did not: {sentence}"),
        _("the most votes win, if they are {condition}; otherwise nobody is elected"),
        _("nobody is elected"),
        _(
            "one national constituency, votes from abroad included; a candidate with {condition} is "
            "elected; otherwise the first two stand in a run-off"
        ),
        _(
            "a candidate with {condition}, and {condition_2}, is elected; otherwise there is a run-off "
            "between the first two"
        ),
        _(
            "a candidate with {condition}, and {condition_2}, is elected; otherwise the votes alone elect "
            "nobody"
        ),
        _(
            "a candidate with {condition} has the seat in the first round; in a second round the first two "
            "stand; in the second round the most votes win"
        ),
        _(
            "the candidate with the most votes has the seat in the first round, if they are {condition}; in "
            "a second round the first two stand; in the second round the most votes win"
        ),
        _(
            "a candidate with {condition} has the seat in the first round; in "
            "a second round the first two stand, and all who are equal to them; in the second round the most "
            "votes win"
        ),
        _(
            "a candidate with {condition} has the seat in the first round; in a second round who has "
            "{condition_2} may stand, and the first two at least; in the second round the most votes win"
        ),
        _(
            "a candidate with more than half of the valid votes is elected; otherwise the two with the "
            "most votes remain, and the preferences of all other ballots for one of the two are added"
        ),
        _(
            "a candidate who reaches the quota is elected and the surplus transferred; otherwise the "
            "candidate with the fewest votes is excluded"
        ),
        _(
            "a candidate who reaches the quota is elected and keeps of each vote only what the quota takes; "
            "the quota falls with the votes that nobody is left to take; otherwise the candidate with the "
            "fewest votes is excluded"
        ),
        _(
            "the candidate with the fewest votes is excluded, until one has half of the votes that somebody "
            "is left to take"
        ),
        _(
            "a list with more seats in the units than its share of the whole gives back those with the "
            "lowest figures; each goes, in its unit, to the highest figure of a list with fewer seats than "
            "its share"
        ),
        _(
            "a list with more seats in the units than its share of the whole gives back those with the "
            "lowest figures, in units with {number} seats at least; each goes, in its unit, to the highest "
            "figure of a list with fewer seats than its share"
        ),
        _(
            "seat by seat the highest average wins, of the lists that have fewer seats than their exact "
            "share of the seats given so far and this one"
        ),
        _(
            "the candidate with the fewest ballots is excluded, round by round, and those ballots go to "
            "their next preference, until one candidate has more than half"
        ),
        _(
            "the candidate whom more ballots prefer to each other candidate than the other way round is "
            "elected; {otherwise}"
        ),
        _(
            "the candidate whom more ballots prefer to each other candidate than the other way round is "
            "elected; {otherwise}; {strength}"
        ),
        _("the electors of each unit go to the most votes there; {number} of {number_2} elect"),
        _("the measure is adopted if {requirement}; otherwise it is not"),
        _("the measure is not adopted if {requirement}; otherwise it is"),
        _("the list with the most votes has {number} seats, the next {number_2}"),
        _(
            "the list with the most votes has {number} seats for being first; the others are shared among "
            "all in proportion: {rule}"
        ),
        _(
            "the list with the most votes has {number} of them for being first; the others are shared "
            "among all in proportion: {rule}"
        ),
        _(
            "the list with the most votes has {number} seats for being first, with {condition}; the others "
            "are shared among all in proportion: {rule}"
        ),
        _(
            "the list with the most votes has {number} of them for being first, with {condition}; the "
            "others are shared among all in proportion: {rule}"
        ),
        _(
            "the list with the most votes has {number} seats for being first, with {condition}, and one "
            "more for each {number_2} above, up to {number_3}; the others are shared among all in "
            "proportion: {rule}"
        ),
        _(
            "the list with the most votes has {number} seats at least; where proportion gives it fewer, "
            "the others share the rest: {rule}"
        ),
        _(
            "the list with the most votes has {number} seats at least, with {condition}; where proportion "
            "gives it fewer, the others share the rest: {rule}"
        ),
        _(
            "the list with the most votes has {number} of them at least; where proportion gives it fewer, "
            "the others share the rest: {rule}"
        ),
        _(
            "a coalition with {number} takes part if one of its lists has {number_2}, and a list by itself "
            "with {number_3}; a list's votes count for its coalition from {number_4}"
        ),
        _(
            "a coalition with {number} takes part if one of its lists has {number_2}, or {number_3} of a "
            "unit, and a list by itself with {number_4} of the whole, or with {number_5} of the unit; a "
            "list's votes count for its coalition from {number_6}, or with {number_7} of any unit"
        ),
        _("Each full quota wins a seat, and the seats left go to the largest remainders"),
        _("the lists that take part share the seats of their coalition by the same rule"),
        _(
            "in each unit, coalitions and lists have a seat for each full quotient of the votes of all that "
            "have seats; the seats left go to the largest decimals, and seats are exchanged until everybody "
            "has those of the whole"
        ),
        _("The lists of a coalition share its seats in a unit in the same way"),
        _(
            "in each unit, lists have a seat for each whole quota of the votes of all that have seats; the "
            "seats left go to the largest remainders"
        ),
        _(
            "While a list has more seats than in the whole, the smallest remainder by which such a list has "
            "one loses it to the largest remainder there that has none"
        ),
        _("The seats are not placed: a unit has no votes yet"),
        _("The seats are not placed: remainders in the units are equal"),
        _("The seats are not placed: no seat by a remainder is left to move"),
        _("The seats are not placed: not all seats of the whole are decided"),
        _("The seats are not placed: the units have {number} seats, not {number_2}"),
        _("The seats are not placed: {name} has fewer votes than seats"),
        _("The seats are not placed: {name} has more whole quotients than seats"),
        _("The seats are not placed: no decimals are left to place a seat of {name} by"),
        _("The seats are not placed: decimals are equal where a seat of {name} depends on them"),
        _("all together"),
        _("each party's seats go to its lists in the lands by the same rule ({method})"),
        _(
            "each party's seats go to the highest quotients ({numbers}) of its lists in the lands; a list "
            "has at least the single-member seats that its party won there"
        ),
        _(
            "each party's seats go to the highest quotients ({numbers}) of its lists in the lands; a list "
            "has at least what its party must have there"
        ),
        _(
            "in each land a party's winners are ranked by their share of the constituency's votes; as many "
            "as its list has seats there are elected"
        ),
        _("nothing is decided there: {open}"),
        _("nothing is decided: {open}"),
        _(
            "a list with {condition} has a seat; of the seats left each list has the whole part of its "
            "share by votes; the last go one by one, the most votes first, to lists that had none of these"
        ),
        _("No list has more than {number} seats"),
        _(
            "the votes that have won no seat in the units are added up, and the seats left there are "
            "shared among them: {rule}"
        ),
        _(
            "each {label} list that takes no part in the other seats has one beside them with {number} of "
            "the votes of a seat, which are {base} divided by {number_2}"
        ),
        _("the list seats make up for single-member seats, and are open until their ties are settled"),
        _("the list seats go by single-member seats, and are open until their ties are settled"),
        _(
            "they are open until the ties in the units are settled: how many seats a list has there "
            "decides how many it has here"
        ),
        _(
            "the seats of each land go to the highest quotients ({numbers}) there; a party must have these "
            "or the single-member seats it won there, whichever are more"
        ),
        _(
            "the seats of each land go to the highest quotients ({numbers}) there; a party must have the "
            "mean of them and of the single-member seats it won there, rounded up, or these if they are "
            "more, and as many as the lands gave it in all"
        ),
        _(
            "the house of {number} grows until the shares of parties by their votes in the whole country "
            "cover what they must have"
        ),
        _(
            "the house of {number} grows until the shares of parties by their votes in the whole country "
            "cover what they must have, but for {number_2} seats, which come on top"
        ),
        _("over the whole country {rule}"),
        _(
            "a list's figure in a region is its votes there, divided by the divisor of its next seat "
            "({numbers}); the highest figure of all takes its seat, one after the other, while its list and "
            "the region have levelling seats left"
        ),
        _(
            "the levelling seats of a list in a region go to its highest figures in the units there: its "
            "votes, divided by the divisor of its next seat ({numbers})"
        ),
        _(
            "a list's figure in a unit is its votes there, divided by the divisor of its next seat "
            "({numbers}); {whose}, one after the other, while its party and the unit have levelling seats "
            "left"
        ),
        _(
            "a list's figure in a unit is its votes there, divided by the divisor of its next seat "
            "({numbers}) and by the votes per seat of the unit; {whose}, one after the other, while its "
            "party and the unit have levelling seats left"
        ),
        _(
            "a list's figure in a unit is its votes there, divided by the divisor of its next seat "
            "({numbers}) and by the valid votes of the unit; {whose}, one after the other, while its party "
            "and the unit have levelling seats left"
        ),
        _(
            "each whole quota wins a list seat, and the seats left go to the largest remainders; nobody "
            "has more than {number} seats, nor a share of the {number_2} seats that is more than "
            "{number_3} above its share of the votes"
        ),
        _(
            "each whole quota wins a list seat, and the seats left go to the largest remainders; nobody "
            "has more than {number} seats, nor a share of the {number_2} seats that is more than "
            "{number_3} above its share of the votes: {name} would have, and the others share the rest"
        ),
        _(
            "each whole quota wins a list seat, and the seats left go to the largest remainders; nobody "
            "has more than {number} seats, nor a share of the {number_2} seats that exceeds its share of "
            "{base} by more than {number_3} of it"
        ),
        _(
            "each whole quota wins a list seat, and the seats left go to the largest remainders; nobody "
            "has more than {number} seats, nor a share of the {number_2} seats that exceeds its share of "
            "{base} by more than {number_3} of it: {name} would have, and the others share the rest"
        ),
        *OF_MIXED_LAWS_AND_QUOTAS,
    ),
}
