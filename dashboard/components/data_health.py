"""The pieces of the Data health page: feeds, files, rows that were not taken, unknown types, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.access import may_see_calls
from dashboard.components import html_table, outreach
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_html, instant, share, whole
from dashboard.huddle.health_items import clock_items, moved_items, silent_items
from dashboard.huddle.words import count_words
from pipelines.readers.results import HMIS

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_STATUS_MARKS = {"current": "● current", "late": "▲ late", "not_collected": "○ not collected"}
_FEED_HEADS = (
    Head("Feed"),
    Head("Status"),
    Head("Newest record"),
    Head("Behind, hours", is_figure=True),
    Head("Late after, hours", is_figure=True),
    Head("Records", is_figure=True),
    Head("Gone from newest file", is_figure=True),
    Head("Next step when late"),
)
_FILE_HEADS = (
    Head("File"),
    Head("Feed"),
    Head("Rows read", is_figure=True),
    Head("= accepted", is_figure=True),
    Head("+ set aside", is_figure=True),
    Head("+ superseded", is_figure=True),
    Head("Adds up"),
    Head("Taken at"),
    Head("Newest record"),
)
_ASIDE_HEADS = (
    Head("File"),
    Head("Reason"),
    Head("Rows", is_figure=True),
    Head("First lines"),
    Head("Next step"),
)
_TYPE_HEADS = (Head("Feed"), Head("Type, as the City writes it"), Head("Tickets", is_figure=True))
_PLACE_HEADS = (
    Head("Feed"),
    Head("Why it is not on the map"),
    Head("Tickets", is_figure=True),
    Head("Of these, with an address in words", is_figure=True),
)
_PLACE_REASONS = {
    "missing": "no coordinate",
    "sentinel": "the coordinate a system writes when it has none (City Hall, for the legacy system)",
    "outside_city": "a coordinate outside the city",
    "outside_lines": "a coordinate outside the city's lines, as they were handed in",
}
_RESCUED_HEADS = (
    Head("Feed"),
    Head("Why it has no coordinate"),
    Head("Without a coordinate", is_figure=True),
    Head("Of these, with an address in words", is_figure=True),
    Head("Put back by their address", is_figure=True),
    Head("At a known address", is_figure=True),
)
_LOST_REASONS = {"missing": "none was written", "sentinel": "a stand-in was written (City Hall, for the legacy system)"}
_FEW_TYPES = 10
_CALLS_FEED = "recovery_line"
_CHECK_HEADS = (Head("Check"), Head("Kind"), Head("Rows", is_figure=True), Head("What is wrong"), Head("Next step"))


def show_today(morning: Morning) -> None:
    """Say in one line what matters this morning: feeds, silent streams, moves, clocks, failed checks."""
    feeds, checks = morning.rows("feeds"), morning.rows("check_results")
    n_late = int((feeds["status"] == "late").sum())
    n_missing = int((feeds["status"] == "not_collected").sum())
    n_failed = int(checks["is_failed"].sum())
    silent = silent_items(morning.rows("streams"))
    told = [
        f"▲ {count_words(n_late, 'feed')} late" if n_late else "",
        f"○ {count_words(n_missing, 'feed')} not collected" if n_missing else "",
        f"▲ {silent[0].text.rstrip('.')}" if silent else "",
        *(f"▲ {item.text.rstrip('.')}" for item in clock_items(morning.rows("source_files"))),
        f"▲ {count_words(n_failed, 'check')} failed" if n_failed else "",
        *(
            f"◆ {item.text.rstrip('.')}"
            for item in moved_items(morning.rows("topic_migrations"), on=morning.build.as_of_date)
        ),
    ]
    line = " · ".join(as_html(part) for part in told if part)
    st.html(f'<p class="crt"><b>Today:</b> {line or "✓ every feed is current and every stream flows"}.</p>')


def show_feeds(morning: Morning) -> None:
    """Draw one row per feed: how fresh, and what to do when it is late."""
    on = morning.build.as_of_date
    html_table.show_frame(
        _FEED_HEADS,
        morning.rows("feeds"),
        lambda feed: (
            feed["feed_name"],
            _STATUS_MARKS.get(feed["status"], feed["status"]),
            instant(feed["newest_record_at"], seen_from=on),
            whole(feed["behind_hours"]),
            whole(feed["late_after_hours"]),
            outreach.count_rows(feed["n_records_seen"], feed["feed_code"]),
            outreach.count_rows(feed["n_gone"], feed["feed_code"]),
            NOTHING if feed["status"] == "current" else feed["next_step"],
        ),
        caption="Each feed as of the morning",
        empty="No feed is known.",
    )


def show_files(morning: Morning) -> None:
    """Draw each file's rows so that they can be seen to add up."""
    feeds = _feed_names(morning)
    html_table.show_frame(
        _FILE_HEADS,
        morning.rows("source_files"),
        lambda file: (
            file["file_name"],
            feeds.get(file["feed_code"], file["feed_code"]),
            outreach.count_rows(file["rows_read"], file["feed_code"]),
            outreach.count_rows(file["n_accepted"], file["feed_code"]),
            _count_set_aside(file["n_set_aside"], file["feed_code"]),
            outreach.count_rows(file["n_superseded"], file["feed_code"]),
            _adds_up(file),
            f"{_file_time(morning, file, 'taken_at')} ({file['taken_at_how']})",
            _file_time(morning, file, "newest_record_at"),
        ),
        caption="Newest file first; rows read are counted without the CSV reader",
        empty="No file was ingested. Next step: crt ingest 311 FILE, then crt build.",
    )


