"""What a law gives back for many results at once: whole arrays instead of decisions with words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from escrutinio.law.outcome import more_than_half, two_thirds_of
from escrutinio.law_batch.arrays import Bools, Ints, namespace


@dataclass(frozen=True, eq=False)
class BatchChamber:
    """The seats of a chamber in each of n results.

    As in ``escrutinio.law.Chamber``, seats are those won for certain: seats that are tied, or that no vote
    can fill, are nobody's, and where a tie in one kind is made up for in another ``by_unit`` can hold more
    than the kinds added.

    Args:
        id: "senate" or "deputies".
        size: all its seats; of a house that grows, those of the largest of the results.
        units: the ids of its units, such as departments.
        by_unit: (n, units, lists), seats of all kinds together.
        by_kind: kind -> (n, units, lists).
        tied: (n, units), whether any seat of the unit is tied.
        whole_body: whether these are all seats of the body.
        sizes: (n,), all seats in each result, where they differ.
    """

    id: str
    size: int
    units: tuple[str, ...]
    by_unit: Ints
    by_kind: Mapping[str, Ints]
    tied: Bools
    whole_body: bool = True
    sizes: Ints | None = None

    @property
    def each_size(self) -> Ints:
        """(n,), all seats in each result."""
        if self.sizes is not None:
            return np.array(self.sizes)
        return np.full(len(self.by_unit), self.size, dtype=np.int64)

    @property
    def usual_size(self) -> int:
        """All its seats; of a house that grows, the median of the results."""
        return self.size if self.sizes is None else int(np.median(np.asarray(self.sizes)))

    @property
    def has_majority(self) -> Bools:
        """(n, lists), whether a list has more than half of all seats of the result."""
        return self._reach(more_than_half)

    @property
    def has_two_thirds(self) -> Bools:
        """(n, lists), whether a list has two thirds of all seats of the result."""
        return self._reach(two_thirds_of)

    def _reach(self, needed: Callable[[int], int]) -> Bools:
        seats = np.asarray(self.seats)
        if self.sizes is None:
            return np.asarray(seats >= needed(self.size))
        return np.asarray(seats >= np.array([needed(int(size)) for size in self.each_size])[:, None])

    @property
    def seats(self) -> Ints:
        """(n, lists), seats of the whole chamber."""
        return namespace(self.by_unit).sum(self.by_unit, axis=1)  # type: ignore[no-any-return]

    def of_kind(self, kind: str) -> Ints:
        """(n, lists), seats of one kind in the whole chamber."""
        seats = self.by_kind[kind]
        return namespace(seats).sum(seats, axis=1)  # type: ignore[no-any-return]

    @property
    def majority(self) -> int:
        """The fewest seats that are more than half of the chamber, of its usual size."""
        return more_than_half(self.usual_size)

    @property
    def two_thirds(self) -> int:
        """The fewest seats that are at least two thirds of the chamber, of its usual size."""
        return two_thirds_of(self.usual_size)


@dataclass(frozen=True, eq=False)
class BatchOffice:
    """Who has an office in each of n results; the fields are those of :class:`BatchOutcome`."""

    elected: Ints
    run_off: Ints
    two_rounds: bool
    adopting: str


@dataclass(frozen=True, eq=False)
class BatchOutcome:
    """What a law makes of n results. Every index is a place in ``lists``.

    Args:
        law: the id of the law.
        lists: the names, of all contests together.
        elected: (n,), the index of who is elected in the first round; -1 where nobody is.
        run_off: (n, 2), the indices of who is sure to stand in the run-off, best first; -1 for a place that
            is tied, or where there is no run-off.
        run_off_tied: (n,), whether places in the run-off are tied.
        chambers: chamber -> its seats.
        districts: (n, districts), the index of who wins each single-member seat; -1 where nobody has a vote
            or several have the most.
        districts_tied: (n, districts), whether several have the most.
        office: the id of the office that is filled; empty where the law elects a chamber alone.
        two_rounds: whether the law knows a run-off.
        adopting: of a ballot measure, the answer that adopts it, and ``elected`` is the one that it ends
            with; empty for an office.
        other_offices: by id, those that a law of several bodies fills besides.
    """

    law: str
    lists: tuple[str, ...]
    elected: Ints
    run_off: Ints
    run_off_tied: Bools
    chambers: Mapping[str, BatchChamber]
    districts: Ints
    districts_tied: Bools
    office: str = ""
    two_rounds: bool = False
    adopting: str = ""
    other_offices: Mapping[str, BatchOffice] = field(default_factory=dict)

    @property
    def offices(self) -> dict[str, BatchOffice]:
        """Every office that is filled, by id."""
        first = BatchOffice(self.elected, self.run_off, self.two_rounds, self.adopting)
        return {**({self.office: first} if self.office else {}), **self.other_offices}

    @property
    def tied(self) -> Bools:
        """(n,), whether anything at all is tied and waits for a decision by people."""
        tied = self.run_off_tied
        for chamber in self.chambers.values():
            tied = tied | namespace(tied).any(chamber.tied, axis=1)
        return tied

    @classmethod
    def beside(cls, law: str, parts: Sequence[BatchOutcome]) -> BatchOutcome:
        """The outcomes of the laws of several bodies for the same results.

        What is said of one office is of the first; the others stand beside it.
        Where some laws were applied to fewer results than others, only these are kept.

        Args:
            law: the law of several bodies.
            parts: of each body, at least one.
        """
        lists = tuple(dict.fromkeys(name for part in parts for name in part.lists))
        number = min(len(part.elected) for part in parts)
        places = {name: place for place, name in enumerate(lists)}
        chambers, districts, tied = {}, [], []
        for part in parts:
            # The last is for an index of nobody, which is -1.
            columns = np.array([*(places[name] for name in part.lists), -1], dtype=np.int64)
            for name, chamber in part.chambers.items():
                by_kind = {
                    kind: _placed(seats[:number], columns[:-1], len(lists))
                    for kind, seats in chamber.by_kind.items()
                }
                by_unit = _placed(chamber.by_unit[:number], columns[:-1], len(lists))
                chambers[name] = replace(
                    chamber, by_unit=by_unit, by_kind=by_kind, tied=chamber.tied[:number]
                )
            districts.append(columns[part.districts[:number]])
            tied.append(part.districts_tied[:number])
        filling = [part for part in parts if part.office]
        first = filling[0] if filling else parts[0]

        def of(part: BatchOutcome) -> BatchOffice:
            columns = np.array([*(places[name] for name in part.lists), -1], dtype=np.int64)
            elected, run_off = columns[part.elected[:number]], columns[part.run_off[:number]]
            return BatchOffice(elected, run_off, part.two_rounds, part.adopting)

        office_tied = np.any([part.run_off_tied[:number] for part in parts], axis=0)
        return cls(
            law,
            lists,
            of(first).elected,
            of(first).run_off,
            office_tied,
            chambers,
            np.concatenate(districts, axis=1),
            np.concatenate(tied, axis=1),
            first.office,
            first.two_rounds,
            first.adopting,
            {part.office: of(part) for part in filling[1:]},
        )

    @classmethod
    def join(cls, parts: Sequence[BatchOutcome]) -> BatchOutcome:
        """The outcomes of one law for the first results, the next ones, and so on, as one."""
        first = parts[0]
        if len(parts) == 1:
            return first
        chambers = {
            name: replace(
                chamber,
                by_unit=np.concatenate([part.chambers[name].by_unit for part in parts]),
                by_kind={
                    kind: np.concatenate([part.chambers[name].by_kind[kind] for part in parts])
                    for kind in chamber.by_kind
                },
                tied=np.concatenate([part.chambers[name].tied for part in parts]),
            )
            for name, chamber in first.chambers.items()
        }
        return cls(
            first.law,
            first.lists,
            np.concatenate([part.elected for part in parts]),
            np.concatenate([part.run_off for part in parts]),
            np.concatenate([part.run_off_tied for part in parts]),
            chambers,
            np.concatenate([part.districts for part in parts]),
            np.concatenate([part.districts_tied for part in parts]),
            first.office,
            first.two_rounds,
        )


def _placed(seats: Ints, columns: Ints, number: int) -> Ints:
    """Seats of some lists, (n, units, lists), in their columns among all lists."""
    placed = np.zeros((*seats.shape[:2], number), dtype=np.int64)
    placed[:, :, columns] = seats
    return placed
