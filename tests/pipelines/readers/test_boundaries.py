from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
import shapely

from geo.crs import project_lonlat
from pipelines.errors import SourceFileError
from pipelines.readers import geojson
from pipelines.readers.boundaries import read_boundaries
from pipelines.readers.source_file import read_file
from tests.support.boundary_files import (
    KNOWN,
    LAT,
    LON,
    collection,
    districts,
    feature,
    gzipped,
    in_crs,
    polygon,
    ring,
    zipped,
)

THREE = ("A1", "D4", "C11")


def read(content, name="lines.geojson"):
    (result,) = read_boundaries(name, content, known=KNOWN)
    return result


def areas(result):
    rows = result.accepted.to_pylist()
    return {row["area_name"]: shapely.from_wkb(row["geom_wkb"]) for row in rows}


def reasons(result):
    return [(row["line_no"], row["reason_code"]) for row in result.set_aside.to_pylist()]


@pytest.mark.parametrize(
    "pack",
    [lambda content: content, gzipped, lambda content: zipped(lines__geojson=content)],
    ids=["plain", "gzip", "zip"],
)
def test_a_layer_of_districts_is_read_whatever_it_is_packed_in(pack):
    result = read(pack(collection(districts(*THREE))))

    assert result.feed_code == "boundaries"
    assert result.layout_name == "police districts"
    assert result.accepted.column("area_name").to_pylist() == ["A-1", "D-4", "C-11"]
    assert result.rows_read == 3
    assert result.clock.regime == "no_clock"


def test_shapes_come_out_in_the_working_crs():
    west_m, south_m = (value[0] for value in project_lonlat([LON], [LAT]))

    bounds = shapely.bounds(areas(read(collection(districts("A1"))))["A-1"])

    # Sides of a degree are not parallel to the plane's axes, so the box reaches a few metres further.
    assert bounds[:2] == pytest.approx([west_m, south_m], abs=12)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("A1", "A-1"),
        ("A-1", "A-1"),
        ("a01", "A-1"),
        (" D4 ", "D-4"),
        ("C11", "C-11"),
        ("A15", "A-15"),
        ("A-15", "A-15"),
    ],
)
def test_a_district_is_known_however_it_is_written(written, code):
    assert read(collection(districts(written))).accepted.column("area_name").to_pylist() == [code]


def test_the_layer_is_told_from_the_features_and_not_from_the_name():
    result = read(collection(districts(*THREE)), name="neighborhoods.geojson")

    assert result.layout_name == "police districts"
    assert "DISTRICT" in result.messages[0]


def test_neighborhoods_are_known_by_their_names():
    features = [feature(polygon(0), Name="south  end", Acres=1), feature(polygon(1), Name="Roxbury", Acres=2)]

    result = read(collection(features))

    assert result.layout_name == "neighborhoods"
    assert result.accepted.column("area_name").to_pylist() == ["South End", "Roxbury"]


def test_the_city_outline_is_known_by_its_mark():
    result = read(collection([feature(polygon(0, side=0.09), OBJECTID=1, BOSTON_LAN=1, CITY=" ")]))

    assert result.layout_name == "city outline"
    assert result.accepted.column("area_name").to_pylist() == ["Boston"]


def test_a_layer_that_states_the_city_and_covers_little_of_it_is_not_its_outline():
    with pytest.raises(SourceFileError, match="too little for its outline"):
        read(collection([feature(polygon(n), CITY="Boston", SCHOOL=n) for n in range(3)]))


def test_districts_in_many_pieces_are_known_as_districts():
    pieces = [feature(polygon(n % 4, row=n // 4), DISTRICT="A15" if n < 30 else "A1") for n in range(32)]

    assert read(collection(pieces)).layout_name == "police districts"


def test_the_outline_of_another_city_is_refused():
    with pytest.raises(SourceFileError, match="outline is that of Cambridge"):
        read(collection([feature(polygon(0), CITY="Cambridge")]))


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"DISTRICT": 1, "Councillor": "Councillor One"}, "council districts"),
        ({"DISTRICT": "01-01", "WDPCT": "0101"}, "voting precincts"),
        ({"OBJECTID": 4, "Shape": 3}, "no property names police districts or neighborhoods"),
    ],
    ids=["council", "precincts", "nothing known"],
)
def test_a_layer_that_nobody_reads_is_refused_with_what_it_looks_like(properties, words):
    with pytest.raises(SourceFileError, match=words) as refusal:
        read(collection([feature(polygon(0), **properties)]))

    assert "police districts, neighborhoods and the city outline" in str(refusal.value)


