"""Claims of a text that somebody leads, held against the count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.publication import Figure, Publication
from escrutinio.web.shared.cleaning import normal
from escrutinio.web.stories.figures import asked_for
from escrutinio.web.stories.markdown import Paragraph

# Of three languages at once, without accents: a story in one often quotes another.
_LEADS = (
    r"leads?|is leading|is ahead|in the lead|lideran?|encabezan?|va primer[oa]|van? adelante|esta a frente"
)
_SAYS_LEADS = re.compile(rf"(?<!\w)(?:{_LEADS})(?!\w)")
_NOT = re.compile(
    r"\b(?:not|no|never|without|nao|sin|if|si|would|could|may|might|project\w*|proyec\w*|projet\w*"
    r"|poll\w*|encuesta\w*|pesquisa\w*|seats?|escanos?|bancas?|cadeiras?)\b"
)
"""Words with which a sentence says something else: no lead, one to come, or one of seats."""
_SENTENCE = re.compile(r"[^.!?;:]+")
_MOST_UNITS = 400


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that the count does not bear out.

    Attributes:
        words: as written.
        selection: its short name.
        contest: the name of the contest.
        unit: the name of the unit that the sentence is about; empty for all of it.
        leader: the short name of who leads; empty where nobody does alone.
    """

    words: str
    selection: str
    contest: str
    unit: str
    leader: str


class LeadClaims:
    """Reads the claims of a text that somebody leads; the names of a publication are learned once.

    Args:
        publication: the newest.
    """

    def __init__(self, publication: Publication) -> None:
        self._publication = publication

    def wrong(self, paragraph: Paragraph, beside: Sequence[Figure]) -> Iterator[Claim]:
        """The claims of a paragraph that somebody leads who does not, as counted.

        Args:
            paragraph: of the text.
            beside: the figures in it, which say of which contest and units it speaks.
        """
        publication, contests = self._publication, self._contests(beside)
        for sentence in _SENTENCE.findall(normal(paragraph.text)):
            if not contests or not _SAYS_LEADS.search(sentence) or _NOT.search(sentence):
                continue
            for match in self._pattern.finditer(sentence):
                label = self._labels[match["who"]]
                for contest, contest_name in contests.items():
                    places = _units_named(sentence, contest, publication) or _units_of(beside, contest)
                    claim = _against(label.id, contest, places, publication)
                    if claim is not None:
                        unit, leader = claim
                        yield Claim(
                            _as_written(match[0], paragraph.text), label.short, contest_name, unit, leader
                        )

    def _contests(self, beside: Sequence[Figure]) -> dict[str, str]:
        """What a paragraph speaks of: id -> name; the contest of the headline where no figure says it."""
        own = {
            figure.label.contest.id: figure.label.contest.name for figure in beside if figure.label.contest
        }
        front = self._publication.front
        return own or {each.id: each.name for each in front.contests if each.id == front.headline.contest}

    @cached_property
    def _labels(self) -> dict[str, SelectionLabel]:
        return {
            normal(name): label
            for label in self._publication.front.selections.values()
            for name in (label.short, label.name)
            if len(name) > 1
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join(sorted(map(re.escape, self._labels), key=len, reverse=True)) or r"(?!)"
        return re.compile(rf"(?<!\w)(?P<who>{names})(?:\s+\w+){{0,2}}?\s+(?:{_LEADS})(?!\w)")


def _as_written(found: str, text: str) -> str:
    """Where in a text some words stand that were found in its :func:`normal` form."""
    words = text.split()
    number = len(found.split())
    for first in range(len(words) - number + 1):
        part = " ".join(words[first : first + number])
        if found in normal(part):
            return re.sub(r"^\W+|\W+$", "", part)
    return found


def _against(
    selection: str, contest: str, places: Mapping[str, str], publication: Publication
) -> tuple[str, str] | None:
    """The unit and its leader, where none of the places has the selection in the lead; None where one has."""
    own = asked_for(f"votes: {contest}/{selection}", publication)
    if own is None or own.value is None:
        return None  # it does not stand there, or nothing is counted: that is no question of who leads
    first: tuple[str, str] | None = None
    for place, name in (places or {"": ""}).items():
        leader = asked_for(f"leader: {contest}{place}", publication)
        if leader is None or leader.value == selection:
            return None
        known = publication.front.selections.get(str(leader.value))
        first = first or (name, known.short if known else "")
    return first


def _units_of(beside: Sequence[Figure], contest: str) -> dict[str, str]:
    """The places that the figures of a paragraph are of: as an expression names them -> name."""
    places = {}
    for figure in beside:
        label = figure.label
        if label.contest is None or label.contest.id != contest:
            continue
        if label.level is None or label.unit is None:
            places[""] = ""
        else:
            places[f" @ {label.level.id}/{label.unit.id}"] = label.unit.name
    return places


def _units_named(sentence: str, contest: str, publication: Publication) -> dict[str, str]:
    """The units of the highest level that a sentence names."""
    for level in publication.front.levels:
        names = publication.unit_names(contest, level.id)
        if 1 < len(names) <= _MOST_UNITS:
            return {
                f" @ {level.id}/{unit}": name
                for unit, name in names.items()
                if re.search(rf"(?<!\w){re.escape(normal(name))}(?!\w)", sentence)
            }
    return {}
