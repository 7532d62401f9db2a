"""A made house of single-member districts in which every district has candidates of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import IngestResult, ingest

NOW = datetime(2031, 5, 9, 1, 0, tzinfo=UTC)
DISTRICTS = {"D1": ("ann", "ben"), "D2": ("cy", "dee", "eve"), "D3": ("fay", "gus")}
_SHEETS = 2


def make_house(folder: Path, *, more: str = "") -> Path:
    """Three districts with two sheets each; ``more`` is added to the definition."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for standing in DISTRICTS.values() for name in standing]
    selections = "\n".join(
        f'[[selections]]\nid = "{name}"\nname = "{name.title()} Smith"\ncolor = "#{place:02x}4466"'
        for place, name in enumerate(names)
    )
    standing = ", ".join(f'"{name}"' for name in names)
    (folder / "election.toml").write_text(
        '[election]\nid = "house"\nname = "House"\ndate = 2031-05-08\ntimezone = "UTC"\n'
        f'[[levels]]\nid = "district"\nname = "District"\n{selections}\n'
        f'[[contests]]\nid = "house"\nname = "House"\nlevel = "district"\nselections = [{standing}]\n'
        '[law]\nid = "uk/commons"\nedition = true\n'
        'contests = { votes = "house" }\nlevels = { votes = "district" }\n'
        '[stations]\nfile = "stations.csv"\n'
        '[[feeds]]\nid = "office"\nname = "Office"\nfiles = ["*.csv"]\nlayout = "long"\ncontest = "house"\n'
        'sheet = "sheet"\nselection_column = "candidate"\nvotes_column = "votes"\n'
        f"[feeds.observed]\ndefault = 2031-05-08T23:00:00\n{more}"
    )
    rows = [f"house,{unit}-{n},2000,{unit}" for unit in DISTRICTS for n in range(_SHEETS)]
    (folder / "stations.csv").write_text("\n".join(["contest,sheet,registered,district", *rows]) + "\n")
    return folder


def take_in(folder: Path, rows: str) -> tuple[Desk, list[IngestResult]]:
    """Take in lines such as "D1-0,ann,300", and open the desk."""
    file = folder / "night.csv"
    file.write_text(f"sheet,candidate,votes\n{rows}")
    desk = open_desk(folder)
    return desk, list(ingest(desk, [file], lambda: NOW))


def lines(*sheets: str) -> str:
    """Rows of whole sheets such as "D1-0": 100 votes more for each candidate than for the next."""
    return "".join(
        f"{sheet},{name},{500 - 100 * place}\n"
        for sheet in sheets
        for place, name in enumerate(DISTRICTS[sheet[:2]])
    )
