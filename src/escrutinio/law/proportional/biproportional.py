"""Double proportional (biproportional) apportionment: seats by district and by list, both sums given.

Every list's votes in a district are divided by the district's divisor and by the list's divisor, and the
quotient is rounded. The divisors are such that every district has all its seats and every list all of its
own. All divisors that do so give the same seats, save for ties; and to know that seats are right it is
enough to divide and round, which :func:`contradictions` does.

Sources: M. L. Balinski and G. Demange, An axiomatic approach to proportionality between matrices,
Mathematics of Operations Research 14 (1989), 700-719; F. Pukelsheim, Proportional Representation (2nd ed.
2017), chapters 14 and 15; canton of Zürich, Gesetz über die politischen Rechte (LS 161), § 104.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.plain import JsonObject, Plain, plain
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.short_divisors import shorten
from escrutinio.law.proportional.tie_and_transfer import Clash, fit
from escrutinio.law.proportional.tied_cells import Group, groups, linked, settle
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of


def cell_name(district: str, name: str) -> str:
    """How ties and lots name the seat of a list in a district: ``"district / list"``."""
    return f"{district} / {name}"


@dataclass(frozen=True)
class TiedCells(Plain):
    """Cells that may each have one seat more, and how many of those seats there are.

    Args:
        tie: the cells by name (see :func:`cell_name`), and how many of them have the seat.
        cells: the same as pairs of district and list, sorted.
        district_places: district -> how many of these seats are in it.
        list_places: list -> how many of these seats it has.
    """

    tie: Tie
    cells: tuple[tuple[str, str], ...]
    district_places: Mapping[str, int]
    list_places: Mapping[str, int]


@dataclass(frozen=True)
class Biproportional:
    """Seats of lists in districts, with the divisors that prove them.

    ``seats[district][list]`` are certain; ``tied`` holds the cells that are not. Always, in every district
    and for every list, ``sum(seats) + places == size``. Divisors are exact; they have as few digits as they
    can.
    """

    votes: Mapping[str, Mapping[str, int]]
    district_seats: Mapping[str, int]
    list_seats: Mapping[str, int]
    divisors: Divisors
    seats: Mapping[str, Mapping[str, int]]
    district_divisors: Mapping[str, Fraction]
    list_divisors: Mapping[str, Fraction]
    tied: tuple[TiedCells, ...] = ()
    lots: tuple[Lot, ...] = ()

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The ties that wait for a lot."""
        return tuple(cells.tie for cells in self.tied)

    def quotient(self, district: str, name: str) -> Fraction:
        """What is rounded: the list's votes there, divided by both divisors."""
        return self.votes[district].get(name, 0) / (
            self.district_divisors[district] * self.list_divisors[name]
        )

    def contradictions(self) -> tuple[str, ...]:
        """What speaks against the result, checked anew from votes and divisors; nothing if it is right."""
        faults = list(
            contradictions(
                self.votes,
                self.seats,
                self.district_divisors,
                self.list_divisors,
                self.divisors,
                either=[cell for tied in self.tied for cell in tied.cells],
            )
        )
        for district, size in self.district_seats.items():
            places = sum(tied.district_places.get(district, 0) for tied in self.tied)
            if sum(self.seats[district].values()) + places != size:
                faults.append(f"{district} has not {size} seats")
        for name, size in self.list_seats.items():
            places = sum(tied.list_places.get(name, 0) for tied in self.tied)
            if sum(row[name] for row in self.seats.values()) + places != size:
                faults.append(f"{name} has not {size} seats")
        return tuple(faults)

    def proves(self) -> bool:
        """Whether dividing and rounding gives these very seats, and all sums are right."""
        return not self.contradictions()

    def to_dict(self) -> JsonObject:
        """The fields but for the votes, with ``divisors`` by their name."""
        return {
            "district_seats": plain(self.district_seats),
            "list_seats": plain(self.list_seats),
            "divisors": self.divisors.name,
            "seats": plain(self.seats),
            "district_divisors": plain(self.district_divisors),
            "list_divisors": plain(self.list_divisors),
            "tied": plain(self.tied),
            "lots": plain(self.lots),
        }


