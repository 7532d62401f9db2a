"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.model import FeedError

_UNPACK = "Give its name the ending .zip, or .xlsx where it is a workbook."
_KINDS: Mapping[bytes, tuple[str, str]] = {
    b"PK\x03\x04": ("an archive or a workbook", _UNPACK),
    b"\x1f\x8b": (
        "packed with gzip",
        "Give its name the ending .gz behind that of what is packed, such as .csv.gz.",
    ),
    b"\xd0\xcf\x11\xe0": ("an Excel workbook", "Give its name the ending .xls."),
    b"PAR1": ("a Parquet file", "Give its name the ending .parquet."),
    b"%PDF": ("a PDF", "Ask the source for a table, or copy the PDF's into a file of its own."),
}
_LOOKED_AT = 4096


def refuse_other_kind(data: bytes) -> None:
    """Refuse a file that is to be text and is of another kind by its first bytes.

    Raises:
        FeedError: it is; says of which, and what its name should end in.
    """
    for begin, (kind, hint) in _KINDS.items():
        if data.startswith(begin):
            raise FeedError(f"the file is not text, but {kind}", hint=hint)


def is_text(data: bytes) -> bool:
    """Whether a file begins as text in UTF-8 does."""
    start = data[:_LOOKED_AT]
    try:
        start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 3:  # else a letter is cut in two
            return False
    return bool(start.strip()) and b"\0" not in start
