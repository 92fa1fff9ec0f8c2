"""The made-up log of calls to the recovery line: one row per call, when it was linked and to what. Calls, never people.

The rates are made up and plausible, no more: some 34 calls a day, nine in ten linked, most within the hour; a third of
those who ask for a treatment bed hear that the city is full.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.sample.clock import HUDDLE_HOUR, LAST_MORNING
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

HEADER = "call_id,called_at,channel,asked_for,linked_to,linked_at,warm_handoff,city_full,not_linked_reason"
N_DAYS = 35
_CALLS_PER_DAY = 34
_CHANNELS = {"311_phone": 0.52, "recovery_line": 0.22, "311_app": 0.06, "walk_in": 0.05, "outreach": 0.09,
             "provider": 0.06}  # fmt: skip
_ASKED_FOR = {"ats": 0.34, "css": 0.10, "tss": 0.06, "rrs": 0.05, "otp": 0.05, "moud": 0.08, "section_35": 0.04,
              "low_threshold_shelter": 0.10, "emergency_shelter": 0.06, "information": 0.10, "other": 0.02}  # fmt: skip
_BEDS = {"ats": 0.34, "css": 0.36, "tss": 0.38, "rrs": 0.30, "low_threshold_shelter": 0.30, "emergency_shelter": 0.12}
"""Of what is asked for, how often the city has none on the day."""

_NAVIGATOR, _OUT_OF_TOWN_WHEN_FULL, _WARM = 0.30, 0.55, 0.66
_NEVER_LINKED, _NEVER_LINKED_WHEN_FULL = 0.05, 0.16
_NOT_LINKED = {"waiting": 0.40, "called_back_no_answer": 0.24, "caller_ended": 0.32, "transferred_911": 0.04}
_MIDDLE_MIN, _SPREAD = 28.0, 1.15
_LATER_WHEN_FULL = 30.0
# Calls by the hour of the day: few in the night, most from morning to evening.
_HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 8, 10, 10, 9, 9, 9, 8, 8, 8, 7, 6, 6, 5, 4, 4, 3)


def log_text(rng: np.random.Generator) -> str:
    """Return the log as CSV text: five weeks up to the last morning, as it stands on that morning."""
    morning = datetime(LAST_MORNING.year, LAST_MORNING.month, LAST_MORNING.day, HUDDLE_HOUR, tzinfo=HUDDLE_ZONE)
    lines = [HEADER]
    calls = sorted(
        at for day in range(N_DAYS, 0, -1) for at in _called(morning - timedelta(days=day), rng) if at < morning
    )
    lines += [_line(number, at, morning=morning, rng=rng) for number, at in enumerate(calls, start=1)]
    return "\n".join([*lines, ""])


def _called(day_start: datetime, rng: np.random.Generator) -> list[datetime]:
    """Return when calls came between one morning and the next."""
    n_calls = int(rng.poisson(_CALLS_PER_DAY))
    weights = [_HOURS[(HUDDLE_HOUR + hour) % len(_HOURS)] for hour in range(len(_HOURS))]
    hours = rng.choice(len(_HOURS), size=n_calls, p=[weight / sum(weights) for weight in weights])
    return [day_start + timedelta(hours=int(hour), minutes=int(rng.integers(60))) for hour in hours]


def _line(number: int, called_at: datetime, *, morning: datetime, rng: np.random.Generator) -> str:
    channel, asked_for = _draw(_CHANNELS, rng), _draw(_ASKED_FOR, rng)
    is_full = bool(rng.random() < _BEDS.get(asked_for, 0.0))
    wait_min = float(_MIDDLE_MIN * rng.lognormal(0.0, _SPREAD)) * (_LATER_WHEN_FULL if is_full else 1.0)
    linked_at = called_at + timedelta(minutes=max(1, round(wait_min)))
    linked_to = _linked_to(asked_for, is_full=is_full, rng=rng)
    warm = "yes" if rng.random() < _WARM else "no"
    ended = _draw(_NOT_LINKED, rng)
    never = rng.random() < (_NEVER_LINKED_WHEN_FULL if is_full else _NEVER_LINKED)
    if never or linked_at >= morning:
        reason = ended if never else "waiting"
        linked, why = ["", "", ""], "full" if is_full and reason == "waiting" else reason
    else:
        linked, why = [linked_to, _stamp(linked_at), warm], ""
    cells = [f"PL-RL-{number:05d}", _stamp(called_at), channel, asked_for, *linked, "yes" if is_full else "no", why]
    return ",".join(cells)


def _linked_to(asked_for: str, *, is_full: bool, rng: np.random.Generator) -> str:
    chance = rng.random()
    if is_full:
        return "out_of_town" if chance < _OUT_OF_TOWN_WHEN_FULL else "navigator"
    if asked_for in ("section_35", "information", "other") or chance < _NAVIGATOR:
        return "navigator"
    return asked_for


def _draw(weights: dict[str, float], rng: np.random.Generator) -> str:
    words: Sequence[str] = list(weights)
    total = sum(weights.values())
    return str(rng.choice(words, p=[weight / total for weight in weights.values()]))


def _stamp(at: datetime) -> str:
    """Return a time on Boston's clock; in the hour that it repeats with its distance from UTC."""
    local = at.astimezone(HUDDLE_ZONE)
    is_doubtful = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.isoformat(sep=" ", timespec="minutes") if is_doubtful else f"{local:%Y-%m-%d %H:%M}"
