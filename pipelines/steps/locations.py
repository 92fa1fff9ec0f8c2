"""From ranked tickets to the morning's numbered locations: disks, ids, names, outlines."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.crs import unproject_points
from geo.density import NOT_DENSE, label_dense_areas, outline_dense_area, outline_to_lonlat_geojson
from geo.gazetteer import name_locations
from geo.identity import carry_identities, update_registry
from geo.locations import cover_disks
from geo.points import distinct_points
from geo.ranking import score_terms
from pipelines.steps.gazetteer import GAZETTEER_READS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date, datetime

    from geo.points import DistinctPoints, IntArray
    from pipelines.settings import Policy
    from pipelines.steps.gazetteer import MorningGazetteer


_SCORED = [
    "location_id",
    "category_code",
    "reporter_group",
    "acute_rate",
    "chronic_rate",
    "weight",
    "acute_part",
    "chronic_part",
    "contribution",
]


class FindLocations:
    """Scores the incidents, covers them with disks and carries yesterday's ids, names and first dates over."""

    name = "find high-response locations"
    reads = frozenset(
        {
            "int_incidents__weighed",
            "ref_categories",
            "int_coordinates__mapped",
            "raw_crt__location_registry",
            "int_outlines__known",
        }
    ) | GAZETTEER_READS  # fmt: skip
    writes = (
        "int_locations__carried",
        "int_locations__members",
        "int_incidents__scored",
        "int_locations__changed",
        "int_outlines__drawn",
    )

    def __init__(self, policy: Policy, as_of_date: date, as_of_at: datetime, gazetteer: MorningGazetteer) -> None:
        self._policy = policy
        self._as_of_date = as_of_date
        self._as_of_at = as_of_at
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return the locations, the coordinates in each, what each's incidents add to its score, and what changed.

        And the outlines; `drawn_from` is a digest of all that one was drawn from: who holds it need not draw it again.
        """
        rated = self._rate(frames["int_incidents__weighed"], frames["ref_categories"])
        spots = distinct_points(rated["x_m"].to_numpy(), rated["y_m"].to_numpy())
        disks = self._cover(rated, spots)
        carried = carry_identities(
            disks[["number", "x_m", "y_m"]],
            frames["raw_crt__location_registry"],
            as_of_date=self._as_of_date,
            match_radius_m=self._policy.match_radius_m,
            moved_note_m=self._policy.moved_note_m,
            drift_limit_m=self._policy.drift_limit_m,
            return_days=self._policy.return_days,
        )
        places = carried.locations.sort_values("number").reset_index(drop=True)
        left = carried.changes.loc[carried.changes["change_kind"] == "vanished", "name"]
        places["name"] = self._names(places, frames, left=set(left.dropna()))
        places["lon"], places["lat"] = unproject_points(places["x_m"].to_numpy(), places["y_m"].to_numpy())
        outlines = self._outlines(rated, spots, places, frames["int_outlines__known"])
        places["outline_geojson"] = outlines["outline_geojson"]
        members = _members(frames["int_coordinates__mapped"], places, radius_m=self._policy.location_radius_m)
        spots_held = pd.MultiIndex.from_arrays([spots.x_m, spots.y_m]).isin(members.set_index(["x_m", "y_m"]).index)
        scored = rated[spots_held[spots.group_of_row]].merge(members, on=["x_m", "y_m"])[_SCORED]
        changes = carried.changes.copy()
        named_now = dict(zip(places["location_id"], places["name"], strict=True))
        changes["name"] = changes["location_id"].map(named_now).fillna(changes["name"])
        return places, members, scored, changes, outlines[outlines["drawn_from"].notna()].drop_duplicates()

    def _rate(self, damped: pd.DataFrame, categories: pd.DataFrame) -> pd.DataFrame:
        """Rate every ranked incident by the two-speed decay, residents' and staff's parts apart."""
        weights = dict(zip(categories["category_code"], categories["rank_weight"].astype(float), strict=True))
        return score_terms(
            damped,
            as_of_at=self._as_of_at,
            acute_half_life_days=self._policy.acute_half_life_days,
            chronic_half_life_days=self._policy.chronic_half_life_days,
            acute_weight=self._policy.acute_weight,
            category_weights=weights,
            staff_weight=self._policy.staff_weight,
        )

    def _cover(self, rated: pd.DataFrame, spots: DistinctPoints) -> pd.DataFrame:
        # After four chronic half-lives a sixteenth of the weight is left: it may add, it does not make a place.
        reach = pd.Timedelta(days=4 * self._policy.chronic_half_life_days)
        is_young = (rated["began_at"] >= self._as_of_at - reach).to_numpy()
        points = pd.DataFrame(
            {
                "x_m": spots.x_m,
                "y_m": spots.y_m,
                "weight": spots.total(rated["contribution"].to_numpy()),
                "n_incidents": spots.count(rated["n_incidents"].to_numpy() * is_young),
            }
        )
        covered = cover_disks(
            points,
            radius_m=self._policy.location_radius_m,
            max_locations=self._policy.n_locations,
            min_incidents=self._policy.min_location_incidents,
        )
        return covered.disks

    def _names(self, places: pd.DataFrame, frames: Mapping[str, pd.DataFrame], *, left: set[str]) -> list[str]:
        """Keep carried names; name the new places, and a returning one whose name another has taken meanwhile.

        A new place is not given the name of one that left this morning: "left" and "new" would read the same.
        """
        names: dict[Hashable, str] = {}
        by_claim = places.assign(is_returning=places["change_kind"] == "returned").sort_values(
            ["is_returning", "number"], kind="stable"
        )
        for index, name in by_claim["name"].items():
            if isinstance(name, str) and name and name not in names.values():
                names[index] = name
        nameless = places[~places.index.isin(names)]
        if nameless.empty:
            return [names[index] for index in places.index]
        given = name_locations(
            nameless[["x_m", "y_m"]],
            self._gazetteer.of(frames),
            place_reach_m=self._policy.place_name_reach_m,
            intersection_reach_m=self._policy.intersection_reach_m,
            taken=set(names.values()) | left,
        )
        names |= dict(zip(nameless.index, given, strict=True))
        return [names[index] for index in places.index]

    def _outlines(
        self, rated: pd.DataFrame, spots: DistinctPoints, places: pd.DataFrame, known: pd.DataFrame
    ) -> pd.DataFrame:
        """Return `drawn_from` and `outline_geojson` of each place; null where nothing is dense."""
        weight = np.bincount(spots.group_of_row, weights=rated["damped"], minlength=spots.x_m.size)
        points = pd.DataFrame({"x_m": spots.x_m, "y_m": spots.y_m, "weight": weight})
        area_no = label_dense_areas(
            points, radius_m=self._policy.density_radius_m, min_weight=self._policy.density_min_incidents
        )
        is_dense = area_no != NOT_DENSE
        dense, area_no = points[is_dense], area_no[is_dense]
        drawn = dict(zip(known["drawn_from"], known["outline_geojson"], strict=True))
        rows = []
        for x_m, y_m in places[["x_m", "y_m"]].to_numpy(dtype="float64").tolist():
            members = self._dense_members(dense, area_no, x_m, y_m)
            drawn_from = None if members is None else self._digest(members, x_m, y_m)
            if members is not None and drawn_from not in drawn:
                drawn[drawn_from] = self._outline(members, x_m, y_m)
            rows.append((drawn_from, drawn.get(drawn_from)))
        return pd.DataFrame(rows, columns=["drawn_from", "outline_geojson"], index=places.index, dtype="str")

    def _dense_members(self, dense: pd.DataFrame, area_no: IntArray, x_m: float, y_m: float) -> pd.DataFrame | None:
        """Return what the denser area of the disk's heaviest dense coordinate has within the limit of an outline."""
        apart_m = np.hypot(dense["x_m"].to_numpy() - x_m, dense["y_m"].to_numpy() - y_m)
        near = np.flatnonzero(apart_m <= self._policy.location_radius_m)
        if not near.size:
            return None
        own = area_no[near[dense["weight"].to_numpy()[near].argmax()]]
        members: pd.DataFrame = dense.loc[(area_no == own) & (apart_m <= self._policy.outline_limit_m), ["x_m", "y_m"]]
        return members

    def _digest(self, members: pd.DataFrame, x_m: float, y_m: float) -> str:
        rule = (x_m, y_m, self._policy.density_radius_m, self._policy.outline_limit_m)
        return hashlib.sha256(repr(rule).encode() + members.to_numpy(dtype="float64").tobytes()).hexdigest()

    def _outline(self, members: pd.DataFrame, x_m: float, y_m: float) -> str | None:
        area = outline_dense_area(
            members,
            centre_x_m=x_m,
            centre_y_m=y_m,
            radius_m=self._policy.density_radius_m,
            limit_m=self._policy.outline_limit_m,
        )
        return None if area is None else outline_to_lonlat_geojson(area)


