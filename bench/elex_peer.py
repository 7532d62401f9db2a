"""One snapshot of a count through elex-model, in an environment of its own; see bench/projection.py.

elex-model (Washington Post) estimates one quantity at a time from units of which it knows the earlier vote.
It learns from units that are wholly counted. Its estimators are called as its documentation has them:

* nonparametric: quantile regression of the relative change of each list's votes and of all valid votes, on
  the earlier shares and the department; the intervals are conformal. Departments are added up.
* split: the same, with every place that is partly counted given as two units, its counted and its missing
  part, each with its part of the earlier vote; so it learns from every sheet that is in.
* bootstrap: regression of a list's margin over all the others together and of the change in turnout, one list
  at a time, with departments as contests and kinds of place as strata.

A list without an earlier vote, which elex-model must have, is given that of all lists but the earlier first.

* bootstrap-split: the same with places in two units.

Run: python elex_peer.py nonparametric|split|bootstrap|bootstrap-split UNITS.csv LISTS...
Columns of UNITS.csv: unit, department, kind, reported (per cent), now_valid, now_LIST for each of LISTS, and
then_NAME for each earlier list.
Prints one JSON object: share, low and high of each list, the latter two by level, and seconds of
processor time.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from typing import Any

# It opens a client of a cloud store before it looks at what it was given; nothing is sent.
os.environ.update(APP_ENV="local", AWS_DEFAULT_REGION="us-east-1", APP_LOG_LEVEL="ERROR")

import pandas as pd
from elexmodel.client import ModelClient  # type: ignore[import-not-found]

LEVELS = (0.3, 0.6, 0.9)
ELECTION, UNIT_TYPE = "2020-10-18_BO_G", "precinct"
SAMPLES = 100
"""Bootstrap samples; elex-model's own default is 500."""

Shares = dict[str, tuple[float, list[float], list[float]]]


def main() -> None:
    """Estimate and print."""
    warnings.simplefilter("ignore")
    method, path, *lists = sys.argv[1:]
    units = pd.read_csv(path, dtype={"unit": str, "department": str})
    units = prepared(in_two(units) if method.endswith("split") else units, lists)
    begun = time.process_time()
    found = (bootstrap if method.startswith("bootstrap") else nonparametric)(units, lists)
    seconds = time.process_time() - begun
    share, low, high = ([found[name][number] for name in lists] for number in range(3))
    print(json.dumps({"share": share, "low": low, "high": high, "seconds": seconds}))


def prepared(units: Any, lists: list[str]) -> Any:
    """The units with all valid votes of then, covariates, and an earlier vote for every list."""
    units = units.copy()
    earlier = [name for name in units.columns if name.startswith("then_")]
    greatest = units[earlier].sum().sort_values(ascending=False).index
    valid = units[earlier].sum(axis=1)
    for name in lists:
        if f"then_{name}" not in earlier:
            units[f"then_{name}"] = valid - units[greatest[0]]
    for name in greatest[:-1]:  # all but the least: shares add up to 1
        units[name.replace("then_", "share_")] = (units[name] / valid).fillna(0.0)
    units["then_valid"] = valid
    return units


def in_two(units: Any) -> Any:
    """Places as their counted and their missing part."""
    then = [name for name in units.columns if name.startswith("then_")]
    now = [name for name in units.columns if name.startswith("now_")]
    counted, missing = units[units["reported"] > 0].copy(), units[units["reported"] < 100].copy()
    counted[then] = counted[then].mul(counted["reported"] / 100, axis=0)
    missing[then] = missing[then].mul(1 - missing["reported"] / 100, axis=0)
    missing[now] = 0.0
    missing["unit"] += "-missing"
    counted["reported"], missing["reported"] = 100.0, 0.0
    return pd.concat([counted, missing], ignore_index=True)


