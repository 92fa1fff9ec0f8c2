"""The tables of a morning into which no layer and no boundaries were handed."""

from __future__ import annotations

from geo.frames import empty_frame

NO_LAYERS = {
    "int_features__current": empty_frame(dict.fromkeys(("layer_code", "feature_name", "geom_wkb"), "str")),
    "int_areas__current": empty_frame(dict.fromkeys(("layer_code", "area_name", "geom_wkb"), "str")),
}
