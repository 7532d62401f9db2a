"""Compiles the catalogues of the site's texts: each django.po into the django.mo beside it."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "src/escrutinio/web/locale"


def compiled(source: Path) -> bytes:
    """The compiled catalogue of a source; the same source always gives the same bytes."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    found = io.BytesIO()
    write_mo(found, catalogue)
    return found.getvalue()


if __name__ == "__main__":
    for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
        path.with_suffix(".mo").write_bytes(compiled(path))