def nonparametric(units: Any, lists: list[str]) -> Shares:
    """Votes of each list and of all, added up over departments; shares of its own valid votes."""
    names = {f"list{number}": name for number, name in enumerate(lists)}
    before, now = _frames(units)
    for estimand, name in names.items():
        before[f"baseline_{estimand}"] = units[f"then_{name}"]
        now[f"results_{estimand}"] = units[f"now_{name}"]
    covariates = [name for name in units.columns if name.startswith("share_")]
    estimands = [*names, "turnout"]
    result = _estimate(
        before,
        now,
        estimands,
        office="P",
        aggregate="postal_code",
        method="nonparametric",
        features=covariates,
    )
    total = result["state_data"].sum(numeric_only=True)
    valid = total["pred_turnout"]
    return {
        name: (
            float(total[f"pred_{estimand}"] / valid),
            [float(total[f"lower_{level}_{estimand}"] / valid) for level in LEVELS],
            [float(total[f"upper_{level}_{estimand}"] / valid) for level in LEVELS],
        )
        for estimand, name in names.items()
    }


def bootstrap(units: Any, lists: list[str]) -> Shares:
    """Each list against all others, by itself; the nation is an aggregate of its own."""
    found: Shares = {}
    for name in lists:
        before, now = _frames(units)
        before["county_fips"] = "nation"
        before["baseline_dem"] = units[f"then_{name}"]
        before["baseline_gop"] = units["then_valid"] - units[f"then_{name}"]
        now["results_dem"] = units[f"now_{name}"]
        now["results_gop"] = units["now_valid"] - units[f"now_{name}"]
        # The list's own earlier share is a covariate already, as its margin.
        own = units[f"then_{name}"] / units["then_valid"]
        covariates = [
            column
            for column in units.columns
            if column.startswith("share_") and abs(own.corr(units[column])) < 0.999
        ]
        result = _estimate(
            before,
            now,
            ["margin"],
            office="N",  # an office without an aggregate of its own, so that the nation is one
            aggregate="county_fips",
            method="bootstrap",
            features=["baseline_normalized_margin", *covariates],
        )
        row = result["county_data"].iloc[0]
        low, high = (
            [(1 + float(row[f"{end}_{level}_margin"])) / 2 for level in LEVELS] for end in ("lower", "upper")
        )
        found[name] = ((1 + float(row["pred_margin"])) / 2, low, high)
    return found


def _frames(units: Any) -> tuple[Any, Any]:
    """What is known before the night, and what has come in."""
    same = {"postal_code": units["department"], "geographic_unit_fips": units["unit"]}
    shares = {name: units[name] for name in units.columns if name.startswith("share_")}
    before = pd.DataFrame(
        {**same, **shares, "kind": units["kind"].fillna("none"), "baseline_turnout": units["then_valid"]}
    )
    now = pd.DataFrame(
        {**same, "percent_expected_vote": units["reported"], "results_turnout": units["now_valid"]}
    )
    return before, now


def _estimate(
    before: Any,
    now: Any,
    estimands: list[str],
    *,
    office: str,
    aggregate: str,
    method: str,
    features: list[str],
) -> Any:
    """Call the client with data frames and a configuration of our own."""
    pointers = [*estimands, "dem", "gop"] if "margin" in estimands else estimands
    configuration = {
        "office": office,
        "states": sorted(set(before["postal_code"])),
        "geographic_unit_types": [UNIT_TYPE],
        "features": list(features),
        "aggregates": [aggregate],
        "fixed_effect": ["postal_code"],
        "baseline_pointer": {name: name for name in pointers},
    }
    parameters = {"B": SAMPLES, "strata": ["kind"]} if method == "bootstrap" else {}
    return ModelClient().get_estimates(
        now,
        ELECTION,
        office,
        estimands,
        prediction_intervals=list(LEVELS),
        geographic_unit_type=UNIT_TYPE,
        raw_config={ELECTION: [configuration]},
        preprocessed_data=before,
        features=features,
        aggregates=[aggregate],
        fixed_effects=["postal_code"],
        pi_method=method,
        model_parameters=parameters,
        save_output=[],
    )


if __name__ == "__main__":
    main()
