"""The forms: they hand on what was typed as it was typed, and refuse only what no page of ours sends."""

from __future__ import annotations

import pytest

from escrutinio.web.replies.forms import BanForm, JudgeForm, TextForm, ThreadForm, WriteForm
from escrutinio.web.replies.models import MOST_TEXT
from escrutinio.web.shared.mail import HONEYPOT


def test_a_text_is_read_as_typed_and_cut_only_far_over_the_limit() -> None:
    assert TextForm({"text": " a\x00b \r\n"}).typed("text") == " a\x00b \r\n"
    assert len(TextForm({"text": "x" * (3 * MOST_TEXT)}).typed("text")) == 2 * MOST_TEXT


def test_what_was_not_sent_is_empty() -> None:
    form = WriteForm({})
    assert [form.typed(name) for name in ("text", "act", "to", "token", HONEYPOT)] == [""] * 5


def test_only_acts_on_a_reply_are_known() -> None:
    assert not JudgeForm({"act": "applauded"}).is_valid()
    assert JudgeForm({"act": "hidden", "list": "elsewhere"}).typed("list") == "held"


@pytest.mark.parametrize("days", ["", "5", "07", " 7", "-1"])
def test_a_ban_lasts_for_a_number_of_days_that_is_offered(days: str) -> None:
    form = BanForm({"days": days, "reason": "Insults"})
    assert not form.is_valid()
    assert form.errors["days"] == ["Choose for how long."]
    assert form.typed("reason") == "Insults"


def test_a_ban_may_be_for_good() -> None:
    form = BanForm({"days": "0"})
    assert form.is_valid()
    assert form.cleaned_data["days"] == 0


def test_a_thread_is_closed_by_its_box_alone() -> None:
    for value, closed in (("on", True), ("", False), ("off", False)):
        form = ThreadForm({"closed": value})
        assert form.is_valid()
        assert form.cleaned_data["closed"] is closed
