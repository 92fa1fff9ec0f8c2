"""The path of help beside the outreach figures: what its own columns tell is bound by the contacts that show."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.help_release import PathRules, ReleasedPath, release_path
from geo.disclosure import Answers, Audience, Thresholds

LIMITS = Thresholds(health_below=11, outreach_below=5)
COUNCIL = Audience("council", sees_outreach=True)
RULES = PathRules(
    stages={"contact": ("contacts",), "engaged": ("engaged",), "retained": ("retained_7d",)},
    weekly=frozenset({"contacts", "engaged"}),
    answers=(),
    own_answers=(Answers("contacts", ("engaged",)), Answers("contacts", ("retained_7d",))),
)


def week(part: str, code: str, n: int | None, *, blank: str = "", is_begun: bool = True) -> dict[str, Any]:
    kind = "health" if code == "retained_7d" else "outreach"
    date = None if part == "other_days" else part
    return {"part_code": part, "week_date": date, "measure_code": code, "column_class": kind, "n_events": n,
            "blank": blank, "is_begun": is_begun}  # fmt: skip


def released(*weeks: dict[str, Any], contacts: int | None = 60, blank: str = "") -> ReleasedPath:
    columns = ["level", "location_id", "measure_code", "column_class", "n_events", "blank"]
    joint = pd.DataFrame([("city", "city", "contacts", "outreach", contacts, blank)], columns=columns)
    days = pd.DataFrame(
        {"measure_code": ["transport_given"], "column_class": "outreach", "provider_code": "ems",
         "provider_words": "EMS", "huddle_date": "2026-10-01", "n_events": 0, "blank": "", "is_begun": True}
    )  # fmt: skip
    table = pd.DataFrame(weeks).astype({"n_events": "Int64"})
    return release_path(table, days, joint.astype({"n_events": "Int64"}), rules=RULES, thresholds=LIMITS)


def told(frame: pd.DataFrame) -> dict[Any, Any]:
    keys = ["part_code", "sum_code"] if "part_code" in frame else ["sum_code"]
    return {
        tuple(row[key] for key in keys) if len(keys) > 1 else row["sum_code"]: row["blank"] or int(row["n_events"])
        for row in frame.to_dict("records")
    }


LOG = (
    week("2026-10-05", "contacts", 30), week("other_days", "contacts", 30),
    week("2026-10-05", "engaged", 12), week("other_days", "engaged", 9),
    week("2026-10-05", "retained_7d", 6), week("other_days", "retained_7d", 8),
)  # fmt: skip


def test_where_contacts_show_the_paths_own_columns_do_and_a_week_stands_under_their_sums():
    path = released(*LOG)

    assert told(path.city) == {"contact": 60, "engaged": 21, "retained": 14}
    assert told(path.weeks) == {("2026-10-05", "contact"): 30, ("2026-10-05", "engaged"): 12}


@pytest.mark.parametrize("blank", ["suppressed", "suppressed_complementary"])
def test_where_contacts_are_hidden_nothing_of_the_paths_own_columns_is_told(blank):
    path = released(*LOG, contacts=None, blank=blank)

    assert set(told(path.city).values()) == {blank, "suppressed_complementary"}
    assert set(told(path.weeks).values()) == {"suppressed_complementary"}


def test_weeks_of_before_a_column_came_are_not_collected_and_no_zero():
    begun_late = (*LOG[:2], week("2026-10-05", "engaged", 0, is_begun=False), week("other_days", "engaged", 9))

    assert told(released(*begun_late).weeks)["2026-10-05", "engaged"] == "not_collected"


def test_the_council_gets_nothing_of_class_health():
    assert told(released(*LOG).seen_by(COUNCIL).city) == {"contact": 60, "engaged": 21}
