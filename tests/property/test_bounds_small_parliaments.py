"""The bounds of list laws against every end of small elections: all hold, and the sharp ones are reached."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Bounds, Missing, Sharpness, bounds_of, law_bounds
from escrutinio.law import ContestTotals, ElectionFacts, Outcome
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from escrutinio.model import LawError
from made_laws import HEAD
from searches import examples
from small_counts import ALL, finished

UNITS = ("1", "2")
EACH = '[[step]]\nrule = "allocate"\narticle = "2"\n'
WHOLE = EACH + 'in = "whole"\nseats = 4\n'
THRESHOLD = '[[step]]\nrule = "threshold"\narticle = "1"\n'
BONUS = '[[step]]\nrule = "bonus"\narticle = "2"\nin = "whole"\nseats = 5\n'
LEVEL = '[[step]]\nrule = "levelling"\narticle = "3"\nsize = 7\n'
MIXED = '[[step]]\nrule = "mixed"\narticle = "2"\n'
SHARP = {
    "divisors in units": f'{EACH}by = "sainte_lague"\n',
    "divisors, more votes first": f'{EACH}by = "dhondt"\nmore_votes_first = true\n',
    "divisors in the whole": f'{WHOLE}by = "dhondt"\n',
    "share in each unit": f'{THRESHOLD}in = "each unit"\nshare = "25 %"\n{EACH}by = "dhondt"\n',
    "share of the whole": f'{THRESHOLD}share = "20 %"\ninclusive = false\n{WHOLE}by = "sainte_lague"\n',
    "full quotas, then averages": f'{WHOLE}by = "hare"\nrest = "averages of winners"\naverages = "dhondt"\n',
    "Droop, then averages": f'{WHOLE}by = "droop"\nrest = "averages"\naverages = "dhondt"\n',
}
SOUND = {
    "share of the whole, seats in units": f'{THRESHOLD}share = "20 %"\n{EACH}by = "dhondt"\n',
    "either share": f'{THRESHOLD}in = "each unit"\n'
    'any = [{ share_of_whole = "20 %" }, { share = "30 %" }]\n'
    f'{EACH}by = "dhondt"\n',
    "share in a unit": f'{THRESHOLD}share_in_a_unit = "40 %"\nunits = 1\n{WHOLE}by = "dhondt"\n',
    "part of a quota": f'{THRESHOLD}in = "each unit"\nquota = "hare"\npart = "1/2"\n{EACH}by = "dhondt"\n',
    "lower shares while few pass": f'{THRESHOLD}share = "40 %"\nleast = 2\nthen = [{{ share = "10 %" }}]\n'
    f'{WHOLE}by = "dhondt"\n',
    "the next until they have a share together": f'{THRESHOLD}share = "40 %"\ntogether = "80 %"\n'
    f'{WHOLE}by = "dhondt"\n',
    "shares that fall until more pass": f'{THRESHOLD}share = "40 %"\nleast = 1\nthen_least = 2\n'
    f'then = [{{ share = "30 %" }}, {{ share = "10 %" }}]\n{WHOLE}by = "dhondt"\n',
    "share of an agreement": f'{THRESHOLD}share_together = "30 %"\n{WHOLE}by = "dhondt"\n',
    "electoral quotient": '[[step]]\nrule = "electoral-quotient"\narticle = "2"\nparty = "80 %"\n',
    "within quotas": '[[step]]\nrule = "balinski-young"\narticle = "2"\n',
    "within quotas after a threshold": f'{THRESHOLD}share = "20 %"\n[[step]]\n'
    'rule = "balinski-young"\narticle = "2"\n'
    'in = "whole"\nseats = 4\n',
    "remainders": f'{EACH}by = "hare"\n',
    "remainders after a threshold": f'{THRESHOLD}share = "20 %"\n{WHOLE}by = "droop"\n',
    "remainders of winners": f'{WHOLE}by = "hare"\nrest = "remainders of winners"\n',
    "seats taken back": f'{WHOLE}by = "imperiali_quota"\nover = "take back"\n',
    "remainders, then averages": f'{WHOLE}by = "droop"\nrest = "remainders then averages"\n'
    "most_by_remainders = 1\n",
    "premium": f'{BONUS}premium = 2\nby = "hare"\n',
    "premium that grows": f'{BONUS}premium = 1\nfrom = "30 %"\none_more_each = "20 %"\nmost = 3\n'
    'by = "dhondt"\n',
    "floor": f'{BONUS}least = 3\nby = "hare"\n',
    "floor of a majority": f'{BONUS}least = 3\nfrom = "50 %"\nfrom_inclusive = false\nby = "sainte_lague"\n',
    "levelling by divisors": f'{EACH}by = "dhondt"\n{LEVEL}by = "dhondt"\n',
    "levelling, seats go back": f'{EACH}by = "dhondt"\n{LEVEL}by = "dhondt"\nexcess = "returned"\n',
    "levelling by quotas": f'{EACH}by = "dhondt"\n{THRESHOLD}share = "20 %"\n{LEVEL}by = "hare"\n',
    "levelling seats in units": f'{EACH}by = "dhondt"\n{LEVEL}by = "sainte_lague"\nplace = "figures"\n'
    "each = 1\n",
    "additional members": f'{MIXED}system = "additional"\nsize = 3\nby = "dhondt"\n',
    "overhang": f'{THRESHOLD}share = "20 %"\n{MIXED}system = "overhang"\nsize = 4\nby = "sainte_lague"\n',
    "parallel": f'{MIXED}system = "parallel"\nsize = 3\nby = "hare"\n',
    "a house that grows": f'{MIXED}system = "levelled"\nsize = 4\nby = "sainte_lague"\n',
    "seats by votes": '[[step]]\nrule = "apportion"\narticle = "0"\nseats = 5\nof = "valid"\nby = "hare"\n'
    f'{EACH}by = "dhondt"\n',
    "double proportion": '[[step]]\nrule = "double-proportional"\narticle = "2"\nquorum = "20 %"\n'
    'of = "district"\n',
    "agreements": f'{EACH}by = "dhondt"\nagreements = "alliances"\n',
}
LAWS = SHARP | SOUND


def ends_of(
    title: str, first: dict[str, int], second: dict[str, int], missing: tuple[int, int]
) -> tuple[Bounds, list[Outcome]]:
    """The bounds under a law, and what it makes of every completion."""
    law = law_of(read_definition(HEAD + LAWS[title], "test", "test.toml"))
    seats = {} if title == "seats by votes" else {"1": 3, "2": 2}
    facts = ElectionFacts(seats=seats if law.reads.seats else {})
    if title in ("agreements", "share of an agreement"):
        facts = replace(facts, agreements=(("A", "B"),))
    single = {"constituencies": ContestTotals({"3": second, "4": first})} if MIXED in LAWS[title] else {}
    left = {"votes": dict(zip(UNITS, missing, strict=True))}
    if single:
        left["constituencies"] = {"3": 1}
    counted = {"votes": ContestTotals(dict(zip(UNITS, (first, second), strict=True))), **single}
    bounds = bounds_of(law, counted, Missing(left), facts)
    ends = []
    for (one, _), (two, _) in product(finished(first, missing[0]), finished(second, missing[1])):
        after = {"votes": ContestTotals(dict(zip(UNITS, (one, two), strict=True)))}
        for name in second if single else [""]:
            if single:
                third = {**second, name: second[name] + 1}
                after["constituencies"] = ContestTotals({"3": third, "4": first})
            try:
                ends.append(law.decide(after, True, facts))
            except LawError:
                continue  # the law has no answer, such as where full quotas give too many seats
    return bounds, ends


@pytest.mark.parametrize("title", sorted(LAWS))
@given(ALL, ALL, st.tuples(st.integers(0, 2), st.integers(1, 2)))
@examples(3, phases=(Phase.generate,))
def test_bounds_hold(
    title: str, first: dict[str, int], second: dict[str, int], missing: tuple[int, int]
) -> None:
    bounds, ends = ends_of(title, first, second, missing)
    # While a tie is open, the law leaves seats open that make up for the one it is for.
    settled = [end for end in ends if title in SHARP or not end.ties]
    assert [text for end in settled for text in contradictions(bounds, end)] == []
    if title in SHARP:
        assert bounds.sharpness is Sharpness.SHARP
        chamber = bounds.chambers["house"]
        for unit, ranges in chamber.units.items():
            for name, range_ in ranges.items():
                given_ = [end.chambers["house"].units[unit] for end in ends]
                assert range_.min_seats == min(seats.seats.get(name, 0) for seats in given_)
                assert range_.max_seats == max(
                    seats.seats.get(name, 0) + any(name in tie.tied for tie in seats.ties) for seats in given_
                )


@pytest.mark.parametrize("title", sorted(LAWS))
def test_laws_say_how_good_their_bounds_are(title: str) -> None:
    law = law_of(read_definition(HEAD + LAWS[title], "test", "test.toml"))
    judged = law_bounds(law)
    assert judged.sharpness is (Sharpness.SHARP if title in SHARP else Sharpness.SOUND)
    assert bool(judged.why) == (title in SOUND)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        (f'{EACH}by = "adams"\n', "begin with 0"),
        (f'{EACH}by = "dean"\n', "begin with 0"),
        (f'{EACH}by = "hare"\nover = "next quota"\n', "raised"),
    ],
)
def test_rules_without_bounds_say_why(steps: str, why: str) -> None:
    (without,) = law_bounds(law_of(read_definition(HEAD + steps, "test", "test.toml"))).without
    assert why in without.why
