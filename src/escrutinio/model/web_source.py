"""Where on the web a source publishes: the keys of a feed that begin with its ``url``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from escrutinio.model.toml_table import TomlTable, shown

_PLACE = re.compile(r"\{([^{}]*)\}")
_MOST_PAGES = 5000
_KEYS = ("each", "interval", "timeout", "max_mb", "save_as")
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Page:
    """One address of a source.

    Attributes:
        url: it.
        save_as: the name of its file; empty: as the server says, or as the address ends.
        values: what its address has in the places of the template, in their order.
    """

    url: str
    save_as: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WebSource:
    """What is asked for, and how often.

    Attributes:
        url: an address, with places such as ``{region}``.
        each: place -> its values; every combination is a page.
        interval: seconds between two looks at a page.
        timeout: seconds that a look may take in all.
        max_mb: MiB that an answer may have.
        save_as: a template of the name of the file.
    """

    url: str
    each: Mapping[str, tuple[str, ...]]
    interval: float = 60.0
    timeout: float = 60.0
    max_mb: int = 256
    save_as: str = ""

    def pages(self) -> tuple[Page, ...]:
        """Every page, in the order of the values."""
        named = list(dict.fromkeys(_PLACE.findall(self.url)))
        pages = []
        for values in itertools.product(*(self.each[name] for name in named)):
            words = dict(zip(named, values, strict=True))
            quoted = {name: quote(value, safe="") for name, value in words.items()}
            pages.append(Page(_filled(self.url, quoted), _filled(self.save_as, words), values))
        return tuple(pages)


def _filled(template: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda match: words[match[1]], template)


def address_fault(url: str) -> str:
    """What is wrong with an address; empty when nothing is."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return "it does not begin with https:// or http://"
    if not parts.hostname:
        return "it names no server"
    if parts.username is not None or parts.password is not None:
        return "it holds a name or a password"
    if any(character.isspace() or not character.isprintable() for character in url):
        return "it holds a blank"
    return ""


def web_source(table: TomlTable) -> WebSource | None:
    """The ``url`` of a feed with what belongs to it, None where it has none; mistakes are noted in it."""
    allowed = "an address such as 'https://example.org/results.csv', with places such as {region}"
    if not table.has("url"):
        for key in _KEYS:
            if table.has(key):
                table.problem(key, "the feed has no url", f"{key} with a url")
        return None
    url = table.text("url", allowed)
    values = table.table("each")
    each = {
        name: tuple(dict.fromkeys(values.texts(name, "a list of texts", required=True)))
        for name in values.names()
    }
    source = WebSource(
        url=url,
        each=each,
        interval=_bounded(table, "interval", 60.0, least=1.0, most=86_400.0),
        timeout=_bounded(table, "timeout", 60.0, least=1.0, most=3_600.0),
        max_mb=table.integer("max_mb", 256, least=1),
        save_as=table.text("save_as", "the name of the file, such as 'results_{region}.csv'", ""),
    )
    places = set(_PLACE.findall(url))
    if missing := sorted(places - set(each)):
        wanted = f'each = {{ {missing[0]} = ["..."] }}'
        table.problem("url", f"no values are given for {{{missing[0]}}}", wanted)
    if unused := sorted(set(each) - places):
        table.problem(f"each.{unused[0]}", f"url has no {{{unused[0]}}}", "names that stand in url")
    if strange := sorted(set(_PLACE.findall(source.save_as)) - places):
        table.problem("save_as", f"url has no {{{strange[0]}}}", "places that stand in url")
    pages = 1
    for name in places & set(each):
        pages *= len(each[name])
    if pages > _MOST_PAGES:
        table.problem("each", f"{pages:,} pages", f"at most {_MOST_PAGES:,}")
    fault = address_fault(_PLACE.sub("0", url)) if url else ""
    if fault:
        table.problem("url", f"found {shown(url)}: {fault}", allowed)
    return source if not fault and url and not missing and not strange and pages <= _MOST_PAGES else None


def _bounded(table: TomlTable, key: str, default: float, *, least: float, most: float) -> float:
    value = table.number(key, default, above=0.0)
    if not least <= value <= most:
        table.problem(key, f"found {value:g}", f"seconds from {least:g} to {most:g}")
        return default
    return value
