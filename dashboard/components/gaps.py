"""Asked for and not to be had, and why something was declined: two different things, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.access import ALL_REASONS
from dashboard.components import definitions, html_table, outreach, told_once
from dashboard.components.html_table import Head
from geo.disclosure import WHOLE_CITY, Blank, may_see
from geo.frames import row_dicts
from pipelines.readers.outreach_words import DECLINE_REASONS

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_KINDS = {
    "offer_shelter_unavailable": "Shelter",
    "offer_treatment_unavailable": "Treatment",
    "offer_transport_unavailable": "Transport",
    "offer_storage_unavailable": "Storage",
}
_REASON_HEADS = (Head("Reason said today"), Head("Contacts", is_figure=True))
_WORDS = {ALL_REASONS: "Declined, in all", "not_written_down": "no reason written down", **DECLINE_REASONS}


def show_asked_for(morning: Morning) -> None:
    """Draw what was asked for and not to be had: a row a kind, a column a part of the day, and the sum."""
    released = outreach.released(morning)
    if released is None:
        st.caption("Outreach figures are not shown to this role.")
        return
    if not told_once.show(morning) or (then := told_once.then(morning)) is None:
        return
    # The sums as they were told beside these parts.
    released = cache.released_outreach(then.build, morning.role.audience)
    city = released[(released["location_id"] == WHOLE_CITY) & released["measure_code"].isin(_KINDS)]
    if (said := outreach.said_of_whole_log(city)) is not None:
        st.html(said)
        return
    gaps = cache.released_gaps(morning.build, morning.role.audience, morning.thresholds)
    parts = list(dict.fromkeys(gaps["part_words"]))
    rows = [
        (
            kind,
            *_cells(morning, gaps[gaps["measure_code"] == code]),
            *_cells(morning, city[city["measure_code"] == code]),
        )
        for code, kind in _KINDS.items()
        if code in set(city["measure_code"])
    ]
    heads = (Head("Asked for"), *(Head(part, is_figure=True) for part in parts), Head("In all", is_figure=True))
    html_table.show(heads, rows, caption=f"Asked for and not available, by the hour of the contact{_days(morning)}")
    st.html(f'<p class="crt crt-quiet">{outreach.how_to_read(morning)}</p>')
    definitions.definition_fold(
        morning,
        (definitions.BETWEEN_WORDS.join((*parts, "In all")), "gap_hours", "n_events"),
        about="the numbers of gaps",
        key="gaps",
    )


def show_declined(morning: Morning) -> None:
    """Draw why something was declined, as people said it, in the order of the reviewed list."""
    released = outreach.released(morning)
    if released is None:
        st.caption("Outreach figures are not shown to this role.")
        return
    if may_see("health", morning.role.audience) and not told_once.show(morning):
        return
    declines = cache.released_declines(morning.build, morning.role.audience, morning.thresholds)
    if declines.empty:
        st.caption("Reasons may concern treatment, so they are not shown to this role.")
        return
    if (said := outreach.said_of_whole_log(declines.assign(measure_code=declines["reason_code"]))) is not None:
        st.html(said)
        return
    if declines["n_events"].isna().all():
        st.caption("Too few contacts, or a small figure that the reasons would give away: none of them is told.")
        return
    told = declines[(declines["blank"] != Blank.ZERO) & (declines["reason_code"] != ALL_REASONS)]
    rows = [(_in_sentence(row["reason_code"]), outreach.in_words(morning, row)) for row in row_dicts(told)]
    whole = row_dicts(declines[declines["reason_code"] == ALL_REASONS])[0]
    never = [
        _WORDS[code] for code in declines.loc[declines["blank"] == Blank.ZERO, "reason_code"] if code != ALL_REASONS
    ]
    html_table.show(
        _REASON_HEADS,
        rows,
        caption=f"Why something was declined{_days(morning)}",
        foot=(_WORDS[ALL_REASONS], outreach.in_words(morning, whole)),
    )
    if never:
        st.caption(f"Never said: {'; '.join(never)}.")
    definitions.definition_fold(
        morning, ("Contacts", "decline_reasons", "n_events"), about="the reasons for declining", key="declines"
    )


def _days(morning: Morning) -> str:
    return f", {told_once.days(morning)}"


def _in_sentence(reason_code: str) -> str:
    words = _WORDS[reason_code]
    return f"{words[0].upper()}{words[1:]}"


def _cells(morning: Morning, figures: pd.DataFrame) -> list[str]:
    return [outreach.in_words(morning, row) for row in row_dicts(figures)]
