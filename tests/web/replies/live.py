"""Stories, replies and people on a site that runs in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from live_site import LiveSite

PREPARE = Path(__file__).with_name("prepare_live.py")


def prepare(site: LiveSite) -> dict[str, str]:
    """Fill a site, with its own settings and database: name -> address of a story, or key of a session."""
    environment = {**site.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(PREPARE)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return dict(line.split(" ", 1) for line in said.stdout.splitlines())
