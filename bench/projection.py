"""Our projection beside elex-model's and a naive swing's, on the same snapshots of one night in one run.

The night is that of Bolivia 2020, or of 2019 in one of its two orders. All are given the same counted sheets
and the same earlier vote of every polling place: its own or, where it has none, its municipality's. Errors,
widths and scores are in points of the valid votes. *Score* is the interval score of the 90 % interval, its
width plus 20 times by how much it misses (T. Gneiting, A. Raftery, JASA 102, 2007). *CRPS* is taken from the
point and the intervals of 30, 60 and 90 %, for which no draws are needed (the weighted interval score of J.
Bracher, E. Ray, T. Gneiting, N. Reich, PLOS Computational Biology 17, 2021). Seconds are of processor
time. The peers:

* raw count: the shares of what is counted.
* naive swing: by department, the result of 2019 plus the change at the places counted so far, weighted by
  expected valid votes; a new list has its share of the department's count.
* elex-model 2.2.5, in an environment of its own (see bench/elex_peer.py), by polling place, once as its
  documentation has it, where it learns from places that are wholly counted, and once with every place that is
  partly counted split in two units, its counted and its missing part, so that it learns from every sheet;
  both by its nonparametric model and by its bootstrap.

Run: python bench/projection.py [DATA] [--night SAMPLE] [--environment FOLDER] [--bootstrap-seconds N]
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import signal
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio import projection as model
from escrutinio.flows.desk import open_desk
from escrutinio.flows.new_election import sample_election
from escrutinio.flows.projected_contest import (
    ContestProjection,
    headline_contest,
    load_baseline,
    projected_contests,
)
from escrutinio.flows.resolved import resolved_sheets, with_arrivals
from escrutinio.ledger import as_of
from escrutinio.model import sheet
from escrutinio.tabulation import resolve_units

Array = NDArray[np.float64]
Said = tuple[str, "Answer | str"]
DATA = Path("../shared/data")
ENVIRONMENT = Path("build/elex-model")
PACKAGE = "elex-model==2.2.5"
PEER = Path(__file__).with_name("elex_peer.py")
NIGHTS = {
    "bolivia-2020": ["MAS-IPSP", "CC", "CREEMOS"],
    "bolivia-2019-official": ["MAS-IPSP", "CC", "PDC"],
    "bolivia-2019-trep": ["MAS-IPSP", "CC", "PDC"],
}
"""The nights, and the three largest lists of each."""
LISTS: list[str] = []
COUNTED = (5, 10, 15, 25, 40, 50, 75, 90)
DRAWS, SEED = 2000, 1
LEVELS = (0.3, 0.6, 0.9)
"""The intervals that the scores are of; the last one's widths are shown."""
LEFT = -3  # the last categories of an earlier vote are no lists: blank, null and not cast
OURS = "ours"
PEERS = {
    "nonparametric": "elex, places",
    "split": "elex, places split",
    "bootstrap": "elex, bootstrap",
    "bootstrap-split": "elex, boot. split",
}


@dataclass(frozen=True)
class Answer:
    """What a method said: shares of LISTS, perhaps (levels, lists) bounds of them, and how long it took."""

    shares: Array
    seconds: float
    low: Array | None = None
    high: Array | None = None


class Night:
    """The election with its baseline, and the result that the methods are measured by."""

    def __init__(self, folder: Path) -> None:
        self.desk = open_desk(folder)
        self.baseline = load_baseline(self.desk.election)
        self.contest = self.desk.election.contests[headline_contest(self.desk.election)]
        self.stations = self.desk.stations.filter(pl.col(sheet.CONTEST) == self.contest.id)
        self.truth = raw(self.layout(None)).shares

    def layout(self, until: datetime | None) -> model.Layout:
        """The count of a moment by polling place."""
        placed = resolve_units(as_of(self.desk.ledger, until), self.desk.stations, self.desk.election)
        return model.lay_out(
            placed, self.stations, self.contest, place="place", area="municipality", region="department"
        )

    def project(self, until: datetime) -> ContestProjection:
        """One update from the ledger to the draws."""
        sheets = with_arrivals(resolved_sheets(self.desk, until).sheets, self.desk, until)
        return projected_contests(self.desk, sheets, self.contest, draws=DRAWS, seed=SEED)[1]

    def moments(self) -> list[tuple[float, datetime]]:
        """The moments by which at least so many per cent of the sheets were in, and the share that was."""
        sheets = as_of(self.desk.ledger, None).filter(pl.col(sheet.CONTEST) == self.contest.id)
        times = sheets[sheet.OBSERVED_AT].sort().to_list()
        found = [times[math.ceil(len(times) * share / 100) - 1] for share in COUNTED]
        return [(bisect_right(times, moment) / len(times), moment) for moment in found]


