"""How a step names a method of allocation, and where it is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from escrutinio.law.proportional.divisors import BY_NAME, Divisors, divisors_from, sainte_lague
from escrutinio.law.proportional.methods import Method, QuotaMethod
from escrutinio.law.proportional.quotas import (
    QUOTAS,
    Over,
    Quota,
    Rest,
    imperiali_quota,
    rounded_down,
    rounded_nearest,
    rounded_up,
)
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable

SCOPES = ("whole", "each unit")
BY_QUOTA: Mapping[str, Quota] = {
    **{name: quota for name, quota in QUOTAS.items() if name not in BY_NAME},
    "imperiali_quota": imperiali_quota,
}
"""The quotas by name; Imperiali is first the name of divisors."""
ROUNDING: Mapping[str, Callable[[Quota], Quota]] = {
    "exact": lambda quota: quota,
    "up": rounded_up,
    "down": rounded_down,
    "nearest": rounded_nearest,
}


def method_of(table: TomlTable, key: str = "by", default: str = "dhondt") -> Method:
    """A divisor sequence, by name or as a list of its first, or a quota with ``rounded``, ``over``, ``rest``.

    What these need is ``averages``, their divisors, or ``most_by_remainders``, the number of seats before
    averages. A divisor sequence can have ``fewer_votes_first`` or
    ``take_turns``.
    """
    own = _own(table, key)
    by = "" if own else table.choice(key, (*BY_NAME, *BY_QUOTA), default) or default
    if own or by in BY_NAME:
        fewer = table.flag("fewer_votes_first", default=False)
        turns = table.flag("take_turns", default=False)
        return replace(own or BY_NAME[by], fewer_votes_first=fewer, take_turns=turns)
    rounded = table.choice("rounded", ROUNDING, "exact") or "exact"
    over = Over(table.choice("over", [str(choice) for choice in Over], Over.REFUSE) or Over.REFUSE)
    rest = Rest(table.choice("rest", [str(choice) for choice in Rest], Rest.REMAINDERS) or Rest.REMAINDERS)
    averages, most = "dhondt", 0
    if rest.by_averages:
        averages = table.choice("averages", BY_NAME, averages) or averages
    elif rest == Rest.REMAINDERS_THEN_AVERAGES:
        most = table.count("most_by_remainders")
    return QuotaMethod(ROUNDING[rounded](BY_QUOTA[by]), over, rest, BY_NAME[averages], most)


def method_named(table: TomlTable, key: str) -> Method | None:
    """Divisors, or a quota with largest remainders, by name alone; None where the key is missing."""
    name = table.choice(key, (*BY_NAME, *BY_QUOTA), "")
    if not name:
        return None
    return BY_NAME[name] if name in BY_NAME else QuotaMethod(BY_QUOTA[name])


def divisors_of(table: TomlTable, key: str = "by", default: str = "sainte_lague") -> Divisors:
    """A divisor sequence."""
    return _own(table, key) or BY_NAME[table.choice(key, BY_NAME, default) or default]


def _own(table: TomlTable, key: str) -> Divisors | None:
    """The law's own divisors, where the key holds a list of the first: they go on by the last difference."""
    if not table.is_list(key):
        return None
    allowed = 'two exact numbers or more, such as ["1.42", 3, 5]'
    numbers = table.exact_numbers(key, allowed)
    if len(numbers) == 1:
        table.problem(key, "one divisor", allowed)
    if len(numbers) < 2:
        return sainte_lague
    try:
        return divisors_from(numbers, numbers[-1] - numbers[-2], "divisors of its own")
    except LawError as error:
        table.problem(key, error.message, error.hint or allowed)
        return sainte_lague


def in_words(method: Method, more_votes_first: bool = False) -> str:
    """A method as a sentence has it."""
    equal = "; of equal claims that with more votes comes first" if more_votes_first else ""
    if isinstance(method, Divisors):
        if method.fewer_votes_first:
            equal = "; of equal quotients that of the list with fewer votes comes first"
        if method.take_turns:
            equal += "; with equal votes a lot decides the first time, and after it the two take turns"
        return (
            f"the votes are divided by {method.text} ({method.name}); the highest quotients win a seat{equal}"
        )
    rest = {
        Rest.REMAINDERS: "the largest remainders",
        Rest.REMAINDERS_OF_WINNERS: "the largest remainders of lists with a full quota",
        Rest.AVERAGES: f"the highest averages ({method.divisors.name})",
        Rest.AVERAGES_OF_WINNERS: f"the highest averages ({method.divisors.name}) of lists with a full quota",
        Rest.REMAINDERS_THEN_AVERAGES: f"the {method.most_by_remainders} largest remainders, and after them "
        "to the most votes per seat that a list has by then",
    }[method.rest]
    return f"each full quota wins a seat; the seats left go to {rest}{equal}"


def simple_method(method: Method, table: TomlTable) -> Divisors | Quota:
    """Divisors, or a quota whose rest goes by largest remainders; a mistake where it goes otherwise."""
    if isinstance(method, Divisors):
        return method
    if method.rest is not Rest.REMAINDERS:
        table.problem("rest", "a quota here leaves its rest to the largest remainders", "'remainders'")
    return method.quota
