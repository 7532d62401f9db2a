"""The law: totals in, seats and their derivation out.

Pure and exact: whole numbers and fractions only, the standard library alone (but for ``law.batch``, which
applies the same law to many simulated results with NumPy). Two doors: ``get_law("es/congreso").decide(...)``
applies a law of the library; the rules that laws are composed of are functions of their own, such as
``highest_averages(votes, seats, dhondt)``, each in the module that is named for it.
"""

from escrutinio.law.decisions import Decision, Elected, RunOff, Tie, Undecided
from escrutinio.law.facts import ElectionFacts, read_facts
from escrutinio.law.library.registry import Law, get_law, law_ids, read_law
from escrutinio.law.lots import Lot, draw, read_lots
from escrutinio.law.majority.electoral_college import College, ElectorUnit, electoral_college, split_unit
from escrutinio.law.majority.plurality import most_votes, plurality
from escrutinio.law.majority.spread import SpreadRound, SpreadRule, spread_round
from escrutinio.law.majority.two_rounds import (
    AllConditions,
    AtLeastWithLead,
    Condition,
    MoreThan,
    ShareWithLead,
    VotesOf,
    first_round,
    run_off,
    second_round,
)
from escrutinio.law.mixed.compensation import Compensation, compensate
from escrutinio.law.mixed.cover import Cover, Covered, Winner, cover, covered_seats
from escrutinio.law.mixed.houses import Mixed, additional_members, levelled_house, overhang_kept, parallel
from escrutinio.law.outcome import Chamber, Outcome, UnitSeats
from escrutinio.law.preferential.contingent import ContingentCount, contingent_from_totals, contingent_vote
from escrutinio.law.preferential.ranked_ballots import (
    Ballots,
    InstantRunoff,
    Ties,
    instant_runoff,
    read_ballots,
)
from escrutinio.law.preferential.stv_count import StvCount
from escrutinio.law.preferential.stv_northern_ireland import northern_ireland_stv
from escrutinio.law.preferential.stv_scotland import scottish_stv
from escrutinio.law.proportional.alliances import Alliance, AllianceSeats, allied
from escrutinio.law.proportional.apportionment import Apportionment, apportion
from escrutinio.law.proportional.biproportional import (
    Biproportional,
    TiedCells,
    biproportional,
    contradictions,
)
from escrutinio.law.proportional.bonus import BonusSeats, bonus_floor, bonus_premium
from escrutinio.law.proportional.divisors import (
    Divisors,
    adams,
    danish,
    dhondt,
    divisors_from,
    huntington_hill,
    imperiali,
    macau,
    modified_sainte_lague,
    sainte_lague,
    swedish,
)
from escrutinio.law.proportional.double_proportional import (
    DoubleProportional,
    Of,
    Quorum,
    Rounding,
    double_proportional,
    zurich_quorum,
)
from escrutinio.law.proportional.highest_averages import (
    Allocation,
    Quotient,
    allocate_districts,
    highest_averages,
)
from escrutinio.law.proportional.levelling import Levelling, levelling
from escrutinio.law.proportional.methods import Method, QuotaMethod, allocate
from escrutinio.law.proportional.open_lists import Level, ListElected, Others, Person, elect_from_list
from escrutinio.law.proportional.placement import Placement, Turn, place_levelling, votes_per_seat
from escrutinio.law.proportional.quotas import (
    Over,
    RemainderAllocation,
    Rest,
    droop_quota,
    hagenbach_bischoff_quota,
    hare_quota,
    imperiali_quota,
    largest_remainder,
    rounded_down,
    rounded_nearest,
    rounded_up,
)
from escrutinio.law.proportional.surplus_agreements import SurplusSeats, bader_ofer
from escrutinio.law.proportional.tiers import LandTier, Tiers, tiers
from escrutinio.law.rendering.html import derivation_html, outcome_html
from escrutinio.law.rendering.names import outcome_with_names
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.seat_margins import (
    Change,
    Closest,
    Kind,
    SeatMargin,
    closest_changes,
    last_seat_margins,
    last_seat_votes,
    votes_to_gain,
    votes_to_lose,
    votes_to_move,
)
from escrutinio.law.step_parts import Step
from escrutinio.law.thresholds.conditions import (
    Labelled,
    QuotaReached,
    SeatsWon,
    ShareByParties,
    ShareInUnits,
    Threshold,
    VotesReached,
)
from escrutinio.law.thresholds.qualification import (
    ListFacts,
    Qualification,
    Qualified,
    Verdict,
    all_of,
    any_of,
    qualify,
)
from escrutinio.law.totals import ContestTotals
from escrutinio.law.votes_table import Votes, read_votes
from escrutinio.model.errors import LawError