def raw(layout: model.Layout) -> Answer:
    """The shares of what is counted."""
    begun = time.process_time()
    found = model.shares_of_valid(layout.counted.sum(axis=0), layout.lists)
    return Answer(found[_places_of_lists(layout)], time.process_time() - begun)


def naive(layout: model.Layout, matched: model.Matched) -> Answer:
    """The swing by department at the places counted so far; where none is, the nation's."""
    begun = time.process_time()
    registered = layout.registered_in + layout.registered_out
    earlier, names = matched.shares[:, :LEFT], matched.categories[:LEFT]
    here = np.arange(len(layout.regions))[:, None] == layout.region[None]
    here = np.concatenate([here, np.ones_like(here[:1])]).astype(float)  # the last row is the nation
    whole = here @ (earlier * registered[:, None])
    before = here @ (earlier * layout.registered_in[:, None])
    now = here @ layout.counted[:, : layout.lists + 1]
    turnout = _divide(now.sum(axis=1), here @ layout.registered_in)
    nothing = now.sum(axis=1) == 0
    before[nothing], now[nothing], turnout[nothing] = before[-1], now[-1], turnout[-1]
    shares = now[:, : layout.lists] / now.sum(axis=1, keepdims=True)
    for column, name in enumerate(layout.categories[: layout.lists]):
        if name in names:
            old = names.index(name)
            shares[:, column] -= before[:, old] / before.sum(axis=1)
            shares[:, column] += whole[:, old] / whole.sum(axis=1)
    shares = np.clip(shares, 0.0, None)
    shares /= shares.sum(axis=1, keepdims=True)
    weight = (turnout * (here @ registered))[:-1]
    found = weight @ shares[:-1] / weight.sum()
    return Answer(found[_places_of_lists(layout)], time.process_time() - begun)


def ours(night: Night, until: datetime) -> Answer | str:
    """One update of ours, from the ledger on, or why it cannot say."""
    begun = time.process_time()
    projected = night.project(until)
    drawn = projected.draws
    if isinstance(drawn, model.CannotSay):
        return drawn.reason
    keep = _places_of_lists(projected.layout)
    point = model.shares_of_valid(drawn.expected.sum(axis=0), drawn.lists)[keep]
    simulated = model.shares_of_valid(drawn.votes.sum(axis=1).astype(float), drawn.lists)[:, keep]
    low, high = (
        np.quantile(simulated, [0.5 + side * level / 2 for level in LEVELS], axis=0) for side in (-1, 1)
    )
    return Answer(point, time.process_time() - begun, low, high)


