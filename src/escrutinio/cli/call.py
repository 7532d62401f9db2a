"""``escrutinio call``: what the count allows to call, and publishing, holding and retracting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import AsOfOption, Folder, FormatOption, LanguageOption, moment_of
from escrutinio.cli.project import chance_words
from escrutinio.flows.call_record import record_path
from escrutinio.flows.calls import Calls, calls_document, confirm, hold, retract, update_calls
from escrutinio.flows.desk import Desk, open_desk, require_unaltered
from escrutinio.flows.documents.calls import CallDocument, CallEntry, QuestionNow, Silence
from escrutinio.flows.publication import publish_again
from escrutinio.flows.results import names_of_answers
from escrutinio.flows.tables import call_rows
from escrutinio.model import Election, UsageError
from escrutinio.projection.calls import Answer, Doubt, Evidence, Person, Question, State

CALL_EXAMPLE = 'Example: escrutinio call night --confirm first-round-president-1 --by "Ana Flores"'
_STYLES: dict[State, str] = {"published": "bold green", "retracted": "bold red"}


def call(
    folder: Folder,
    confirm_id: Annotated[
        str,
        typer.Option(
            "--confirm", metavar="ID", help="Confirm a call, which publishes it.", show_default=False
        ),
    ] = "",
    hold_id: Annotated[
        str, typer.Option("--hold", metavar="ID", help="Hold a proposed call.", show_default=False)
    ] = "",
    retract_id: Annotated[
        str, typer.Option("--retract", metavar="ID", help="Retract a call.", show_default=False)
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who confirms, holds or retracts it.", show_default=False)
    ] = "",
    reason: Annotated[
        str,
        typer.Option(
            metavar="WORDS", help="Why; readers are shown why a call is retracted.", show_default=False
        ),
    ] = "",
    risk: Annotated[
        float | None,
        typer.Option(metavar="RISK", help="The risk allowed; otherwise that of election.toml, or 0.005."),
    ] = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Propose and show calls.

    A person publishes, holds or retracts them.
    """
    desk = open_desk(folder, language=language)
    until = moment_of(as_of, desk.election)
    require_unaltered(desk, until)
    acts = [option for option in (confirm_id, hold_id, retract_id) if option]
    if len(acts) > 1:
        raise UsageError("one call is confirmed, held or retracted at a time")
    if acts and not by.strip():
        raise UsageError("it is not said who does this", hint="Add --by NAME, as the record shall show it.")
    if not acts and (by or reason):
        raise UsageError(
            "nothing is done with a call", hint="--by and --reason go with --confirm, --hold or --retract."
        )
    now = datetime.now(UTC)
    calls = update_calls(desk, until, now=now, risk=risk)
    if acts:
        before = len(calls.record)
        _act(desk, confirm_id, hold_id, retract_id, Person(by), reason, now)
        calls = calls.with_record(record_path(desk), before)
        # With the plain names, whatever the language of this answer.
        publish_again(desk if language is None else open_desk(folder), now=now)
    document = calls_document(calls)
    answer(
        output,
        table=lambda: calls_view(calls, document),
        document=lambda: document,
        rows=lambda: call_rows(document),
    )


def _act(
    desk: Desk, confirm_id: str, hold_id: str, retract_id: str, person: Person, reason: str, now: datetime
) -> None:
    path = record_path(desk)
    if confirm_id:
        confirm(path, confirm_id, person, settings=desk.election.calls, now=now)
    elif hold_id:
        hold(path, hold_id, person, now=now, reason=reason)
    else:
        retract(path, retract_id, person, reason, now=now)


def calls_view(calls: Calls, document: CallDocument) -> RenderableType:
    """What the count says of each question, and the calls by their state."""
    election, names = calls.night.desk.election, names_of_answers(calls.night.decision)
    parts: list[RenderableType] = [terminal.heading(calls.night.decision.counted), Text("")]
    if document.unattended:
        parts += [
            Text(
                "Calls are published without a person (calls.unattended): one wrong file can put a wrong "
                "winner on the front page before anybody has looked.",
                style="yellow",
            ),
            Text(""),
        ]
    parts.append(Text("Calls", style="bold"))
    parts += [_entry(call, document, election, names) for call in document.calls] or [Text("None.")]
    parts += [Text(""), Text("What the count says now", style="bold")]
    parts += [_now(question, election, names) for question in document.questions]
    return Group(*parts)