def test_parks_that_name_a_neighborhood_each_are_not_taken_for_neighborhoods():
    parks = [feature(polygon(n % 20, row=n // 20), SITE_NAME=f"Park {n}", DISTRICT="Roxbury") for n in range(40)]

    with pytest.raises(SourceFileError, match="parks and open space"):
        read(collection(parks))


def test_streets_are_refused_as_no_areas():
    line = {"type": "LineString", "coordinates": [[LON, LAT], [LON + 0.01, LAT]]}

    with pytest.raises(SourceFileError, match="points or lines, no areas"):
        read(collection([feature(line, STREET_ID="2")]))


@pytest.mark.parametrize("crs", ["EPSG:2249", "EPSG:26986", "EPSG:3857"])
def test_without_a_stated_crs_the_one_that_puts_the_shapes_into_the_city_is_taken_and_told(crs):
    stated = areas(read(collection(districts(*THREE))))

    result = read(collection(in_crs(districts(*THREE), crs)))

    assert f"Read as {crs}" in result.clock.evidence
    assert "3 of 3" in result.clock.evidence
    assert "0 of 3" in result.clock.evidence
    for name, area in areas(result).items():
        assert shapely.hausdorff_distance(area, stated[name]) < 0.01


@pytest.mark.parametrize("name", ["EPSG:2249", "urn:ogc:def:crs:EPSG::2249"], ids=["short", "urn"])
def test_a_stated_crs_is_believed(name):
    member = {"type": "name", "properties": {"name": name}}

    result = read(collection(in_crs(districts(*THREE), "EPSG:2249"), crs=member))

    assert name in result.clock.evidence
    assert result.accepted.num_rows == 3


def test_a_crs_that_nobody_knows_is_refused():
    member = {"type": "name", "properties": {"name": "EPSG:99999999"}}

    with pytest.raises(SourceFileError, match="nobody knows the CRS it states"):
        read(collection(districts(*THREE), crs=member))


def test_a_crs_member_that_names_nothing_is_refused_and_not_passed_over():
    with pytest.raises(SourceFileError, match="a crs member without a name"):
        read(collection(districts(*THREE), crs={"type": "link", "properties": {"href": "elsewhere"}}))


def test_a_stated_crs_that_puts_nothing_into_the_city_is_refused_with_what_would_fit():
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    with pytest.raises(SourceFileError, match="would fit EPSG:2249"):
        read(collection(in_crs(districts(*THREE), "EPSG:2249"), crs=member))


def test_numbers_that_fit_no_known_crs_are_refused_with_the_evidence():
    with pytest.raises(SourceFileError, match="0 of the known ones") as refusal:
        read(
            collection(
                [
                    feature(
                        {"type": "Polygon", "coordinates": [[[9e6, 9e6], [9e6, 8e6], [8e6, 8e6], [9e6, 9e6]]]},
                        DISTRICT="A1",
                    )
                ]
            )
        )

    assert "EPSG:2249" in str(refusal.value)


def test_swapped_coordinates_are_refused_and_never_put_right_by_guessing():
    swapped = [[lat, lon] for lon, lat in ring(0)]

    with pytest.raises(SourceFileError, match="latitude stands in the longitude's place"):
        read(collection([feature({"type": "Polygon", "coordinates": [swapped]}, DISTRICT="A1")]))


def test_another_citys_districts_are_refused():
    elsewhere = [[lon - 3, lat - 2] for lon, lat in ring(0)]

    with pytest.raises(SourceFileError, match="another city"):
        read(collection([feature({"type": "Polygon", "coordinates": [elsewhere]}, DISTRICT="A1")]))


def test_one_feature_outside_the_city_is_set_aside_and_the_rest_taken():
    far = {"type": "Polygon", "coordinates": [[[lon - 3, lat] for lon, lat in ring(0)]]}

    result = read(collection([*districts("A1", "D4"), feature(far, DISTRICT="B2")]))

    assert reasons(result) == [(3, "outside_city")]
    assert result.accepted.num_rows == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (feature(None, DISTRICT="B2"), "no_geometry"),
        (feature({"type": "Polygon", "coordinates": []}, DISTRICT="B2"), "no_geometry"),
        (feature({"type": "Point", "coordinates": [LON, LAT]}, DISTRICT="B2"), "not_a_polygon"),
        (feature({"type": "GeometryCollection", "geometries": [polygon(0)]}, DISTRICT="B2"), "not_a_polygon"),
        (feature("POLYGON((0 0))", DISTRICT="B2"), "not_a_polygon"),
        (feature({"type": "Polygon", "coordinates": [ring(0)[:2]]}, DISTRICT="B2"), "bad_geometry"),
        (feature({"type": "Polygon", "coordinates": [[[LON, LAT]] * 4]}, DISTRICT="B2"), "bad_geometry"),
        (feature({"type": "Polygon", "coordinates": [[["x", LAT]] * 4]}, DISTRICT="B2"), "bad_geometry"),
        (feature({"type": "Polygon", "coordinates": 7}, DISTRICT="B2"), "bad_geometry"),
        (feature(polygon(4), DISTRICT="Z99"), "no_usable_name"),
        (feature(polygon(4)), "no_usable_name"),
        (["no", "feature"], "not_whole"),
    ],
    ids=[
        "null", "no coordinates", "point", "collection", "text for a geometry", "open ring", "ring of one point",
        "words for numbers", "number for coordinates", "unknown district", "no properties", "no object",
    ],
)  # fmt: skip
def test_a_feature_that_is_no_area_is_set_aside_with_its_number_and_reason_and_the_rest_taken(bad, reason):
    result = read(collection([*districts("A1", "D4"), bad, *districts("C11")]))

    assert reasons(result) == [(3, reason)]
    assert result.accepted.column("area_name").to_pylist() == ["A-1", "D-4", "C-11"]
    assert result.rows_read == 4
    assert all(row["detail"] for row in result.set_aside.to_pylist())


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_a_coordinate_that_is_no_number_spoils_its_feature_alone(word):
    text = collection(districts("A1", "D4")).replace(json.dumps(ring(1)[2][0]).encode(), word.encode(), 1)

    result = read(text)

    assert len(result.set_aside) == 1
    assert reasons(result)[0][1] == "bad_geometry"
    assert result.accepted.num_rows == 1


def test_a_shape_that_crosses_itself_is_repaired_and_told():
    (west, south), _, (east, north), *_ = ring(0)
    bow = [[west, south], [east, north], [east, south], [west, north], [west, south]]

    result = read(collection([feature({"type": "Polygon", "coordinates": [bow]}, DISTRICT="A1"), *districts("D4")]))

    area = areas(result)["A-1"]
    assert shapely.is_valid(area)
    # Two triangles of a quarter of the square each.
    assert shapely.area(area) == pytest.approx(shapely.area(areas(result)["D-4"]) / 2, rel=1e-3)
    assert "features 1 (A-1)" in " ".join(result.messages)


def test_heights_are_left_out():
    high = {"type": "Polygon", "coordinates": [[[lon, lat, 12.5] for lon, lat in ring(0)]]}

    assert not shapely.has_z(areas(read(collection([feature(high, DISTRICT="A1")])))["A-1"])


def test_two_features_of_one_district_are_both_taken_and_told():
    result = read(collection([*districts("A1", "D4"), feature(polygon(5), DISTRICT="D4")]))

    assert result.accepted.column("area_name").to_pylist() == ["A-1", "D-4", "D-4"]
    assert "Several features make one district: D-4." in result.messages


def test_districts_that_the_file_lacks_are_named():
    assert "Not in the file: A-15, B-2; places there" in " ".join(read(collection(districts(*THREE))).messages)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"  \n ", "the file is empty"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "web page"),
        (b"case_enquiry_id,open_dt\n1,2\n", "no GeoJSON"),
        (b'{"message": "rate limit"}', "no GeoJSON FeatureCollection"),
        (b"[1, 2]", "no GeoJSON"),
        (b'{"type": "FeatureCollection", "features": {}}', "no GeoJSON FeatureCollection"),
        (collection([]), "FeatureCollection is empty"),
        (b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000, "nested|breaks off"),
        (b'{"a": ' + b"9" * 5000 + b"}", "nothing here reads"),
        (zipped(lines__shp=b"x", lines__dbf=b"y"), "there is no GeoJSON in the zip"),
        (b"PK\x03\x04 cut", "damaged or cut off"),
    ],
    ids=[
        "empty", "blank", "html", "csv", "other json", "list", "features no list", "no features", "deeply nested",
        "number without end", "shapefile", "broken zip",
    ],
)  # fmt: skip
def test_what_is_no_boundary_file_is_refused_in_words(content, words):
    with pytest.raises(SourceFileError, match=words):
        read(content)


