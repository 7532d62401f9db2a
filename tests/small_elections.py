"""Elections of one contest in a folder of their own: stations, votes by station, and a law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest

NOW = datetime(2031, 5, 5, tzinfo=UTC)


def make_small(
    folder: Path,
    law: str,
    votes: Mapping[str, Sequence[int]],
    *,
    registered: int | str = 1000,
    level: str = "nation",
    roles: str = "votes",
    extra: str = "",
    names: Sequence[str] = ("Ana Álvarez", "Benito Báez", "Carla Cruz"),
) -> Desk:
    """An election with the sheets of some stations taken in.

    Args:
        folder: where it is made.
        law: the law's id, or its file in the folder.
        votes: station -> votes of each candidate; empty for a station that is not in. The district of a
            station is its first letter.
        registered: voters of each station.
        level: at which the law takes the votes: "nation" or "district".
        roles: roles of the law that the contest plays, separated by spaces.
        extra: what else stands in the definition.
        names: of the candidates, whose ids are a, b, c, ...
    """
    folder.mkdir(parents=True)
    ids = [chr(ord("a") + number) for number in range(len(names))]
    selections = "".join(
        f'[[selections]]\nid = "{key}"\nname = "{name}"\ncolor = "#{number}{number}4455"\n'
        for number, (key, name) in enumerate(zip(ids, names, strict=True), start=1)
    )
    contests = ", ".join(f'{role} = "main"' for role in roles.split())
    levels = ", ".join(f'{role} = "{level}"' for role in roles.split())
    (folder / "election.toml").write_text(
        f"""[election]
id = "small"
name = "A small election"
date = 2031-05-04
timezone = "UTC"

[[levels]]
id = "district"
name = "District"
{selections}
[[contests]]
id = "main"
name = "The contest"
selections = {ids}
{'level = "district"' if level == "district" else ""}

[stations]
file = "stations.csv"

[[feeds]]
id = "votes"
files = ["*.csv"]
contest = "main"
sheet = "sheet"
counts = {{ valid = "valid" }}
[feeds.observed]
default = 2031-05-04T22:00:00

[law]
id = "{law}"
contests = {{ {contests} }}
levels = {{ {levels} }}
{extra}
""",
        encoding="utf-8",
    )
    lines = [f"main,{code},{registered},{code[0]}" for code in votes]
    (folder / "stations.csv").write_text("\n".join(["contest,sheet,registered,district", *lines, ""]))
    rows = [",".join(map(str, [code, sum(counted), *counted])) for code, counted in votes.items() if counted]
    (folder / "votes.csv").write_text("\n".join([",".join(["sheet", "valid", *ids]), *rows, ""]))
    desk = open_desk(folder, for_ingest=True)
    if rows:
        (result,) = ingest(desk, [folder / "votes.csv"], lambda: NOW)
        assert result.refusal is None, result.refusal
    return open_desk(folder)
