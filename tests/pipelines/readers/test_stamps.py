from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from pipelines.readers.stamps import find_day_first, parse_stamps


def parsed(text, form):
    return parse_stamps(pa.array([text], pa.string()), form=form)[0].as_py()


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("01/31/2015 10:37:47 AM", datetime(2015, 1, 31, 10, 37, 47)),
        ("01/31/2015 12:00:00 AM", datetime(2015, 1, 31)),
        ("01/31/2015 12:00:01 PM", datetime(2015, 1, 31, 12, 0, 1)),
        ("02/29/2016 11:59:59 PM", datetime(2016, 2, 29, 23, 59, 59)),
        ("02/30/2015 10:37:47 AM", None),
        ("02/29/2015 10:37:47 AM", None),
        ("31/01/2015 10:37:47 AM", None),
        ("01/31/2015 13:37:47 PM", None),
        ("01/31/2015 00:37:47 AM", None),
        ("01/31/2015", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_legacy_stamps_are_month_first_and_days_that_do_not_exist_are_not_read(text, stamp):
    assert parsed(text, "month_first") == stamp


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2025-08-01 06:35:06+00", datetime(2025, 8, 1, 6, 35, 6)),
        ("2025-08-01 06:35:06.539+00", datetime(2025, 8, 1, 6, 35, 6, 539000)),
        ("2025-08-01 06:35:06.594094+00", datetime(2025, 8, 1, 6, 35, 6, 594094)),
        ("2022-01-01 17:24:56", datetime(2022, 1, 1, 17, 24, 56)),
        ("2022-01-01T17:24:56Z", datetime(2022, 1, 1, 17, 24, 56)),
        ("2022-13-01 17:24:56", None),
        ("2022-01-01 24:24:56", None),
        ("2022-01-01 17:24:56-05", None),
        ("21/01/2022 13:47:00", None),
    ],
)
def test_stamps_of_the_new_system_keep_their_fraction_and_no_zone(text, stamp):
    assert parsed(text, "iso") == stamp


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2026-01-05 14:05", datetime(2026, 1, 5, 14, 5)),
        ("2026-01-05 14:05:30", datetime(2026, 1, 5, 14, 5, 30)),
        ("1/5/2026 14:05", datetime(2026, 1, 5, 14, 5)),
        ("1/5/2026 2:05 PM", datetime(2026, 1, 5, 14, 5)),
        ("1/5/2026 12:05:00 am", datetime(2026, 1, 5, 0, 5)),
        ("1/5/2026 14:05 PM", None),
        ("1/5/26 14:05", None),
        ("2026-01-05", None),
    ],
)
def test_spreadsheet_stamps_are_read_as_the_template_or_as_excel_writes_them(text, stamp):
    assert parsed(text, "spreadsheet") == stamp


def test_day_first_dates_are_told_from_month_first_ones_by_the_numbers_that_fit_only_one():
    day_first, is_whole_file = find_day_first(
        pa.array(["21/01/2022 x", "01/21/2022 x", "02/03/2022 x", "13/02/2022", None])
    )

    assert day_first.to_pylist() == [True, False, False, True, False]
    assert is_whole_file


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("month_first", "01/31/2015 10:37:47 AM", "12/01/2016 12:00:01 PM"),
        ("iso", "2025-08-01 06:35:06.539+00", "2025-08-02 07:00:00"),
        ("spreadsheet", "2026-01-05 14:05", "1/6/2026 2:05 PM"),
        ("offset", "2017-01-01T00:13:07-05:00", "2017-06-01T00:13:07Z"),
    ],
)
def test_each_cell_of_a_column_in_chunks_is_read_as_if_it_stood_alone(form, first, second):
    texts = pa.array(["left out", first, None, second, "soon", second, first])
    chunks = [texts[1:3], texts[3:3], texts[3:6], texts[6:]]

    stamps = parse_stamps(pa.chunked_array(chunks), form=form)

    one, other = parsed(first, form), parsed(second, form)
    assert stamps.to_pylist() == [one, None, other, None, other, one]


def test_a_cell_without_its_distance_from_utc_is_null_when_a_cell_of_another_chunk_states_it():
    texts = pa.chunked_array([["2017-01-01 00:13:07"], ["2017-01-01T00:13:07-05:00"]])

    assert parse_stamps(texts, form="offset").to_pylist() == [None, datetime(2017, 1, 1, 5, 13, 7)]


def test_a_file_that_writes_the_day_first_is_told_over_all_of_its_chunks():
    texts = pa.chunked_array([["02/03/2022 x", "01/21/2022 x"], ["21/01/2022 x"], ["22/01/2022 x"]])

    day_first, is_whole_file = find_day_first(texts)

    assert day_first.to_pylist() == [False, False, True, True]
    assert is_whole_file


def test_an_empty_column_parses_to_an_empty_column():
    for form in ("month_first", "iso", "spreadsheet"):
        assert len(parse_stamps(pa.array([], pa.string()), form=form)) == 0
