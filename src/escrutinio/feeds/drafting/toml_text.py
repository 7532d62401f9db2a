"""The parts of an ``election.toml`` as text, for definitions that are drafted."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count, takewhile

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
_GREY = "#767676"
MOMENT = re.compile(
    r"(?<!\d)(20\d\d(?P<in_day>[-_.]?)\d\d(?P=in_day)\d\d(?P<between>[-_ .]?|T|_T)\d\d"
    r"(?P<in_clock>[-_.h]?)\d\d(?:(?P=in_clock)\d\d)?)(?!\d)"
)
"""A day and a time in the name of a file."""
STATIONS_FILE = "stations.csv"
CANDIDATES_FILE = "candidates.csv"
_TO_THE_MINUTE = 12
"""Digits of a day and a time without seconds."""
_FEWEST_LETTERS = 4
"""Names of files that begin with as many letters alike are of one kind."""
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Name:
    """An id of ours, what the source calls it, and its name."""

    id: str
    word: str
    name: str


def named(words: Sequence[str], avoid: Sequence[str] = (), called: Sequence[str] = ()) -> list[Name]:
    """An id for each word, different from all others but for case and punctuation, made of its name."""
    taken = set(avoid)
    names = []
    for number, (word, name) in enumerate(zip(words, called or words, strict=True), start=1):
        latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = "-".join(re.findall(r"[a-z0-9]+", latin))[:40].strip("-") or f"n{number}"
        options = chain([stem], (f"{stem}-{i}" for i in count(2)))
        key = next(key for key in options if folded(key) not in taken)
        taken.add(folded(key))
        names.append(Name(key, word, name))
    return names


def quoted(text: str) -> str:
    """A text as TOML writes it; its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def text_list(words: Iterable[str]) -> str:
    """A list of texts as TOML writes it."""
    return "[" + ", ".join(map(quoted, words)) + "]"


def text_or_list(words: Sequence[str]) -> str:
    """A list of texts, or the only one of them, as TOML writes it."""
    return quoted(words[0]) if len(words) == 1 else text_list(words)


def election_text(name: str, day: date, said_by: str) -> str:
    """The table ``[election]``; ``said_by``: what says the day, as a remark has it."""
    remark = f"guessed from {said_by}" if said_by else "guessed: today"
    return (
        f'[election]\nid = "election"\nname = {quoted(name)}\ndate = {day.isoformat()}    # {remark}\n'
        'timezone = "UTC"    # guessed; such as "America/La_Paz"\n'
    )


def selection_text(selection: Name, number: int) -> str:
    """A table ``[[selections]]``, with the colour of its number; grey after those that differ."""
    color = _COLORS[number] if number < len(_COLORS) else _GREY
    name = f"id = {quoted(selection.id)}\nname = {quoted(selection.name)}"
    return f"[[selections]]\n{name}\ncolor = {quoted(color)}\n"


def stations_choice() -> str:
    """The table ``[stations]`` for a file that lists only the sheets that were seen."""
    return (
        "# Only the sheets of the file that this was drafted from: guessed. Put the full list of the sheets\n"
        "# that are expected in its place.\n"
        f'[stations]\nfile = "{STATIONS_FILE}"\n'
        "complete = false    # take this line out once the file lists every sheet that is expected\n"
    )


def observed_text(files: Sequence[str], modified: datetime, columns: Sequence[str] = ()) -> str:
    """The table ``[feeds.observed]``: the time in the files' names, if all have one of one form.

    Args:
        files: the names of the files that the feed reads.
        modified: when the first was written (UTC); the time where neither names nor columns give one.
        columns: lines that name columns with the times of rows; not used where the names have a time.
    """
    lines = ["[feeds.observed]"]
    moments = [MOMENT.search(file) for file in files]
    forms = {moment_form(moment.group(1)) if moment else None for moment in moments}
    form = forms.pop() if len(forms) == 1 else None
    if form and all(moment and is_time(moment.group(1), form[1]) for moment in moments):
        lines.append(f"file_name = '{form[0]}'    # guessed: the time in the file's name")
        lines.append(f'format = "{form[1]}"')
    else:
        stamp = modified.replace(microsecond=0, tzinfo=None).isoformat()
        lines += [*columns, f"default = {stamp}Z    # guessed: when the file was written"]
        lines.append("# Give each later file its time with --observed-at.")
    return "\n".join(lines) + "\n"


