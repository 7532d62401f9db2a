"""Writes what was guessed as an ``election.toml`` and a stations file, with a remark beside every guess."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from escrutinio.feeds.drafting.column_profile import texts
from escrutinio.feeds.drafting.column_words import unit_word
from escrutinio.feeds.drafting.guess import FeedGuess
from escrutinio.model import sheet
from escrutinio.model.names import folded

_COLORS = (
    "#2a6f97",
    "#bc6c25",
    "#588157",
    "#7b2cbf",
    "#c1121f",
    "#0f766e",
    "#b5838d",
    "#6b705c",
    "#e09f3e",
    "#3a5a40",
    "#5e548e",
    "#9d4edd",
)
"""Colours that say nothing, in turn."""
_MOMENT = re.compile(r"(?<!\d)(20\d{6}[_-]?\d{4}(?:\d{2})?)(?!\d)")
"""A day and a time in the name of a file."""
STATIONS_FILE = "stations.csv"

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


@dataclass(frozen=True)
class _Name:
    """An id of ours, what the source calls it, and its name."""

    id: str
    word: str
    name: str


def definition_text(guess: FeedGuess, *, name: str, today: date, modified: datetime) -> str:
    """The election.toml that reads a table as it was guessed.

    Args:
        guess: how the table is read.
        name: of the election.
        today: taken for the day of the election, if the file's name has none.
        modified: when the file was written (UTC); its time of observation where nothing else gives one.
    """
    file = guess.source.path.name
    moment = _MOMENT.search(file)
    day = _day_of(moment.group(1)) if moment else None
    contests = contest_names(guess)
    labels = guess.source.labels
    selections = _named(guess.selections, called=[labels.get(word, word) for word in guess.selections])
    levels = level_names(guess)
    parts = [
        f'# Drafted from {file}. Lines with "guessed" are for you to look at; `escrutinio feed try`\n'
        "# shows what they make of a file. Every key is explained in docs/reference/settings.md.\n",
        _election(name, day or today, known=day is not None),
        *(_level(level, levels[i - 1].id if i else None) for i, level in enumerate(levels)),
        "# What can be voted for. The colours are arbitrary.\n",
        *(_selection(one, _COLORS[i % len(_COLORS)]) for i, one in enumerate(selections)),
        *_contests(guess, contests, selections),
        _stations(),
        _feed(guess, file, contests, selections, levels),
        _observed(guess, moment, modified),
        "# The law by which it is decided: `escrutinio law list`.\n"
        '# [law]\n# id = "..."\n# contests = { ROLE = "'
        + contests[0].id
        + '" }\n# levels = { ROLE = "nation" }\n',
    ]
    return "\n".join(parts)


def stations_text(guess: FeedGuess) -> str:
    """The stations file with the sheets of a table, as CSV: no more is known than what the table lists."""
    rows = guess.rows
    contests = contest_names(guess)
    levels = level_names(guess)
    if guess.contest:
        words = {one.word: one.id for one in contests}
        contest = texts(rows, guess.contest).replace_strict(words, default=None, return_dtype=pl.String)
    else:
        contest = pl.Series([contests[0].id]).new_from_index(0, rows.height)
    columns = {
        sheet.CONTEST: contest,
        sheet.SHEET: _joined(rows, guess.sheet),
        sheet.REGISTERED: guess.registered(),
    }
    for level, ours in zip(guess.levels, levels, strict=True):
        columns[ours.id] = _joined(rows, level.columns)
        if level.name_column:
            columns[f"{ours.id}_name"] = texts(rows, level.name_column)
    for key, column in guess.station.items():
        columns[key] = texts(rows, column)
    frame = pl.DataFrame({key: values.alias(key) for key, values in columns.items()})
    known = frame.drop_nulls([sheet.CONTEST, sheet.SHEET])
    return known.unique([sheet.CONTEST, sheet.SHEET], keep="first", maintain_order=True).write_csv()


def contest_names(guess: FeedGuess) -> list[_Name]:
    """The contests and the words for them; one without a word where the table has only one."""
    return _named(guess.contests) if guess.contests else [_Name("contest", "Contest", "Contest")]


def level_names(guess: FeedGuess) -> list[_Name]:
    """The levels, called after their columns."""
    taken = ("nation", "contest", "sheet", "registered", "lat", "lon", "kind")
    words = [unit_word(level.label) or level.label for level in guess.levels]
    return _named([word.capitalize() for word in words], avoid=taken)


def _joined(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    parts = pl.DataFrame([texts(rows, column) for column in columns])
    return parts.select(pl.concat_str(pl.all(), separator="-"))[columns[0]]


def _named(words: Sequence[str], avoid: Sequence[str] = (), called: Sequence[str] = ()) -> list[_Name]:
    """An id for each word, different from all others but for case and punctuation, made of its name."""
    taken = set(avoid)
    names = []
    for number, (word, name) in enumerate(zip(words, called or words, strict=True), start=1):
        latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = "-".join(re.findall(r"[a-z0-9]+", latin))[:40].strip("-") or f"n{number}"
        key = next(
            key for key in (stem, *(f"{stem}-{i}" for i in range(2, 10_000))) if folded(key) not in taken
        )
        taken.add(folded(key))
        names.append(_Name(key, word, name))
    return names


def _quoted(text: str) -> str:
    """A text as TOML writes it; its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, words)) + "]"


