"""What changed, in the words of the room: only what passed the test, and aloud when nothing did."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.huddle.agenda_items import AgendaItem, ItemKind, table_rows
from dashboard.huddle.words import count_words, day_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_DAYS_A_YEAR = 365.25
_LONGEST_TOLD_YEARS = 100.0


def signal_items(
    signals: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    on: date,
    numbers: Mapping[str, int],
) -> list[AgendaItem]:
    """Return one line on whether anything passed the test, then one per signal, the most surprising first.

    Parameters
    ----------
    signals, lines
        The published tables `signals` and `signal_lines`, in any row order.
    on
        The morning, for the words of the days.
    numbers
        The number of each listed place by its id.
    """
    rows = table_rows(signals, "signal_no")
    return [
        AgendaItem(_summary(lines, len(rows)), ItemKind.SUMMARY),
        *(_signal(row, on, numbers) for row in rows),
    ]


def chance_words(surprise: float) -> str:
    """Return -log10 of a chance as people say it: "1 in 8,000", "less than 1 in a billion"."""
    one_in = 10.0**surprise
    billion = 1e9
    return "less than 1 in a billion" if one_in > billion else f"1 in {_two_figures(one_in):,}"


def interval_words(days: float) -> str:
    """Return a nominal interval as people say it: "40 days", "3 years", "more than 100 years"."""
    years = days / _DAYS_A_YEAR
    if years > _LONGEST_TOLD_YEARS:
        return "more than 100 years"
    return count_words(round(days), "day") if years < 2 else f"{years:.0f} years"  # noqa: PLR2004 - above 730 days


def _summary(lines: pd.DataFrame, n_signals: int) -> str:
    is_set = lines["is_set"].astype(bool)
    if not is_set.any():
        held, needed = (
            0 if lines.empty else int(lines[name].max()) for name in ("n_days_replayed", "min_days_replayed")
        )
        return (
            f"Nothing was tested this morning, so nothing below is a finding: to set a line takes {needed} days of "
            f"the past to replay, and there are {held}."
        )
    budget = f"the team's budget is {lines['alerts_a_year'].sum():g} signals a year"
    untested = sorted(lines.loc[~is_set, "category_name"])
    left_out = f" Not tested, for want of a long enough past: {', '.join(untested)}." if untested else ""
    if n_signals == 0:
        return (
            f"Nothing passed the test this morning: no place had enough more incidents than usual ({budget}).{left_out}"
        )
    return f"{count_words(n_signals, 'signal')} passed the test this morning; {budget}.{left_out}"


def _signal(row: dict[str, Any], on: date, numbers: Mapping[str, int]) -> AgendaItem:
    n_incidents, n_days = int(row["n_incidents"]), int(row["window_days"])
    number = None if pd.isna(row["location_id"]) else numbers.get(row["location_id"])
    listed = "not on the list" if number is None else f"number {number}"
    text = (
        f"{row['place_name']}, {listed}, {row['district_code']}: {row['category_name']}: "
        f"{count_words(n_incidents, 'incident')} within {row['radius_m']:.0f} m in {count_words(n_days, 'day')} where "
        f"{_usual(row['n_expected'])} usual; tickets: {int(row['n_tickets_residents'])} by residents, "
        f"{int(row['n_tickets_staff'])} by staff. {_before(row, on)}"
    )
    note = f" Note: {row['note_text']}." if row["note_text"] else ""
    ids = (row["signal_id"],) if number is None else (row["signal_id"], row["location_id"])
    title = f"{row['category_name']} at {row['place_name']}"
    return AgendaItem(f"{text}{note}", ItemKind.SIGNAL, ids, title=title)


def _usual(n_expected: float) -> str:
    least = 0.1
    if n_expected < least:
        return "fewer than 0.1 are"
    told = f"{n_expected:.1f}"
    return f"{told} {'is' if told == '1.0' else 'are'}"


def _before(row: dict[str, Any], on: date) -> str:
    if pd.isna(row["told_before_date"]):
        return "New."
    day = day_words(pd.Timestamp(row["told_before_date"]).date(), seen_from=on)
    return f"Told again because it gained an incident: last on {day}, with {int(row['n_incidents_before'])}."


def _two_figures(number: float) -> int:
    """Return a number rounded to two figures."""
    size = 10 ** max(math.floor(math.log10(number)) - 1, 0) if number >= 1 else 1
    return round(number / size) * size
