"""What patterns and usual ranges are counted from."""

from __future__ import annotations

import pandas as pd

from tests.support.models import run_model
from tests.support.tables import table


def _dates(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(huddle_date=pd.to_datetime(frame["huddle_date"]).dt.date)


def test_weeks_of_cells_end_with_the_last_day_that_a_feed_of_tickets_holds():
    incidents = _dates(
        table(
            """
            x_m   | y_m   | huddle_date
            150.0 | 250.0 | 2015-11-09
            199.0 | 201.0 | 2015-11-08
            150.0 | 250.0 | 2015-11-02
            150.0 | 250.0 | 2015-11-01
            900.0 | 250.0 | 2015-05-11
            900.0 | 250.0 | 2015-05-10
            """,
            x_m="float",
            y_m="float",
        )
    )
    covered = pd.DataFrame(
        {
            "feed_code": ["city311_legacy", "city311_new"],
            "last_full_date": [pd.Timestamp("2015-11-08").date(), pd.Timestamp("2015-11-06").date()],
        }
    )

    found = run_model("int_cells__weekly", {"int_incidents__dated": incidents, "int_feeds__covered": covered})

    # The 9th is after the last day held; the 26th week back begins on 11 May.
    assert sorted(found.itertuples(index=False, name=None)) == [(1, 2, 0, 2), (1, 2, 1, 1), (9, 2, 25, 1)]


def _tickets() -> pd.DataFrame:
    return _dates(
        table(
            """
            location_id | category_code | incident_id | huddle_date | is_ranked
            L1          | litter        | i1          | 2015-11-09  | yes
            L1          | litter        | i1          | 2015-11-08  | yes
            L1          | litter        | i2          | 2015-11-03  | yes
            L1          | litter        | i3          | 2015-11-02  | yes
            L1          | noise         | i4          | 2015-11-09  | no
            L2          | sharps        | i5          | 2014-11-11  | yes
            L2          | sharps        | i6          | 2014-11-10  | yes
            """,
            is_ranked="bool",
        )
    )


def _spans() -> pd.DataFrame:
    return run_model("int_locations__spanned", {"int_tickets__located": _tickets()})


def test_an_incident_is_known_by_its_oldest_and_its_newest_ticket_there():
    spans = _spans()[["location_id", "oldest_age_days", "newest_age_days", "n_incidents"]]

    # i4 is not ranked, i6 lies beyond the days that are looked at.
    assert sorted(spans.itertuples(index=False, name=None)) == [
        ("L1", 2, 1, 1),
        ("L1", 7, 7, 1),
        ("L1", 8, 8, 1),
        ("L2", 364, 364, 1),
    ]


def test_an_incident_on_the_line_between_two_weeks_counts_in_both():
    on_the_line = _dates(
        table(
            """
            location_id | category_code | incident_id | huddle_date | is_ranked
            L1          | litter        | i1          | 2015-11-03  | yes
            L1          | litter        | i1          | 2015-11-02  | yes
            """,
            is_ranked="bool",
        )
    )

    known = run_model("int_locations__spanned", {"int_tickets__located": on_the_line})
    found = run_model("int_locations__windowed", {"int_locations__spanned": known})

    weeks = found.loc[found["window_days"] == 7, "weeks_ago"]
    assert sorted(weeks) == [0, 1]
    assert sorted(found.loc[found["window_days"] == 28, "weeks_ago"]) == [0, 1]


def test_an_incident_counts_on_the_first_day_it_was_told_of_there():
    found = run_model("int_locations__daily", {"int_locations__spanned": _spans()})

    told = {(row.location_id, str(row.huddle_date)[:10]): row.n_incidents for row in found.itertuples()}
    assert told == {
        ("L1", "2015-11-08"): 1,
        ("L1", "2015-11-03"): 1,
        ("L1", "2015-11-02"): 1,
        ("L2", "2014-11-11"): 1,
    }


def test_windows_are_counted_as_the_numbers_on_the_screens_are():
    found = run_model("int_locations__windowed", {"int_locations__spanned": _spans()})
    counts = found.set_index(["location_id", "window_days", "weeks_ago"])["n_incidents"].to_dict()

    assert counts["L1", 7, 0] == 2
    assert counts["L1", 7, 1] == 1
    assert counts["L1", 28, 0] == 3
    assert counts["L1", 28, 1] == 1
    assert ("L1", 28, 2) not in counts
    assert counts["L2", 7, 51] == 1
    assert found["weeks_ago"].max() == 51


def test_the_city_is_counted_by_day():
    incidents = _dates(table("category_code | huddle_date\nlitter | 2015-11-09\nlitter | 2015-11-09"))

    found = run_model("int_categories__daily", {"int_incidents__dated": incidents})

    assert found["n_incidents"].tolist() == [2]
