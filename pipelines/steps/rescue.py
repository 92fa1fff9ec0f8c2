"""Tickets without a coordinate of their own get the place that their address names, where the gazetteer is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from scipy.spatial import cKDTree

from geo.crs import unproject_points
from geo.frames import empty_frame
from geo.gazetteer import match_texts
from geo.points import project_coordinates
from pipelines.steps.areas import SettleCoordinates
from pipelines.steps.gazetteer import GAZETTEER_READS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.settings import Policy
    from pipelines.steps.gazetteer import MorningGazetteer

# About a metre: an address in words says no more.
_DECIMALS = 5
_LOCATED = {"place_text": "str", "lon": "float64", "lat": "float64", "confidence": "float64", "how": "str"}


class LocateLostTexts:
    """Looks up the addresses of tickets that have no coordinate, in the gazetteer of those that have one.

    An answer below the reviewed confidence, outside the city, or close to a coordinate that systems write in place of
    none is no answer: City Hall is what is written for a ticket without a place, in words as in degrees.
    """

    name = "look up the addresses of tickets without a coordinate"
    reads = (
        frozenset(
            {
                "int_texts__lost",
                "int_coordinates__settled",
                "int_areas__current",
                "ref_districts",
                "ref_coordinate_sentinels",
            }
        )
        | GAZETTEER_READS
    )
    writes = ("int_texts__located", "int_coordinates__rescued")

    def __init__(self, policy: Policy, gazetteer: MorningGazetteer) -> None:
        self._policy = policy
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return where each text is (a text that names no place has no row), and those coordinates, settled."""
        lost = frames["int_texts__lost"]
        if lost.empty:
            return empty_frame(_LOCATED), frames["int_coordinates__settled"].iloc[:0]
        found = match_texts(lost["place_text"].tolist(), self._gazetteer.of(frames)).rename(
            columns={"query": "place_text"}
        )
        sure = found[found["confidence"] >= self._policy.rescue_min_confidence]
        sure = sure[self._is_clear_of_sentinels(sure, frames["ref_coordinate_sentinels"])].reset_index(drop=True)
        lon, lat = unproject_points(sure["x_m"], sure["y_m"])
        sure = sure.assign(lon=lon.round(_DECIMALS), lat=lat.round(_DECIMALS))
        coordinates = self._settle(sure.merge(lost, on="place_text"), frames)
        located = sure.merge(coordinates[["lon", "lat"]], on=["lon", "lat"])
        return located.sort_values("place_text", ignore_index=True)[[*_LOCATED]].astype(_LOCATED), coordinates

    def _is_clear_of_sentinels(self, found: pd.DataFrame, sentinels: pd.DataFrame) -> pd.Series:
        stand_ins = project_coordinates(sentinels.astype({"lon": "float64", "lat": "float64"}))
        distance_m, _ = cKDTree(stand_ins[["x_m", "y_m"]].to_numpy()).query(found[["x_m", "y_m"]].to_numpy())
        return pd.Series(distance_m > self._policy.rescue_clear_m, index=found.index)

    def _settle(self, sure: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """Return the distinct coordinates in the city, with what the City's lines say of them."""
        counted = sure.groupby(["lon", "lat"])["n_tickets"].sum().reset_index()
        own = frames["int_coordinates__settled"]
        (settled,) = SettleCoordinates(self._policy).run(
            {
                "int_coordinates__projected": project_coordinates(counted),
                "int_areas__current": frames["int_areas__current"],
                "ref_districts": frames["ref_districts"],
            }
        )
        # Lines that put one of the tickets' own coordinates beyond them and still count it in decide nothing.
        lines_decide = not (own["is_beyond_lines"] & own["is_in_city"]).any()
        settled["is_in_city"] = ~settled["is_beyond_lines"] if lines_decide else True
        return settled[settled["is_in_city"]].astype({"n_tickets": "int64"}).reset_index(drop=True)
