"""Whether a contest or a chamber is decided: by a call that stands, or because nothing can change it."""

from __future__ import annotations

from escrutinio.flows.documents.results import ResultState
from escrutinio.flows.publication import Figure, Publication
from escrutinio.model import ResultsStatus

Subject = tuple[str, str]
"""``contest`` or ``chamber``, and its id."""


def subject_of(figure: Figure, publication: Publication) -> Subject | None:
    """What a figure is about; None of one that is about neither, such as the moment of the count."""
    label = figure.label
    if label.contest is not None:
        return "contest", label.contest.id
    if label.chamber is not None:
        return "chamber", label.chamber.id
    return headline(publication) if figure.kind == "chance" else None


def headline(publication: Publication) -> Subject:
    """The contest that the front page is about."""
    return "contest", publication.front.headline.contest


def subject_name(subject: Subject, publication: Publication) -> str:
    """Its name."""
    kind, subject_id = subject
    front = publication.front
    named = front.contests if kind == "contest" else front.chambers
    return next((each.name for each in named if each.id == subject_id), subject_id)


def is_called(subject: Subject, publication: Publication) -> bool:
    """Whether one may say who has won it.

    A contest is called when a call for an office that is filled by it stands, or when somebody is elected to
    it whatever the missing sheets hold; a chamber, when the same holds for its majority. What fills no office
    is decided when all of its sheets are in.
    """
    kind, subject_id = subject
    front = publication.front
    standing = {
        ("majority" if call.about.kind == "majority" else "office", call.about.of)
        for call in front.calls.standing
        # That two meet in a run-off says nothing of who wins it.
        if call.about.kind == "majority" or len(call.answer) == 1
    }
    if kind == "chamber":
        chambers = front.bounds.chambers if front.bounds else ()
        decided = any(chamber.id == subject_id and chamber.majority_decided for chamber in chambers)
        return decided or ("majority", subject_id) in standing
    offices = [office for office in front.results if office.contest == subject_id]
    if not offices:
        status = next((contest.status for contest in front.contests if contest.id == subject_id), None)
        return front.final or status in _WHOLE
    return any(office.state in _FILLED or ("office", office.id) in standing for office in offices)


_FILLED = (ResultState.ELECTED, ResultState.ADOPTED, ResultState.NOT_ADOPTED)
_WHOLE = (ResultsStatus.UNOFFICIAL_COMPLETE, ResultsStatus.CERTIFIED)
