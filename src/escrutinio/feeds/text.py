"""Text out of bytes whose encoding is not known."""

from __future__ import annotations

from collections.abc import Sequence

from escrutinio.model import FeedError


def decoded(data: bytes, encodings: Sequence[str]) -> str:
    """The text in a file, by the first encoding that fits.

    Raises:
        FeedError: none does.
    """
    for encoding in encodings:
        try:
            text = data.decode(encoding)
            text.encode()  # some encodings give halves of characters, which are no text
        except UnicodeError:
            continue
        return text
    tried = ", ".join(encodings)
    raise FeedError(
        f"the file is not text in any of the encodings {tried}", hint="Name its encoding in the feed."
    )
