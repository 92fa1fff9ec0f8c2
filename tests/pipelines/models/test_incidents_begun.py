from __future__ import annotations

import pandas as pd

from tests.support.models import run_model


def damped(incident_id: str, began: str, *, n_incidents: int) -> dict[str, object]:
    began_at = pd.Timestamp(began, tz="UTC")
    return {
        "incident_id": incident_id,
        "category_code": "sharps",
        "x_m": 1.0,
        "y_m": 2.0,
        "huddle_date": began_at.tz_localize(None).normalize(),
        "began_at": began_at,
        "n_incidents": n_incidents,
    }


def begun(*rows: dict[str, object]) -> list[str]:
    days = pd.DataFrame({"first_at": [pd.Timestamp("2013-11-10T05:00Z")]})
    found = run_model("int_incidents__begun", {"int_incidents__damped": pd.DataFrame(rows), "int_days__replayed": days})
    return found["incident_id"].tolist()


def test_an_incident_that_residents_and_staff_reported_counts_once():
    both = (
        damped("i1", "2015-11-02T12:00", n_incidents=1),
        damped("i1", "2015-11-02T12:00", n_incidents=0),
        damped("i2", "2015-11-03T12:00", n_incidents=1),
    )

    assert sorted(begun(*both)) == ["i1", "i2"]


def test_what_began_before_any_line_is_told_from_is_left_out():
    assert begun(
        damped("old", "2013-11-10T04:59", n_incidents=1), damped("new", "2013-11-10T05:00", n_incidents=1)
    ) == ["new"]
