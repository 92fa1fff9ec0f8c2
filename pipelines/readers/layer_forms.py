"""The forms of the layers that `crt ingest layer` takes, as the reviewed table `layers.csv` states them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

_KINDS = {
    "point": ("Point", "MultiPoint"),
    "line": ("LineString", "MultiLineString"),
    "area": ("Polygon", "MultiPolygon"),
}


@dataclass(frozen=True)
class LayerForm:
    """What the files of one layer hold.

    `geometry_types` are GeoJSON's words for the shapes it has. `name_properties` are the properties (columns) that may
    hold a feature's name, the first that a file has counts; one made of several is told as several. A row whose
    `part_property` is filled is part of another row and not taken; empty for none.
    """

    layer_code: str
    layer_name: str
    geometry_types: tuple[str, ...]
    name_properties: tuple[tuple[str, ...], ...]
    part_property: str

    @property
    def has_points(self) -> bool:
        """True where a table with longitude and latitude can hold it."""
        return "Point" in self.geometry_types


def layer_forms(rows: Iterable[Mapping[Hashable, Any]]) -> dict[str, LayerForm]:
    """Return the forms by their code.

    Parameters
    ----------
    rows
        The rows of `layers.csv`, as text.
    """
    return {
        row["layer_code"]: LayerForm(
            layer_code=row["layer_code"],
            layer_name=row["layer_name"],
            geometry_types=tuple(word for kind in row["geometry_kinds"].split() for word in _KINDS[kind]),
            name_properties=tuple(tuple(one.split("+")) for one in row["name_properties"].split("|")),
            part_property=row["part_property"],
        )
        for row in rows
    }
