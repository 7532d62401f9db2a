"""Contests that follow another: what that one says of their places, and their model before any sheet."""

from __future__ import annotations

import numpy as np

from escrutinio.projection.baseline import Matched
from escrutinio.projection.effects import no_effects
from escrutinio.projection.layout import Array, Layout
from escrutinio.projection.model import LEAST_SHARE, FittedProjection
from escrutinio.projection.size_trend import no_trend


def after(fitted: FittedProjection, layout: Layout) -> Matched:
    """What a fitted contest says of the places of another, to serve as its baseline.

    A place's row is the composition that its finished count is expected to have; a place that the first
    contest does not know has the average.
    """
    first = fitted.layout
    final = first.counted + first.registered_out[:, None] * fitted.shares
    shares = final / np.maximum(final.sum(axis=1, keepdims=True), 1e-9)
    at = {place: number for number, place in enumerate(first.places["place"].to_list())}
    rows = np.array([at.get(place, -1) for place in layout.places["place"].to_list()], dtype=np.int64)
    average = final.sum(axis=0) / max(float(final.sum()), 1e-9)
    matched = np.where((rows >= 0)[:, None], shares[rows], average[None])
    return Matched(matched, first.categories, rows >= 0, rows >= 0)


def follow(layout: Layout, baseline: Matched, like: FittedProjection, same: Array) -> FittedProjection:
    """The model of a contest of which nothing is in yet: it goes as the contest that came before it.

    Each list is expected to have what it has there; nothing is learned, so its drift is that of a projection
    without a baseline. Of a list that does not stand there nothing is known at all: it is expected to have
    little, and may have much.
    """
    shares = baseline.shares @ same
    left_over = np.clip(1.0 - shares.sum(axis=1), 0.0, 1.0)
    shares[:, layout.lists] += left_over
    correlation = same.T @ like.correlation @ same
    unknown = (same.sum(axis=0) == 0) & (np.arange(same.shape[1]) < layout.lists)
    correlation = correlation + np.diag(unknown * float(np.trace(like.correlation)))
    # What has no votes has no spread, so that a list of which nothing is known is given a few.
    shares[:, unknown] += LEAST_SHARE
    shares /= shares.sum(axis=1, keepdims=True)
    places = len(layout.region)
    return FittedProjection(
        layout=layout,
        settings=like.settings,
        blind=True,
        unknown=1.0,
        unseen=1.0,
        shares=shares,
        correlation=correlation,
        beyond=np.ones(len(correlation)),
        freedom=np.where(same.any(axis=0), like.freedom @ same, like.freedom.min()),
        trend=no_trend(layout),
        effects=no_effects(layout),
        covariance=np.zeros((1, 1)),
        area_link=np.zeros((layout.areas, 1)),
        area_variance=np.zeros(layout.areas),
        left=np.ones(places),
        own_variance=np.ones(places),
        swing=np.zeros(len(layout.categories)),
    )
