"""Reads JSON documents: an array of objects, or one somewhere within, each object a row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile

from escrutinio.feeds.json_lines_reader import unicode_text, value_text
from escrutinio.feeds.node_rows import Above, NodeRows, path_of
from escrutinio.feeds.raw_table import FETCH_AGAIN, RawTable
from escrutinio.model import FeedError

_DEEPEST = 100
"""Levels of a document; deeper ones hold no results."""


def json_document(data: bytes) -> object:
    """The document in a file.

    Raises:
        FeedError: it is no JSON, is cut off, or gives a name twice in one object.
    """
    try:
        # UTF-16 and UTF-32 are told by their first bytes; JSON in anything else is against its standard.
        text = data.decode(json.detect_encoding(data))
        return json.loads(text, object_pairs_hook=_each_name_once)
    except UnicodeDecodeError as error:
        raise FeedError(
            f"the file is not UTF-8 text: {error.reason} at byte {error.start}",
            hint="Fetch the file again, or save it as UTF-8; nothing has been taken in from it.",
        ) from None
    except json.JSONDecodeError as error:
        raise FeedError(
            f"the file is not JSON, or is cut off: {error.msg} in line {error.lineno}, column {error.colno}",
            hint=FETCH_AGAIN,
        ) from None
    except RecursionError:
        raise FeedError("the file is nested too deeply to hold results", hint=FETCH_AGAIN) from None
    except ValueError as error:
        raise FeedError(f"the file cannot be read as JSON: {error}", hint=FETCH_AGAIN) from None


def read_json(document: object, rows: str = "") -> list[RawTable]:
    """The rows of a document.

    Args:
        document: as :func:`json_document` gives it.
        rows: the path to the rows, names with ``/`` between them; ``*`` stands for each item of an array and
            each value of an object, whose name is then the column ``key``, and ``/key above`` where it is an
            object of objects. Empty: the only array of objects.

    Raises:
        FeedError: there are no rows, or several arrays may be meant.
    """
    path = path_of(rows) if rows else _only_array(document)
    collected = NodeRows()
    _walk(document, path, "", {}, Above(), collected)
    if not collected.own:
        known = ", ".join(repr("/".join(array)) for array in _arrays(document)) or "none"
        raise FeedError(
            f"the document has no rows at {'/'.join(path)!r}", hint=f"Arrays of objects in it: {known}."
        )
    return [collected.table()]


def _walk(
    node: object, path: Sequence[str], trail: str, key: Mapping[str, str], above: Above, rows: NodeRows
) -> None:
    if not path:
        own: dict[str, str | None] = dict(key)
        if isinstance(node, dict):
            own |= _flat(node, "")
        elif isinstance(node, list):
            return
        else:
            own["value"] = value_text(node)
        rows.add(own, above, len(rows.own) + 1)
        return
    name, rest = path[0], path[1:]
    if name == "*":
        if key:  # of keys right above one another the lowest is called so alone
            higher = len(rest) - len([*dropwhile("*".__eq__, rest)]) if isinstance(node, dict) else 0
            called = f"{trail}/key" + " above" * higher
            above = Above(dict.fromkeys([called], *key.values()), above)
        if isinstance(node, list):
            for item in node:
                _walk(item, rest, trail, {}, above, rows)
        elif isinstance(node, dict):
            for word, item in node.items():
                _walk(item, rest, trail, {"key": unicode_text(word)}, above, rows)
    elif isinstance(node, dict) and name in node:
        values = _flat({word: item for word, item in node.items() if word != name}, f"{trail}/")
        values |= {f"{trail}/key": value for value in key.values() if f"{trail}/key" not in values}
        _walk(node[name], rest, f"{trail}/{name}", {}, Above(values, above), rows)


def _flat(node: Mapping[str, object], prefix: str) -> dict[str, str | None]:
    """The values of an object and of the objects in it; arrays are rows of their own."""
    values: dict[str, str | None] = {}
    for word, item in node.items():
        name = prefix + unicode_text(word)
        if isinstance(item, dict):
            values |= _flat(item, f"{name}/")
        elif not isinstance(item, list):
            values[name] = value_text(item)
    return values


def _only_array(document: object) -> list[str]:
    """The path to the array of objects that lies highest.

    Raises:
        FeedError: there is none, or several lie equally high.
    """
    arrays = list(_arrays(document))
    least = min(map(len, arrays), default=0)
    highest = [path for path in arrays if len(path) == least]
    if len(highest) == 1:
        return highest[0]
    if not highest:
        raise FeedError("the document holds no array of objects", hint='Say where its rows are: rows = "..."')
    known = " or ".join(f'rows = "{"/".join(path)}"' for path in highest[:5])
    raise FeedError(
        f"the document holds {len(highest)} arrays of objects, and the feed does not say which is meant",
        hint=f"Write {known} in the feed.",
    )


def _arrays(node: object, path: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """The paths to arrays of objects, through objects."""
    if isinstance(node, list) and any(isinstance(item, dict) for item in node):
        yield [*path, "*"]
    elif isinstance(node, dict) and len(path) < _DEEPEST:
        for word, item in node.items():
            yield from _arrays(item, (*path, unicode_text(word)))


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the name {unicode_text(twice)!r} stands twice in one object")
    return values