def show_set_aside(morning: Morning) -> None:
    """Draw the rows that were not taken, by file and reason, each with its next step."""
    names = _file_names(morning)
    feed_of = dict(morning.rows("source_files")[["receipt_no", "feed_code"]].itertuples(index=False, name=None))
    html_table.show_frame(
        _ASIDE_HEADS,
        morning.rows("set_aside_rows"),
        lambda row: (
            names[row["receipt_no"]],
            row["meaning"],
            _count_set_aside(row["n_rows"], feed_of[row["receipt_no"]]),
            "not shown" if feed_of[row["receipt_no"]] == HMIS else row["line_numbers"] or NOTHING,
            row["next_step"],
        ),
        caption="Rows set aside are kept beside the data, never thrown away",
        empty="Every row of every file was taken.",
    )


def show_unmapped(morning: Morning) -> None:
    """Draw the types that no reviewed table knows: counted, never lost."""
    types = morning.rows("unmapped_types")
    feeds = _feed_names(morning)
    told = "1 type has no category yet" if len(types) == 1 else f"{len(types)} types have no category yet"
    # Nothing to unfold where there is nothing.
    with st.expander(told, expanded=len(types) <= _FEW_TYPES) if len(types) else st.container():
        html_table.show_frame(
            _TYPE_HEADS,
            types,
            lambda row: (feeds.get(row["feed_code"], row["feed_code"]), row["type_name"], whole(row["n_tickets"])),
            caption="Next step: give each a category in data/reference, by review",
            empty="Every type in the files stands in the reviewed table of categories.",
        )


def show_unplaced(morning: Morning) -> None:
    """Draw how many tickets have no place of their own, and why: they are counted and cannot be ranked."""
    feeds = _feed_names(morning)
    html_table.show_frame(
        _PLACE_HEADS,
        morning.rows("unplaced_tickets"),
        lambda row: (
            feeds.get(row["feed_code"], row["feed_code"]),
            _PLACE_REASONS.get(row["place_status"], row["place_status"].replace("_", " ")),
            whole(row["n_tickets"]),
            whole(row["n_with_place_text"]),
        ),
        caption="Counted, not on the map and not ranked",
        empty="Every ticket has a place in the city.",
    )


def show_rescued(morning: Morning) -> None:
    """Draw how many tickets without a coordinate were put on the map by their address."""
    feeds = _feed_names(morning)
    rows = morning.rows("rescued_tickets")
    n_tickets, n_put_back = int(rows["n_tickets"].sum()), int(rows["n_put_back"].sum())
    if n_tickets:
        st.html(
            f'<p class="crt"><b>{whole(n_put_back)}</b> of {whole(n_tickets)} tickets without a coordinate of their '
            f"own ({share(n_put_back / n_tickets)}) were put on the map by their address, marked as such; the "
            "others are in the table above.</p>"
        )
    html_table.show_frame(
        _RESCUED_HEADS,
        rows,
        lambda row: (
            feeds.get(row["feed_code"], row["feed_code"]),
            _LOST_REASONS.get(row["lost_how"], row["lost_how"]),
            whole(row["n_tickets"]),
            whole(row["n_with_place_text"]),
            whole(row["n_put_back"]),
            whole(row["n_at_known"]),
        ),
        caption="They count in incidents and places like any other",
        empty="Every ticket has a coordinate of its own.",
    )


def show_checks(morning: Morning) -> None:
    """Draw the failed checks, each with its next step, and how many passed."""
    checks = morning.rows("check_results")
    failed = checks[checks["is_failed"].astype(bool)]
    n_passed = len(checks) - len(failed)
    if failed.empty:
        st.html(f'<p class="crt"><span class="crt-mark crt-mark-ok">✓ All {n_passed} checks passed.</span></p>')
        return
    rows = [
        (row["check_name"].replace("_", " "), row["severity"], whole(row["n_rows"]), row["meaning"], row["next_step"])
        for _, row in failed.iterrows()
    ]
    html_table.show(_CHECK_HEADS, rows, caption=f"▲ {len(failed)} failed, {n_passed} passed")


def show_totals(morning: Morning) -> None:
    """Say in one line what the morning rests on."""
    facts = morning.facts
    st.html(
        f'<p class="crt"><b>{whole(facts["n_tickets_seen"])}</b> tickets were opened before the morning; '
        f"<b>{whole(facts['n_tickets_ranked'])}</b> of them are in a ranked category and have a place. "
        f"Build {as_html(morning.build.build_id)}.</p>"
    )


def _file_time(morning: Morning, file: pd.Series[Any], column: str) -> str:
    """Return a file's time; of a log of calls only where calls are shown: its newest stamp is one caller's."""
    told = cache.agencies_told_of_concerns(morning.paths)
    if file["feed_code"] == _CALLS_FEED and not may_see_calls(morning.role, morning.agency_code, told=told):
        return "not shown"
    return instant(file[column], seen_from=morning.build.as_of_date)


def _count_set_aside(value: Any, feed_code: str) -> str:
    """Return how many rows were set aside; not of HMIS, where a row set aside may be a stay or a deleted contact."""
    return "not shown" if feed_code == HMIS else whole(value)


def _adds_up(file: pd.Series[int]) -> str:
    total = int(file["n_accepted"]) + int(file["n_set_aside"]) + int(file["n_superseded"])
    return "✓ yes" if total == int(file["rows_read"]) else f"▲ no: {total:,}"


def _feed_names(morning: Morning) -> dict[str, str]:
    return dict(morning.rows("feeds")[["feed_code", "feed_name"]].itertuples(index=False, name=None))


def _file_names(morning: Morning) -> dict[int, str]:
    files = morning.rows("source_files")
    return dict(files[["receipt_no", "file_name"]].itertuples(index=False, name=None))
