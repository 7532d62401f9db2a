"""Where figures come from: a publication, or the ledger as it stood at an earlier moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from escrutinio.flows.count import count, unit_names
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.project import headline_contest
from escrutinio.flows.publication import front, night, store
from escrutinio.flows.publication.counted import counted_figures, list_label
from escrutinio.flows.publication.expression import Expression, Names, unknown
from escrutinio.flows.publication.reading import Publication
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.model import NATION, Election, EscrutinioError, UnknownFigure
from escrutinio.tabulation import UNIT, unit_figures


class FigureSource(ABC):
    """What figures are made of, at one moment."""

    as_of: datetime
    election: Election

    @cached_property
    @abstractmethod
    def names(self) -> Names:
        """What an expression may name."""

    @abstractmethod
    def counted(self, contest: str, level: str, unit: str) -> dict[str, Any]:
        """Counted figures, see :func:`escrutinio.flows.publication.counted.counted_figures`."""

    @abstractmethod
    def projected(self, contest: str, level: str, unit: str) -> dict[str, Any] | None:
        """``lists`` and ``turnout`` with 90 % intervals; None where nothing is projected."""

    @abstractmethod
    def not_said(self, contest: str) -> str:
        """Why nothing is projected."""

    @abstractmethod
    def chamber(self, chamber: str) -> dict[str, Any]:
        """A chamber, see :func:`escrutinio.flows.publication.front.chamber_documents`."""

    @abstractmethod
    def first_round(self) -> dict[str, Any] | None:
        """``elected`` and ``run_off``; None where nothing is projected."""

    @abstractmethod
    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """Code -> name."""

    def standing(self, contest: str) -> list[str]:
        """The lists that have not withdrawn."""
        found = self.election.contests[contest]
        return [name for name in found.selections if name not in found.withdrawn]

    def list_label(self, selection: str) -> dict[str, Any]:
        """Who a list is."""
        return list_label(self.election, selection)

    def contest_name(self, contest: str) -> str:
        """The contest's name."""
        return self.election.contests[contest].name

    def level_name(self, level: str) -> str:
        """The level's name."""
        return next(one.name for one in self.election.levels if one.id == level)

    def unit_name(self, asked: Expression) -> str:
        """The name of a unit that is given by its code."""
        return self.unit_names(asked.about, asked.level)[asked.unit]

    def unit_code(self, asked: Expression, text: str) -> str:
        """The code of the unit that an expression names by code or name.

        Raises:
            UnknownFigure: there is none, or several have the name.
        """
        if asked.level == NATION:
            return NATION
        names = self.unit_names(asked.about, asked.level)
        if asked.unit in names:
            return asked.unit
        wanted = asked.unit.casefold()
        codes = [code for code, name in names.items() if name.casefold() == wanted]
        if len(codes) == 1:
            return codes[0]
        if codes:
            raise UnknownFigure(
                f"{len(codes)} units are called {asked.unit!r}",
                where=text,
                hint=f"Give its code, one of: {', '.join(sorted(codes)[:8])}.",
            )
        raise unknown(asked.level, asked.unit, [*names.values(), *names], text)


def _names(election: Election, chambers: tuple[str, ...]) -> Names:
    headline = headline_contest(election)
    lists = {contest.id: contest.selections for contest in election.contests.values()}
    # Seats can go to the lists of any contest.
    stands = {
        name
        for contest in election.contests.values()
        for name in contest.selections
        if name not in contest.withdrawn
    }
    order = [*lists[headline], *election.selections]
    return Names(
        headline=headline,
        lists=lists,
        levels={contest.id: contest.levels for contest in election.contests.values()},
        chambers=chambers,
        office_lists=tuple(dict.fromkeys(name for name in order if name in stands)),
    )


