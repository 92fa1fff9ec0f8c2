from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.ranking import damp_incidents, score_terms

MORNING = datetime(2015, 11, 10, 11, tzinfo=UTC)
POLICY: dict[str, Any] = {
    "as_of_at": MORNING,
    "acute_half_life_days": 7,
    "chronic_half_life_days": 120,
    "acute_weight": 0.2,
    "category_weights": {"needles": 2.0, "litter": 1.0},
    "staff_weight": 0.5,
}
COLUMNS = ["ticket_id", "incident_id", "category_code", "reporter_group", "x_m", "y_m", "opened_at"]


def tickets(*rows: tuple[str, str, str, str, float, float, datetime]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(opened_at=pd.to_datetime(frame["opened_at"], utc=True))


def at(days_ago: float) -> datetime:
    return MORNING - timedelta(days=days_ago)


def single(category: str, group: str, days_ago: float) -> pd.DataFrame:
    return damp_incidents(tickets(("t", "t", category, group, 0, 0, at(days_ago))))


def test_an_incident_weighs_the_square_root_of_its_tickets_shared_by_its_reporters():
    frame = tickets(
        ("b", "a", "needles", "staff", 9, 9, at(2)),
        ("a", "a", "needles", "residents", 1, 2, at(3)),
        ("c", "a", "needles", "residents", 9, 9, at(1)),
        ("d", "a", "needles", "residents", 9, 9, at(1)),
    )

    damped = damp_incidents(frame)

    assert damped["reporter_group"].tolist() == ["residents", "staff"]
    assert damped["n_tickets"].tolist() == [3, 1]
    assert damped["damped"].tolist() == pytest.approx([1.5, 0.5])
    assert damped["damped"].sum() == pytest.approx(math.sqrt(4))


def test_an_incident_stands_where_and_when_its_first_ticket_stood():
    frame = tickets(
        ("c", "b", "needles", "residents", 7, 7, at(2)),
        ("a", "b", "needles", "staff", 8, 8, at(1)),
        ("b", "b", "needles", "residents", 1, 2, at(2)),
    )

    damped = damp_incidents(frame)

    assert damped[["x_m", "y_m"]].drop_duplicates().to_numpy().tolist() == [[1, 2]]
    assert damped["began_at"].drop_duplicates().tolist() == [at(2)]


def test_no_tickets_give_no_terms():
    terms = score_terms(damp_incidents(tickets()), **POLICY)

    assert terms.empty
    assert {"acute_part", "chronic_part", "contribution"} <= set(terms.columns)


def test_an_unknown_group_of_reporters_is_refused():
    with pytest.raises(BadParameterError, match="system"):
        damp_incidents(tickets(("a", "a", "needles", "system", 0, 0, at(1))))


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnError, match="tickets lack reporter_group"):
        damp_incidents(tickets().drop(columns="reporter_group"))
    with pytest.raises(MissingColumnError, match="damped incidents lack damped"):
        score_terms(single("needles", "residents", 1).drop(columns="damped"), **POLICY)


def test_a_rate_halves_in_a_half_life():
    week_old = score_terms(single("needles", "residents", 7), **POLICY)
    two_weeks_old = score_terms(single("needles", "residents", 14), **POLICY)

    assert week_old["acute_rate"].item() == pytest.approx(0.5 * math.log(2) / 7)
    assert two_weeks_old["acute_rate"].item() == pytest.approx(0.25 * math.log(2) / 7)


def test_a_place_with_one_incident_a_day_has_a_rate_of_one_a_day_at_both_speeds():
    daily = tickets(*((f"{i}", f"{i}", "litter", "residents", 0.0, 0.0, at(i + 0.5)) for i in range(120 * 12)))

    terms = score_terms(damp_incidents(daily), **POLICY)

    assert terms["acute_rate"].sum() == pytest.approx(1, rel=0.001)
    assert terms["chronic_rate"].sum() == pytest.approx(1, rel=0.001)


def test_the_two_parts_are_the_weighted_rates_and_sum_to_the_contribution():
    terms = score_terms(single("needles", "staff", 3), **POLICY).iloc[0]

    assert terms["weight"] == 2.0 * 0.5
    assert terms["acute_part"] == pytest.approx(0.2 * terms["acute_rate"])
    assert terms["chronic_part"] == pytest.approx(0.8 * terms["chronic_rate"])
    assert terms["contribution"] == terms["acute_part"] + terms["chronic_part"]


def test_a_residents_ticket_counts_twice_a_staff_ticket_at_a_staff_weight_of_one_half():
    residents = score_terms(single("litter", "residents", 3), **POLICY)["contribution"].item()
    staff = score_terms(single("litter", "staff", 3), **POLICY)["contribution"].item()

    assert residents == pytest.approx(2 * staff)


def test_a_category_without_a_weight_is_named():
    with pytest.raises(BadParameterError, match="graffiti"):
        score_terms(single("graffiti", "residents", 3), **POLICY)


@pytest.mark.parametrize("days_ago", [0, -0.001])
def test_an_incident_at_or_after_the_morning_is_refused(days_ago):
    with pytest.raises(BadParameterError, match="nothing at or after it may be seen"):
        score_terms(single("litter", "residents", days_ago), **POLICY)


def test_an_incident_without_a_time_is_refused():
    damped = single("litter", "residents", 1)
    damped.loc[0, "began_at"] = pd.NaT

    with pytest.raises(BadParameterError, match="no instant before"):
        score_terms(damped, **POLICY)


def test_a_morning_without_a_zone_beside_incidents_with_one_is_refused():
    with pytest.raises(BadParameterError, match="time zone"):
        score_terms(single("litter", "residents", 1), **POLICY | {"as_of_at": MORNING.replace(tzinfo=None)})


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"acute_half_life_days": 0}, "acute_half_life_days"),
        ({"chronic_half_life_days": -1}, "chronic_half_life_days"),
        ({"acute_weight": 1.1}, "acute_weight"),
        ({"acute_weight": float("nan")}, "acute_weight"),
        ({"staff_weight": -0.5}, "staff_weight"),
        ({"category_weights": {"litter": float("inf")}}, "category_weights"),
    ],
)
def test_a_policy_value_out_of_range_is_named(changed, named):
    with pytest.raises(BadParameterError, match=named):
        score_terms(single("litter", "residents", 1), **POLICY | changed)
