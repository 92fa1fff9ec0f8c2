"""Where a number comes from, in place: meaning, unit, source, what is not counted, and how fresh it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.text import as_html, instant
from pipelines.contracts import Column, published_table

if TYPE_CHECKING:
    from dashboard.components.opening import Morning


def definition_popover(morning: Morning, *columns: tuple[str, str, str], key: str) -> None:
    """Draw a button that opens the definitions of published columns, as (words on the page, table, column).

    Raises
    ------
    KeyError
        A column stands in no contract: a number without a definition does not belong on a page.
    """
    entries = "".join(_entry(words, published_table(table).column(name)) for words, table, name in columns)
    with st.popover("What these numbers mean", icon=":material/info:", type="tertiary", key=f"definitions_{key}"):
        st.html(f'<dl class="crt">{entries}</dl>{_freshness(morning)}')


def _entry(words: str, column: Column) -> str:
    told = [column.meaning]
    if column.unit:
        told.append(f"In {column.unit}.")
    if column.source:
        told.append(f"Source: {column.source}.")
    if column.not_counted:
        told.append(f"Not counted: {column.not_counted}.")
    return f"<dt><b>{as_html(words)}</b></dt><dd>{as_html('. '.join(part.rstrip('.') for part in told))}.</dd>"


def _freshness(morning: Morning) -> str:
    newest = instant(morning.rows("feeds")["newest_record_at"].max(), seen_from=morning.build.as_of_date)
    as_of = instant(morning.build.as_of_at, seen_from=morning.build.as_of_date)
    lookback = int(morning.facts["lookback_days"])
    return (
        f'<p class="crt crt-quiet">As of {as_of}; newest record {newest}; "the lookback" is {lookback} days; '
        f"a place is a disk of {float(morning.facts['radius_m']):.0f} m. "
        f"Build {as_html(morning.build.build_id)}, policy {as_html(morning.facts['policy_digest'])}.</p>"
    )
