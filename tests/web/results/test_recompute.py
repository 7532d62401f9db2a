"""Beside each table how to compute it again: the package, the command, the digest."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, publish
from escrutinio.flows.replay import moments

pytestmark = pytest.mark.django_db

Deliver = Callable[[int, int, int], Publication]
PARTS = re.compile(r"<details[^>]*data-recompute>(.*?)</details>", re.DOTALL)


def test_the_digest_beside_a_table_is_that_of_the_file_in_the_package(
    client: Client, deliver: Deliver, tmp_path: Path
) -> None:
    deliver(5, 30, 40)
    (tmp_path / "package.zip").write_bytes(b"".join(client.get("/downloads/package.zip")))
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        digest = hashlib.sha256(archive.read("results/totals.csv")).hexdigest()

    for language, words in (("en", "Recompute this"), ("es", "Recalcular esto")):
        page = client.get(f"/{language}/").content.decode()
        first = PARTS.findall(page)[0]
        assert words in first
        assert digest in first
        assert "results/totals.csv" in first
        assert "escrutinio verify package.zip" in first
        assert 'href="/downloads/package.zip"' in first
        ids = re.findall(r'id="(recompute-[^"]*)"', page)
        assert len(ids) == len(set(ids))
        assert len(page.encode()) < 60_000


def test_a_replay_has_no_package(client: Client, deliver: Deliver, folder: Path) -> None:
    deliver(5, 30, 40)
    desk = open_desk(folder)
    publish(desk, moments(desk, 1)[0], now=datetime(2031, 5, 4, 22, tzinfo=UTC))

    page = client.get("/en/").content.decode()

    assert "Counted so far" in page
    assert not PARTS.findall(page)
