"""How often a quiet city is called silent: years of made-up streams in which nothing was ever missing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from geo.silences import SilenceRules, find_silences
from pipelines.settings import load_policy, project_paths
from tests.support.daily_counts import FIRST_DATE, days

POLICY = load_policy(project_paths({}).reference_dir)
RULES = SilenceRules(
    usual_weeks=POLICY.silence_usual_weeks,
    windows_days=POLICY.silence_windows_days,
    low_share=POLICY.silence_low_share,
    false_alarms_a_year=POLICY.silence_false_alarms_a_year,
    level_swing=POLICY.silence_level_swing,
    told_days=POLICY.silence_told_days,
)
KEYS = ["feed_code", "stream_kind", "stream_code"]
N_STREAMS, N_REACH, N_YEARS = 60, 200, 2
OFFICE = np.array([1.2, 1.25, 1.2, 1.15, 1.05, 0.35, 0.3])
WAKING = np.array([1.1, 1.1, 1.1, 1.1, 1.05, 0.85, 0.7])


def quiet_city(seed):
    """Sixty streams of 0.1 to 80 a day, over-dispersed up to threefold, with season, weekdays and shared weather."""
    rng = np.random.default_rng(seed)
    n_days = 365 * N_YEARS + N_REACH
    day = np.arange(n_days)
    rate = np.exp(rng.uniform(np.log(0.1), np.log(80), N_STREAMS))[:, None]
    spread = rng.uniform(1.05, 3, N_STREAMS)[:, None]
    season = 1 + rng.uniform(-0.3, 0.4, N_STREAMS)[:, None] * np.cos(2 * np.pi * day / 365)
    week = np.where(rng.random(N_STREAMS)[:, None] < 0.3, OFFICE[day % 7], WAKING[day % 7])
    weather = np.exp(0.18 * rng.standard_normal(n_days))
    return rng.poisson(rng.gamma(rate * season * week * weather / (spread - 1), spread - 1))


def as_streams(counts):
    names = np.array([f"s{number:02d}" for number in range(N_STREAMS)])
    calendar = np.array(days(counts.shape[1]), dtype="datetime64[D]")
    row, column = np.nonzero(counts)
    own = {"stream_kind": "category", "stream_code": names[row], "huddle_date": calendar[column]}
    whole = {"stream_kind": "feed", "stream_code": "", "huddle_date": calendar, "n_tickets": counts.sum(axis=0)}
    frames = [pd.DataFrame(own | {"n_tickets": counts[row, column]}), pd.DataFrame(whole)]
    return pd.concat(frames, ignore_index=True).assign(feed_code="a")


def count_alarms(daily, mornings):
    """Count the alarms that begin: a stream told this morning that was not told the morning before."""
    n_begun, before = 0, set()
    for last in mornings:
        found = find_silences(daily, {"a": last}, rules=RULES)
        told = found[found["status"].isin(["silent", "thinned", "gap"])]
        now = set(told[KEYS].itertuples(index=False, name=None))
        n_begun += len(now - before)
        before = now
    return n_begun


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_false_alarms_stay_within_the_stated_budget(seed):
    mornings = [FIRST_DATE + timedelta(days=number) for number in range(N_REACH, N_REACH + 365 * N_YEARS)]

    a_year = count_alarms(as_streams(quiet_city(seed)), mornings) / N_YEARS

    assert a_year <= POLICY.silence_false_alarms_a_year, f"{a_year} false alarms a year"


@pytest.mark.slow
@pytest.mark.realdata
def test_the_citys_2015_file_has_one_missing_day_and_no_false_alarm(shared_data):
    from geo.holidays import holiday_dates  # noqa: PLC0415 - only where the City's files are
    from pipelines.readers.source_file import read_file  # noqa: PLC0415
    from pipelines.settings import load_reference  # noqa: PLC0415

    file = shared_data / "boston311" / "legacy_2015_header_b.csv.gz"
    (read,) = read_file(file.name, file.read_bytes())
    rows = read.accepted.select(["opened_stamp", "type", "source"]).to_pandas()
    types = load_reference(project_paths({}).reference_dir, "ticket_types")
    category = types[types["system_code"] == "legacy"].set_index("type_name")["category_code"]
    rows["huddle_date"] = (rows["opened_stamp"] - pd.Timedelta(hours=6)).dt.floor("D")
    parts = [
        rows.assign(stream_kind="feed", stream_code=""),
        rows.assign(stream_kind="category", stream_code=rows["type"].map(category).fillna("unmapped")),
        rows.assign(stream_kind="channel", stream_code=rows["source"].fillna("")),
    ]
    daily = pd.concat(parts).groupby([*KEYS[1:], "huddle_date"]).size().reset_index(name="n_tickets")
    daily = daily.assign(feed_code="a")
    holidays = holiday_dates(
        load_reference(project_paths({}).reference_dir, "holidays"), first_year=2014, last_year=2016
    )
    begun = {}
    for number in range(60, 364):
        last = pd.Timestamp(2015, 1, 1).date() + timedelta(days=number)
        found = find_silences(daily, {"a": last}, rules=RULES, holidays=holidays)
        told = found[found["status"].isin(["silent", "thinned", "gap"])]
        for key, since in zip(told[KEYS].itertuples(index=False, name=None), told["since_date"], strict=True):
            begun.setdefault(key, set()).add(str(since))

    assert begun["a", "feed", ""] == {"2015-07-22"}
    assert set().union(*begun.values()) <= {"2015-07-22"}
