from __future__ import annotations

import gzip
import re

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.results import accepted_schema
from pipelines.readers.source_file import read_file
from tests.pipelines.readers.files import (
    json_lines,
    json_page,
    legacy_id,
    reasons,
    request,
    xml_page,
    zipped,
)

FIVE = [request(number) for number in range(5)]
BROKEN_JSON = b'{"service_request_id": "101001249999", "status": "open\n, "description": }'
TOO_DEEP = b'{"service_request_id": "8", "a": ' + b"[" * 50_000 + b"\n"


def read_one(content, name="page.json"):
    (result,) = read_file(name, content)
    return result


def cells(result, name):
    return result.accepted.column(name).to_pylist()


@pytest.mark.parametrize(
    "content",
    [
        json_page(FIVE),
        json_page(FIVE, indent=None),
        json_lines(FIVE),
        json_page(FIVE[:2]) + b"\n" + json_page(FIVE[2:]),
        b'{"service_requests": ' + json_page(FIVE) + b"}\n",
        xml_page(FIVE),
        gzip.compress(json_lines(FIVE)),
        zipped({"page_1.json": json_page(FIVE)}),
        json_lines(FIVE).decode().encode("utf-16"),
    ],
    ids=["array", "one line", "a line each", "two pages", "wrapped", "xml", "gzip", "zip", "utf-16"],
)
def test_the_same_requests_are_taken_in_every_form(content):
    result = read_one(content)

    assert (result.feed_code, result.layout_name, result.rows_read) == ("open311", "Open311 GeoReport v2", 5)
    assert result.accepted.schema == accepted_schema("open311")
    assert cells(result, "record_id") == [legacy_id(number) for number in range(5)]
    assert cells(result, "description") == [FIVE[0]["description"]] * 5
    assert cells(result, "lat") == [42.33659308458665] * 5
    assert cells(result, "zipcode") == [None] * 5
    assert (reasons(result), result.is_cut_off) == ({}, False)


def test_a_requests_line_is_where_its_number_stands():
    assert cells(read_one(json_lines(FIVE)), "row_number") == [1, 2, 3, 4, 5]
    assert cells(read_one(json_page(FIVE)), "row_number")[:2] == [3, 16]


def test_a_description_that_quotes_a_request_is_no_request():
    quoting = request(9, description='{"service_request_id": "101009999999"} <service_request_id>')

    assert read_one(json_lines([quoting])).rows_read == 1
    assert read_one(xml_page([quoting])).rows_read == 1


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        (json_lines(FIVE[:2]) + BROKEN_JSON + b"\n" + json_lines(FIVE[2:]), 3, {"not_whole": 1}),
        (json_page(FIVE).replace(b'"101001240002"', b"101001240002-x", 1), 29, {"not_whole": 1}),
        (xml_page(FIVE).replace(b"<status>closed</status>", b"<status>closed", 1), 3, {"not_whole": 1}),
        (xml_page(FIVE).replace(b"</request>", b"", 1), 3, {"not_whole": 1}),
        (xml_page(FIVE).replace(b"Case Noted", b"&boom;", 1), 3, {"not_whole": 1}),
        (json_lines(FIVE).replace(b'"service_request_id"', b'"id"', 1), 1, {"no_record_id": 1}),
        (json_lines(FIVE[:2]) + b"<html>502 Bad Gateway</html>\n" + json_lines(FIVE[2:]), 3, {"no_record_id": 1}),
        (json_lines([*FIVE, {"code": 400, "description": "no"}]), 6, {"no_record_id": 1}),
        (json_lines([*FIVE, request(7, address=["a", "b"])]), 6, {"bad_value": 1}),
        (json_lines([*FIVE, request(7, service_request_id=None)]), 6, {"no_record_id": 1}),
        (json_lines([*FIVE, request(7, requested_datetime="soon")]), 6, {"bad_opened_date": 1}),
        (json_lines([*FIVE, request(7, requested_datetime="2017-01-01T00:00:00")]), 6, {"bad_opened_date": 1}),
        (json_lines([*FIVE, FIVE[4]]), 6, {"duplicate": 1}),
        (json_lines(FIVE).replace(b"Dorchester", b"\x81\x8d", 1), 1, {"not_text": 1}),
        (json_lines([*FIVE, request(7, nested={"service_request_id": "8"})]), 6, {"not_whole": 2}),
        (json_lines(FIVE) + TOO_DEEP + json_lines([request(9)]), 6, {"not_whole": 1}),
    ],
)  # fmt: skip
def test_trap_one_bad_record_loses_only_itself_and_is_named_by_line_and_reason(content, line, found):
    result = read_one(content)

    assert reasons(result) == found
    assert set(result.set_aside.column("line_no").to_pylist()) == {line}
    assert result.accepted.num_rows == result.rows_read - sum(found.values()) >= 4
    assert not result.is_cut_off


