from __future__ import annotations

import gzip
from datetime import datetime

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.results import accepted_schema
from pipelines.readers.source_file import read_file
from tests.pipelines.readers.files import (
    LEGACY_A_NAMES,
    LEGACY_B_HEADER,
    NEW_NAMES,
    as_file,
    half_a_gzip,
    legacy_a_line,
    legacy_b_file,
    legacy_b_line,
    legacy_id,
    new_file,
    new_id,
    new_line,
    reasons,
    zipped,
)


def read_one(content):
    (result,) = read_file("file.csv", content)
    return result


def read_legacy(lines, **how):
    return read_one(as_file(LEGACY_B_HEADER, lines, **how))


def ten_with(broken, *, at=5):
    """Ten whole tickets with broken lines put in before the sixth; the first of them stands on line 7."""
    lines = [legacy_b_line(number) for number in range(10)]
    return read_legacy([*lines[:at], *broken, *lines[at:]])


def ids(result):
    return result.accepted.column("record_id").to_pylist()


def test_a_whole_legacy_file_is_taken_row_by_row_with_line_numbers_and_naive_stamps():
    result = read_one(legacy_b_file(20))

    first = result.accepted.to_pylist()[0]
    assert (result.rows_read, result.accepted.num_rows, result.set_aside.num_rows) == (20, 20, 0)
    assert result.accepted.column("row_number").to_pylist() == list(range(2, 22))
    assert first["record_id"] == first["case_enquiry_id"] == legacy_id(0)
    assert first["opened_stamp"] == datetime(2015, 1, 1, 0, 20, 9)
    assert first["closed_stamp"] == datetime(2015, 1, 2, 6, 20, 9)
    assert (first["lon"], first["lat"]) == (-71.0748, 42.3357)
    assert result.newest_opened_stamp == datetime(2015, 1, 1, 19, 20, 9)
    assert result.newest_stamp == datetime(2015, 1, 3, 1, 20, 9)
    assert result.messages == ()


@pytest.mark.parametrize(
    "content",
    [
        legacy_b_file(8),
        as_file(LEGACY_B_HEADER, [legacy_b_line(n) for n in range(8)], end="\r\n"),
        b"\xef\xbb\xbf\n\n" + legacy_b_file(8).rstrip(b"\n"),
        as_file(LEGACY_B_HEADER, [f'"{legacy_b_line(n)[:12]}"{legacy_b_line(n)[12:]}' for n in range(8)]),
        as_file(LEGACY_B_HEADER, [line for n in range(8) for line in (legacy_b_line(n), "", ",,,")]),
        as_file(f"{LEGACY_B_HEADER},New Column", [f"{legacy_b_line(n)},x" for n in range(8)]),
        as_file(",".join(LEGACY_A_NAMES), [legacy_a_line(n) for n in range(8)]),
        gzip.compress(legacy_b_file(8)),
        zipped({"legacy.csv": legacy_b_file(8)}),
    ],
    ids=["plain", "crlf", "mark and no last line end", "quoted ids", "blank lines", "extra column", "A", "gzip", "zip"],
)
def test_the_same_tickets_are_taken_however_the_file_is_dressed(content):
    result = read_one(content)

    assert ids(result) == [legacy_id(number) for number in range(8)]
    assert (result.rows_read, result.set_aside.num_rows) == (8, 0)
    assert result.accepted.schema == accepted_schema("city311_legacy")


@pytest.mark.parametrize("names", [NEW_NAMES, sorted(NEW_NAMES), NEW_NAMES[::-1]])
def test_the_new_system_is_read_in_any_column_order(names):
    result = read_one(new_file(12, names=names))

    assert ids(result) == [new_id(number) for number in range(12)]
    assert result.accepted.schema == accepted_schema("city311_new")
    assert result.accepted.column("opened_stamp")[0].as_py() == datetime(2025, 8, 1, 6, 35, 6, 539000)


def test_a_note_that_spans_lines_belongs_to_its_ticket_and_lines_are_counted_as_an_editor_does():
    lines = [legacy_b_line(0), legacy_b_line(1, closure_reason="first\n\nthird, line"), legacy_b_line(2)]

    result = read_legacy(lines)

    assert result.accepted.column("row_number").to_pylist() == [2, 3, 6]
    assert result.accepted.column("closure_reason")[1].as_py() == "first\n\nthird, line"


