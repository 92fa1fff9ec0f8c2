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
    stages={"contact": ("contacts",), "engaged": ("engaged",), "retained": ("retained_7d",), "rides": ("rides",)},
    own_answers=tuple(Answers("contacts", (code,)) for code in ("engaged", "retained_7d", "rides")),
)
LOG = {"contacts": 60, "engaged": 21, "retained_7d": 14, "rides": 20}


def released(
    log: dict[str, int | None] = LOG, *, contacts: int | None = 60, blank: str = "", **rides: int
) -> ReleasedPath:
    columns = ["level", "location_id", "measure_code", "column_class", "n_events", "blank"]
    joint = pd.DataFrame([("city", "city", "contacts", "outreach", contacts, blank)], columns=columns)
    figures = pd.DataFrame(
        [(code, "health" if code == "retained_7d" else "outreach", n, "" if n is not None else "not_collected")
         for code, n in log.items()], columns=["measure_code", "column_class", "n_events", "blank"],
    )  # fmt: skip
    providers = pd.DataFrame(
        [("rides", "outreach", code, code.title(), n, "") for code, n in (rides or {"ems": 20}).items()],
        columns=["measure_code", "column_class", "provider_code", "provider_words", "n_events", "blank"],
    )
    tables = (table.astype({"n_events": "Int64"}) for table in (figures, providers, joint))
    return release_path(*tables, rules=RULES, thresholds=LIMITS)


def told(frame: pd.DataFrame, key: str = "sum_code") -> dict[Any, Any]:
    return {row[key]: row["blank"] or int(row["n_events"]) for row in frame.to_dict("records")}


def test_where_contacts_show_the_paths_own_columns_do():
    assert told(released().city) == {"contact": 60, "engaged": 21, "retained": 14, "rides": 20}


@pytest.mark.parametrize("blank", ["suppressed", "suppressed_complementary"])
def test_where_contacts_are_hidden_nothing_of_the_paths_own_columns_is_told(blank):
    path = released(contacts=None, blank=blank)

    assert set(told(path.city).values()) == {blank, "suppressed_complementary"}
    assert set(told(path.providers).values()) == {"suppressed_complementary"}


def test_a_small_provider_takes_another_with_it_and_none_is_told_where_that_would_need_their_sum():
    assert told(released(ems=3, van=9, bus=8).providers, "provider_code") == {
        "ems": "suppressed", "van": "suppressed_complementary", "bus": 8
    }  # fmt: skip
    assert set(told(released(ems=3, van=17, bus=0).providers, "provider_code").values()) >= {"suppressed"}
    assert set(told(released(LOG | {"rides": 6}, ems=3, van=3).providers).values()) == {"suppressed_complementary"}


def test_a_column_that_no_log_has_is_not_collected_and_no_zero():
    assert told(released(LOG | {"engaged": None}).city)["engaged"] == "not_collected"


def test_the_council_gets_nothing_of_class_health():
    assert told(released().seen_by(COUNCIL).city) == {"contact": 60, "engaged": 21, "rides": 20}
