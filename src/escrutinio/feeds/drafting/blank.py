"""An election to be filled in by hand, which loads as it is."""

from __future__ import annotations

from datetime import date

BLANK_DEFINITION = """\
# An election of your own. What is written here works and is made up: put the facts of your election in its
# place. Every key is explained in docs/reference/settings.md.

[election]
id = "election"
name = "Election"
date = {day}
timezone = "UTC"                 # such as "America/La_Paz"

# The units above a polling station, from the top down; the level "nation" above all is always there.
[[levels]]
id = "region"
name = "Region"

# What can be voted for.
[[selections]]
id = "a"
name = "List A"
color = "#2a6f97"

[[selections]]
id = "b"
name = "List B"
color = "#bc6c25"

# One contest for each kind of sheet.
[[contests]]
id = "contest"
name = "Contest"
selections = ["a", "b"]

# Every sheet that is expected. A blank under registered means that its voters are not known.
[stations]
file = "stations.csv"

# How the files of a source are read: ours = "the name of its column".
[[feeds]]
id = "source"
name = "The source in words"
files = ["*.csv"]
snapshot = false                 # true only if each file holds the whole count so far
contest = "contest"
sheet = "station"

[feeds.counts]
valid = "valid"

[feeds.votes]
a = "A"
b = "B"

[feeds.observed]
file_name = '(\\d{{8}}_\\d{{4}})'    # results_{stamp}.csv; or give --observed-at
format = "%Y%m%d_%H%M"

# The law by which it is decided: see `escrutinio law list` for more.
# [law]
# id = "..."
# contests = {{ ROLE = "contest" }}
# levels = {{ ROLE = "nation" }}
"""


def blank_definition(day: date) -> str:
    """An election.toml to be filled in, which loads as it is."""
    return BLANK_DEFINITION.format(day=day.isoformat(), stamp=f"{day:%Y%m%d}_2100")


def blank_stations() -> str:
    """The stations file that belongs to a blank election."""
    return "contest,sheet,registered,region,region_name\ncontest,1,500,N,North\ncontest,2,,S,South\n"
