"""The sample's thirteen months, and stamps in the forms that both systems write.

Moments are whole seconds on Boston's wall clock, counted from 1970 without a zone: both systems publish
wall-clock time, whatever their stamps claim.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np

from pipelines.sample.columns import IntArray, TextColumn, joined, pick

FIRST_DATE = date(2025, 9, 15)
LAST_MORNING = date(2026, 10, 15)
HUDDLE_HOUR = 6
DAY_S = 86_400
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock time, see above


def moment(text: str) -> int:
    """Return a wall-clock moment ("2026-10-09 09:12") as seconds since 1970."""
    return int((datetime.fromisoformat(text) - _EPOCH).total_seconds())


def day_of(text: str) -> int:
    """Return the day number, counted from 1970, of "2026-10-09"."""
    return moment(text) // DAY_S


def date_text(moment_s: int) -> str:
    """Return a moment's calendar day as "2026-10-09"."""
    return (_EPOCH + timedelta(seconds=moment_s)).date().isoformat()


BEGINS_S = moment(f"{FIRST_DATE.isoformat()} 06:00")
ENDS_S = moment(f"{LAST_MORNING.isoformat()} 06:00")
# The 2025 system's feed stops here: three days before the last morning (planted truth "late feed").
NEW_SYSTEM_ENDS_S = moment("2026-10-12 06:00")
# When the layers are said to have been fetched, New York time.
LAYERS_TAKEN_AT = datetime(2026, 6, 1, 9)  # noqa: DTZ001 - wall-clock time, see above
# The hour that the clocks skip: no ticket can be stamped in it.
_SKIPPED_HOUR_S = moment("2026-03-08 02:00")


def off_the_skipped_hour(moments: IntArray) -> IntArray:
    """Move moments out of the hour that does not exist when daylight saving begins."""
    skipped = (moments >= _SKIPPED_HOUR_S) & (moments < _SKIPPED_HOUR_S + 3600)
    return moments + 3600 * skipped


def legacy_stamps(moments: IntArray) -> TextColumn:
    """Return stamps as the legacy export writes them: "01/31/2015 10:37:47 AM"."""
    return joined(_days(moments, "%m/%d/%Y"), " ", pick(_twelve_hour_clock(), moments % DAY_S))


def iso_stamps(moments: IntArray) -> TextColumn:
    """Return stamps as "2025-08-01 06:35:06"."""
    return joined(_days(moments, "%Y-%m-%d"), " ", pick(_day_clock(), moments % DAY_S))


def minute_stamps(moments: IntArray) -> TextColumn:
    """Return stamps as "2025-08-01 06:35", as a person types them into a log."""
    return joined(_days(moments, "%Y-%m-%d"), " ", pick(_day_clock_minutes(), moments % DAY_S // 60))


def spoken_times(moments: IntArray) -> TextColumn:
    """Return the time of day as staff write it in a note: "3:58pm"."""
    texts = [f"{(m // 60) % 12 or 12}:{m % 60:02d}{('am', 'pm')[m // 720]}" for m in range(1440)]
    return pick(texts, moments % DAY_S // 60)


def _days(moments: IntArray, form: str) -> TextColumn:
    days, day_index = np.unique(moments // DAY_S, return_inverse=True)
    texts = [(_EPOCH + timedelta(days=int(day))).strftime(form) for day in days]
    return pick(texts, day_index.astype(np.int64))


@lru_cache(maxsize=1)
def _day_clock() -> tuple[str, ...]:
    return tuple(f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY_S))


@lru_cache(maxsize=1)
def _day_clock_minutes() -> tuple[str, ...]:
    return tuple(f"{m // 60:02d}:{m % 60:02d}" for m in range(1440))


@lru_cache(maxsize=1)
def _twelve_hour_clock() -> tuple[str, ...]:
    halves = ("AM", "PM")
    return tuple(
        f"{(s // 3600) % 12 or 12:02d}:{s // 60 % 60:02d}:{s % 60:02d} {halves[s // 43_200]}" for s in range(DAY_S)
    )
