"""The lines about streams, moves and clocks: for the first minute of the meeting and the head of Data health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.huddle.agenda_items import AgendaItem, ItemKind, table_rows
from dashboard.huddle.words import count_words, day_words

if TYPE_CHECKING:
    from datetime import date

FALLEN = ("silent", "thinned", "gap")
"""Statuses of a stream that the room must hear of."""

_N_NAMED = 2
_MOVED = ("moved", "moved_total_changed")


def silent_items(streams: pd.DataFrame) -> list[AgendaItem]:
    """Return one line where a stream fell silent without its feed being late; nothing where all flow.

    Parameters
    ----------
    streams
        The published table `streams`.
    """
    by_size = streams.assign(rarity=-streams["usual_per_day"].astype(float))
    rows = table_rows(by_size[by_size["status"].isin(FALLEN)], "rarity", "stream_name")
    if not rows:
        return []
    told = [f"{row['stream_name']}, {row['feed_name']}: {_lower(row['told_text'])}" for row in rows[:_N_NAMED]]
    more = f" And {len(rows) - _N_NAMED} more: see Data health." if len(rows) > _N_NAMED else ""
    return [AgendaItem(f"{'. '.join(told)}.{more}", ItemKind.STREAM_SILENT)]


def moved_items(topics: pd.DataFrame, *, on: date) -> list[AgendaItem]:
    """Return one line about the topics that moved to the 2025 system within the year, or cannot be told from a move.

    Parameters
    ----------
    topics
        The published table `topic_migrations`; those with a note are told.
    on
        The morning, for the words of the days.
    """
    rows = table_rows(topics[topics["note_text"] != ""], "began_date", "topic_name")
    moved = [_moved(row, on) for row in rows if row["status"] in _MOVED]
    is_all_move = not any(row["status"] == "moved_total_changed" for row in rows)
    n_open = len(rows) - len(moved)
    told = []
    if moved:
        meant = "The rise there comes from the move." if is_all_move else "Part of the change there is the move."
        told.append(f"Moved to the 2025 system: {', '.join(moved)}. {meant}")
    if n_open:
        topics_began = f"{count_words(n_open, 'topic')} began in the 2025 system within the year"
        told.append(f"{topics_began}; a rise in {'it' if n_open == 1 else 'them'} cannot be told from a move.")
    return [AgendaItem(" ".join(told), ItemKind.TOPIC_MOVED)] if told else []


def clock_items(files: pd.DataFrame) -> list[AgendaItem]:
    """Return one line about files whose clock is mixed, disagrees within its feed, or was not verified.

    Parameters
    ----------
    files
        The published table `source_files`.
    """
    read = files[files["rows_read"] > 0]
    regimes = read.groupby("feed_code")["clock_regime"].nunique()
    parts = [
        (int(read["is_clock_mixed"].sum()), "with rows of more than one clock"),
        (int(read["feed_code"].map(regimes).gt(1).sum()), "of a feed whose files follow different clocks"),
        (int((read["clock_basis"] == "assumed").sum()), "whose clock is not verified"),
    ]
    told = [f"{count_words(number, 'file')} {words}" for number, words in parts if number]
    return [AgendaItem(f"Clocks: {'; '.join(told)}.", ItemKind.CLOCK_DOUBTFUL)] if told else []


def _moved(row: dict[str, Any], on: date) -> str:
    return f"{row['topic_name']} ({day_words(pd.Timestamp(row['began_date']).date(), seen_from=on)})"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
