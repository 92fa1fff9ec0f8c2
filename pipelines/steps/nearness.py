"""What lies near each location: the nearest school, clinic, park, stop and disposal box of the layers handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.frames import empty_frame
from geo.nearness import measure_nearness

if TYPE_CHECKING:
    from collections.abc import Mapping

_NONE = {
    "location_id": "str",
    "layer_code": "str",
    "nearest_name": "str",
    "distance_m": "float64",
    "n_within": "int64",
}


class MeasureNearness:
    """Measures from the middle of each location's disk to each layer that the reviewed table tells distances to."""

    name = "measure what lies near the locations"
    reads = frozenset({"int_locations__carried", "int_features__current", "ref_layers"})
    writes = ("int_locations__neared",)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per location and layer handed in, as `geo.nearness.measure_nearness` does."""
        places, features = frames["int_locations__carried"], frames["int_features__current"]
        layers = frames["ref_layers"]
        told = layers.loc[layers["reach_m"] != "", ["layer_code", "reach_m"]]
        parts = [empty_frame(_NONE)]
        for layer_code, reach_m in told.itertuples(index=False):
            own = features[features["layer_code"] == layer_code]
            shapes = pd.Series(shapely.from_wkb(own["geom_wkb"].to_numpy()), index=own.index, dtype=object)
            measured = measure_nearness(places, own.assign(shape=shapes), reach_m=float(reach_m))
            ids = places[["location_id"]].loc[measured.index].assign(layer_code=layer_code)
            parts.append(pd.concat([ids, measured], axis=1)[[*_NONE]])
        return (pd.concat(parts, ignore_index=True).astype(_NONE),)
