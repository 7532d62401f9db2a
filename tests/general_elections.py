"""Elections of several bodies under one law: a contest of each, with sheets of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest

NOW = datetime(2031, 5, 5, tzinfo=UTC)
LISTS = {"ana": "Ana Álvarez", "bel": "Belén Báez", "ciro": "Ciro Cruz"}
DISTRICTS = ("N", "S")
REGISTERED = 200


def make_general(
    folder: Path,
    law: str,
    contests: Mapping[str, str],
    sheets: Mapping[str, Sequence[int] | None],
    *,
    roles: Mapping[str, str] | None = None,
    facts: str = "",
) -> Desk:
    """An election of several contests, of which the same stations have a sheet each.

    Args:
        folder: where it is made.
        law: its id, or a file of the folder.
        contests: contest -> "nation" or "district", where its votes are taken.
        sheets: station -> votes of each list in every contest; None for a station that is not in. Its first
            letter is its district.
        roles: role of the law -> contest; unless given, each contest plays the role of its name.
        facts: what no ballot says, as TOML.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plays = roles or {contest: contest for contest in contests}
    names = list(LISTS)
    parts = [
        '[election]\nid = "general"\nname = "A general election"\ndate = 2031-05-04\ntimezone = "UTC"\n'
        '[[levels]]\nid = "district"\nname = "District"\n'
        '[[levels]]\nid = "place"\nname = "Place"\nparent = "district"\n'
    ]
    parts += [
        f'[[selections]]\nid = "{key}"\nname = "{name}"\ncolor = "#{number}{number}4455"\n'
        for number, (key, name) in enumerate(LISTS.items(), start=1)
    ]
    for contest, level in contests.items():
        within = 'level = "district"\n' if level == "district" else ""
        parts.append(f'[[contests]]\nid = "{contest}"\nname = "{contest}"\nselections = {names}\n{within}')
        parts.append(
            f'[[feeds]]\nid = "{contest}"\nfiles = ["{contest}.csv"]\ncontest = "{contest}"\n'
            'sheet = "sheet"\ncounts = { valid = "valid" }\n[feeds.observed]\ndefault = 2031-05-04T22:00:00\n'
        )
    if facts:
        (folder / "facts.toml").write_text(facts, encoding="utf-8")
    levels = {role: contests[contest] for role, contest in plays.items()}
    parts.append('[projection]\nplace = "place"\narea = "district"\nregion = "district"\n')
    parts.append(f'[stations]\nfile = "stations.csv"\n[law]\nid = "{law}"\n')
    parts.append('facts = "facts.toml"\n' if facts else "")
    for table, given in (("contests", plays), ("levels", levels)):
        parts.append(
            f"{table} = {{ " + ", ".join(f'"{key}" = "{contest}"' for key, contest in given.items()) + " }\n"
        )
    (folder / "election.toml").write_text("\n".join(parts), encoding="utf-8")
    rows = [f"{contest},{code},{REGISTERED},{code[0]},{code}" for contest in contests for code in sheets]
    (folder / "stations.csv").write_text("\n".join(["contest,sheet,registered,district,place", *rows, ""]))
    desk = open_desk(folder, for_ingest=True)
    for contest in contests:
        lines = [
            ",".join(map(str, [code, sum(votes), *votes]))
            for code, votes in sheets.items()
            if votes is not None
        ]
        path = folder / f"{contest}.csv"
        path.write_text("\n".join([",".join(["sheet", "valid", *names]), *lines, ""]))
        (result,) = ingest(desk, [path], lambda: NOW)
        assert result.refusal is None, result.refusal
    return open_desk(folder)


ARGENTINA = {"president": "nation", "senado": "district", "diputados": "district"}
"""The contests of ``ar/general``; its districts have five and three deputies (``AR_FACTS``)."""
AR_FACTS = "[bodies.diputados.seats]\nN = 5\nS = 3\n"
PHILIPPINES = {
    "president": "nation",
    "vice-president": "nation",
    "senate": "nation",
    "house-districts": "district",
}
"""Contests of ``ph/general``: two offices, a senate by the most votes, and districts; no party lists."""
OWN_LAW = """
title = "Lakeland, mayor and council"

[bodies.mayor]
law = "mayor.toml"

[bodies.council]
law = "council.toml"
name = "Town Council"
contests = { votes = "mayor" }
"""
"""A law of one's own, by which one vote decides both bodies."""
OWN_MAYOR = """
title = "Mayor"
statute = "Town Act"
source = "https://example.org"
valid_from = 2029-01-01
elects = "the mayor"
[valid]
blank = false
article = "s. 1"
[office]
id = "office"
name = "Mayor"
[[step]]
rule = "plurality"
article = "s. 2"
"""
OWN_COUNCIL = """
title = "Council"
statute = "Town Act"
source = "https://example.org"
valid_from = 2030-01-01
elects = "seven members"
[valid]
blank = false
article = "s. 1"
[chamber]
id = "chamber"
name = "Council"
[[step]]
rule = "allocate"
article = "s. 3"
in = "whole"
seats = 7
by = "dhondt"
"""


def own_law(folder: Path) -> str:
    """Write a law of one's own that consists of two others; its file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("town", OWN_LAW), ("mayor", OWN_MAYOR), ("council", OWN_COUNCIL)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return "town.toml"
