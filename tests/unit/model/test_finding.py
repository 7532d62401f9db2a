"""Findings are plain values."""

from __future__ import annotations

import dataclasses

import pytest

from escrutinio.model import (
    Finding,
    Severity,
)


def test_a_finding_has_defaults_and_cannot_be_changed() -> None:
    finding = Finding("bad-row", Severity.ERROR, "It is bad.")
    assert (finding.contest, finding.sheet, finding.file, finding.line) == ("", "", "", 0)
    assert (finding.delivery, finding.numbers, finding.before, finding.after) == ("", {}, "", "")
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.line = 3  # type: ignore[misc]
    assert [str(severity) for severity in Severity] == ["error", "warning", "info"]