def test_a_note_that_quotes_another_case_number_at_the_start_of_a_line_is_not_a_ticket():
    result = ten_with([legacy_b_line(70, closure_reason=f"see\n{legacy_id(2)}, which is the same")])

    assert (result.rows_read, result.accepted.num_rows, result.set_aside.num_rows) == (11, 11, 0)
    assert "stand inside a quoted text: 8." in " ".join(result.messages)


def test_notes_that_span_lines_are_read_where_the_case_number_is_not_the_first_column():
    names = ["closure_comments", *(name for name in NEW_NAMES if name != "closure_comments")]
    lines = [
        new_line(number, names=names, closure_comments="two\nlines, both his" if number % 3 else "")
        for number in range(9)
    ]
    lines.insert(4, new_line(70, names=names)[:-20] + ",too,many,cells")

    result = read_one(as_file(",".join(names), lines))

    assert sorted(ids(result)) == [new_id(number) for number in range(9)]
    assert reasons(result) == {"wrong_number_of_columns": 1}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (legacy_b_line(70).replace('made up"', "made up").replace("Case Closed.", '"Case Closed.'), "unclosed_quote"),
        (legacy_b_line(70).rstrip('"'), "unclosed_quote"),
        (legacy_b_line(70).replace("Needle Program", "Needle,Program"), "wrong_number_of_columns"),
        (legacy_b_line(70).split(",42.3357")[0], "wrong_number_of_columns"),
        (legacy_b_line(70, case_enquiry_id=""), "no_record_id"),
        (legacy_b_line(70, case_enquiry_id="1.01001E+11"), "no_record_id"),
        (LEGACY_B_HEADER, "no_record_id"),
        ("Total: 70 tickets", "no_record_id"),
        (legacy_b_line(70, open_dt=""), "bad_opened_date"),
        (legacy_b_line(70, open_dt="31/01/2015 10:37:47 AM"), "bad_opened_date"),
        (legacy_b_line(70, open_dt="02/30/2015 10:37:47 AM"), "bad_opened_date"),
        (legacy_b_line(70, open_dt="01/31/1915 10:37:47 AM"), "impossible_date"),
        (legacy_b_line(70, open_dt="01/31/2915 10:37:47 AM"), "impossible_date"),
        (legacy_b_line(3), "duplicate"),
    ],
)
def test_a_broken_row_loses_only_itself_and_is_named_by_line_and_reason(broken, reason):
    result = ten_with([broken])

    assert ids(result) == [legacy_id(number) for number in range(10)]
    assert reasons(result) == {reason: 1}
    assert result.rows_read == 11
    # The second of two equal rows is the repeat: here the whole ticket comes after the planted one only if it is later.
    assert result.set_aside.column("line_no")[0].as_py() == 7
    assert result.set_aside.column("detail")[0].as_py()


def test_ten_unclosed_quotes_lose_ten_rows():
    lines = [legacy_b_line(number) for number in range(400)]
    for number in range(7, 400, 40):
        lines[number] = lines[number].replace("Case Closed.", '"Case Closed.')

    result = read_legacy(lines)

    assert (result.rows_read, result.accepted.num_rows) == (400, 390)
    assert reasons(result) == {"unclosed_quote": 10}
    assert result.set_aside.column("line_no").to_pylist() == list(range(9, 402, 40))


def test_a_stray_quote_that_shifts_the_cells_but_keeps_their_number_is_not_taken():
    broken = legacy_b_line(70, location="two, commas").replace(",Needle Program,", ',"Needle Program,')

    result = ten_with([broken])

    assert reasons(result) == {"unclosed_quote": 1}
    assert result.accepted.num_rows == 10


def test_a_quotation_mark_inside_an_unquoted_cell_is_text():
    result = ten_with([legacy_b_line(70, case_title="XX").replace("XX", 'a 5" pipe')])

    assert result.accepted.num_rows == 11
    assert result.accepted.column("case_title")[5].as_py() == 'a 5" pipe'


def test_bytes_that_are_text_nowhere_cost_their_row_and_latin_letters_cost_nothing():
    text = as_file(LEGACY_B_HEADER, [legacy_b_line(n, case_title=f"title {n}") for n in range(10)])

    result = read_one(text.replace(b"title 3", b"caf\xe9").replace(b"title 5", b"\x81\x8d"))

    assert reasons(result) == {"not_text": 1}
    assert result.accepted.column("case_title")[3].as_py() == "café"
    assert "Windows-1252: 1 (first: 5)" in result.messages[0]


