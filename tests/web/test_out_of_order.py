"""A database that is locked, full or away: one sentence and when to try again, never an error of the site."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db.utils import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from escrutinio.web import out_of_order, urls

ERRORS = {
    "locked": OperationalError("database is locked"),
    "full": OperationalError("database or disk is full"),
    "away": OperationalError("server closed the connection unexpectedly"),
    "closed": InterfaceError("the connection is closed"),
    "no tables": OperationalError("no such table: accounts_user"),
    "no relations": ProgrammingError('relation "accounts_user" does not exist'),
    "query": ProgrammingError("syntax error at or near"),
    "fault": ValueError("a fault"),
    "twice": IntegrityError("UNIQUE constraint failed"),
}


def page(request: HttpRequest, kind: str) -> HttpResponse:
    raise ERRORS[kind]


urlpatterns = [path("<kind>/", page)]
handler500 = urls.handler500


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    settings.ROOT_URLCONF = __name__
    logging.disable(logging.CRITICAL)
    yield Client(raise_request_exception=False)
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("kind", ["locked", "full", "away", "closed"])
def test_a_database_that_fails_is_said_in_a_sentence_and_passes(client: Client, kind: str) -> None:
    answer = client.get(f"/{kind}/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == str(out_of_order.RETRY_AFTER)
    assert answer["Cache-Control"] == "no-store"
    assert "cannot reach its database" in answer.content.decode()
    assert "no puede acceder a su base de datos" in answer.content.decode()


@pytest.mark.parametrize("kind", ["no tables", "no relations"])
def test_a_database_without_tables_is_not_one_that_is_away(client: Client, kind: str) -> None:
    answer = client.get(f"/{kind}/")
    assert answer.status_code == 503
    assert "Retry-After" not in answer, "waiting does not help"
    assert "database has no tables yet" in answer.content.decode()
    assert "aún no tiene tablas" in answer.content.decode()
    assert "cannot reach" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["fault", "twice", "query"])
def test_a_fault_of_the_site_is_one(client: Client, kind: str) -> None:
    answer = client.get(f"/{kind}/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer
