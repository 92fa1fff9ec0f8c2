"""The gazetteer of a morning: of the tickets, the reviewed named places and the layers, built once for all steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.gazetteer import build_gazetteer
from geo.known_places import list_known_places
from geo.layer_places import SPOKEN_LAYERS, STREETS, add_layers
from geo.place_index import NEIGHBORHOODS
from geo.place_readings import read_places
from geo.points import project_coordinates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.gazetteer import Gazetteer

GAZETTEER_READS = frozenset(
    {"int_places__labelled", "int_texts__read", "ref_named_places", "int_features__current", "int_areas__current"}
)


class ReadTexts:
    """Reads every distinct place text of the tickets, once for all the tickets and mornings that have it."""

    name = "read place texts"
    reads = frozenset({"int_texts__found"})
    writes = ("int_texts__read",)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return what each text says, as `geo.place_readings.read_places` does."""
        return (read_places(frames["int_texts__found"]["place_text"]),)


class MorningGazetteer:
    """Builds the gazetteer when it is first asked for and hands the same one to every step of the build."""

    def __init__(self) -> None:
        self._built: Gazetteer | None = None

    def of(self, frames: Mapping[str, pd.DataFrame]) -> Gazetteer:
        """Return the gazetteer of the build whose `GAZETTEER_READS` are in `frames`."""
        if self._built is None:
            named = frames["ref_named_places"].astype({"lon": "float64", "lat": "float64", "radius_m": "float64"})
            stated = build_gazetteer(
                frames["int_places__labelled"], project_coordinates(named), readings=frames["int_texts__read"]
            )
            self._built = add_layers(stated, _features(frames))
        return self._built


def _features(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what was handed in as layers and as neighborhoods, with its shapes."""
    layers, areas = frames["int_features__current"], frames["int_areas__current"]
    areas = areas[areas["layer_code"] == NEIGHBORHOODS].rename(columns={"area_name": "feature_name"})
    told = pd.concat([layers[layers["layer_code"].isin([STREETS, *SPOKEN_LAYERS])], areas], ignore_index=True)
    shapes = pd.Series(shapely.from_wkb(told["geom_wkb"].to_numpy()), index=told.index, dtype=object)
    return told[["layer_code", "feature_name"]].assign(shape=shapes)


class ListKnownPlaces:
    """Lists the gazetteer for the published build, so that pages and the command line answer as this build does."""

    name = "list known places"
    reads = GAZETTEER_READS
    writes = ("int_places__known",)

    def __init__(self, gazetteer: MorningGazetteer) -> None:
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return every place of the build's gazetteer, numbered in its order."""
        known = list_known_places(self._gazetteer.of(frames))
        return (known.assign(place_no=range(1, len(known) + 1)),)
