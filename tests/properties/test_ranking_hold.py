from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.incidents import merge_tickets
from geo.ranking import damp_incidents, score_terms

MORNING = datetime(2015, 11, 10, 11, tzinfo=UTC)
MINUTES_PER_DAY = 24 * 60

# incident, reporter group, minutes before the morning
TICKETS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["residents", "staff"]), st.integers(1, 400 * MINUTES_PER_DAY)),
    max_size=30,
)
HALF_LIVES = st.tuples(st.floats(7, 60), st.floats(60, 365))
SHARES = st.floats(0, 1)


def as_frame(rows: list[tuple[int, str, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["incident", "reporter_group", "minutes_ago"])
    minutes_ago = frame["minutes_ago"].astype("int64")
    return frame.assign(
        ticket_id=[f"t{row:02d}" for row in range(len(rows))],
        incident_id=[f"i{incident}" for incident in frame["incident"]],
        category_code=["needles" if incident % 2 else "litter" for incident in frame["incident"]],
        x_m=0.0,
        y_m=0.0,
        opened_at=pd.Timestamp(MORNING) - pd.to_timedelta(minutes_ago, unit="min"),
    )


def score(damped: pd.DataFrame, half_lives: tuple[float, float] = (7, 120), share: float = 0.2, **changed: Any):
    policy = {
        "as_of_at": MORNING,
        "acute_half_life_days": half_lives[0],
        "chronic_half_life_days": half_lives[1],
        "acute_weight": share,
        "category_weights": {"needles": 2.0, "litter": 1.0},
        "staff_weight": 0.5,
    }
    return score_terms(damped, **policy | changed)


@given(rows=TICKETS)
def test_damping_loses_no_ticket_and_gives_each_incident_its_square_root(rows):
    frame = as_frame(rows)

    damped = damp_incidents(frame)

    assert damped["n_tickets"].sum() == len(rows)
    tickets_of = frame.groupby("incident_id").size()
    assert damped.groupby("incident_id")["damped"].sum().to_dict() == pytest.approx(np.sqrt(tickets_of).to_dict())


@given(rows=TICKETS, data=st.data())
def test_the_order_of_the_rows_changes_nothing(rows, data):
    frame = as_frame(rows)
    order = data.draw(st.permutations(range(len(rows))))

    pd.testing.assert_frame_equal(damp_incidents(frame.iloc[order]), damp_incidents(frame))


@given(rows=TICKETS, half_lives=HALF_LIVES, share=SHARES)
def test_the_parts_and_the_contributions_add_up(rows, half_lives, share):
    terms = score(damp_incidents(as_frame(rows)), half_lives, share)

    assert (terms["acute_part"] + terms["chronic_part"] == terms["contribution"]).all()
    both = share * terms["acute_rate"] + (1 - share) * terms["chronic_rate"]
    assert terms["contribution"].to_numpy() == pytest.approx((terms["weight"] * both).to_numpy())
    assert (terms["contribution"] > 0).all()


@given(rows=TICKETS, half_lives=HALF_LIVES, share=SHARES, days=st.floats(0.01, 100))
def test_the_score_of_the_same_tickets_falls_as_they_age(rows, half_lives, share, days):
    damped = damp_incidents(as_frame(rows))

    today = score(damped, half_lives, share)
    later = score(damped, half_lives, share, as_of_at=MORNING + timedelta(days=days))

    assert (later["contribution"] < today["contribution"]).all()


@given(
    burst_minutes=st.lists(st.integers(1, MINUTES_PER_DAY), min_size=30, max_size=30),
    newest_minute=st.integers(1, MINUTES_PER_DAY),
    gaps_over_a_day=st.lists(st.integers(1, 60), min_size=9, max_size=9),
    half_lives=HALF_LIVES,
    share=SHARES,
)
def test_thirty_tickets_of_one_reporter_in_a_day_rank_below_ten_on_ten_days(
    burst_minutes, newest_minute, gaps_over_a_day, half_lives, share
):
    # The thirty come when they weigh most, the day before the morning. The ten come more than 24 hours apart:
    # closer ones would merge in pairs by the rule of incidents, as calls about one thing.
    daily_minutes = np.cumsum([newest_minute, *(MINUTES_PER_DAY + gap for gap in gaps_over_a_day)]).tolist()

    once, daily = merged_tickets(burst_minutes), merged_tickets(daily_minutes)

    assert total_score(once, half_lives, share) < total_score(daily, half_lives, share)


def merged_tickets(minutes_ago: list[int]) -> pd.DataFrame:
    """Tickets of one category at one address, merged by the rule and the reviewed window of the board."""
    frame = as_frame([(0, "residents", minutes) for minutes in minutes_ago]).drop(columns="incident_id")
    return frame.merge(merge_tickets(frame, radius_m=25, window_hours=24), on="ticket_id")


def total_score(frame: pd.DataFrame, half_lives: tuple[float, float], share: float) -> float:
    return float(score(damp_incidents(frame), half_lives, share)["contribution"].sum())
