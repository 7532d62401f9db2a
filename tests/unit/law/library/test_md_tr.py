"""Moldova's blocs and independents, and Turkey's alliances: who passes, and what the step says of it."""

from __future__ import annotations

import pytest

from escrutinio.law import Chamber, ContestTotals, Outcome, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.step_parts import ThresholdTable


def chamber(law_id: str, votes: dict[str, int], facts: ElectionFacts) -> tuple[Chamber, Outcome]:
    outcome = get_law(law_id).decide({"votes": ContestTotals({WHOLE: votes})}, True, facts)
    (house,) = outcome.chambers.values()
    return house, outcome


@pytest.mark.parametrize("law_id", ["md/parlament-2019", "md/parlament-2023"])
def test_a_party_needs_five_a_bloc_seven_and_an_independent_two_per_cent(law_id: str) -> None:
    facts = ElectionFacts(parties={"Bloc": 3}, labels={"Solo": frozenset({"independent"})})
    votes = {"P": 8_060, "Bloc": 700, "Q": 500, "R": 499, "Solo": 200, "S": 41}
    house, _ = chamber(law_id, votes, facts)
    assert set(house.seats) == {"P", "Bloc", "Q", "Solo"}
    assert (house.seats["Solo"], house.size) == (1, 101)
    votes = {"P": 8_062, "Bloc": 699, "Q": 500, "R": 499, "Solo": 199, "S": 41}
    assert set(chamber(law_id, votes, facts)[0].seats) == {"P", "Q"}


@pytest.mark.parametrize(("law_id", "share"), [("tr/meclis-2018", 100), ("tr/meclis-2022", 70)])
def test_an_alliance_passes_together_and_needs_more_than_the_share(law_id: str, share: int) -> None:
    facts = ElectionFacts(seats={WHOLE: 9}, agreements=(("A", "B"),))
    votes = {"A": share - 20, "B": 21, "C": share, "D": 1000 - 2 * share - 1}
    _, outcome = chamber(law_id, votes, facts)
    table = outcome.steps[0].part(ThresholdTable)
    assert table.taking_part == ("A", "B", "D")
    (small,) = (row for row in table.lists if row.name == "B")
    per_cent = share // 10
    words = f"more than {per_cent} % of the valid votes, alone or with the other lists of its agreement"
    assert small.by == (words,)
    assert words in outcome.steps[0].text
    votes["B"], votes["D"] = 20, votes["D"] + 1
    assert chamber(law_id, votes, facts)[1].steps[0].part(ThresholdTable).taking_part == ("D",)


@pytest.mark.parametrize("law_id", ["tr/meclis-1995", "tr/meclis-2018", "tr/meclis-2022"])
def test_all_take_part_where_no_party_has_the_share_of_the_country(law_id: str) -> None:
    facts = ElectionFacts(seats={WHOLE: 9}, labels={"Solo": frozenset({"independent"})})
    small = {f"P{number:02}": 60 for number in range(15)}
    _, outcome = chamber(law_id, small | {"Solo": 100}, facts)
    table = outcome.steps[0].part(ThresholdTable)
    assert (set(table.taking_part), table.fewer_than, table.place) == ({*small, "Solo"}, 1, 2)
    _, outcome = chamber(law_id, small | {"Solo": 100, "Q": 500}, facts)
    assert outcome.steps[0].part(ThresholdTable).taking_part == ("Q", "Solo")
