"""The night as a morning may know it: the newest stamp before 06:00, of this night, or the right kind of blank."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = date(2015, 11, 9)
MEASURES = load_reference(project_paths({}).reference_dir, "overnight_measures")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2015, 11, day, hour, minute, tzinfo=NEW_YORK)


def report(value: str, as_at: datetime, *, code: str = "beds_ats", night: date = NIGHT, taken_at=None, no: int = 1):
    return {
        "file_id": f"f{no}", "row_number": 2, "night_date": night, "measure_code": code, "value_text": value,
        "as_at": as_at, "source": "list", "taken_at": taken_at or at(10, 5, 59), "receipt_no": no,
    }  # fmt: skip


def told(*reports, model: str = "int_overnight__told") -> pd.DataFrame:
    columns = ["file_id", "row_number", "night_date", "measure_code", "value_text", "as_at", "source", "taken_at"]
    frame = pd.DataFrame(list(reports), columns=[*columns, "receipt_no"])
    frame["night_date"] = pd.to_datetime(frame["night_date"]).dt.date
    tables = {"stg_overnight__reports": frame}
    if model == "int_overnight__told":
        tables["ref_overnight_measures"] = MEASURES
    return run_model(model, tables)


def ats(*reports) -> tuple[str | None, str]:
    found = told(*reports).set_index("measure_code").loc["beds_ats"]
    return None if pd.isna(found["value_text"]) else found["value_text"], found["blank"]


def test_what_nobody_told_is_not_collected_and_no_zero():
    found = told(report("5", at(10, 5)))

    rest = found[found["measure_code"] != "beds_ats"]
    assert set(rest["blank"]) == {"not_collected"}
    assert rest["value_text"].isna().all()
    assert ats(report("0", at(10, 5))) == ("0", "")


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param([("4", at(9, 22)), ("6", at(10, 5))], ("6", ""), id="the later stamp"),
        pytest.param([("6", at(10, 5)), ("4", at(9, 22))], ("6", ""), id="whatever the order of the rows"),
        pytest.param([("6", at(10, 5, 59)), ("9", at(10, 6))], ("6", ""), id="nothing at or after the morning"),
        pytest.param([("9", at(10, 6))], (None, "not_collected"), id="not even as a late one"),
        pytest.param([("4", at(9, 19, 59))], (None, "late"), id="older than its limit of ten hours"),
        pytest.param([("4", at(9, 20))], ("4", ""), id="just within its limit"),
    ],
)
def test_the_newest_stamp_before_the_morning_counts(reports, expected):
    assert ats(*(report(value, stamp) for value, stamp in reports)) == expected


def test_a_value_of_an_earlier_night_is_late_with_its_stamp_even_when_it_was_corrected_this_morning():
    corrected = report("9", at(10, 5, 30), code="naloxone_given", night=date(2015, 11, 8))

    (found,) = told(corrected).query("measure_code == 'naloxone_given'").to_dict("records")

    assert found["blank"] == "late"
    assert pd.isna(found["value_text"])
    assert found["as_at"] == at(10, 5, 30)


def test_a_late_correction_of_an_earlier_night_does_not_take_the_place_of_this_night():
    earlier = report("9", at(10, 5, 30), code="naloxone_given", night=date(2015, 11, 8))
    tonight = report("12", at(10, 5, 10), code="naloxone_given")

    (found,) = told(earlier, tonight).query("measure_code == 'naloxone_given'").to_dict("records")

    assert (found["value_text"], found["blank"]) == ("12", "")


def test_of_one_stamp_in_two_files_the_newest_known_before_the_morning_counts_and_a_later_file_changes_nothing():
    first = report("5", at(10, 5), no=1, taken_at=at(10, 5, 10))
    second = report("6", at(10, 5), no=2, taken_at=at(10, 5, 20))
    after = report("7", at(10, 5), no=3, taken_at=at(12, 9))

    assert ats(first, second) == ats(second, first) == ("6", "")
    assert ats(first, second, after) == ("6", "")
    assert ats(after) == ("7", "")


def test_each_file_is_accounted_by_the_values_that_stand_whatever_the_morning():
    first = report("5", at(10, 5), no=1)
    corrected = report("6", at(10, 7), no=2)
    other = report("1", at(10, 5), code="beds_css", no=1)

    newest = told(first, corrected, other, model="int_overnight__newest")

    assert sorted(zip(newest["file_id"], newest["measure_code"], strict=True)) == [
        ("f1", "beds_css"), ("f2", "beds_ats"),
    ]  # fmt: skip


def judged(**changes: str) -> pd.DataFrame:
    rows = [report("5", at(10, 5)), report("12", at(10, 5), code="naloxone_given")]
    rows.append(report("none", at(10, 5), code="weather_warning"))
    found = told(*rows)
    for name, value in changes.items():
        found.loc[found["measure_code"] == "beds_ats", name] = value
    return found


def test_weather_and_beds_stand_apart_from_what_comes_from_a_health_source():
    tables = {"int_overnight__told": judged()}
    conditions, counts = (run_model(name, tables) for name in ("overnight_conditions", "overnight_counts"))

    assert set(conditions["kind"]) == {"weather", "beds"}
    assert set(counts["column_class"]) == {"health"}
    assert conditions.set_index("measure_code").loc["beds_ats", "measured"] == 5
    assert conditions.set_index("measure_code").loc["weather_warning", "word_code"] == "none"
    assert counts.set_index("measure_code").loc["naloxone_given", "n_events"] == 12
    assert len(conditions) + len(counts) == len(MEASURES)


def test_a_measure_whose_class_is_not_public_never_stands_among_the_public_ones():
    tables = {"int_overnight__told": judged(column_class="health")}

    assert "beds_ats" not in set(run_model("overnight_conditions", tables)["measure_code"])
    assert "beds_ats" in set(run_model("overnight_counts", tables)["measure_code"])
