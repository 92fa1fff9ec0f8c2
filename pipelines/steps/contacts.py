"""Outreach contacts get a place: their own coordinates, else the gazetteer's answer to their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.frames import empty_frame
from geo.gazetteer import match_texts
from geo.points import project_coordinates
from pipelines.steps.gazetteer import GAZETTEER_READS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.settings import Policy
    from pipelines.steps.gazetteer import MorningGazetteer


class PlaceContacts:
    """Puts each contact into the nearest location whose disk holds it; the point goes no further than to a zone."""

    name = "place outreach contacts"
    reads = frozenset({"int_contacts__recent", "int_locations__carried"}) | GAZETTEER_READS
    writes = ("int_contacts__placed", "int_contacts__located")

    def __init__(self, policy: Policy, gazetteer: MorningGazetteer) -> None:
        self._policy = policy
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return each contact's location (null outside all) and how it was found, and each contact's point."""
        contacts = frames["int_contacts__recent"]
        if contacts.empty:
            return _no_contacts()
        located = self._locate(contacts, frames)
        located["location_id"] = _nearest_location(
            located, frames["int_locations__carried"], radius_m=self._policy.location_radius_m
        )
        return located[["contact_id", "location_id", "place_how"]], located[["contact_id", "x_m", "y_m"]]

    def _locate(self, contacts: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        located = contacts[["contact_id", "place_text"]].copy()
        located["x_m"], located["y_m"], located["place_how"] = np.nan, np.nan, "not found"
        stated = contacts["lon"].notna() & contacts["lat"].notna()
        if stated.any():
            points = project_coordinates(contacts.loc[stated, ["lon", "lat"]])
            located.loc[stated, ["x_m", "y_m"]] = points[["x_m", "y_m"]].to_numpy()
            located.loc[stated, "place_how"] = "coordinates"
        worded = ~stated & contacts["place_text"].notna()
        if worded.any():
            texts = sorted(set(contacts.loc[worded, "place_text"]))
            matches = match_texts(texts, self._gazetteer.of(frames)).set_index("query")
            sure = matches[matches["confidence"] >= self._policy.outreach_match_min_confidence]
            for column, target in (("x_m", "x_m"), ("y_m", "y_m"), ("how", "place_how")):
                # Where no text is found at all, what comes back is of no kind.
                found = located.loc[worded, "place_text"].map(sure[column]).astype(located[target].dtype)
                located.loc[worded, target] = found.fillna(located.loc[worded, target])
        return located


def _nearest_location(located: pd.DataFrame, places: pd.DataFrame, *, radius_m: float) -> pd.Series:
    ids = pd.Series(pd.array([None] * len(located), dtype="str"), index=located.index)
    known = located["x_m"].notna()
    if places.empty or not known.any():
        return ids
    tree = cKDTree(places[["x_m", "y_m"]].to_numpy())
    distances, nearest = tree.query(located.loc[known, ["x_m", "y_m"]].to_numpy(dtype="float64"))
    chosen = places["location_id"].to_numpy()[nearest]
    ids.loc[known] = np.where(distances <= radius_m, chosen, None)
    return ids


def _no_contacts() -> tuple[pd.DataFrame, pd.DataFrame]:
    placed = empty_frame(dict.fromkeys(("contact_id", "location_id", "place_how"), "str"))
    return placed, empty_frame({"contact_id": "str", "x_m": "float64", "y_m": "float64"})
