"""What a package says of itself to other programs: a Frictionless data package, and an RO-Crate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.flows.documents.encoding import to_json
from escrutinio.flows.evidence import SOFTWARE
from escrutinio.model import Election, sheet

_KINDS = {sheet.OBSERVED_AT: "datetime", "received_at": "datetime", sheet.READABLE: "boolean"}
_MEDIA = {"csv": "text/csv", "json": "application/json", "md": "text/markdown", "py": "text/x-python"}
_RIGHTS = "The rights in the sources are those of whoever published them."


@dataclass(frozen=True, slots=True)
class Held:
    """A file of a package.

    Attributes:
        size: bytes.
        sha256: in hexadecimal.
        columns: of a table; empty for other files.
    """

    size: int
    sha256: str
    columns: Sequence[str] = ()


def data_package(election: Election, files: Mapping[str, Held], moment: str) -> bytes:
    """``datapackage.json``, see https://datapackage.org.

    Args:
        election: whose package it is.
        files: name -> what is held of it.
        moment: of the last that is in it, ISO 8601; empty when nothing is.
    """
    document: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _slug(election.id),
        "title": election.name,
        "description": f"Everything that the result is made of. {_RIGHTS}",
        "resources": [_resource(name, held) for name, held in sorted(files.items())],
    }
    if moment:
        document["created"] = moment
    return to_json(document, indent=1).encode() + b"\n"


def ro_crate(election: Election, files: Mapping[str, Held], moment: str) -> bytes:
    """``ro-crate-metadata.json``, see https://www.researchobject.org/ro-crate; arguments as above."""
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": election.name,
        "description": "Everything that the result of an election is made of.",
        "datePublished": moment or election.date.isoformat(),
        "temporalCoverage": election.date.isoformat(),
        "license": _RIGHTS,
        "hasPart": [{"@id": name} for name in sorted(files)],
        "mentions": {"@id": "#software"},
    }
    software = {"@id": "#software", "@type": "SoftwareApplication", "name": SOFTWARE}
    metadata = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    parts = [
        {
            "@id": name,
            "@type": "File",
            "name": name,
            "contentSize": str(held.size),
            "encodingFormat": _media(name),
            "identifier": f"sha256:{held.sha256}",
        }
        for name, held in sorted(files.items())
    ]
    document = {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [metadata, root, software, *parts],
    }
    return to_json(document, indent=1).encode() + b"\n"


def _resource(name: str, held: Held) -> dict[str, object]:
    resource: dict[str, object] = {
        "name": _slug(name),
        "path": name,
        "mediatype": _media(name),
        "bytes": held.size,
        "hash": f"sha256:{held.sha256}",
    }
    if held.columns:
        fields = [{"name": column, "type": _kind(column)} for column in held.columns]
        resource |= {"type": "table", "format": "csv", "encoding": "utf-8", "schema": {"fields": fields}}
    return resource


def _kind(column: str) -> str:
    if column in _KINDS:
        return _KINDS[column]
    number = column in (sheet.LINE, "size", "rows", "sheets_reported", *sheet.COUNTS)
    number = number or column.startswith(sheet.VOTES_PREFIX)
    return "boolean" if column == "snapshot" else "integer" if number else "string"


def _media(name: str) -> str:
    return _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-") or "election"
