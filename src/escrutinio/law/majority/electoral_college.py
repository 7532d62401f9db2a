"""Electoral colleges: each unit's electors go to whoever has the most votes there; a majority of them elects.

Source: Constitution of the United States, art. II s. 1 and Amendment XII: a majority of the whole number of
electors appointed, else the House of Representatives chooses. States give all electors to the most votes, but
for Maine and Nebraska, which give two so and one in each congressional district.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Elected, Tie, Undecided
from escrutinio.law.lots import Lot, draw
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.outcome import add_up, more_than_half
from escrutinio.law.plain import Plain
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class ElectorUnit:
    """Electors that go together to the most votes: of a state, or of one of its districts.

    Args:
        name: the unit.
        electors: how many there are.
        votes: candidate -> votes.
    """

    name: str
    electors: int
    votes: Mapping[str, int]


def split_unit(
    name: str,
    at_large: int,
    districts: Mapping[str, Mapping[str, int]],
    votes: Mapping[str, int] | None = None,
    *,
    each: int = 1,
) -> tuple[ElectorUnit, ...]:
    """The units of a state that splits its electors, as Maine and Nebraska do.

    Args:
        name: the state.
        at_large: the electors of the whole state.
        districts: district -> candidate -> votes.
        votes: of the whole state; those of its districts, added, unless given.
        each: the electors of a district.
    """
    whole = dict(votes) if votes is not None else add_up(districts.values())
    parts = (ElectorUnit(district, each, districts[district]) for district in sorted(districts))
    return (ElectorUnit(name, at_large, whole), *parts)


@dataclass(frozen=True)
class College(Plain):
    """What an electoral college makes of the votes. Always ``sum(electors) + undecided == size``.

    Args:
        size: all electors.
        needed: the fewest that are more than half of them.
        electors: candidate -> electors for certain.
        units: unit -> who has its electors, a Tie, or Undecided where nobody has a vote.
        decision: who is elected; Undecided where units are open or the choice passes to another body.
        undecided: electors of units that are tied or have no votes.
        lots: the recorded lots that were used.
    """

    size: int
    needed: int
    electors: Mapping[str, int]
    units: Mapping[str, Elected | Tie | Undecided]
    decision: Elected | Undecided
    undecided: int
    lots: tuple[Lot, ...] = ()

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The units that are tied."""
        return tuple(decision for decision in self.units.values() if isinstance(decision, Tie))


def electoral_college(units: Iterable[ElectorUnit], *, lots: Sequence[Lot] = ()) -> College:
    """Give each unit's electors to the most votes there, and say who has more than half of all.

    A tied unit's electors are undecided until a lot is recorded, whose ``what`` is ``"electors of <unit>"``.

    Raises:
        LawError: two units have one name, or a number is negative or not an int.
    """
    kept = sorted(units, key=lambda unit: unit.name)
    names = [unit.name for unit in kept]
    if len(set(names)) != len(names):
        raise LawError("two units of the college have the same name", hint="Give each a name of its own.")
    check_votes({unit.name: unit.electors for unit in kept}, where="electors")
    won = dict.fromkeys(sorted({name for unit in kept for name in unit.votes}), 0)
    decisions: dict[str, Elected | Tie | Undecided] = {}
    used: list[Lot] = []
    open_to: list[tuple[int, tuple[str, ...]]] = []
    for unit in kept:
        decision = plurality(unit.votes, what=f"electors of {unit.name}")
        drawn = draw(decision, lots) if isinstance(decision, Tie) else None
        if drawn is not None:
            decision = Elected(drawn[0][0], "by lot")
            used.append(drawn[1])
        decisions[unit.name] = decision
        if isinstance(decision, Elected):
            won[decision.name] += unit.electors
        else:
            open_to.append((unit.electors, decision.tied if isinstance(decision, Tie) else tuple(won)))
    size = sum(unit.electors for unit in kept)
    needed = more_than_half(size)
    undecided = sum(electors for electors, _ in open_to)
    return College(
        size, needed, won, decisions, _decide(won, needed, open_to), undecided, tuple(dict.fromkeys(used))
    )


def _decide(
    won: Mapping[str, int], needed: int, open_to: Sequence[tuple[int, tuple[str, ...]]]
) -> Elected | Undecided:
    """Whoever has more than half for certain; else whether somebody still can."""
    for name, electors in won.items():
        if electors >= needed:
            return Elected(name, f"at least {needed} electors")
    can = [
        name
        for name, electors in won.items()
        if electors + sum(number for number, names in open_to if name in names) >= needed
    ]
    if can:
        return Undecided(f"units are open; {', '.join(can)} can still have {needed} electors")
    return Undecided(f"nobody can have {needed} electors: the choice passes on (contingent election)")
