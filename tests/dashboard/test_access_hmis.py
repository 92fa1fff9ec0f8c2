"""What HMIS holds is told week by week: no sum of projects or weeks gives a hidden figure back, on no morning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from dashboard.access import ALL_PROJECTS, release_hmis
from geo.disclosure import Audience, Thresholds

RECOVERY = Audience("recovery", sees_outreach=True, sees_health=True, sees_places=True)
COUNCIL = Audience("council", sees_outreach=True)
DISTRICT = Audience("district", sees_places=True)
LIMITS = Thresholds(health_below=11, outreach_below=5)
MEASURE = "hmis_contacts"


def weeks(**projects: list[int | str]) -> pd.DataFrame:
    """Return a project's weeks: a figure each, or the word of the blank."""
    rows = [
        {
            "project_code": code, "project_name": code.title(), "project_type": "4", "coc_code": "", "geocode": "",
            "zip_code": "02118", "measure_code": MEASURE, "measure_name": "Contacts", "column_class": "health",
            "week_start_date": date(2024, 4, 1) + timedelta(days=7 * number),
            "n_events": None if isinstance(told, str) else told, "blank": told if isinstance(told, str) else "",
        }
        for code, own in projects.items()
        for number, told in enumerate(own)
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"n_events": "Int64"})


def told(frame: pd.DataFrame, *, audience: Audience = RECOVERY) -> dict[tuple[str, str], Any]:
    released = release_hmis(frame, audience=audience, thresholds=LIMITS)
    return {
        (row.project_code, row.week_start_date[-5:]): row.blank if pd.isna(row.n_events) else int(row.n_events)
        for row in released.itertuples()
    }


def test_large_figures_are_told_with_their_sums():
    assert told(weeks(a=[12, 13], b=[20, 0])) == {
        (ALL_PROJECTS, ""): 45, (ALL_PROJECTS, "04-01"): 32, (ALL_PROJECTS, "04-08"): 13,
        ("a", ""): 25, ("a", "04-01"): 12, ("a", "04-08"): 13,
        ("b", ""): 20, ("b", "04-01"): 20, ("b", "04-08"): 0,
    }  # fmt: skip


def test_a_small_week_takes_another_projects_with_it_and_the_sums_of_both():
    figures = told(weeks(a=[12, 3, 30], b=[20, 20, 20], c=[15, 15, 15]))

    assert figures["a", "04-08"] == "suppressed"
    assert figures["b", "04-08"] == figures["b", ""] == figures["a", ""] == "suppressed_complementary"
    assert (figures["c", ""], figures[ALL_PROJECTS, ""]) == (45, 150)


def test_what_is_told_of_a_week_is_the_same_when_the_weeks_slide_on():
    first, later = (told(weeks(a=own, b=[20] * len(own))) for own in ([12, 3, 30], [12, 3, 30, 2]))

    assert {key: figure for key, figure in later.items() if key in first and key[1]} == {
        key: figure for key, figure in first.items() if key[1]
    }


def test_a_small_project_takes_another_with_it():
    figures = told(weeks(a=[3], b=[20], c=[40]))

    assert figures["a", "04-01"] == "suppressed"
    assert figures["b", "04-01"] == "suppressed_complementary"
    assert (figures["c", "04-01"], figures[ALL_PROJECTS, "04-01"]) == (40, 63)


def test_a_project_that_no_export_tells_of_a_week_stands_in_for_no_hidden_one():
    """Everybody knows which weeks an export tells: a late project is no second unknown beside a small one."""
    figures = told(weeks(a=[12, 3], b=[20, "late"]))

    assert figures["b", "04-08"] == "late"
    assert figures["a", "04-08"] == figures[ALL_PROJECTS, "04-08"] == "suppressed"
    assert figures[ALL_PROJECTS, ""] == figures["a", ""] == "suppressed_complementary"


def test_a_project_without_a_whole_week_has_no_sum():
    figures = told(weeks(a=["late", "late"], b=[20, 20]))

    assert ("a", "") not in figures
    assert figures[ALL_PROJECTS, ""] == 40
    assert told(weeks(a=["late", "not_collected"])) == {("a", "04-01"): "late", ("a", "04-08"): "not_collected"}


@pytest.mark.parametrize("audience", [COUNCIL, DISTRICT])
def test_who_sees_no_health_figure_gets_no_row(audience):
    assert told(weeks(a=[12, "late"], b=["late", 30]), audience=audience) == {}


def test_no_row_is_no_row():
    assert release_hmis(weeks(a=[1]).iloc[:0], audience=RECOVERY, thresholds=LIMITS).empty
