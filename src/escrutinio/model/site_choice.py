"""Whose site it is: the table ``[site]``, with a name, a publisher, and where the publisher says more."""

from __future__ import annotations

from dataclasses import dataclass, field

from escrutinio.model.names import Names
from escrutinio.model.toml_table import TomlTable
from escrutinio.model.web_source import address_fault

PROGRAM = "Escrutinio"
"""What a site is called whose publisher gives it no name."""


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """Whose site it is.

    Attributes:
        name: what stands at the head of each page, such as the name of a newspaper.
        names: the same in several languages.
        publisher: who answers for the site; empty where nobody is named.
        publishers: the same in several languages.
        imprint, privacy: addresses of the publisher's imprint, and of what it says of privacy; may be empty.
    """

    name: str = PROGRAM
    names: Names = field(default_factory=dict)
    publisher: str = ""
    publishers: Names = field(default_factory=dict)
    imprint: str = ""
    privacy: str = ""


def read_site(root: TomlTable) -> SiteChoice:
    """The table ``[site]`` of a definition; mistakes are noted in it."""
    table = root.table("site")
    name, names = table.names_of("name", "the name of the site", PROGRAM)
    publisher, publishers = table.names_of("publisher", "who publishes the site", "")
    site = SiteChoice(
        name=name,
        names=names,
        publisher=publisher,
        publishers=publishers,
        imprint=_address(table, "imprint"),
        privacy=_address(table, "privacy"),
    )
    table.finish()
    return site


def _address(table: TomlTable, key: str) -> str:
    allowed = "an address such as 'https://example.org/imprint'"
    address = table.text(key, allowed, "")
    if address and (fault := address_fault(address)):
        table.problem(key, fault, allowed)
    return address
