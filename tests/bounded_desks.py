"""Desks with a law and a few sheets, some of which are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.law import get_law

ELECTION = """
[election]
id = "small"
name = "A small election"
date = 2031-05-04
timezone = "UTC"

[[levels]]
id = "district"
name = "District"

{selections}

[[contests]]
id = "ballot"
name = "Ballot"
selections = [{names}]

[[contests]]
id = "second"
name = "Second ballot"
selections = [{names}]

[stations]
file = "stations.csv"

[law]
id = "{law}"
contests = {{ {contests} }}
levels = {{ {levels} }}

[[feeds]]
id = "count"
files = ["count.csv"]
contest = "ballot"
sheet = "sheet"
[feeds.votes]
{votes}
[feeds.observed]
default = 2031-05-04T20:00:00
"""
NOW = datetime(2031, 5, 4, 20, 30, tzinfo=UTC)
COLORS = ("#c1121f", "#1d3557", "#2a9d8f", "#e9c46a")


@dataclass(frozen=True)
class Station:
    """One sheet that is expected.

    Args:
        registered: its voters; None where nobody knows them.
        votes: its votes, in the order of the names; None where the sheet is missing.
        district: where it is.
    """

    registered: int | None
    votes: Sequence[int] | None
    district: str = "N"


def desk_with(
    folder: Path, law: str, names: Mapping[str, str], stations: Sequence[Station], level: str = "nation"
) -> Desk:
    """A desk whose counted sheets are taken in; the contest of a second round has none.

    Args:
        folder: where it is made.
        law: the id of a law whose contests are votes and, perhaps, a run-off.
        names: id of a selection -> its name.
        stations: the sheets that are expected.
        level: at which the law counts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    selections = "\n".join(
        f'[[selections]]\nid = "{selection}"\nname = "{name}"\ncolor = "{color}"'
        for (selection, name), color in zip(names.items(), COLORS, strict=False)
    )
    roles = {"votes": "ballot"} | ({"run-off": "second"} if "run-off" in get_law(law).contests else {})
    text = ELECTION.format(
        selections=selections,
        names=", ".join(f'"{selection}"' for selection in names),
        law=law,
        contests=", ".join(f'{role} = "{contest}"' for role, contest in roles.items()),
        levels=", ".join(f'{role} = "{level}"' for role in roles),
        votes="\n".join(f'{selection} = "{selection}"' for selection in names),
    )
    (folder / "election.toml").write_text(text, encoding="utf-8")
    expected = ["contest,sheet,registered,district"]
    counted = ["sheet," + ",".join(names)]
    for number, station in enumerate(stations, start=1):
        registered = 0 if station.registered is None else station.registered
        expected.append(f"ballot,{number},{registered},{station.district}")
        if station.votes is not None:
            counted.append(f"{number}," + ",".join(map(str, station.votes)))
    (folder / "stations.csv").write_text("\n".join(expected) + "\n", encoding="utf-8")
    (folder / "count.csv").write_text("\n".join(counted) + "\n", encoding="utf-8")
    (result,) = ingest(open_desk(folder, for_ingest=True), [folder / "count.csv"], lambda: NOW)
    assert result.refusal is None
    return open_desk(folder)
