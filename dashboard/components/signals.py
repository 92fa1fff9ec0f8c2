"""What changed, and how sure: the signals of the morning with the test behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.components import action_form, definitions, meeting, parts, place_list
from dashboard.components.html_table import Head, table_html
from dashboard.components.text import NOTHING, as_date, day, rate, whole
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.agenda_items import item_key
from dashboard.huddle.events import NamedLocation
from dashboard.huddle.signal_items import chance_words, interval_words
from dashboard.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboard.components.opening import Morning

_WHAT_CHANGED = 3
_HEADS = (
    Head("Signal"),
    Head("Category"),
    Head("Since"),
    Head("Incidents", is_figure=True),
    Head("Usual", is_figure=True),
    Head("By chance, here alone"),
    Head("As surprising in the past", is_figure=True),
    Head("Nominal interval"),
)
_LINE_HEADS = (
    Head("Category"),
    Head("Budget a year", is_figure=True),
    Head("Line: by chance, one disk alone"),
    Head("Signals in the past", is_figure=True),
    Head("Days replayed"),
)

_CLUSTER_HEADS = (
    Head("Cluster"),
    Head("Category"),
    Head("Since"),
    Head("Incidents of a cluster", is_figure=True),
    Head("Expected", is_figure=True),
    Head("Radius", is_figure=True),
    Head("Nominal interval of a cluster"),
    Head("A signal this morning too"),
)


def show(morning: Morning) -> None:
    """Draw the way to each signal's place, then the test behind the signals, folded."""
    signals = morning.rows("signals")
    numbers = dict(zip(morning.rows("locations")["location_id"], morning.rows("locations")["number"], strict=True))
    for _, signal in signals.iterrows():
        if not pd.isna(signal["location_id"]) and signal["location_id"] in numbers:
            number = whole(numbers[signal["location_id"]])
            place_list.link(signal["location_id"], f"Open number {number} · {signal['place_name']}")
            action_form.show_for_item(
                morning,
                item_key(ItemKind.SIGNAL, str(signal["signal_id"])),
                name=str(signal["place_name"]),
                place=action_form.named_location(morning, str(signal["location_id"]), str(signal["place_name"])),
                proposal=cache.action_proposals(morning.paths).get(str(signal["category_code"])),
            )
        else:
            unlisted = NamedLocation(str(signal["signal_id"]), str(signal["place_name"]), None)
            _show_proposed(morning, unlisted, category_code=str(signal["category_code"]))
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
        ("Budget a year", "signal_lines", "alerts_a_year"),
        ("Line", "signal_lines", "least_surprise"),
        ("Days replayed", "signal_lines", "n_days_replayed"),
        ("Signals in the past", "signal_lines", "n_alerts_replayed"),
        ("Incidents of a cluster", "scanned_clusters", "n_incidents"),
        ("Expected", "scanned_clusters", "n_expected"),
        ("Radius", "scanned_clusters", "radius_m"),
        ("Nominal interval of a cluster", "scanned_clusters", "recurrence_interval_days"),
        ("Incidents scanned", "scans", "n_incidents"),
        about="the numbers of the signals",
        key="signals",
    )


def _show_proposed(morning: Morning, place: NamedLocation, *, category_code: str) -> None:
    part = parts.part_under(place.location_id)
    parts.show(part, lambda: action_form.show_proposed(morning, place, category_code=category_code), morning=morning)


def show_of(morning: Morning, subject_ids: Collection[str]) -> None:
    """Draw the lines of the signals of a place or of some signals; nothing where there are none."""
    changed = meeting.agenda_of(morning, morning.book()).parts[_WHAT_CHANGED]
    meeting.show_items(changed, kinds=(ItemKind.SIGNAL,), subject_ids=subject_ids)


def _test(morning: Morning) -> str:
    return _told_test(str(morning.build.file), repr(morning.policy), morning)


@remembered(max_entries=16)
def _told_test(build_file: str, policy_words: str, _morning: Morning) -> str:  # noqa: ARG001 - the key
    morning = _morning
    policy = morning.policy
    told = (
        f"<p>A signal is a disk of {policy.location_radius_m:.0f} m round an incident that gained one of its category "
        f"since the last huddle and holds at least {whole(policy.signal_min_incidents)} in some run of the last "
        f"{max(policy.signal_windows_days)} days, more than its own past makes likely; where the "
        f"{policy.signal_around_m:.0f} m round it had more than usual in the same days too, so much more counts as "
        "usual in the disk. The line is not that "
        f"likelihood, because tickets come in bursts: every Monday the past is replayed, morning by morning, and each "
        f"category's line put where it would have kept to its share of {policy.signal_alerts_a_year:g} signals a "
        "year.</p>"
    )
    return told + _signals_table(morning) + _lines_table(morning) + _second_opinion(morning)


def _signals_table(morning: Morning) -> str:
    on = morning.build.as_of_date
    rows = [
        (
            f"{signal['signal_no']} · {signal['place_name']}",
            signal["category_name"],
            day(as_date(signal["window_start_date"]), seen_from=on),
            whole(signal["n_incidents"]),
            rate(signal["n_expected"]),
            chance_words(signal["surprise"]),
            whole(signal["n_like_it_replayed"]),
            interval_words(signal["nominal_interval_days"]),
        )
        for _, signal in morning.rows("signals").iterrows()
    ]
    caption = (
        "The nominal interval is how seldom such a signal would come anywhere if incidents came independently. They do "
        "not: believe the count in the past instead."
    )
    return table_html(_HEADS, rows, caption=caption) if rows else ""


def _lines_table(morning: Morning) -> str:
    on = morning.build.as_of_date
    rows = [
        (
            line["category_name"],
            rate(line["alerts_a_year"]),
            chance_words(line["least_surprise"]) if line["is_set"] else "not tested: the past is too short",
            whole(line["n_alerts_replayed"]) if line["is_set"] else NOTHING,
            f"{whole(line['n_days_replayed'])} before {day(as_date(line['calibrated_to_date']), seen_from=on)}",
        )
        for _, line in morning.rows("signal_lines").iterrows()
    ]
    return table_html(_LINE_HEADS, rows, caption="The lines of this week")


def _second_opinion(morning: Morning) -> str:
    """Return the clusters of the week's scan, or that it found or could look at none."""
    scans = morning.rows("scans")
    looked = scans[scans["is_scanned"]]
    if looked.empty:
        return "<p>No second opinion this week: the past is too short for a scan.</p>"
    on = morning.build.as_of_date
    monday = day(as_date(looked["scanned_to_date"].iloc[0]), seen_from=on)
    least = whole(morning.policy.scan_least_interval_days)
    told = (
        f"A second opinion, of {monday}: the space-time permutation scan of {whole(looked['n_incidents'].sum())} "
        f"incidents in {len(looked)} categories"
    )
    rows = [
        (
            cluster["place_name"],
            cluster["category_name"],
            day(as_date(cluster["start_date"]), seen_from=on),
            whole(cluster["n_incidents"]),
            rate(cluster["n_expected"]),
            f"{whole(cluster['radius_m'])} m",
            interval_words(cluster["recurrence_interval_days"]),
            "yes" if cluster["is_signal_too"] else "no",
        )
        for _, cluster in morning.rows("scanned_clusters").iterrows()
    ]
    if not rows:
        return f"<p>{told} found none with a nominal interval of {least} days or more.</p>"
    caption = (
        f"{told}. Shown from a nominal interval of {least} days on, which real tickets pass about once a week: it "
        "tells where to look, not that something is wrong"
    )
    return table_html(_CLUSTER_HEADS, rows, caption=caption)
