"""What the parts of a step are called; renderers have the words."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Label(StrEnum):
    """What a number, a column or a list of names is; renderers have the words."""

    # Numbers that are counted.
    VOTES = "votes"
    CANDIDATE_VOTES = "candidate votes"
    LIST_VOTES = "list votes"
    VALID = "valid"
    CAST = "cast"
    REGISTERED = "registered"
    POPULATION = "population"
    BALLOTS = "ballots"
    FIRST_PREFERENCES = "first preferences"
    PREFERENCES_ADDED = "preferences added"
    TOTALS = "totals"
    PREFERRING = "preferring"
    STRONGEST_PATHS = "strongest paths"
    LARGEST_DEFEATS = "largest defeats"
    WINS = "wins"
    VOTERS = "voters"
    WITHDRAWN_VOTES = "withdrawn votes"
    UNUSED = "unused votes"
    # What is computed from them.
    QUOTA = "quota"
    MEASURE = "measure"
    LAND_NUMBER = "land number"
    ELECTORAL_KEY = "electoral key"
    # Units and places.
    UNITS = "units"
    DISTRICTS = "districts"
    CANDIDATES = "candidates"
    ELECTORS = "electors"
    ELECTORS_OPEN = "electors open"
    WINNERS = "winners"
    # Seats.
    SEATS = "seats"
    ALL_SEATS = "all seats"
    LIST_SEATS = "list seats"
    LIST_SEATS_OPEN = "list seats open"
    SINGLE_MEMBER_SEATS = "single-member seats"
    ENTITLEMENT = "entitlement"
    OVERHANG = "overhang"
    SEATS_LEFT_EMPTY = "seats left empty"
    SEATS_GIVEN_BACK = "seats given back"
    SEATS_GIVEN_ANEW = "seats given anew"
    HOUSE_SIZE = "house size"
    BONUS = "bonus"
    SHARED_SEATS = "shared seats"
    FULL_QUOTAS = "full quotas"
    SEATS_LEFT = "seats left"
    GUARANTEED_SEATS = "guaranteed seats"
    WHOLE_SHARES = "whole shares"
    SEATS_BY_RANK = "seats by rank"
    SEATS_IN_UNITS = "seats in units"
    SEATS_TIED_IN_UNITS = "seats tied in units"
    LEVELLING_SEATS = "levelling seats"
    SEATS_ADDED = "seats added"
    SEATS_IN_REGIONS = "seats in regions"
    SEATS_IN_LAND = "seats in land"
    SEATS_IN_LANDS = "seats in lands"
    SEATS_BELOW = "seats below"
    LEFT_FOR_COUNTRY = "left for country"
    # Names.
    ELECTED = "elected"
    NEXT = "next"
    REMAIN = "remain"
    TAKE_PART = "take part"
    TAKE_PART_WITH_ABROAD = "take part with abroad"
    AGREEMENTS = "agreements"
    VOID_AGREEMENTS = "void agreements"
    ALLIANCES = "alliances"
    RAISED = "raised"
    UNITS_SHORT = "units short"
    FIRST = "first"
    CONTEST = "contest"


class Quotients(StrEnum):
    """Which quotients a table has."""

    WON = "won"
    LAST_OF_EACH = "last of each"
    SEATS_LEFT = "seats left"
    BORDER = "border"
    TAKEN = "taken"


Rows = Literal["list", "candidate", "unit", "region", "answer"]
