"""The table's folder under a name that Delta Lake's reader and writer can be given.

They take a folder for an address: on the way a space, an accent, ``#`` or ``%`` is escaped once too often
or once too rarely (https://github.com/delta-io/delta-rs/issues/1156), and brackets or a backslash are
refused. It is the whole path that counts, so a table that lies under such a name is given to them as a
temporary folder of links, whose own path is plain. What is on disk is the same in both cases.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

from escrutinio.model import LedgerError

LOG = "_delta_log"
_PLAIN = re.compile(r"([A-Za-z]:)?[A-Za-z0-9._/+@-]*")
_HINT = "Give the election's folder and those above it names of plain letters, digits, - and _."


class TableFolder:
    """A table's folder.

    Args:
        path: where the table is, or will be.
        parts: the names of the folders in it, besides that of the log.
    """

    def __init__(self, path: Path, parts: Sequence[str]) -> None:
        self.path = path
        self._names = (LOG, *parts)
        self._links: Path | None = None

    def make(self) -> None:
        """Make the folder and what must be in it before anything is written.

        Raises:
            OSError: it cannot be made.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        if not _is_plain(self.path):
            for name in self._names:  # a folder cannot be made through a link that leads nowhere
                (self.path / name).mkdir(exist_ok=True)

    def holds_table(self) -> bool:
        """Whether there is a table: its log has an entry."""
        return any((self.path / LOG).glob("*.json"))

    def address(self) -> str:
        """What Delta Lake's reader and writer are to be given.

        Raises:
            LedgerError: the path is not plain, and no folder of links can be made.
        """
        if _is_plain(self.path):
            return str(self.path)
        # A server runs for weeks, and the system may have tidied up its temporary files.
        if self._links is None or not all((self._links / name).is_symlink() for name in self._names):
            self._links = self._link()
        return str(self._links)

    def _link(self) -> Path:
        target = Path(os.path.realpath(self.path))
        try:
            links = Path(tempfile.mkdtemp(prefix="escrutinio-", dir=_plain_temporary_folder()))
            # A process that was forked off must not take the links from the one that made them.
            weakref.finalize(self, _remove, links, os.getpid())
            for name in self._names:
                (links / name).symlink_to(target / name, target_is_directory=True)
        except OSError as error:
            raise LedgerError(
                f"the ledger's path cannot be used: {error.strerror}", where=str(self.path), hint=_HINT
            ) from None
        return links


def _is_plain(path: Path) -> bool:
    # Links are followed by the reader, so what a link leads to must be plain.
    return _PLAIN.fullmatch(Path(os.path.realpath(path)).as_posix()) is not None


def _plain_temporary_folder() -> str | None:
    usual = [tempfile.gettempdir(), "/tmp", "/var/tmp"]
    return next((folder for folder in usual if _is_plain(Path(folder)) and os.access(folder, os.W_OK)), None)


def _remove(links: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(links, ignore_errors=True)
