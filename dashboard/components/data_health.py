"""The pieces of the Data health page: feeds, files, rows that were not taken, unknown types, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_html, instant, whole

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
_CLOCK_HEADS = (Head("File"), Head("Stamps read as"), Head("Why"), Head("To know"))
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
}
_CHECK_HEADS = (Head("Check"), Head("Kind"), Head("Rows", is_figure=True), Head("What is wrong"), Head("Next step"))


def show_feeds(morning: Morning) -> None:
    """Draw one row per feed: how fresh, and what to do when it is late."""
    on = morning.build.as_of_date
    rows = [
        (
            feed["feed_name"],
            _STATUS_MARKS.get(feed["status"], feed["status"]),
            instant(feed["newest_record_at"], seen_from=on),
            whole(feed["behind_hours"]),
            whole(feed["late_after_hours"]),
            _count(feed["n_records_seen"], feed["feed_code"]),
            _count(feed["n_gone"], feed["feed_code"]),
            NOTHING if feed["status"] == "current" else feed["next_step"],
        )
        for _, feed in morning.rows("feeds").iterrows()
    ]
    html_table.show(_FEED_HEADS, rows, caption="Each feed as of the morning")


def _count(value: Any, feed_code: str) -> str:
    """Return a count of rows; of the outreach log none, because a day's rows are a day's contacts, small or not."""
    return "not shown" if feed_code == "outreach" else whole(value)


def show_files(morning: Morning) -> None:
    """Draw each file's rows so that they can be seen to add up, and how its clock was read."""
    files = morning.rows("source_files")
    if files.empty:
        st.caption("No file was ingested. Next step: crt ingest 311 FILE, then crt build.")
        return
    on = morning.build.as_of_date
    feeds = _feed_names(morning)
    rows = [
        (
            file["file_name"],
            feeds.get(file["feed_code"], file["feed_code"]),
            _count(file["rows_read"], file["feed_code"]),
            _count(file["n_accepted"], file["feed_code"]),
            whole(file["n_set_aside"]),
            _count(file["n_superseded"], file["feed_code"]),
            _adds_up(file),
            f"{instant(file['taken_at'], seen_from=on)} ({file['taken_at_how']})",
            instant(file["newest_record_at"], seen_from=on),
        )
        for _, file in files.iterrows()
    ]
    html_table.show(_FILE_HEADS, rows, caption="Newest file first; rows read are counted without the CSV reader")
    clocks = [
        (file["file_name"], file["clock_regime"].replace("_", " "), file["clock_evidence"], file["message"] or NOTHING)
        for _, file in files.iterrows()
    ]
    with st.expander("How each file's clock was read, and what to know about it", expanded=len(clocks) <= 4):  # noqa: PLR2004
        html_table.show(_CLOCK_HEADS, clocks, caption="The clock regime is decided from evidence inside the file")


def show_set_aside(morning: Morning) -> None:
    """Draw the rows that were not taken, by file and reason, each with its next step."""
    reasons = morning.rows("set_aside_rows")
    if reasons.empty:
        st.caption("Every row of every file was taken.")
        return
    names = _file_names(morning)
    rows = [
        (
            names[row["receipt_no"]],
            row["meaning"],
            whole(row["n_rows"]),
            row["line_numbers"] or NOTHING,
            row["next_step"],
        )
        for _, row in reasons.iterrows()
    ]
    html_table.show(_ASIDE_HEADS, rows, caption="Rows set aside are kept beside the data, never thrown away")


def show_unmapped(morning: Morning) -> None:
    """Draw the types that no reviewed table knows: counted, never lost."""
    types = morning.rows("unmapped_types")
    if types.empty:
        st.caption("Every type in the files stands in the reviewed table of categories.")
        return
    feeds = _feed_names(morning)
    rows = [
        (feeds.get(row["feed_code"], row["feed_code"]), row["type_name"], whole(row["n_tickets"]))
        for _, row in types.iterrows()
    ]
    with st.expander(f"{len(rows)} types are not mapped", expanded=len(rows) <= 10):  # noqa: PLR2004
        html_table.show(_TYPE_HEADS, rows, caption="Next step: give each a category in data/reference, by review")


def show_unplaced(morning: Morning) -> None:
    """Draw how many tickets have no place of their own, and why: they are counted and cannot be ranked."""
    unplaced = morning.rows("unplaced_tickets")
    if unplaced.empty:
        st.caption("Every ticket has a place in the city.")
        return
    feeds = _feed_names(morning)
    rows = [
        (
            feeds.get(row["feed_code"], row["feed_code"]),
            _PLACE_REASONS.get(row["place_status"], row["place_status"]),
            whole(row["n_tickets"]),
            whole(row["n_with_place_text"]),
        )
        for _, row in unplaced.iterrows()
    ]
    html_table.show(_PLACE_HEADS, rows, caption="Counted, not on the map and not ranked")


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


def _adds_up(file: pd.Series[int]) -> str:
    total = int(file["n_accepted"]) + int(file["n_set_aside"]) + int(file["n_superseded"])
    return "✓ yes" if total == int(file["rows_read"]) else f"▲ no: {total:,}"


def _feed_names(morning: Morning) -> dict[str, str]:
    return dict(morning.rows("feeds")[["feed_code", "feed_name"]].itertuples(index=False, name=None))


def _file_names(morning: Morning) -> dict[int, str]:
    files = morning.rows("source_files")
    return dict(files[["receipt_no", "file_name"]].itertuples(index=False, name=None))