@pytest.mark.parametrize("page", [json_page(FIVE), json_lines(FIVE), xml_page(FIVE)], ids=["array", "lines", "xml"])
def test_trap_truncated_pages_give_what_is_whole_and_say_where_they_end(page):
    result = read_one(page[: int(len(page) * 0.7)])

    assert result.is_cut_off
    assert reasons(result) == {"cut_off": 1}
    assert (result.rows_read, result.accepted.num_rows) == (4, 3)


def test_an_array_cut_between_two_requests_is_known_to_be_cut_off():
    whole = json_page(FIVE, indent=None)

    result = read_one(whole[: whole.index(b', {"service_request_id": "101001240003"')])

    assert (result.is_cut_off, result.rows_read, reasons(result)) == (True, 3, {})


def test_half_a_gzip_of_requests_gives_its_beginning():
    many = [request(number, description=f"made up {number * 7919}") for number in range(3000)]
    packed = gzip.compress(json_lines(many), mtime=0)

    result = read_one(packed[: len(packed) // 2])

    assert result.is_cut_off
    assert 500 < result.accepted.num_rows == result.rows_read - 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "looks like a web page"),
        (b'<?xml version="1.0"?><errors><error><code>400</code></error></errors>', "looks like a web page"),
        (b'{"code": 500, "description": "oops"}', "looks like JSON"),
        (b"[]\n", "an Open311 page without a request"),
    ],
)
def test_trap_an_error_page_is_refused_with_the_reason(content, words):
    with pytest.raises(SourceFileError, match=words):
        read_one(content)


def test_a_document_type_with_entities_that_grow_is_never_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n' + xml_page([request(0)])

    result = read_one(bomb.replace(b"Case Noted", b"&b;"))

    assert reasons(result) == {"not_whole": 1, "no_record_id": 1}


def test_half_an_emoji_and_a_null_character_are_replaced_not_fatal():
    result = read_one(json_lines([request(0, description="hot \ud83d", address="a\0b")]))

    assert cells(result, "description") == ["hot \ufffd"]
    assert cells(result, "address") == ["a\ufffdb"]


def test_values_that_no_column_knows_are_left_out_and_told():
    result = read_one(json_lines([request(0, extended_attributes={"x": 1}, token="t")]))  # noqa: S106

    assert result.messages == ("Columns that nothing reads were left out: extended_attributes, token.",)


def test_stamps_are_put_into_utc_by_what_they_state():
    requests = [
        request(0, requested_datetime="2017-01-01T00:13:07-05:00", updated_datetime="2017-07-01T00:13:07-04:00"),
        request(1, requested_datetime="2017-01-01T05:13:07Z", updated_datetime="2017-07-01T04:13:07.5+0000"),
        request(2, requested_datetime="2017-01-01T05:13:07+00:00", updated_datetime="2017-07-01T04:13:07+25:00"),
    ]

    result = read_one(json_lines(requests))

    assert {str(stamp) for stamp in cells(result, "opened_stamp")} == {"2017-01-01 05:13:07"}
    assert [str(stamp) for stamp in cells(result, "closed_stamp")] == [
        "2017-07-01 04:13:07", "2017-07-01 04:13:07.500000", "None",
    ]  # fmt: skip
    assert result.clock.regime == "utc"
    assert result.clock.evidence.startswith(
        "Assumed from the header: UTC; 3 rows are too few to tell. The stamps state"
    )


def test_trap_a_z_behind_eastern_local_time_is_not_believed_against_the_evidence():
    hours = [hour for day in range(40) for hour in range(day * 24 + 6, day * 24 + 23)]
    requests = [request(hour) for hour in hours]
    for one in requests:
        one["requested_datetime"] = one["requested_datetime"].replace("-05:00", "Z")

    result = read_one(json_lines(requests))

    assert result.clock.regime == "eastern_local"
    assert "The stamps state their distance from UTC" in result.clock.evidence


def test_stamps_without_any_distance_from_utc_are_read_as_written():
    requests = [request(0, requested_datetime="2017-01-01T00:13:07", updated_datetime=None)]

    result = read_one(json_lines(requests))

    assert str(cells(result, "opened_stamp")[0]) == "2017-01-01 00:13:07"
    assert result.clock.regime == "eastern_local"


@pytest.mark.realdata
def test_every_request_of_the_shared_pages_is_taken(shared_data):
    folder = shared_data / "open311"
    whole = read_one((folder / "boston_georeport_v2_other_2017.ndjson.gz").read_bytes())
    pages = [read_one((folder / f"page_{number}.json").read_bytes()) for number in (1, 2, 3)]

    text = gzip.decompress((folder / "boston_georeport_v2_other_2017.ndjson.gz").read_bytes())
    assert (
        whole.rows_read == whole.accepted.num_rows == len(re.findall(rb'(?m)^\{"service_request_id": ', text)) == 23_750
    )
    assert [(page.rows_read, reasons(page)) for page in pages] == [(50, {})] * 3
    assert whole.clock.regime == "utc"
    assert "the closed stamp is 4 h later in 240, 5 h later in 131" in whole.clock.evidence
