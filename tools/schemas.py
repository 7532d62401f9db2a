"""Writes docs/reference/schemas from the types of the documents: .venv/bin/python tools/schemas.py."""

from __future__ import annotations

import json
from pathlib import Path

from escrutinio.flows.documents import DOCUMENTS, document_schema, document_tag

FOLDER = Path(__file__).parents[1] / "docs" / "reference" / "schemas"


def schema_files() -> dict[str, str]:
    """File name -> text of every schema."""
    return {
        f"{document_tag(document).split('/')[1]}.schema.json": json.dumps(
            document_schema(document), indent=2, ensure_ascii=False
        )
        + "\n"
        for document in DOCUMENTS
    }


if __name__ == "__main__":
    for name, text in schema_files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
