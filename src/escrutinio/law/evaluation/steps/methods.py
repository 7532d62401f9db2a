"""How a step names a method of allocation, and where it is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from escrutinio.law.evaluation.fields import Fields
from escrutinio.law.proportional.divisors import BY_NAME, Divisors, divisors_from
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


def method_of(fields: Fields, name: str = "by", default: str = "dhondt") -> Method:
    """A divisor sequence, by name or as a list of its first, or a quota with ``rounded``, ``over``, ``rest``.

    What these need is ``averages``, their divisors, or ``most_by_remainders``, the number of seats before
    averages. A divisor sequence can have ``fewer_votes_first``.
    """
    own = _own(fields, name)
    by = "" if own else fields.choice(name, (*BY_NAME, *BY_QUOTA), default)
    if own or by in BY_NAME:
        return replace(own or BY_NAME[by], fewer_votes_first=fields.flag("fewer_votes_first"))
    rounded = fields.choice("rounded", ROUNDING, "exact")
    over = fields.choice("over", [str(one) for one in Over], Over.REFUSE)
    rest = fields.choice("rest", [str(one) for one in Rest], Rest.REMAINDERS)
    averages, most = "dhondt", 0
    if rest in (Rest.AVERAGES, Rest.AVERAGES_OF_WINNERS):
        averages = fields.choice("averages", BY_NAME, averages)
    elif rest == Rest.REMAINDERS_THEN_AVERAGES:
        most = fields.number("most_by_remainders")
    return QuotaMethod(ROUNDING[rounded](BY_QUOTA[by]), Over(over), Rest(rest), BY_NAME[averages], most)


def divisors_of(fields: Fields, name: str = "by", default: str = "sainte_lague") -> Divisors:
    """A divisor sequence."""
    return _own(fields, name) or BY_NAME[fields.choice(name, BY_NAME, default)]


def _own(fields: Fields, name: str) -> Divisors | None:
    """The law's own divisors, where the field is a list of the first: they go on by the last difference.

    Raises:
        LawError: they are fewer than two, not exact, or do not increase.
    """
    given = fields.exact_list(name)
    if given is None:
        return None
    if len(given) < 2:
        raise LawError("one divisor", where=fields.where, hint="Give the first two at least.")
    try:
        return divisors_from(given, given[-1] - given[-2], "divisors of its own")
    except LawError as error:
        raise LawError(error.message, where=fields.where, hint=error.hint) from None


def in_words(method: Method, more_votes_first: bool = False) -> str:
    """A method as a sentence has it."""
    equal = "; of equal claims that with more votes comes first" if more_votes_first else ""
    if isinstance(method, Divisors):
        if method.fewer_votes_first:
            equal = "; of equal quotients that of the list with fewer votes comes first"
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
