from __future__ import annotations

import pandas as pd
import pytest

from geo.alert_budget import count_alerts, first_alerts, set_line
from geo.errors import BadParameterError

APART = {"apart_m": 300.0, "apart_days": 14}


def rated(*rows: tuple[int, float, float]) -> pd.DataFrame:
    """Rows of morning, x and surprise."""
    return pd.DataFrame(
        [(morning, x_m, 0.0, s) for morning, x_m, s in rows], columns=["morning_no", "x_m", "y_m", "surprise"]
    )


def line(frame: pd.DataFrame, *, alerts_a_year: float, n_looked: int = 1, n_days: int = 365, rated_from: float = 0.0):
    return set_line(
        frame, rated_from=rated_from, n_looked=n_looked, n_days=n_days, alerts_a_year=alerts_a_year, **APART
    )


def test_a_signal_near_one_of_the_last_days_is_the_same_alert():
    frame = rated((1, 0, 5), (3, 300, 5), (3, 601, 5), (17, 0, 5), (32, 0, 5))

    # 300 m from the last telling is the same, 301 m is not; 14 days on is the same, 15 days after that is not.
    assert first_alerts(frame, least_surprise=4, **APART).tolist() == [True, False, True, False, True]
    assert count_alerts(frame, least_surprise=4, **APART) == 3


def test_what_is_below_the_line_is_no_alert_and_links_nothing():
    frame = rated((1, 0, 3), (3, 0, 5))

    assert first_alerts(frame, least_surprise=4, **APART).tolist() == [False, True]


def test_the_line_is_the_lowest_that_keeps_to_the_budget():
    frame = rated(*((30 * n, 0.0, float(n)) for n in range(1, 11)))

    found = line(frame, alerts_a_year=4.1)

    assert (found.least_surprise, found.n_alerts, found.n_days) == (7.0, 4, 365)
    assert found.alerts_a_year == pytest.approx(4.0, rel=0.01)


def test_a_shorter_past_gives_fewer_alerts_for_the_same_budget():
    frame = rated(*((30 * n, 0.0, float(n)) for n in range(1, 6)))

    assert line(frame, alerts_a_year=4, n_days=183).n_alerts == 2


def test_a_quiet_past_does_not_make_everything_a_signal():
    assert line(rated(), alerts_a_year=26, n_looked=26_000).least_surprise == pytest.approx(3.0, abs=0.001)
    assert line(rated(), alerts_a_year=26).least_surprise == 0.0
    assert line(rated(), alerts_a_year=26, rated_from=1.5).least_surprise == 1.5


def test_where_the_strongest_alone_is_over_the_budget_only_something_stronger_is_told():
    frame = rated(*((1, 1000.0 * n, 6.0) for n in range(5)))

    found = line(frame, alerts_a_year=2)

    assert found.n_alerts == 0
    assert found.least_surprise > 6.0


@pytest.mark.parametrize("wrong", [{"alerts_a_year": 0.0}, {"n_days": 0}])
def test_a_budget_that_is_none_is_refused(wrong):
    with pytest.raises(BadParameterError):
        line(rated(), **{"alerts_a_year": 26.0, **wrong})