def test_a_cut_off_file_is_refused_whole_with_the_line_where_it_breaks():
    text = json.dumps(json.loads(collection(districts(*THREE))), indent=1).encode()

    with pytest.raises(SourceFileError, match=r"line \d+: the GeoJSON breaks off"):
        read(text[:-200])


def test_a_cut_off_gzip_is_refused_whole():
    with pytest.raises(SourceFileError, match="half a layer is not taken"):
        read(gzipped(collection(districts(*THREE)))[:-20])


def test_a_gzip_that_unpacks_without_end_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(geojson, "LARGEST_GEOJSON_BYTES", 100_000)
    bomb = gzip.compress(b"{" + b" " * 5_000_000)

    assert len(bomb) < 10_000
    with pytest.raises(SourceFileError, match="more than any layer of lines"):
        read(bomb)


def test_a_zip_that_claims_a_gigabyte_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(geojson, "LARGEST_GEOJSON_BYTES", 100_000)

    with pytest.raises(SourceFileError, match="more than any layer of lines"):
        read(zipped(lines__geojson=b"{" + b" " * 5_000_000))


def test_a_zip_may_hold_several_layers_and_what_is_not_taken_is_told():
    content = zipped(
        a__geojson=collection(districts(*THREE)),
        b__json=collection([feature(polygon(0), Name="Roxbury")]),
        c__geojson=b"<html>no</html>",
        readme__txt=b"hello",
    )

    results = read_boundaries("all.zip", content, known=KNOWN)

    assert [result.layout_name for result in results] == ["police districts", "neighborhoods"]
    assert "Not taken: all.zip: c.geojson" in " ".join(results[0].messages)


def test_a_file_with_a_mark_of_its_encoding_is_read():
    assert read(b"\xef\xbb\xbf" + collection(districts("A1"))).accepted.num_rows == 1


def test_reading_the_same_file_twice_gives_the_same_bytes():
    content = collection(districts(*THREE))

    assert read(content).accepted.equals(read(content).accepted)
    assert read(content).content_hash == read(gzipped(content)).content_hash


def test_geojson_handed_in_as_tickets_is_sent_to_the_right_command():
    with pytest.raises(SourceFileError, match="crt ingest boundaries FILE"):
        read_file("lines.geojson", collection(districts(*THREE)))


def test_no_geometry_is_named_without_its_reason():
    result = read(collection([*districts("A1"), feature(None, DISTRICT="B2"), feature(polygon(3), DISTRICT="Q7")]))

    assert result.rows_read == result.accepted.num_rows + len(result.set_aside) == 3
    assert np.array(reasons(result)).tolist() == [["2", "no_geometry"], ["3", "no_usable_name"]]
