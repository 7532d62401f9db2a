"""Answers to readers who may have the content already (RFC 9110, section 13)."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

_ALLOW = "Access-Control-Allow-Origin"


def answer_if_changed(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """The response, or 304 without content where the reader names its tag.

    Args:
        request: what the reader asks, with the tags they have.
        response: the whole answer.
        tag: what names its content, in quotes.
    """
    response["ETag"] = tag
    answer = get_conditional_response(request, etag=tag, response=cast(HttpResponse, response))
    if answer is None or answer is response:
        return response
    # Django carries over what the standard names; a page of another site cannot read it without this.
    if _ALLOW in response:
        answer[_ALLOW] = response[_ALLOW]
    response.close()
    return answer
