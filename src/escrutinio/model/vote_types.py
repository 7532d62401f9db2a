"""Vote types: votes of the day, by mail, cast early, from abroad; each of them comes on a sheet of its own.

NIST SP 1500-100 calls them CountItemType. A station's voters are of no single type: each of them may vote in
any way. So the registered voters belong to the station, and everything else to a sheet of one type.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from escrutinio.model.names import plain
from escrutinio.model.toml_table import TomlTable, shown, unique_ids

VOTE_TYPE = "vote-type"
"""The level of vote types in an election that tells them apart; its units are the types."""

COUNT_ITEM_TYPES = (
    *("absentee", "absentee-fwab", "absentee-in-person", "absentee-mail", "early", "election-day"),
    *("other", "provisional", "seats", "total", "uocava", "write-in"),
)
"""CountItemType of NIST SP 1500-100 version 2."""

_KINDS = {
    "absentee": ("absentee", "absent", "absentees"),
    "absentee-mail": ("mail", "postal", "post", "by mail", "by post", "absentee by mail", "vote by mail"),
    "early": ("early", "advance", "prepoll", "pre poll", "advanced", "early voting", "advance voting"),
    "election-day": ("election day", "day", "ordinary", "polls", "in person", "polling place"),
    "provisional": ("provisional", "provisionals", "challenged"),
    "uocava": ("abroad", "overseas", "uocava"),
}


@dataclass(frozen=True, slots=True)
class VoteType:
    """A way to vote that a source tells apart (NIST CountItemType).

    Attributes:
        id: in files and addresses.
        name: what tables call it.
        names: the same in several languages.
        count_item_type: which of NIST's types it is; "other" for none of them.
    """

    id: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    count_item_type: str = "other"


@dataclass(frozen=True, slots=True)
class VoteTypeMapping:
    """How a feed says of which vote type figures are; one of the three is filled.

    Attributes:
        fixed: the type of all rows.
        columns: spellings of the column that holds each row's type.
        values: the words of that column, and what they mean.
        patterns: type -> patterns of the names of its columns. ``*`` stands for what a figure is called; a
            pattern without it is the whole name of the column of votes.
    """

    fixed: str = ""
    columns: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def count_item_type(*words: str) -> str:
    """Which of NIST's types an id or a name means; "other" for none that is known."""
    for word in words:
        text = plain(word)
        for kind, known in _KINDS.items():
            if text in {plain(kind), *map(plain, known)}:
                return kind
    return "other"


def read_vote_types(root: TomlTable) -> tuple[VoteType, ...]:
    """The tables ``[[vote_types]]``; mistakes are noted in them."""
    tables = root.tables("vote_types")
    types: list[VoteType] = []
    for table in tables:
        own = table.identifier()
        name, names = table.names_of("name", "what the vote type is called", own)
        kind = table.choice("nist", COUNT_ITEM_TYPES, count_item_type(own, name))
        types.append(VoteType(own, name, names, kind))
        table.finish()
    unique_ids(tables, [vote_type.id for vote_type in types])
    if len(types) == 1:
        tables[0].problem("id", "there is one type only", "two types or more, or none")
    return tuple(types)


def read_vote_type_mapping(
    table: TomlTable, types: Sequence[VoteType], layout: str
) -> VoteTypeMapping | None:
    """What a feed's ``vote_type`` says; None where there is none. Mistakes are noted in the table."""
    key, ids = "vote_type", [vote_type.id for vote_type in types]
    if not table.has(key):
        if types:
            forms = "a type's id, { column = ... } or { columns = { TYPE = PATTERN } }"
            table.problem(key, "it is not said of which vote type the votes are", forms)
        return None
    if not types:
        table.problem(key, "the election has no [[vote_types]]", "[[vote_types]] with an id each")
    if not table.is_table(key):
        return VoteTypeMapping(fixed=table.choice(key, ids))
    own = table.table(key)
    if own.has("columns"):
        columns = own.table("columns")
        patterns = {
            name: columns.texts(name, "a pattern of columns, or a list of them", required=True)
            for name in columns.names()
        }
        for name in columns.names():
            _known(columns, name, name, ids)
            _one_star(columns, name, patterns[name], layout)
        if not patterns:
            table.problem(f"{key}.columns", "no vote type is named", 'mail = "* By Mail"')
        if layout == "groups":
            table.problem(f"{key}.columns", "the layout is 'groups'", "a column with the type of each row")
        own.finish()
        return VoteTypeMapping(patterns=patterns)
    words = own.table("values")
    spelled = {name: vote_type.id for vote_type in types for name in (vote_type.id, vote_type.name)}
    given = {word: words.choice(word, ids) for word in words.names()}
    mapping = VoteTypeMapping(
        columns=own.texts("column", "the column that holds the vote type", required=True),
        values={**spelled, **given},
    )
    own.finish()
    return mapping


def _known(table: TomlTable, key: str, value: str, ids: Collection[str]) -> None:
    if value not in ids:
        table.problem(key, "no vote type has this id", ", ".join(ids))


def _one_star(table: TomlTable, key: str, patterns: Sequence[str], layout: str) -> None:
    for pattern in patterns:
        if pattern.count("*") > 1 or (layout == "wide" and "*" not in pattern):
            table.problem(
                key,
                f"found {shown(pattern)}",
                "a pattern with one *, which stands for what a figure is called",
            )
