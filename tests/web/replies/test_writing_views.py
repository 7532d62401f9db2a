"""Writing replies: what is kept, what is held, what is refused, and what one can still change."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from escrutinio.web import page_cache
from escrutinio.web.accounts import draft
from escrutinio.web.replies.models import MOST_TEXT, HoldReason, Mode, Reply, Rules, State, Thread
from escrutinio.web.replies.posting import EDITABLE
from escrutinio.web.stories.models import Story
from web.replies.making import address, form, put, reply, signed_in
from web.stories.making import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(ana: User, ben: User, story: Story) -> None:
    """Both have replied before, so that theirs are shown at once."""
    for author in (ana, ben):
        put(story, author=author, author_name=author.reader.name)


def sent(client: Client, story: Story, text: str = "Hello", **more: Any) -> Any:
    return client.post(address(story), form(text, **more))


def newest() -> Reply:
    return Reply.with_unshown.order_by("-pk")[0]


@pytest.mark.postgres
def test_a_reply_is_sent_shown_and_found_in_the_story(
    as_ana: Client, client: Client, story: Story, settled: None
) -> None:
    response = sent(as_ana, story, "So *it* was")
    assert response["Location"] == address(story, "replies/3/yours/")
    assert "See it in the thread" in as_ana.get(response["Location"]).content.decode()
    page = client.get(story.get_absolute_url()).content.decode()
    assert "<p>So <em>it</em> was</p>" in page
    assert "3 replies" in page


@pytest.mark.postgres
def test_others_may_read_a_reply_a_second_later_its_author_at_once(
    as_ana: Client, client: Client, story: Story, settled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (story.get_absolute_url(), address(story, "replies/oldest/1/"))
    for reader in (as_ana, client):
        for place in places:
            reader.get(place)
    monkeypatch.setattr(page_cache, "MADE_EVERY", 600.0)
    sent(as_ana, story, "axolotl")
    for place in places:
        assert "axolotl" not in client.get(place).content.decode()
        assert "axolotl" in as_ana.get(place).content.decode()
    monkeypatch.setattr(page_cache, "MADE_EVERY", 0.0)
    for place in places:
        client.get(place)
        assert "axolotl" in client.get(place).content.decode()


def test_the_cookie_of_who_has_written_is_short_and_closed(
    as_ana: Client, story: Story, settled: None
) -> None:
    cookie = sent(as_ana, story).cookies[page_cache.JUST_WROTE]
    assert cookie["max-age"] == 3
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert page_cache.JUST_WROTE not in sent(as_ana, story, "", act="post").cookies, "nothing was kept"


@pytest.mark.postgres
def test_an_answer_stands_below_what_it_answers(as_ana: Client, story: Story, settled: None) -> None:
    sent(as_ana, story, "First", to=1)
    assert newest().parent == reply(1)
    assert newest().path.startswith(reply(1).path)


@pytest.mark.postgres
def test_what_is_not_shown_cannot_be_answered(as_ana: Client, story: Story, settled: None) -> None:
    for state in (State.HELD, State.HIDDEN, State.REMOVED, State.DELETED):
        hidden = put(story, state)
        assert sent(as_ana, story, to=hidden.number).status_code == 422
        assert as_ana.get(address(story), {"to": hidden.number}).status_code == 404


@pytest.mark.postgres
def test_the_first_reply_of_an_account_is_held_until_one_is_approved(as_ana: Client, story: Story) -> None:
    for _ in range(2):
        response = sent(as_ana, story)
        assert (newest().state, newest().hold_reason) == (State.HELD, HoldReason.FIRST)
    assert "A moderator reads your first reply" in as_ana.get(response["Location"]).content.decode()
    Reply.with_unshown.filter(number=1).update(state=State.SHOWN)
    sent(as_ana, story)
    assert newest().state == State.SHOWN


@pytest.mark.parametrize(
    "text", ["see https://a.example", "see www.a.example", "[x](http://a.example)", "[x]: /y"]
)
def test_links_are_held_where_the_rules_say_so(
    as_ana: Client, story: Story, settled: None, text: str
) -> None:
    sent(as_ana, story, text)
    assert newest().hold_reason == HoldReason.LINKS
    Rules.objects.create(pk=1, hold_links=False)
    sent(as_ana, story, text)
    assert newest().state == State.SHOWN


def test_a_word_of_the_list_holds_a_reply_however_it_is_written(
    as_ana: Client, story: Story, settled: None
) -> None:
    Rules.objects.create(pk=1, words="Pérfido\n\nbad word")
    for text, held in (("how PERFIDO", True), ("a bad  word", True), ("perfidos", False), ("bad", False)):
        sent(as_ana, story, text)
        assert (newest().hold_reason == HoldReason.WORDS) is held, text


def test_moderators_read_first_by_site_and_by_story(as_ana: Client, story: Story, settled: None) -> None:
    Thread.objects.update(mode=Mode.BEFORE)
    sent(as_ana, story)
    assert newest().hold_reason == HoldReason.ALL
    Thread.objects.update(mode=Mode.SITE)
    Rules.objects.create(pk=1, mode=Mode.BEFORE)
    sent(as_ana, story)
    assert newest().hold_reason == HoldReason.ALL
    Thread.objects.update(mode=Mode.AFTER)
    sent(as_ana, story)
    assert newest().state == State.SHOWN


def test_a_moderators_own_reply_is_not_held(make_user: MakeUser, story: Story) -> None:
    sent(signed_in(make_user("mod", "moderator")), story, "https://a.example")
    assert (newest().state, newest().author_name) == (State.SHOWN, "mod")


@pytest.mark.postgres
def test_one_form_is_one_reply_however_often_it_is_sent(
    as_ana: Client, as_ben: Client, story: Story, settled: None
) -> None:
    once = form("Once")
    answers = [as_ana.post(address(story), once)["Location"] for _ in range(3)]
    assert len(set(answers)) == 1
    assert Reply.with_unshown.filter(text="Once").count() == 1
    as_ana.post(answers[0].replace("yours", "delete"))
    as_ana.post(address(story), once)
    assert Reply.with_unshown.filter(text="Once").count() == 0
    # The form of one reader is nothing to another.
    as_ben.post(address(story), once)
    assert Reply.with_unshown.filter(text="Once").count() == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"website": "http://spam.example"}, "must stay empty"),
        ({"age": 1}, "posting too fast. You can send it in 2 seconds."),
        ({"age": 48 * 3600}, "form expired"),
        ({"token": "made:up:by-me"}, "form expired"),
        ({"text": "  \n "}, "reply is empty"),
        ({"text": "x" * (MOST_TEXT + 1)}, "characters"),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_text(
    as_ana: Client, story: Story, more: dict[str, Any], says: str
) -> None:
    response = as_ana.post(address(story), form(**{"text": "My words", **more}))
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert more.get("text", "My words").strip() in page
    assert not Reply.with_unshown.exists()


def test_a_form_that_was_too_fast_can_be_sent_again(as_ana: Client, story: Story) -> None:
    fast = form("Quick", age=0)
    page = as_ana.post(address(story), fast).content.decode()
    assert fast["token"] in page, "the clock must not begin anew"


def test_a_preview_needs_no_script_and_saves_nothing(client: Client, as_ana: Client, story: Story) -> None:
    for reader in (client, as_ana):
        page = reader.post(address(story), form("So *it* was", act="preview")).content.decode()
        assert "<em>it</em>" in page
        assert "So *it* was</textarea>" in page
    assert not Reply.with_unshown.exists()


@pytest.mark.postgres
def test_what_was_typed_is_there_after_signing_in(client: Client, story: Story, ana: User) -> None:
    response = client.post(address(story), form("My long thought"))
    assert response.status_code == 403
    assert "My long thought" in response.content.decode()
    assert 'name="draft_key"' in response.content.decode()
    session = client.session
    assert any("My long thought" in str(kept) for kept in session[draft.SESSION].values())
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert "My long thought" in client.get(address(story)).content.decode()
    client.post(address(story), form("My long thought"))
    assert "My long thought" not in client.get(address(story)).content.decode()


@pytest.mark.postgres
def test_one_can_edit_for_ten_minutes(as_ana: Client, story: Story, settled: None) -> None:
    sent(as_ana, story, "Befor")
    number = newest().number
    assert "Befor</textarea>" in as_ana.get(address(story, f"replies/{number}/edit/")).content.decode()
    response = as_ana.post(address(story, f"replies/{number}/edit/"), {"text": "Previous"})
    assert response.status_code == 302
    assert (newest().html, newest().state) == ("<p>Previous</p>\n", State.SHOWN)
    assert "edited" in Client().get(story.get_absolute_url()).content.decode()
    Reply.with_unshown.update(posted_at=timezone.now() - EDITABLE)
    assert as_ana.post(address(story, f"replies/{number}/edit/"), {"text": "Late"}).status_code == 403
    assert as_ana.post(address(story, f"replies/{number}/delete/")).status_code == 403
    assert newest().text == "Previous"


def test_editing_does_not_get_round_the_rules(as_ana: Client, story: Story) -> None:
    sent(as_ana, story, "Nice")
    Reply.with_unshown.update(state=State.SHOWN, hold_reason="")  # approved
    as_ana.post(address(story, "replies/1/edit/"), {"text": "Buy now"})
    assert (newest().state, newest().hold_reason) == (State.HELD, HoldReason.FIRST)
    assert "Buy now" not in Client().get(story.get_absolute_url()).content.decode()


@pytest.mark.postgres
def test_what_a_moderator_has_hidden_its_author_cannot_bring_back(
    as_ana: Client, story: Story, settled: None
) -> None:
    sent(as_ana, story, "Previous")
    Reply.with_unshown.filter(pk=newest().pk).update(state=State.HIDDEN)
    assert as_ana.post(address(story, "replies/3/edit/"), {"text": "Next"}).status_code == 403
    assert (newest().text, newest().state) == ("Previous", State.HIDDEN)


@pytest.mark.postgres
def test_deleting_leaves_an_empty_place_only_where_others_have_answered(
    as_ana: Client, client: Client, story: Story, settled: None
) -> None:
    sent(as_ana, story, "Alone")
    sent(as_ana, story, "Answered")
    put(story, to=newest(), text="Answer")
    for number in (3, 4):
        as_ana.post(address(story, f"replies/{number}/delete/"))
    assert not Reply.with_unshown.filter(text__in=["Alone", "Answered"]).exists()
    page = client.get(story.get_absolute_url()).content.decode()
    assert page.count("Removed by its author") == 1
    assert 'id="reply-4"' in page
    assert 'id="reply-3"' not in page


@pytest.mark.postgres
def test_too_many_at_once_have_to_wait(as_ana: Client, story: Story, settings: Any, settled: None) -> None:
    settings.REPLIES_LIMITS = {**settings.REPLIES_LIMITS, "account": (2, 600)}
    found = [sent(as_ana, story) for _ in range(3)]
    assert [answer.status_code for answer in found] == [302, 302, 429]
    assert "You can send it in 10 minutes." in found[-1].content.decode()


@pytest.mark.postgres
def test_a_report_counts_once_and_takes_nothing_away(as_ana: Client, as_ben: Client, story: Story) -> None:
    shown = put(story)
    for _ in range(2):
        page = as_ana.post(address(story, "replies/1/report/"), {"text": "rude"}).content.decode()
        assert "A moderator will look" in page
    as_ben.post(address(story, "replies/1/report/"))
    assert shown.reports.count() == 2
    assert reply(1).state == State.SHOWN


def test_akismet_is_asked_only_with_a_key(
    as_ana: Client, story: Story, settled: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from escrutinio.web.replies import tasks

    asked: list[str] = []

    def is_spam(one: Reply, address: str, agent: str) -> bool:
        asked.append(one.text)
        if "away" in one.text:
            raise OSError("no connection")
        return "pills" in one.text

    monkeypatch.setattr("escrutinio.web.replies.spam.is_spam", is_spam)
    sent(as_ana, story, "no key")
    assert newest().state == State.SHOWN
    settings.AKISMET_KEY = "a key"
    for text, state in (("pills", State.HELD), ("fine", State.SHOWN), ("away", State.HELD)):
        sent(as_ana, story, text)
        assert (newest().state, newest().hold_reason) == (State.HELD, HoldReason.SPAM)
        tasks.ask_akismet.func(newest().pk, "127.0.0.1", "agent")
        assert newest().state == state
    assert asked == ["pills", "fine", "away"]


def test_the_form_is_at_one_address_and_leads_there(client: Client, story: Story) -> None:
    assert client.get(f"/es/stories/{story.slug}/reply/")["Location"] == address(story)
    assert client.get(address(story), {"to": "x"})["Location"] == address(story)
    assert client.get("/en/stories/nothing/reply/").status_code == 404
