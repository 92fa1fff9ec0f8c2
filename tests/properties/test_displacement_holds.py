"""Nothing but what came, where and when, decides what is said of an action."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.displacement import JUDGED, EffectRules, judge_actions

RULES = EffectRules(
    radius_m=100, ring_m=300, window_weeks=(1, 2), min_before=4, usual_weeks=4, min_usual_weeks=2, level_factor=3,
    min_comparisons=4, max_comparisons=20, back_days=7, back_min_incidents=2,
)  # fmt: skip
LAST = 69
# On a lattice of 32 m, so that a shift loses no digit and points lie exactly at the edge too.
SEEDS = st.integers(0, 10_000)
ACTIONS = st.lists(st.tuples(st.integers(0, 15), st.integers(20, 60), st.integers(0, 9), st.booleans()), max_size=5)


def town(seed: int) -> pd.DataFrame:
    """Return a few hundred incidents at sixteen places, some heavier than others, and as many strewn between them."""
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 16, 320)
    spot = rng.integers(-3, 4, (2, 320)) + np.array([16 * (place % 4), 16 * (place // 4)])
    strewn = rng.integers(0, 60, (2, 60))
    at = np.concatenate([spot, strewn], axis=1) * 32.0
    return pd.DataFrame({"x_m": at[0], "y_m": at[1], "day_no": rng.integers(0, LAST + 1, at.shape[1])})


def table(actions: list[tuple[int, int, int, bool]]) -> pd.DataFrame:
    rows = [
        (f"a{n}", 512.0 * (place % 4), 512.0 * (place // 4), opened, opened + days, is_done)
        for n, (place, opened, days, is_done) in enumerate(actions)
    ]
    frame = pd.DataFrame(rows, columns=["action_id", "x_m", "y_m", "opened_day", "ended_day", "is_done"])
    return frame.astype({"ended_day": "Int64", "is_done": "bool"})


def judge(incidents: pd.DataFrame, actions: pd.DataFrame, *, last_day: int = LAST) -> pd.DataFrame:
    return judge_actions(incidents, actions, first_day=0, last_day=last_day, rules=RULES)


@given(seed=SEEDS, actions=ACTIONS)
def test_the_order_of_incidents_and_actions_decides_nothing(seed, actions):
    told = judge(town(seed), table(actions))
    shuffled = judge(town(seed).sample(frac=1, random_state=seed), table(actions).sample(frac=1, random_state=seed))

    pd.testing.assert_frame_equal(told, shuffled)


@given(seed=SEEDS, actions=ACTIONS, shift=st.integers(-40, 40), weeks=st.integers(0, 60))
def test_neither_where_the_origin_lies_nor_when_counting_began_decides_anything(seed, actions, shift, weeks):
    days = 7 * weeks
    told = judge(town(seed), table(actions))
    incidents = town(seed).assign(x_m=lambda f: f["x_m"] + 32.0 * shift, day_no=lambda f: f["day_no"] + days)
    acted = table(actions).assign(
        x_m=lambda f: f["x_m"] + 32.0 * shift,
        opened_day=lambda f: f["opened_day"] + days,
        ended_day=lambda f: f["ended_day"] + days,
    )
    moved = judge_actions(incidents, acted, first_day=days, last_day=LAST + days, rules=RULES)

    kept = [name for name in told.columns if name not in ("before_start_day", "after_end_day")]
    pd.testing.assert_frame_equal(told[kept], moved[kept])


@given(seed=SEEDS, actions=ACTIONS, last_day=st.integers(25, LAST))
def test_nothing_that_came_later_changes_an_earlier_morning(seed, actions, last_day):
    known = town(seed)

    earlier = judge(known[known["day_no"] <= last_day], table(actions), last_day=last_day)
    pd.testing.assert_frame_equal(judge(known, table(actions), last_day=last_day), earlier)


@given(seed=SEEDS, actions=ACTIONS)
def test_the_difference_adds_up_and_lies_in_its_interval_and_every_action_done_has_one_row(seed, actions):
    told = judge(town(seed), table(actions))

    assert told["action_id"].tolist() == [f"a{n}" for n, action in enumerate(actions) if action[3]]
    given_figures = told[told["wdd"].notna()]
    whole = given_figures["n_after"] - given_figures["n_expected"]
    nearby = given_figures["n_ring_after"] - given_figures["n_ring_expected"]
    np.testing.assert_allclose((whole + nearby).to_numpy(float), given_figures["wdd"].to_numpy(float), atol=1e-9)
    assert (given_figures["wdd_low"] <= given_figures["wdd_high"]).all()
    assert told.loc[told["verdict_code"].isin(JUDGED), "wdd"].notna().all()
    assert (given_figures["n_fell_as_much"] <= given_figures["n_comparisons"]).all()


@given(seed=SEEDS, n_more=st.integers(1, 60))
def test_more_of_them_after_never_turns_into_fewer(seed, n_more):
    acted = table([(5, 40, 2, True)])
    more = pd.DataFrame({"x_m": 512.0, "y_m": 512.0, "day_no": 43 + np.arange(n_more) % 7})
    before, after = judge(town(seed), acted).iloc[0], judge(pd.concat([town(seed), more]), acted).iloc[0]

    if before["verdict_code"] in ("no_difference", "more"):
        assert after["verdict_code"] in ("no_difference", "more")