def is_time(written: str, form: str) -> bool:
    """Whether a text is a time of a form, as strptime has it."""
    try:
        datetime.strptime(written, form)  # noqa: DTZ007
    except ValueError:
        return False
    return True


def moment_form(written: str) -> tuple[str, str]:
    """The pattern and the format of a time in a file's name, as :data:`MOMENT` finds it."""
    found = MOMENT.fullmatch(written)
    if found is None:
        raise ValueError(written)
    in_day, between, in_clock = found["in_day"], found["between"], found["in_clock"]
    seconds = len(re.sub(r"\D", "", written)) > _TO_THE_MINUTE
    clock = ["%H", "%M", *(["%S"] if seconds else [])]
    form = in_day.join(("%Y", "%m", "%d")) + between + in_clock.join(clock)
    days = re.escape(in_day).join((r"\d{4}", r"\d\d", r"\d\d")) if in_day else r"\d{8}"
    times = re.escape(in_clock).join([r"\d\d"] * len(clock)) if in_clock else rf"\d{{{2 * len(clock)}}}"
    return f"({days}{re.escape(between)}{times})", form


FILE_NAME = "the file's name"


def day_of(written: str) -> date | None:
    """The day of a time in a file's name; None where it is none."""
    try:
        return datetime.strptime(re.sub(r"\D", "", written)[:8], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def pattern_of(file: str) -> str:
    """The pattern of the files of the same kind: what changes from one to the next are its digits."""
    stem, dot, ending = file.rpartition(".")
    escaped = re.sub(r"([\[\]*?])", r"[\1]", stem)
    return re.sub(r"\d[\d_-]{3,}\d", "*", escaped) + dot + ending


def patterns_of(files: Sequence[str]) -> list[str]:
    """The patterns of files of the same kind: one, if their names begin and end alike, else one for each."""
    alone = list(dict.fromkeys(map(pattern_of, files)))
    if len(alone) == 1:
        return alone
    start, end = _alike(files), _alike([name[::-1] for name in files])[::-1]
    room = len(start) + len(end) <= min(map(len, files))
    if len(start) >= _FEWEST_LETTERS and room and not set(start + end) & set("[]*?"):
        return [f"{start}*{end}"]
    return alone


def _alike(names: Sequence[str]) -> str:
    """The letters with which all of some names begin."""
    return "".join(
        letters[0] for letters in takewhile(lambda one: len(set(one)) == 1, zip(*names, strict=False))
    )


def feed_text(values: Mapping[str, object]) -> str:
    """A table ``[[feeds]]`` with the tables in it, from its values."""
    plain = {key: value for key, value in values.items() if not _is_table(key, value)}
    tables = [
        ("[[feeds]]", plain),
        *(
            (f"[feeds.{_key(key)}]", value)
            for key, value in values.items()
            if key != "units" and isinstance(value, Mapping) and key not in plain
        ),
        *((f"[feeds.units.{_key(level)}]", unit) for level, unit in _units(values).items()),
    ]
    return "\n".join(
        "\n".join([head, *(f"{_key(key)} = {_value(value)}" for key, value in table.items())]) + "\n"
        for head, table in tables
        if table or head == "[[feeds]]"
    )


def _is_table(key: str, value: object) -> bool:
    """Whether a value is written as a table of its own, and not on a line as ``{ join = [...] }`` is."""
    return isinstance(value, Mapping) and not key.endswith("_column")


def _units(values: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    units = values.get("units")
    return units if isinstance(units, Mapping) else {}


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else quoted(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case Mapping():
            return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(map(_value, value)) + "]"
        case date():
            return value.isoformat()
        case _:
            return str(value)
