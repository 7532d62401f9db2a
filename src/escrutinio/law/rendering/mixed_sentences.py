"""What a step says of list seats beside single-member ones, and of seats that go by quotas in several steps.

A part of :data:`escrutinio.law.rendering.sentences.SENTENCES`.
"""

from __future__ import annotations

from escrutinio.model.translations import gettext_noop as _

OF_MIXED_LAWS_AND_QUOTAS = (
    _(
        "half of what single-member seats leave of a list's share of the {number} seats is due to it "
        "({name}); {number_2} seats go by that, less or more than what is due by the largest "
        "remainders, and the others by the votes"
    ),
    _(
        "what single-member seats leave of a list's share of the {number} seats, fractions and all, is "
        "what the list seats are shared by: whole quotas, and the largest remainders"
    ),
    _(
        "votes for candidates without a seat, and what winners had beyond the one vote that was "
        "needed, are added to those of their lists; the highest quotients ({numbers}) win a seat"
    ),
    _(
        "votes for candidates without a seat, and what winners had beyond the one vote that was "
        "needed, are added to those of their lists; the highest quotients ({numbers}) win a seat; a "
        "minority's list has a seat for {number} votes"
    ),
    _("list seats are allocated by list votes alone: {rule}"),
    _("list seats go to the highest quotients that single-member seats have not used up: {rule}"),
    _("all seats are allocated by list votes; who won more single-member seats keeps them: {rule}"),
    _("the house grows until each list's share covers its single-member seats: {rule}"),
    _("all seats are allocated by list votes, and no list has won more than its share: {rule}"),
    _(
        "the house grows until each list's share covers its single-member seats; a house that has "
        "grown to an even number of seats has one more: {rule}"
    ),
    _(
        "the house grows once, by two seats for each single-member seat above a list's share; what is"
        " still above it then is kept: {rule}"
    ),
    _(
        "the house grows once, by two seats for each single-member seat above a list's share; what is"
        " still above it then is kept; a house that has grown to an even number of seats has one "
        "more: {rule}"
    ),
    _(
        "the house grows once, until the votes of the list furthest above its share are worth what it"
        " has won; what is still above it then is kept: {rule}"
    ),
    _(
        "the house grows once, until the votes of the list furthest above its share are worth what it"
        " has won; what is still above it then is kept; a house that has grown to an even number of "
        "seats has one more: {rule}"
    ),
    _(
        "the {number} seats, but for single-member seats of those that take no part, go to parties by "
        "their votes in the whole country: {rule}"
    ),
    _(
        "the seats of each party go to its lists by their votes in the lands, by the same rule; "
        "single-member seats come off what a list is due, and those above it are kept"
    ),
    _(
        "each whole quota wins a seat; seats too many are taken back from the smallest remainders, and "
        "those that are left go to the second scrutiny"
    ),
    _(
        "the votes that are left of each list, and all of its votes in units where it has no seat, are "
        "added up; the seats left go by whole quotas and largest remainders, and fall in the units "
        "where the list has its largest remainders"
    ),
    _(
        "each whole quota wins a seat; those left go to lists, {order} first, and begin anew in the "
        "same order"
    ),
    _(
        "each whole quota wins a seat; a list with fewer than {number} has {number_2}; those left go to "
        "lists, {order} first, and begin anew in the same order"
    ),
    _(
        "every list has {number} seats beforehand; of the others each whole quota wins a seat; those left "
        "go to lists, {order} first, and begin anew in the same order"
    ),
    _(
        "each whole quota wins a seat; those left go to lists with {number} of it, {order} first, and "
        "begin anew in the same order"
    ),
    _(
        "each whole quota wins a seat, and so does {number} of one; those left go to lists, {order} "
        "first, and begin anew in the same order"
    ),
    _(
        "each whole quota wins a seat, and so does {number} of one; those left go to lists with "
        "{number_2} of it, {order} first, and begin anew in the same order"
    ),
    _(
        "each whole quota wins a seat; those left go to lists without one that have {number} of it, and "
        "then to the candidates with the most votes of all lists"
    ),
    _(
        "each whole quota wins a seat; those left go to lists without one that have {number} of it, and "
        "then to the candidates with the most votes of all lists, {number_2} of each list at most"
    ),
    _("a list has a seat for each whole quota; the seats left are given in the whole"),
    _(
        "each whole quota wins a seat; those left go to remainders of more than {number} of it, the "
        "largest first, and the others are given in the whole"
    ),
    _(
        "the votes that have won no seat in the regions and in the constituencies are added up, less "
        "what seats for a part of a quota lacked; the seats left in the regions and {number} more are "
        "shared among them: {rule}"
    ),
    _(
        "a list has a seat for each whole quota, and for {number} of one; the seats left are given in "
        "the whole"
    ),
    _(
        "a party has a seat for each whole quotient, where it has a candidate with {number} of it; the "
        "seats left go to the highest averages of parties with {number_2}, each to a candidate with "
        "{number_3}, and where there is none, to the highest averages"
    ),
    _(
        "a party has a seat for each whole quotient, where it has a candidate with {number} of it; the "
        "seats left go to the highest averages of parties with {number_2}, each to a candidate with "
        "{number_3}, and where there is none, to the highest averages of all"
    ),
    _("The votes of candidates are not given: every party is taken to have enough of them"),
    _(
        "each whole measure wins a seat; each seat left goes to the most votes per seat, lists with an "
        "agreement counting as one, and inside a pair by the same rule"
    ),
    _("lists in alliance count as one, then divide its seats among them: {rule}"),
    _(
        "lists in alliance count as one, then divide its seats among them: {rule}; inside an alliance "
        "{rule_2}"
    ),
    _("seats are added to those of the counts where the law asks for it: none are"),
    _("seats are added to those of the counts where the law asks for it: {added}"),
    _(
        "all {number} seats are allocated to the parties that take part: the votes of the country are "
        "divided by {numbers} ({method}); each has of its share what it has not won below, and who won "
        "more below keeps it"
    ),
    _(
        "The table has no regions, so this is the third tier alone: it gives every party all its "
        "seats, unless one has won more below than its share or takes part by a seat in a region only"
    ),
    _(
        "the votes of the land divided by its seats are its number; a list has in a region, then in "
        "the land, as many seats as the number goes into its votes, those of its regions counted"
    ),
    _(
        "each list's votes in a district are divided by the district's seats, rounded to whole voters "
        "and added; these numbers of voters are divided by {numbers} ({method}), and the highest "
        "quotients win a seat"
    ),
    _(
        "each list's votes in a district are divided by the district's seats, added and rounded to "
        "whole voters; these numbers of voters are divided by {numbers} ({method}), and the highest "
        "quotients win a seat"
    ),
    _(
        "each list's votes in a district are divided by the district's seats and added; these numbers "
        "of voters are divided by {numbers} ({method}), and the highest quotients win a seat"
    ),
    _("A list takes part with {condition}"),
    _(
        "a list's votes in a district are divided by the district's divisor and by the list's divisor "
        "and rounded to seats; the divisors are such that every district and every list has its seats"
    ),
    _("equal claims are left open until a lot, or whoever decides, is recorded"),
    _("equal claims were decided by the recorded lots"),
    _("A recorded lot fits no tie here: compare its names, and what it was drawn for"),
    _("the stated valid votes are fewer than the lists have; the votes of the lists are used"),
    _("a withdrawn list can win nothing; its votes count only where they were counted as valid"),
    _(
        "the presidential votes of the department are divided by {numbers}; the {number} highest "
        "quotients win a seat"
    ),
    _(
        "the presidential votes of the department, of the lists above the threshold, are divided by "
        "{numbers}; single-member and list seats together go to the {number} highest quotients"
    ),
    _("a list needs {condition}"),
    _(
        "Votes from abroad count for president only, so they are left out; counting them in would "
        "change nothing"
    ),
    _(
        "Votes from abroad count for president only, so they are left out; counting them in would "
        "change who takes part!"
    ),
    _("list seats are the entitlement less the single-member seats won"),
    _(
        "A list that won more than its entitlement keeps them; as many list seats are taken from other "
        "lists that hold one, the lowest quotient first"
    ),
    _("Single-member seats without a counted vote: {number}; once decided they can change this"),
    _("Tied single-member seats can end in {number} ways; what all have in common is given"),
    _("{name} has {number} seats and 1 candidate"),
    _("{name} has {number} seats and {number_2} candidates"),
    _(
        "lists with at least {number} of the votes of the whole country, or {number_2} of those of the "
        "constituency, take part in its fixed seats"
    ),
    _("lists with {condition} take part in the levelling seats"),
    _("lists with a seat in a constituency, or with {condition}, take part in the levelling seats"),
    _(
        "lists with {condition} take part in the lands and in the country (or lists with a seat in a "
        "region, which the next step looks at)"
    ),
    _(
        "after one seat for each state, the population is divided by √(1·2), √(2·3), ...; the highest "
        "quotients win a seat"
    ),
    _(
        "the votes of all that take part are divided by {number} and rounded to a whole number; each "
        "has as many seats as that number goes into its votes; seats left go to the largest "
        "remainders, of equal ones to that with more votes; a seat too many is taken from the smallest "
        "remainder"
    ),
    _(
        "the votes of the lists that take part are divided by the seats, fractions left out; each list "
        "has as many seats as the quotient goes into its votes; seats left go to the largest "
        "remainders, of equal ones to the list with more votes"
    ),
    _(
        "the valid votes of the country divided by {number}, rounded to a whole number, are the price "
        "of a seat; a region has as many seats as it goes into the valid votes there, and the seats "
        "left go to the largest remainders"
    ),
    _(
        "the votes of all lists are divided by one more than the seats; the whole number above that is "
        "the electoral number, and each list has as many seats as it goes into its votes"
    ),
    _(
        "Each seat left goes to the list with the most votes per seat if it had one more; of equal "
        "ones to that with more votes"
    ),
    _(
        "the votes divided by {number} are the electoral quota; a list has as many seats as it goes "
        "into its votes, and of lists with a whole quota the highest averages win the seats left"
    ),
    _(
        "lists with more than {number} of the valid votes, blank ones counted, take part; if no list "
        "has as many, all do"
    ),
)
