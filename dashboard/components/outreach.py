"""Outreach figures, only as disclosure releases them to the role on this screen: a figure, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.components import definitions, told_once
from dashboard.components.text import NOTHING, as_html, whole
from dashboard.remembered import remembered
from geo.disclosure import WHOLE_CITY, Audience, Blank, Thresholds, describe_blank, may_see
from pipelines.readers.results import HMIS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.opening import Morning

_SHORT_BLANKS = {Blank.SUPPRESSED_COMPLEMENTARY: "hidden"}
_CLASSES = ("outreach", "health")
_CONTACT_FEEDS = ("outreach", "recovery_line", HMIS)
_WHOLE_LOG_BLANKS = {
    Blank.NOT_COLLECTED: "○ Outreach: not collected. No outreach log was ingested, so none of its {n} counts is known.",
    Blank.LATE: "▲ Outreach: late. The newest log is too old for this morning, so none of its {n} counts is shown.",
}


def show_city(morning: Morning) -> None:
    """Draw the city's outreach figures, a line for each kind."""
    _show(morning, WHOLE_CITY)


def show_location(morning: Morning, location_id: str) -> None:
    """Draw one location's outreach figures."""
    _show(morning, location_id)


def count_rows(value: Any, feed_code: str) -> str:
    """Return a count of a feed's rows, or that it is not shown."""
    return whole(value) if may_tell_rows(feed_code) else "not shown"


def may_tell_rows(feed_code: str) -> bool:
    """Tell whether a feed's rows may be counted: not a log's nor an export's of HMIS: they are contacts, or calls."""
    return feed_code not in _CONTACT_FEEDS


def show_definitions(morning: Morning, table: str) -> None:
    """Draw what the outreach figures mean and how fresh the log is; nothing for a role that sees none of them."""
    if _is_for(morning):
        definitions.definition_fold(
            morning, ("Each figure of outreach", table, "n_events"), about="the outreach numbers", key="outreach"
        )


def released(morning: Morning) -> pd.DataFrame | None:
    """Return every outreach figure as this role may see it; None where it may not even know that there are any."""
    if not _is_for(morning):
        return None
    return cache.released_outreach(morning.build, morning.role.audience)


def said_of_whole_log(figures: pd.DataFrame) -> str | None:
    """Return as HTML what is to be said instead of the figures, where the whole log is late or never came."""
    blanks = set(figures["blank"])
    if len(blanks) != 1 or (said := _WHOLE_LOG_BLANKS.get(blanks.pop())) is None:
        return None
    return f'<p class="crt">{said.format(n=figures["measure_code"].nunique())}</p>'


def in_order(morning: Morning, figures: pd.DataFrame) -> pd.DataFrame:
    """Put the measures in the order of the reviewed table: an order by size would tell what is hidden."""
    rank = {code: number for number, code in enumerate(cache.measure_codes(morning.paths))}
    return figures.sort_values("measure_code", key=lambda codes: codes.map(lambda code: rank.get(code, len(rank))))


def short_blank(blank: Blank, *, threshold: int) -> str:
    """Return a blank in a word or three; what `hidden` means is said once, beside the figures.

    Parameters
    ----------
    blank
        Which of the five.
    threshold
        The threshold of the count's class.
    """
    return _SHORT_BLANKS.get(blank) or describe_blank(blank, threshold=threshold)


def in_words(morning: Morning, row: Mapping[str, Any] | pd.Series[Any]) -> str:
    """Return a released figure as a cell: the number, why there is none, or a dash where there is no such figure."""
    if pd.isna(row["blank"]):
        return NOTHING
    if not row["blank"] or row["blank"] == Blank.ZERO:
        return whole(row["n_events"])
    return short_blank(Blank(row["blank"]), threshold=morning.thresholds.below(row["column_class"]))


def _is_for(morning: Morning) -> bool:
    return any(may_see(column_class, morning.role.audience) for column_class in _CLASSES)


def _show(morning: Morning, location_id: str) -> None:
    if not _is_for(morning):
        st.caption("Outreach figures are not shown to this role.")
        return
    # Who looks is part of the key: what one role may see must never be remembered for another.
    told = _told(
        str(morning.build.file),
        morning.role.audience,
        morning.thresholds,
        cache.table_state(morning.paths, "outreach_measures"),
        location_id,
        morning,
    )
    if told is None and location_id != WHOLE_CITY:
        if told_once.show(morning):
            st.caption("Nothing of outreach was told of this place then: it is on the list since.")
    elif told is None:
        st.caption("No measure of outreach is published for this morning.")
    else:
        if location_id != WHOLE_CITY:
            told_once.show(morning)
        st.html(told)


@remembered(max_entries=200)
def _told(
    build_file: str,  # noqa: ARG001 - the key
    audience: Audience,  # noqa: ARG001
    thresholds: Thresholds,  # noqa: ARG001
    measures: tuple[int, int] | None,  # noqa: ARG001
    location_id: str,
    _morning: Morning,
) -> str | None:
    """Return as HTML what is told of a place to one audience; None where no measure is published."""
    morning = _morning
    figures = cache.released_outreach(morning.build, morning.role.audience)
    figures = in_order(morning, figures[figures["location_id"] == location_id])
    if figures.empty:
        return None
    if (said := said_of_whole_log(figures)) is not None:
        return said
    lookback = int(morning.facts["lookback_days"])
    days = f"last {lookback} days" if location_id == WHOLE_CITY else told_once.days(morning)
    # What is counted stands before the figures: under a head that says "overnight" they would be taken for a night's.
    return (
        f'<div class="crt"><p class="crt-quiet">Outreach log, {days}: events, never people.</p>'
        f'<ul class="crt-kinds">{_kinds(morning, figures)}</ul>'
        f'<p class="crt-quiet">{how_to_read(morning)}</p></div>'
    )


def how_to_read(morning: Morning) -> str:
    """Return which figures are hidden from this role and why, and when they change."""
    health = (
        f" (from health services below {morning.thresholds.health_below})" if morning.role.audience.sees_health else ""
    )
    return (
        f"Figures below {morning.thresholds.outreach_below}{health} are not told. "
        "<b>hidden</b>: this number would give a small one away. The figures change with a build only."
    )


def _kinds(morning: Morning, figures: pd.DataFrame) -> str:
    """Return a line per kind: "Shelter offered: accepted" and its like are told as one."""
    kinds: dict[str, list[str]] = {}
    for _, row in figures.iterrows():
        kind, part = _kind_and_part(row["measure_name"])
        kinds.setdefault(kind, []).append(f"{_figure(morning, row)} {as_html(part)}".strip())
    return "".join(
        f"<li><span>{as_html(kind)}</span><div>{', '.join(parts)}</div></li>" for kind, parts in kinds.items()
    )


def _kind_and_part(measure_name: str) -> tuple[str, str]:
    """Return a measure's kind, which is its first word, and what is counted of it."""
    kind, _, rest = measure_name.partition(" ")
    return kind.rstrip(":"), rest.rpartition(": ")[2]


def _figure(morning: Morning, row: pd.Series[Any]) -> str:
    """Return the figure, or in words why there is none."""
    kind = ' class="crt-blank"' if row["blank"] and row["blank"] != Blank.ZERO else ""
    return f"<b{kind}>{as_html(in_words(morning, row))}</b>"
