"""A desk that is killed while it publishes, or writes the record of calls, loses nothing that it has said.

What is tested: ``flows.publication.store``, ``flows.call_record``.
"""

from __future__ import annotations

import random
from pathlib import Path

from killed_desks import Killed, election


def test_a_desk_killed_at_any_moment_leaves_a_whole_publication_and_record(tmp_path: Path) -> None:
    killed = Killed(election(tmp_path / "small"), random.Random(2), longest=0.6)
    for _ in range(3):
        killed.kill_one()
    assert killed.record, "there are calls"
