"""Opens the publication that is current: the same object for all who ask, until another is published."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import msgspec

from escrutinio.flows.publication import store
from escrutinio.flows.publication.form import form
from escrutinio.flows.publication.reading import Publication
from escrutinio.model import LedgerError

_OPEN: dict[Path, Publication] = {}
_LOCK = threading.Lock()


def open_publication(folder: Path) -> Publication | None:
    """The current publication of an election folder; None when nothing is published.

    What another version of the program has published in another form counts as nothing: the next publication
    replaces it. :func:`is_of_another_version` tells it from nothing.

    A publication that is asked for again is the same object, with the parts that it has loaded.
    """
    for _ in range(3):  # a publisher may remove the folder just after its name was read
        current = store.current(folder)
        if current is None:
            return None
        with contextlib.suppress(LedgerError):
            return read_publication(current)
    return None


def is_of_another_version(folder: Path) -> bool:
    """Whether the current publication of an election folder is in a form that this program does not read.

    It is so while a site runs whose program has been replaced, until it is started anew or publishes.
    """
    current = store.current(folder)
    about = None if current is None else _about(current)
    return about is not None and about.form != form()


def _about(folder: Path) -> store.About | None:
    try:
        return msgspec.json.decode((folder / store.ABOUT).read_bytes(), type=store.About)
    except (OSError, msgspec.MsgspecError):
        return None


def read_publication(folder: Path) -> Publication:
    """The publication in a folder of its own.

    Raises:
        LedgerError: there is none, or it has another form.
    """
    election = folder.parent
    with _LOCK:
        already_open = _OPEN.get(election)
    if already_open is not None and already_open.folder == folder:
        return already_open
    try:
        about = msgspec.json.decode((folder / store.ABOUT).read_bytes(), type=store.About)
    except (OSError, msgspec.MsgspecError) as error:
        raise LedgerError(f"the publication cannot be read: {error}", where=str(folder)) from None
    if about.form != form():
        raise LedgerError(
            "the publication was written by another version of this program",
            where=str(folder),
            hint="Publish the count again: `escrutinio serve` does so when it starts.",
        )
    opened = Publication(folder, about)
    with _LOCK:
        _OPEN[election] = opened
    return opened
