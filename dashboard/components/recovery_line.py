"""The recovery line: was every caller linked, how fast, to what, and where was the city full. Calls, never people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.access import may_see_calls
from dashboard.components import definitions, html_table, outreach, told_once
from dashboard.components.html_table import Head
from dashboard.components.text import as_html, instant, whole
from dashboard.recovery_line import ALL_CALLS
from geo.disclosure import Blank
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.components.opening import Morning
    from dashboard.recovery_line import LineFigures

_MINUTES_PER_HOUR = 60
_LARGEST_SHARE_TOLD = 99.4
_CALLS = Head("Calls", is_figure=True)
_WHOLE_LOG_BLANKS = {
    Blank.NOT_COLLECTED: (
        "○ Recovery line: not collected. No log of calls was ingested, so nobody can say from here whether every "
        "caller was linked. Next step: ask Recovery Services for the log (docs/recovery-line.md)."
    ),
    Blank.LATE: "▲ Recovery line: late. The newest log is too old for this morning, so none of its figures is shown.",
}


def show(morning: Morning) -> None:
    """Draw all that this screen may show of the line; where that is nothing (no health figures, police), say so."""
    if not may_see_calls(morning.role, morning.agency_code, told=cache.agencies_told_of_concerns(morning.paths)):
        st.caption("Figures of the recovery line are not shown on this screen.")
        return
    waiting = cache.waiting_for_link(morning.build, morning.role.audience, morning.thresholds)
    if waiting is None or waiting.empty:
        st.caption("This build was made before there was a log of calls: nothing is known of the line on this morning.")
        return
    blank = waiting["blank"].iloc[0]
    if blank in _WHOLE_LOG_BLANKS:
        st.html(f'<p class="crt">{_WHOLE_LOG_BLANKS[Blank(blank)]}</p>')
        return
    then = told_once.then(morning, cache.RECOVERY_LINE)
    if then is not morning:
        _show_waiting_now(morning, row_dicts(waiting)[0])
    if not told_once.show(morning, cache.RECOVERY_LINE) or then is None:
        return
    figures = cache.released_recovery_line(morning.build, morning.role.audience, morning.thresholds)
    if figures is None:
        return
    days = told_once.days(morning, cache.RECOVERY_LINE)
    parts = {row["part_code"]: row for row in row_dicts(figures.calls)}
    _show_answer(then, figures, parts, days)
    _show_waiting(then, parts, days, when="this morning" if then is morning else "then")
    _show_handoff(then, figures, parts)
    _show_full(then, parts, days)
    _show_cut(then, parts, "linked_to", head="Where the link went", first="Linked to", days=days)
    _show_cut(then, parts, "channel", head="How callers came", first="Came by", days=days)


def answer_words(parts: Mapping[str, Mapping[str, Any]], *, share_pct: float | None, below: int, days: str) -> str:
    """Return whether every caller was linked, in one sentence, as far as it may be told.

    Parameters
    ----------
    parts
        The released parts by code.
    share_pct
        The share linked, where it may be told.
    below
        Counts below are hidden.
    days
        Which days: `last 28 days`, or `28 days to Mon 2 Nov`.
    """
    calls, linked, not_linked = (parts[code] for code in (ALL_CALLS, "linked", "not_linked"))
    if pd.isna(calls["n_events"]):
        return f"Fewer than {below} calls in the {days}: too few to tell."
    if not calls["n_events"]:
        return f"No call asked for a link in the {days}."
    of = f"of {whole(calls['n_events'])} calls of the {days}"
    if pd.isna(linked["n_events"]) or pd.isna(not_linked["n_events"]):
        return _hidden_words(of, linked=linked, not_linked=not_linked, below=below)
    if not not_linked["n_events"]:
        return f"Yes: every one {of} was linked."
    told = "" if share_pct is None else f", {_share_words(share_pct)}"
    return f"No: {whole(linked['n_events'])} {of} were linked{told}; {whole(not_linked['n_events'])} were not."


def _share_words(share_pct: float) -> str:
    """Return a share that is not the whole, so that it never reads as the whole."""
    return "over 99 %" if share_pct > _LARGEST_SHARE_TOLD else f"{share_pct:.0f} %"


def _hidden_words(of: str, *, linked: Mapping[str, Any], not_linked: Mapping[str, Any], below: int) -> str:
    if not_linked["blank"] == Blank.SUPPRESSED:
        return f"Almost: fewer than {below} {of} were not linked. How many is not told, nor how many were."
    if linked["blank"] == Blank.SUPPRESSED:
        return f"No: fewer than {below} {of} were linked."
    return f"How many {of} were linked is not told: it would give a small number away."


def minutes_words(minutes: float) -> str:
    """Return a duration as the room says it: `38 minutes`, `15 h 24 min`."""
    n_min = round(minutes)
    hours, rest = divmod(n_min, _MINUTES_PER_HOUR)
    if not hours:
        return "1 minute" if rest == 1 else f"{rest} minutes"
    return f"{hours} h {rest:02d} min"


def _show_answer(morning: Morning, figures: LineFigures, parts: Mapping[str, Mapping[str, Any]], days: str) -> None:
    share = _measured(figures, "linked_pct")
    said = answer_words(parts, share_pct=share, below=morning.thresholds.health_below, days=days)
    lines = [
        (parts[code]["part_words"], parts[code]) for code in ("not_yet", "ended") if not pd.isna(parts[code]["blank"])
    ]
    lines.append(("Linked, of calls of the last 24 hours", parts["linked_1d"]))
    items = "".join(f"<li>{as_html(words)}: <b>{_cell(morning, row)}</b></li>" for words, row in lines)
    as_of = instant(morning.build.as_of_at, seen_from=morning.build.as_of_date)
    st.html(
        f'<div class="crt"><p><b>{as_html(said)}</b></p><ul>{items}</ul>'
        f'<p class="crt-quiet">As the log stood at {as_of}; a link from then on is not one yet. Calls, never people; '
        f"below {morning.thresholds.health_below} they are not told, and <b>hidden</b> would give a small number away. "
        "They change with a build only.</p></div>"
    )
    _define(morning, "Calls", key="answer", about="the numbers of calls", with_measures="Share linked")


def _show_waiting_now(morning: Morning, row: Mapping[str, Any]) -> None:
    """Draw the one figure of the line that is told on every morning: how many calls are not linked yet."""
    lookback = int(morning.facts["lookback_days"])
    st.html(
        f'<p class="crt">Waiting for a link this morning: <b>{_cell(morning, row)}</b>, of calls of the last '
        f"{lookback} days.</p>"
    )


def _show_waiting(morning: Morning, parts: Mapping[str, Mapping[str, Any]], days: str, *, when: str) -> None:
    st.header("Not linked yet, by age", anchor=False)
    if parts["not_yet"]["n_events"] == 0:
        verb = "waits" if when == "this morning" else "waited"
        st.html(f'<p class="crt">✓ Nobody who called in the {days} {verb} for a link {when}.</p>')
        return
    _table(morning, _of(parts, "age"), ("Since the call", _CALLS), caption=f"Waiting {when}, {days}")


def _show_handoff(morning: Morning, figures: LineFigures, parts: Mapping[str, Mapping[str, Any]]) -> None:
    st.header("Time to hand-off", anchor=False)
    rows = [
        (row["measure_name"], "not told" if pd.isna(row["measured"]) else minutes_words(float(row["measured"])))
        for row in row_dicts(figures.measures)
        if row["measure_code"] != "linked_pct"
    ]
    html_table.show(
        (Head("From the call to the link"), Head("Time", is_figure=True)),
        rows,
        caption=f"Told where at least {morning.thresholds.health_below} calls lie on either side of it",
    )
    _table(morning, _of(parts, "handoff"), ("Hand-off", _CALLS), caption="Warm: the caller was joined to a worker live")
    definitions.definition_fold(
        morning, ("Time", "recovery_line_measures", "measured"), about="the times", key="line_times"
    )


def _show_full(morning: Morning, parts: Mapping[str, Mapping[str, Any]], days: str) -> None:
    st.header("Where the city was full", anchor=False)
    rows = [
        (
            row["part_words"],
            _cell(morning, row),
            _cell(morning, parts[f"full:{row['part_code']}"]),
            _cell(morning, parts[f"not_full:{row['part_code']}"]),
        )
        for row in _of(parts, "asked_for")
    ]
    heads = (
        Head("Asked for"),
        _CALLS,
        Head("The city was full", is_figure=True),
        Head("It was not, or nobody wrote it", is_figure=True),
    )
    html_table.show(heads, rows, caption=f"Calls by what was asked for, {days}")
    words = definitions.BETWEEN_WORDS.join(head.label for head in heads[1:])
    _define(morning, words, key="full", about="the numbers by what was asked for")


def _show_cut(
    morning: Morning, parts: Mapping[str, Mapping[str, Any]], cut_code: str, *, head: str, first: str, days: str
) -> None:
    st.header(head, anchor=False)
    _table(morning, _of(parts, cut_code), (first, _CALLS), caption=f"Calls, {days}")


def _table(morning: Morning, rows: Iterable[Mapping[str, Any]], heads: tuple[str, Head], *, caption: str) -> None:
    """Draw the parts of one cut, in the reviewed order: an order by size would tell what is hidden."""
    cells = [(_sentence(row["part_words"]), _cell(morning, row)) for row in rows]
    html_table.show((Head(heads[0]), heads[1]), cells, caption=caption)


def _define(morning: Morning, words: str, *, key: str, about: str, with_measures: str = "") -> None:
    figures = [(words, "recovery_line_calls", "n_calls")]
    if with_measures:
        figures.append((with_measures, "recovery_line_measures", "measured"))
    definitions.definition_fold(morning, *figures, about=about, key=f"line_{key}")


def _of(parts: Mapping[str, Mapping[str, Any]], cut_code: str) -> list[Mapping[str, Any]]:
    return [row for row in parts.values() if row["cut_code"] == cut_code]


def _cell(morning: Morning, row: Mapping[str, Any]) -> str:
    return outreach.in_words(morning, row)


def _measured(figures: LineFigures, measure_code: str) -> float | None:
    found = figures.measures.loc[figures.measures["measure_code"] == measure_code, "measured"]
    return None if found.empty or pd.isna(found.iloc[0]) else float(found.iloc[0])


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
