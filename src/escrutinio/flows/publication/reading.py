"""Reads a publication: a frozen object that loads its parts when they are asked for, and keeps them."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from escrutinio.flows.publication import store
from escrutinio.flows.publication.counted import first_and_second, list_label
from escrutinio.flows.publication.frames import LEVEL, NAME
from escrutinio.flows.publication.unit_page import UnitPages, finding_document
from escrutinio.flows.publication.updates import updates
from escrutinio.ledger.checks import CHECKS
from escrutinio.ledger.stations import LATITUDE, LONGITUDE
from escrutinio.model import NATION, Contest, Election, LedgerError, UsageError, load_election
from escrutinio.tabulation import UNIT, unit_figures

_OPEN: dict[Path, Publication] = {}
_FRAMES = ("units", "projected", "sheets", "versions", "findings", "places")
_DOCUMENTS = ("front", "advice", "outcome", "calls", "night", "projections")
_LOCK = threading.Lock()


@dataclass(frozen=True, eq=False)
class Publication:
    """What was published at one moment.

    Every document is plain data. Loading a part raises LedgerError when the publication has meanwhile been
    removed; :meth:`load` loads all parts at once, for work that takes longer.

    Attributes:
        folder: its own folder.
        about: ``id``, ``as_of``, ``published_at`` and ``replay``.
    """

    folder: Path
    about: Mapping[str, Any]

    @property
    def id(self) -> str:
        """A sortable moment and a hash of the content; another content has another id."""
        return str(self.about["id"])

    @property
    def as_of(self) -> datetime:
        """The moment of the count (UTC)."""
        return datetime.fromisoformat(self.about["as_of"])

    @property
    def published_at(self) -> datetime:
        """The moment of publication (UTC)."""
        return datetime.fromisoformat(self.about["published_at"])

    @cached_property
    def election(self) -> Election:
        """The election's definition as it was published; its folder is the election's own."""
        try:
            found = load_election(self.folder)
        except UsageError as error:
            raise self._gone(error.message) from None
        return replace(found, folder=self.folder.parent.parent)

    @cached_property
    def front(self) -> dict[str, Any]:
        """The front page; its schema is docs/reference/schemas/front.schema.json."""
        return {**self._document("front"), "id": self.id, "published_at": self.about["published_at"]}

    @cached_property
    def advice(self) -> dict[str, Any]:
        """What a reader should make of the count; schema advice.schema.json."""
        found: dict[str, Any] = self._document("advice")
        return found

    @cached_property
    def outcome(self) -> dict[str, Any] | None:
        """The law's decision with its derivation, schema decide.schema.json; None without a law."""
        found: dict[str, Any] | None = self._document("outcome")
        return found

    @property
    def bounds(self) -> dict[str, Any] | None:
        """What can still change in full: ``bounds`` of the outcome; None without a law."""
        return self.outcome["bounds"] if self.outcome else None

    @cached_property
    def calls(self) -> dict[str, Any]:
        """``standing``, ``retractions`` and the ``record`` of both, oldest first; ``problem``."""
        found: dict[str, Any] = self._document("calls")
        return found

    @cached_property
    def night(self) -> dict[str, Any]:
        """The series of the night up to this publication, in ``points``; schema night.schema.json."""
        found: dict[str, Any] = self._document("night")
        return found

    @cached_property
    def updates(self) -> list[dict[str, Any]]:
        """Updates and calls for a feed, the newest first."""
        return updates(self.front, self.night, self.calls)

    @cached_property
    def projections(self) -> dict[str, dict[str, Any]]:
        """Contest -> ``said`` and ``reason`` of its projection; a contest that is absent has none."""
        found: dict[str, dict[str, Any]] = self._document("projections")
        return found

    @cached_property
    def findings(self) -> dict[str, Any]:
        """All findings, the gravest first, with counts by severity and by check."""
        rows = self.frame("findings")
        tally = dict(rows.group_by("code").len().iter_rows())
        grave = dict(rows.group_by("severity").len().iter_rows())
        return {
            "schema": "escrutinio/findings/1",
            "total": rows.height,
            "by_severity": {severity: grave.get(severity, 0) for severity in ("error", "warning", "info")},
            "by_check": [
                {
                    "code": check.code,
                    "severity": str(check.severity),
                    "title": check.title,
                    "formula": check.formula,
                    "count": tally.get(check.code, 0),
                }
                for check in CHECKS
            ],
            "findings": [finding_document(row) for row in rows.iter_rows(named=True)],
        }

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """Polling places with coordinates, for the dot map of the headline contest."""
        contest = self.election.contests[self.front["headline"]["contest"]]
        return [_place(row, contest) for row in self.frame("places").iter_rows(named=True)]

    def contest(self, contest: str) -> dict[str, Any]:
        """A contest: what it is, ``nation`` (its unit document) and whether its projection says something.

        Raises:
            UsageError: there is no such contest.
        """
        about = next((one for one in self.front["contests"] if one["id"] == contest), None)
        if about is None:
            known = ", ".join(one["id"] for one in self.front["contests"])
            raise UsageError(f"there is no contest {contest!r}", hint=f"There are: {known}.")
        said = self.projections.get(contest, {"said": False, "reason": ""})
        labels = [list_label(self.election, name) for name in about["lists"]]
        head = {"schema": "escrutinio/contest/1", **about}
        return {**head, "lists": labels, "projection": said, "nation": self.unit(contest, NATION, NATION)}

    def unit(self, contest: str, level: str, unit: str) -> dict[str, Any]:
        """A unit's page; schema unit.schema.json.

        Raises:
            UsageError: there is no such unit.
        """
        return self._pages.page(contest, level, unit)

    def brief(self, contest: str, level: str, unit: str) -> dict[str, Any]:
        """A unit's ``counted`` and ``projected`` figures and its name, without its surroundings.

        Raises:
            UsageError: there is no such unit.
        """
        return self._pages.brief(contest, level, unit)

    def units(self, contest: str) -> Iterator[tuple[str, str]]:
        """Level and code of every unit of a contest, the nation first."""
        yield from self._pages.keys(contest)

    def unit_names(self, contest: str, level: str) -> dict[str, str]:
        """Code -> name of the units of a level."""
        wanted = (pl.col("contest") == contest) & (pl.col(LEVEL) == level)
        return dict(self.frame("units").filter(wanted).select(UNIT, NAME).iter_rows())

    def frame(self, name: str) -> pl.DataFrame:
        """One of the frames: units, projected, sheets, versions, findings or places.

        Raises:
            LedgerError: the publication has been removed.
        """
        kept = self._frames.get(name)
        if kept is None:
            try:
                kept = pl.read_parquet(self.folder / f"{name}.parquet")
            except (OSError, pl.exceptions.PolarsError) as error:
                raise self._gone(str(error)) from None
            self._frames[name] = kept
        return kept

    def load(self) -> Publication:
        """This publication with all parts loaded: it can be read on when its folder is gone."""
        for name in _FRAMES:
            self.frame(name)
        for name in _DOCUMENTS:
            getattr(self, name)
        _ = self.election
        return self

    @cached_property
    def _frames(self) -> dict[str, pl.DataFrame]:
        return {}

    @cached_property
    def _pages(self) -> UnitPages:
        names = ("units", "projected", "sheets", "versions", "findings")
        return UnitPages(self.election, *(self.frame(name) for name in names))

    def _document(self, name: str) -> Any:
        try:
            return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._gone(str(error)) from None

    def _gone(self, why: str) -> LedgerError:
        return LedgerError(
            f"a part of the publication cannot be read: {why.splitlines()[0]}",
            where=str(self.folder),
            hint="Open the current publication again.",
        )


