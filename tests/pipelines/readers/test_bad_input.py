from __future__ import annotations

import gzip
import io
import struct
import zipfile

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.payloads import open_payloads
from pipelines.readers.source_file import read_file
from tests.pipelines.readers.files import (
    LEGACY_B_HEADER,
    as_file,
    json_lines,
    legacy_b_file,
    legacy_b_line,
    new_file,
    reasons,
    request,
    xml_page,
    zipped,
)


def read_one(content):
    (result,) = read_file("file.csv", content)
    return result


def ten_with(lines):
    plain = [legacy_b_line(number) for number in range(10)]
    return read_one(as_file(LEGACY_B_HEADER, [*plain[:5], *lines, *plain[5:]]))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_read_with_or_without_its_mark_and_says_so(codec):
    line = legacy_b_line(3, location="1 Café St  Boston  MA  02118")

    result = read_one(as_file(LEGACY_B_HEADER, [line]).decode().encode(codec))

    assert result.accepted.column("location").to_pylist() == ["1 Café St  Boston  MA  02118"]
    assert result.messages == ("The file is UTF-16 and was read as such.",)


def test_bytes_of_utf_16_that_are_no_text_cost_their_row():
    content = as_file(LEGACY_B_HEADER, [legacy_b_line(0, case_title="HALF"), legacy_b_line(1)]).decode()

    result = read_one(content.encode("utf-16-le").replace("HALF".encode("utf-16-le"), b"H\0\x3d\xd8L\0F\0"))

    assert (result.rows_read, reasons(result)) == (2, {"not_text": 1})


def test_dates_of_1899_and_2099_are_set_aside_and_clear_where_a_ticket_was_closed():
    result = ten_with(
        [
            legacy_b_line(70, open_dt="12/30/1899 12:00:00 AM"),
            legacy_b_line(71, open_dt="12/31/2099 11:59:59 PM"),
            legacy_b_line(72, closed_dt="12/31/2099 11:59:59 PM"),
            legacy_b_line(73, closed_dt="12/30/1899 12:00:00 AM"),
        ]
    )

    assert reasons(result) == {"impossible_date": 2}
    assert result.accepted.column("closed_stamp").null_count == 2
    assert "Rows whose closed_dt lies outside 2008 to 2098: 2; it is left empty." in result.messages
    assert result.newest_stamp.year == 2015


def test_a_mistyped_year_does_not_make_a_small_file_look_newer_either():
    result = ten_with([legacy_b_line(70, open_dt="01/31/2051 10:37:47 AM", closed_dt="")])

    assert reasons(result) == {"impossible_date": 1}
    assert result.newest_stamp.year == 2015


@pytest.mark.parametrize(
    ("lon", "lat"), [("770123.4", "2950456.7"), ("2950456.7", "770123.4"), ("236000", "900500"), ("7.7E5", "2.9E6")]
)
def test_coordinates_in_feet_are_cleared_and_counted_and_the_ticket_is_kept(lon, lat):
    result = ten_with([legacy_b_line(70, longitude=lon, latitude=lat)])

    assert result.accepted.num_rows == 11
    assert result.accepted.column("lon").null_count == result.accepted.column("lat").null_count == 1
    assert any("off the globe as State Plane feet are): 1;" in message for message in result.messages)


def test_a_cell_of_a_hundred_million_characters_costs_its_row_and_is_not_kept_twice():
    result = ten_with([legacy_b_line(70, case_title="x" * 100_000_000)])

    assert reasons(result) == {"too_long": 1}
    assert result.set_aside.column("line_no").to_pylist() == [7]
    assert result.set_aside.nbytes < 20_000
    assert (result.rows_read, result.accepted.num_rows) == (11, 10)


@pytest.mark.parametrize(
    "line",
    [
        legacy_b_line(70) + "," * 3_000_000,
        legacy_b_line(70, case_title='"' * 2_000_000),
        legacy_b_line(70, case_title="long, line\n" * 200_000),
        legacy_b_line(70) + '"' + "x" * 3_000_000,
    ],
    ids=["commas", "quotes", "lines", "unclosed"],
)
def test_a_row_without_end_costs_itself_alone(line):
    result = ten_with([line])

    assert result.accepted.num_rows == 10
    assert result.set_aside.num_rows == 1
    assert set(reasons(result)) <= {"too_long", "unclosed_quote"}