class RegisterPlaces:
    """Brings the registry of all places ever listed up to this morning."""

    name = "register places"
    reads = frozenset(
        {
            "raw_crt__location_registry",
            "int_locations__carried",
            "int_locations__labelled",
            "int_locations__changed",
        }
    )
    writes = ("int_places__registered",)

    def __init__(self, as_of_date: date) -> None:
        self._as_of_date = as_of_date

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return the registry the next morning will read."""
        named = frames["int_locations__carried"].merge(
            frames["int_locations__labelled"][["location_id", "district_code"]], on="location_id", how="left"
        )
        registered = update_registry(
            frames["raw_crt__location_registry"],
            named,
            frames["int_locations__changed"],
            as_of_date=self._as_of_date,
        )
        return (registered,)


def _members(coordinates: pd.DataFrame, places: pd.DataFrame, *, radius_m: float) -> pd.DataFrame:
    """Give each ticket coordinate to the first numbered location whose disk holds it, as the covering did."""
    ids = np.full(len(coordinates), None, dtype=object)
    if len(coordinates):
        tree = cKDTree(coordinates[["x_m", "y_m"]].to_numpy())
        for place in places.sort_values("number", ascending=False).itertuples():
            ids[tree.query_ball_point([place.x_m, place.y_m], radius_m)] = place.location_id
    members = coordinates[["x_m", "y_m"]].assign(location_id=pd.array(ids, dtype="str"))
    return members[members["location_id"].notna()].reset_index(drop=True)
