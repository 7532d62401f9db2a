"""The projection on simulated nights of many kinds: how often 90 % intervals hold, how wide they are.

Every kind differs in what the model does not know: which places report late and how these differ. What a
night does is not told to the model, and what the model assumes is not told to the night. Coverage is over
lists with at least 0.3 % of the votes; errors and widths are in points of the valid votes.

Run: python bench/projection_nights.py [--nights N] [KIND ...]
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio import projection as model
from escrutinio.model import NATION, Contest
from escrutinio.projection.vote_types import by_vote_type

Array = NDArray[np.float64]
MOMENTS = (0.15, 0.6)
NIGHTS, DRAWS, SEED = 34, 400, 1000
LEAST = 0.003
_START = datetime(2030, 1, 1, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Night:
    """A simulated night: stations, sheets in the order of arrival, the earlier vote by place, lists."""

    stations: pl.DataFrame
    sheets: pl.DataFrame
    earlier: pl.DataFrame | None
    lists: tuple[str, ...]

    def contest(self) -> Contest:
        """The contest of the night."""
        return Contest("c", "Contest", self.lists, (NATION, "region", "area", "place"))

    def truth(self) -> Array:
        """(lists,), shares of the valid votes of the finished count."""
        votes = self.sheets.select(pl.col(f"votes_{name}").sum() for name in self.lists).to_numpy()[0]
        found: Array = votes / self.sheets["valid"].sum()
        return found


@dataclass
class Country:
    """What a night is made of, by place; kinds change it before votes are drawn.

    Attributes:
        rng: the random numbers.
        lists: how many lists.
        region, area: (places,), where each place lies.
        city: (places,), how much of a city it is.
        size: (places,), relative size.
        old, new: (places, categories), log-odds of the earlier election and of this one.
        late: (places,), how late it reports.
        scale: (categories,), how much a category differs.
        stands: (places, categories), whether a category has votes.
        mail: how far votes by mail have moved from those of the day since the earlier election; 0 for none.
        voters_by_size: the voters of a place of size 1, all on one sheet; 0 where places have tables.
    """

    rng: np.random.Generator
    lists: int
    region: NDArray[np.int64]
    area: NDArray[np.int64]
    city: Array
    size: Array
    old: Array
    new: Array
    late: Array
    scale: Array
    stands: NDArray[np.bool_]
    voters: int = 300
    known: bool = True
    shuffled: bool = False
    new_list: bool = False
    one_table: bool = False
    by_table: float = 0.0
    mail: float = 0.0
    voters_by_size: float = 0.0

    def shift(self, where: Array, by: float) -> None:
        """Let places differ from the earlier election by so much, in every category by its own amount."""
        self.new = self.new + np.outer(where, self.rng.normal(0, by, len(self.scale)) * self.scale)


def _country(
    rng: np.random.Generator, lists: int, regions: int, swingy: float = 0.2, *, large: bool = False
) -> Country:
    areas = regions * int(rng.integers(4, 9)) if regions > 1 else int(rng.integers(8, 30))
    places = int(rng.integers(250, 900)) if regions > 1 else int(rng.integers(120, 400))
    if large:
        areas, places = regions * int(rng.integers(10, 30)), int(rng.integers(8_000, 30_000))
    area = np.sort(rng.integers(0, areas, places))
    region = area % regions
    scale = np.concatenate([np.ones(lists), [0.5, 0.5, 0.6]])
    share = rng.dirichlet(np.full(lists, 1.2 if lists > 2 else 6.0)) * 0.78 + 0.003
    level = np.log(np.concatenate([share, [0.02, 0.03, 0.17]]))
    first, second, third = (rng.normal(size=many) for many in (regions, areas, places))
    city = first[region] * 0.35 + second[area] * 0.65 + third * 0.65

    def nested(spreads: tuple[float, float, float]) -> Array:
        parts = zip(spreads, (regions, areas, places), (region, area, np.arange(places)), strict=True)
        found: Array = sum(
            rng.normal(0, spread, (many, len(scale)))[index] * scale for spread, many, index in parts
        )
        return found

    old = level + nested((0.3, 0.4, 0.4)) + np.outer(city, rng.normal(0, 0.3, len(scale)) * scale)
    new = old + rng.normal(0, 0.2, len(scale)) * scale + nested((swingy, 0.14, 0.14))
    new = new + np.outer(city, rng.normal(0, 0.12, len(scale)) * scale)
    return Country(
        rng=rng,
        lists=lists,
        region=region,
        area=area,
        city=city,
        size=np.exp(rng.normal(0, 0.6, places) + 0.5 * city),
        old=old,
        new=new,
        late=rng.normal(0, 0.5, places) + rng.normal(0, 0.4, areas)[area],
        scale=scale,
        stands=np.ones((places, len(scale)), dtype=bool),
    )


def _plain(_: Country) -> None:
    """Nothing but chance."""


def _clustered(country: Country) -> None:
    late = country.rng.random(country.area.max() + 1)[country.area] < 0.25
    country.late += 3.0 * late
    country.shift(late.astype(float), 0.18)


def _region_late(country: Country) -> None:
    regions = country.region.max() + 1
    late = country.rng.choice(regions, int(country.rng.integers(1, 3)), replace=False)
    country.late += 4.0 * np.isin(country.region, late)


def _urban(country: Country) -> None:
    country.late -= 0.9 * country.city


def _size(country: Country) -> None:
    size = np.log(country.size)
    size = (size - size.mean()) / size.std()
    country.late += country.rng.choice([-1, 1]) * 1.2 * size
    country.shift(size, 0.12)
    country.shift(np.abs(size), 0.08)


def _villages_first(country: Country) -> None:
    """Small municipalities come first, cities vote otherwise, and no earlier election says so."""
    country.one_table, country.known = True, False
    country.size = np.exp(country.rng.normal(0, 1.0, len(country.area)) + 0.3 * country.city)
    size = np.log(country.size)
    size = (size - size.mean()) / size.std()
    country.late = 2.0 * size
    country.voters_by_size = 3_000.0
    country.shift(size, 0.08)
    country.shift(np.maximum(size - 0.5, 0.0), 0.5)


def _type(country: Country) -> None:
    kind = (country.rng.random(len(country.area)) < 0.35).astype(float)
    country.late += 1.2 * kind
    both = np.outer(kind, country.rng.normal(0, 0.3, len(country.scale)) * country.scale)
    country.old, country.new = country.old + both, country.new + both
    country.shift(kind, 0.18)


def _regional(country: Country) -> None:
    _urban(country)
    own = country.lists - 6
    for number in range(6):
        country.stands[:, own + number] = country.region == number % (country.region.max() + 1)
    country.old[:, own : country.lists] += 1.0
    country.new[:, own : country.lists] += 1.0


def _blind(country: Country) -> None:
    _urban(country)
    country.known = False


def _shuffled(country: Country) -> None:
    _urban(country)
    country.shuffled = True


def _new_list(country: Country) -> None:
    _urban(country)
    country.new_list = True


def _constituencies(country: Country) -> None:
    country.one_table, country.voters = True, 70_000


def _hidden(country: Country) -> None:
    """Late places are of a kind that neither the earlier election nor their size shows."""
    trait = country.rng.normal(size=len(country.area))
    country.late += country.rng.uniform(0.2, 0.8) * trait
    country.shift(trait, 0.06)


def _hidden_areas(country: Country) -> None:
    """The same of areas, and cities come first."""
    trait = country.rng.normal(size=country.area.max() + 1)[country.area]
    country.late += country.rng.uniform(0.2, 0.8) * trait - 0.6 * country.city
    country.shift(trait, 0.06)


def _rural_late(country: Country) -> None:
    """Cities come first, and they have moved in a way of their own, the more the more of a city they are."""
    country.late -= 1.2 * country.city
    country.shift(np.maximum(country.city, 0.0), 0.10)


def _late_end(country: Country) -> None:
    """What comes in the last half of the night differs, and nothing before it shows that."""
    trait = country.rng.normal(size=len(country.area))
    country.late += 0.6 * trait
    country.shift(np.maximum(trait, 0.0), 0.07)


def _late_tables(country: Country) -> None:
    """Late tables differ from early ones of the same place."""
    country.late -= 0.4 * country.city
    country.by_table = 0.03


def _mail_last(country: Country) -> None:
    """Votes by mail lean otherwise, as they did before and more so, and come when the day is counted."""
    country.late -= 0.4 * country.city
    country.mail = 0.25


@dataclass(frozen=True)
class Kind:
    """A kind of night: how many lists and regions (0 for some), and what is done to the country."""

    change: Callable[[Country], None]
    lists: int = 0
    regions: int = 0
    swingy: float = 0.2
    large: bool = False


KINDS = {
    "plain": Kind(_plain),
    "clustered late": Kind(_clustered),
    "region late": Kind(_region_late),
    "swinging region late": Kind(_region_late, swingy=0.4),
    "urban first": Kind(_urban),
    "size-related": Kind(_size),
    "villages first, no baseline": Kind(_villages_first),
    "type-related": Kind(_type),
    "regional lists": Kind(_regional, lists=11),
    "two lists": Kind(_urban, lists=2),
    "twenty lists": Kind(_urban, lists=20),
    "new list": Kind(_new_list),
    "no baseline": Kind(_blind),
    "bad baseline": Kind(_shuffled),
    "constituencies": Kind(_constituencies),
    "single region": Kind(_urban, regions=1),
    "mail last": Kind(_mail_last),
    "large": Kind(_urban, large=True),
    "large, hidden kind": Kind(_hidden, large=True),
    "large, hidden areas": Kind(_hidden_areas, large=True),
    "large, rural late": Kind(_rural_late, large=True),
    "large, late end": Kind(_late_end, large=True),
    "large, late tables": Kind(_late_tables, large=True),
    "large, size-related": Kind(_size, large=True),
    "large, no baseline": Kind(_blind, large=True),
}


def night(kind: str, seed: int) -> Night:
    """A night of a kind."""
    chosen = KINDS[kind]
    rng = np.random.default_rng([seed, zlib.crc32(kind.encode())])
    lists = chosen.lists or int(rng.integers(3, 9))
    country = _country(
        rng, lists, chosen.regions or int(rng.integers(5, 13)), chosen.swingy, large=chosen.large
    )
    chosen.change(country)
    return _counted(country)


def _counted(country: Country) -> Night:
    if country.mail:
        country = _with_mail(country)
    rng, places = country.rng, len(country.area)
    tables = np.ones(places, dtype=np.int64)
    if not country.one_table:
        tables += rng.poisson(np.clip(1.5 * country.size, 0, 12))
    of_place = np.repeat(np.arange(places), tables)
    registered = rng.integers(country.voters // 2, country.voters + 1, len(of_place))
    if country.voters_by_size:
        registered = np.ceil(country.voters_by_size * country.size).astype(np.int64)
    steady = 4000.0 if country.one_table else 120.0
    arrival = country.late[of_place] + rng.normal(0, 0.6, len(of_place))
    rank = arrival.argsort().argsort()
    logits = country.new[of_place]
    if country.by_table:
        by = rng.normal(0, country.by_table, len(country.scale)) * country.scale
        logits = logits + np.outer((rank / len(rank) - 0.5) * np.sqrt(12), by)
    votes = _votes(logits, country.stands[of_place], registered, steady, rng)
    whole = np.bincount(of_place, registered).astype(np.int64)
    before = _votes(country.old, country.stands, whole, max(steady, 400.0), rng)
    names = tuple(f"L{number}" for number in range(country.lists))
    columns = [*(f"votes_{name}" for name in names), "blank", "null"]
    kinds = 2 if country.mail else 1
    units = pl.DataFrame(
        {
            "place": [f"p{number % (places // kinds):04d}" for number in range(places)],
            "type": [("day", "mail")[number // (places // kinds)] for number in range(places)],
            "area": [f"a{number:03d}" for number in country.area],
            "region": [f"r{number:02d}" for number in country.region],
        }
    )
    stations = units[of_place].with_columns(
        pl.lit("c").alias("contest"),
        pl.Series("sheet", [f"s{number:05d}" for number in range(len(of_place))]),
        pl.Series("registered", registered),
    )
    sheets = stations.with_columns(
        pl.col("registered").alias("stations_registered"),
        pl.lit(value=True).alias("in_stations"),
        *[pl.Series(name, votes[:, number]) for number, name in enumerate(columns)],
        pl.Series("valid", votes[:, : country.lists].sum(axis=1)),
        pl.Series("cast", votes[:, :-1].sum(axis=1)),
        pl.Series("observed_at", [_START + timedelta(seconds=int(20_000 * at / len(rank))) for at in rank]),
    ).sort("observed_at", maintain_order=True)
    return Night(stations, sheets, _earlier(country, units, before, whole, columns), names)


def _with_mail(country: Country) -> Country:
    """The country with every place twice: its votes of the day, and half as many by mail."""

    def twice(rows: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([rows, rows])

    rng = country.rng
    lean, moved = (rng.normal(0, by, len(country.scale)) * country.scale for by in (0.4, country.mail))
    here = rng.normal(0, 0.1, (country.region.max() + 1, len(country.scale)))[country.region] * country.scale
    zero = np.zeros_like(country.old)
    return replace(
        country,
        region=twice(country.region),
        area=twice(country.area),
        city=twice(country.city),
        size=np.concatenate([country.size, 0.5 * country.size]),
        old=twice(country.old) + np.concatenate([zero, zero + lean]),
        new=twice(country.new) + np.concatenate([zero, zero + lean + moved + here]),
        late=np.concatenate([country.late, country.late + rng.uniform(1.0, 2.5)]),
        stands=twice(country.stands),
    )


def _earlier(
    country: Country, units: pl.DataFrame, before: Array, whole: NDArray[np.int64], columns: list[str]
) -> pl.DataFrame | None:
    if not country.known:
        return None
    shares = before[:, : len(columns)] / whole[:, None]
    if country.shuffled:
        shares = country.rng.permutation(shares)
    counts = [pl.Series(name, shares[:, number] * whole) for number, name in enumerate(columns)]
    earlier = units.with_columns(pl.Series("registered", whole.astype(float)), *counts)
    return earlier.drop("votes_L0") if country.new_list else earlier


def _votes(
    logits: Array,
    stands: NDArray[np.bool_],
    registered: NDArray[np.int64],
    steady: float,
    rng: np.random.Generator,
) -> Array:
    shares = np.exp(logits) * stands
    shares /= shares.sum(axis=1, keepdims=True)
    drawn = rng.gamma(np.maximum(shares * steady, 1e-4)) * stands
    drawn /= drawn.sum(axis=1, keepdims=True)
    return rng.multinomial(registered, drawn).astype(np.float64)


@dataclass
class Tally:
    """What came of the nights of a kind."""

    nights: int = 0
    silent: int = 0
    held: list[bool] = field(default_factory=list)
    error: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    outside: int = 0

    def add(self, of: Night, share: float) -> None:
        """Project a night at a share of its sheets, and hold the answer against its end."""
        self.nights += 1
        drawn = projected(of, share)
        if drawn is None:
            self.silent += 1
            return
        truth = of.truth()
        shares = model.shares_of_valid(drawn.votes.sum(axis=1), drawn.lists)
        point = model.shares_of_valid(drawn.expected.sum(axis=0), drawn.lists)
        low, first, third, high = np.quantile(shares, [0.05, 0.25, 0.75, 0.95], axis=0)
        counted = truth >= LEAST
        self.held += ((low <= truth) & (truth <= high))[counted].tolist()
        self.outside += int(((point < first - 1e-6) | (point > third + 1e-6)).sum())
        largest = np.argsort(-truth)[:3]
        self.error.append(100 * float(np.abs(point - truth)[largest].mean()))
        self.width.append(100 * float((high - low)[largest[0]]))


def projected(of: Night, share: float) -> model.Draws | None:
    """The draws at a share of the sheets; None when it cannot say."""
    sheets = of.sheets.head(round(share * of.sheets.height))
    levels, kinds = ("place", "area", "region"), "type" if of.stations["type"].n_unique() > 1 else ""
    layout = model.lay_out(
        sheets, of.stations, of.contest(), place="place", area="area", region="region", vote_type=kinds
    )
    settings = model.Settings()
    if model.too_little(layout, settings) is not None:
        return None
    units = ["region", "area"]
    earlier = None if of.earlier is None else by_vote_type(of.earlier, levels, kinds)
    matched = None if earlier is None else model.match_baseline(layout.places, earlier, units)
    same = None if matched is None else model.same_lists(matched.categories, layout.categories, {})
    best = model.fit_best(layout, matched, same, settings)
    if model.of_other_sizes(best.fitted) is not None:
        return None
    drift = model.drift_of(best.fitted, best.matched, best.same)
    return model.draw(best.fitted, layout.region, layout.regions, DRAWS, 1, drift)


def main() -> None:
    """Print a row for every kind."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--nights", type=int, default=NIGHTS)
    asked.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    options = asked.parse_args()
    print(f"{'kind':<30}{'nights':>8}{'silent':>8}{'90 % held':>11}{'error':>8}{'width':>8}{'outside':>9}")
    for kind in options.kinds or KINDS:
        tally = Tally()
        for number in range(options.nights):
            simulated = night(kind, SEED + number)
            for share in MOMENTS:
                tally.add(simulated, share)
        print(
            f"{kind:<30}{tally.nights:>8}{tally.silent:>8}{100 * np.mean(tally.held):>11.1f}"
            f"{np.mean(tally.error):>8.2f}{np.mean(tally.width):>8.2f}{tally.outside:>9}",
            flush=True,
        )


if __name__ == "__main__":
    main()
