"""Whoever follows the links of the site as it is served finds a page behind each, whatever the role.

What is tested: the views of all rooms of web.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from pytest_django import Settings

from web.stories.making import MakeStory, MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
LINK = re.compile(r'<(?:a|img)\b[^>]*?\s(?:href|src)="([^"]*)"')
MOST = 2
"""So many pages of a kind are opened: there are thousands of units and sheets."""
NOT_OPENED = ("/static/", "/api/", "/downloads/", "/log/", "/outbox/")
"""Those that tests of the export open (broken links of files are found there), and those of a rehearsal."""


def kind_of(address: str) -> str:
    """An address without what tells one unit, story or page of a list from another."""
    path, _, query = address.partition("?")
    path = re.sub(r"(/results/[^/]+/[^/]+/)[^/]+/", r"\1*/", path)
    return re.sub(r"[0-9a-f]{8,}|\d+", "*", path) + re.sub(r"=[^&]*", "=", query)


@pytest.mark.parametrize("role", ["stranger", "reporter", "editor", "moderator", "data desk"])
@pytest.mark.parametrize("published", [True, False])
def test_no_link_is_broken(
    role: str,
    client: Client,
    make_user: MakeUser,
    make_story: MakeStory,
    settings: Settings,
    sample_folder: Path,
    *,
    published: bool,
) -> None:
    if published:
        settings.FOLDER = sample_folder
    for state in ("draft", "published", "withdrawn"):
        make_story(state)
    starts = ["/en/", "/es/"]
    if role != "stranger":
        client.force_login(make_user(role, role))
        starts = ["/en/desk/", "/es/desk/"]
    waiting, seen, opened = list(starts), set(starts), dict[str, int]()
    broken = []
    while waiting:
        address = waiting.pop()
        kind = kind_of(address)
        opened[kind] = opened.get(kind, 0) + 1
        # The public pages are the same for everybody, and looked at once.
        if opened[kind] > MOST or (role != "stranger" and "/desk" not in address):
            continue
        answer = client.get(address)
        if answer.status_code >= 400:
            broken.append((answer.status_code, address))
        elif answer.status_code == 200 and "html" in answer["Content-Type"]:
            for link in LINK.findall(answer.content.decode()):
                there = urldefrag(urljoin(address, link.replace("&amp;", "&"))).url
                if there.startswith("/") and there not in seen and not there.startswith(NOT_OPENED):
                    seen.add(there)
                    waiting.append(there)
        answer.close()
    assert broken == []
    assert len(opened) > 10
