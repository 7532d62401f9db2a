"""The bounds of list laws where lists run out of candidates, against every end of small elections.

Each rule with each of the things that a law can say follows, with agreements and without.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, ElectionFacts
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from escrutinio.model import LawError
from made_laws import HEAD
from searches import examples
from small_counts import ALL, NAMES, finished

UNITS = ("1", "2")
SEATS = {"1": 3, "2": 2}
EACH = '[[step]]\nrule = "allocate"\narticle = "2"\n'
WHOLE = EACH + 'in = "whole"\nseats = 4\n'
BONUS = '[[step]]\nrule = "bonus"\narticle = "2"\nin = "whole"\nseats = 5\n'
LEVEL = '[[step]]\nrule = "levelling"\narticle = "3"\nsize = 7\n'
MIXED = '[[step]]\nrule = "mixed"\narticle = "2"\n'
RULES = {
    "divisors": f'{EACH}by = "dhondt"\n',
    "divisors in the whole": f'{WHOLE}by = "sainte_lague"\n',
    "alliances": f'{EACH}by = "dhondt"\nagreements = "alliances"\n',
    "alliances by quota": f'{EACH}by = "hare"\nagreements = "alliances"\n',
    "Bader-Ofer": f'{WHOLE}agreements = "bader-ofer"\n',
    "remainders": f'{EACH}by = "hare"\n',
    "Droop": f'{WHOLE}by = "droop"\n',
    "remainders of winners": f'{WHOLE}by = "hare"\nrest = "remainders of winners"\n',
    "averages of winners": f'{WHOLE}by = "hare"\nrest = "averages of winners"\n',
    "premium": f'{BONUS}premium = 2\nby = "dhondt"\n',
    "floor": f'{BONUS}least = 3\nby = "hare"\n',
    "levelling by divisors": f'{EACH}by = "dhondt"\n{LEVEL}by = "dhondt"\n',
    "levelling by quotas": f'{EACH}by = "dhondt"\n{LEVEL}by = "hare"\n',
    "levelling seats in units": f'{EACH}by = "dhondt"\n{LEVEL}place = "figures"\nper = "nothing"\n',
    "additional members": f'{MIXED}system = "additional"\nsize = 3\nby = "dhondt"\n',
    "overhang": f'{MIXED}system = "overhang"\nsize = 4\nby = "sainte_lague"\n',
    "pooled": '[[step]]\nrule = "pooled"\narticle = "2"\nby = "imperiali_quota"\nrounded = "nearest"\n'
    'pool_by = "hagenbach_bischoff"\npool_rounded = "nearest"\n',
    "parallel": f'{MIXED}system = "parallel"\nsize = 3\nby = "hare"\n',
}
FOLLOWS = ("others", "vacant", "list", "")
LABELS = st.dictionaries(st.sampled_from(NAMES), st.just(frozenset({"independent"})), max_size=2)
FEW = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 2), max_size=3)


@pytest.mark.parametrize("title", sorted(RULES))
@given(
    ALL,
    ALL,
    st.tuples(st.integers(0, 2), st.integers(1, 2)),
    st.sampled_from(FOLLOWS),
    st.tuples(FEW, FEW, LABELS),
    st.sampled_from([(), (("A", "B"),), (("B", "C"),)]),
)
@examples(3, phases=(Phase.generate,))
def test_bounds_hold_where_candidates_run_out(
    title: str,
    first: dict[str, int],
    second: dict[str, int],
    missing: tuple[int, int],
    follows: str,
    known: tuple[dict[str, int], dict[str, int], dict[str, frozenset[str]]],
    agreements: tuple[tuple[str, ...], ...],
) -> None:
    said = f'[candidates]\nrun_out = "{follows}"\narticle = "9"\n' if follows else ""
    law = law_of(read_definition(HEAD + said + RULES[title], "test", "test.toml"))
    everywhere, here, labels = known
    facts = ElectionFacts(
        seats=SEATS if law.reads.seats else {},
        agreements=agreements if "agreements" in RULES[title] else (),
        candidates={"whole": everywhere, "1": here},
        labels=labels,
    )
    single = {"constituencies": ContestTotals({"3": second})} if "mixed" in RULES[title] else {}
    counted = {"votes": ContestTotals(dict(zip(UNITS, (first, second), strict=True))), **single}
    missing_in = {"votes": dict(zip(UNITS, missing, strict=True))}
    bounds = bounds_of(law, counted, Missing(missing_in), facts)
    for (one, _), (two, _) in product(finished(first, missing[0]), finished(second, missing[1])):
        after = {"votes": ContestTotals(dict(zip(UNITS, (one, two), strict=True))), **single}
        try:
            end = law.decide(after, True, facts)
        except LawError:
            continue  # the law has no answer, such as where nothing says who has the seats
        assert end.ties or contradictions(bounds, end) == [], follows
