"""Alerts: what is noted once and handed over once, however badly a receiver behaves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from escrutinio.feeds.web_fetch import hand_over
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, open_publication, publish
from escrutinio.ledger import Ledger
from escrutinio.model import UsageError, load_election
from escrutinio.web.alerts import sending
from escrutinio.web.alerts.models import Delivery, State
from escrutinio.web.alerts.receivers import ALERTS_FILE, read_alerting
from escrutinio.web.alerts.sending import FIRST_WAIT, GIVE_UP_AFTER, note, send_waiting
from escrutinio.web.alerts.signing import signature
from escrutinio.web.jobs import tasks
from odd_server import Handler, OddServer, odd_server
from support import at, row, take

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "schemas" / "alert.schema.json"
SECRET = "a secret of the newsroom that nobody guesses"
Deliver = Callable[[int, int, int], Publication]


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server() as running:
        running.pages["/hook"] = b"ok"
        yield running


def name_receiver(folder: Path, url: str, name: str = "newsroom", more: str = "") -> None:
    """Add a receiver; one sheet of 24 is a big batch."""
    with (folder / ALERTS_FILE).open("a", encoding="utf-8") as file:
        if not file.tell():
            file.write("batch = 4\n")
        file.write(f'[[webhooks]]\nid = "{name}"\nurl = "{url}"\nsecret = "{SECRET}"\n{more}\n')


def alerts_of(name: str = "newsroom") -> list[Delivery]:
    return list(Delivery.objects.filter(receiver=name).exclude(state=State.OLD).order_by("pk"))


def noted(folder: Path, deliver: Deliver, *moments: tuple[int, int, int]) -> list[Delivery]:
    """What is noted when these deliveries come in, one after the other, once the receivers are known."""
    publish(open_desk(folder), now=at(0))
    publication = open_publication(folder)
    assert publication is not None
    note(publication, at(0))
    for moment in moments:
        note(deliver(*moment), at(moment[0]))
    return alerts_of()


def test_what_happened_before_a_receiver_was_named_is_not_told(folder: Path, deliver: Deliver) -> None:
    deliver(3, 5, 90)
    newest = deliver(4, 90, 5)
    name_receiver(folder, "https://example.org/hook")
    assert note(newest, at(5)) == []
    assert alerts_of() == []


def test_a_change_of_leader_is_told_once(folder: Path, deliver: Deliver) -> None:
    name_receiver(folder, "https://example.org/hook", more='events = ["leader"]')
    # The second is of the same minute as the first.
    alerts = noted(folder, deliver, (3, 5, 91), (3, 204, 5), (5, 0, 300))
    assert [alert.kind for alert in alerts] == ["leader"] * 2
    told = [json.loads(alert.body)["leader"] for alert in alerts]
    assert told, "nobody has led after the other"
    assert all(leader["before"] != leader["now"] for leader in told)
    newest = open_publication(folder)
    assert newest is not None
    note(newest, at(9))
    assert len(alerts_of()) == len(alerts)


def test_a_big_batch_and_a_revision_are_told_in_the_receivers_language(
    folder: Path, deliver: Deliver
) -> None:
    name_receiver(folder, "https://example.org/hook", more='events = ["batch", "revision"]\nlanguage = "es"')
    noted(folder, deliver, (3, 5, 90))
    take(Ledger(folder, load_election(folder)), [row("001", 31, 20), row("002", 10, 25)], minutes=6)
    note(publish(open_desk(folder), now=at(6)), at(6))
    bodies = {alert.kind: json.loads(alert.body) for alert in alerts_of()}
    assert bodies["batch"]["batch"]["now"] > bodies["batch"]["batch"]["before"]
    assert "actas" in bodies["batch"]["title"]
    assert bodies["revision"]["title"] == "Se revisaron actas"
    revision = bodies["revision"]["revision"]
    assert revision["changed"] >= 1
    for body in bodies.values():
        Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(body)


def test_slack_gets_a_message_without_links_of_others(folder: Path, deliver: Deliver) -> None:
    name_receiver(folder, "https://example.org/hook", more='format = "slack"\nevents = ["batch"]')
    alerts = noted(folder, deliver, (3, 5, 90))
    (message,) = [json.loads(alert.body)["text"] for alert in alerts[:1]] or [""]
    assert message.startswith("*")
    assert message.count("<") == 1, "only the link to the site"


def test_an_alert_is_signed_as_the_documentation_says(
    server: OddServer, folder: Path, deliver: Deliver
) -> None:
    name_receiver(folder, server.url("/hook"), more='events = ["batch"]')
    (alert, *_) = noted(folder, deliver, (3, 5, 90))
    assert send_waiting("newsroom", at(4)) is None
    _path, headers = server.asked[0]
    body = server.bodies[0]
    assert headers["Idempotency-Key"] == headers["Webhook-Id"] == alert.alert
    signed = b".".join([alert.alert.encode(), headers["Webhook-Timestamp"].encode(), body])
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    assert headers["Webhook-Signature"] == "v1," + base64.b64encode(digest).decode()
    assert body.decode() == alert.body


def test_a_secret_may_be_in_base64() -> None:
    encoded = "whsec_" + base64.b64encode(SECRET.encode()).decode()
    assert signature(encoded, "m", 1, b"x") == signature(SECRET, "m", 1, b"x")
    assert signature("whsec_%", "m", 1, b"x") != signature(SECRET, "m", 1, b"x")


def _refuse(handler: Handler) -> None:
    handler.whole(b"no", status=500)


def _hang_up(handler: Handler) -> None:
    handler.wfile.close()


def _say_nothing(handler: Handler) -> None:
    handler.server.ending.wait(5)


def _drip(handler: Handler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100:
        handler.wfile.write(bytes([letter]))
        if handler.server.ending.wait(0.1):
            return


def _redirect(handler: Handler) -> None:
    handler.head({"Location": "/elsewhere", "Content-Length": "0"}, status=307)


@pytest.mark.parametrize("misbehaves", [_refuse, _hang_up, _say_nothing, _drip, _redirect])
def test_what_was_not_taken_is_tried_again_and_then_never_more(
    server: OddServer,
    folder: Path,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
    misbehaves: Callable[[Handler], None],
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT", 0.4)
    server.pages["/hook"] = misbehaves
    name_receiver(folder, server.url("/hook"), more='events = ["batch", "revision"]')
    alerts = noted(folder, deliver, (3, 5, 90), (4, 9, 9))
    assert len(alerts) == 2
    now, waits = at(5), []
    for _ in range(3):
        later = send_waiting("newsroom", now)
        assert later is not None
        assert send_waiting("newsroom", now) is None, "it is not due before"
        waits.append((later - now).total_seconds())
        now = later
    assert waits == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    first = alerts_of()[0]
    assert first.attempts == 3
    assert first.problem
    assert len(server.asked) == 3, "the second waits for the first"

    server.pages["/hook"] = b"ok"
    assert send_waiting("newsroom", now) is None
    assert [alert.state for alert in alerts_of()] == [State.SENT, State.SENT]
    ids = [headers["Webhook-Id"] for _, headers in server.asked]
    assert ids == [alerts[0].alert] * 4 + [alerts[1].alert]
    assert len(set(server.bodies[:4])) == 1
    send_waiting("newsroom", now + timedelta(days=1))
    assert len(server.asked) == 5, "never twice"


def test_what_could_not_be_told_for_hours_is_given_up(
    server: OddServer, folder: Path, deliver: Deliver
) -> None:
    server.pages["/hook"] = _refuse
    name_receiver(folder, server.url("/hook"), more='events = ["batch", "revision"]')
    noted(folder, deliver, (3, 5, 90), (4, 9, 9))
    assert send_waiting("newsroom", at(4) + GIVE_UP_AFTER + timedelta(seconds=1)) is None
    assert [alert.state for alert in alerts_of()] == [State.GIVEN_UP, State.GIVEN_UP]


def test_an_alert_that_somebody_has_at_hand_is_nobody_elses(
    server: OddServer, folder: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_receiver(folder, server.url("/hook"), more='events = ["batch"]')
    noted(folder, deliver, (3, 5, 90))
    seen: list[datetime | None] = []

    def another(handler: Handler) -> None:
        handler.whole(b"ok")

    server.pages["/hook"] = another
    handed = hand_over

    def meanwhile(*arguments: object, **named: object) -> None:
        seen.append(send_waiting("newsroom", at(4)))
        handed(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "hand_over", meanwhile)
    assert send_waiting("newsroom", at(4)) is None
    assert seen == [at(4) + sending.CLAIM], "it is looked again should the first one die"
    assert len(server.asked) == 1


def test_a_dead_receiver_holds_up_nobody(
    server: OddServer, folder: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = server.url("/hook").replace(str(server.server_address[1]), "9")
    name_receiver(folder, dead, "dead", 'events = ["batch"]')
    name_receiver(folder, server.url("/hook"), "alive", 'events = ["batch"]')
    noted(folder, deliver, (3, 5, 90))
    Delivery.objects.update(noted_at=datetime.now(UTC))
    tasks.send_alerts.func("dead")
    tasks.send_alerts.func("alive")
    assert alerts_of("dead")[0].state == State.WAITING
    assert "reached" in alerts_of("dead")[0].problem
    assert alerts_of("alive")[0].state == State.SENT
    assert tasks.publish_count.func()
    assert tasks.send_alerts.func("nobody") is None


def test_rehearsals_are_told_to_who_asks_for_them(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = open_publication(sample)
    assert newest is not None
    assert newest.front.rehearsal
    for folder, more in ((tmp_path / "not", ""), (tmp_path / "asked", "rehearsal = true")):
        folder.mkdir()
        name_receiver(folder, "https://example.org/hook", folder.name, more)
        monkeypatch.setattr("django.conf.settings.FOLDER", folder)
        note(newest, at(0))
    assert set(Delivery.objects.values_list("receiver", flat=True)) == {"asked"}
    assert Delivery.objects.filter(alert__contains=":rehearsal:batch:").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[webhooks]]\nid = "a"\nurl = "https://example.org"\n', "webhooks[1].secret"),
        ('[[webhooks]]\nid = "a"\nurl = "ftp://example.org"\nformat = "slack"\n', "url"),
        ('[[webhooks]]\nid = "a"\nurl = "https://e.org"\nformat = "slack"\nevents = ["all"]\n', "events"),
        ("batch = 0\n", "batch"),
        ("[[webhooks]\n", "cannot be read"),
        ('other = "x"\n', "other"),
        (2 * '[[webhooks]]\nid = "a"\nurl = "https://e.org"\nformat = "slack"\n', "same id"),
    ],
)
def test_a_file_with_mistakes_tells_nobody_and_stops_nothing(folder: Path, text: str, said: str) -> None:
    (folder / ALERTS_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_alerting(folder)
    assert said in str(caught.value)
    publish(open_desk(folder), now=at(0))
    assert tasks.look_at_alerts.func() == 0
