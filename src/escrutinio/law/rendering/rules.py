"""How seats are given and what is asked of a list: the forms of rules and conditions."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.model.translations import gettext_noop as _

RULES: Mapping[str, tuple[str, ...]] = {
    "otherwise": (
        _(
            "else whoever has as strong a path of wins to every other as that one has back, where a path "
            "is as strong as its weakest win"
        ),
        _("else the candidate whose largest defeat is the smallest"),
        _("else the candidate who beats the most others, where a level pair counts for half"),
    ),
    "strength": (
        _("a win is as strong as the ballots that prefer the winner"),
        _("a win is as strong as its margin"),
    ),
    "added": (
        _("a party with more than half of the first preferences has a majority of the seats"),
        _("of the two parties with seats that with more first preferences has more seats"),
        _("the votes of a seat of the two parties with seats come as near as an odd house allows"),
    ),
    "whose": (
        _("the highest figure of all takes its seat"),
        _("the party of the highest quotient over the whole country takes the seat of its highest figure"),
    ),
    "order": (
        _("the largest remainders"),
        _("the most votes"),
    ),
    "rule": (
        _("the votes are divided by {numbers} ({method}); the highest quotients win a seat"),
        _(
            "the votes of the whole country are divided by {numbers} ({method}); the highest quotients win "
            "a seat"
        ),
        _(
            "the votes are divided by {numbers} ({method}), and the quotients of {label} lists are raised "
            "by {number}; the highest win a seat"
        ),
        _(
            "the votes are divided by {numbers} ({method}), and the quotients of {label} lists with less "
            "than {number} {of_base} are raised by {number_2}; the highest win a seat"
        ),
        _("each full quota wins a seat; the seats left go to {rest}"),
        "{rule}; {aside}",
        _("{rule}, those that whole quotas leave among lists with {number} {of_base} alone"),
    ),
    "rest": (
        _("the largest remainders"),
        _("the largest remainders of lists with a full quota"),
        _("the highest averages ({method})"),
        _("the highest averages ({method}) of lists with a full quota"),
        _(
            "the {number} largest remainders, and after them to the most votes per seat that a list has by "
            "then"
        ),
    ),
    "aside": (
        _("of equal claims that with more votes comes first"),
        _("of equal quotients that of the list with fewer votes comes first"),
        _("with equal votes a lot decides the first time, and after it the two take turns"),
        _("a list has no more seats than candidates"),
        _(
            "a list that won more seats in the units than its share keeps them and is left out, and the "
            "others share the rest"
        ),
    ),
    "method": (
        _("D'Hondt"),
        _("Sainte-Laguë"),
        _("modified Sainte-Laguë"),
        _("modified D'Hondt"),
        _("Imperiali"),
        _("Danish"),
        _("Macau"),
        _("Adams"),
        _("Huntington-Hill"),
        _("Dean"),
        _("divisors of its own"),
        "{word}",
    ),
    "condition": (
        _("{condition}, or {condition_2}"),
        _("{condition} or {condition_2}"),
        _("{condition}, and {condition_2}"),
        _("{condition} and {condition_2}"),
        _("{condition}, in {condition_2}"),
        _("at least {percent} {of_base}"),
        _("at least {fraction} {of_base}"),
        _("more than {percent} {of_base}"),
        _("more than {fraction} {of_base}"),
        _("at least {percent} {of_base}, alone or with the other lists of its agreement"),
        _("at least {fraction} {of_base}, alone or with the other lists of its agreement"),
        _("more than {percent} {of_base}, alone or with the other lists of its agreement"),
        _("more than {fraction} {of_base}, alone or with the other lists of its agreement"),
        _("a lead of at least {number} points over the second"),
        _("a lead of more than {number} points over the second"),
        _("at least a share {of_base} by parties: {shares}"),
        _("more than a share {of_base} by parties: {shares}"),
        _("{condition} in at least 1 {unit}"),
        _("{condition} in at least {number} {units}"),
        _("constituencies won: at least {number}"),
        _("seats in the units won: at least {number}"),
        _("at least the {quota} quota ({base}, {number} seats)"),
        _("at least {number} of the {quota} quota ({base}, {number_2} seats)"),
        _("at least the electoral quota ({base}, {number} seats)"),
        _("more than the {quota} quota ({base}, {number} seats)"),
        _("more than {number} of the {quota} quota ({base}, {number_2} seats)"),
        _("at least {number} votes"),
        _("at least {number} electors"),
        _("a list with the label “{label}”"),
        _("a list without the label “{label}”"),
        _("the most votes"),
        _("equal votes, by the recorded lot"),
        "({condition})",
    ),
    "shares": (
        _("{number} for 1 or more"),
        _("{number} for {number_2}"),
        _("{number} for {number_2} or more"),
        _("{shares}, {shares_2}"),
    ),
    "of_base": (
        _("of the votes of all lists"),
        _("of the votes of all lists in the country"),
        _("of the valid votes"),
        _("of the valid votes of the country"),
        _("of the valid votes for president in the nine departments"),
        _("of the votes cast"),
        _("of the registered voters"),
        _("of the votes for candidates"),
        _("of the votes for the two answers"),
        _("of the votes of the whole country"),
        _("of the votes of one district"),
        _("of the votes"),
        _("of all votes"),
        _("of all voters"),
        _("of the votes in a district"),
        _("of the districts"),
        _("of the votes in a constituency"),
        _("of the constituencies"),
        _("of the votes in a province"),
        _("of the provinces"),
        _("of the votes in a state"),
        _("of the states"),
        _("of the votes in a county"),
        _("of the counties"),
        _("of the votes in a region"),
        _("of the regions"),
        _("of the votes in a canton"),
        _("of the cantons"),
        _("of the votes in a department"),
        _("of the departments"),
        _("of the votes in a municipality"),
        _("of the municipalities"),
        _("of the States"),
        _("of the votes of the cantons"),
        _("of the states and the Federal Capital Territory"),
        _("of the votes in a {word}"),
        _("{of_base} of the whole"),
        _("{of_base} there"),
        _("of the {word}"),
    ),
    "base": (
        _("the votes of all lists"),
        _("the valid votes"),
        _("the votes cast"),
        _("the registered voters"),
        _("the votes of the lists that take part and of all that have a seat"),
        _("{base} there"),
    ),
    "unit": (
        _("district"),
        _("constituency"),
        _("province"),
        _("state"),
        _("county"),
        _("region"),
        _("canton"),
        _("department"),
        _("municipality"),
        "{word}",
    ),
    "units": (
        _("districts"),
        _("constituencies"),
        _("provinces"),
        _("states"),
        _("States"),
        _("counties"),
        _("regions"),
        _("cantons"),
        _("departments"),
        _("municipalities"),
        _("votes of the cantons"),
        _("states and the Federal Capital Territory"),
        "{word}",
    ),
    "label": (
        _("minority"),
        _("linguistic minority"),
        _("independent"),
        _("yes"),
        "{word}",
    ),
    "quota": (
        _("hare"),
        _("droop"),
        _("hagenbach_bischoff"),
        _("imperiali"),
        "{word}",
    ),
    "requirement": (
        _("{votes} are {condition}"),
        _("{votes} are not {condition}"),
        _("{votes} outnumber {votes_2} in {condition}"),
        _("{votes} do not outnumber {votes_2} in {condition}"),
        _("{requirement}, and {requirement_2}"),
    ),
    "votes": (
        _("the votes in favour"),
        _("the votes against"),
        _("the valid votes"),
        _("the votes cast"),
        _("the votes of all lists"),
    ),
}
