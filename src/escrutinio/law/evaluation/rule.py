"""What a rule of a law is: a frozen value that is read from the law's file and applied to votes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from escrutinio.model.toml_table import TomlTable

if TYPE_CHECKING:
    from escrutinio.law.evaluation.evaluation import Evaluation


@dataclass(frozen=True)
class RuleHead:
    """What every rule of a law's file has.

    Args:
        name: of the rule, such as "allocate".
        article: where the law says it.
        text: the rule in the law's own words; empty for those of the rule.
        summary: the rule in the law's own words, or else its name and parameters.
        where: its place in the file, for messages.
    """

    name: str
    article: str
    text: str
    summary: str
    where: str


@dataclass(frozen=True)
class Reads:
    """What a rule reads besides the votes of the law's own contest.

    Args:
        contests: that a complete result must have.
        second_rounds: the contests that are held only if an earlier round elects nobody.
        optional: the contests that no election need have.
        seats: whether it reads the table of seats.
        above: whether it asks which unit belongs to which.
        parties: whether it asks how many parties stand on a list.
        labels: of lists, that it asks for.
        ballots: whether it counts rankings.
        levelling: whether it asks how many levelling seats each region has.
        single_seats: how many single-member seats there can be in its contests; 0 where it does not say.
    """

    contests: tuple[str, ...] = ()
    second_rounds: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    seats: bool = False
    above: bool = False
    parties: bool = False
    labels: frozenset[str] = frozenset()
    ballots: bool = False
    levelling: bool = False
    single_seats: int = 0


@dataclass(frozen=True)
class Rule(ABC):
    """A rule with its parameters.

    What else a rule can do than ``decide`` is found by its type, such as sure bounds
    (``escrutinio.bounds``) or many results at once (``escrutinio.law_batch``).
    """

    body: ClassVar[str] = ""
    """What a law of this rule elects: "chamber", "office" or "measure"; empty for either of the first two."""
    heeds_threshold: ClassVar[bool] = False
    """Whether it leaves out lists that have not passed a threshold before it."""

    leaves_units_open: ClassVar[bool] = False
    """Whether it can leave the seats of one unit open where something is amiss, and decide the others."""

    head: RuleHead

    @classmethod
    @abstractmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """The rule from its table of the law's file; mistakes are kept with the table."""

    @abstractmethod
    def decide(self, evaluation: Evaluation) -> None:
        """Apply the rule: note seats or a decision, and explain them.

        Raises:
            LawError: the votes or facts lack something that the rule asks for.
        """

    @property
    def reads(self) -> Reads:
        """What it reads besides the votes of the law's own contest."""
        return Reads()

    @property
    def seats_of_whole(self) -> int:
        """The seats of the whole body, where it states them itself; else 0."""
        return 0

    @property
    def heeds_agreements(self) -> bool:
        """Whether agreements between lists change what it does."""
        return False

    @property
    def name(self) -> str:
        """Of the rule, as files write it."""
        return self.head.name

    @property
    def article(self) -> str:
        """Where the law says it."""
        return self.head.article

    @property
    def text(self) -> str:
        """The rule in the law's own words; empty for those of the rule."""
        return self.head.text

    @property
    def where(self) -> str:
        """Its place in the law's file, for messages."""
        return self.head.where
