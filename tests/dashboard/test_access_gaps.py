"""What was asked for by part of the day, and why something was declined: nothing that the city's figures hide."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.access import ALL_REASONS, release_declines, release_gaps
from geo.disclosure import Audience, Thresholds

RECOVERY = Audience("recovery", sees_outreach=True, sees_health=True, sees_places=True)
COUNCIL = Audience("council", sees_outreach=True)
DISTRICT = Audience("district", sees_places=True)
LIMITS = Thresholds(health_below=11, outreach_below=5)
GAP = "offer_shelter_unavailable"
DECLINES = ("offer_shelter_declined", "offer_treatment_declined", "co_response_declined_today")


def city(**figures: int | None) -> pd.DataFrame:
    return pd.DataFrame(
        {"level": "city", "measure_code": list(figures), "n_events": pd.array(list(figures.values()), dtype="Int64")}
    )


def gaps(*counts: int) -> pd.DataFrame:
    rows = [{"part_words": f"part {i}", "n_events": n} for i, n in enumerate(counts)]
    return pd.DataFrame(rows).assign(measure_code=GAP, column_class="outreach", blank="", begins_hour=0)


def reasons(blank: str = "", **counts: int | None) -> pd.DataFrame:
    whole = None if blank == "not_collected" else sum(n or 0 for n in counts.values())
    rows = [{"reason_code": code, "n_events": n} for code, n in {ALL_REASONS: whole, **counts}.items()]
    return pd.DataFrame(rows).astype({"n_events": "Int64"}).assign(column_class="health", blank=blank)


def told(frame: pd.DataFrame, key: str) -> dict[str, Any]:
    return {
        name: int(n) if pd.notna(n) else blank
        for name, n, blank in zip(frame[key], frame["n_events"], frame["blank"], strict=True)
    }


def declined(counts: pd.DataFrame, figures: pd.DataFrame, audience: Audience = RECOVERY) -> dict[str, Any]:
    return told(release_declines(counts, figures, audience=audience, thresholds=LIMITS), "reason_code")


def test_parts_of_the_day_are_told_only_where_the_citys_figure_is():
    shown = release_gaps(gaps(12, 0, 9), city(**{GAP: 21}), audience=COUNCIL, thresholds=LIMITS)
    hidden = release_gaps(gaps(12, 0, 9), city(**{GAP: None}), audience=COUNCIL, thresholds=LIMITS)

    assert told(shown, "part_words") == {"part 0": 12, "part 1": 0, "part 2": 9}
    assert set(told(hidden, "part_words").values()) == {"suppressed_complementary"}
    assert "begins_hour" not in shown


def test_reasons_are_told_with_their_sum_where_all_that_was_declined_is():
    figures = city(**dict.fromkeys(DECLINES, 40))

    assert declined(reasons(pet=12, rules=30, hours=0), figures) == {
        ALL_REASONS: 42,
        "pet": 12,
        "rules": 30,
        "hours": 0,
    }


@pytest.mark.parametrize("hidden", DECLINES)
def test_where_one_figure_of_what_was_declined_is_hidden_no_reason_is_told(hidden):
    figures = city(**{code: None if code == hidden else 40 for code in DECLINES})

    assert set(declined(reasons(pet=12, rules=30, hours=0), figures).values()) == {"suppressed_complementary"}
    assert set(declined(reasons(pet=12, rules=30), city(contacts=90)).values()) == {"suppressed_complementary"}


def test_a_small_sum_of_reasons_hides_them_all():
    assert set(declined(reasons(pet=4, rules=6), city(**dict.fromkeys(DECLINES, 0))).values()) == {
        "suppressed_complementary"
    }


def test_a_small_reason_is_hidden_and_cannot_be_worked_out_from_the_sum():
    figures = declined(reasons(pet=4, rules=30, hours=25), city(**dict.fromkeys(DECLINES, 40)))

    assert figures[ALL_REASONS] == 59
    assert sum(isinstance(n, str) for n in figures.values()) == 2


def test_no_decline_at_all_is_a_true_zero():
    assert declined(reasons(pet=0, rules=0), city(**dict.fromkeys(DECLINES, 0))) == {
        ALL_REASONS: 0,
        "pet": 0,
        "rules": 0,
    }


@pytest.mark.parametrize("blank", ["late", "not_collected"])
def test_a_log_that_is_late_or_never_came_says_so(blank):
    n = None if blank == "not_collected" else 12

    assert set(declined(reasons(blank, pet=n, rules=n), city(**dict.fromkeys(DECLINES, None))).values()) == {blank}


def test_who_sees_no_health_figure_gets_no_reason_and_a_district_officer_no_gap():
    figures = city(**{GAP: 21}, **dict.fromkeys(DECLINES, 40))

    assert declined(reasons(pet=12, rules=30), figures, COUNCIL) == {}
    assert release_gaps(gaps(12, 9), figures, audience=DISTRICT, thresholds=LIMITS).empty
