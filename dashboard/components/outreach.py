"""Outreach figures, only as disclosure releases them to the role on this screen: a figure, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.access import WHOLE_CITY
from dashboard.components import definitions
from dashboard.components.text import as_html, whole
from geo.disclosure import Blank, describe_blank, may_see

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_CLASSES = ("outreach", "health")
_WHOLE_LOG_BLANKS = {
    Blank.NOT_COLLECTED: "○ Outreach: not collected. No outreach log was ingested, so no measure of {n} is known.",
    Blank.LATE: "▲ Outreach: late. The newest log is too old for this morning, so no measure of {n} is shown.",
}


def show_city(morning: Morning) -> None:
    """Draw the city's outreach figures, a line for each kind."""
    _show(morning, WHOLE_CITY)


def show_location(morning: Morning, location_id: str) -> None:
    """Draw one location's outreach figures."""
    _show(morning, location_id)


def show_definitions(morning: Morning, table: str) -> None:
    """Draw what the outreach figures mean and how fresh the log is; nothing for a role that sees none of them."""
    if _is_for(morning):
        definitions.definition_popover(
            morning, ("Each figure of outreach", table, "n_events"), about="the outreach numbers", key="outreach"
        )


def _is_for(morning: Morning) -> bool:
    return any(may_see(column_class, morning.role.audience) for column_class in _CLASSES)


def _show(morning: Morning, location_id: str) -> None:
    if not _is_for(morning):
        st.caption("Outreach figures are not shown to this role.")
        return
    released = cache.released_outreach(morning.build, morning.role.audience, morning.thresholds)
    released = _in_order(morning, released[released["location_id"] == location_id])
    if released.empty:
        st.caption("No measure of outreach is published for this morning.")
        return
    blanks = set(released["blank"])
    if len(blanks) == 1 and (said := _WHOLE_LOG_BLANKS.get(blanks.pop())) is not None:
        st.html(f'<p class="crt">{said.format(n=len(released))}</p>')
        return
    lookback = int(morning.facts["lookback_days"])
    st.html(
        f'<div class="crt"><ul class="crt-kinds">{_kinds(morning, released)}</ul><p class="crt-quiet">'
        f"Outreach log: events in the last {lookback} days, never people; the figures change with a build only. "
        f"Hidden: from health services below {morning.thresholds.health_below}, other outreach below "
        f"{morning.thresholds.outreach_below}.</p></div>"
    )


def _kinds(morning: Morning, released: pd.DataFrame) -> str:
    """Return a line per kind: "Shelter offered: accepted" and its like are told as one."""
    kinds: dict[str, list[str]] = {}
    for _, row in released.iterrows():
        kind, part = _kind_and_part(row["measure_name"])
        kinds.setdefault(kind, []).append(f"{_figure(morning, row)} {as_html(part)}".strip())
    return "".join(
        f"<li><span>{as_html(kind)}</span><div>{', '.join(parts)}</div></li>" for kind, parts in kinds.items()
    )


def _kind_and_part(measure_name: str) -> tuple[str, str]:
    """Return a measure's kind, which is its first word, and what is counted of it."""
    kind, _, rest = measure_name.partition(" ")
    return kind.rstrip(":"), rest.rpartition(": ")[2]


def _in_order(morning: Morning, released: pd.DataFrame) -> pd.DataFrame:
    """Put the measures in the order of the reviewed table: an order by size would tell what is hidden."""
    rank = {code: number for number, code in enumerate(cache.measure_codes(morning.paths))}
    return released.sort_values("measure_code", key=lambda codes: codes.map(lambda code: rank.get(code, len(rank))))


def _figure(morning: Morning, row: pd.Series[Any]) -> str:
    """Return the figure, or in words why there is none."""
    if not row["blank"] or row["blank"] == Blank.ZERO:
        return f"<b>{whole(row['n_events'])}</b>"
    words = describe_blank(Blank(row["blank"]), threshold=morning.thresholds.below(row["column_class"]))
    return f'<b class="crt-blank">{as_html(words)}</b>'
