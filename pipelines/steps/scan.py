"""A second opinion, once a week: clusters of incidents in place and time by the permutation scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.crs import unproject_points
from geo.frames import empty_frame, row_dicts
from geo.gazetteer import name_locations
from geo.signals.scans import scan_permutation
from pipelines.settings import week_begin
from pipelines.steps.gazetteer import GAZETTEER_READS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipelines.settings import Policy
    from pipelines.steps.gazetteer import MorningGazetteer

_SCANS = {
    "category_code": "str",
    "scanned_to_date": "datetime64[us]",
    "n_days": "int64",
    "n_incidents": "int64",
    "n_cells": "int64",
    "is_scanned": "bool",
}
_CLUSTERS = {
    "category_code": "str",
    "place_name": "str",
    "x_m": "float64",
    "y_m": "float64",
    "lon": "float64",
    "lat": "float64",
    "radius_m": "float64",
    "start_date": "datetime64[us]",
    "end_date": "datetime64[us]",
    "n_incidents": "int64",
    "n_expected": "float64",
    "log_likelihood_ratio": "float64",
    "p_value": "float64",
    "recurrence_interval_days": "float64",
}
_CELL = {"cell_x_m": "float64", "cell_y_m": "float64"}


class ScanWeek:
    """Scans each ranked category's last year up to Monday, prospectively, with the space-time permutation model.

    Incidents are taken to the middle of square cells: half a cell is less than a circle's steps, and the cost stays
    that of the city's ground however long its list of addresses. The days of the week are kept apart.
    """

    name = "scan for clusters"
    reads = frozenset({"int_incidents__begun", "ref_categories"}) | GAZETTEER_READS
    writes = ("int_scans__made", "int_clusters__scanned")

    def __init__(self, policy: Policy, as_of_date: date, gazetteer: MorningGazetteer) -> None:
        self._policy = policy
        self._monday = week_begin(as_of_date)
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per ranked category, and one row per cluster whose nominal interval is long enough."""
        policy = self._policy
        past = frames["int_incidents__begun"]
        monday = pd.Timestamp(self._monday)
        past = past[past["huddle_date"].between(monday - pd.Timedelta(days=policy.scan_days), monday, inclusive="left")]
        categories = frames["ref_categories"]
        ranked = categories.loc[categories["is_ranked"] == "1", "category_code"]
        made, found = [], [empty_frame(_CLUSTERS | _CELL).drop(columns=["place_name", "lon", "lat"])]
        for category_code in ranked:
            cells = self._cells(past[past["category_code"] == category_code])
            n_days = 0 if cells.empty else (monday - cells["date"].min()).days
            is_scanned = n_days >= policy.signal_min_history_days
            made.append(
                {
                    "category_code": category_code,
                    "scanned_to_date": monday,
                    "n_days": n_days,
                    "n_incidents": int(cells["n_cases"].sum()),
                    "n_cells": cells["location_id"].nunique(),
                    "is_scanned": is_scanned,
                }
            )
            if is_scanned:
                found.append(self._scan(cells).assign(category_code=category_code))
        clusters = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
        clusters["place_name"] = pd.array(self._names(clusters, frames), dtype="str")
        clusters["lon"], clusters["lat"] = unproject_points(clusters["x_m"].to_numpy(), clusters["y_m"].to_numpy())
        return pd.DataFrame(made, columns=[*_SCANS]).astype(_SCANS), clusters[[*_CLUSTERS]].astype(_CLUSTERS)

    def _cells(self, incidents: pd.DataFrame) -> pd.DataFrame:
        """Return the incidents counted by cell and day, each cell with the coordinates of its middle."""
        side_m = self._policy.scan_cell_m
        columns, rows = (np.floor(incidents[name] / side_m).astype("int64") for name in ("x_m", "y_m"))
        cells = pd.DataFrame(
            {
                "x_m": (columns + 0.5) * side_m,
                "y_m": (rows + 0.5) * side_m,
                "date": incidents["huddle_date"].to_numpy(),
            }
        )
        # In order of ground and day, so that no order of incidents decides how the days are shuffled.
        counted = cells.groupby(["x_m", "y_m", "date"]).size().rename("n_cases").reset_index()
        return counted.assign(location_id=counted.groupby(["x_m", "y_m"]).ngroup())

    def _scan(self, cells: pd.DataFrame) -> pd.DataFrame:
        policy = self._policy
        monday = pd.Timestamp(self._monday)
        result = scan_permutation(
            cells[["location_id", "date", "n_cases"]],
            cells.drop_duplicates("location_id")[["location_id", "x_m", "y_m"]],
            start_date=cells["date"].min().date(),
            end_date=(monday - pd.Timedelta(days=1)).date(),
            max_radius_m=policy.scan_radius_m,
            max_days=policy.scan_window_days,
            n_replications=policy.scan_replications,
            seed=policy.scan_seed,
            adjust_weekdays=True,
        )
        clusters = result.clusters
        told = clusters[
            (clusters["recurrence_interval_days"] >= policy.scan_least_interval_days)
            & (clusters["n_cases"] >= policy.signal_min_incidents)
        ]
        rows: list[dict[str, Any]] = [
            {
                "x_m": cluster["centre"][0],
                "y_m": cluster["centre"][1],
                "radius_m": cluster["radius"],
                "start_date": pd.Timestamp(cluster["start_date"]),
                "end_date": pd.Timestamp(cluster["end_date"]),
                "n_incidents": cluster["n_cases"],
                "n_expected": cluster["n_expected"],
                "log_likelihood_ratio": cluster["log_likelihood_ratio"],
                "p_value": cluster["p_value"],
                "recurrence_interval_days": cluster["recurrence_interval_days"],
                **_heaviest_cell(cells, cluster),
            }
            for cluster in row_dicts(told)
        ]
        return pd.DataFrame(rows)

    def _names(self, clusters: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> list[str]:
        """Return what people would say of each cluster's heaviest cell; two clusters of one cell share a name."""
        if clusters.empty:
            return []
        heaviest = clusters[["cell_x_m", "cell_y_m"]].rename(columns={"cell_x_m": "x_m", "cell_y_m": "y_m"})
        spots = heaviest.drop_duplicates(ignore_index=True)
        given = name_locations(
            spots,
            self._gazetteer.of(frames),
            place_reach_m=self._policy.place_name_reach_m,
            intersection_reach_m=self._policy.intersection_reach_m,
        )
        names = spots.assign(name=list(given))
        return [str(name) for name in heaviest.merge(names, on=["x_m", "y_m"], how="left")["name"]]


def _heaviest_cell(cells: pd.DataFrame, cluster: Mapping[str, Any]) -> dict[str, float]:
    """Return where most of a cluster's incidents began: the middle of its circle may have none."""
    begun = cells[
        cells["location_id"].isin(cluster["location_ids"])
        & cells["date"].between(pd.Timestamp(cluster["start_date"]), pd.Timestamp(cluster["end_date"]))
    ]
    by_cell = begun.groupby(["x_m", "y_m"], as_index=False)["n_cases"].sum()
    heaviest = by_cell.loc[by_cell["n_cases"].idxmax()]
    return {"cell_x_m": float(heaviest["x_m"]), "cell_y_m": float(heaviest["y_m"])}
