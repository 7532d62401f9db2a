"""A site written as files, and a plain web server that knows nothing of it, on 127.0.0.1."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from escrutinio.flows.publication import Publication
from live_site import COMMAND, LiveSite, free_port, until


@dataclass(frozen=True)
class ExportedSite:
    """A live site's pages as files, served by Python's own file server.

    Attributes:
        live: the site that the files are made of.
        root: where the files are.
        url: their address, without a slash at the end.
    """

    live: LiveSite
    root: Path
    url: str

    @classmethod
    @contextlib.contextmanager
    def served(cls, live: LiveSite, root: Path) -> Iterator[ExportedSite]:
        """Write and serve a live site's pages until the block ends."""
        port = free_port()
        site = cls(live, root, f"http://127.0.0.1:{port}")
        site.export()
        command = ["-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(root)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([sys.executable, *command], **quiet)  # type: ignore[call-overload]
        try:
            until(site.answers, 20, "the file server")
            yield site
        finally:
            server.terminate()
            server.wait(10)

    @property
    def folder(self) -> Path:
        """The election's folder."""
        return self.live.folder

    def export(self) -> None:
        """Write the files, for what has changed."""
        command = [str(COMMAND), "export", str(self.folder), "--to", str(self.root), "--url", self.url]
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

    def publication(self) -> Publication | None:
        """What is published now."""
        return self.live.publication()

    def publish(self, moment: datetime) -> Publication:
        """Publish the rehearsal's count of a moment; returns when the files show it."""
        published = self.live.publish(moment)
        self.export()
        return published
