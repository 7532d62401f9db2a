"""Bolivia, general election of 18 October 2020: small official tables and a reconstructed night.

``reconstruct()`` needs no network and no other folder. Its sheets are simulated; what they add up to is
official.
"""

from escrutinio.samples.bolivia_2020.reconstruct import LISTS, ReconstructedNight, reconstruct
from escrutinio.samples.bolivia_2020.tables import (
    OfficialTotals,
    Stratum,
    departments,
    districts,
    special_districts,
    strata,
)

__all__ = [
    "LISTS",
    "OfficialTotals",
    "ReconstructedNight",
    "Stratum",
    "departments",
    "districts",
    "reconstruct",
    "special_districts",
    "strata",
]