def _text_or_list(words: Sequence[str]) -> str:
    return _quoted(words[0]) if len(words) == 1 else _list(words)


def _election(name: str, day: date, *, known: bool) -> str:
    guessed = "guessed from the file's name" if known else "guessed: today"
    return (
        f'[election]\nid = "election"\nname = {_quoted(name)}\ndate = {day.isoformat()}    # {guessed}\n'
        'timezone = "UTC"    # guessed; such as "America/La_Paz"\n'
    )


def _level(level: _Name, parent: str | None) -> str:
    above = f"parent = {_quoted(parent)}\n" if parent else ""
    return f"[[levels]]    # guessed\nid = {_quoted(level.id)}\nname = {_quoted(level.name)}\n{above}"


def _selection(selection: _Name, color: str) -> str:
    name = f"id = {_quoted(selection.id)}\nname = {_quoted(selection.name)}"
    return f"[[selections]]\n{name}\ncolor = {_quoted(color)}\n"


def _contests(guess: FeedGuess, contests: Sequence[_Name], selections: Sequence[_Name]) -> list[str]:
    """The contests; in each of several those selections that the table has in it."""
    texts_of = []
    for contest in contests:
        standing = [one.id for one in selections if _stands(guess, contest, one)]
        lines = [f"[[contests]]\nid = {_quoted(contest.id)}\nname = {_quoted(contest.word)}"]
        lines.append(f"selections = {_list(standing or [one.id for one in selections])}")
        if "blank" in guess.lacking:
            lines.append("no_blank = true    # guessed: the file has none; take this out if there are any")
        if "null" in guess.lacking:
            lines.append("no_null = true    # guessed: the same of null (spoilt) votes")
        texts_of.append("\n".join(lines) + "\n")
    return texts_of


def _stands(guess: FeedGuess, contest: _Name, selection: _Name) -> bool:
    rows = guess.rows
    if guess.contest:
        rows = rows.filter(texts(rows, guess.contest) == contest.word)
    if guess.long:
        return selection.word in texts(rows, guess.selection_column).unique()
    return bool(texts(rows, selection.word).is_not_null().any())


def _stations() -> str:
    return (
        "# Only the sheets of the file that this was drafted from: guessed. Put the full list of the sheets\n"
        "# that are expected in its place.\n"
        f'[stations]\nfile = "{STATIONS_FILE}"\n'
        "complete = false    # take this line out once the file lists every sheet that is expected\n"
    )