__all__ = [
    "AllConditions",
    "Alliance",
    "AllianceSeats",
    "Allocation",
    "Apportionment",
    "AtLeastWithLead",
    "Ballots",
    "Biproportional",
    "BonusSeats",
    "Chamber",
    "Change",
    "Closest",
    "College",
    "Compensation",
    "Condition",
    "ContestTotals",
    "ContingentCount",
    "Cover",
    "Covered",
    "Decision",
    "Divisors",
    "DoubleProportional",
    "Elected",
    "ElectionFacts",
    "ElectorUnit",
    "InstantRunoff",
    "Kind",
    "Labelled",
    "LandTier",
    "Law",
    "LawError",
    "Level",
    "Levelling",
    "ListElected",
    "ListFacts",
    "Lot",
    "Method",
    "Mixed",
    "MoreThan",
    "Of",
    "Others",
    "Outcome",
    "Over",
    "Person",
    "Placement",
    "Qualification",
    "Qualified",
    "Quorum",
    "QuotaMethod",
    "QuotaReached",
    "Quotient",
    "RemainderAllocation",
    "Rest",
    "Rounding",
    "RunOff",
    "SeatMargin",
    "SeatsWon",
    "ShareByParties",
    "ShareInUnits",
    "ShareWithLead",
    "SpreadRound",
    "SpreadRule",
    "Step",
    "StvCount",
    "SurplusSeats",
    "Threshold",
    "Tie",
    "TiedCells",
    "Tiers",
    "Ties",
    "Turn",
    "Undecided",
    "UnitSeats",
    "Verdict",
    "Votes",
    "VotesOf",
    "VotesReached",
    "Winner",
    "adams",
    "additional_members",
    "all_of",
    "allied",
    "allocate",
    "allocate_districts",
    "any_of",
    "apportion",
    "bader_ofer",
    "biproportional",
    "bonus_floor",
    "bonus_premium",
    "closest_changes",
    "compensate",
    "contingent_from_totals",
    "contingent_vote",
    "contradictions",
    "cover",
    "covered_seats",
    "danish",
    "derivation_html",
    "derivation_text",
    "dhondt",
    "divisors_from",
    "double_proportional",
    "draw",
    "droop_quota",
    "elect_from_list",
    "electoral_college",
    "first_round",
    "get_law",
    "hagenbach_bischoff_quota",
    "hare_quota",
    "highest_averages",
    "huntington_hill",
    "imperiali",
    "imperiali_quota",
    "instant_runoff",
    "largest_remainder",
    "last_seat_margins",
    "last_seat_votes",
    "law_ids",
    "levelled_house",
    "levelling",
    "macau",
    "modified_sainte_lague",
    "most_votes",
    "northern_ireland_stv",
    "outcome_html",
    "outcome_with_names",
    "overhang_kept",
    "parallel",
    "place_levelling",
    "plurality",
    "qualify",
    "read_ballots",
    "read_facts",
    "read_law",
    "read_lots",
    "read_votes",
    "rounded_down",
    "rounded_nearest",
    "rounded_up",
    "run_off",
    "sainte_lague",
    "scottish_stv",
    "second_round",
    "split_unit",
    "spread_round",
    "swedish",
    "tiers",
    "votes_per_seat",
    "votes_to_gain",
    "votes_to_lose",
    "votes_to_move",
    "zurich_quorum",
]
