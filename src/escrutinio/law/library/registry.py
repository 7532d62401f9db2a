"""The laws this desk knows, by id: files of the library, modules where a file does not suffice, own files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from escrutinio.law.evaluation.definition import Definition, StepDefinition, read_definition
from escrutinio.law.evaluation.evaluate import apply, check_rules
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.library.bo import rules, y2019, y2020
from escrutinio.law.library.bo.statute import ARTICLES, CONTESTS, Statute
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import Outcome
from escrutinio.law.totals import ContestTotals
from escrutinio.model.errors import LawError

LIBRARY = Path(__file__).parent
"""Where the library's files are: ``<country>/<edition>.toml``."""

Article = tuple[str, str]
"""A rule in words, and where it stands."""


@dataclass(frozen=True)
class Law:
    """One edition of a country's electoral law.

    Args:
        id: country and year or statute, such as "bo/2020".
        title: in words.
        statute: the legal texts.
        contests: role -> what its totals hold.
        units: role -> the unit ids its totals may have; empty for any.
        apply: the rules; call ``decide`` instead.
        source: where the legal texts can be read.
        elects: what it elects, in words.
        valid_from, valid_to: the first and the last day of elections under this edition; None for open.
        articles: each rule in words and its article, in order.
        notes: what a user has to know, such as what was not verified.
        first_contest: the role of votes in a table that names none.
    """

    id: str
    title: str
    statute: str
    contests: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    apply: Callable[[Mapping[str, ContestTotals], bool, ElectionFacts], Outcome]
    source: str = ""
    elects: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    articles: tuple[Article, ...] = ()
    notes: str = ""
    first_contest: str = ""
    seats: Mapping[str, int] = field(default_factory=dict)

    def decide(
        self,
        totals: Mapping[str, ContestTotals],
        complete: bool = True,
        case: ElectionFacts | None = None,
        *,
        lots: Iterable[Lot] = (),
    ) -> Outcome:
        """Who is elected and who has which seats, with the derivation.

        Args:
            totals: role -> totals; a role that is absent has no counted vote.
            complete: whether every sheet is in.
            case: the facts besides the votes of lists.
            lots: lots that were drawn, besides those of the case.

        Raises:
            LawError: an unknown role or unit, or a count that is negative or not an int.
        """
        found = case or ElectionFacts()
        return self.apply(totals, complete, replace(found, lots=(*found.lots, *lots)))

    @property
    def in_force(self) -> str:
        """From which day to which, in words: one day where it was for one election."""
        if self.valid_from and self.valid_from == self.valid_to:
            return self.valid_from.isoformat()
        return f"{self.valid_from or '…'} to {self.valid_to or 'now'}"


def _bolivia(statute: Statute) -> Law:
    return Law(
        id=statute.id,
        title=statute.title,
        statute=statute.text,
        contests=CONTESTS,
        units=MappingProxyType({role: statute.units(role) for role in CONTESTS}),
        apply=lambda totals, complete, case: rules.decide(statute, totals, complete, case.lots),
        source="Gaceta Oficial de Bolivia, https://www.gacetaoficialdebolivia.gob.bo",
        elects="president and vice-president, 36 senators, 130 deputies",
        valid_from=statute.valid_from,
        valid_to=statute.valid_to,
        articles=ARTICLES,
        notes=statute.notes,
        first_contest=next(iter(CONTESTS)),
    )


def law_of(definition: Definition) -> Law:
    """A law that is given by a file.

    Raises:
        LawError: it names a rule that there is not.
    """
    check_rules(definition)
    return Law(
        id=definition.id,
        title=definition.title,
        statute=definition.statute,
        contests=definition.contests,
        units=MappingProxyType({}),
        apply=partial(apply, definition),
        source=definition.source,
        elects=definition.elects,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        articles=tuple((_in_words(step), step.article) for step in definition.steps),
        notes=definition.notes,
        first_contest=definition.contest,
        seats=definition.seats,
    )


def _in_words(step: StepDefinition) -> str:
    """A rule in the law's own words, or else by its name and what it is told."""
    if step.text:
        return step.text
    told = _told(step.fields)
    return f"{step.rule}: {told}" if told else step.rule


def _told(fields: Mapping[str, Any]) -> str:
    parts = []
    for name, value in fields.items():
        word = name.replace("_", " ")
        if isinstance(value, Mapping):
            parts.append(f"{word} ({_told(value)})")
        elif isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
            parts.append(f"{word} of ({'; '.join(_told(one) for one in value)})")
        elif isinstance(value, list):
            parts.append(f"{word} {', '.join(map(str, value))}")
        elif isinstance(value, bool):
            parts.append(word if value else f"not {word}")
        else:
            parts.append(f"{word} {str(value).replace('_', ' ')}")
    return ", ".join(parts)


def read_law(path: Path, law_id: str = "") -> Law:
    """A law from a file of one's own.

    Args:
        path: the file.
        law_id: its id; its name without the ending, unless given.

    Raises:
        LawError: the file cannot be read or is no law.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LawError(f"cannot be read: {error}", where=str(path)) from None
    return law_of(read_definition(text, law_id or path.stem, str(path)))


@lru_cache(maxsize=1)
def _paths() -> Mapping[str, Path]:
    found = sorted(LIBRARY.glob("*/*.toml"))
    return MappingProxyType({f"{path.parent.name}/{path.stem}": path for path in found})


_MODULES: Mapping[str, Law] = MappingProxyType(
    {law.id: law for law in (_bolivia(y2019.STATUTE), _bolivia(y2020.STATUTE))}
)


@lru_cache(maxsize=256)
def _library(law_id: str) -> Law:
    return read_law(_paths()[law_id], law_id)


def law_ids() -> tuple[str, ...]:
    """The ids of all known laws, sorted."""
    return tuple(sorted({*_MODULES, *_paths()}))


def get_law(law_id: str) -> Law:
    """The law of that id, or of a file of one's own, whose name ends with ``.toml``.

    Raises:
        LawError: no such law; the message names those that are near.
    """
    if law_id in _MODULES:
        return _MODULES[law_id]
    if law_id in _paths():
        return _library(law_id)
    if law_id.endswith(".toml"):
        return read_law(Path(law_id))
    country = law_id.partition("/")[0]
    near = [known for known in law_ids() if known.startswith(f"{country}/")]
    near = near or get_close_matches(law_id, law_ids(), 3, 0.3)
    raise LawError(
        f"unknown law {law_id!r}",
        hint=f"Known: {', '.join(near)}; escrutinio law list shows all. Or give the path of a .toml file.",
    )
