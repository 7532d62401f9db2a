"""The logo of a site: an SVG, PNG or WebP file of the election's folder, checked for what it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

LARGEST = 20_000
"""Bytes: every page carries it to phones."""
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "webp": "image/webp"}
_SVG = "{http://www.w3.org/2000/svg}"
_RUNS = {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"}
"""Elements of an SVG file that run something, or hold what does."""
_ELSEWHERE = re.compile(r"""@import|url\(\s*["']?(?!["']?#|data:image/)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d*\.?\d+)\s*(?:px)?\s*")


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo.

    Attributes:
        file: where it was read, below the election's folder.
        kind: ``svg``, ``png`` or ``webp``.
        width, height: in pixels; of an SVG file those of its own drawing.
        data: the file.
    """

    file: str
    kind: str
    width: float
    height: float
    data: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """Such as ``image/png``."""
        return MEDIA_TYPES[self.kind]

    @property
    def name(self) -> str:
        """What it is called on the site: another name when the file changes."""
        return f"logo.{hashlib.sha256(self.data).hexdigest()[:12]}.{self.kind}"

    @property
    def follows_scheme(self) -> bool:
        """Whether it looks otherwise in the dark: an SVG file can hold a style for it."""
        return self.kind == "svg" and b"prefers-color-scheme" in self.data


class NoLogoError(ValueError):
    """A file that cannot be a logo; the text says why."""


def read_logo(folder: Path, name: str) -> Logo:
    """The logo in a file of an election's folder.

    Raises:
        NoLogoError: it cannot be read, is too large, is no SVG, PNG or WebP, or is an SVG file that runs
            something or loads from elsewhere.
    """
    if Path(name).suffix.lower().removeprefix(".") not in MEDIA_TYPES:
        raise NoLogoError(f"{name} does not end in .svg, .png or .webp")
    try:
        path = folder / name
        # What is published has the file right beside the definition.
        path = path if path.exists() else folder / path.name
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise NoLogoError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > LARGEST:
        raise NoLogoError(f"{name} has more than {LARGEST:,} bytes")
    kind, size = _look(data, name)
    width, height = size
    if not (width > 0 and height > 0 and 1 / 4 <= width / height <= 16):
        raise NoLogoError(f"{name} is {width:g} wide and {height:g} high")
    return Logo(name, kind, width, height, data)


def _look(data: bytes, name: str) -> tuple[str, tuple[float, float]]:
    """The kind and the size of a picture, from what the file says and not from its name."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return "png", (int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp", _size_of_webp(data, name)
    return "svg", _size_of_svg(data, name)


def _size_of_webp(data: bytes, name: str) -> tuple[int, int]:
    """See https://www.rfc-editor.org/rfc/rfc9649, sections 2.5 to 2.7, and RFC 6386, section 9.1."""
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    raise NoLogoError(f"{name} is a damaged WebP picture")


def _size_of_svg(data: bytes, name: str) -> tuple[float, float]:
    if b"<!ENTITY" in data:  # a few of these can fill any memory
        raise NoLogoError(f"{name} declares entities")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        raise NoLogoError(f"{name} is no SVG, PNG or WebP picture") from None
    if root.tag != f"{_SVG}svg":
        raise NoLogoError(f"{name} is no SVG, PNG or WebP picture")
    for element in root.iter():
        _refuse_what_runs(element, name)
    box = [float(part) for part in re.findall(r"-?\d*\.?\d+", root.get("viewBox", ""))]
    given = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if given[0] and given[1]:
        return float(given[0][1]), float(given[1][1])
    if len(box) == 4:
        return box[2], box[3]
    raise NoLogoError(f"{name} does not say how large it is: it has no viewBox")


def _refuse_what_runs(element: ElementTree.Element, name: str) -> None:
    tag = str(element.tag).rpartition("}")[2].lower()
    if tag in _RUNS:
        raise NoLogoError(f"{name} has an element <{tag}>")
    if tag == "style" and _ELSEWHERE.search("".join(element.itertext())):
        raise NoLogoError(f"{name} has a style that loads from elsewhere")
    for key, value in element.attrib.items():
        word = key.rpartition("}")[2].lower()
        if word.startswith("on"):
            raise NoLogoError(f"{name} has an attribute {word}, which runs a script")
        if word in ("href", "src") and not value.strip().startswith(("#", "data:image/")):
            raise NoLogoError(f"{name} leads elsewhere: {value[:60]}")
        if _ELSEWHERE.search(value):
            raise NoLogoError(f"{name} loads from elsewhere: {value[:60]}")
