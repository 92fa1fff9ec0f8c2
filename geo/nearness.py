"""How near the nearest feature of a layer lies to each place, and how many lie within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.errors import require_columns, require_positive
from geo.frames import empty_frame

if TYPE_CHECKING:
    from geo.points import FloatArray

_MEASURED = {"nearest_name": "str", "distance_m": "float64", "n_within": "int64"}


def measure_nearness(places: pd.DataFrame, features: pd.DataFrame, *, reach_m: float) -> pd.DataFrame:
    """Measure from each place to a layer's features.

    Distances run in a straight line from the place's point to the nearest edge of a feature; to an area that holds
    the point they are 0. Features of one name count once: a park of three parts is one park, the two stops across a
    street from each other are one stop.

    Parameters
    ----------
    places
        One row per place: `x_m`, `y_m` (EPSG:26986, metres).
    features
        One row per feature: `feature_name` and `shape` (points, lines or areas, EPSG:26986, valid, not empty).
    reach_m
        How far "near" reaches, metres.

    Returns
    -------
    Aligned with `places`: `nearest_name` (of several as near, the first in the alphabet), `distance_m` and `n_within`,
    the different names within reach, its edge included. No row where there is no feature: what no feature is known of
    is not nought.

    Raises
    ------
    MissingColumnError
        A frame lacks a column.
    BadParameterError
        The reach is not positive.
    """
    require_columns(places, ["x_m", "y_m"], what="places")
    require_columns(features, ["feature_name", "shape"], what="features")
    require_positive(reach_m, name="reach_m")
    if places.empty or features.empty:
        return empty_frame(_MEASURED)
    # In the order of their names, so that of several as near the lowest number is the first in the alphabet.
    ordered = features.sort_values("feature_name", kind="stable", ignore_index=True)
    names = ordered["feature_name"].to_numpy(dtype=object)
    name_no = np.unique(names.astype(str), return_inverse=True)[1]
    points = np.asarray(shapely.points(places[["x_m", "y_m"]].to_numpy(np.float64)), dtype=object)
    tree = shapely.STRtree(ordered["shape"].to_numpy(dtype=object))
    nearest, distance_m = _nearest(tree, points)
    near_place, near_feature = tree.query(points, predicate="dwithin", distance=reach_m)
    pairs = np.unique(np.column_stack((near_place, name_no[near_feature])), axis=0)
    return pd.DataFrame(
        {
            "nearest_name": pd.array(names[nearest], dtype="str"),
            "distance_m": distance_m,
            "n_within": np.bincount(pairs[:, 0], minlength=len(points)).astype(np.int64),
        },
        index=places.index,
    )


def _nearest(tree: shapely.STRtree, points: np.ndarray) -> tuple[np.ndarray, FloatArray]:
    """Return by point the lowest number among the nearest features, and how far they are."""
    (of_point, feature), distance_m = tree.query_nearest(points, all_matches=True, return_distance=True)
    order = np.lexsort((feature, of_point))
    firsts = order[np.unique(of_point[order], return_index=True)[1]]
    return feature[firsts], distance_m[firsts]
