"""JSON Schemas of the documents: those of docs/reference/schemas, and those that are made here.

``schemas.json`` holds what is in docs/reference/schemas, for an installed program has no documentation beside
it. ``python -m escrutinio.web.api.schemas docs/reference/schemas`` writes it anew; a test compares the two.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

KEPT = Path(__file__).with_name("schemas.json")
DOCUMENTED = {"front": "front", "advice": "advice", "unit": "unit", "night": "night", "outcome": "decide"}
"""Name in the description -> file in docs/reference/schemas, without its endings."""
MOMENT: Schema = {"type": "string", "format": "date-time", "description": "ISO 8601, UTC."}


def bundle(folder: Path) -> dict[str, Schema]:
    """The documented schemas, with references that lead to where they stand in a description."""
    found = {}
    for name, file in DOCUMENTED.items():
        schema = json.loads((folder / f"{file}.schema.json").read_text(encoding="utf-8"))
        # A schema with an address of its own is a document of its own: "#" would lead to its own root.
        schema.pop("$id", None)
        schema.pop("$schema", None)
        found[name] = _moved(schema, f"#/components/schemas/{name}/$defs/")
    return found


def _moved(node: Any, to: str) -> Any:
    if isinstance(node, dict):
        return {
            key: value.replace("#/$defs/", to)
            if key == "$ref" and isinstance(value, str)
            else _moved(value, to)
            for key, value in node.items()
        }
    return [_moved(one, to) for one in node] if isinstance(node, list) else node


@cache
def schemas() -> dict[str, Schema]:
    """Name -> schema, for all that routes name."""
    kept: dict[str, Schema] = json.loads(KEPT.read_text(encoding="utf-8"))
    return {**kept, **_own(), "unit-document": _with_head(kept["unit"])}


def _with_head(schema: Schema) -> Schema:
    """A documented schema that is part of another document, as one of its own; its definitions stay there."""
    head = {name: one for name, one in _head("").items() if name != "schema"}
    return {
        **{key: value for key, value in schema.items() if key != "$defs"},
        "properties": {**head, **schema["properties"]},
        "required": [*head, *schema["required"]],
    }


def _own() -> dict[str, Schema]:
    listed = {**_object(_CONTEST, "A contest."), "additionalProperties": True}
    return {
        "contests": _document(
            "contests",
            "All contests.",
            contests=_list({"allOf": [listed, _object({"addresses": _map(_text("An address."))}, "")]}),
        ),
        "contest": _document(
            "contest",
            "A contest.",
            **_CONTEST,
            lists=_list(_LABEL),
            projection=_object(
                {"said": _BOOLEAN, "reason": _text("Why nothing is said.")}, "Its projection."
            ),
            nation={"$ref": "#/components/schemas/unit"},
        ),
        "units": _document(
            "units",
            "All units of a contest.",
            contest=_text("The contest."),
            units=_list(
                _object(
                    {
                        "level": _text("The level."),
                        "unit": _text("The code."),
                        "name": _text("The name."),
                        "address": _text("Where its document is."),
                    },
                    "A unit.",
                )
            ),
        ),
        "bounds": _document(
            "bounds",
            "What the missing sheets can still change, whatever they hold; offices and chambers by name.",
            law=_text("The law that decides."),
            status=_text("decided or open."),
            questioned_sheets={**_NUMBER, "description": "Sheets treated as missing although they are in."},
            decided={**_BOOLEAN, "description": "Nothing can change any more."},
            missing=_any("What is missing, by contest."),
            offices=_map(_any("An office.")),
            chambers=_map(_any("A chamber.")),
        ),
        "findings": _document(
            "findings",
            "What is wrong or remarkable with the sheets, the gravest first.",
            total=_NUMBER,
            by_severity=_map(_NUMBER),
            by_check=_list(
                _object(
                    {
                        "code": _text("The check."),
                        "severity": _text("error, warning or info."),
                        "title": _text("What it looks for."),
                        "formula": _text("When it fires."),
                        "count": _NUMBER,
                    },
                    "A check.",
                )
            ),
            findings=_list(_any("A finding: its code, severity, sheet, message and numbers.")),
        ),
        "calls": _document(
            "calls",
            "What has been called, and what was retracted.",
            standing=_list(_EVENT),
            retractions=_list(_EVENT),
            record=_list(_EVENT),
            problem=_text("Why the record could not be read; empty when it could."),
        ),
        "places": _document(
            "places",
            "Polling places with coordinates.",
            contest=_text("The contest that the leaders are of."),
            places=_list(
                _object(
                    {
                        "id": _text("The code of the unit."),
                        "level": _text("Its level."),
                        "name": _text("Its name."),
                        "lat": {"type": "number", "description": "Degrees north."},
                        "lon": {"type": "number", "description": "Degrees east."},
                        "share_in": _SHARE,
                        "registered": _MAYBE_NUMBER,
                        "leader": _MAYBE_TEXT,
                        "lead": _SHARE,
                    },
                    "A polling place.",
                )
            ),
        ),
        "stories": {
            **_object({"stories": _list(_any("A story: headline, summary, address, moments."))}, "Stories."),
            "additionalProperties": True,
        },
        "story": {**_any("A story with its text and its figures.")},
        "openapi": _any("An OpenAPI 3.1 description."),
        "nist": _any("An ElectionReport of NIST SP 1500-100."),
        "error": _object(
            {
                "error": _object(
                    {
                        "what": _text("What is wrong."),
                        "hint": _text("What to do about it."),
                        "status": _NUMBER,
                    },
                    "The error.",
                )
            },
            "Something that does not exist was asked for.",
        ),
    }


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _any(description: str) -> Schema:
    return {"type": "object", "description": description}


def _object(properties: dict[str, Schema], description: str) -> Schema:
    found = {"type": "object", "properties": properties, "required": list(properties)}
    return {**found, "description": description} if description else found


def _document(of: str, says: str, /, **properties: Schema) -> Schema:
    return _object({**_head(of), **properties}, says)


def _head(of: str) -> dict[str, Schema]:
    """What documents begin with; see ``documents``."""
    known = {"id": _text("Its id."), "name": _text("Its name."), "date": _DATE}
    return {
        "schema": {"const": f"escrutinio/{of}/1", "description": "Which document this is."},
        "publication": _text("Of which publication; it changes with every one."),
        "election": _object(known, "The election."),
        "note": _text("What the sheets of a rehearsal are; else empty."),
        "rehearsal": {**_BOOLEAN, "description": "These are the sheets of a rehearsal, not of the count."},
        "as_of": MOMENT,
    }


_BOOLEAN: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_MAYBE_NUMBER: Schema = {"type": ["integer", "null"], "minimum": 0}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_SHARE: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1, "description": "A share, 0 to 1."}
_DATE: Schema = {"type": "string", "format": "date"}
_LABEL = _object(
    {"id": _text("The list."), "name": _text("Its name."), "short": _text("Its short name.")}, ""
)
_CONTEST: dict[str, Schema] = {
    "id": _text("The contest."),
    "name": _text("Its name."),
    "level": _text("Where it is decided."),
    "levels": _list(_text("A level of its units.")),
    "below": _map(_list(_text("A level whose units lie below those of the level."))),
    "headline": _BOOLEAN,
    "status": _text("unofficial-partial, unofficial-complete or another ResultsStatus of NIST SP 1500-100."),
}
_EVENT = _object(
    {
        "kind": {"enum": ["call", "retraction"]},
        "moment": MOMENT,
        "about": _object(
            {"kind": {"enum": ["first-round", "majority"]}, "of": _text("Office or chamber.")}, ""
        ),
        "answer": _LABEL,
        "chance": _SHARE,
        "risk": {"type": "number"},
        "reason": _text("Why."),
    },
    "A call or a retraction.",
)


if __name__ == "__main__":
    KEPT.write_text(json.dumps(bundle(Path(sys.argv[1])), ensure_ascii=False) + "\n", encoding="utf-8")
