"""Elections without fault, to measure how often a test alarms in them."""

from __future__ import annotations

import numpy as np

from escrutinio.explain.forensics.sheets import Sheets


def simulated(seed: int, places: int = 120, tables: int = 4, areas: int = 12, voters: int = 200) -> Sheets:
    """An election without fault: sizes, places and areas as they come, votes by chance."""
    generator = np.random.default_rng(seed)
    number = generator.integers(1, 2 * tables, places)
    place = np.repeat(np.arange(places), number)
    area_of = np.sort(generator.integers(0, areas, places))
    registered = np.clip(generator.normal(voters, voters / 5, place.size), 25, 1.3 * voters).astype(np.int64)
    # Some places are small throughout, whatever they vote.
    registered = np.where((generator.random(places) < 0.25)[place], registered // 3 + 10, registered)
    lean = generator.normal(0, 0.6, (areas, 4))[area_of] + generator.normal(0, 0.5, (places, 4))
    weights = np.exp(lean + np.log([0.45, 0.3, 0.18, 0.07]))
    shares = weights / weights.sum(axis=1, keepdims=True)
    turnout = 1 / (1 + np.exp(-generator.normal(1.4, 0.4, places)))
    cast = generator.binomial(registered, turnout[place])
    valid = generator.binomial(cast, 0.95)
    votes = generator.multinomial(valid, shares[place])
    order = np.append(np.argsort(-votes[:, :3].sum(axis=0)), 3)
    return Sheets(registered, cast, votes[:, order], place, area_of[place], area_of[place] // 3)
