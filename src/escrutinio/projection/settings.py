"""The numbers that the projection does not learn from the night itself, and where they come from.

They were chosen on the count of 2019 in both of its orders of arrival, with the election of 2014 as its
baseline; no result of 2020 went into them. Variances are relative to the variance of a polling place around
what its municipality and its earlier vote say.
"""

from __future__ import annotations

from dataclasses import dataclass

NEARLY_ALL = 0.99
"""A figure is projected when at least this share of the counted sheets states it: the rest changes no decimal
that is shown."""


@dataclass(frozen=True)
class Settings:
    """What is assumed before the first sheet.

    Attributes:
        slope_same: prior variance of a list's slope on its own earlier share, around 1.
        slope_other: the same for all other earlier shares, around 0.
        region: variance of what is common to a region.
        region_slope: variance of a region's own slopes; 0 leaves them out.
        area: variance of what is common to an area (the level above polling places).
        unmatched: by how much the variance of a place grows that has no earlier vote of its own.
        table: variance of a table, times its voters.
        drift_swing: by how much what is missing may stray from the model, as a share of how different the
            model says it is from what is counted; times the share of voters missing.
        drift: the same, as a share of registered voters, whatever is missing.
        drift_blind: the same without a baseline; times the share of voters missing, and with a baseline times
            the square of the share of these that are at places without an earlier vote of their own.
        least_places, least_regions, least_share: with less counted than this many polling places and
            regions, and this share of registered voters, nothing is said.
        widest: nor when the 90 % interval of the leading list is wider, as a share of the valid votes.
    """

    slope_same: float = 0.3
    slope_other: float = 1e4
    region: float = 2.0
    region_slope: float = 0.1
    area: float = 1.0
    unmatched: float = 10.0
    table: float = 40.0
    drift_swing: float = 0.13
    drift: float = 0.006
    drift_blind: float = 0.13
    least_places: int = 30
    least_regions: int = 3
    least_share: float = 0.01
    widest: float = 0.5
