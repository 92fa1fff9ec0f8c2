"""The calls to the recovery line as a role may see them: sums before parts, and nothing at all for most."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.access import load_roles
from dashboard.recovery_line import LineFigures, release_recovery_line
from geo.disclosure import Audience, Thresholds
from pipelines.settings import project_paths
from tests.support.published_calls import CALLS, MEASURES, recovery_line_calls, recovery_line_measures

RECOVERY = Audience("recovery", sees_outreach=True, sees_health=True)
LIMITS = Thresholds(health_below=11, outreach_below=5)


def release(counts: dict[str, int], *, blank: str = "", audience: Audience = RECOVERY) -> LineFigures:
    calls = pd.DataFrame(recovery_line_calls(blank)).rename(columns={"n_calls": "n_events"}).drop(columns="sort_no")
    told = [None if blank == "not_collected" else counts.get(code, 0) for code in calls["part_code"]]
    measures = pd.DataFrame(recovery_line_measures(blank))
    return release_recovery_line(
        calls.assign(n_events=pd.array(told, dtype="Int64")), measures, audience=audience, thresholds=LIMITS
    )


def told(counts: dict[str, int], **kind: Any) -> dict[str, Any]:
    figures = release(counts, **kind)
    shown = {
        row["part_code"]: row["blank"] if pd.isna(row["n_events"]) else int(row["n_events"])
        for row in figures.calls.to_dict("records")
    }
    measured = {
        row["measure_code"]: row["blank"] if pd.isna(row["measured"]) else row["measured"]
        for row in figures.measures.to_dict("records")
    }
    return shown | measured


def test_what_is_large_enough_is_told_with_its_share_and_times():
    figures = told(CALLS)

    assert {code: figures[code] for code in ("calls", "linked", "not_yet", "ended", "asked_for:ats")} == {
        "calls": 400, "linked": 340, "not_yet": 44, "ended": 16, "asked_for:ats": 250,
    }  # fmt: skip
    assert {code: figures[code] for code in MEASURES} == MEASURES


def test_a_small_full_day_hides_the_days_that_were_not_and_no_other_kind():
    figures = told(CALLS)

    assert figures["full:asked_for:rrs"] == "suppressed"
    assert figures["not_full:asked_for:rrs"] == "suppressed_complementary"
    assert (figures["full:asked_for:ats"], figures["not_full:asked_for:ats"]) == (120, 130)
    assert (figures["under_1h"], figures["1h_to_4h"], figures["3d_or_more"]) == ("suppressed", 0, 24)


def test_few_that_were_not_linked_hide_how_many_were_and_all_that_is_told_of_them():
    figures = told(CALLS | {"linked": 395, "not_linked": 5, "not_yet": 5, "ended": 0, "linked_before": 374})

    assert figures["calls"] == 400
    assert figures["not_linked"] == "suppressed"
    below = ("linked", "linked_1d", "linked_to:navigator", "warm", "not_yet", "3d_or_more", "linked_pct")
    assert {figures[code] for code in below} == {"suppressed_complementary"}
    assert {figures[code] for code in MEASURES} == {"suppressed_complementary"}
    assert figures["asked_for:ats"] == 250


def test_few_calls_in_all_hide_everything():
    figures = told({"calls": 10, "linked": 10, "asked_for:ats": 10})

    assert figures.pop("calls") == "suppressed"
    assert set(figures.values()) == {"suppressed_complementary"}


def test_a_share_of_all_is_told_where_nobody_waits():
    counts = CALLS | {"linked": 400, "not_linked": 0, "not_yet": 0, "ended": 0}

    assert told(counts)["not_linked"] == 0
    assert told(counts)["linked_pct"] == 85.0


@pytest.mark.parametrize(
    ("n_linked", "half", "nine_in_ten"), [(21, False, False), (22, True, False), (109, True, False), (110, True, True)]
)
def test_a_time_is_told_where_enough_calls_lie_on_either_side_of_it(n_linked, half, nine_in_ten):
    rest = 400 - n_linked
    figures = told(CALLS | {"linked": n_linked, "not_linked": rest})

    assert (figures["handoff_half"] == 38.0, figures["handoff_nine_in_ten"] == 924.4) == (half, nine_in_ten)


@pytest.mark.parametrize("blank", ["late", "not_collected"])
def test_a_log_that_is_late_or_never_came_says_so_and_nothing_else(blank):
    assert set(told(CALLS, blank=blank).values()) == {blank}


def test_only_roles_that_see_health_figures_get_a_row():
    roles = load_roles(project_paths({}).reference_dir).roles
    seeing = {role.role_code for role in roles if told(CALLS, audience=role.audience)}

    assert seeing == {role.role_code for role in roles if role.audience.sees_health}
    assert {"district", "council"}.isdisjoint(seeing)


def test_every_role_that_sees_the_line_is_told_the_same():
    everybody = Audience("chair", sees_outreach=True, sees_health=True, sees_places=True)

    assert told(CALLS) == told(CALLS, audience=everybody)