def _feed(
    guess: FeedGuess,
    file: str,
    contests: Sequence[_Name],
    selections: Sequence[_Name],
    levels: Sequence[_Name],
) -> str:
    source = guess.source
    lines = [
        "[[feeds]]",
        'id = "source"',
        'name = "The source in words"',
        f"files = {_list([_pattern(file)])}    # guessed",
    ]
    lines.append("snapshot = false    # guessed; true only if each file holds the whole count so far")
    if source.delimiter and not file.lower().endswith(".tsv") and source.delimiter != ",":
        lines.append(f"delimiter = {_quoted(source.delimiter)}")
    if source.encoding not in ("", "utf-8-sig"):
        lines.append(f"encodings = {_list([source.encoding])}    # guessed")
    if source.table.part:
        lines.append(f"parts = {_list([source.table.part])}")
    if not source.header.rows:
        lines.append("header = false")
    elif source.delimiter or source.table.part:
        lines.append(f"header_row = {source.header.first}")
    if source.header.rows > 1:
        lines.append(f"header_rows = {source.header.rows}    # guessed")
    if guess.long:
        lines.append('layout = "long"')
    if guess.contest:
        pairs = ", ".join(f"{_quoted(one.word)} = {_quoted(one.id)}" for one in contests)
        lines += [
            f"contest_column = {_quoted(guess.contest)}    # guessed",
            f"contest_values = {{ {pairs} }}",
        ]
    else:
        lines.append(f"contest = {_quoted(contests[0].id)}")
    sure = "guessed" if guess.unique else "guessed, and not enough: some sheets have the same code"
    lines.append(f"sheet = {_text_or_list(guess.sheet)}    # {sure}")
    if guess.long:
        lines.append(f"selection_column = {_quoted(guess.selection_column)}    # guessed")
        lines.append(f"votes_column = {_quoted(guess.votes_column)}    # guessed")
    if guess.fill_down:
        lines.append(f"fill_down = {_list(guess.fill_down)}    # guessed: they stand on a group's first row")
    if guess.totals:
        pairs = ", ".join(f"{_quoted(column)} = {_list(words)}" for column, words in guess.totals.items())
        lines.append(f"skip = {{ {pairs} }}    # guessed: rows that add up others")
    not_read = guess.not_read()
    if not_read:
        lines.append(
            f"ignore = {_list(not_read)}    # guessed: names, which the stations file has, and the rest"
        )
    tables = ["\n".join(lines) + "\n"]
    if guess.separator:
        tables.append(f"[feeds.numbers]\nthousands = {_quoted(guess.separator)}    # guessed\n")
    if guess.counts:
        pairs = "\n".join(f"{key} = {_quoted(word)}    # guessed" for key, word in guess.counts.items())
        tables.append(f"[feeds.counts]\n{pairs}\n")
    votes = "\n".join(f"{one.id} = {_quoted(one.word)}" for one in selections)
    tables.append(f"[feeds.votes]\n{votes}\n")
    for level, ours in zip(guess.levels, levels, strict=True):
        tables.append(f"[feeds.units.{ours.id}]\ncolumn = {_text_or_list(level.columns)}    # guessed\n")
    return "\n".join(tables)


def _observed(guess: FeedGuess, moment: re.Match[str] | None, modified: datetime) -> str:
    lines = ["[feeds.observed]"]
    if moment:
        pattern, form = _moment_form(moment.group(1))
        lines += [f"file_name = '{pattern}'    # guessed: the time in the file's name", f'format = "{form}"']
    else:
        if guess.time:
            sign = "" if guess.time_is_iso() else "# "
            lines.append(f"{sign}column = {_quoted(guess.time)}    # guessed: a time for each row")
        stamp = modified.replace(microsecond=0, tzinfo=None).isoformat()
        lines.append(f"default = {stamp}Z    # guessed: when the file was written")
        lines.append("# Give each later file its time with --observed-at.")
    return "\n".join(lines) + "\n"


def _moment_form(written: str) -> tuple[str, str]:
    """The pattern and the format of a time in a file's name."""
    between = written[8] if not written[8].isdigit() else ""
    clock = len(written) - 8 - len(between)
    return rf"(\d{{8}}{between}\d{{{clock}}})", f"%Y%m%d{between}%H%M" + ("%S" if clock == 6 else "")


def _day_of(written: str) -> date | None:
    try:
        return datetime.strptime(written[:8], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def _pattern(file: str) -> str:
    """The pattern of the files of the same kind: what changes from one to the next are its digits."""
    stem, dot, ending = file.rpartition(".")
    escaped = re.sub(r"([\[\]*?])", r"[\1]", stem)
    return re.sub(r"\d[\d_-]{3,}\d", "*", escaped) + dot + ending
