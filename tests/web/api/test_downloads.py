"""Downloads: the whole count in files, written once for each publication."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from escrutinio.feeds import report_problems
from escrutinio.flows.publication import Publication, table
from escrutinio.web.api import downloads

pytestmark = pytest.mark.django_db

Deliver = Callable[[int, int, int], Publication]


def data(client: Client, where: str, **headers: str) -> bytes:
    answer = client.get(where, headers=headers)
    assert answer.status_code == 200
    return b"".join(iter(answer))


def test_csv_and_parquet_are_the_same_table(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    table = pl.read_parquet(io.BytesIO(data(client, "/downloads/council.parquet")))
    csv = pl.read_csv(data(client, "/downloads/council.csv"), schema=table.schema)

    assert csv.equals(table)
    assert set(table["contest"]) == {"council"}
    assert table.filter((pl.col("level") == "nation") & (pl.col("selection") == "A"))["votes"].item() == 70


def test_all_contests_are_in_one_table(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    assert set(pl.read_csv(data(client, "/downloads/results.csv"))["contest"]) == {"council", "mayor"}


def test_the_report_keeps_the_rules_of_the_standard(client: Client, sample: Path) -> None:
    report = json.loads(data(client, "/downloads/results-nist.json"))

    assert list(report_problems(report)) == []


def test_a_download_says_of_what_and_when_it_is(client: Client, deliver: Deliver) -> None:
    found = deliver(5, 30, 40)

    answer = client.get("/downloads/council.csv")
    answer.close()

    moment = found.as_of.strftime("%Y%m%dT%H%M%SZ")
    assert answer["Content-Disposition"] == f'attachment; filename="test-2024-{moment}-council.csv"'
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_download_is_compressed_for_who_takes_it(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)
    plain = data(client, "/downloads/council.csv")

    packed = client.get("/downloads/council.csv", headers={"Accept-Encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(iter(packed))) == plain


def test_a_download_is_sent_once(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)
    first = client.get("/downloads/council.csv")
    first.close()

    again = client.get("/downloads/council.csv", headers={"If-None-Match": first["ETag"]})
    deliver(6, 30, 41)
    later = client.get("/downloads/council.csv", headers={"If-None-Match": first["ETag"]})
    later.close()

    assert (again.status_code, again.content) == (304, b"")
    assert later.status_code == 200


def test_a_download_is_written_once_for_each_publication(
    client: Client, deliver: Deliver, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def noted(found: Publication) -> pl.DataFrame:
        written.append(found.id)
        return table(found)

    monkeypatch.setattr(downloads, "table", noted)
    first = deliver(5, 30, 40)

    for _ in range(3):
        data(client, "/downloads/council.csv")
    second = deliver(6, 30, 41)
    data(client, "/downloads/council.csv")

    assert written == [first.id, second.id]
    assert [path.name for path in (folder / downloads.FOLDER).iterdir()] == [second.id]
