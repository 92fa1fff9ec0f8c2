"""When tickets come: the season, the weather, the weekday, the hour, and the migration from one system to the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.sample.clock import (
    BEGINS_S,
    DAY_S,
    ENDS_S,
    FIRST_DATE,
    LAST_MORNING,
    NEW_SYSTEM_ENDS_S,
    day_of,
    off_the_skipped_hour,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.sample.columns import FloatArray, IntArray

# Litter moves from the legacy "Empty Litter Basket" to the 2025 system's "Litter & Debris", abruptly (planted truth).
MIGRATION_DATE = date(2026, 4, 13)
_MIGRATION_DAYS = 14
_MOVED_AT_FIRST, _MOVED_IN_THE_END = 0.55, 0.97
MIGRATING_FROM, MIGRATING_TO = "basket", "litter_debris"

_HEIGHT_OF_SUMMER_DOY = 196
_WEATHER_SIGMA = 0.18
# Monday to Sunday.
_WEEKDAYS = {
    "rounds": (1.10, 1.05, 1.05, 1.05, 1.05, 0.90, 0.70),
    "waking": (1.05, 1.10, 1.05, 1.10, 1.00, 0.95, 0.80),
    "office": (1.20, 1.25, 1.20, 1.15, 1.05, 0.35, 0.30),
    "all_day": (1.00, 1.15, 1.15, 1.15, 1.00, 0.85, 0.70),
}
# Midnight to 23 o'clock.
_HOURS = {
    "rounds": (1, 0, 0, 0, 0, 2, 5, 9, 10, 9, 8, 8, 7, 8, 7, 6, 6, 7, 8, 5, 4, 2, 2, 1),
    "waking": (1, 1, 0, 0, 0, 1, 3, 6, 8, 8, 8, 8, 8, 8, 7, 7, 7, 6, 6, 4, 3, 2, 2, 1),
    "office": (0, 0, 0, 0, 0, 0, 1, 6, 12, 12, 11, 11, 9, 9, 9, 8, 5, 2, 2, 1, 1, 1, 0, 0),
    "all_day": (2, 2, 2, 2, 3, 3, 2, 3, 4, 6, 6, 6, 5, 4, 4, 4, 5, 5, 5, 6, 7, 7, 5, 2),
}
_DAYS: IntArray = np.arange(day_of(FIRST_DATE.isoformat()), day_of(LAST_MORNING.isoformat()) + 1)


def feed_end_s(system_code: str) -> int:
    """Return the moment after which a system's export holds nothing."""
    return NEW_SYSTEM_ENDS_S if system_code == "new" else ENDS_S


def weather(rng: np.random.Generator) -> FloatArray:
    """Return one factor a day, the same for every kind: rain keeps people and tickets in."""
    factors: FloatArray = np.exp(_WEATHER_SIGMA * rng.standard_normal(len(_DAYS)))
    return factors


def day_rates(kind: Mapping[Any, Any], *, day_weather: FloatArray) -> FloatArray:
    """Return a kind's expected tickets on each day of the sample, up to the day its feed stops."""
    dates = [FIRST_DATE + timedelta(days=n) for n in range(len(_DAYS))]
    of_year = np.array([day.timetuple().tm_yday for day in dates])
    weekday = np.array([day.weekday() for day in dates])
    swing = float(kind["summer_swing"]) * np.cos(2 * np.pi * (of_year - _HEIGHT_OF_SUMMER_DOY) / 365.25)
    runs = feed_end_s(kind["system_code"]) > _DAYS * DAY_S
    by_weekday = np.array(_WEEKDAYS[kind["hours_profile"]])[weekday]
    rates: FloatArray = float(kind["tickets_per_day"]) * (1 + swing) * by_weekday * day_weather * runs
    return np.asarray(rates * _migrated_share(kind["kind_code"]), dtype=np.float64)


def draw_moments(kind: Mapping[Any, Any], n_tickets: int, *, rates: FloatArray, rng: np.random.Generator) -> IntArray:
    """Return the opening moments of `n_tickets`, all after the sample begins and before the kind's feed stops."""
    running = np.cumsum(rates) / rates.sum()
    day = _DAYS[np.searchsorted(running, rng.random(n_tickets), side="right").clip(max=len(_DAYS) - 1)]
    hours = np.cumsum(_HOURS[kind["hours_profile"]])
    hour = np.searchsorted(hours / hours[-1], rng.random(n_tickets), side="right")
    moments = day * DAY_S + hour * 3600 + rng.integers(0, 3600, n_tickets)
    moments = np.where(moments < BEGINS_S, moments + DAY_S, moments)
    moments = np.where(moments >= feed_end_s(kind["system_code"]), moments - DAY_S, moments)
    return off_the_skipped_hour(moments.astype(np.int64))


def _migrated_share(kind_code: str) -> FloatArray:
    if kind_code not in (MIGRATING_FROM, MIGRATING_TO):
        return np.ones(len(_DAYS))
    days_in = (_DAYS - day_of(MIGRATION_DATE.isoformat())).astype(np.float64)
    grown = _MOVED_AT_FIRST + (_MOVED_IN_THE_END - _MOVED_AT_FIRST) * (days_in / _MIGRATION_DAYS).clip(0, 1)
    moved = np.where(days_in < 0, 0.0, grown)
    return moved if kind_code == MIGRATING_TO else 1.0 - moved
