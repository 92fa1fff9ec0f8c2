"""What HMIS exports say of whole weeks: the newest before the morning, each week whole or blank."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from pipelines.checks import load_checks
from pipelines.settings import load_reference, project_paths
from pipelines.warehouse import connect, store_frame
from tests.support.models import run_model

MEASURES = load_reference(project_paths({}).reference_dir, "hmis_measures")
# The morning is Tuesday, 10 November 2015; two weeks before its own are told.
WEEKS = {"hmis_weeks": 2}
FIRST, SECOND = date(2015, 10, 26), date(2015, 11, 2)


def count(day: date | None, n_events: int = 0, *, no: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "file_id": f"f{no}", "receipt_no": no, "taken_at": datetime(2015, 11, 9, no, tzinfo=UTC),
        "first_date": date(2015, 10, 1), "last_date": date(2015, 11, 8), "project_code": "P1",
        "project_name": "Harbor", "project_type": "4", "coc_code": "", "geocode": "", "zip_code": "",
        "element_code": "4.12", "outcome_code": "", "event_date": day, "n_events": n_events, **more,
    }  # fmt: skip


def made(*counts: dict[str, Any]) -> dict[str, pd.DataFrame]:
    landed = pd.DataFrame(counts)
    for name in ("first_date", "last_date", "event_date"):
        landed[name] = pd.to_datetime(landed[name]).astype("datetime64[us]")
    tables = {"stg_hmis__day_counts": landed}
    tables["int_hmis__held"] = run_model("int_hmis__held", tables, **WEEKS)
    tables["int_hmis__counted"] = run_model("int_hmis__counted", tables, **WEEKS)
    tables["int_hmis__recorded"] = run_model("int_hmis__recorded", tables, **WEEKS)
    tables["int_hmis__projects"] = run_model("int_hmis__projects", tables, **WEEKS)
    return tables | {"ref_hmis_measures": MEASURES}


def weeks(*counts: dict[str, Any], measure: str = "hmis_contacts") -> dict[date, Any]:
    rows = run_model("hmis_weeks", made(*counts), **WEEKS)
    rows = rows[rows["measure_code"] == measure]
    return {
        pd.Timestamp(row.week_start_date).date(): row.blank if pd.isna(row.n_events) else int(row.n_events)
        for row in rows.itertuples()
    }


def test_a_week_runs_from_monday_to_sunday_and_the_mornings_own_is_not_told():
    told = weeks(
        count(None, last_date=date(2015, 11, 9)),
        *(count(date(2015, 10, day), 1) for day in (25, 26, 31)),
        *(count(date(2015, 11, day), 10, last_date=date(2015, 11, 9)) for day in (1, 2, 8, 9)),
    )

    assert told == {FIRST: 12, SECOND: 20}


def test_a_week_that_no_export_tells_to_its_end_is_late_and_never_a_small_count():
    cut = {"last_date": date(2015, 11, 7)}

    assert weeks(count(None, **cut), count(SECOND, 9, **cut)) == {FIRST: 0, SECOND: "late"}


def test_a_week_before_every_export_is_not_collected():
    told = weeks(count(None, first_date=date(2015, 10, 27)), count(SECOND, 9, first_date=date(2015, 10, 27)))

    assert told == {FIRST: "not_collected", SECOND: 9}


def test_of_two_exports_the_newest_tells_a_day_and_what_it_leaves_out_is_gone():
    assert weeks(count(None), count(SECOND, 9), count(FIRST, 4), count(None, no=2), count(FIRST, 5, no=2)) == {
        FIRST: 5,
        SECOND: 0,
    }


def test_an_export_replaces_its_own_projects_elements_and_days_alone():
    told = weeks(
        count(None), count(FIRST, 4), count(SECOND, 9),
        count(None, no=2, first_date=SECOND), count(None, no=3, project_code="P2"),
        count(None, no=3, element_code="P1"),
    )  # fmt: skip

    assert told == {FIRST: 4, SECOND: 0}


def test_two_exports_together_can_tell_a_week():
    told = weeks(
        count(None, last_date=date(2015, 11, 4)), count(SECOND, 9), count(None, no=2, first_date=date(2015, 11, 5))
    )

    assert told[SECOND] == 9


def test_an_export_made_after_the_morning_is_not_seen():
    late = datetime(2015, 11, 10, 12, tzinfo=UTC)

    assert weeks(
        count(None), count(FIRST, 4), count(None, no=2, taken_at=late), count(FIRST, 9, no=2, taken_at=late)
    ) == {
        FIRST: 4,
        SECOND: 0,
    }


def test_referrals_are_told_by_what_came_of_them():
    counts = [count(None, element_code="P2")] + [
        count(FIRST, n, element_code="P2", outcome_code=outcome)
        for n, outcome in ((3, "attained"), (4, "not_attained"), (5, "unknown"))
    ]

    for n, outcome in ((3, "attained"), (4, "not_attained"), (5, "unknown")):
        assert weeks(*counts, measure=f"hmis_referrals_{outcome}") == {FIRST: n, SECOND: 0}


def test_an_element_that_a_project_never_recorded_has_no_row():
    assert weeks(count(None), count(None, element_code="P2"), count(FIRST, 1), measure="hmis_referrals_unknown") == {}


def test_what_the_weeks_tell_adds_up_to_what_was_landed():
    tables = made(count(None), count(FIRST, 4), count(SECOND, 9))
    tables["hmis_weeks"] = run_model("hmis_weeks", tables, **WEEKS)
    doubled = {**tables, "ref_hmis_measures": MEASURES, "hmis_weeks": pd.concat([tables["hmis_weeks"]] * 2)}

    assert check("hmis_weeks_add_up", tables).empty
    assert not check("hmis_weeks_add_up", doubled).empty


def check(name: str, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    sql = next(one.sql for one in load_checks() if one.name == name)
    with connect() as connection:
        for table_name, frame in tables.items():
            store_frame(connection, table_name, frame)
        return connection.sql(sql).df()
