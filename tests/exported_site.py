"""A site written as files, and a plain web server that knows nothing of it, on 127.0.0.1."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from live_site import COMMAND, LiveSite, free_port, until


@dataclass(frozen=True)
class ExportedSite:
    """A live site's pages as files, served by Python's own file server.

    They are written once at two moments of the count, as that takes seconds.

    Attributes:
        live: the site that the files are made of.
        place: where the files of both are, and ``shown``, a link to those that are shown.
        url: their address, without a slash at the end.
    """

    live: LiveSite
    place: Path
    url: str

    @classmethod
    @contextlib.contextmanager
    def served(cls, live: LiveSite, place: Path) -> Iterator[ExportedSite]:
        """Write and serve a live site's pages until the block ends."""
        port = free_port()
        site = cls(live, place, f"http://127.0.0.1:{port}")
        site._export("earlier")
        live.renew()
        site._export("later")
        site.show_earlier()
        command = ["-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(site.root)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([sys.executable, *command], **quiet)  # type: ignore[call-overload]
        try:
            until(site.answers, 20, "the file server")
            yield site
        finally:
            server.terminate()
            server.wait(10)

    @property
    def root(self) -> Path:
        """Where the files are that are shown."""
        return self.place / "shown"

    def show_earlier(self) -> None:
        """Show the pages of the earlier moment."""
        self._show("earlier")

    def renew(self) -> str:
        """Show the pages of the later moment; the publication's id."""
        self._show("later")
        return str(json.loads(self.get("/live.json"))["id"])

    def _show(self, moment: str) -> None:
        link = self.place / "next"
        link.symlink_to(moment)
        link.replace(self.root)

    def _export(self, moment: str) -> None:
        to = str(self.place / moment)
        command = [str(COMMAND), "export", str(self.live.folder), "--to", to, "--url", self.url]
        subprocess.run(
            [*command, "--units", "department", "--workers", "1"],
            env=dict(self.live.environment),
            check=True,
            capture_output=True,
        )

    def answers(self) -> bool:
        """Whether the file server answers."""
        try:
            return bool(self.get("/live.json"))
        except URLError:
            return False

    def get(self, path: str) -> bytes:
        """The body of a page."""
        with urlopen(self.url + path, timeout=30) as answer:
            return bytes(answer.read())

    def has(self, path: str) -> bool:
        """Whether there is a page at a path."""
        return (self.root / path.strip("/") / "index.html").is_file()
