from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import duckdb
import geopandas
import pyarrow.parquet
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from dashboard.paper.areas import location_areas
from dashboard.paper.layers import METADATA_KEY, geojson_bytes, geoparquet_bytes, points_of
from geo.crs import project_lonlat
from tests.support.published_build import N_LOCATIONS, write_published_build
from tests.support.recorded_actions import record_actions
from tests.support.takeaway import read, sheets_of, told_of

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.paper.sheets import Sheet
    from pipelines.settings import Paths

Layer = tuple["Sheet", list[Any]]
TOLD = told_of().as_json()


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A published build with actions for the whole file: only read."""
    published = write_published_build(tmp_path_factory.mktemp("town") / "data")
    record_actions(published)
    return published


@pytest.fixture(scope="module", params=["agenda", "locations", "location_areas"])
def layer(paths: Paths, request: pytest.FixtureRequest) -> Layer:
    agenda, locations = sheets_of(paths, told_of())
    if request.param == "agenda":
        return agenda, points_of(agenda)
    if request.param == "locations":
        return locations, points_of(locations)
    return location_areas(locations, read(paths, "locations"))


def test_geoparquet_reads_back_equal_in_geopandas_with_its_crs(layer: Layer) -> None:
    sheet, geometries = layer
    back = geopandas.read_parquet(io.BytesIO(geoparquet_bytes(sheet, geometries, told=TOLD)))

    assert_geodataframe_equal(back, geopandas.GeoDataFrame(sheet.rows, geometry=geometries, crs="EPSG:4326"))
    assert back.crs.to_epsg() == 4326


def test_geoparquet_reads_back_equal_in_duckdb_without_any_extension(layer: Layer, tmp_path: Path) -> None:
    sheet, geometries = layer
    file = tmp_path / "layer.parquet"
    file.write_bytes(geoparquet_bytes(sheet, geometries, told=TOLD))
    settings: Any = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config=settings) as connection:
        connection.execute("set timezone = 'America/New_York'")
        names = [column.name for column in sheet.columns]
        back = connection.read_parquet(str(file)).project(", ".join(f'"{name}"' for name in names)).fetchall()
        told = connection.read_parquet(str(file)).project("ST_AsText(geometry)").fetchall()

    ours = sheet.rows.astype(object).where(sheet.rows.notna(), None).itertuples(index=False, name=None)
    assert [tuple(map(_comparable, row)) for row in back] == [tuple(map(_comparable, row)) for row in ours]
    for (text,), geometry in zip(told, geometries, strict=True):
        assert (text is None) == (geometry is None)
        assert geometry is None or shapely.from_wkt(text).equals_exact(geometry, tolerance=1e-9)


def _comparable(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_geojson_is_as_rfc_7946_asks(layer: Layer) -> None:
    sheet, geometries = layer
    collection = json.loads(geojson_bytes(sheet, geometries, told=TOLD))

    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert len(collection["features"]) == len(sheet.rows)
    for feature in collection["features"]:
        assert list(feature) == ["type", "geometry", "properties"]
        assert list(feature["properties"]) == [column.name for column in sheet.columns]
        geometry = feature["geometry"]
        if geometry is not None and geometry["type"] == "Polygon":
            outer = shapely.LinearRing(geometry["coordinates"][0])
            assert outer.is_ccw
            assert outer.is_closed
        if geometry is not None:
            lon, lat = shapely.from_geojson(json.dumps(geometry)).representative_point().coords[0]
            assert -71.2 < lon < -70.9
            assert 42.2 < lat < 42.42


def test_an_item_without_a_place_has_no_geometry_and_one_with_a_place_its_point(paths: Paths) -> None:
    agenda, _ = sheets_of(paths, told_of())
    locations = read(paths, "locations").set_index("location_id")

    points = points_of(agenda)

    known = [location_id in locations.index for location_id in agenda.rows["location_id"]]
    assert [point is not None for point in points] == known
    assert sum(known) >= N_LOCATIONS
    for location_id, point in zip(agenda.rows["location_id"], points, strict=True):
        if point is not None:
            place = locations.loc[location_id]
            assert (point.x, point.y) == (place["lon"], place["lat"])


def test_an_area_is_the_outline_where_there_is_one_and_else_a_disk_of_a_hundred_metres(paths: Paths) -> None:
    _, sheet = sheets_of(paths, told_of())
    published = read(paths, "locations")

    told, areas = location_areas(sheet, published)

    assert told.rows["area_kind"].tolist() == ["disk" if number % 3 == 0 else "outline" for number in range(1, 13)]
    for place, area in zip(published.to_dict("records"), areas, strict=True):
        if isinstance(place["outline_geojson"], str):
            assert area.equals(shapely.from_geojson(place["outline_geojson"]))
            continue
        (x_m,), (y_m,) = project_lonlat([place["lon"]], [place["lat"]])
        corners_m = project_lonlat(*zip(*area.exterior.coords, strict=True))
        reach_m = [((x - x_m) ** 2 + (y - y_m) ** 2) ** 0.5 for x, y in zip(*corners_m, strict=True)]
        assert min(reach_m) > 99.7
        assert max(reach_m) < 100.3


def test_a_sheet_made_for_a_role_without_points_gives_no_layer(paths: Paths) -> None:
    for sheet in sheets_of(paths, told_of(role_code="council")):
        with pytest.raises(ValueError, match="sees no points"):
            points_of(sheet)


def test_the_file_itself_says_which_build_it_is_and_that_it_is_the_sample(layer: Layer) -> None:
    sheet, geometries = layer
    parquet = pyarrow.parquet.read_schema(io.BytesIO(geoparquet_bytes(sheet, geometries, told=TOLD)))
    collection = json.loads(geojson_bytes(sheet, geometries, told=TOLD))

    assert json.loads(parquet.metadata[METADATA_KEY]) == TOLD == collection["crt_huddle"]
    assert TOLD["sample"] == "SAMPLE: a made-up city"


def test_whole_columns_of_nulls_keep_their_types(tmp_path: Path) -> None:
    agenda, locations = sheets_of(write_published_build(tmp_path / "data", state="empty"), told_of())
    for sheet in (agenda, locations):
        schema = pyarrow.parquet.read_schema(io.BytesIO(geoparquet_bytes(sheet, points_of(sheet), told=TOLD)))
        types = {column.name: str(schema.field(column.name).type) for column in sheet.columns}
        assert types["as_of_date"].startswith("date32")
        assert types["sample"].endswith("string")
        assert "null" not in types.values()