def elex(python: Path, method: str, units: pl.DataFrame, limit: float) -> Answer | str:
    """elex-model in its own environment, or why there is no answer."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "units.csv"
        units.write_csv(path)
        command = [str(python), str(PEER), method, str(path), *LISTS]

        def stop_after() -> None:
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit) + 5))

        done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=stop_after)
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"stopped after {limit:.0f} s"
    if done.returncode:
        return "failed: " + (done.stderr.strip().splitlines() or ["without a word"])[-1]
    said = json.loads(done.stdout.splitlines()[-1])
    low, high = (np.array(said[end]).T for end in ("low", "high"))
    return Answer(np.array(said["share"]), said["seconds"], low, high)


def units_for_elex(night: Night, layout: model.Layout, matched: model.Matched) -> pl.DataFrame:
    """Polling places with their earlier and present votes, as bench/elex_peer.py wants them."""
    registered = layout.registered_in + layout.registered_out
    earlier, names = matched.shares[:, :LEFT], matched.categories[:LEFT]
    columns = {f"then_{name}": earlier[:, number] * registered for number, name in enumerate(names)}
    columns |= {f"now_{name}": layout.counted[:, layout.categories.index(name)] for name in LISTS}
    columns["now_valid"] = layout.counted[:, : layout.lists + 1].sum(axis=1)
    columns["reported"] = 100.0 * _divide(layout.registered_in, registered)
    stations = night.stations
    if "kind" not in stations.columns:
        stations = stations.with_columns(pl.lit("none").alias("kind"))
    kinds = stations.group_by("place").agg(pl.col("kind").drop_nulls().mode().sort().first())
    places = layout.places.select(pl.col("place").alias("unit"), "department").with_columns(
        **{name: pl.Series(values) for name, values in columns.items()}
    )
    return places.join(kinds, left_on="unit", right_on="place", how="left", maintain_order="left")


def environment(folder: Path) -> Path | None:
    """The Python of an environment with elex-model, made if need be; None when it cannot be had."""
    python = folder / "bin" / "python"
    if python.exists() and _ran([str(python), "-c", "import elexmodel"]):
        return python
    made = _ran([sys.executable, "-m", "venv", str(folder)])
    if made and _ran([str(python), "-m", "pip", "install", "--quiet", "--no-input", PACKAGE]):
        return python
    print(f"{PACKAGE} could not be installed: going on without it")
    return None


def measure_update(night: Night, folder: Path, moment: datetime) -> None:
    """Print the time of a warm update and the memory of a fresh process that does one."""
    times = []
    for _ in range(6):
        begun = time.process_time()
        night.project(moment)
        times.append(time.process_time() - begun)
    command = [sys.executable, __file__, "--update", str(folder), moment.isoformat()]
    peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    print(f"one update from the ledger to {DRAWS:,} draws, all {night.stations.height:,} expected sheets:")
    print(f"  {np.median(times[1:]):.2f} s warm (slowest {max(times[1:]):.2f}); {peak} MiB peak when fresh")


def answers(night: Night, until: datetime, python: Path | None, patience: float) -> Iterator[Said]:
    """What every method says of a moment."""
    layout = night.layout(until)
    assert night.baseline is not None
    matched = model.match_baseline(layout.places, night.baseline, ["department", "municipality"])
    assert matched is not None
    yield "raw count", raw(layout)
    yield "naive swing", naive(layout, matched)
    units = units_for_elex(night, layout, matched)
    for method, title in PEERS.items():
        limit = patience if method.startswith("bootstrap") else 600.0
        if python is not None and limit > 0:
            yield title, elex(python, method, units, limit)
    yield OURS, ours(night, until)


class Table:
    """Prints a row for every answer, and keeps its error, width, scores, lists held and seconds."""

    def __init__(self, truth: Array) -> None:
        self.truth = truth
        self.kept: dict[str, dict[float, list[float]]] = {}
        print(f"{'counted':>7}  {'method':<19}", *[f"{name:>9}" for name in LISTS], end="")
        print(f"{'error':>8}{'width':>8}{'score':>8}{'CRPS':>8}{'held':>7}{'seconds':>9}")
        print(f"{'':>7}  {'the finished count':<19}", *[f"{100 * x:>9.2f}" for x in truth])

    def add(self, counted: float, method: str, answer: Answer | str) -> None:
        """Print one answer, or why there is none."""
        print(f"{100 * counted:>6.1f}%  {method:<19}", end=" ")
        if isinstance(answer, str):
            print(answer, flush=True)
            return
        error = float(100 * np.abs(answer.shares - self.truth).mean())
        width, score, crps, held = math.nan, math.nan, math.nan, math.nan
        bounds = f"{'-':>8}{'-':>8}{'-':>8}{'-':>7}"
        if answer.low is not None and answer.high is not None:
            low, high = answer.low[-1], answer.high[-1]
            width = float(100 * (high - low)[self.truth.argmax()])
            held = float(((low <= self.truth) & (self.truth <= high)).sum())
            scores = interval_scores(answer.low, answer.high, self.truth)
            score = 100 * float(scores[-1])
            outside = (1 - np.array(LEVELS)) / 2
            crps = float((error / 2 + 100 * outside @ scores) / (len(LEVELS) + 0.5))
            bounds = f"{width:>8.2f}{score:>8.2f}{crps:>8.2f}{held:>5.0f}/{len(LISTS)}"
        self.kept.setdefault(method, {})[counted] = [error, width, score, crps, held, answer.seconds]
        print(*[f"{100 * share:>9.2f}" for share in answer.shares], end="")
        print(f"{error:>8.2f}{bounds}{answer.seconds:>9.3f}", flush=True)

    def summary(self, title: str, chosen: Collection[float]) -> None:
        """Means over some moments; the ratio is over those at which both answered."""
        titles = ("moments", "error", "width", "score", "CRPS", "held", "seconds", "ours/it")
        print(f"\n{title:<20}", *[f"{title:>8}" for title in titles])
        mine = self.kept.get(OURS, {})
        for method, answered in self.kept.items():
            found = {moment: figures for moment, figures in answered.items() if moment in chosen}
            if not found:
                continue
            error, width, score, crps, held, seconds = np.mean(list(found.values()), axis=0)
            both = [moment for moment in found if moment in mine]
            ratio = sum(mine[moment][0] for moment in both) / sum(found[moment][0] for moment in both)
            figures = (error, width, score, crps, 100 * held / len(LISTS), seconds, ratio)
            shown = ["       -" if math.isnan(figure) else f"{figure:>8.2f}" for figure in figures]
            print(f"{method:<20} {len(found):>8}", *shown)


def interval_scores(low: Array, high: Array, truth: Array) -> Array:
    """(levels,), means over the lists of the intervals' width, and of what they miss beyond it, weighted."""
    outside = 1 - np.array(LEVELS)[:, None]
    missed = np.maximum(low - truth, 0.0) + np.maximum(truth - high, 0.0)
    found: Array = (high - low + 2 / outside * missed).mean(axis=1)
    return found


