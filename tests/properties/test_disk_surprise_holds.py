"""Nothing but the incidents themselves decides what is a signal."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.alert_budget import count_alerts, set_line
from geo.disk_surprise import DiskRule, rate_mornings

RULE = DiskRule(
    radius_m=100,
    windows_days=(1, 3, 7),
    history_days=60,
    min_incidents=2,
    prior_incidents=2,
    prior_days=30,
    around_m=300,
    prior_around=1,
)
# On a lattice of 32 m, so that a turn by a quarter and a shift lose no digit and points lie exactly at the edge too.
SPOTS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 49))
STREAMS = st.lists(SPOTS, min_size=1, max_size=60)
APART = {"apart_m": 300.0, "apart_days": 14}


def frame(spots: list[tuple[int, int, int]]) -> pd.DataFrame:
    rows = [(32.0 * x, 32.0 * y, day) for x, y, day in spots]
    return pd.DataFrame(rows, columns=["x_m", "y_m", "day_no"])


def rate(incidents: pd.DataFrame) -> pd.DataFrame:
    mornings = list(range(20, 50))
    rated = rate_mornings(
        incidents, mornings=mornings, news_from=[m - 1 for m in mornings], rule=RULE, least_surprise=0
    )
    return rated.disks


@given(spots=STREAMS, seed=st.integers(0, 9))
def test_the_order_of_the_rows_decides_nothing(spots, seed):
    pd.testing.assert_frame_equal(rate(frame(spots)), rate(frame(spots).sample(frac=1, random_state=seed)))


@given(spots=STREAMS, shift=st.integers(-40, 40))
def test_a_shift_moves_the_signals_and_changes_nothing_else(spots, shift):
    moved = frame(spots).assign(x_m=lambda f: f["x_m"] + 32.0 * shift, y_m=lambda f: f["y_m"] - 32.0 * shift)

    found = rate(frame(spots)).assign(x_m=lambda f: f["x_m"] + 32.0 * shift, y_m=lambda f: f["y_m"] - 32.0 * shift)
    pd.testing.assert_frame_equal(rate(moved), found)


@given(spots=STREAMS)
def test_the_strongest_signal_of_each_morning_survives_a_turn(spots):
    turned = frame(spots).rename(columns={"x_m": "y_m", "y_m": "x_m"}).assign(x_m=lambda f: -f["x_m"])

    strongest = [rate(each).groupby("morning_no")["surprise"].max() for each in (frame(spots), turned)]
    pd.testing.assert_series_equal(*strongest)


@given(spots=STREAMS, later=st.lists(SPOTS, max_size=10))
def test_nothing_that_comes_after_a_morning_is_looked_at_or_counted(spots, later):
    early = [(x, y, day % 30) for x, y, day in spots]
    late = [(x, y, 30 + day % 20) for x, y, day in later]

    known, all_told = (
        rate_mornings(frame(rows), mornings=[30], news_from=[25], rule=RULE, least_surprise=0)
        for rows in (early, early + late)
    )

    assert all_told.n_looked.tolist() == known.n_looked.tolist()
    assert all_told.disks["n_incidents"].max() <= len(early) or all_told.disks.empty


@given(spots=STREAMS, at=st.integers(0, 59))
def test_a_further_incident_in_the_window_never_makes_a_disk_less_surprising_there(spots, at):
    x, y, _ = spots[at % len(spots)]
    base = [*spots, (x, y, 48), (x, y, 49)]

    def strongest(rows: list[tuple[int, int, int]]) -> float:
        exposure_kept = [*rows, *[(1000 + n, 1000, n) for n in range(50) for _ in range(1)]]
        found = rate_mornings(frame(exposure_kept), mornings=[50], news_from=[49], rule=RULE, least_surprise=0).disks
        near = np.hypot(found["x_m"] - 32.0 * x, found["y_m"] - 32.0 * y) <= 300
        return float(found.loc[near, "surprise"].max())

    # A further incident also lifts the city's level a little: allow for that much.
    assert strongest([*base, (x, y, 49)]) >= 0.9 * strongest(base)


@given(spots=STREAMS, budget=st.floats(1, 200))
def test_the_line_keeps_to_the_budget(spots, budget):
    rated = rate(frame(spots))

    line = set_line(rated, rated_from=0, n_looked=1, n_days=30, alerts_a_year=budget, **APART)

    n_alerts = count_alerts(rated, least_surprise=line.least_surprise, **APART)
    assert n_alerts == line.n_alerts <= budget * 30 / 365.25