def _place(row: Mapping[str, Any], contest: Contest) -> dict[str, Any]:
    figures = unit_figures(row, contest)
    first = first_and_second(figures, contest)
    return {
        "id": row[UNIT],
        "level": row[LEVEL],
        "name": row[NAME],
        "lat": row[LATITUDE],
        "lon": row[LONGITUDE],
        "share_in": figures.sheets_share,
        "registered": figures.registered_expected,
        "leader": first["leader"],
        "lead": first["lead"]["share"] if first["lead"] else None,
    }


def open_publication(folder: Path) -> Publication | None:
    """The current publication of an election folder; None when nothing is published.

    A publication that is asked for again is the same object, with the parts that it has loaded.
    """
    for _ in range(3):  # a publisher may remove the folder just after its name was read
        found = store.current(folder)
        if found is None:
            return None
        with contextlib.suppress(LedgerError):
            return read_publication(found)
    return None


def read_publication(found: Path) -> Publication:
    """The publication in a folder of its own.

    Raises:
        LedgerError: there is none.
    """
    election = found.parent
    with _LOCK:
        kept = _OPEN.get(election)
    if kept is not None and kept.folder == found:
        return kept
    try:
        about = json.loads((found / store.ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LedgerError(f"the publication cannot be read: {error}", where=str(found)) from None
    opened = Publication(found, about)
    with _LOCK:
        _OPEN[election] = opened
    return opened
