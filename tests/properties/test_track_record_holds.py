"""What holds for the track record of any stream."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.track_record import JudgeRules, judge_tallies
from tests.support.replayed import FIRST, MORNINGS, replay

RULES = JudgeRules(area_share=0.01, n_resamples=50, seed=7, min_weeks=1, min_incidents=1, widest_ratio=1.5)
_rows = st.lists(
    st.tuples(
        st.floats(0, 21.9),
        st.integers(0, 4),
        st.integers(0, 4),
        st.sampled_from(["litter", "sharps"]),
        st.sampled_from(["residents", "staff"]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=60,
)


def _tickets(rows: list[tuple[float, int, int, str, str, int]]) -> pd.DataFrame:
    at = pd.Series([FIRST + timedelta(seconds=round(86_400 * row[0])) for row in rows], dtype="datetime64[us, UTC]")
    return pd.DataFrame(
        {
            "incident_no": np.arange(len(rows)),
            "category_code": [row[3] for row in rows],
            "reporter_group": [row[4] for row in rows],
            "x_m": [236_000.0 + 80 * row[1] for row in rows],
            "y_m": [900_000.0 + 80 * row[2] for row in rows],
            "began_at": at,
            "opened_at": at,
            "n_tickets": [row[5] for row in rows],
        }
    )


@given(rows=_rows, seed=st.integers(0, 100))
def test_the_order_of_rows_and_the_numbers_of_incidents_change_nothing(rows, seed):
    tickets = _tickets(rows)
    rng = np.random.default_rng(seed)
    renamed = tickets.assign(incident_no=rng.permutation(len(rows)) * 7 + 3)

    pd.testing.assert_frame_equal(
        replay(renamed.sample(frac=1, random_state=seed), n_weeks=2), replay(tickets, n_weeks=2)
    )


@given(rows=_rows, days=st.integers(-400, 400))
def test_shifting_every_date_changes_nothing(rows, days):
    tickets, shift = _tickets(rows), timedelta(days=days)
    shifted = tickets.assign(began_at=tickets["began_at"] + shift, opened_at=tickets["opened_at"] + shift)

    moved = replay(shifted, n_weeks=2, mornings=[morning + shift for morning in MORNINGS])

    pd.testing.assert_frame_equal(moved, replay(tickets, n_weeks=2))


@given(rows=_rows)
def test_no_list_beats_hindsight_and_every_share_lies_between_none_and_all(rows):
    record = judge_tallies(replay(_tickets(rows), n_weeks=2), list_sizes=(1, 2), rules=RULES)
    shares = record[record["measure_code"] != "pai"]["value"].dropna()
    values = record.pivot_table(index=["horizon_days", "measure_code"], columns="method_code", values="value")

    assert ((shares >= 0) & (shares <= 1)).all()
    for (_, measure), value in values.iterrows():
        if not measure.startswith("hit"):
            assert (value[["list", "plain_count"]].dropna() <= value["hindsight"] + 1e-12).all()
