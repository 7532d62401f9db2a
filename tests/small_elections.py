"""Elections of one contest in a folder of their own: stations, votes by station, and a law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest

NOW = datetime(2031, 5, 5, tzinfo=UTC)
NAMES = {"a": "Ana Álvarez", "b": "Benito Báez", "c": "Carla Cruz"}


@dataclass(frozen=True)
class Station:
    """One sheet that is expected.

    Args:
        registered: its voters; None where nobody knows them.
        votes: its votes, in the order of the names; None where the sheet is missing.
        district: where it is, a letter.
    """

    registered: int | None
    votes: Sequence[int] | None
    district: str = "N"


def desk_with(
    folder: Path, law: str, names: Mapping[str, str], stations: Sequence[Station], level: str = "nation"
) -> Desk:
    """A desk with stations of which each has voters of its own; see :func:`make_small`."""
    codes = [f"{station.district}{number}" for number, station in enumerate(stations, start=1)]
    of = dict(zip(codes, stations, strict=True))
    return make_small(
        folder,
        law,
        {code: station.votes or () for code, station in of.items()},
        registered={code: station.registered or 0 for code, station in of.items()},
        level=level,
        names=names,
    )


def make_small(
    folder: Path,
    law: str,
    votes: Mapping[str, Sequence[int]],
    *,
    registered: int | Mapping[str, int] = 1000,
    level: str = "nation",
    roles: str = "votes",
    extra: str = "",
    names: Mapping[str, str] = NAMES,
    counts: Sequence[str] = (),
) -> Desk:
    """An election with the sheets of some stations taken in.

    Args:
        folder: where it is made.
        law: the law's id, or its file in the folder.
        votes: station -> votes of each candidate; empty for a station that is not in. The district of a
            station is its first letter.
        registered: voters of each station; 0 for unknown.
        level: at which the law takes the votes: "nation" or "district".
        roles: roles of the law that the contest plays, separated by spaces.
        extra: what else stands in the definition.
        names: id of a candidate -> name.
        counts: what else its sheets state, with as many as they have votes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ids = list(names)
    selections = "".join(
        f'[[selections]]\nid = "{key}"\nname = "{name}"\n'
        f'color = "#{number * 11 if number < 10 else number + 10}4455"\n'
        for number, (key, name) in enumerate(names.items(), start=1)
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
counts = {{ {", ".join(f'{what} = "{what}"' for what in ("valid", *counts))} }}
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
    voters = registered if isinstance(registered, Mapping) else dict.fromkeys(votes, registered)
    lines = [f"main,{code},{voters[code]},{code[0]}" for code in votes]
    (folder / "stations.csv").write_text("\n".join(["contest,sheet,registered,district", *lines, ""]))
    stated = ["valid", *counts]
    rows = [
        ",".join(map(str, [code, *[sum(counted)] * len(stated), *counted]))
        for code, counted in votes.items()
        if counted
    ]
    (folder / "votes.csv").write_text("\n".join([",".join(["sheet", *stated, *ids]), *rows, ""]))
    desk = open_desk(folder, for_ingest=True)
    if rows:
        (result,) = ingest(desk, [folder / "votes.csv"], lambda: NOW)
        assert result.refusal is None, result.refusal
    return open_desk(folder)


def make_measure(
    folder: Path, votes: Mapping[str, Sequence[int]], law: str = "it/referendum-abrogativo"
) -> Desk:
    """A ballot measure whose first answer adopts it; the votes cast are those for either answer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "facts.toml").write_text('[labels]\nyes = ["a"]\n', encoding="utf-8")
    names = {"a": NAMES["a"], "b": NAMES["b"]}
    return make_small(folder, law, votes, names=names, extra='facts = "facts.toml"', counts=("cast",))


def in_two_rounds(
    folder: Path,
    second: Mapping[str, Sequence[int]],
    *,
    law: str = "cz/senat",
    role: str = "second-round",
    level: str = "district",
    stand: Sequence[str] = ("a", "b", "c"),
    extra: str = "",
) -> Desk:
    """Two seats of the Czech Senate: in both the first round elects nobody, in A by four votes to three.

    Args:
        folder: where it is made.
        second: station -> votes of each candidate in the second round; stations that are not in are left out.
        law: another law of two rounds.
        role: what it calls the contest of the second round.
        level: at which it takes the votes.
        stand: who stands in the second round.
        extra: what else stands in the definition.
    """
    votes = {"A1": [40, 30, 20], "B1": [40, 40, 35], "B2": [0, 1, 0]}
    make_small(folder, law, votes, level=level, extra=extra)
    definition = folder / "election.toml"
    text = definition.read_text(encoding="utf-8")
    rows = [
        f"sheet,valid,{','.join(stand)}",
        *(f"{code},{sum(row)},{','.join(map(str, row))}" for code, row in second.items()),
    ]
    (folder / "second.txt").write_text("\n".join([*rows, ""]), encoding="utf-8")
    contest = text[text.index("[[contests]]") : text.index("[stations]")].replace('"main"', '"again"')
    contest = contest.replace("The contest", "The second round").replace(f"{[*'abc']}", f"{[*stand]}")
    feed = text[text.index("[[feeds]]") : text.index("[law]")].replace('"main"', '"again"')
    feed = feed.replace('id = "votes"', 'id = "again"').replace("*.csv", "*.txt")
    text = text.replace("[stations]", f"{contest}[stations]").replace("[law]", f"{feed}[law]")
    text = text.replace('votes = "main"', f'votes = "main", {role} = "again"')
    text = text.replace(f'votes = "{level}" }}', f'votes = "{level}", {role} = "{level}" }}')
    definition.write_text(text, encoding="utf-8")
    stations = folder / "stations.csv"
    more = "".join(f"again,{code},1000,{code[0]}\n" for code in votes)
    stations.write_text(stations.read_text(encoding="utf-8") + more, encoding="utf-8")
    if second:
        desk = open_desk(folder, for_ingest=True)
        (result,) = ingest(desk, [folder / "second.txt"], lambda: NOW)
        assert result.refusal is None, result.refusal
    return open_desk(folder)