def _entry(call: CallEntry, document: CallDocument, election: Election, names: Mapping[str, str]) -> Text:
    text = Text(f"{call.state.upper()} ", style=_STYLES.get(call.state, "bold"))
    what = call_words(call.question, call.answer, election, names)
    words = [f"{call.id}: {what}.", evidence_words(call.evidence, election)]
    if call.state in ("proposed", "held"):
        more = document.confirm_by - len(call.confirmed_by)
        have = "person has" if more == 1 else "people have"
        confirmed = f"confirmed by {', '.join(call.confirmed_by)}; " if call.confirmed_by else ""
        words.append(f"Not published: {confirmed}{more} more {have} to confirm it.")
    for act in call.acts:
        if act.kind in ("publication", "hold", "retraction"):
            why = act.reason or (doubt_words(act.doubt) if act.doubt else "")
            what = {"publication": "Published", "hold": "Held"}.get(act.kind, "Retracted")
            words.append(f"{what} by {act.by}, {_moment(act.at, election)}{f': {why}' if why else '.'}")
    if call.doubt is not None and call.state != "retracted":
        words.append(f"In doubt: {doubt_words(call.doubt)}")
    return text.append(" ".join(words), style="none")


def _now(now: QuestionNow, election: Election, names: Mapping[str, str]) -> Text:
    if now.sure is not None:
        said = [f"sure: {answer_words(now.question, now.sure, election)}"]
    else:
        said = [silence_words(silence) for silence in now.silences]
        likely = [
            f"{answer_words(now.question, each.answer, election)} {chance_words(each.chance)}"
            for each in now.chances[:3]
        ]
        if likely:
            said.append(f"projected: {', '.join(likely)}")
    return Text(f"{question_words(now.question, names)}: {'; '.join(said)}")


def question_words(question: Question, names: Mapping[str, str]) -> str:
    """What is asked, in words.

    Args:
        question: what.
        names: office or chamber -> its name.
    """
    of = names.get(question.of, question.of)
    if question.kind == "majority":
        return f"{of}, majority"
    if question.kind in ("office", "measure"):
        return of
    return f"{of}, {'first round' if question.kind == 'first-round' else 'run-off'}"


def answer_words(question: Question, selections: Answer, election: Election) -> str:
    """An answer with the names of its selections."""
    names = [election.selections[name].name if name in election.selections else name for name in selections]
    if not names:
        return "nobody"
    return names[0] if len(names) == 1 else f"run-off between {names[0]} and {names[1]}"


def call_words(question: Question, selections: Answer, election: Election, names: Mapping[str, str]) -> str:
    """What is called, in words; see :func:`question_words`."""
    words, of = answer_words(question, selections, election), names.get(question.of, question.of)
    if question.kind == "majority":
        return f"{words} has a majority ({of})"
    if len(selections) == 2:
        return f"{words} ({of})"
    if question.kind == "measure":
        return f"the answer is {words} ({of})"
    how = {"first-round": " in the first round", "run-off": " in the run-off"}.get(question.kind, "")
    return f"{words} wins{how} ({of})"


def evidence_words(evidence: Evidence, election: Election) -> str:
    """What a proposal rests on."""
    moment = f"at {_moment(evidence.moment, election)}"
    if evidence.basis == "bounds" and evidence.coverage == 1:
        return f"All sheets are in ({moment})."
    if evidence.coverage is not None:
        moment = f"with {100 * evidence.coverage:.4g} % of the sheets in, {moment}"
    if evidence.basis == "bounds":
        return f"The missing sheets cannot change it, whatever they hold ({moment})."
    least = f"{100 * (1 - evidence.risk):g} %"
    return (
        f"The projection gave it a chance of at least {least} at two marks of the count in a row ({moment})."
    )


def _moment(moment: str, election: Election) -> str:
    """A moment of the record in the election's own time."""
    return f"{terminal.moment(datetime.fromisoformat(moment), election)} {election.timezone.key}"


def doubt_words(doubt: Doubt) -> str:
    """What speaks against a call."""
    return {
        "other-answer": "By now another answer is sure, whatever the missing sheets hold.",
        "ruled-out": "The missing sheets can no longer bring it about, whatever they hold.",
        "unlikely": "The projection now gives it a chance below 90 %.",
    }[doubt]


def silence_words(silence: Silence) -> str:
    """Why the bounds or the projection say nothing."""
    if silence.kind == "unknown-voters":
        sheets = "sheet" if silence.sheets == 1 else "sheets"
        return f"cannot say: the voters of {silence.sheets:,} missing {sheets} are not known"
    return {
        "open": "open: the missing sheets can still change it",
        "nothing-missing": "all sheets are in, and the votes alone do not decide it",
        "not-stated": f"cannot say: {silence.detail}",
        "no-bounds": f"no bounds for this law yet ({silence.detail})",
        "not-projected": "no projection: election.toml has no table [projection]",
        "no-projection": f"no projection: {silence.detail}",
        "question-not-projected": "no projection of this",
    }[silence.kind]
