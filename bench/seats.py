"""Seats beside three other libraries in one run: what each answers, how long it takes, which demands are met.

The peers are votelib 0.4.0, apportionment 1.0 and interregnum 0.4.1; those that are not installed are named
and left out. A contender's time is the best of several rounds in which all take turns, so that a busy moment
of the machine is not one library's alone. Quote ratios from one run; machines are noisy.

Run: python bench/seats.py
"""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from escrutinio.law import highest_averages, sainte_lague
from escrutinio.law.library.bo.y2020 import STATUTE
from escrutinio.law.proportional.highest_averages import allocate_districts
from escrutinio.law_batch import allocate_many, bolivia_many
from votes import VOTES

PEERS = {"votelib": "0.4.0", "apportionment": "1.0", "interregnum": "0.4.1"}
OURS = "escrutinio"
FLOATS = "apportionment, floats"
FLOOR = "plain integers, the floor"

# How often faster than the fastest exact peer, and than floats.
TIMES_EXACT, TIMES_FLOATS = 40, 8
# How often slower than plain integers that find no tie, where allocations are small.
TIMES_FLOOR = 5
# Most seconds on two processors.
MOST_ALLOCATIONS, MOST_ASSEMBLIES = 2, 3
ROUNDS, LEAST_SECONDS = 9, 0.02

Call = Callable[[], Any]
verdicts: list[str] = []


def demand(met: bool, text: str) -> None:
    """Keep a verdict for the end."""
    verdicts.append(f"{'met    ' if met else 'NOT MET'}  {text}")


def peers() -> dict[str, Any]:
    """The modules that are installed; a line for each that is not, or is of another version."""
    found = {}
    modules = {
        "votelib": "votelib.evaluate.proportional",
        "apportionment": "apportionment.methods",
        "interregnum": "interregnum.methods.singlevote.highest_averages",
    }
    for name, wanted in PEERS.items():
        try:
            found[name] = importlib.import_module(modules[name])
        except ModuleNotFoundError:
            print(f"{name} is not installed: compared without it (pip install {name}=={wanted})")
            continue
        have = importlib.metadata.version(name)
        print(f"{name} {have}" + ("" if have == wanted else f", while the demands were made for {wanted}"))
    return found


def dhondt_calls(found: Mapping[str, Any], votes: Mapping[str, int], seats: int) -> dict[str, Call]:
    """One D'Hondt allocation by each peer, prepared as far as it can be."""
    calls: dict[str, Call] = {}
    numbers, pairs = list(votes.values()), list(votes.items())
    if module := found.get("votelib"):
        calls["votelib"] = partial(module.HighestAverages("d_hondt").evaluate, dict(votes), seats)
    if module := found.get("apportionment"):
        calls[FLOATS] = partial(module.divisor, numbers, seats, "dhondt")
        calls["apportionment, Fractions"] = partial(module.divisor, numbers, seats, "dhondt", fractions=True)
    if module := found.get("interregnum"):
        calls["interregnum"] = partial(module.HighestAveragesAllocator("dhondt").calc, pairs, seats)
    return calls


def plain_integers(votes: Sequence[int], seats: int) -> list[int]:
    """D'Hondt by comparing products, seat by seat: no names, no ties, no checks, no derivation."""
    won = [0] * len(votes)
    for _ in range(seats):
        first = 0
        for index in range(1, len(votes)):
            if votes[index] * (won[first] + 1) > votes[first] * (won[index] + 1):
                first = index
        won[first] += 1
    return won


def repeated(call: Call, times: int) -> Call:
    """The same call several times, as one."""

    def many() -> None:
        for _ in range(times):
            call()

    return many


def best_times(calls: Mapping[str, Call]) -> dict[str, float]:
    """Seconds a call, the best of rounds in which all take turns."""
    often = {}
    for name, call in calls.items():
        begun = perf_counter()
        call()
        often[name] = max(1, int(LEAST_SECONDS / max(perf_counter() - begun, 1e-9)))
    best = dict.fromkeys(calls, float("inf"))
    gc.disable()
    for _ in range(ROUNDS):
        for name, call in calls.items():
            begun = perf_counter()
            for _ in range(often[name]):
                call()
            best[name] = min(best[name], (perf_counter() - begun) / often[name])
    gc.enable()
    return best


def show(title: str, best: Mapping[str, float]) -> None:
    """A line a contender, with how many times as long as ours it took."""
    print(f"\n{title}")
    for name, seconds in best.items():
        ratio = "" if name == OURS else f"{seconds / best[OURS]:8.1f} times ours"
        print(f"  {name:<28} {seconds * 1e6:12.1f} us {ratio}")


def judge(title: str, best: Mapping[str, float]) -> None:
    """The demands for allocations one by one: against the floor where there is one, else the exact peers."""
    exact = {name: seconds for name, seconds in best.items() if name not in (OURS, FLOATS, FLOOR)}
    if FLOOR in best:
        ratio = best[OURS] / best[FLOOR]
        demand(
            ratio <= TIMES_FLOOR, f"{title}: {ratio:.1f} of at most {TIMES_FLOOR} times as long as {FLOOR}"
        )
    elif exact:
        name = min(exact, key=lambda one: exact[one])
        ratio = exact[name] / best[OURS]
        demand(ratio >= TIMES_EXACT, f"{title}: {ratio:.1f} of {TIMES_EXACT} times as fast as {name}, exact")
    if FLOATS in best:
        ratio = best[FLOATS] / best[OURS]
        demand(ratio >= TIMES_FLOATS, f"{title}: {ratio:.1f} of {TIMES_FLOATS} times as fast as {FLOATS}")


