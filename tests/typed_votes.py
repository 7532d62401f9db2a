"""Elections whose votes are told apart by vote type, in a folder of their own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.model import Election, parse_election

NOW = datetime(2031, 5, 5, tzinfo=UTC)
TYPES = {"day": "Election day", "early": "Early voting", "mail": "By mail"}


def definition(
    feed: str,
    *,
    types: Mapping[str, str] = TYPES,
    selections: Sequence[str] = ("heron", "otter"),
    level: str = "nation",
    law: str = "",
    extra: str = "",
) -> str:
    """An ``election.toml`` with one contest, a level of counties, and one feed.

    Args:
        feed: the feed's own lines.
        types: id -> name of the vote types.
        selections: ids; each has the name of its id.
        level: at which the contest is decided.
        law: its id; empty for none.
        extra: what else stands at the end.
    """
    kinds = "".join(f'[[vote_types]]\nid = "{key}"\nname = "{name}"\n' for key, name in types.items())
    stands = "".join(
        f'[[selections]]\nid = "{key}"\nname = "{key.title()}"\ncolor = "#{at}{at}4455"\n'
        for at, key in enumerate(selections, start=1)
    )
    decided = f'level = "{level}"\n' if level != "nation" else ""
    by = f'[law]\nid = "{law}"\ncontests = {{ votes = "main" }}\nlevels = {{ votes = "{level}" }}\n' * bool(
        law
    )
    return f"""[election]
id = "typed"
name = "An election by vote type"
date = 2031-05-04
timezone = "UTC"
{kinds}
[[levels]]
id = "county"
name = "County"
{stands}
[[contests]]
id = "main"
name = "The contest"
selections = {list(selections)}
no_blank = true
no_null = true
{decided}
[stations]
file = "stations.csv"

[[feeds]]
id = "source"
files = ["votes*"]
contest = "main"
observed = {{ default = 2031-05-04T22:00:00 }}
{feed}
{by}{extra}"""


def typed_election(feed: str, **others: object) -> Election:
    """The election of :func:`definition`, without a folder."""
    return parse_election(tomllib.loads(definition(feed, **others)), Path())  # type: ignore[arg-type]


def typed_desk(folder: Path, text: str, stations: Sequence[str], files: Mapping[str, str]) -> Desk:
    """A desk that has taken in some files.

    Args:
        folder: where it is made.
        text: of the definition.
        stations: the lines of the stations file: sheet, registered, county and vote types.
        files: name -> text.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "election.toml").write_text(text, encoding="utf-8")
    lines = ["contest,sheet,registered,county,vote_types", *(f"main,{line}" for line in stations), ""]
    (folder / "stations.csv").write_text("\n".join(lines), encoding="utf-8")
    for name, written in files.items():
        (folder / name).write_text(written, encoding="utf-8")
    desk = open_desk(folder, for_ingest=True)
    for result in ingest(desk, [folder / name for name in files], lambda: NOW):
        assert result.refusal is None, result.refusal
    return open_desk(folder)
