"""The last step of bringing in a log: the rows set aside to take away, and the confirmation for the rest to enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import accesses, failure, upload
from dashboard.components.text import as_markdown
from dashboard.components.upload_rows import RowState
from dashboard.huddle.words import count_words
from dashboard.paper.rejects import rejects_file
from dashboard.stores.inbox import LogNotKeptError, spool_log
from pipelines.readers.inbox_log import InboxLog
from pipelines.readers.log_draft import confirmed_log

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.components.upload import Upload
    from dashboard.components.upload_rows import Reading

BRING_IN_PAGE = "dashboard/pages/bring_in.py"


def show_rejects(reading: Reading) -> None:
    """Draw the download of the rows set aside; made when it is asked for, kept nowhere."""
    n_aside = reading.counts[RowState.ASIDE]
    if not n_aside:
        return
    st.download_button(
        f"Download the {count_words(n_aside, 'row')} set aside, each with its reason (CSV)",
        data=accesses.noted(
            "rows set aside",
            lambda: rejects_file([(line, reason, reading.cells(line)) for line, reason in reading.reasons.items()]),
        ),
        file_name="set-aside-rows.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="upload_rejects",
    )
    st.caption(
        "Correct them in a spreadsheet and bring the file in again as it stands. Their text is kept nowhere here: it "
        "may hold what this log must not."
    )


def show(morning: Morning, chosen: Upload, reading: Reading) -> None:
    """Draw the confirmation, or why there is nothing to confirm."""
    if chosen.confirmed_hash:
        st.success(
            f"Confirmed: {count_words(reading.n_to_enter, 'row')} wait for the next build and enter with it. Nothing "
            "on any page changes before. A correction of a contact that is known counts from the next morning on.",
            icon=":material/check:",
        )
        st.button("Bring in another log", on_click=upload.discard, key="upload_another")
        return
    if not reading.n_to_enter:
        st.info(
            "There is nothing to confirm: every row that was understood is known already, or waits for the next build. "
            "Bringing it in again would add nothing."
            if reading.counts[RowState.KNOWN]
            else "There is nothing to confirm: no row was understood. Mend a row above, or the file."
        )
    else:
        n_aside = reading.counts[RowState.ASIDE]
        left = f" {count_words(n_aside, 'row')} set aside stay out." if n_aside else ""
        st.markdown(f"Nothing has entered yet.{left}")
        if st.button(
            f"Confirm: bring in {count_words(reading.n_to_enter, 'row')}", type="primary", key="upload_confirm"
        ):
            _confirm(morning, chosen, reading)
    st.button("Discard this file", on_click=upload.discard, key="upload_discard")


def _confirm(morning: Morning, chosen: Upload, reading: Reading) -> None:
    log = InboxLog(
        log=confirmed_log(reading.result),
        shown_name=reading.draft.payload.name,
        role_code=morning.role.role_code,
        confirmed_at=state.now_at(),
        n_read=reading.result.rows_read,
        n_mended=reading.n_mended_to_enter(),
    )
    try:
        spool_log(morning.paths, log)
    except LogNotKeptError as error:
        failure.show(error)
        return
    upload.confirmed(chosen, log.content_hash)
    st.rerun()


def show_way_here(morning: Morning) -> None:
    """Draw the link to the page of the log, for who may bring one in; it stands on no list of pages."""
    if morning.role.may_bring_in_logs and morning.past is None:
        st.page_link(BRING_IN_PAGE, label="Bring in the day’s outreach log")


def show_who_may(morning: Morning) -> None:
    """Say whom to ask, to a role that brings in no logs."""
    names = [role.role_name for role in morning.roles.roles if role.may_bring_in_logs]
    told = as_markdown(" and ".join(names) or "nobody")
    why = "A past morning is only read." if morning.past is not None else "This role brings in no logs."
    st.info(f"{why} **Next step:** give the log to {told}, who may.")
