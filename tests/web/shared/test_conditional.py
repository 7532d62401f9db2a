"""Answers to readers who may have the content already."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from escrutinio.web.shared.conditional import answer_if_changed

TAG = '"abc"'


def response() -> HttpResponse:
    made = HttpResponse(b"content")
    made["Access-Control-Allow-Origin"] = "*"
    made["Cache-Control"] = "public, max-age=10"
    return made


@pytest.mark.parametrize("tags", [TAG, f"W/{TAG}", f'"other", {TAG}', "*"])
def test_what_a_reader_has_is_not_sent_again(tags: str) -> None:
    request = RequestFactory().get("/", headers={"If-None-Match": tags})

    answer = answer_if_changed(request, response(), TAG)

    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", TAG)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=10"


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": '"other"'}, {"If-None-Match": "abc"}])
def test_what_a_reader_does_not_have_is_sent(headers: dict[str, str]) -> None:
    request = RequestFactory().get("/", headers=headers)

    answer = answer_if_changed(request, response(), TAG)

    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.content, answer["ETag"]) == (200, b"content", TAG)
