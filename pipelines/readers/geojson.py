"""GeoJSON as it is handed in: plain, gzip or zip, its features one by one, each shape settled in the working CRS."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.crs import WORKING_CRS, transform_coordinates
from pipelines.errors import SourceFileError
from pipelines.readers.encoding import decode
from pipelines.readers.unpacking import GZIP_MAGIC, ZIP_MAGICS, TooLargeError, gunzip, too_large, unzip

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pipelines.readers.results import ReadResult

LARGEST_GEOJSON_BYTES = 60_000_000


class Feature(NamedTuple):
    """One feature as it stands in the file: its number from 1, its properties, its shape or what is wrong with it."""

    number: int
    properties: Mapping[str, Any]
    shape: shapely.Geometry | None
    reason_code: str
    detail: str


def read_packed(
    name: str,
    content: bytes,
    read_text: Callable[[str, bytes], ReadResult],
    *,
    endings: tuple[str, ...],
    wanted: str,
) -> list[ReadResult]:
    """Read a file of shapes as it was handed in, and of a zip each file in it that is wanted.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        Its bytes.
    read_text
        Reads one text by its name and plain bytes.
    endings, wanted
        Which members of a zip are read, and what they are called in messages.

    Returns
    -------
    One result per text. Of a zip, what can be taken is, and the first result's messages name the rest.

    Raises
    ------
    SourceFileError
        Nothing in it can be taken, or more than `LARGEST_GEOJSON_BYTES` come out of it. Half a layer would leave places
        out unseen, so a damaged file is never taken in part.
    """
    try:
        return _read_packed(name, content, read_text, endings=endings, wanted=wanted)
    except TooLargeError as error:
        raise SourceFileError(
            f"{name}: unpacked it is larger than {LARGEST_GEOJSON_BYTES / 1e6:,.0f} MB, more than any layer of lines. "
            "Look at what it is."
        ) from error


def parse_geojson(name: str, content: bytes) -> Mapping[str, Any]:
    """Return the top object of a GeoJSON text.

    Raises
    ------
    SourceFileError
        Empty, a web page, no JSON or damaged JSON; the message names the line.
    """
    text = decode(content, is_damaged=False).text
    looks = text[:4096].lstrip()
    if not looks:
        raise SourceFileError(f"{name}: the file is empty.")
    if looks.startswith(b"<"):
        raise SourceFileError(
            f"{name}, line 1: this looks like a web page, not GeoJSON; the portal answered with an error."
        )
    if not looks.startswith(b"{"):
        raise SourceFileError(
            f"{name}, line 1: this is no GeoJSON. Export the layer as GeoJSON; a table goes in with `crt ingest 311`."
        )
    try:
        # Python would read NaN as a number; in a coordinate it is none.
        document = json.loads(text, parse_constant=lambda _word: None)
    except json.JSONDecodeError as error:
        raise SourceFileError(
            f"{name}, line {error.lineno}: the GeoJSON breaks off or is damaged here ({error.msg}). Half a layer is "
            "not taken; fetch the whole file again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceFileError(f"{name}: the JSON is nested or written in a way that nothing here reads.") from error
    return document if isinstance(document, dict) else {}


def list_features(name: str, document: Mapping[str, Any]) -> list[Any]:
    """Return the features of a GeoJSON object, as they stand in it.

    Raises
    ------
    SourceFileError
        It is no feature and no collection of features, or an empty one.
    """
    if document.get("type") == "Feature":
        return [document]
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise SourceFileError(
            f"{name}: this is JSON and no GeoJSON FeatureCollection; the portal answered with something else. "
            "Download the layer as GeoJSON."
        )
    if not features:
        raise SourceFileError(
            f"{name}: the FeatureCollection is empty; there is no area in it. Export the layer again."
        )
    return features


def read_feature(number: int, one: object, *, kinds: Collection[str], other_kind: str) -> Feature:
    """Read one feature; what is wrong with it stands in its `reason_code` and `detail`.

    Parameters
    ----------
    number
        Its number in the file, from 1.
    one
        The feature as the file holds it.
    kinds
        The GeoJSON geometry types that are taken.
    other_kind
        The reason's code for any other type.
    """
    if not isinstance(one, dict):
        return Feature(number, {}, None, "not_whole", "the feature is no JSON object")
    stated = one.get("properties")
    properties = stated if isinstance(stated, dict) else {}
    geometry = one.get("geometry")
    if not geometry:
        return Feature(number, properties, None, "no_geometry", "its geometry is empty")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in kinds:
        return Feature(number, properties, None, other_kind, f"its geometry is {str(kind)[:40]}")
    shape = shapely.from_geojson(json.dumps(geometry), on_invalid="ignore")
    if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
        return Feature(number, properties, None, "bad_geometry", "a coordinate is no number or a ring does not close")
    if shapely.is_empty(shape):
        return Feature(number, properties, None, "no_geometry", "its geometry has no coordinates")
    return Feature(number, properties, shapely.force_2d(shape), "", "")


def settle_shape(shape: shapely.Geometry, crs: str) -> tuple[shapely.Geometry | None, bool]:
    """Return a shape in the working CRS, valid, and whether it was repaired; None where nothing of its kind is left.

    Parameters
    ----------
    shape
        A shape of points, lines or areas, in `crs`.
    crs
        A name that `geo.crs.find_crs` knows.
    """

    def project(at: np.ndarray) -> np.ndarray:
        return np.column_stack(transform_coordinates(at[:, 0], at[:, 1], from_crs=crs, to_crs=WORKING_CRS))

    settled = shapely.transform(shape, project)
    if not np.isfinite(shapely.get_coordinates(settled)).all():
        return None, False
    if shapely.is_valid(settled):
        return settled, False
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(settled)))
    mended = shapely.union_all(parts[shapely.get_dimensions(parts) == shapely.get_dimensions(shape)])
    return (None if shapely.is_empty(mended) else mended), True


def _read_packed(
    name: str,
    content: bytes,
    read_text: Callable[[str, bytes], ReadResult],
    *,
    endings: tuple[str, ...],
    wanted: str,
) -> list[ReadResult]:
    if not content.startswith(ZIP_MAGICS):
        return [read_text(name, _plain(name, content))]
    unzipped = unzip(name, content, limit_bytes=LARGEST_GEOJSON_BYTES, endings=endings, wanted=wanted)
    results: list[ReadResult] = []
    left_out = [unzipped.left_out] if unzipped.left_out else []
    for member, inner in unzipped.members:
        member_name = f"{name}: {member}"
        try:
            results.append(read_text(member_name, _plain(member_name, inner)))
        except TooLargeError:
            raise
        except SourceFileError as error:
            if len(unzipped.members) == 1:
                raise
            left_out.append(f"Not taken: {error}")
    if not results:
        raise SourceFileError(" ".join(left_out))
    results[0] = replace(results[0], messages=(*results[0].messages, *left_out))
    return results


def _plain(name: str, content: bytes) -> bytes:
    if content.startswith(GZIP_MAGIC):
        content, damage = gunzip(name, content, limit_bytes=LARGEST_GEOJSON_BYTES)
        if damage:
            raise SourceFileError(f"{name}: the gzip is cut off or damaged; half a layer is not taken.")
    if len(content) > LARGEST_GEOJSON_BYTES:
        raise too_large(name, LARGEST_GEOJSON_BYTES)
    return content
