"""How good the bounds of a rule are, and why they are no better."""

from __future__ import annotations

from dataclasses import dataclass

from escrutinio.bounds.election import Sharpness


class NotBoundedError(Exception):
    """Too much is missing to say anything; the message says why, as a part of a sentence."""


@dataclass(frozen=True)
class Judgement:
    """How good the bounds of a rule are.

    Args:
        sharpness: how good.
        why: why they are not sharp, or why there are none; empty where they are sharp.
    """

    sharpness: Sharpness
    why: str = ""


SHARP = Judgement(Sharpness.SHARP)


def sound(why: str) -> Judgement:
    """Bounds that hold, but may be wider than what is possible."""
    return Judgement(Sharpness.SOUND, why)


def without(why: str) -> Judgement:
    """No bounds."""
    return Judgement(Sharpness.NONE, why)
