"""Elections in unlike states, for a walk in a browser: before, early, half, at the end, and of all sizes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from escrutinio.flows.desk import open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.publication import publish
from escrutinio.flows.replay import moments
from escrutinio.ledger import Ledger
from ready_elections import make_thinned_sample
from small_elections import NOW, make_small
from support import at, make_election, row, take

Make = Callable[[Path], None]
DISTRICTS, CANDIDATES = 650, 40
_NIGHT = 20
"""Of how many moments of the sample's night some are published."""
_PRESIDENT = "pt/president"


def _small(counted: int) -> Make:
    """An election of a president, of whose eight sheets some are counted; without a projection."""

    def make(folder: Path) -> None:
        votes = {f"{'NS'[n % 2]}{n}": (400, 320, 60) if n < counted else () for n in range(8)}
        make_small(folder, _PRESIDENT, votes)
        publish(open_desk(folder), now=NOW)

    return make


def _forty(folder: Path) -> None:
    """Forty candidates with long names, half counted."""
    names = {f"c{n}": f"Candidate Number {n} Withalongname" for n in range(CANDIDATES)}
    votes = {f"N{n}": [500 - 12 * c for c in range(CANDIDATES)] if n < 2 else () for n in range(4)}
    make_small(folder, _PRESIDENT, votes, registered=20_000, names=names)
    publish(open_desk(folder), now=NOW)


def _no_law(folder: Path) -> None:
    """An election that names no law, of two contests; some sheets are counted."""
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20), row("002", 10, 25)])
    publish(open_desk(folder), now=at(5))


def _single_seats(law: str, role: str, counted: int) -> Make:
    """A chamber of very many single seats, of which some are counted."""

    def make(folder: Path) -> None:
        lists = {"alpha": "#c1121f", "beta": "#1d3557", "gamma": "#588157", "delta": "#7b2cbf"}
        selections = "".join(
            f'[[selections]]\nid = "{one}"\nname = "{one.title()}"\ncolor = "{color}"\n'
            for one, color in lists.items()
        )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "election.toml").write_text(
            '[election]\nid = "house"\nname = "A house of many"\ndate = 2031-05-04\ntimezone = "UTC"\n'
            f'[[levels]]\nid = "district"\nname = "District"\n{selections}'
            '[[contests]]\nid = "house"\nname = "House"\nlevel = "district"\n'
            f'selections = {list(lists)}\n[stations]\nfile = "stations.csv"\n'
            '[[feeds]]\nid = "f"\nfiles = ["votes.csv"]\ncontest = "house"\nsheet = "sheet"\n'
            'counts = { valid = "valid" }\n[feeds.observed]\ndefault = 2031-05-04T20:00:00\n'
            f'[law]\nid = "{law}"\ncontests = {{ {role} = "house" }}\nlevels = {{ {role} = "district" }}\n',
            encoding="utf-8",
        )
        units = [f"District {n}" for n in range(1, DISTRICTS + 1)]
        stations = ([unit, "house", 90_000, unit] for unit in units)
        _write(folder / "stations.csv", ["sheet", "contest", "registered", "district"], stations)
        rows = ([units[n], 40_000, *_turned((16_000, 12_000, 8_000, 4_000), n)] for n in range(counted))
        _write(folder / "votes.csv", ["sheet", "valid", *lists], rows)
        (result,) = ingest(open_desk(folder, for_ingest=True), [folder / "votes.csv"], lambda: NOW)
        assert result.refusal is None, result.refusal
        publish(open_desk(folder), now=NOW)

    return make


def _turned(figures: Sequence[int], by: int) -> Sequence[int]:
    return [figures[(place + by) % len(figures)] for place in range(len(figures))]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _night(step: int | None) -> Make:
    """The sample's night at a moment; None for before the first sheet."""

    def make(folder: Path) -> None:
        make_thinned_sample(folder)
        desk = open_desk(folder)
        known = moments(desk, _NIGHT)
        if step is None:
            publish(desk, known[0] - timedelta(days=1), now=datetime.now(UTC), calls=False)
            return
        for moment in known[max(0, step - 1) : step + 1]:
            publish(desk, moment, now=datetime.now(UTC), calls=False)

    return make


STATES: Mapping[str, Make] = {
    "before": _small(0),
    "early": _small(1),
    "half": _small(4),
    "end": _small(8),
    "no-law": _no_law,
    "forty-candidates": _forty,
    "650-districts": _single_seats("uk/commons", "votes", DISTRICTS // 2),
}
"""Those that every run of the tests looks at; each publishes once what it has made."""
MORE_STATES: Mapping[str, Make] = {
    "night-before": _night(None),
    "night-early": _night(1),
    "night-half": _night(10),
    "night-end": _night(_NIGHT),
    "650-districts-before": _single_seats("uk/commons", "votes", 1),
    "650-districts-first-round": _single_seats("fr/assemblee", "votes", DISTRICTS),
}
"""Those that ``make walk`` looks at as well."""
