from __future__ import annotations

from datetime import date

import pytest

from geo.signals.study_periods import TimeUnit, lay_period
from pipelines.errors import ScanFileError
from pipelines.readers.scan_files import read_scan_cases, read_scan_places, read_scan_population

KNOWN = {"a", "b", "Los Alamos", "11418"}
YEARS = lay_period(date(1973, 1, 1), date(1991, 12, 31), TimeUnit.YEAR)
MONTHS = lay_period(date(1973, 1, 1), date(1991, 12, 31), TimeUnit.MONTH)
DAYS = lay_period(date(2001, 11, 1), date(2001, 11, 24), TimeUnit.DAY)
ONE_DAY = lay_period(date(2001, 11, 24), date(2001, 11, 24), TimeUnit.DAY)


def cases(text, period=DAYS, **more):
    content = text if isinstance(text, bytes) else text.encode()
    return read_scan_cases("x.cas", content, period=period, known=KNOWN, **more)


def rows(read):
    return [(row.location_id, row.n_cases, row.date) for row in read.rows.itertuples()]


def people(text):
    return read_scan_population("x.pop", text.encode(), known=KNOWN)


def places(text, *, is_latlon=True):
    return read_scan_places("x.geo", text.encode(), is_latlon=is_latlon)


@pytest.mark.parametrize(
    "text",
    [
        "a 2 2001/11/22\nb 1 2001/11/3\n",
        "a\t2\t2001/11/22\r\nb\t1\t2001/11/3\r\n",
        "a,2,2001/11/22\nb,1,2001/11/3",
        ' "a"   2\t2001/11/22 \n\n   \n b 1  2001/11/3\n',
        '"a", 2, "2001/11/22",\n"b", 1, 2001/11/3,,\n',
        "\ufeffa 2 2001/11/22\nb 1 2001/11/3\n",
        "a 2 2001/11/22\rb 1 2001/11/3\r",
        "a 2 2001-11-22\nb 1 11/3/2001\n",
        "a 2 2001.11.22\nb 1 2001*11*3\n\x1a",
    ],
)
def test_a_case_file_may_be_written_in_many_ways(text):
    assert rows(cases(text)) == [("a", 2, date(2001, 11, 22)), ("b", 1, date(2001, 11, 3))]


def test_utf_16_is_read():
    assert rows(cases("a 2 2001/11/22\n".encode("utf-16"))) == [("a", 2, date(2001, 11, 22))]


def test_a_name_with_a_blank_stands_in_quotes_or_between_commas():
    for text in ('"Los Alamos" 1 2001/11/22', "Los Alamos,1,2001/11/22"):
        assert rows(cases(text)) == [("Los Alamos", 1, date(2001, 11, 22))]


def test_a_comma_within_quotes_parts_no_columns():
    with pytest.raises(ScanFileError, match="location a,b has no line"):
        cases('"a,b" 1 2001/11/22')


def test_a_name_of_digits_stays_a_name():
    assert rows(cases("11418 1 2001/11/22"))[0][0] == "11418"


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("73", date(1973, 1, 1)),
        ("1973", date(1973, 1, 1)),
        ("91/12", date(1991, 12, 1)),
        ("12/1991", date(1991, 12, 1)),
        ("85/02/28", date(1985, 2, 28)),
        ("02/28/1985", date(1985, 2, 28)),
    ],
)
def test_a_date_may_be_a_year_a_month_or_a_day_and_two_digits_are_of_the_last_century(word, day):
    assert rows(cases(f"a 1 {word}", YEARS))[0][2] == day


def test_columns_after_the_date_are_covariates():
    read = cases("a 1 1973 4 male\nb 2 1974 5 female", YEARS)

    assert read.covariates == ("covariate_1", "covariate_2")
    assert read.rows[list(read.covariates)].to_numpy().tolist() == [["4", "male"], ["5", "female"]]


def test_each_row_knows_its_line():
    assert cases("\n\na 1 2001/11/22\n\nb 1 2001/11/22").rows["line_no"].tolist() == [3, 5]


def test_a_date_may_be_left_out_only_where_there_is_but_one():
    assert rows(cases("a 3\nb 1", ONE_DAY)) == [("a", 3, date(2001, 11, 24)), ("b", 1, date(2001, 11, 24))]
    with pytest.raises(ScanFileError, match="needs location, number of cases and date"):
        cases("a 3\nb 1")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a", "1 columns"),
        ("a 1", "2 columns"),
        ("a one 2001/11/22", "'one' is no whole number of cases"),
        ("a 1.5 2001/11/22", "'1.5' is no whole number"),
        ("a -1 2001/11/22", "'-1' is no whole number"),
        ("a 99999999999 2001/11/22", "is no whole number"),
        ("a ² 2001/11/22", "is no whole number"),
        ("a 1 yesterday", "'yesterday' is no date"),
        ("a 1 20011122", "'20011122' is no date"),
        ("a 1 2001/11/22/1", "is no date"),
        ("a 1 2001/11/31", "no date of the calendar"),
        ("a 1 2001/13/1", "no date of the calendar"),
        ("a 1 0/0/0", "no date of the calendar"),
        ("a 1 1600/1/1", "before the year 1753"),
        ("a 1 2001/11", "is to the month and the time unit is the day"),
        ("a 1 2001", "is to the year and the time unit is the day"),
        ("a 1 2001/10/31", "outside the study period, 2001-11-01 to 2001-11-24"),
        ("a 1 2001/11/25", "outside the study period"),
        ("z 1 2001/11/22", "location z has no line in the coordinates file"),
        ("a 1 2001/11/22 old", "1 covariates where the first line has 0"),
    ],
)
def test_a_line_that_is_no_case_is_named_with_its_reason(line, reason):
    with pytest.raises(ScanFileError, match=r"x\.cas, line 2: ") as refused:
        cases(f"a 1 2001/11/22\n{line}\nb 1 2001/11/22\n")

    assert reason in str(refused.value)
    assert "line named" in refused.value.next_step


