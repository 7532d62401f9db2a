"""The law's decision as a publication holds it: plain data whose steps become values where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from escrutinio.law import Step
from escrutinio.law.plain import JsonObject, JsonValue, typed


@dataclass(frozen=True)
class PublishedOutcome:
    """The law's decision with its derivation.

    Args:
        document: as schema decide.schema.json has it, in the reader's language.
    """

    document: JsonObject

    @property
    def final(self) -> bool:
        """Whether every sheet was in with all its votes."""
        return self.document["final"] is True

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the law, in order.

        Raises:
            LawError: a step is not as :meth:`escrutinio.law.Outcome.to_dict` writes it.
        """
        steps: tuple[Step, ...] = typed(tuple[Step, ...], self.document["steps"])
        return steps

    @property
    def warnings(self) -> tuple[str, ...]:
        """What of the input may be wrong, as the law says it.

        Raises:
            LawError: there is something else than texts.
        """
        warnings: tuple[str, ...] = typed(tuple[str, ...], self.document["warnings"])
        return warnings

    @property
    def tied(self) -> bool:
        """Whether the votes leave something to a lot, or to whoever else the law names."""
        return bool(self.document["ties"])

    @property
    def bounds(self) -> JsonValue:
        """What can still change, as schema bounds.schema.json has it."""
        return self.document["bounds"]
