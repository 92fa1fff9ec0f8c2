"""Where a number comes from, in place: meaning, unit, source, what is not counted, and how fresh its feed is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.components.text import as_html, instant
from dashboard.huddle.contracts import ACTIONS, COMPARED_RANKS, MEETING, ORDINANCE, WALK_THROUGHS
from dashboard.remembered import remembered
from pipelines.contracts import NO_UNIT, Column, Table, published_table

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook

Figure = tuple[str, str, str]
"""A number on a page: its words there, its table, its column."""

BETWEEN_WORDS = " · "
"""Parts the words of figures that share one definition."""

SCORE_TERMS: tuple[Figure, ...] = (
    ("From the fast rate, of the score", "locations", "acute_share"),
    ("From the slow rate, of the score", "locations", "chronic_share"),
    ("From residents' tickets, of the score", "locations", "residents_score"),
    ("From staff's tickets, of the score", "locations", "staff_score"),
    ("Tickets of a term", "location_terms", "n_tickets"),
    ("Fast rate", "location_terms", "acute_rate"),
    ("Slow rate", "location_terms", "chronic_rate"),
    ("Weight", "location_terms", "weight"),
    ("Part of score", "location_terms", "contribution"),
)
"""What stands under "How its rank comes about"."""

USUAL: tuple[Figure, ...] = (
    ("Usual here, from", "location_ranges", "n_low"),
    ("to", "location_ranges", "n_high"),
    ("Days of past that tell it", "location_ranges", "n_past_days"),
    ("Days held", "location_ranges", "n_days_held"),
)
"""The range beside a count of a place."""

PATTERN: tuple[Figure, ...] = (
    ("Pattern", "location_patterns", "pattern_code"),
    ("Hot weeks", "location_patterns", "n_hot_weeks"),
    ("Weeks looked at", "location_patterns", "n_weeks"),
)
"""A place's pattern, in words."""

PATTERN_TEST: tuple[Figure, ...] = (
    ("Cold weeks", "location_patterns", "n_cold_weeks"),
    ("Cells together", "location_patterns", "n_cells_near"),
    ("Cells of the city", "location_patterns", "n_cells"),
    ("Incidents round it", "location_pattern_weeks", "n_incidents_near"),
    ("If spread evenly", "location_pattern_weeks", "n_expected_near"),
    ("Gi*", "location_pattern_weeks", "gi_z"),
    ("Chance", "location_pattern_weeks", "p_value"),
    ("Adjusted chance", "location_patterns", "last_q"),
    ("Chance that counts as hot", "location_patterns", "line_p"),
    ("Trend", "location_patterns", "trend_z"),
    ("Chance of the trend", "location_patterns", "trend_p"),
)
"""What stands under "The test behind it"."""

_OF_THE_MEETING = {table.name: table for table in (ACTIONS, COMPARED_RANKS, MEETING, ORDINANCE, WALK_THROUGHS)}


def definition_fold(
    morning: Morning, *figures: Figure, key: str, about: str = "these numbers", book: HuddleBook | None = None
) -> None:
    """Draw a fold that opens in place with the definitions of figures, as (words on the page, table, column).

    Parameters
    ----------
    morning
        The morning on the screen: how fresh its feeds are.
    figures
        Columns of published tables, of `actions`, `meeting` or `compared_ranks`.
    key
        Names the fold on its page.
    about
        What the figures are, for the fold's own words: several stand on one page.
    book
        The actions on the screen, where figures come from them: when the newest was recorded.

    Raises
    ------
    KeyError
        A column stands in no contract: a number without a definition does not belong on a page.
    """
    newest_at = None if book is None else book.newest_recorded_at
    # A fold and not Streamlit's popover: that one opens at the end of the document, a page's length of Tab away.
    with st.container(key=f"definitions_{key}"):
        st.html(_fold(str(morning.build.file), figures, about, newest_at, morning))


# Nothing in it is for one role alone, and a page of many figures has eight of them.
@remembered(max_entries=200)
def _fold(
    build_file: str,  # noqa: ARG001 - the key
    figures: tuple[Figure, ...],
    about: str,
    newest_at: datetime | None,
    _morning: Morning,
) -> str:
    tables = {name: _contract(name) for _, name, _ in figures}
    entries = "".join(_entry(words, tables[table].column(name)) for words, table, name in figures)
    return (
        f'<div class="crt"><details class="crt-definitions"><summary>What {as_html(about)} mean</summary>'
        f'<dl class="crt">{entries}</dl>{_freshness(_morning, list(tables.values()), newest_at)}</details></div>'
    )


def _contract(name: str) -> Table:
    return _OF_THE_MEETING.get(name) or published_table(name)


def _entry(words: str, column: Column) -> str:
    told = [column.meaning]
    if not column.is_number:
        told.append("It is no number")
    if column.unit:
        told.append("It has no unit" if column.unit == NO_UNIT else f"Unit: {column.unit}")
    if column.source:
        told.append(f"Source: {column.source}")
    if column.not_counted:
        told.append(f"Not counted: {column.not_counted}")
    said = as_html(". ".join(part.rstrip(".") for part in told))
    return f"<div><dt><b>{as_html(words)}</b></dt><dd>{said}.</dd></div>"


def _freshness(morning: Morning, tables: list[Table], newest_at: datetime | None) -> str:
    """Say how fresh the figures are: the newest record of each feed they come from, and of no other."""
    as_of = instant(morning.build.as_of_at, seen_from=morning.build.as_of_date)
    lookback = int(morning.facts["lookback_days"])
    newest = [_newest_action(morning, newest_at)] if ACTIONS in tables else []
    if any(table != ACTIONS for table in tables):
        newest += _newest_records(morning, tuple(table for table in tables if table != ACTIONS))
    lines = "".join(f"<li>{line}</li>" for line in newest)
    return (
        f'<div class="crt crt-quiet"><p>How fresh:</p><ul>{lines}</ul>'
        f'<p>As of {as_of}; "the lookback" is {lookback} days; '
        f"a place is a disk of {float(morning.facts['radius_m']):.0f} m. "
        f"Build {as_html(morning.build.build_id)}, policy {as_html(morning.facts['policy_digest'])}.</p></div>"
    )


def _newest_records(morning: Morning, tables: tuple[Table, ...]) -> list[str]:
    rests_on_all = any(not table.feed_codes for table in tables)
    asked = {code for table in tables for code in table.feed_codes}
    told = _feeds_told(str(morning.build.file), morning)
    return [words for feed_code, words in told if rests_on_all or feed_code in asked]


# What an event changes is the newest action alone.
@remembered(max_entries=16)
def _feeds_told(build_file: str, _morning: Morning) -> tuple[tuple[str, str], ...]:  # noqa: ARG001 - the key
    """Return each feed's code, and its state and newest record in words, as HTML."""
    return tuple(
        (
            feed["feed_code"],
            f"{as_html(feed['feed_name'])}: {as_html(feed['status'].replace('_', ' '))}"
            + (
                ""
                if pd.isna(feed["newest_record_at"])
                else f", newest record {_at(_morning, feed['newest_record_at'])}"
            ),
        )
        for _, feed in _morning.rows("feeds").iterrows()
    )


def _newest_action(morning: Morning, newest_at: datetime | None) -> str:
    return (
        f"Actions: newest recorded {_at(morning, newest_at)}"
        if newest_at
        else "Actions: none recorded up to this morning"
    )


def _at(morning: Morning, at: object) -> str:
    return instant(at, seen_from=morning.build.as_of_date)
