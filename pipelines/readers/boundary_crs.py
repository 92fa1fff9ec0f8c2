"""In which coordinate reference system a boundary file is: as it states, else by which one puts it into the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.crs import LONLAT_CRS, find_crs, transform_coordinates
from pipelines.errors import SourceFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from pipelines.readers.boundary_layers import KnownAreas

CANDIDATES = {
    "EPSG:2249": "Massachusetts State Plane, US survey feet",
    "EPSG:26986": "Massachusetts State Plane, metres",
    "EPSG:3857": "web Mercator",
}
_MAX_DEGREES = (180.0, 90.0)


@dataclass(frozen=True)
class CrsVerdict:
    """The CRS a file is read in, and why, in words for the person on shift."""

    crs: str
    evidence: str


def decide_crs(
    file_name: str, document: Mapping[str, Any], shapes: Sequence[shapely.Geometry], known: KnownAreas
) -> CrsVerdict:
    """Decide a file's CRS, and refuse one that puts nothing into the city.

    A stated CRS is believed. Without one GeoJSON means degrees, longitude first (RFC 7946); where the numbers cannot be
    degrees, each candidate is tried, and exactly one must put at least half of the shapes into the city's box.

    Parameters
    ----------
    file_name
        For messages.
    document
        The file's top object, for its `crs` member.
    shapes
        The shapes as the file writes them.
    known
        The city's box.

    Raises
    ------
    SourceFileError
        The stated CRS is unknown or puts nothing into the city, none or several candidates do, or the coordinates are
        those of another city or swapped.
    """
    middles = _middles(shapes)
    if not len(middles):
        return CrsVerdict(LONLAT_CRS, "no shape to tell it from")
    stated = _stated_name(document)
    if stated:
        return _believe(file_name, stated, middles, known)
    if (np.abs(middles) <= _MAX_DEGREES).all():
        return _read_degrees(file_name, middles, known)
    fits = {crs: _n_in_city(middles, crs, known) for crs in CANDIDATES}
    told = "; ".join(f"as {crs} ({CANDIDATES[crs]}) {n} of {len(middles)}" for crs, n in fits.items())
    fitting = [crs for crs, n in fits.items() if n and 2 * n >= len(middles)]
    if len(fitting) != 1:
        raise SourceFileError(
            f"{file_name}: no CRS is stated, the coordinates are not degrees, and {len(fitting)} of the known ones put "
            f"the shapes into the city's box ({told}). Export the layer again in degrees (EPSG:4326)."
        )
    evidence = (
        f"No CRS is stated and the coordinates are not degrees; in the city's box lie: {told}. Read as {fitting[0]}."
    )
    return CrsVerdict(fitting[0], evidence)


def _believe(file_name: str, stated: str, middles: npt.NDArray[np.float64], known: KnownAreas) -> CrsVerdict:
    crs = find_crs(stated)
    if crs is None:
        raise SourceFileError(
            f"{file_name}: nobody knows the CRS it states ({stated[:60]}). Export the layer again in EPSG:4326."
        )
    n = _n_in_city(middles, crs, known)
    if not n:
        others = [other for other in (LONLAT_CRS, *CANDIDATES) if _n_in_city(middles, other, known)]
        hint = f" Its numbers would fit {others[0]}; have the statement corrected." if others else ""
        raise SourceFileError(
            f"{file_name}: it states {stated[:60]}, and read so none of its {len(middles)} shapes lies in the city's "
            f"box.{hint} Check that it is Boston's layer."
        )
    return CrsVerdict(crs, f"The file states {stated[:60]}; {n} of {len(middles)} shapes lie in the city's box.")


def _read_degrees(file_name: str, middles: npt.NDArray[np.float64], known: KnownAreas) -> CrsVerdict:
    n = _n_in_city(middles, LONLAT_CRS, known)
    if n:
        evidence = f"No CRS is stated, so degrees are meant; {n} of {len(middles)} shapes lie in the city's box."
        return CrsVerdict(LONLAT_CRS, evidence)
    if _n_in_city(middles[:, ::-1], LONLAT_CRS, known):
        raise SourceFileError(
            f"{file_name}: latitude stands in the longitude's place. Export the layer again with the longitude first; "
            "nothing is put right by guessing."
        )
    raise SourceFileError(
        f"{file_name}: none of its {len(middles)} shapes lies in the city's box; this is the layer of another city. "
        "Check that it is Boston's."
    )


def _stated_name(document: Mapping[str, Any]) -> str:
    stated = document.get("crs")
    if stated is None:
        return ""
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    # A member that names nothing must not be passed over in silence: it says that the CRS is not the usual one.
    return str(name) if name else f"a crs member without a name: {str(stated)[:40]}"


def _middles(shapes: Sequence[shapely.Geometry]) -> npt.NDArray[np.float64]:
    bounds = shapely.bounds(np.asarray(shapes, dtype=object)).reshape(-1, 4)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    return np.column_stack(((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2))


def _n_in_city(middles: npt.NDArray[np.float64], crs: str, known: KnownAreas) -> int:
    lon, lat = transform_coordinates(middles[:, 0], middles[:, 1], from_crs=crs, to_crs=LONLAT_CRS)
    is_in = (known.west <= lon) & (lon <= known.east) & (known.south <= lat) & (lat <= known.north)
    return int(is_in.sum())