def test_a_header_is_named_as_what_it_may_be():
    with pytest.raises(ScanFileError, match=r"line 1: 'cases' is no whole number of cases \(if this line is a header"):
        cases("zip,cases,date\na,1,2001/11/22\n")


def test_the_first_faulty_line_is_named_and_the_others_are_counted():
    with pytest.raises(ScanFileError, match=r"line 1: .*\(2 more lines cannot be read either\)"):
        cases("a x 2001/11/22\nb 1 2001/11/22\na 1 never\nz 1 2001/11/22\n")


@pytest.mark.parametrize("content", [b"", b"\n \n\t\r\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_line_is_refused(content):
    with pytest.raises(ScanFileError, match="holds no line"):
        cases(content)


def test_a_file_without_a_case_is_refused():
    with pytest.raises(ScanFileError, match="not one of its counts is above zero"):
        cases("a 0 2001/11/22")


def test_a_count_of_zero_is_no_fault():
    assert rows(cases("a 0 2001/11/22\nb 1 2001/11/22"))[0][1] == 0


def test_bytes_that_are_no_text_are_named():
    with pytest.raises(ScanFileError, match="line 2: it holds bytes that are no text"):
        cases(b"a 1 2001/11/22\nb\x00 1 2001/11/22\n")


def test_controls_are_called_controls():
    with pytest.raises(ScanFileError, match="no whole number of controls"):
        cases("a x 2001/11/22", what="controls")


def test_a_month_is_vague_enough_for_months():
    assert rows(cases("a 1 85/3", MONTHS))[0][2] == date(1985, 3, 1)
    with pytest.raises(ScanFileError, match="set --time-unit year"):
        cases("a 1 85", MONTHS)


def test_a_population_stands_for_the_middle_of_its_year_or_month_or_for_its_day():
    read = people("a 73 100 1\na 1982/5 120.5 1\nb 1991/12/31 0 2\n").rows

    assert read["date"].tolist() == [date(1973, 7, 1), date(1982, 5, 15), date(1991, 12, 31)]
    assert read["is_day"].tolist() == [False, False, True]
    assert read["n_people"].tolist() == [100.0, 120.5, 0.0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a 1973", "2 columns"),
        ("a 100 1973", "'100' is before the year 1753"),
        ("a 1973 many", "'many' is no number for a population"),
        ("a 1973 nan", "no number"),
        ("a 1973 1e999", "no number"),
        ("a 1973 -5", "below zero"),
        ("z 1973 5", "location z has no line"),
        ("a 1973 5 old", "1 covariates where the first line has 0"),
    ],
)
def test_a_line_that_is_no_population_is_named_with_its_reason(line, reason):
    with pytest.raises(ScanFileError, match=r"x\.pop, line 2: ") as refused:
        people(f"a 1973 100\n{line}\n")

    assert reason in str(refused.value)


def test_latitude_comes_before_longitude_and_what_follows_is_not_read():
    read = places("a 40.75 -73.99 Manhattan\nb -41. +7.4e1\n")

    assert read.location_ids.tolist() == ["a", "b"]
    assert read.coordinates.tolist() == [[40.75, -73.99], [-41.0, 74.0]]


def test_a_plane_may_have_more_than_two_coordinates():
    assert places("a 1 2 3\nb 4 5 6", is_latlon=False).coordinates.shape == (2, 3)


def test_a_location_named_again_at_the_same_place_is_one():
    assert places("a 1 2\nb 1 2\na 1.0 2.0\n").location_ids.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "is_latlon", "reason"),
    [
        ("b 40.7", True, "2 columns and needs location, latitude and longitude"),
        ("b", False, "1 columns and needs location and two coordinates"),
        ("b north 7", True, "'north' is no number for a coordinate"),
        ("b nan 7", True, "no number"),
        ("b 40,7 7", True, "no number"),
        ("b -73.99 240.75", True, "no place on earth (latitude comes first)"),
        ("b 95 10", True, "no place on earth"),
        ("a 3 3", True, "location a is at two places"),
        ("b 1 2 3", False, "has 3 coordinates where the lines before have another number"),
    ],
)
def test_a_line_that_is_no_place_is_named_with_its_reason(line, is_latlon, reason):
    with pytest.raises(ScanFileError, match=r"x\.geo, line 2: ") as refused:
        places(f"a 1 2\n{line}\n", is_latlon=is_latlon)

    assert reason in str(refused.value)


def test_columns_that_cannot_be_told_apart_are_named():
    with pytest.raises(ScanFileError, match="line 2: its columns cannot be told apart"):
        cases("a,1,2001/11/22\nb,1\r,2001/11/22\n")


def test_digits_of_another_script_are_no_count():
    with pytest.raises(ScanFileError, match="no whole number"):
        cases("a ٣ 2001/11/22")
