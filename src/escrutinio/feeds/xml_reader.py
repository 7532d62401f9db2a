"""Reads XML documents as they stream by: each element at a path is a row.

Attributes and elements with text alone are values. A document that declares entities is refused: they can
make a few bytes stand for any number of them, or name other files.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat

from escrutinio.feeds.node_rows import Above, NodeRows, path_of
from escrutinio.feeds.raw_table import FETCH_AGAIN, RawTable
from escrutinio.model import FeedError

_DEEPEST = 100
_MOST_BESIDE = 1_000
"""Elements beside the path to the rows that are looked at for values, for each element on it."""
_MOST_IN_A_ROW = 20_000
_CHUNK = 2**20


@dataclass
class Node:
    """An element with all that is in it."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, without blanks around it."""
        return "".join(self.texts).strip()


def read_xml(data: bytes, rows: str) -> list[RawTable]:
    """The elements at a path, each a row.

    Args:
        data: the file.
        rows: the path below the document's own element, names with ``/`` between them and without prefixes.

    Raises:
        FeedError: it is no XML, is cut off, declares entities, or has no such elements.
    """
    path = path_of(rows)
    if not path:
        raise FeedError(
            "the feed does not say where the rows of an XML document are",
            hint='Write the path to them, such as rows = "Contest/Choice/VoteType/Precinct".',
        )
    reader = _Rows(path)
    _parse(data, reader)
    if not reader.rows.own:
        seen = ", ".join(sorted(reader.seen)[:12])
        raise FeedError(
            f"the document has no elements at {'/'.join(path)!r}",
            hint=f"Elements below its own, {reader.root!r}: {seen or 'none'}.",
        )
    return [reader.rows.table()]


def xml_tree(data: bytes) -> Node:
    """A whole document, for one whose parts refer to each other.

    Raises:
        FeedError: it is no XML, is cut off, or declares entities.
    """
    tree = _Tree()
    _parse(data, tree)
    assert tree.root is not None
    return tree.root


def repeated_elements(data: bytes) -> dict[str, int]:
    """The paths of elements that come again and again and hold something, and how often each comes.

    Raises:
        FeedError: it is no XML, is cut off, or declares entities.
    """
    census = _Census()
    _parse(data, census)
    return {path: times for path, times in census.times.items() if times > 1 and path in census.holding}


def root_name(data: bytes) -> str:
    """The name of a document's own element, without its prefix; empty where there is none."""
    finder = _Root()
    with suppress(FeedError, _FoundError):
        _parse(data[:_CHUNK], finder)
    return finder.name


class _FoundError(Exception):
    """What was looked for has come."""


class _Handler:
    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        """An element begins."""

    def end(self) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Some of its text."""


class _Root(_Handler):
    name = ""

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        raise _FoundError


class _Census(_Handler):
    """Counts the elements of each path below the document's own."""

    def __init__(self) -> None:
        self.times: Counter[str] = Counter()
        self.holding: set[str] = set()
        self._path: list[str] = []

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        if len(self._path) > 1:
            self.holding.add(self._path[-1])
        path = f"{self._path[-1]}/{name}" if len(self._path) > 1 else name if self._path else ""
        self._path.append(path)
        self.times[path] += bool(path)
        if attributes and path:
            self.holding.add(path)

    def end(self) -> None:
        self._path.pop()


class _Tree(_Handler):
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        node = Node(name, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].texts.append(text)


class _Rows(_Handler):
    """Collects the elements at a path, and the values of those that they lie in."""

    def __init__(self, path: list[str]) -> None:
        self.rows = NodeRows()
        self.seen: set[str] = set()
        self.root = ""
        self._path = path
        self._above: list[Above] = []
        self._beside: list[int] = []
        self._open: list[Node] = []
        self._line = 0
        self._skipped = 0

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        if self._skipped:
            self._skipped += 1
            return
        if self._open:
            self._inside(name, attributes)
            return
        depth = len(self._above)
        if depth == 0:
            self.root = name
        elif depth == 1:
            self.seen.add(name)
        on_path = depth == 0 or name == self._path[depth - 1]
        if on_path and depth < len(self._path):
            values: dict[str, str | None] = {
                self._name(depth, attribute): value for attribute, value in attributes.items()
            }
            self._above.append(Above(values, self._above[-1] if self._above else None))
            self._beside.append(0)
            return
        self._line = line if on_path else 0
        self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        """An element of a row, or of what stands beside the path."""
        self._beside[-1] += 1
        if self._line:
            if self._beside[-1] > _MOST_IN_A_ROW:
                raise FeedError(
                    f"the row in line {self._line} holds more than {_MOST_IN_A_ROW:,} elements",
                    hint="Name the elements in it under rows of the feed.",
                )
        elif self._beside[-1] > _MOST_BESIDE:
            self._skipped = 1
            return
        node = Node(name, attributes)
        if self._open:
            self._open[-1].children.append(node)
        self._open.append(node)

    def _name(self, depth: int, name: str) -> str:
        return "/".join(["", *self._path[:depth], name])

    def end(self) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if not self._open:
            self._above.pop()
            self._beside.pop()
            return
        node = self._open.pop()
        if self._open:
            return
        above = self._above[-1]
        if self._line:
            self._beside[-1] = 0
            own: dict[str, str | None] = {}
            if node.text:
                own[node.name] = node.text
            _flatten(node, "", own)
            self.rows.add(own, above, self._line)
            self._line = 0
        else:
            beside: dict[str, str | None] = {}
            _flatten(Node("", {}, [node]), self._name(len(self._above) - 1, ""), beside)
            for name, value in beside.items():
                # A name that comes again does not say which is meant.
                above.values[name] = None if name in above.values else value

    def text(self, text: str) -> None:
        if self._open and not self._skipped:
            self._open[-1].texts.append(text)


def _flatten(node: Node, prefix: str, values: dict[str, str | None]) -> None:
    """Add the values of an element's attributes and of what is in it.

    Where an element of one name comes again and again, an attribute tells which it is: ``Rejected[blank]``.
    """
    for name, value in node.attributes.items():
        values.setdefault(prefix + name, value)
    times = Counter(child.name for child in node.children)
    for child in node.children:
        own = prefix + child.name
        if child.text and len(child.attributes) == 1 and not child.children:
            (label,) = child.attributes.values()
            values.setdefault(f"{own}[{label}]", child.text)
        if times[child.name] > 1:
            continue
        if child.text:
            values[own] = child.text
        _flatten(child, f"{own}/", values)


def _parse(data: bytes, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise FeedError("the document is nested too deeply to hold results", hint=FETCH_AGAIN)
        plain = {_local(key): value.strip() for key, value in attributes.items() if not _declares(key)}
        handler.start(_local(name), plain, parser.CurrentLineNumber)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end()

    def entity(*_: object) -> None:
        raise FeedError(
            "the document declares entities, which can make it any size; it is not read",
            hint="Ask the source for the document without its DOCTYPE.",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.EntityDeclHandler = entity
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FeedError(
            f"the file is not XML, or is cut off: {expat.errors.messages[error.code]} in line "
            f"{error.lineno}, column {error.offset}",
            hint=FETCH_AGAIN,
        ) from None
    except (LookupError, ValueError) as error:  # of a name that no codec has, or one of several bytes a sign
        raise FeedError(
            f"the file says that it is written in an encoding that cannot be read: {error}",
            hint="Write the encoding that it has into its first line, such as UTF-8.",
        ) from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _declares(name: str) -> bool:
    return name == "xmlns" or name.startswith("xmlns:")
