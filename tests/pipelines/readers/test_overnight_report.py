"""An overnight report: every row is taken or set aside with its line, and a count is of a closed night alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.errors import PolicyError, SourceFileError
from pipelines.readers.overnight_measures import measures_of
from pipelines.readers.source_file import read_file
from pipelines.settings import load_reference, project_paths
from tests.pipelines.readers.files import OVERNIGHT_HEADER, as_file, overnight_line, reasons

REFERENCE = project_paths({}).reference_dir
ROWS = load_reference(REFERENCE, "overnight_measures").to_dict("records")
MEASURES = measures_of(ROWS)
NEW_YORK = ZoneInfo("America/New_York")


def read_report(lines, *, header=OVERNIGHT_HEADER):
    (result,) = read_file("night.csv", as_file(header, lines), measures=MEASURES)
    return result


def test_a_value_is_landed_with_its_stamp_in_utc_and_its_source():
    result = read_report([overnight_line()])

    (row,) = result.accepted.to_pylist()
    assert (row["night_date"], row["measure_code"], row["value"]) == ("2026-01-05", "beds_emergency_shelter", "14")
    assert (row["opened_stamp"], row["source"]) == (datetime(2026, 1, 6, 10), "Nightly shelter list")
    assert (result.clock.regime, result.newest_stamp) == ("utc", datetime(2026, 1, 6, 10))


def test_what_people_type_and_spreadsheets_do_does_no_harm():
    lines = [
        overnight_line(measure_code="Beds ATS", value="3.0", as_at="2026-01-06 5:10 -0500"),
        overnight_line(measure_code="weather_warning", value="Cold weather advisory", as_at="2026-01-06 09:30Z"),
        overnight_line(measure_code="weather_low", value="-4", as_at="2026-01-06T04:30:00-05:00"),
        ",,,,",
        "",
    ]

    result = read_report(lines)

    told = [(row["measure_code"], row["value"], row["opened_stamp"]) for row in result.accepted.to_pylist()]
    assert told == [
        ("beds_ats", "3", datetime(2026, 1, 6, 10, 10)),
        ("weather_warning", "cold_weather_advisory", datetime(2026, 1, 6, 9, 30)),
        ("weather_low", "-4", datetime(2026, 1, 6, 9, 30)),
    ]


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"night_date": "1/5/2026"}, "bad_stamp", "night_date is not a date"),
        ({"night_date": ""}, "bad_stamp", "night_date is not a date"),
        ({"night_date": "1926-01-05"}, "bad_stamp", "2008 to 2098"),
        ({"as_at": "2026-01-06T05:00"}, "bad_stamp", "names no time zone"),
        ({"as_at": "early"}, "bad_stamp", "not a date and time"),
        ({"as_at": "2026-02-30T05:00-05:00"}, "bad_stamp", "not a date and time"),
        ({"measure_code": "beds_hotel"}, "unknown_measure", "not in data/reference"),
        ({"value": ""}, "bad_value", "has no row"),
        ({"value": "some"}, "bad_value", "not a whole number"),
        ({"value": "2.5"}, "bad_value", "not a whole number"),
        ({"value": "-1"}, "implausible", "0 to 3000"),
        ({"value": "3001"}, "implausible", "0 to 3000"),
        ({"measure_code": "weather_low", "value": "121"}, "implausible", "-40 to 120"),
        ({"measure_code": "weather_low", "value": "mild"}, "bad_value", "not a number"),
        ({"measure_code": "weather_warning", "value": "fog"}, "bad_value", "none of: none, heat_advisory"),
        ({"as_at": "2026-01-05T11:59-05:00"}, "wrong_night", "another night"),
        ({"as_at": "2026-01-06T12:00-05:00"}, "wrong_night", "another night"),
        ({"measure_code": "naloxone_given", "as_at": "2026-01-06T04:59-05:00"}, "wrong_night", "a running count"),
        ({"measure_code": "naloxone_given", "as_at": "2026-03-06T05:00-05:00"}, "wrong_night", "31 days"),
        ({"source": ""}, "bad_value", "source is empty"),
        ({"source": "x" * 81}, "bad_value", "80 characters"),
        ({"source": "call 617-555-0123"}, "bad_value", "never a person"),
    ],
)
def test_a_row_that_cannot_be_taken_is_set_aside_with_its_line_and_reason_and_without_its_text(changes, reason, words):
    result = read_report([overnight_line(measure_code="beds_rrs"), overnight_line(**changes)])

    (fault,) = result.set_aside.to_pylist()
    assert (fault["line_no"], fault["reason_code"], fault["row_text"]) == (3, reason, "")
    assert words in fault["detail"]
    assert result.rows_read == 2
    assert not changes.get("value") or f"{changes['value']} " not in fault["detail"]


def test_a_count_told_after_its_night_is_closed_is_taken_and_so_is_its_later_correction():
    told = [
        overnight_line(measure_code="naloxone_given", value=value, as_at=at)
        for value, at in (("12", "2026-01-06T05:00-05:00"), ("13", "2026-01-09T15:00-05:00"))
    ]

    result = read_report(told)

    assert [row["value"] for row in result.accepted.to_pylist()] == ["12", "13"]
    assert len({row["record_id"] for row in result.accepted.to_pylist()}) == 1


def test_a_repeat_is_set_aside_and_so_is_another_value_with_the_same_stamp():
    result = read_report([overnight_line(), overnight_line(), overnight_line(value="15")])

    assert [(fault["line_no"], fault["reason_code"]) for fault in result.set_aside.to_pylist()] == [
        (3, "duplicate"), (4, "bad_value"),
    ]  # fmt: skip
    assert "already on line 2" in result.set_aside.to_pylist()[1]["detail"]


def test_a_row_cut_short_costs_itself_alone():
    result = read_report([overnight_line(), "2026-01-05,beds_ats,3", overnight_line(measure_code="beds_rrs")])

    assert (result.rows_read, result.accepted.num_rows) == (3, 2)
    assert result.set_aside.to_pylist()[0]["line_no"] == 3


def test_a_column_of_ones_own_keeps_the_whole_file_out():
    with pytest.raises(SourceFileError, match=r"night.csv, line 1: the overnight report has columns outside .* name"):
        read_report([overnight_line() + ",Zebedee"], header=f"{OVERNIGHT_HEADER},name")


def test_the_template_is_read_whole_and_holds_a_row_of_each_kind_of_value():
    (result,) = read_file("t.csv", (REFERENCE / "overnight_template.csv").read_bytes(), measures=MEASURES)

    assert result.set_aside.num_rows == 0
    assert {row["measure_code"] for row in result.accepted.to_pylist()} == {
        "weather_low", "weather_warning", "beds_emergency_shelter",
    }  # fmt: skip


def test_every_reason_has_its_meaning_and_next_step_in_the_reviewed_table():
    known = {
        row["reason_code"] for _, row in load_reference(REFERENCE, "set_aside_reasons").iterrows() if row["next_step"]
    }
    assert {"bad_stamp", "unknown_measure", "implausible", "wrong_night", "bad_value", "duplicate"} <= known


def test_the_same_clock_times_are_right_on_the_nights_when_the_clocks_change():
    measure = MEASURES["overdose_nonfatal"]
    for night in (date(2026, 3, 7), date(2026, 10, 31)):
        ends = datetime.combine(night + timedelta(days=1), datetime.min.time(), tzinfo=NEW_YORK).replace(hour=5)
        assert measure.stamp_problem(night_date=night, as_at=ends) is None
        assert "running" in str(measure.stamp_problem(night_date=night, as_at=ends - timedelta(minutes=1)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"column_class": "secret"}, "column_class 'secret'"),
        ({"column_class": "public"}, "must be health"),
        ({"kind": "rumours"}, "kind 'rumours'"),
        ({"least": ""}, "needs numbers"),
        ({"period_ends_hour": ""}, "needs numbers"),
    ],
)
def test_a_reviewed_measure_that_makes_no_sense_is_refused_and_a_health_source_is_never_public(changes, words):
    (row,) = [row for row in ROWS if row["measure_code"] == "overdose_fatal"]

    with pytest.raises(PolicyError, match=words):
        measures_of([row | changes])


def test_every_measure_says_what_it_means_and_what_it_does_not_count():
    assert [
        measure.measure_code for measure in MEASURES.values() if not (measure.definition and measure.not_counted)
    ] == []
    assert {measure.column_class for measure in MEASURES.values() if measure.kind in ("ems", "health")} == {"health"}


def test_the_reasons_counted_are_those_of_the_rows():
    result = read_report([overnight_line(), overnight_line(value="x"), overnight_line(night_date="soon")])

    assert reasons(result) == {"bad_value": 1, "bad_stamp": 1}
