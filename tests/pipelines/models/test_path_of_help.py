"""The path of help, and navigation and transport by provider: the log's own rows, counted once more."""

from __future__ import annotations

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
def made(text: str = CONTACTS, *, status: str = "current") -> dict[str, pd.DataFrame]:
    tables = {
        **REFERENCES,
        "int_contacts__seen": contacts(text),
        "int_feeds__freshness": pd.DataFrame({"feed_code": ["outreach"], "status": [status]}),
    }
    for name in ("int_offers__answered", "int_help__recorded", "int_outreach__measured", "int_help__collected",
                 "int_help__events", "path_figures", "path_providers"):  # fmt: skip
        tables[name] = run_model(name, tables)
    return tables


def figure(figures: pd.DataFrame, measure_code: str) -> int | None:
    (n,) = figures.loc[figures["measure_code"] == measure_code, "n_events"]
    return None if pd.isna(n) else int(n)


def test_events_of_the_lookback_count_and_none_before_it():
    figures = made()["path_figures"]

    assert figure(figures, "contacts") == 5
    assert figure(figures, "referral_attained") == 3
    assert figure(figures, "referral_unknown") == 1


def test_figures_and_providers_add_up_to_the_outreach_figures_of_the_same_rows():
    tables = made()
    measured = tables["int_outreach__measured"].groupby("measure_code")["n_events"].sum()

    for cut in ("path_figures", "path_providers"):
        summed = tables[cut].groupby("measure_code")["n_events"].sum()
        there = summed[summed > 0]
        assert len(there) > 3
        assert there.to_dict() == measured[there.index].to_dict()


def test_a_step_counts_once_by_its_provider_and_one_without_a_provider_is_not_lost():
    providers = made()["path_providers"]

    told = providers[providers["n_events"] > 0]
    assert set(zip(told["measure_code"], told["provider_code"], told["n_events"], strict=True)) == {
        ("transport_arrived", "not_stated", 1),
        ("transport_given", "not_stated", 1),
        ("navigation_arrived", "ems", 1),
        ("navigation_not_given", "not_stated", 1),
    }
    assert len(providers) == 7 * 9


def test_a_ride_asked_for_and_not_there_stays_the_offers_answer_and_is_no_step_of_its_own():
    figures = made()["path_figures"]

    assert figure(figures, "offer_transport_unavailable") == 2
    assert not figures["measure_code"].str.contains("transport_not_given").any()


def test_a_column_that_no_log_of_the_lookback_has_is_not_collected_while_the_rest_is():
    tables = made(CONTACTS.replace("yes", "-").replace("no  |", "-   |"))
    status = tables["int_help__collected"].set_index("measure_code")["status"]

    assert status["engaged"] == status["retained_1d"] == "not_collected"
    assert status["contacts"] == status["navigation_arrived"] == "current"
    assert figure(tables["path_figures"], "engaged") is None


@pytest.mark.parametrize("status", ["late", "not_collected"])
def test_a_log_that_is_late_or_never_came_says_so_of_every_stage(status):
    figures = made(status=status)["path_figures"]

    assert set(figures["blank"]) == {status}
    assert figures["n_events"].isna().all() == (status == "not_collected")


def test_every_stage_is_made_of_measures_that_there_are():
    stages = REFERENCES["ref_path_stages"]
    known = {*REFERENCES["ref_outreach_measures"]["measure_code"], *REFERENCES["ref_help_measures"]["measure_code"]}

    assert {code for codes in stages["measure_codes"] for code in codes.split()} <= known
    assert set(REFERENCES["ref_help_measures"]["measure_code"]) <= {
        code for codes in stages["measure_codes"] for code in codes.split()
    }
