"""The piece of Data health about clocks: how each file's stamps were read, by what evidence, and what to doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import html_table, outreach
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_html, share
from dashboard.huddle.health_items import clock_items

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_HEADS = (
    Head("File"),
    Head("Stamps read as"),
    Head("Verified"),
    Head("Rows for", is_figure=True),
    Head("Rows against", is_figure=True),
    Head("Why"),
    Head("To know"),
)
_REGIMES = {
    "eastern_local": "Eastern local time",
    "utc": "UTC",
    "eastern_minus_offset": "Eastern, 4 or 5 h early",
    "no_clock": "no stamps",
}
_BASES = {
    "closing_times": "✓ by closing times in the notes",
    "quiet_hours": "✓ by the hours at which tickets are opened",
    "times_of_day": "✓ by times that staff wrote",
    "form": "✓ by the form, which asks for local time",
    "assumed": "○ not verified",
    "no_stamps": "lines on a map, told by their coordinates",
}
_FEW_FILES = 4


def show(morning: Morning) -> None:
    """Draw what is doubtful about the clocks in a line, then one row a file."""
    files = morning.rows("source_files")
    if files.empty:
        st.caption("No file was ingested, so there is no clock to judge.")
        return
    doubts = clock_items(files)
    told = f"▲ {as_html(doubts[0].text)}" if doubts else "✓ Every file's clock was verified, and each feed has one."
    colour = "act" if doubts else "ok"
    st.html(f'<p class="crt"><span class="crt-long crt-mark-{colour}"><b>{told}</b></span></p>')
    with st.expander("How each file's clock was read, and why", expanded=bool(doubts) and len(files) <= _FEW_FILES):
        html_table.show_frame(
            _HEADS,
            files,
            _cells,
            caption="What a stamp claims is no evidence; rows for and against state a time in their own text",
            empty="",
        )


def _cells(file: pd.Series[str]) -> tuple[str, ...]:
    verified = _BASES.get(file["clock_basis"], "○ not recorded: handed in before this was counted")
    n_for, n_against = int(file["n_clock_for"]), int(file["n_clock_against"])
    is_told = outreach.may_tell_rows(file["feed_code"])
    verifying = f" ({share(n_for / (n_for + n_against), decimals=1)})" if n_for + n_against and is_told else ""
    return (
        file["file_name"],
        _REGIMES.get(file["clock_regime"], file["clock_regime"]),
        "▲ mixed" if file["is_clock_mixed"] else verified,
        f"{outreach.count_rows(n_for, file['feed_code'])}{verifying}",
        outreach.count_rows(n_against, file["feed_code"]),
        file["clock_evidence"],
        file["message"] or NOTHING,
    )
