"""Dates, instants and counts as the room says them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, datetime

_ZONE = ZoneInfo("America/New_York")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date, *, seen_from: date) -> str:
    """Return a day as the room says it: "Tue 10 Nov", with the year when `seen_from` has another."""
    # Own names, because strftime follows the machine's locale and two machines must print the same agenda.
    words = f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == seen_from.year else f"{words} {day.year}"


def instant_words(instant: datetime, *, seen_from: date) -> str:
    """Return an aware instant on Boston's clock: "Mon 9 Nov 21:14"."""
    local = instant.astimezone(_ZONE)
    return f"{day_words(local.date(), seen_from=seen_from)} {local.hour:02d}:{local.minute:02d}"


def local_date(instant: datetime) -> date:
    """Return the calendar day of an aware instant on Boston's clock."""
    return instant.astimezone(_ZONE).date()


def count_words(number: int, noun: str, *, plural: str = "") -> str:
    """Return a count with its noun: "1 morning", "3 mornings"; `plural` where an s does not make it."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"
