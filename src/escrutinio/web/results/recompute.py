"""By what a reader can compute a published figure again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from escrutinio.evidence import PublicationLeaf
from escrutinio.evidence.log import checkpoint_bytes, read_log
from escrutinio.flows.package_results import TOTALS
from escrutinio.flows.publication import Publication
from escrutinio.flows.publication.evidence import log_folder_of
from escrutinio.model import EvidenceError


@dataclass(frozen=True)
class Recompute:
    """What the log says of a publication.

    Attributes:
        totals: SHA-256 of its totals, as the package has them.
        files: SHA-256 over all its files.
        totals_file: where the totals are in a package.
    """

    totals: str
    files: str
    totals_file: str = TOTALS


def recompute_of(publication: Publication) -> Recompute | None:
    """The digests of a publication; None for one that is not in the log, such as a replay.

    A package has what the log has: of any other moment it would give other figures.
    """
    if publication.front.replay or publication.front.empty:
        return None
    folder = log_folder_of(publication, Path(settings.FOLDER))
    try:
        return _known(publication.id, folder, checkpoint_bytes(folder))
    except EvidenceError:
        return None


@lru_cache(maxsize=4)
def _known(publication: str, folder: Path, _checkpoint: bytes) -> Recompute | None:
    """The log is read once for each publication and state of the log, not for every page."""
    for leaf in reversed(read_log(folder).leaves()):
        if isinstance(leaf, PublicationLeaf) and leaf.publication == publication:
            return Recompute(leaf.totals, leaf.files)
    return None
