"""Where the rows of a JSON or XML document that no feed describes may be, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import cast

import polars as pl

from escrutinio.feeds.drafting.column_profile import TRUTHS
from escrutinio.feeds.drafting.column_words import (
    COUNT_ROLES,
    Role,
    is_level,
    is_of_earlier_election,
    role_of,
)
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.json_reader import json_document, read_json
from escrutinio.feeds.nist_reader import COUNTS, is_report, read_report, report_of
from escrutinio.feeds.node_rows import path_of
from escrutinio.feeds.raw_table import RawTable
from escrutinio.feeds.xml_reader import read_xml, repeated_elements, root_name, xml_tree
from escrutinio.model import FeedError

_MOST_TRIED = 8
"""So many places of a document are tried for its rows, those with the most rows first."""
_LOOKED_INTO = 200
"""Items of an array, or values of an object, that say what is in the others."""
_FEW_LISTS = 8
"""Among so many lists of an object some may be of other things than the others."""
_DEEPEST = 12
_MOSTLY = 0.8
_GENERIC = re.compile(
    r"id|ids|code|codigo|key|name|names|nombre|nome|nom|label|text|title|value|number|nr|num|no|numero|type|kind",
    re.IGNORECASE,
)
"""Names that say what they mean together with that of what they belong to."""
_NAVIGATION = ("_links", "links", "@context", "$schema")
"""What a document says of other documents, and no results."""
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
_HINT = "Make a blank election with `escrutinio new FOLDER`, and say with rows in a feed where the rows are."


def json_tables(data: bytes) -> list[SourceTable]:
    """The tables that a JSON document may be read as, those of the most rows first.

    Raises:
        FeedError: it is no JSON, or holds no array of objects.
    """
    document = json_document(data)
    if is_report(document):
        return [_of_report(table) for table in read_report(cast("Mapping[str, object]", document))]
    rows = Counter("/".join(path) for path in _paths(document, ()))
    if not rows:
        raise FeedError("the document holds no array of objects", hint=_HINT)
    tables = []
    for path, _ in rows.most_common(_MOST_TRIED):
        with suppress(FeedError):  # such as objects that hold nothing but arrays
            tables.append(_named(read_json(document, path)[0], path))
    if not tables:
        raise FeedError("the document's arrays hold no values", hint=_HINT)
    return tables


def xml_tables(data: bytes) -> list[SourceTable]:
    """The tables that an XML document may be read as, those of the most rows first.

    Raises:
        FeedError: it is no XML, or no element comes again and again in it.
    """
    if root_name(data) == "ElectionReport":
        return [_of_report(table) for table in read_report(report_of(xml_tree(data)))]
    paths = repeated_elements(data)
    if not paths:
        raise FeedError("no element of the document comes again and again, as rows do", hint=_HINT)
    most = sorted(paths, key=lambda path: -paths[path])[:_MOST_TRIED]
    return [_named(table, path) for path in most for table in read_xml(data, path)]


def _paths(node: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths to objects that are rows, once for each row that is looked at."""
    if len(path) > _DEEPEST:
        return
    if isinstance(node, list):
        items = node[:_LOOKED_INTO]
        # An array says by its length how many rows it has, though not all are looked into.
        times = max(1, len(node) // max(1, len(items)))
        for item in items:
            if isinstance(item, dict):
                for _ in range(times):
                    yield (*path, "*")
                yield from _within(item, (*path, "*"))
    elif isinstance(node, dict):
        yield from _within(node, path)


def _within(node: Mapping[str, object], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    node = {name: value for name, value in node.items() if not is_of_earlier_election(name)}
    values = list(node.values())
    if path and path[-1] == "*" and not any(isinstance(value, dict | list) for value in values):
        return
    if _of_votes(values):  # names of contests, or of places, and in each names of candidates
        for names in cast("list[Mapping[str, object]]", values):
            for _ in names:
                yield (*path, "*", "*")
    if _alike(values):
        if len(values) <= _FEW_LISTS:  # such as candidates and contests, which are lists of names
            for name, value in node.items():
                if isinstance(value, list):
                    yield from _paths(value, (*path, name))
        for value in values[:_LOOKED_INTO]:
            if isinstance(value, dict):
                for _ in range(max(1, len(values) // _LOOKED_INTO)):
                    yield (*path, "*")
            yield from _paths(value, (*path, "*"))
        return
    for name, value in node.items():
        if "/" not in name and name != "*" and name not in _NAVIGATION:
            yield from _paths(value, (*path, name))


def _of_votes(values: Sequence[object]) -> bool:
    """Whether the values of an object are objects of numbers, each with names of its own."""
    objects = [value for value in values if isinstance(value, dict) and value]
    if len(objects) < len(values) or len(objects) < 2:
        return False
    if not all(_is_number(number) for entry in objects[:_LOOKED_INTO] for number in entry.values()):
        return False
    # Figures of the same names are the columns of one table, such as those of each station.
    names = [set(entry) for entry in objects[:_LOOKED_INTO]]
    return 2 * len(set.intersection(*names)) <= len(set.union(*names))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _alike(values: Sequence[object]) -> bool:
    """Whether the values of an object are of one kind, so that its names are codes or words."""
    if len(values) < 2:
        return False
    if all(isinstance(value, dict) for value in values):
        entries = [cast("Mapping[str, object]", value) for value in values[:_LOOKED_INTO]]
        names = [set(entry) for entry in entries]
        if 2 * len(set.intersection(*names)) > len(set.union(*names)):
            return True
        # Names of places in names of regions, or of candidates in places: what lies in them is alike.
        within = [value for entry in entries for value in entry.values()]
        return all(isinstance(value, dict) for value in within) and _alike(within)
    return all(isinstance(value, list) and value and isinstance(value[0], dict) for value in values)


def _named(table: RawTable, path: str) -> SourceTable:
    """A table with what its columns are called without their paths."""
    steps = path_of(path)
    if steps[-2:] == ["*", "*"] and {"key", "value"} <= set(table.header()):
        return _of_keys(table, path)
    own = _singular(next((step for step in reversed(steps) if step != "*"), ""))
    deep = steps.count("*") > 1 or ("*" not in steps and len(steps) > 1)
    labels = {name: _label(name, own) for name in table.header()}
    above = [name for name in labels if re.fullmatch(r"/key( above)*", name)]
    if "key" in labels and above and table.frame[above[0]].n_unique() > 1:
        # Names of objects in named objects, such as towns in counties.
        labels |= {name: f"{'upper ' * place}region" for place, name in enumerate(above)}
    here = [name for name in labels if not name.startswith("/")]
    words = [name for name in here if deep and _words(table.frame[name])]
    roles = {name: role_of(labels[name]) for name in here}
    each = (name for name in here if roles[name] in (Role.SELECTION, Role.PARTY))
    listed = any(table.frame[name].n_unique() == table.frame.height > 1 for name in each)
    if (words or listed) and Role.VOTES not in roles.values():
        # Valid votes, or a total, of each of the rows within others, or of each party, are its votes.
        sums = [name for name in here if roles[name] in (Role.VALID, Role.CAST)]
        labels |= {sums[0]: "votes"} if len(sums) == 1 else {}
        roles |= {sums[0]: Role.VOTES} if len(sums) == 1 else {}
    if words and Role.VOTES not in roles.values():
        # The only number of such a row is its votes, whatever it is called.
        unknown = [name for name in here if roles[name] in (None, Role.NUMBER) and name not in words]
        only = [name for name in unknown if _whole(table.frame[name])]
        labels |= {only[0]: "votes"} if len(only) == 1 else {}
        roles |= {only[0]: Role.VOTES} if len(only) == 1 else {}
    if Role.VOTES in roles.values() and not {Role.SELECTION, Role.PARTY} & set(roles.values()):
        # A row within others that has a name and votes is what was voted for.
        word = next((name for name in words if _GENERIC.fullmatch(name)), None)
        # Else the words that differ most: "party" and "blank" say of what kind they are.
        texts = [name for name in words if not _whole(table.frame[name])]
        word = word or max(texts, key=lambda name: table.frame[name].n_unique(), default=None)
        labels |= {word: f"selection {word}"} if word else {}
    return SourceTable(table, labels=labels, rows=path)


def _of_keys(table: RawTable, path: str) -> SourceTable:
    """A table of votes by the names of objects: those of candidates, and above them those of contests.

    The names above are those of sheets where several of them have the same candidates.
    """
    frame = table.frame
    labels = {name: _label(name, "") for name in table.header()} | {"key": "selection", "value": "votes"}
    above = [name for name in table.header() if re.fullmatch(r"/.*\bkey( above)*|/key( above)*", name)]
    for name in above:
        contests = frame.group_by("key").agg(pl.col(name).n_unique())[name]
        few = bool((contests == 1).sum() > _MOSTLY * contests.len()) and frame[name].n_unique() > 1
        labels[name] = f"contest {name.strip('/')}" if few else f"station {name.strip('/')}"
    return SourceTable(table, labels=labels, rows=path)


def _words(values: pl.Series) -> bool:
    """Whether a column may name what is voted for: some rows are of one, and none of nothing."""
    if values.is_in(TRUTHS).all():  # whether a place is counted, say
        return False
    return bool(values.is_not_null().all()) and 1 < values.n_unique() <= values.len() / 2


def _whole(values: pl.Series) -> bool:
    """Whether a column holds a whole number on every row, and not the same everywhere."""
    numbers = values.cast(pl.String, strict=False).str.strip_chars().cast(pl.Int64, strict=False)
    return numbers.null_count() == 0 and numbers.n_unique() > 1


def _label(name: str, own: str) -> str:
    """What a column is called: the last part of its path, and what that belongs to where it says little."""
    parts = [part for part in re.split(r"[/\[\]]", name) if part and part != "*"]
    last = re.sub("(?i)^registered_?(?=name$)", "", parts[-1]) if parts else name
    if len(parts) > 1 and role_of(last) is Role.VOTES and role_of(parts[-2]) in COUNT_ROLES:
        return parts[-2]
    if not _GENERIC.fullmatch(last):
        return last
    owner = _singular(parts[-2]) if len(parts) > 1 else own if not name.startswith("/") else ""
    return f"{owner} {last}".strip()


def _singular(word: str) -> str:
    """One of several: ``station`` of stations, where such a word is known."""
    forms = [word, *(word.removesuffix(end) + new for end, new in _PLURALS if word.lower().endswith(end))]
    return next((form for form in forms if role_of(form) or is_level(form)), word)


_OF_REPORTS = {
    "unit": "precinct",
    "unit name": "precinct name",
    "selection": "candidate",
    "type": "vote type",
    "contest id": "contest code",
}
_NO_COUNTS = ("BallotsOutstanding", "VotersParticipated")
"""Words of a report that are neither a selection nor a count that is kept."""


def _of_report(table: RawTable) -> SourceTable:
    """The units of a report of which it has the most, as its other units add these up."""
    frame = table.frame
    units = frame.group_by("unit type", maintain_order=True).agg(pl.col("unit").n_unique())
    kinds = units.sort("unit", descending=True, maintain_order=True)["unit type"].to_list()
    only: dict[str, tuple[str, ...]] = {"unit type": (kinds[0],)} if len(kinds) > 1 else {}
    own = frame.filter(pl.col("unit type") == kinds[0])
    votes = own.filter(~pl.col("selection").is_in(COUNTS))
    by_type = dict(
        votes.group_by("type").agg(pl.struct("contest", "unit", "selection").n_unique()).iter_rows()
    )
    kept = votes["type"].unique().to_list()
    if len(by_type) > 1 and by_type.get("total", 0) == max(by_type.values()):
        only["type"] = ("total",)
        kept = ["total"]
        own = own.filter(pl.col("type") == "total")
    words = own["selection"].unique().to_list()
    left = [word for word in _NO_COUNTS if word in words]
    # What is counted of all ballots together is of none of the sheets where each kind of voting is one.
    left += [
        word
        for word in COUNTS
        if word in words and word not in left and not set(own.filter(selection=word)["type"]) & set(kept)
    ]
    left += ["Overvotes"] if {"Overvotes", "BallotsRejected"} <= set(words) else []
    own = own.filter(~pl.col("selection").is_in(left))
    skip = {"selection": tuple(left)} if left else {}
    return SourceTable(RawTable(own), labels=_OF_REPORTS, only=only, skip=skip)
