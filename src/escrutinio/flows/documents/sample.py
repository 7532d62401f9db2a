"""The answers of ``escrutinio sample``."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import (
    CountHeading,
    ElectionHeading,
    Share,
    ShareInterval,
    Whole,
)


class SampleStratum(msgspec.Struct, frozen=True, kw_only=True):
    """A stratum of a sample.

    Attributes:
        stratum: the unit, or "all".
        stations: its stations.
        drawn: how many of them are in the sample.
    """

    stratum: str
    stations: Whole
    drawn: Whole


class SampleDrawDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/sample-draw/1"
):
    """Answer of escrutinio sample draw.

    Attributes:
        contest: the contest whose stations were drawn.
        file: the file with the sample.
        seed: of the random numbers.
        stations: how many stations there are.
        drawn: how many were drawn.
        strata: the strata.
        expected_margins: list of the earlier election -> half the width that the 95 % interval of its share
            would have if stations voted as they did then; empty without an earlier election by place.
    """

    contest: str
    file: str
    seed: int
    stations: Whole
    drawn: Whole
    strata: tuple[SampleStratum, ...]
    expected_margins: Mapping[str, Share] = {}


class SampledSelection(msgspec.Struct, frozen=True, kw_only=True):
    """What a sample says of a selection.

    Attributes:
        share: its estimated share of the valid votes.
        error: the standard error of the share.
        intervals: level in per cent -> interval of the share.
        projected: its share by the model, with the same sheets; null when the model says nothing.
        projected_intervals: level in per cent -> interval by the model.
    """

    share: Share
    error: Share
    intervals: Mapping[str, ShareInterval]
    projected: Share | None = None
    projected_intervals: Mapping[str, ShareInterval] = {}


class SampleEstimateDocument(
    CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/sample-estimate/1"
):
    """Answer of escrutinio sample estimate.

    Attributes:
        contest: the contest.
        drawn: how many stations were drawn.
        used: how many of them are in.
        silent: the strata of which fewer than two stations are in: each is joined with the nearest that has
            two.
        selections: by id.
        reason: why the model says nothing; empty when it does.
    """

    contest: str
    drawn: Whole
    used: Whole
    silent: tuple[str, ...] = ()
    selections: Mapping[str, SampledSelection]
    reason: str = ""
