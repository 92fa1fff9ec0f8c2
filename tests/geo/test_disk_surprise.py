from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from geo.disk_surprise import (
    DiskRule,
    daily_exposure,
    keep_apart,
    members_of,
    rate_mornings,
)
from geo.disk_tails import negative_binomial_tail
from geo.errors import BadParameterError, MissingColumnError

RULE = DiskRule(
    radius_m=100,
    windows_days=(1, 2, 3, 5, 7, 10, 14),
    history_days=365,
    min_incidents=3,
    prior_incidents=2,
    prior_days=120,
    around_m=300,
    prior_around=1,
)
RNG = np.random.default_rng(311)


def incidents(*rows: tuple[float, float, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["x_m", "y_m", "day_no"])


def steady(n_days: int = 200) -> pd.DataFrame:
    """Three incidents every day, far from one another, so that every day's exposure is one."""
    places = [(x_m, 0.0) for x_m in np.arange(3 * n_days) * 1000.0 + 50_000]
    return incidents(*((x_m, y_m, row % n_days) for row, (x_m, y_m) in enumerate(places)))


def rate(frame: pd.DataFrame, morning: int = 200, *, rule: DiskRule = RULE, news_from: int | None = None):
    since = morning - 1 if news_from is None else news_from
    return rate_mornings(frame, mornings=[morning], news_from=[since], rule=rule, least_surprise=0.0)


@pytest.mark.parametrize(("n", "shape", "share"), [(1, 0.5, 0.99), (7, 2.0, 0.96), (3, 40.0, 0.9), (60, 1.5, 0.98)])
def test_the_tail_is_that_of_the_negative_binomial(n, shape, share):
    assert negative_binomial_tail(n, shape, share) == pytest.approx(nbinom.logsf(n - 1, shape, share), rel=1e-9)


def test_a_tail_too_thin_for_a_double_is_still_told():
    assert negative_binomial_tail(400, 0.5, 0.999) < -2000


def test_a_burst_is_told_with_its_window_count_and_what_is_usual():
    burst = incidents(*((float(10 * n), 0.0, 195 + n) for n in range(5)))

    (row,) = rate(pd.concat([steady(), burst])).disks.to_dict("records")

    # Nothing before in 195 days, two incidents in 120 by the prior: 2 / 315 a day, the last days' level a little up.
    assert (row["morning_no"], row["window_days"], row["n_incidents"]) == (200, 5, 5)
    assert row["n_expected"] == pytest.approx(5 * 2 / 315, rel=0.06)
    share = (195 + 120) / (195 + 120 + 5)
    assert row["surprise"] == pytest.approx(-nbinom.logsf(4, 2, share) / math.log(10), rel=0.05)


def test_ground_that_is_used_to_it_is_less_surprised():
    burst = incidents(*((float(10 * n), 0.0, 195 + n) for n in range(5)))
    past = incidents(*((0.0, 0.0, day) for day in range(0, 190, 4)))

    new, usual = (rate(pd.concat([steady(), burst, before])).disks["surprise"].max() for before in (past[:0], past))

    assert usual < new / 2


def street_of(*x_m: float, day: int = 199) -> pd.DataFrame:
    return incidents(*((x, 0.0, day) for x in x_m))


def test_a_burst_amid_a_street_that_had_one_too_is_expected_by_as_much_more():
    burst = street_of(0, 10, 20, 30, 40)
    street = street_of(-250, -200, 200, 250)

    (alone,) = rate(pd.concat([steady(), burst])).disks.to_dict("records")
    amid = rate(pd.concat([steady(), burst, street])).disks
    (amid_row,) = amid[amid["x_m"].between(0, 40)].to_dict("records")

    # None is usual round the disk: (4 + 1) / (0 + 1) times as many as else are expected in it, and the city's level
    # of the last days is a little up.
    assert amid_row["n_incidents"] == alone["n_incidents"] == 5
    assert amid_row["n_expected"] == pytest.approx(5 * alone["n_expected"], rel=0.08)
    assert amid_row["surprise"] < alone["surprise"] - 2


def test_surroundings_that_are_used_to_it_take_nothing_from_a_burst():
    burst = street_of(0, 10, 20, 30, 40)
    street = street_of(-250, -200, 200, 250)
    used = pd.concat([street_of(-250, 250, day=day) for day in range(199)])

    alone, amid = (rate(pd.concat([steady(), used, burst, each])).disks for each in (street[:0], street))

    # Where none is usual, the same four take more than 2 away (above).
    assert alone["surprise"].max() - amid["surprise"].max() < 1.5


def test_quiet_surroundings_make_no_disk_more_surprising():
    burst = street_of(0, 10, 20, 30, 40)
    far = pd.concat([street_of(2000, 2050, 2100, day=day) for day in range(198)])
    near = far.assign(x_m=far["x_m"] - 1800)

    quiet, none = (rate(pd.concat([steady(), burst, past])).disks["surprise"].max() for past in (near, far))

    assert quiet == pytest.approx(none)


def test_what_lies_past_the_surroundings_says_nothing_about_the_disk():
    burst = street_of(0, 10, 20)

    near, past = (
        rate(pd.concat([steady(), burst, incidents((0, y_m, 199), (10, y_m, 199))])).disks.query("y_m == 0")
        for y_m in (280.0, 301.0)
    )

    assert near["n_expected"].item() == pytest.approx(3 * past["n_expected"].item(), rel=0.01)


def test_a_disk_is_not_told_again_until_it_gains_an_incident():
    burst = incidents(*((float(10 * n), 0.0, 190 + n) for n in range(5)))
    stream = pd.concat([steady(), burst])

    assert rate(stream, 195).disks["n_incidents"].tolist() == [5]
    assert rate(stream, 196).disks.empty
    assert rate(stream, 197, news_from=194).disks["n_incidents"].tolist() == [5]


def test_of_disks_that_overlap_the_most_surprising_is_told():
    burst = incidents(*((float(30 * n), 0.0, 199) for n in range(8)))

    found = rate(pd.concat([steady(), burst])).disks

    assert len(found) == 1
    assert found["n_incidents"].tolist() == [7]


def test_fewer_incidents_than_asked_for_are_nothing():
    assert rate(pd.concat([steady(), incidents((0, 0, 199), (5, 0, 199))])).disks.empty


def test_a_point_at_the_radius_counts_and_one_past_it_does_not():
    edge = incidents((0, 0, 199), (60, 80, 199), (-60, 80, 199))
    past = incidents((0, 0, 199), (60, 80, 199), (-60, 80.01, 199))

    assert rate(pd.concat([steady(), edge])).disks["n_incidents"].tolist() == [3]
    assert rate(pd.concat([steady(), past])).disks.empty


def test_nothing_on_the_morning_or_after_is_seen():
    burst = incidents(*((float(10 * n), 0.0, 196 + n) for n in range(4)))
    later = incidents(*((0.0, 0.0, 200) for _ in range(9)))

    with_later = rate(pd.concat([steady(), burst, later])).disks
    assert with_later["n_incidents"].tolist() == rate(pd.concat([steady(), burst])).disks["n_incidents"].tolist() == [4]


def test_a_city_wide_rise_surprises_less_than_a_local_one():
    quiet = incidents(*((float(x_m), 0.0, int(day)) for day in range(196) for x_m in RNG.uniform(0, 9e6, 2)))
    flood = incidents(*((float(x_m), 0.0, int(day)) for day in range(170, 200) for x_m in RNG.uniform(0, 9e6, 40)))
    burst = incidents(*((float(10 * n), 500.0, 196 + n) for n in range(4)))

    alone, amid = (rate(pd.concat([quiet, burst, rise])).disks for rise in (flood[:0], flood))

    assert amid["surprise"].max() < alone["surprise"].max()


def test_weekdays_are_known_where_there_are_enough_incidents_to_know_them():
    week = [40, 10, 10, 10, 10, 10, 10]

    exposure = daily_exposure(week * 20)
    assert exposure[70] > 2.5 * exposure[71]
    assert daily_exposure(np.array(week * 20) / 400)[70] < 1.3


def test_a_day_without_any_past_counts_as_one():
    assert daily_exposure([]).tolist() == []
    assert daily_exposure([0, 0]).tolist() == [1.0, 1.0]


def test_the_members_of_a_disk_are_those_of_its_days_within_its_radius():
    frame = incidents((0, 0, 199), (100, 0, 195), (100.01, 0, 199), (0, 0, 194), (0, 0, 200))

    held = members_of(frame, x_m=0, y_m=0, morning_no=200, window_days=5, radius_m=100)

    assert held.tolist() == [True, True, False, False, False]


def test_no_incident_is_no_disk():
    found = rate(steady()[:0])

    assert found.disks.empty
    assert found.n_looked.tolist() == [0]
    assert keep_apart(found.disks, apart_m=200).empty


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (incidents((0, 0, -1)), "day_no"),
        (incidents((0, 0, 1)).assign(day_no=1.5), "whole"),
        (incidents((float("nan"), 0, 1)), "x_m"),
    ],
)
def test_incidents_that_cannot_be_counted_are_refused(frame, fault):
    with pytest.raises(BadParameterError, match=fault):
        rate(frame)


def test_a_missing_column_and_mornings_that_do_not_rise_are_refused():
    with pytest.raises(MissingColumnError):
        rate(steady().drop(columns="day_no"))
    with pytest.raises(BadParameterError, match="rise"):
        rate_mornings(steady(), mornings=[5, 5], news_from=[4, 4], rule=RULE, least_surprise=0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"radius_m": 0},
        {"windows_days": (3, 2)},
        {"windows_days": ()},
        {"history_days": 14},
        {"min_incidents": 0},
        {"around_m": 100},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(wrong):
    with pytest.raises(BadParameterError):
        DiskRule(**{**vars(RULE), **wrong})
