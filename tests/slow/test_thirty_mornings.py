"""Thirty mornings of the City's 2015 file: does number four of today keep its id tomorrow?"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np
import pytest

from geo.crs import project_lonlat
from pipelines.build import build_morning
from pipelines.settings import load_policy, project_paths
from pipelines.sources.landing import land_file

FIRST = date(2015, 10, 12)
N_MORNINGS = 30


@pytest.fixture(scope="module")
def mornings(shared_data, tmp_path_factory):
    paths = project_paths({"CRT_DATA_DIR": str(tmp_path_factory.mktemp("thirty"))})
    now = datetime(2026, 11, 21, tzinfo=UTC)
    file = shared_data / "boston311" / "legacy_2015_header_b.csv.gz"
    land_file(file, expected="city311", paths=paths, taken_at=None, is_sample=False, landed_at=now)
    lists = []
    for number in range(N_MORNINGS):
        built = build_morning(
            paths,
            as_of_date=FIRST + timedelta(days=number),
            built_at=now + timedelta(minutes=number),
            report=lambda _line: None,
        )
        with duckdb.connect(str(built.file), read_only=True) as connection:
            lists.append(connection.table("locations").to_arrow_table().to_pandas())
        built.file.unlink()
    return lists


@pytest.mark.slow
@pytest.mark.realdata
def test_of_the_places_that_persist_at_least_95_in_100_keep_their_id(mornings):
    """A place persists when tomorrow's list has a centre within one radius of its centre."""
    radius_m = load_policy(project_paths().reference_dir).location_radius_m
    n_persisting = n_kept = 0
    for today, tomorrow in itertools.pairwise(mornings):
        assert len(today) == len(tomorrow) == 20
        here = np.column_stack(project_lonlat(today["lon"].to_numpy(), today["lat"].to_numpy()))
        there = np.column_stack(project_lonlat(tomorrow["lon"].to_numpy(), tomorrow["lat"].to_numpy()))
        gaps_m = np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1))
        persists = gaps_m.min(axis=1) <= radius_m
        n_persisting += int(persists.sum())
        n_kept += int(today.loc[persists, "location_id"].isin(set(tomorrow["location_id"])).sum())

    assert n_persisting > 20 * (N_MORNINGS - 1) * 0.8
    assert n_kept / n_persisting >= 0.95, f"{n_kept} of {n_persisting}"


@pytest.mark.slow
@pytest.mark.realdata
def test_an_id_never_means_two_places_and_a_kept_id_keeps_its_name(mornings):
    names: dict[str, set[str]] = {}
    for listed in mornings:
        assert listed["location_id"].is_unique
        assert listed["name"].is_unique
        for place in listed.itertuples():
            names.setdefault(place.location_id, set()).add(place.name)

    assert {place_id: found for place_id, found in names.items() if len(found) > 1} == {}
