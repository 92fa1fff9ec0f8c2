from __future__ import annotations

import json

import pytest
import shapely

from geo.crs import project_lonlat
from pipelines.errors import SourceFileError
from pipelines.readers.layer_forms import layer_forms
from pipelines.readers.layers import read_layer
from pipelines.settings import load_reference, project_paths
from tests.support.boundary_files import KNOWN, LAT, LON, collection, feature, gzipped, in_crs, polygon, zipped

FORMS = layer_forms(load_reference(project_paths({}).reference_dir, "layers").to_dict("records"))
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,parent_station\n"
    f"1,Alder St @ Birch St,{LAT},{LON},\n"
    f'2,"Elm, Station",{LAT},{LON},\n'
    f'3,"Elm, Station",{LAT},{LON},2\n'
    "4,Far Away,41.5,-71.0,\n"
    "5,Nowhere,,,\n"
)


def point(lon=LON, lat=LAT):
    return {"type": "Point", "coordinates": [lon, lat]}


def read(content, layer_code="schools"):
    (result,) = read_layer("layer.file", content, form=FORMS[layer_code], known=KNOWN)
    assert result.rows_read == result.accepted.num_rows + result.set_aside.num_rows
    return result


def aside(result):
    return [(row["line_no"], row["reason_code"]) for row in result.set_aside.to_pylist()]


def names(result):
    return result.accepted.column("feature_name").to_pylist()


def refused(content, layer_code="schools"):
    with pytest.raises(SourceFileError) as caught:
        read_layer("layer.file", content, form=FORMS[layer_code], known=KNOWN)
    return str(caught.value)


def test_points_and_areas_of_a_layer_are_taken_by_their_names():
    result = read(collection([feature(point(), SCH_NAME=" Elm  School "), feature(polygon(1), SCH_NAME="Oak School")]))

    assert names(result) == ["Elm School", "Oak School"]
    assert result.layout_name == "schools"
    assert set(result.accepted.column("layer_code").to_pylist()) == {"schools"}


def test_a_shape_lies_in_the_working_crs():
    result = read(collection([feature(point(), NAME="Elm School")]))

    shape = shapely.from_wkb(result.accepted.column("geom_wkb")[0].as_py())
    assert (shape.x, shape.y) == tuple(metres[0] for metres in project_lonlat(LON, LAT))


def test_feet_without_a_stated_crs_are_told_by_what_lies_in_the_city():
    result = read(collection(in_crs([feature(polygon(0), SITE_NAME="Elm Park")], "EPSG:2249")), "parks")

    assert "Read as EPSG:2249" in result.clock.evidence


def test_a_name_made_of_several_properties_leaves_out_the_empty_ones():
    line = {"type": "LineString", "coordinates": [[LON, LAT], [LON + 0.001, LAT]]}
    parts = {"PRE_DIR": "E", "ST_NAME": "NEWTON", "ST_TYPE": "ST", "SUF_DIR": " "}

    assert names(read(collection([feature(line, **parts)]), "streets")) == ["E NEWTON ST"]


def test_every_feature_that_is_not_taken_is_set_aside_with_its_reason():
    bad = {"type": "Point", "coordinates": ["x", 1]}
    features = [
        feature(point(), NAME="Elm School"),
        feature(point(), NAME="Elm School"),
        feature(point(), NAME=" "),
        feature(None, NAME="No shape"),
        feature(bad, NAME="Bad"),
        feature({"type": "LineString", "coordinates": [[LON, LAT], [LON, LAT + 1]]}, NAME="A line"),
        feature(point(-72.5, 42.3), NAME="Far School"),
        feature(point(), NAME="Ask Ann, 617-555-0123"),
        feature(point(), NAME="x" * 121),
        "no object",
    ]

    assert aside(read(collection(features))) == [
        (2, "duplicate"),
        (3, "no_name"),
        (4, "no_geometry"),
        (5, "bad_geometry"),
        (6, "other_geometry"),
        (7, "outside_city"),
        (8, "bad_value"),
        (9, "bad_value"),
        (10, "not_whole"),
    ]


