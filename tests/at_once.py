"""Calls that begin together, each with its own connection to the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

R = TypeVar("R")


def at_once(count: int, act: Callable[[int], R]) -> list[R]:
    """Do something in so many threads, each with a connection of its own, as nearly at once as can be."""
    start, found = threading.Barrier(count), []
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            start.wait(10)
            found.append(act(number))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    return found