def rounding_step(divisors: Divisors) -> int:
    """By what the sequence's numbers are divided to be the places where rounding changes.

    Rounding goes from k to k + 1 at ``at(k) / step``: Sainte-Laguë's 1, 3, 5 by 2 are 0.5, 1.5, 2.5, standard
    rounding; D'Hondt's 1, 2, 3 by 1 round down.

    Raises:
        LawError: the sequence begins with zero or is one of square roots.
    """
    if not divisors.plain:
        raise LawError(
            f"{divisors.name} cannot be used for double proportional apportionment",
            hint="Use divisors that begin above zero, such as Sainte-Laguë's or D'Hondt's.",
        )
    return divisors.at(2) - divisors.at(1)


def contradictions(
    votes: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, Mapping[str, int]],
    district_divisors: Mapping[str, Fraction],
    list_divisors: Mapping[str, Fraction],
    divisors: Divisors = sainte_lague,
    *,
    either: Collection[tuple[str, str]] = (),
) -> tuple[str, ...]:
    """The cells whose seats are not their rounded quotient; at a boundary exactly, both numbers are right.

    Divisors that an office has published can be checked so.

    Args:
        votes: district -> list -> votes.
        seats: district -> list -> seats.
        district_divisors: district -> divisor.
        list_divisors: list -> divisor.
        divisors: the sequence whose rounding it is.
        either: cells (district, list) that are tied: they must lie at the boundary to one seat more.
    """
    step, tied, faults = rounding_step(divisors), set(either), []
    for district, row in seats.items():
        for name, number in row.items():
            quotient = votes[district].get(name, 0) / (district_divisors[district] * list_divisors[name])
            above = Fraction(divisors.at(number), step)
            below = Fraction(divisors.at(number - 1), step) if number else Fraction(0)
            if (district, name) in tied:
                below = above
            if not below <= quotient <= above:
                faults.append(f"{cell_name(district, name)}: {quotient} does not round to {number}")
    return tuple(faults)


def biproportional(
    votes: Mapping[str, Mapping[str, int]],
    district_seats: Mapping[str, int],
    list_seats: Mapping[str, int],
    divisors: Divisors = sainte_lague,
    *,
    lots: Sequence[Lot] = (),
    what: str = "seats of lists in districts",
) -> Biproportional:
    """Give every district and every list its seats, in proportion to the votes in both directions.

    Args:
        votes: district -> list -> votes. A list that is absent from a district has no vote in it. Lists that
            take no part, such as those below a threshold, must not be here.
        district_seats: district -> its seats.
        list_seats: list -> its seats in all districts together; as many as the districts have.
        divisors: the divisor sequence; Sainte-Laguë's rounds to the nearest whole number.
        lots: recorded lots; see :mod:`escrutinio.law.lots`. A lot among tied cells draws them in order; a
            cell takes the seat if the sums of its district and its list still admit that.
        what: what is allocated, for the words of a tie.

    Returns:
        Seats and the divisors that prove them. Where equally good solutions differ, only the seats in all of
        them are given, and the others are ties.

    Raises:
        LawError: a number is negative or not int, a name is unknown, the sums differ, or no seats fit them: a
            list has no seat where it has no vote.
    """
    step = rounding_step(divisors)
    _check(votes, district_seats, list_seats)
    # Which of equally right divisors are found depends on the order of rows and columns; so it is put in
    # an order that comes from the numbers, before the names.
    districts = sorted(
        district_seats,
        key=lambda district: (-district_seats[district], sorted(votes.get(district, {}).values()), district),
    )
    names = sorted(
        list_seats,
        key=lambda name: (-list_seats[name], sorted(row.get(name, 0) for row in votes.values()), name),
    )
    matrix = [[votes.get(district, {}).get(name, 0) for name in names] for district in districts]
    rows, columns = [district_seats[district] for district in districts], [list_seats[name] for name in names]
    fitted = fit(matrix, rows, columns, divisors.at, step)
    if isinstance(fitted, Clash):
        raise _no_seats_fit(
            {districts[i]: rows[i] for i in fitted.rows}, {names[j]: columns[j] for j in fitted.columns}
        )
    ties = groups(fitted, divisors.at, step)
    sure = [list(row) for row in fitted.seats]
    for group in ties:
        for (i, j), up in group.items():
            sure[i][j] -= up
    wide, high = shorten(
        matrix,
        sure,
        {cell for group in ties for cell in group},
        [linked(group) for group in ties],
        fitted.row_divisors,
        [1 / multiplier for multiplier in fitted.multipliers],
        divisors.at,
        step,
    )
    tied: list[TiedCells] = []
    used: list[Lot] = []
    for group in ties:
        cells = _tied_cells(group, districts, names, what)
        drawn = draw(cells.tie, lots)
        if drawn is None:
            tied.append(cells)
            continue
        used.append(drawn[1])
        for i, j in _by_lot(group, cells.tie, drawn[1], districts, names):
            sure[i][j] += 1
    row_of = {district: i for i, district in enumerate(districts)}
    column_of = {name: j for j, name in enumerate(names)}
    return Biproportional(
        votes,
        district_seats,
        list_seats,
        divisors,
        {
            district: {name: sure[row_of[district]][column_of[name]] for name in list_seats}
            for district in district_seats
        },
        {district: wide[row_of[district]] for district in district_seats},
        {name: high[column_of[name]] for name in list_seats},
        tuple(sorted(tied, key=lambda cells: cells.cells)),
        tuple(sorted(used, key=lambda lot: lot.tied)),
    )


