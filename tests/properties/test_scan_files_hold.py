from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from geo.signals.study_periods import TimeUnit, lay_period
from pipelines.errors import ScanFileError
from pipelines.readers.scan_files import read_scan_cases, read_scan_places, read_scan_population

KNOWN = {"a", "b", "1"}
WORDS = st.sampled_from(
    ["a", "b", "1", "73", "1973", "1973/2", "2/1973", "1973/02/29", "-1", "1e9", "1e999", "nan", "0", '"', '"a b"', ",",
     ",,", "\t", " ", "\r", "\x00", "\x1a", "é", "٣", "²", "90", "-180.5", "9" * 30, "/", "1//1", "\ufeff", "\u2028"]
)  # fmt: skip
LINES = st.lists(st.lists(WORDS, max_size=7).map(" ".join), max_size=6).map("\n".join)
CONTENT = st.one_of(LINES.map(str.encode), LINES.map(lambda text: text.encode("utf-16")), st.binary(max_size=200))


def read_or_reason(read, name, content, **settings):
    """What was read, or None and why not."""
    try:
        return read(name, content, **settings), ""
    except ScanFileError as error:
        return None, str(error)


PERIODS = st.sampled_from([lay_period(date(1973, 1, 1), date(1974, 12, 31), unit) for unit in TimeUnit])


@given(content=CONTENT, period=PERIODS)
@example(b"a,1\r,1973", lay_period(date(1973, 1, 1), date(1973, 12, 31), TimeUnit.YEAR))
def test_whatever_a_case_file_holds_it_is_read_whole_or_refused_with_its_name(content, period):
    read, reason = read_or_reason(read_scan_cases, "x.cas", content, period=period, known=KNOWN)

    assert read is not None or reason.startswith("x.cas")
    if read is not None:
        assert set(read.rows["location_id"]) <= KNOWN
        assert (read.rows["n_cases"] >= 0).all()
        assert read.rows["line_no"].is_monotonic_increasing
        assert [day for day in read.rows["date"] if not date(1973, 1, 1) <= day <= date(1974, 12, 31)] == []


@given(content=CONTENT)
def test_whatever_a_population_file_holds_it_is_read_whole_or_refused_with_its_name(content):
    read, reason = read_or_reason(read_scan_population, "x.pop", content, known=KNOWN)

    assert read is not None or reason.startswith("x.pop")
    if read is not None:
        assert (read.rows["n_people"] >= 0).all()
        assert pd.notna(read.rows["date"]).all()


@given(content=CONTENT, is_latlon=st.booleans())
def test_whatever_a_coordinates_file_holds_it_is_read_whole_or_refused_with_its_name(content, is_latlon):
    read, reason = read_or_reason(read_scan_places, "x.geo", content, is_latlon=is_latlon)

    assert read is not None or reason.startswith("x.geo")
    if read is not None:
        assert read.location_ids.is_unique
        assert read.coordinates.shape[0] == len(read.location_ids)
        assert not is_latlon or (abs(read.coordinates) <= 180).all()
