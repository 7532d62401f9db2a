"""The numbers that the projection does not learn from the night itself, and where they come from.

They were chosen by leaving one election out at a time: see docs/explanation/projection.md. Variances are
relative to the variance of a polling place around what its area and its earlier vote say.
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
        bend: variance of the smooth surface over the earlier shares; 0 leaves it out.
        bend_length: how far the surface is alike, in units of the spread of the earlier shares.
        landmarks: at how many places the surface is held.
        size: variance of the smooth curve over the logarithm of a place's voters; 0 leaves it out.
        size_length: how far that curve is alike, in units of the spread of that logarithm.
        size_long, size_long_length: the same of a second, longer one.
        vote_type: variance of what is common to a vote type.
        drift_swing: by how much what is missing may stray from the model, as a share of how different the
            model says it is from what is counted.
        drift: how closely, beyond the model, the order of arrival may go with what differs between places:
            the standard deviation of their correlation.
        drift_within: the same among the sheets of one place.
        drift_blind: the same at places without an earlier vote of their own.
        drift_unseen: the same, on top, for the missing voters of areas without a sheet.
        drift_size: how many spreads of what is not explained the missing may stray for each spread by which
            they lie apart from the counted in the size of their places.
        drift_region: by how much a region without a sheet may stray on top, as a share of registered voters;
            ``drift_region_blind`` without a baseline. The regions that are seen teach more.
        drift_prior: how much is known of the drift before the night teaches it: the standard deviation of
            the logarithm of the factor by which the night's own drift differs.
        drift_list_prior: how much more one list may stray than another: the same of the factor by which its
            drift differs from theirs, whose mean square is 1.
        least_places, least_share: with less counted than this many polling places, and this share of
            registered voters, nothing is said.
        most_unseen: nor when more of the voters live in regions, or most of them in areas, of which nothing
            is counted.
        least_areas: so many areas at least must be seen, where most missing voters live in others.
        widest: nor when the 90 % interval of the leading list is wider, as a share of the valid votes.
    """

    slope_same: float = 0.3
    slope_other: float = 1e4
    region: float = 2.0
    region_slope: float = 0.1
    area: float = 1.0
    unmatched: float = 10.0
    table: float = 40.0
    bend: float = 10.0
    bend_length: float = 1.0
    landmarks: int = 40
    size: float = 0.3
    size_length: float = 1.0
    size_long: float = 1.0
    size_long_length: float = 3.0
    vote_type: float = 10.0
    drift_swing: float = 0.08
    drift: float = 0.12
    drift_within: float = 0.03
    drift_blind: float = 0.22
    drift_unseen: float = 0.05
    drift_size: float = 0.10
    drift_region: float = 0.015
    drift_region_blind: float = 0.05
    drift_prior: float = 0.55
    drift_list_prior: float = 0.4
    least_places: int = 30
    least_share: float = 0.01
    most_unseen: float = 0.5
    least_areas: int = 5
    widest: float = 0.5
