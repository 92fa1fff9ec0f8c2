"""The path of help by week, and navigation and transport by provider and day: the log's own rows, cut once more."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
import pytest

from pipelines.readers.layouts import PATH_COLUMNS
from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model
from tests.support.tables import table

# The morning is Tuesday 10 November 2015, its lookback begins on Tuesday 13 October.
CONTACTS = """
    id | contact_at | engaged | referral_outcome | navigation | navigation_provider | transport   | transport_offer
    1 | 2015-11-09 05:59 | -   | attained | -       | -   | -           | accepted
    2 | 2015-11-09 06:00 | yes | attained | -       | -   | arrived     | accepted
    3 | 2015-11-02 06:00 | no  | unknown  | arrived | ems | -           | unavailable
    4 | 2015-10-28 12:00 | yes | -        | asked   | -   | given       | unavailable
    5 | 2015-10-14 12:00 | -   | attained | -       | -   | -           | -
    6 | 2015-10-13 05:59 | yes | attained | arrived | ems | not_arrived | accepted
"""
REFERENCE = project_paths({}).reference_dir
REFERENCES = {f"ref_{name}": load_reference(REFERENCE, name) for name in
              ("outreach_measures", "help_measures", "path_stages", "providers")}  # fmt: skip


def contacts(text: str = CONTACTS) -> pd.DataFrame:
    seen = table(text, contact_at="instant").rename(columns={"id": "contact_id"})
    others = ("shelter_offer", "treatment_offer", "storage_offer", "co_response_outcome", *PATH_COLUMNS)
    texts = {name: pd.array([None] * len(seen), dtype="str") for name in others if name not in seen}
    return seen.assign(**texts, n_sharps_collected=0, n_naloxone_doses=0)


@cache
def made(text: str = CONTACTS, *, status: str = "current", **morning: date) -> dict[str, pd.DataFrame]:
    tables = {
        **REFERENCES,
        "int_contacts__seen": contacts(text),
        "int_feeds__freshness": pd.DataFrame({"feed_code": ["outreach"], "status": [status]}),
    }
    for name in ("int_offers__answered", "int_help__recorded", "int_outreach__measured", "int_help__collected",
                 "int_help__events", "path_weeks", "path_provider_days"):  # fmt: skip
        tables[name] = run_model(name, tables, **morning)
    return tables


def by_week(weeks: pd.DataFrame, measure_code: str) -> list[object]:
    """Return a measure's figures by week, the earliest first, then of the days that are in no whole week."""
    own = weeks[weeks["measure_code"] == measure_code]
    return [None if pd.isna(n) else int(n) for n in own["n_events"]]


def test_whole_weeks_of_the_lookback_run_from_mondays_huddle_hour_and_the_other_days_are_one_part():
    weeks = made()["path_weeks"]

    assert list(dict.fromkeys(weeks["part_code"])) == ["2015-10-19", "2015-10-26", "2015-11-02", "other_days"]
    assert by_week(weeks, "contacts") == [0, 1, 2, 2]
    assert by_week(weeks, "referral_attained") == [0, 0, 1, 2]
    assert by_week(weeks, "referral_unknown") == [0, 0, 1, 0]


def test_on_a_monday_the_lookback_is_four_whole_weeks():
    weeks = made(as_of_date=date(2015, 11, 9))["path_weeks"]

    assert weeks["part_code"].unique().tolist() == [
        "2015-10-12",
        "2015-10-19",
        "2015-10-26",
        "2015-11-02",
        "other_days",
    ]


def test_the_parts_add_up_to_the_outreach_figures_of_the_same_rows():
    tables = made()
    measured = tables["int_outreach__measured"].groupby("measure_code")["n_events"].sum()

    for cut in ("path_weeks", "path_provider_days"):
        summed = tables[cut].groupby("measure_code")["n_events"].sum()
        there = summed[summed > 0]
        assert len(there) > 3
        assert there.to_dict() == measured[there.index].to_dict()


def test_a_step_counts_once_by_its_provider_and_day_and_one_without_a_provider_is_not_lost():
    days = made()["path_provider_days"]

    told = days[days["n_events"] > 0]
    assert set(zip(told["measure_code"], told["provider_code"], told["huddle_date"].astype(str), strict=True)) == {
        ("transport_arrived", "not_stated", "2015-11-09"),
        ("transport_given", "not_stated", "2015-10-28"),
        ("navigation_arrived", "ems", "2015-11-02"),
        ("navigation_not_given", "not_stated", "2015-10-28"),
    }
    assert len(days) == 7 * 9 * 28


def test_a_ride_asked_for_and_not_there_stays_the_offers_answer_and_is_no_step_of_its_own():
    weeks = made()["path_weeks"]

    assert by_week(weeks, "offer_transport_unavailable") == [0, 1, 1, 0]
    assert not weeks["measure_code"].str.contains("transport_not_given").any()


def test_a_column_that_no_log_of_the_lookback_has_is_not_collected_while_the_rest_is():
    tables = made(CONTACTS.replace("yes", "-").replace("no  |", "-   |"))
    status = tables["int_help__collected"].set_index("measure_code")["status"]

    assert status["engaged"] == status["retained_1d"] == "not_collected"
    assert status["contacts"] == status["navigation_arrived"] == "current"
    assert set(by_week(tables["path_weeks"], "engaged")) == {None}


def test_before_anything_was_written_in_a_column_a_week_or_day_is_not_begun():
    late = "\n".join(line for line in CONTACTS.splitlines() if not line.strip().startswith("6"))
    tables = made(late)
    weeks = tables["path_weeks"].set_index(["measure_code", "part_code"])["is_begun"]
    days = tables["path_provider_days"].set_index(["measure_code", "provider_code"])

    assert weeks["engaged"].tolist() == [False, True, True, True]
    assert weeks["contacts"].all()
    begun = days.loc[("transport_arrived", "ems")].set_index("huddle_date")["is_begun"]
    assert begun[begun].index.astype(str).min() == "2015-10-28"


@pytest.mark.parametrize("status", ["late", "not_collected"])
def test_a_log_that_is_late_or_never_came_says_so_of_every_stage(status):
    weeks = made(status=status)["path_weeks"]

    assert set(weeks["blank"]) == {status}
    assert weeks["n_events"].isna().all() == (status == "not_collected")


def test_every_stage_is_made_of_measures_that_there_are():
    stages = REFERENCES["ref_path_stages"]
    known = {*REFERENCES["ref_outreach_measures"]["measure_code"], *REFERENCES["ref_help_measures"]["measure_code"]}

    assert {code for codes in stages["measure_codes"] for code in codes.split()} <= known
    assert set(REFERENCES["ref_help_measures"]["measure_code"]) <= {
        code for codes in stages["measure_codes"] for code in codes.split()
    }
