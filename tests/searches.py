"""How far property tests search: the same examples in every ``make test``, many new ones in ``make fuzz``."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

CI, FUZZ = "ci", "fuzz"
FURTHER = 20
"""How many times as many examples ``make fuzz`` looks at as ``make test``."""

# What a test may take depends on how busy the machine is, so that no example is late.
_BASE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile(CI, _BASE, derandomize=True, database=None)
settings.register_profile(FUZZ, _BASE, max_examples=100 * FURTHER)


def examples(count: int, **others: object) -> settings:
    """Search so many examples in ``make test``, and :data:`FURTHER` times as many in ``make fuzz``.

    Args:
        count: of examples; a test without this has 100.
        others: further settings of Hypothesis.
    """
    fuzzing = settings.get_current_profile_name() == FUZZ
    return settings(max_examples=count * (FURTHER if fuzzing else 1), **others)  # type: ignore[arg-type]