def _places_of_lists(layout: model.Layout) -> list[int]:
    return [layout.categories.index(name) for name in LISTS]


def _divide(part: Array, whole: Array) -> Array:
    found: Array = np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
    return found


def _ran(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def main() -> None:
    """Print the table, the means over the night with their ratios, and what one update costs."""
    if sys.argv[1:2] == ["--update"]:
        Night(Path(sys.argv[2])).project(datetime.fromisoformat(sys.argv[3]))
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
        return
    parser = argparse.ArgumentParser(description="Our projection beside its peers.")
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--night", choices=list(NIGHTS), default="bolivia-2020")
    parser.add_argument("--environment", type=Path, default=ENVIRONMENT)
    parser.add_argument(
        "--bootstrap-seconds",
        type=float,
        default=120.0,
        help="a snapshot; 0 leaves it out",
    )
    chosen = parser.parse_args()
    data = chosen.data / "-".join(chosen.night.split("-")[:2])
    if not (data / "president.parquet").exists():
        print(f"skipped: the sheets of {data.name} are not at hand; give the folder that has it")
        return
    LISTS[:] = NIGHTS[chosen.night]
    python = environment(chosen.environment.absolute())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "election"
        sample_election(folder, chosen.night, data, datetime.now(UTC))
        night = Night(folder)
        moments = night.moments()
        table = Table(night.truth)
        for share, moment in moments:
            for method, answer in answers(night, moment, python, chosen.bootstrap_seconds):
                table.add(share, method, answer)
        table.summary("means over the night", [share for share, _ in moments])
        table.summary("at 10, 25, 40, 50 %", [moments[COUNTED.index(share)][0] for share in (10, 25, 40, 50)])
        measure_update(night, folder, moments[-1][1])


if __name__ == "__main__":
    main()