class CurrentFigures(FigureSource):
    """A publication."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self.as_of = publication.as_of
        self.election = publication.election

    @cached_property
    def names(self) -> Names:
        """See :class:`Moment`."""
        return _names(self.election, tuple(one["id"] for one in self._publication.front["chambers"]))

    def counted(self, contest: str, level: str, unit: str) -> dict[str, Any]:
        """See :class:`Moment`."""
        found: dict[str, Any] = self._publication.brief(contest, level, unit)["counted"]
        return found

    def projected(self, contest: str, level: str, unit: str) -> dict[str, Any] | None:
        """See :class:`Moment`."""
        found: dict[str, Any] | None = self._publication.brief(contest, level, unit)["projected"]
        return found

    def not_said(self, contest: str) -> str:
        """See :class:`Moment`."""
        said = self._publication.projections.get(contest, {"reason": ""})
        return said["reason"] or "there is no projection of it"

    def chamber(self, chamber: str) -> dict[str, Any]:
        """See :class:`Moment`."""
        found: dict[str, Any] = next(
            one for one in self._publication.front["chambers"] if one["id"] == chamber
        )
        return found

    def first_round(self) -> dict[str, Any] | None:
        """See :class:`Moment`."""
        found: dict[str, Any] | None = self._publication.front["headline"]["projected"]["first_round"]
        return found

    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """See :class:`Moment`."""
        return self._publication.unit_names(contest, level)


class HistoricalFigures(FigureSource):
    """The ledger at an earlier moment, with the series of the night for what was projected."""

    def __init__(self, desk: Desk, moment: datetime) -> None:
        self._desk = desk
        self.as_of = moment
        self.election = desk.election

    @cached_property
    def names(self) -> Names:
        """See :class:`Moment`."""
        chambers = self._decision.outcome.chambers if self._decision else ()
        return _names(self.election, tuple(chambers))

    @cached_property
    def _placed(self) -> ResolvedSheets:
        return resolved_sheets(self._desk, self.as_of)

    @cached_property
    def _decision(self) -> Decision | None:
        try:
            return decide(self._desk, self.as_of, placed=self._placed)
        except EscrutinioError:
            return None

    @cached_property
    def _line(self) -> Mapping[str, Any] | None:
        path = store.published(self.election.folder) / night.FILE
        points = night.points(path, self.as_of, rehearsal=self._desk.rehearsing)
        return points[-1] if points else None

    def counted(self, contest: str, level: str, unit: str) -> dict[str, Any]:
        """See :class:`Moment`."""
        sums = count(self._desk, self.as_of, levels=[level], placed=self._placed).sums[contest][level]
        row = sums.row(by_predicate=pl.col(UNIT) == unit, named=True)
        of = self.election.contests[contest]
        return counted_figures(unit_figures(row, of), self.election, of)

    def projected(self, contest: str, level: str, unit: str) -> dict[str, Any] | None:
        """See :class:`Moment`."""
        line = self._line
        if line is None or not line["said"] or contest != line["contest"] or level != NATION:
            return None
        lists = [
            {"id": name, "share": one["projected"], "low": one["low"], "high": one["high"]}
            for name, one in line["lists"].items()
            if one["projected"] is not None
        ]
        return {"lists": lists, "turnout": line["turnout"]}

    def not_said(self, contest: str) -> str:
        """See :class:`Moment`."""
        return "" if self._line is None else "nothing was projected of it then"

    def chamber(self, chamber: str) -> dict[str, Any]:
        """See :class:`Moment`."""
        assert self._decision is not None, "chambers are named by the decision"
        found = next(one for one in front.chamber_documents(self._decision, None) if one["id"] == chamber)
        kept = self._line["chambers"].get(chamber) if self._line else None
        if kept and kept["projected"] is not None:
            found["projected"] = {
                "lists": [{"id": name, **one} for name, one in kept["projected"].items()],
                "majority": [{"id": name, "chance": chance} for name, chance in kept["majority"].items()],
            }
        return found

    def first_round(self) -> dict[str, Any] | None:
        """See :class:`Moment`."""
        line = self._line
        if line is None or line["run_off"] is None:
            return None
        elected = [{"id": name, "chance": one["chance"]} for name, one in line["lists"].items()]
        return {"elected": elected, "run_off": line["run_off"]}

    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """See :class:`Moment`."""
        return unit_names(self._desk.stations.filter(pl.col("contest") == contest), level)
