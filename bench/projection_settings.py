"""Settings of the projection, compared on elections of which each in turn is left out.

Every election is replayed with and without its earlier one. A figure is the mean score of the draws (CRPS)
over the three largest lists and all moments, beside that of the present settings: the geometric mean of the
two replays. What the others would choose is the row with the least mean over them.

Run: python bench/projection_settings.py FOLDER [FOLDER ...] --try drift=0.1,drift_size=0.05 [--try ...]
FOLDER is an election whose count is finished; folders of one election in several orders are joined with a +.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from escrutinio.flows.backtest import backtest
from escrutinio.flows.desk import open_desk
from escrutinio.projection import Settings
from escrutinio.projection.backtest import Cell, coverage

Scores = NDArray[np.float64]
DRAWS = 1000
PRESENT = "as they are"


def settings_of(text: str) -> Settings:
    """The settings with some changed, as NAME=VALUE,NAME=VALUE.

    Raises:
        ValueError: there is no such setting, or its value is no number.
    """
    types = {field.name: int if isinstance(field.default, int) else float for field in fields(Settings)}
    changed: dict[str, float] = {}
    for part in text.split(",") if text != PRESENT else []:
        name, _, value = part.partition("=")
        if name not in types:
            raise ValueError(f"there is no setting {name!r}; there are: {', '.join(types)}")
        changed[name] = types[name](value)
    return Settings(**changed)  # type: ignore[arg-type]


def scores(folders: Sequence[Path], settings: Settings) -> tuple[Scores, list[Cell]]:
    """(replays,), the mean score of each folder with and without its earlier election; all that was said."""
    found, cells = [], []
    for folder in folders:
        desk = open_desk(folder)
        for without in (False, True) if desk.election.baseline is not None else (True,):
            replayed = backtest(desk, without_baseline=without, draws=DRAWS, settings=settings)
            said = [step.scored.mean_crps() for step in replayed.steps]
            found.append(float(np.mean([each for each in said if each is not None])))
            cells += replayed.cells()
    return np.array(found), cells


def main() -> None:
    """Print a row for every choice, and what is chosen when each election is left out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folders", nargs="+", metavar="FOLDER")
    asked.add_argument("--try", dest="tried", action="append", default=[], metavar="NAME=VALUE,...")
    options = asked.parse_args()
    elections = {name: [Path(part) for part in name.split("+")] for name in options.folders}
    short = [paths[0].name[:14] for paths in elections.values()]
    print(
        f"{'CRPS beside the present settings':<50}", *[f"{name:>15}" for name in short], "    mean  90 % held"
    )
    present: list[Scores] = []
    rows: dict[str, Scores] = {}
    for choice in (PRESENT, *options.tried):
        settings = settings_of(choice)
        replays = [scores(paths, settings) for paths in elections.values()]
        present = present or [of for of, _ in replays]
        logs = [np.log(of / before).mean() for (of, _), before in zip(replays, present, strict=True)]
        rows[choice] = np.array(logs)
        held = coverage([cell for _, cells in replays for cell in cells])[0.9] or 0.0
        print(
            f"{choice:<50}",
            *[f"{np.exp(log):>15.3f}" for log in logs],
            f"{np.exp(np.mean(logs)):>8.3f}{100 * held:>11.1f}",
            flush=True,
        )
    if len(elections) > 1:
        for number, name in enumerate(short):
            best = min(rows, key=lambda choice: np.delete(rows[choice], number).mean())
            print(f"left out {name}: the others choose {best}; on it {np.exp(rows[best][number]):.3f}")


if __name__ == "__main__":
    main()
