"""Totals of the courts as a morning may know them: the two newest quarters that were over, the total told last."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model

NEW_YORK = ZoneInfo("America/New_York")
REFERENCE = project_paths({}).reference_dir
Q2, Q3, Q4 = date(2015, 4, 1), date(2015, 7, 1), date(2015, 10, 1)


def total(n: int | None, told: tuple[int, int], *, quarter: date = Q3, no: int = 1) -> dict[str, object]:
    return {
        "file_id": f"f{no}", "row_number": no, "quarter_code": "x", "quarter_start_date": quarter,
        "program_code": "recovery_court", "measure_code": "referred", "n_events": n,
        "told_at": datetime(2015, *told, 0, tzinfo=NEW_YORK), "receipt_no": no,
    }  # fmt: skip


def referred(*rows: dict[str, object]) -> dict[str, tuple[object, str]]:
    """The told figure and blank of one program's referrals, by quarter."""
    staged = pd.DataFrame(list(rows)).astype({"n_events": "Int64"})
    told = run_model("int_court_totals__told", {"stg_courts__totals": staged})
    tables = {name: load_reference(REFERENCE, name.removeprefix("ref_")) for name in (
        "ref_court_programs", "ref_court_measures")}  # fmt: skip
    made = run_model("court_totals", {"int_court_totals__told": told, **tables})
    assert len(made) == 2 * len(tables["ref_court_programs"]) * len(tables["ref_court_measures"])
    own = made[(made["program_code"] == "recovery_court") & (made["measure_code"] == "referred")]
    return {
        row["quarter_code"]: (None if pd.isna(row["n_events"]) else row["n_events"], row["blank"])
        for _, row in own.iterrows()
    }


def test_the_two_newest_quarters_that_were_over_are_told_and_what_nobody_told_is_not_collected():
    assert referred(total(25, (10, 12)), total(40, (11, 2), quarter=Q4)) == {
        "2015-Q3": (25, ""), "2015-Q2": (None, "not_collected"),
    }  # fmt: skip


def test_a_small_total_that_was_not_kept_is_suppressed_and_no_zero():
    assert referred(total(None, (10, 12)), total(0, (7, 12), quarter=Q2)) == {
        "2015-Q3": (None, "suppressed"), "2015-Q2": (0, ""),
    }  # fmt: skip


def test_the_total_told_last_before_the_morning_stands():
    told = [total(25, (10, 12)), total(27, (10, 20), no=2), total(31, (11, 11), no=3)]

    assert referred(*told)["2015-Q3"] == (27, "")
    assert referred(*reversed(told))["2015-Q3"] == (27, "")