def _tied_cells(group: Group, districts: Sequence[str], names: Sequence[str], what: str) -> TiedCells:
    """One tie, by name."""
    cells = sorted((districts[i], names[j]) for i, j in group)
    tie = Tie.of((cell_name(*cell) for cell in cells), sum(group.values()), what)
    by_district, by_list = Counter[str](), Counter[str]()
    for (i, j), up in group.items():
        by_district[districts[i]] += up
        by_list[names[j]] += up
    return TiedCells(tie, tuple(cells), dict(sorted(by_district.items())), dict(sorted(by_list.items())))


def _by_lot(
    group: Group, tie: Tie, lot: Lot, districts: Sequence[str], names: Sequence[str]
) -> Iterable[tuple[int, int]]:
    """The cells that take the seats of a tie by a lot."""
    named = {cell_name(districts[i], names[j]): (i, j) for i, j in group}
    chosen = settle(group, [named[name] for name in lot.drawn])
    if chosen is None:
        raise LawError(
            f"the lot for {tie.what} among {many_of(tie.tied)} leaves open who has them",
            hint="A cell drawn takes a seat only if its district and its list have one left: draw further.",
        )
    return chosen


def _check(
    votes: Mapping[str, Mapping[str, int]], district_seats: Mapping[str, int], list_seats: Mapping[str, int]
) -> None:
    """Refuse what is not a matrix of votes with seats at its two sides."""
    if not district_seats or not list_seats:
        missing = "lists" if district_seats else "districts"
        raise LawError(f"there are no {missing}", hint="Give the seats of districts and of lists.")
    for whose, seats in (("district", district_seats), ("list", list_seats)):
        for name, number in seats.items():
            if type(number) is not int or number < 0:
                raise LawError(f"the seats of the {whose} {name!r} are {number!r}, not a whole number")
    for district, row in votes.items():
        check_votes(row, where=f"district {district}")
        if district not in district_seats:
            raise LawError(f"the district {district!r} has votes, but its seats are not given")
        strangers = sorted(row.keys() - list_seats.keys())
        if strangers:
            raise LawError(
                f"the seats of {some_of(strangers)} are not given",
                where=f"district {district}",
                hint="Give every list its seats, 0 too; leave out lists that take no part.",
            )
    have, due = sum(district_seats.values()), sum(list_seats.values())
    if have != due:
        raise LawError(
            f"the districts have {have} seats and the lists {due}", hint="Both sums must be the same."
        )


def _no_seats_fit(districts: Mapping[str, int], lists: Mapping[str, int]) -> NotSettled:
    """The error that names districts whose lists cannot fill them."""
    who = f"only the lists {', '.join(sorted(lists))} have votes" if lists else "no list has votes"
    return NotSettled(
        f"no seats fit: in the districts {', '.join(sorted(districts))}, which have"
        f" {sum(districts.values())} seats, {who}, and their seats are {sum(lists.values())}",
        hint="A list has no seat where it has no vote. What follows then, the law must say.",
    )
