"""The auditor's report: who opened, took away or changed what, by person, by place and by day; no figure, no words."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import cache, state
from dashboard.components import accesses, html_table
from dashboard.components.html_table import Head
from dashboard.components.text import instant, whole
from dashboard.huddle.words import count_words
from dashboard.paper.spreadsheet import csv_bytes
from dashboard.stores.access_log import Did
from geo.frames import row_dicts
from pipelines.contracts import Column
from pipelines.settings import HUDDLE_ZONE, operations_url

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.access import Roles
    from pipelines.settings import Paths

COLUMNS = (
    Column("entry_no", "integer", "The entry's number in the log", unit="no unit"),
    Column("noted_at", "instant", "When it was noted"),
    Column("person", "text", "Who, as the sign-in knows them; empty where nobody signs in", is_nullable=True),
    Column("screen_id", "text", "Tells one open screen from another"),
    Column("role_code", "text", "Under which role"),
    Column("did", "text", "opened, took_away, changed, or erased (by the rule for retention)"),
    Column("page_code", "text", "The page that was opened"),
    Column("subject_id", "text", "At which place, zone, district or operation; which file; which event"),
    Column("changed_kind", "text", "What was recorded, by the kind of its event", is_nullable=True),
    Column("changed_subject_id", "text", "What that event is about", is_nullable=True),
    Column("build_id", "text", "Which build was on the screen"),
)
_MOST_ROWS = 200
_DAYS = {1: "Today", 7: "7 days", 30: "30 days", 365: "A year"}
_DEEDS = (Did.OPENED, Did.TOOK_AWAY, Did.CHANGED)
_DEED_HEADS = tuple(Head(words, is_figure=True) for words in ("Opened", "Took away", "Changed"))
_BY = {"person": "By person", "subject": "By place or thing", "day": "By day", "entries": "Every entry"}
_WORDS = {Did.OPENED: "opened", Did.TOOK_AWAY: "took away", Did.CHANGED: "changed", Did.ERASED: "erased by rule"}


def choose_days() -> int:
    """Draw the choice of days and return it."""
    words = _DAYS.__getitem__
    return int(st.selectbox("Which days", list(_DAYS), format_func=words, index=1, key="access_days", width=260))


def show_whole(paths: Paths) -> None:
    """Say whether the log is whole, before anything that is read in it."""
    report = cache.access_log(operations_url(paths)).verify()
    if report.ok:
        erased = f", {whole(report.n_erased)} before them erased by the rule for retention" if report.n_erased else ""
        st.caption(f"The log is whole: {count_words(report.n_entries, 'entry', plural='entries')}{erased}.")
        return
    st.error(
        f"The log is not whole, at entry {report.first_bad_entry_no}. {report.problem} **Next step:** keep the "
        "database as it is, tell whoever keeps it, and compare it with a copy (docs/runbooks/retention.md)."
    )


def entries_of(paths: Paths, *, n_days: int) -> pd.DataFrame:
    """Return the entries of the last days, newest first, in `COLUMNS`; a change with its event's kind, no words."""
    url = operations_url(paths)
    today = state.now_at().astimezone(HUDDLE_ZONE).date()
    since = datetime.combine(today - timedelta(days=n_days - 1), time(0), tzinfo=HUDDLE_ZONE)
    events = {event.event_id: event for event in cache.operations(url).events()}
    rows: list[dict[str, Any]] = []
    for entry in cache.access_log(url).entries(since=since):
        access = entry.access
        event = events.get(access.subject_id) if access.did == Did.CHANGED else None
        rows.append(
            {
                **vars(access),
                "did": str(access.did),
                "entry_no": entry.entry_no,
                "changed_kind": None if event is None else str(event.kind),
                "changed_subject_id": None if event is None else event.subject_id,
            }
        )
    return pd.DataFrame(rows, columns=[column.name for column in COLUMNS])


def show(entries: pd.DataFrame, roles: Roles, places: Mapping[str, str], *, today: date) -> None:
    """Draw the report in the order that is chosen, and the file of all of it."""
    if entries.empty:
        st.info("Nothing was noted in these days.")
        return
    by = st.selectbox("Order", list(_BY), format_func=_BY.__getitem__, key="access_by", width=260)
    names = {role.role_code: role.role_name for role in roles.roles}
    told = entries.assign(
        who=[_who(row["person"], row["screen_id"]) for row in row_dicts(entries)],
        role=[names.get(code, code) for code in entries["role_code"]],
        what=[_what(row, places) for row in row_dicts(entries)],
        day=[at.astimezone(HUDDLE_ZONE).date() for at in entries["noted_at"]],
    )
    if by == "person":
        _summed(told, ["who", "role"], (Head("Who"), Head("Role")), caption="Who, under which role")
    elif by == "subject":
        _summed(told, ["what", "role"], (Head("What"), Head("Role")), caption="What, by whom in which role")
    elif by == "day":
        _summed(told, ["day", "who"], (Head("Day"), Head("Who")), caption="Day by day")
    else:
        _every(told, today)
    st.download_button(
        f"Download {count_words(len(entries), 'entry', plural='entries')} (CSV)",
        data=accesses.noted("access log", lambda: csv_bytes(COLUMNS, entries)),
        file_name=f"access-log-{today.isoformat()}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="access_log_csv",
    )


def _summed(told: pd.DataFrame, by: list[str], heads: tuple[Head, ...], *, caption: str) -> None:
    rows = []
    for keys, own in told.groupby(by, sort=False):
        counts = [whole(int((own["did"] == str(deed)).sum())) for deed in _DEEDS]
        rows.append((*(str(key) for key in keys), *counts, _stamp(own["noted_at"].max())))
    html_table.show((*heads, *_DEED_HEADS, Head("Last")), rows, caption=f"{caption}, newest first")


def _every(told: pd.DataFrame, today: date) -> None:
    shown = told.head(_MOST_ROWS)
    rows = [
        (instant(row["noted_at"], seen_from=today), row["who"], row["role"], _WORDS[Did(row["did"])], row["what"])
        for row in row_dicts(shown)
    ]
    left = len(told) - len(shown)
    more = f"; {whole(left)} older ones are in the file" if left else ""
    heads = (Head("When"), Head("Who"), Head("Role"), Head("Did"), Head("What"))
    html_table.show(heads, rows, caption=f"{count_words(len(shown), 'entry', plural='entries')}, newest first{more}")


def _who(person: str | None, screen_id: str) -> str:
    return person if isinstance(person, str) and person else f"nobody signed in, screen {screen_id[:6] or '-'}"


def _what(row: Mapping[str, Any], places: Mapping[str, str]) -> str:
    subject_id = str(row["subject_id"])
    if row["did"] == Did.CHANGED:
        # A change whose event was not kept, because an older record was put back, has its id alone.
        is_known = isinstance(row["changed_kind"], str)
        return f"{row['changed_kind'].replace('_', ' ')}: {row['changed_subject_id']}" if is_known else subject_id
    if row["did"] == Did.ERASED:
        return f"entries up to {subject_id}"
    page = str(row["page_code"]).replace("_", " ")
    return ": ".join(word for word in (page, places.get(subject_id, subject_id)) if word)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(HUDDLE_ZONE):%Y-%m-%d %H:%M}"
