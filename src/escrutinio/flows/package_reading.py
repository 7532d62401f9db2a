"""Packages from elsewhere: unpacked into a folder of their own, within limits, and with nothing believed."""

from __future__ import annotations

from pathlib import Path

from escrutinio.evidence.archive import is_as_written, safe_names
from escrutinio.feeds import SourceDownError, fetch
from escrutinio.feeds.archives import most_unpacked, packed_files, unpacked
from escrutinio.model import EvidenceError, FeedError

_TIMEOUT, _MOST_FETCHED = 120.0, 2**30
PACKAGE_ADDRESS = "/downloads/package.zip"


def unpack(path: Path, to: Path) -> bool:
    """Unpack a package into an empty folder; whether its bytes are as they were written.

    Raises:
        EvidenceError: it is no package, or made so as to do harm.
    """
    names = safe_names(path)
    left = most_unpacked(path.stat().st_size)
    try:
        packed_files(path)
        for number, name in enumerate(names):
            data = unpacked(path, number, name, left)
            left -= len(data)
            place = to / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    except FeedError as error:
        raise EvidenceError(f"the package is refused: {error.message}", where=str(path)) from None
    except OSError as error:
        raise EvidenceError(f"the package cannot be unpacked: {error.strerror}", where=str(path)) from None
    return is_as_written(path)


def fetched(url: str, to: Path) -> Path:
    """The package that is at an address, or that a site offers.

    Args:
        url: of the package, ending with ``.zip``, or of the site.
        to: a folder to put it into.

    Raises:
        EvidenceError: it cannot be had.
    """
    address = url if url.split("?")[0].endswith(".zip") else url.rstrip("/") + PACKAGE_ADDRESS
    path = to / "package.zip"
    try:
        fetch(address, path, timeout=_TIMEOUT, most=_MOST_FETCHED)
    except (SourceDownError, FeedError) as error:
        raise EvidenceError(error.message, where=address) from None
    return path
