"""Whether a log was once kept in a folder: its absence is no sign that nothing was entered.

Who takes the whole log away leaves what was written elsewhere: the mark that the first entry makes beside the
ledger, and publications, each of which was entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from escrutinio.evidence import Log
from escrutinio.evidence.log import CHECKPOINT, LOG
from escrutinio.flows.publication.store import ABOUT, CURRENT, LOG_PROBLEM, About, Current, published
from escrutinio.ledger.reading_trial import SEAL
from escrutinio.model import EvidenceError
from escrutinio.model.files import write_whole

MARK = ".logged"
"""A file beside the ledger, outside the folder of the log: there since the first entry."""
_BEGIN_ANOTHER = "escrutinio log FOLDER --begin-another"


class _Front(msgspec.Struct):
    rehearsal: bool = False


def mark(place: Path) -> None:
    """Note beside a ledger that it has a log.

    Raises:
        EvidenceError: it cannot be written.
    """
    path = place / MARK
    if path.exists():
        return
    try:
        write_whole(path, f"{LOG}/ has been begun; {_BEGIN_ANOTHER} begins another one.\n".encode())
    except OSError as error:
        raise EvidenceError(f"{MARK} cannot be written: {error.strerror}", where=str(path)) from None


def unmark(place: Path) -> None:
    """Forget that a ledger had a log, as another one is begun."""
    (place / MARK).unlink(missing_ok=True)


def require_kept(place: Path, folder: Path, log: Log) -> None:
    """Refuse a log that is gone, or whose checkpoint is: what would go on is another log.

    A log that was cut off at its very first entry has no checkpoint either; but its ledger was never sealed.

    Args:
        place: where the ledger and its log are.
        folder: the election's.
        log: as it was read.

    Raises:
        EvidenceError: there was one once.
    """
    if log.note is not None:
        return
    where = str(place / LOG)
    if (place / SEAL).exists():
        raise EvidenceError(
            "the log has been begun, and its checkpoint is not there",
            where=where,
            hint=f"Put {LOG}/{CHECKPOINT} back from a copy. If there is none, {_BEGIN_ANOTHER} "
            "begins another.",
        )
    trace = _trace(place, folder)
    if trace:
        raise EvidenceError(
            f"there was a log, and it is gone: {trace}",
            where=where,
            hint=f"Put the folder {LOG} back from a copy. If there is none, {_BEGIN_ANOTHER} begins another.",
        )


def _trace(place: Path, folder: Path) -> str:
    """What shows that a ledger had a log; empty where nothing does."""
    if (place / MARK).exists():
        return f"{MARK} beside the ledger says so"
    if (published(folder) / LOG_PROBLEM).exists():
        return ""  # the newest was not entered, and perhaps none ever was
    entered = sorted(_entered(folder, rehearsal=place != folder))
    return f"the publication {entered[-1]} was entered into it" if entered else ""


def _entered(folder: Path, *, rehearsal: bool) -> Iterator[str]:
    """The publications that are kept and were entered into the log: none of a replay, nor one being made."""
    try:
        current = msgspec.json.decode((published(folder) / CURRENT).read_bytes(), type=Current).id
    except (OSError, msgspec.MsgspecError):
        return
    for path in published(folder).glob(f"*/{ABOUT}"):
        try:
            about = msgspec.json.decode(path.read_bytes(), type=About)
            front = msgspec.json.decode((path.parent / "front.json").read_bytes(), type=_Front)
        except (OSError, msgspec.MsgspecError):
            continue
        if about.id <= current and not about.replay and front.rehearsal is rehearsal:
            yield about.id
