"""What changed, and how sure: the signals of the morning with the test behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.components import definitions, meeting, place_list
from dashboard.components.html_table import Head, table_html
from dashboard.components.text import as_date, as_html, day, rate, whole
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.signal_items import chance_words, interval_words
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboard.components.opening import Morning

_WHAT_CHANGED = 3
_HEADS = (
    Head("Signal"),
    Head("Since"),
    Head("Incidents", is_figure=True),
    Head("Usual", is_figure=True),
    Head("By chance, here alone"),
    Head("As surprising in the past", is_figure=True),
    Head("Nominal interval"),
)


def show(morning: Morning) -> None:
    """Draw the way to each signal's place, then the test behind the signals, folded."""
    signals = morning.rows("signals")
    numbers = dict(zip(morning.rows("locations")["location_id"], morning.rows("locations")["number"], strict=True))
    for _, signal in signals.iterrows():
        if not pd.isna(signal["location_id"]) and signal["location_id"] in numbers:
            number = whole(numbers[signal["location_id"]])
            place_list.link(signal["location_id"], f"Open number {number} · {signal['place_name']}")
    line = morning.rows("signal_line")
    if line.empty:
        return
    st.html(f'<div class="crt"><details><summary>The test, and how sure</summary>{_test(morning)}</details></div>')
    definitions.definition_fold(
        morning,
        ("Signals", "meeting", "n_signals"),
        ("Incidents", "signals", "n_incidents"),
        ("Usual", "signals", "n_expected"),
        ("Days", "signals", "window_days"),
        ("By chance, here alone", "signals", "surprise"),
        ("As surprising in the past", "signals", "n_like_it_replayed"),
        ("Nominal interval", "signals", "nominal_interval_days"),
        ("Alert budget", "signal_line", "alerts_a_year"),
        ("Line", "signal_line", "least_surprise"),
        ("Days replayed", "signal_line", "n_days_replayed"),
        ("Signals in the past", "signal_line", "n_alerts_replayed"),
        about="the numbers of the signals",
        key="signals",
    )


def show_of(morning: Morning, subject_ids: Collection[str]) -> None:
    """Draw the lines of the signals of a place or of some signals; nothing where there are none."""
    changed = meeting.agenda_of(morning, morning.book()).parts[_WHAT_CHANGED]
    meeting.show_items(changed, kinds=(ItemKind.SIGNAL,), subject_ids=subject_ids)


def _test(morning: Morning) -> str:
    line = morning.rows("signal_line").iloc[0]
    if not line["is_set"]:
        return (
            f"<p>No line is set: {whole(line['n_days_replayed'])} days of the past can be replayed, "
            f"{whole(line['min_days_replayed'])} are needed.</p>"
        )
    on = morning.build.as_of_date
    told = (
        f"<p>A signal is a disk of {morning.policy.location_radius_m:.0f} m round an incident that gained one since "
        f"the last huddle and holds at least {whole(morning.policy.signal_min_incidents)} in some run of the last "
        f"{max(morning.policy.signal_windows_days)} days, more than its own past makes likely. The line is not that "
        f"likelihood, because tickets come in bursts: the {count_words(int(line['n_days_replayed']), 'day')} before "
        f"{day(as_date(line['calibrated_to_date']), seen_from=on)} were replayed, and the line is where they would "
        f"have given {count_words(int(line['n_alerts_replayed']), 'signal')}, within the budget of "
        f"{as_html(format(line['alerts_a_year'], 'g'))} a year: a chance of {chance_words(line['least_surprise'])} "
        "for one disk and its days. It is set anew every Monday.</p>"
    )
    rows = [
        (
            f"{signal['signal_no']} · {signal['place_name']}",
            day(as_date(signal["window_start_date"]), seen_from=on),
            whole(signal["n_incidents"]),
            rate(signal["n_expected"]),
            chance_words(signal["surprise"]),
            f"{whole(signal['n_like_it_replayed'])} in {whole(line['n_days_replayed'])} days",
            interval_words(signal["nominal_interval_days"]),
        )
        for _, signal in morning.rows("signals").iterrows()
    ]
    if not rows:
        return told
    caption = (
        "The nominal interval is how seldom such a signal would come anywhere if incidents came independently. They do "
        "not: believe the count in the past instead."
    )
    return told + table_html(_HEADS, rows, caption=caption)
