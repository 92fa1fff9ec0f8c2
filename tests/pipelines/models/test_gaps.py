"""Asked for and not to be had, by the hour; and why something was declined."""

from __future__ import annotations

import pandas as pd

from tests.support.models import run_model
from tests.support.tables import table

CONTACTS = """
    contact_id | contact_at | shelter_offer | treatment_offer | storage_offer | decline_reason | co_response_outcome
    1 | 2015-11-01 07:59 | unavailable   | -               | -             | -              | -
    2 | 2015-11-01 08:00 | unavailable   | unavailable     | -             | -              | -
    3 | 2015-11-02 23:30 | declined      | declined        | -             | pet            | -
    4 | 2015-11-02 10:00 | -             | -               | declined      | -              | -
    5 | 2015-11-02 10:00 | accepted      | -               | -             | -              | declined_today
    6 | 2015-11-02 10:00 | -             | -               | -             | pet            | -
    7 | 2015-09-02 10:00 | unavailable   | declined        | -             | pet            | -
    8 | 2015-11-02 10:00 | accepted      | not_offered     | -             | -              | connected
"""
PARTS = "begins_hour | ends_hour | part_words\n0 | 8 | night\n8 | 24 | day"
MEASURES = """
    measure_code                | column_class | sort_no
    offer_shelter_unavailable   | outreach     | 1
    offer_treatment_unavailable | health       | 2
    contacts                    | outreach     | 3
"""


def feed(status: str = "current") -> pd.DataFrame:
    return pd.DataFrame({"feed_code": ["outreach"], "status": [status]})


def contacts() -> pd.DataFrame:
    return table(CONTACTS, contact_at="instant").assign(transport_offer="not_offered")


def gap_hours(status: str = "current") -> dict[tuple[str, str], object]:
    seen = {"int_contacts__seen": contacts()}
    timed = run_model("int_gaps__timed", {**seen, "int_offers__answered": run_model("int_offers__answered", seen)})
    tables = {
        "int_gaps__timed": timed,
        "ref_day_parts": table(PARTS),
        "ref_outreach_measures": table(MEASURES),
        "int_feeds__freshness": feed(status),
    }
    rows = run_model("gap_hours", tables)
    return {
        (row.measure_code, row.part_words): None if pd.isna(row.n_events) else row.n_events for row in rows.itertuples()
    }


def declines(status: str = "current") -> dict[str, object]:
    codes = table("reason_code | sort_no\nall | 0\npet | 1\ntoo_far | 2\nnot_written_down | 3")
    tables = {"int_contacts__seen": contacts(), "ref_decline_reasons": codes, "int_feeds__freshness": feed(status)}
    rows = run_model("decline_reasons", tables)
    return {row.reason_code: None if pd.isna(row.n_events) else row.n_events for row in rows.itertuples()}


def test_a_gap_counts_in_the_part_of_the_day_of_its_contact_on_bostons_clock():
    assert gap_hours() == {
        ("offer_shelter_unavailable", "night"): 1,
        ("offer_shelter_unavailable", "day"): 1,
        ("offer_treatment_unavailable", "night"): 0,
        ("offer_treatment_unavailable", "day"): 1,
    }


def test_a_contact_in_which_something_was_declined_has_one_reason_or_none_written_down():
    assert declines() == {"all": 4, "pet": 2, "too_far": 0, "not_written_down": 2}


def test_without_a_log_there_is_no_count_and_no_zero():
    assert set(gap_hours("not_collected").values()) == {None}
    assert set(declines("not_collected").values()) == {None}