def test_a_file_that_writes_the_day_first_is_set_aside_whole_and_never_misread():
    dates = ("13/01/2015 10:00:00 AM", "02/01/2015 10:00:00 AM", "14/01/2015 10:00:00 AM", "03/02/2015 10:00:00 AM")

    result = read_legacy([legacy_b_line(number, open_dt=date) for number, date in enumerate(dates)])

    assert result.accepted.num_rows == 0
    assert reasons(result) == {"bad_opened_date": 4}


def test_half_a_gzip_gives_its_intact_rows_and_names_the_row_at_the_cut():
    whole = [legacy_b_line(number) for number in range(3000)]

    result = read_one(half_a_gzip(as_file(LEGACY_B_HEADER, whole)))

    assert result.is_cut_off
    assert reasons(result) == {"cut_off": 1}
    assert result.accepted.num_rows > 1000
    assert ids(result) == [legacy_id(number) for number in range(result.accepted.num_rows)]
    assert result.set_aside.column("line_no")[0].as_py() == result.rows_read + 1


@pytest.mark.parametrize("n_missing", [3, 30, 200, 400])
def test_a_plain_file_that_ends_in_the_middle_of_a_row_is_reported_as_cut_off(n_missing):
    result = read_one(legacy_b_file(50)[:-n_missing])

    assert result.is_cut_off
    assert reasons(result) == {"cut_off": 1}
    assert result.accepted.num_rows + 1 == result.rows_read


NOT_DEGREES = "cannot be read as degrees (no number, one of two missing, or off the globe as State Plane feet are)"


def test_cells_that_cannot_be_read_are_cleared_and_counted_but_cost_no_row():
    lines = [
        legacy_b_line(0, closed_dt="soon"),
        legacy_b_line(1, latitude="north", longitude="-71.06"),
        legacy_b_line(2, latitude="42.3", longitude=""),
        legacy_b_line(3, latitude="142.3"),
        legacy_b_line(4, latitude="", longitude=" ", neighborhood=" "),
    ]

    result = read_legacy(lines)

    assert result.accepted.num_rows == 5
    assert result.accepted.column("closed_stamp").null_count == 1
    assert result.accepted.column("lon").null_count == result.accepted.column("lat").null_count == 4
    assert result.accepted.column("neighborhood").null_count == 1
    assert result.messages == (
        "Rows whose closed_dt cannot be read: 1; it is left empty.",
        f"Rows whose coordinates {NOT_DEGREES}: 3; they are left empty.",
    )


def test_one_mistyped_year_does_not_make_a_file_look_newer_than_it_is():
    lines = [legacy_b_line(number) for number in range(400)]
    lines.append(legacy_b_line(400, open_dt="01/31/2051 10:37:47 AM", closed_dt=""))

    result = read_legacy(lines)

    assert reasons(result) == {"impossible_date": 1}
    assert result.newest_stamp.year == 2015


def test_case_numbers_on_rows_that_differ_are_all_kept_and_told():
    result = read_legacy([legacy_b_line(0), legacy_b_line(1), legacy_b_line(1, case_status="Open")])

    assert result.accepted.num_rows == 3
    assert result.messages == ("Case numbers on several rows that differ: 1; all of the rows are kept.",)


def test_case_numbers_that_a_spreadsheet_rounded_are_explained():
    result = ten_with([legacy_b_line(70, case_enquiry_id="1.01001E+11"), "1.01001E+11,too short"])

    assert "rounded by a spreadsheet" in result.messages[-1]


def test_a_zip_with_files_of_both_systems_gives_a_result_for_each():
    results = read_file("both.zip", zipped({"new.csv": new_file(3), "legacy.csv": legacy_b_file(4)}))

    assert [(result.feed_code, result.rows_read) for result in results] == [("city311_new", 3), ("city311_legacy", 4)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (legacy_b_file(3).replace(b",", b";"), "separated by semicolons"),
        (legacy_b_file(3).replace(b",", b"\t"), "separated by tabs"),
        (f"{LEGACY_B_HEADER}\n".encode(), "no rows"),
        (LEGACY_B_HEADER.encode(), "no rows"),
        (gzip.compress(LEGACY_B_HEADER.encode())[:-60], "cut off within its header"),
        (b",,,\n,,\n", "no header and no rows"),
    ],
)
def test_a_file_without_rows_or_with_another_separator_is_refused(content, words):
    with pytest.raises(SourceFileError, match=words):
        read_one(content)


def test_hostile_text_stays_text():
    result = ten_with([legacy_b_line(70, case_title='<img src=x onerror="alert(1)">')])

    assert result.accepted.column("case_title")[5].as_py() == '<img src=x onerror="alert(1)">'