def test_every_reason_has_words_and_a_next_step():
    known = set(load_reference(project_paths({}).reference_dir, "set_aside_reasons")["reason_code"])

    assert {"no_name", "other_geometry", "part_of_station"} <= known


def test_a_table_of_stops_gives_one_stop_a_station():
    result = read(STOPS.encode(), "transit_stops")

    assert names(result) == ["Alder St @ Birch St", "Elm, Station"]
    assert aside(result) == [(4, "part_of_station"), (5, "outside_city"), (6, "no_geometry")]


def test_a_row_that_is_not_whole_loses_only_itself_and_names_its_line():
    text = STOPS.replace("4,Far Away,41.5,-71.0,\n", '4,"Two\nlines",nonsense,-71.0,\n9,too,few\n')

    result = read(text.encode(), "transit_stops")

    assert names(result) == ["Alder St @ Birch St", "Elm, Station"]
    assert aside(result)[1:3] == [(5, "bad_geometry"), (7, "wrong_number_of_columns")]


@pytest.mark.parametrize("packed", [gzipped, lambda content: zipped(stops__csv=content)])
def test_packed_files_say_the_same(packed):
    plain = read(STOPS.encode(), "transit_stops")

    assert read(packed(STOPS.encode()), "transit_stops").accepted.equals(plain.accepted)


def test_one_file_handed_in_as_two_layers_is_two_files():
    content = collection([feature(point(), NAME="Elm Center")])

    assert read(content, "schools").content_hash != read(content, "clinics").content_hash


@pytest.mark.parametrize(
    ("content", "layer_code", "words"),
    [
        (b"", "schools", "the file is empty"),
        (b"<html>503</html>", "schools", "line 1: this looks like a web page"),
        (b"name,street\na,b\n", "schools", "line 1: the header has no columns of longitude and latitude"),
        (b"name,lon,lat\n", "schools", "a header and no row"),
        (b'name,lon,lat\na,1,2\n"b,1,2\n', "schools", "line 3: a quotation mark opens here"),
        (b"name,lon,lat\na,1,2\n", "streets", "street lines come as GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [', "schools", "line 1: the GeoJSON breaks off"),
        (b'{"ok": true}', "schools", "no GeoJSON FeatureCollection"),
        (gzipped(STOPS.encode())[:-20], "transit_stops", "cut off or damaged"),
        (collection([feature(point(), TITLE="Elm")]), "schools", "no property holds the names of schools"),
        (collection([feature(point(), NAME="Elm")]), "streets", "none of its 1 features has a shape"),
        (collection([feature(point(4.9, 52.3), NAME="Elm")]), "schools", "another city"),
        (collection([feature(point(LAT, LON), NAME="Elm")]), "schools", "latitude stands in the longitude's place"),
        (collection([feature(polygon(0), NAME="Roxbury")]), "schools", "crt ingest boundaries FILE"),
    ],
)
def test_a_file_that_is_no_such_layer_is_refused_and_told_why(content, layer_code, words):
    assert words in refused(content, layer_code)


def test_a_name_is_looked_for_in_any_case():
    assert names(read(json.dumps(json.loads(collection([feature(point(), sch_name="Elm")]))).encode())) == ["Elm"]


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "layer_code", "n_taken"),
    [
        ("boundaries/open_space.geojson.gz", "parks", 534),
        ("boundaries/street_segments.geojson.gz", "streets", 15_931),
        ("transit/mbta_stops_2023-04-24.csv", "transit_stops", 4_347),
    ],
)
def test_the_citys_own_layers_are_taken(shared_data, file, layer_code, n_taken):
    (result,) = read_layer(file, (shared_data / file).read_bytes(), form=FORMS[layer_code], known=KNOWN)

    assert result.accepted.num_rows == n_taken
    assert result.rows_read == n_taken + result.set_aside.num_rows
