"""Did it work: what came of an action, in the words of the room. Never a change in percent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.huddle.agenda_items import AgendaItem, ItemKind, table_rows
from dashboard.huddle.words import count_words, day_words

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERDICTS: Mapping[str, str] = {
    "fewer": "Fewer than comparable places, and not more nearby",
    "fewer_here": "Fewer here than at comparable places; whether they moved nearby the data cannot show",
    "moved_nearby": "Fewer here and more nearby than at comparable places: it looks as if they moved",
    "no_difference": "No difference that the data can show",
    "more": "More than at comparable places",
    "too_few": "Too few incidents to say: even none at all could have come by chance",
    "no_comparison": "Cannot be said: too few comparable places without an action",
    "no_past": "Cannot be said: the past before it is too short",
    "no_place": "Cannot be said: no list of the time holds its place",
}
_SHORT: Mapping[str, str] = {
    "fewer": "fewer than comparable places",
    "fewer_here": "fewer here, nearby not known",
    "moved_nearby": "moved nearby",
    "no_difference": "no difference that shows",
    "more": "more than comparable places",
    "too_early": "too early to say",
    "too_few": "too few incidents to say",
    "no_comparison": "no comparable places",
    "no_past": "too short a past",
    "no_place": "no place known",
}
_NUMBER_WORDS = {4: "four", 8: "eight", 12: "twelve"}
# A run of two weeks is what tells of a return, so nothing can be back sooner.
_NEVER_AWAY_DAYS = 14


def result_items(
    results: pd.DataFrame, *, on: date, told_days: int, names: Mapping[str, str], agencies: Mapping[str, str]
) -> list[AgendaItem]:
    """Return one line that sums up what came of the actions of the last year, then what became due of late.

    Parameters
    ----------
    results
        The published table `action_results`.
    on
        The morning.
    told_days
        A verdict is told for so many days after it was due, a return for so many days after it.
    names
        The name of each place ever listed, by its id.
    agencies
        Agency name by agency code.
    """
    rows = table_rows(results, "closed_date", "action_id")
    if not rows:
        return []
    items = [AgendaItem(_summary(rows), ItemKind.RESULT_SUMMARY)]
    for row in rows:
        where = names.get(row["location_id"], row["location_id"])
        if is_new(came_back_date(row), on=on, told_days=told_days):
            text = f"{where}: {_back(row, on, agencies)}"
            items.append(AgendaItem(text, ItemKind.CAME_BACK, _subject_ids(row), title=f"{where} came back"))
        if row["verdict_code"] != "too_early" and is_new(_due_date(row), on=on, told_days=told_days):
            text = f"{where}: {' '.join(result_sentences(row, on=on, agencies=agencies))}"
            items.append(AgendaItem(text, ItemKind.ACTION_RESULT, _subject_ids(row)))
    return items


def result_sentences(row: Mapping[str, Any], *, on: date, agencies: Mapping[str, str]) -> list[str]:
    """Return what came of one action: who and when, the counts, what was to be expected, and the verdict.

    Parameters
    ----------
    row
        A row of `action_results`.
    on
        The morning, for the words of the days.
    agencies
        Agency name by agency code.
    """
    owner = agencies.get(row["owner_agency_code"], row["owner_agency_code"])
    told = [f"Done by {owner}, reported {_day(row['closed_date'], on)}."]
    weeks = _weeks(row["window_days"])
    if not pd.isna(row["n_after"]):
        told.append(
            f"{weeks.capitalize()} before it was promised: {count_words(int(row['n_before']), 'incident')}; "
            f"{weeks} after: {int(row['n_after'])}."
        )
    elif not pd.isna(row["n_before"]):
        told.append(f"{weeks.capitalize()} before it was promised: {count_words(int(row['n_before']), 'incident')}.")
    if not pd.isna(row["n_expected"]):
        told.append(
            f"By what comparable places without an action did, {_about(row['n_expected'])} were to be expected "
            f"({int(row['n_expected_low'])} to {int(row['n_expected_high'])})."
        )
    return [*told, f"{verdict_words(row)}."]


def reservation_sentences(row: Mapping[str, Any]) -> list[str]:
    """Return what must be known to read a verdict: nearby, what falls by itself, and other actions."""
    told = []
    if not pd.isna(row["n_ring_expected"]):
        told.append(
            f"Nearby (100 to 300 m): {int(row['n_ring_before'])} before, {int(row['n_ring_after'])} after; "
            f"{_about(row['n_ring_expected'])} were to be expected ({int(row['n_ring_expected_low'])} to "
            f"{int(row['n_ring_expected_high'])})."
        )
    if not pd.isna(row["n_fell_as_much"]):
        changed = int(row["n_after"]) - int(row["n_before"])
        told.append(
            f"Of {count_words(int(row['n_comparisons']), 'comparable place')} without an action, "
            f"{int(row['n_fell_as_much']) or 'none'} {_fell_words(changed)}. A place is picked when it has just "
            "been high, and part of any height goes by itself: so the change alone proves nothing."
        )
    if row["n_other_actions"]:
        others = count_words(int(row["n_other_actions"]), "other action")
        told.append(f"{others} within 400 m in the same weeks: what each of them did cannot be told apart.")
    return told


def back_sentences(row: Mapping[str, Any], *, on: date, agencies: Mapping[str, str]) -> list[str]:
    """Return whether the place is as it was before: at 30 and at 90 days after the action."""
    if pd.isna(row["n_before"]):
        return []
    if not pd.isna(row["came_back_days"]):
        return [_back(row, on, agencies)]
    told = []
    closed = pd.Timestamp(row["closed_date"]).date()
    for within in (30, 90):
        due = closed + timedelta(days=within + 1)
        if not pd.isna(row[f"is_back_{within}_days"]):
            state = "not back"
        elif due <= on:
            state = "not yet known, because a feed is late"
        else:
            state = f"not yet due (from {day_words(due, seen_from=on)})"
        told.append(f"at {within} days: {state}")
    text = "; ".join(told)
    return [f"{text[0].upper()}{text[1:]}."]


def verdict_words(row: Mapping[str, Any]) -> str:
    """Return the verdict as the room says it."""
    if row["verdict_code"] == "too_early":
        return f"Too early to say: {int(row['n_days_after'])} of {int(row['window_days'])} days"
    return _VERDICTS[row["verdict_code"]]


def came_back_date(row: Mapping[str, Any]) -> date | None:
    """Return the day on which a place was as before; None where it is not, or never went away."""
    if pd.isna(row["came_back_days"]) or row["came_back_days"] <= _NEVER_AWAY_DAYS:
        return None
    return pd.Timestamp(row["closed_date"]).date() + timedelta(days=int(row["came_back_days"]))


def is_new(day: date | None, *, on: date, told_days: int) -> bool:
    """Return whether a day lies before the morning, and at most so many days."""
    return day is not None and 0 < (on - day).days <= told_days


def _due_date(row: Mapping[str, Any]) -> date | None:
    return None if pd.isna(row["after_end_date"]) else pd.Timestamp(row["after_end_date"]).date()


def _summary(rows: list[dict[str, Any]]) -> str:
    counts = {code: sum(row["verdict_code"] == code for row in rows) for code in _SHORT}
    told = ", ".join(f"{number} {_SHORT[code]}" for code, number in counts.items() if number)
    return f"Did it work? {count_words(len(rows), 'action')} done at places within the year: {told}."


def _back(row: Mapping[str, Any], on: date, agencies: Mapping[str, str]) -> str:
    days = int(row["came_back_days"])
    closed = _day(row["closed_date"], on)
    if days <= _NEVER_AWAY_DAYS:
        return f"It did not go away: in the two weeks after {closed} as many came as in two weeks before."
    back = pd.Timestamp(row["closed_date"]).date() + timedelta(days=days)
    owner = agencies.get(row["owner_agency_code"], row["owner_agency_code"])
    return (
        f"Came back {days} days after what {owner} did, reported {closed}: by {_day(back, on)} as many in two weeks as "
        "before."
    )


def _fell_words(changed: int) -> str:
    if changed < 0:
        return f"fell by {-changed} or more too"
    return "changed by no more than this, or fell" if changed else "did not rise either"


def _about(number: float) -> str:
    told = round(float(number))
    return f"about {told}" if told else "fewer than one"


def _weeks(window_days: int) -> str:
    weeks = int(window_days) // 7
    return f"{_NUMBER_WORDS.get(weeks, weeks)} weeks"


def _day(day: Any, on: date) -> str:
    return day_words(pd.Timestamp(day).date(), seen_from=on)


def _subject_ids(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["action_id"], row["location_id"])