def test_a_cell_of_two_hundred_thousand_characters_is_still_text():
    long_note = "x, " * 70_000

    result = ten_with([legacy_b_line(70, closure_reason=long_note), legacy_b_line(71) + ",too,many"])

    assert reasons(result) == {"wrong_number_of_columns": 1}
    assert result.accepted.column("closure_reason")[5].as_py() == long_note


@pytest.mark.parametrize("write", [json_lines, xml_page])
def test_a_request_without_end_costs_itself_alone(write):
    result = read_one(write([request(0), request(1, description="x" * 3_000_000), request(2)]))

    assert (result.rows_read, reasons(result)) == (3, {"too_long": 1})
    assert result.set_aside.nbytes < 20_000


def test_a_header_without_end_is_refused():
    with pytest.raises(SourceFileError, match="the header has 3,000,001 characters"):
        read_one(b"a," + b"x" * 2_999_999 + b"\n1,2\n")


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1"])
def test_a_formula_stays_text_and_runs_nowhere(text):
    result = ten_with([legacy_b_line(70, case_title=text, location=text)])

    assert result.accepted.column("case_title")[5].as_py() == text
    assert result.accepted.column("location")[5].as_py() == text


def declaring(content, n_bytes):
    """The zip with every declared size replaced: what a bomb says about itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = {info.file_size for info in archive.infolist()}
    for size in sizes:
        content = content.replace(struct.pack("<L", size), struct.pack("<L", n_bytes))
    return content


def test_a_zip_that_declares_more_than_is_taken_is_refused_before_it_is_unpacked():
    bomb = declaring(zipped({"a.csv": b"a,b\n"}), 3_000_000_000)

    with pytest.raises(SourceFileError, match="larger than 2,000 MB"):
        open_payloads("bomb.zip", bomb)


def test_a_zip_that_declares_less_than_it_holds_gives_nothing():
    bomb = declaring(zipped({"a.csv": b"a,b\n" * 1_000_000}), 100)

    with pytest.raises(SourceFileError, match="the zip is damaged"):
        open_payloads("bomb.zip", bomb, limit_bytes=10_000)


def test_many_small_files_that_are_too_large_together_are_refused():
    packed = {f"{number}.csv.gz": gzip.compress(b"a,b\n" * 1000) for number in range(5)}

    with pytest.raises(SourceFileError, match="larger than"):
        open_payloads("bomb.zip", zipped(packed), limit_bytes=15_000)
    with pytest.raises(SourceFileError, match="holds 501 files"):
        open_payloads("bomb.zip", zipped({f"{number}.csv": b"a" for number in range(501)}))


def test_a_zip_within_a_zip_is_named_and_left_alone():
    inner = zipped({"b.csv": legacy_b_file(2)})

    (result,) = read_file("both.zip", zipped({"a.csv": legacy_b_file(3), "inner.zip": inner}))

    assert result.rows_read == 3
    assert result.messages == (
        "Not read: 1 zip within the zip (inner.zip); unpack it and hand in what it holds.",
    )  # fmt: skip
    with pytest.raises(SourceFileError, match="the zip holds another zip and no CSV"):
        read_file("nest.zip", zipped({"inner.zip": inner}))
    with pytest.raises(SourceFileError, match="a zip within an archive"):
        read_file("nest.zip", zipped({"disguised.csv": inner}))
    with pytest.raises(SourceFileError, match="a gzip within a gzip"):
        read_file("nest.csv.gz", gzip.compress(gzip.compress(legacy_b_file(2))))


def test_of_a_zip_with_files_that_cannot_be_taken_the_others_are_and_the_reasons_are_told():
    members = {
        "error.csv": b"<html>502</html>",
        "other.csv": b"site,bags\n1,2\n",
        "b.csv": legacy_b_file(3),
        "n.csv": new_file(2),
    }

    results = read_file("mixed.zip", zipped(members))

    assert [result.rows_read for result in results] == [3, 2]
    assert "Not taken: mixed.zip: error.csv, line 1: this looks like a web page" in results[0].messages[0]
    assert "Not taken: mixed.zip: other.csv, line 1: none of its columns is known" in results[0].messages[1]
