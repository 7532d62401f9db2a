"""Files that ended the program that read them: written down, so that nobody reads them again for ever."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from escrutinio.model import LedgerError

NAME = "set-aside.jsonl"


class SetAside:
    """The list of files that are set aside: one JSON object a line, with sha256, file, reason and time.

    Args:
        folder: the election's folder. A person who wants a file tried again deletes its line.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def reason(self, digest: str) -> str | None:
        """Why a file is set aside; None when it is not. Lines that cannot be read are left out."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LedgerError(f"it cannot be read: {error.strerror}", where=str(self.path)) from None
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and entry.get("sha256") == digest:
                return str(entry.get("reason", ""))
        return None

    def add(self, digest: str, file: str, reason: str, now: datetime) -> None:
        """Set a file aside. Where that cannot be written it is only tried again."""
        entry = {"sha256": digest, "file": file, "reason": reason, "time": now.isoformat()}
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        try:
            with self.path.open("a", encoding="utf-8") as file_:
                file_.write(line)
                file_.flush()
                os.fsync(file_.fileno())
        except OSError:
            return