def show_single(found: Mapping[str, Any]) -> None:
    """One large allocation, and nine small ones."""
    title = "D'Hondt, 130 seats, 8 lists"
    best = best_times({OURS: lambda: highest_averages(VOTES, 130), **dhondt_calls(found, VOTES, 130)})
    show(title, best)
    judge(title, best)

    title = "D'Hondt, nine districts of 4 seats, 8 lists"
    votes, seats = dict.fromkeys("123456789", VOTES), dict.fromkeys("123456789", 4)
    others = {name: repeated(call, 9) for name, call in dhondt_calls(found, VOTES, 4).items()}
    numbers = list(VOTES.values())
    floor = repeated(lambda: plain_integers(numbers, 4), 9)
    best = best_times({OURS: lambda: allocate_districts(votes, seats), FLOOR: floor, **others})
    show(title, best)
    judge(title, best)

    best = best_times({OURS: lambda: highest_averages(VOTES, 130, sainte_lague)})
    show("Sainte-Laguë, 130 seats, 8 lists", best)


def show_tie(found: Mapping[str, Any]) -> None:
    """What each says when three lists have equal claims to two seats."""
    print("\nThree lists of 7 votes, 2 seats, D'Hondt: what each answers")
    votes = {"A": 7, "B": 7, "C": 7}
    ours = highest_averages(votes, 2)
    print(f"  {OURS:<28} {ours.seats}, {ours.tie}")
    for name, call in dhondt_calls(found, votes, 2).items():
        answer = call()
        if name == "interregnum":
            seats = {one.name: one.seats for one in sorted(answer.allocation, key=lambda one: one.name)}
            answer = f"{seats} by chance; deterministic: {answer.deterministic}"
        print(f"  {name:<28} {answer}")
    if module := found.get("apportionment"):
        try:
            answer = module.divisor([7, 7, 7], 2, "dhondt", tiesallowed=False)
        except module.TiesException as refusal:
            answer = f"refused: {refusal}"
        print(f"  {'apportionment, no ties':<28} {answer}")


def show_biproportional(found: Mapping[str, Any]) -> None:
    """Nine districts, five lists, 131 seats."""
    title = "Biproportional, Sainte-Laguë, 9 districts, 5 lists, 131 seats"
    try:
        biproportional = importlib.import_module("escrutinio.law.proportional.biproportional").biproportional
    except ModuleNotFoundError:
        print(f"\n{title}\n  skipped: escrutinio.law.proportional.biproportional is not there yet")
        return
    numbers = random.Random(9)
    districts = dict(zip("123456789", (29, 28, 18, 14, 13, 9, 8, 7, 5), strict=True))
    shares = dict(zip("ABCDE", (50, 29, 14, 5, 2), strict=True))
    votes = {
        district: {name: size * share * numbers.randrange(400, 1600) for name, share in shares.items()}
        for district, size in districts.items()
    }
    totals = {name: sum(row[name] for row in votes.values()) for name in shares}
    lists = highest_averages(totals, sum(districts.values()), sainte_lague).seats
    calls = {OURS: lambda: biproportional(votes, districts, lists)}
    if module := found.get("votelib"):
        peer = module.BiproportionalEvaluator("sainte_lague")
        calls["votelib"] = lambda: peer.evaluate(votes, districts)
        answers = [_seats_won(calls[OURS]().seats), _seats_won(calls["votelib"]())]
        print(f"\nboth biproportional answers are the same: {answers[0] == answers[1]}")
    show(title, best_times(calls))


def _seats_won(seats: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {district: {name: won for name, won in row.items() if won} for district, row in seats.items()}


def show_batches() -> None:
    """Many results at once; no peer has that, so single allocations are what it can be compared with."""
    rng = np.random.default_rng(1)
    votes = np.array(list(VOTES.values()))

    def drawn(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return (votes * rng.uniform(0.2, 1.8, (*shape, len(votes)))).astype(np.int64)

    many = drawn(1_000_000)
    draws: dict[str, Any] = {
        "president": drawn(100_000, 10),
        "single": drawn(100_000, 63),
        "special": drawn(100_000, 7),
    }
    names = dict.fromkeys(("president", "single-member", "special"), tuple(VOTES))
    print("\nMany results at once, the best of five")
    for title, call, most in (
        ("D'Hondt, 1,000,000 x 130 seats, 8 lists", lambda: allocate_many(many, 130), MOST_ALLOCATIONS),
        ("Sainte-Laguë, the same", lambda: allocate_many(many, 130, "sainte_lague"), None),
        (
            "bo/2020, 100,000 whole assemblies",
            lambda: bolivia_many(STATUTE, **draws, names=names),
            MOST_ASSEMBLIES,
        ),
    ):
        best = float("inf")
        for _ in range(5):
            begun = perf_counter()
            call()
            best = min(best, perf_counter() - begun)
        print(f"  {title:<44} {best:8.2f} s")
        if most is not None:
            demand(best <= most, f"{title}: {best:.2f} of at most {most} s")


def main() -> None:
    """Print every comparison, and then the verdicts."""
    found = peers()
    show_single(found)
    show_tie(found)
    show_biproportional(found)
    show_batches()
    print("\nDemands")
    for verdict in verdicts:
        print(f"  {verdict}")


if __name__ == "__main__":
    main()
