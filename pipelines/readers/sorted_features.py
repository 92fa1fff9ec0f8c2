"""What becomes of a file of features, areas and layers alike: taken or set aside, told in the same words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import shapely

from geo.crs import LONLAT_CRS, WORKING_CRS, transform_coordinates
from pipelines.readers.clock import ClockVerdict
from pipelines.readers.results import ReadResult, accepted_schema, tabulate_set_aside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.readers.boundary_crs import CrsVerdict
    from pipelines.readers.boundary_layers import KnownAreas
    from pipelines.readers.record_cutter import Fault

_NAMED = 12


@dataclass(frozen=True)
class SortedFeatures:
    """What became of a text's features: rows taken, features set aside, and which of the taken were repaired."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)

    def repaired_words(self) -> list[str]:
        """Return the message that names the repaired features, the first of many; none where none was."""
        if not self.repaired:
            return []
        return [f"Shapes that crossed themselves were repaired, features {', '.join(self.repaired[:_NAMED])}."]


def find_box_fault(shape: shapely.Geometry, known: KnownAreas) -> tuple[str, str]:
    """Return why a shape (EPSG:26986) is not in the city's box, by a point of its own; two empty words where it is."""
    at = shapely.get_coordinates(shapely.point_on_surface(shape))
    lon, lat = transform_coordinates(at[:, 0], at[:, 1], from_crs=WORKING_CRS, to_crs=LONLAT_CRS)
    if not (known.west <= lon[0] <= known.east and known.south <= lat[0] <= known.north):
        return "outside_city", "it lies outside the city's box"
    return "", ""


def make_result(
    name: str,
    *,
    content_hash: str,
    feed_code: str,
    layout_name: str,
    sorted_features: SortedFeatures,
    n_features: int,
    verdict: CrsVerdict,
    messages: Sequence[str],
) -> ReadResult:
    """Return the result of a text of features; they carry no stamp, so its clock has no regime."""
    return ReadResult(
        file_name=name,
        content_hash=content_hash,
        feed_code=feed_code,
        layout_name=layout_name,
        accepted=pa.Table.from_pylist(sorted_features.rows, schema=accepted_schema(feed_code)),
        set_aside=tabulate_set_aside(sorted_features.faults),
        rows_read=n_features,
        newest_opened_stamp=None,
        newest_stamp=None,
        clock=ClockVerdict("no_clock", verdict.evidence, "no_stamps"),
        messages=tuple(messages),
    )
