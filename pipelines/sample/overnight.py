"""The made-up overnight report: seven nights of weather, free beds, EMS and health counts, each with its own stamp.

One measure is never told and one only of an earlier night, so that the screens show both blanks; another is corrected.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from pipelines.sample.clock import LAST_MORNING
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from datetime import date

    import numpy as np

HEADER = "night_date,measure_code,value,as_at,source"
N_NIGHTS = 7
NEVER_TOLD = "weather_heat_index"
LATE, LATE_NIGHTS = "beds_css", 2
CORRECTED = "beds_emergency_shelter"
"""Told at 23:30 and, with another value, at 05:30: the later one counts."""

_WEATHER, _SHELTER, _TREATMENT, _EMS = (
    "Port Lantern weather desk", "Port Lantern shelter list", "Port Lantern treatment bed list", "Port Lantern EMS"
)  # fmt: skip
# Of each measure what it is about, how much it swings from night to night, who tells it, and when.
_TOLD: dict[str, tuple[float, float, str, time]] = {
    "weather_low": (41, 3, _WEATHER, time(4, 30)),
    "weather_high": (56, 4, _WEATHER, time(4, 30)),
    "weather_wind_chill": (35, 4, _WEATHER, time(4, 30)),
    "beds_emergency_shelter": (14, 6, _SHELTER, time(5, 30)),
    "beds_low_threshold_shelter": (3, 2, _SHELTER, time(5, 30)),
    "beds_ats": (5, 2, _TREATMENT, time(5, 0)),
    "beds_css": (4, 2, _TREATMENT, time(5, 0)),
    "beds_tss": (2, 1, _TREATMENT, time(5, 0)),
    "beds_rrs": (6, 3, _TREATMENT, time(5, 0)),
    "ems_overdose_calls": (19, 4, _EMS, time(5, 20)),
    "overdose_nonfatal": (14, 3, _EMS, time(5, 20)),
    "overdose_fatal": (0, 0, _EMS, time(5, 20)),
    "naloxone_given": (8, 1, _EMS, time(5, 20)),
}  # fmt: skip


def report_text(rng: np.random.Generator) -> str:
    """Return the report as CSV text: the seven nights before the last morning."""
    lines = [HEADER]
    for days_ago in range(N_NIGHTS, 0, -1):
        night_date = LAST_MORNING - timedelta(days=days_ago)
        lines += _night(night_date, days_ago=days_ago, rng=rng)
    return "\n".join([*lines, ""])


def _night(night_date: date, *, days_ago: int, rng: np.random.Generator) -> list[str]:
    values = {code: max(0, round(rng.normal(mean, swing))) for code, (mean, swing, _, _) in _TOLD.items()}
    values["weather_wind_chill"] = min(values["weather_wind_chill"], values["weather_low"])
    # Every overdose is one of the calls.
    values["overdose_nonfatal"] = min(values["overdose_nonfatal"], values["ems_overdose_calls"])
    lines = [
        _line(night_date, code, str(value), at=_TOLD[code][3], source=_TOLD[code][2])
        for code, value in values.items()
        if code != LATE or days_ago >= LATE_NIGHTS
    ]
    lines.append(_line(night_date, CORRECTED, str(values[CORRECTED] + 9), at=time(23, 30), source=_SHELTER))
    rain = f"{max(0.0, rng.normal(0.05, 0.2)):.2f}"
    lines.append(_line(night_date, "weather_precipitation", rain, at=time(4, 30), source=_WEATHER))
    lines.append(_line(night_date, "weather_warning", "none", at=time(4, 30), source=_WEATHER))
    return lines


def _line(night_date: date, measure_code: str, value: str, *, at: time, source: str) -> str:
    day = night_date if at >= time(12) else night_date + timedelta(days=1)
    as_at = datetime.combine(day, at, tzinfo=HUDDLE_ZONE).isoformat(timespec="minutes")
    return f"{night_date.isoformat()},{measure_code},{value},{as_at},{source}"
