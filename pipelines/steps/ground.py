"""The ground of a morning: the cells that make up the city, from the City's outline or from where tickets lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipelines.settings import Policy

GROUND_READS = frozenset({"int_cells__ticketed", "int_areas__current"})
_OUTLINE = "city_outline"


def ground_rules(frames: Mapping[str, pd.DataFrame], policy: Policy) -> dict[str, Any]:
    """Return how the city's cells are told, as `geo.city_cells` takes it: side, outline, reach and closing.

    Parameters
    ----------
    frames
        The tables `GROUND_READS`.
    policy
        The reviewed numbers.
    """
    areas = frames["int_areas__current"]
    parts = shapely.from_wkb(areas.loc[areas["layer_code"] == _OUTLINE, "geom_wkb"].to_numpy())
    return {
        "side_m": policy.track_cell_m,
        # To unite one shape with itself takes as long as everything else here.
        "outline": None if not parts.size else parts[0] if parts.size == 1 else shapely.union_all(parts),
        "reach_m": policy.derived_district_reach_m,
        "closing_m": policy.derived_district_closing_m,
    }
