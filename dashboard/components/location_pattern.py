"""A place's pattern in plain words, and one click away the test behind it: its weeks, scores, line, trend, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.components.html_table import Head, table_html
from dashboard.components.text import NOTHING, as_html, day, whole

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

_HEADS = (
    Head("Week beginning"),
    Head("Incidents round it", is_figure=True),
    Head("If spread evenly", is_figure=True),
    Head("Gi*", is_figure=True),
    Head("Chance", is_figure=True),
    Head("Hot"),
)
_TOO_SHORT, _NONE = "too_short", "none"
_SMALLEST = 0.0001
_SOURCES = (
    "Names and rules: Esri, How Emerging Hot Spot Analysis works (ArcGIS Pro). Gi*: Ord and Getis 1995, Geographical "
    "Analysis 27. Line: Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57. Trend: Mann 1945, "
    "Econometrica 13; Kendall 1975. Choices: docs/decisions/0024."
)
_CAREFUL = (
    "Read with care: where little is reported, three incidents can make a week hot. Neighbouring weeks share "
    "incidents, so a trend is found more often than its chance says. Hot means more than elsewhere in the city, not "
    "more than usual here."
)


def codes(morning: Morning) -> dict[str, str]:
    """Return the code of each listed place's pattern."""
    patterns = morning.rows("location_patterns")
    return dict(zip(patterns["location_id"], patterns["pattern_code"], strict=True))


def short_words(pattern_code: str) -> str:
    """Return a pattern in a word or two, for a list."""
    return {_NONE: "no pattern", _TOO_SHORT: "too little past for a pattern"}.get(
        pattern_code, f"{pattern_code} hot spot"
    )


def show(morning: Morning, location_id: str) -> None:
    """Draw the pattern of one place, and the test behind it folded below."""
    patterns = morning.rows("location_patterns").set_index("location_id")
    if location_id not in patterns.index:
        return
    pattern: dict[str, Any] = dict(patterns.loc[location_id])
    st.header(f"Pattern over {morning.policy.history_weeks} weeks", anchor=False)
    name, _, told = str(pattern["told_text"]).partition(": ")
    sentence = f"<p><b>{as_html(name)}</b>: {as_html(told)} {as_html(pattern['meaning_text'])}</p>"
    weeks = morning.rows("location_pattern_weeks", location_id=location_id)
    test = "" if weeks.empty else _test(morning, pattern, weeks)
    st.html(f'<div class="crt">{sentence}{test}</div>')


def _test(morning: Morning, pattern: dict[str, Any], weeks: pd.DataFrame) -> str:
    on = morning.build.as_of_date
    labels = [day(start, seen_from=on).partition(" ")[2] for start in weeks["week_start_date"]]
    rows = [
        (
            label,
            whole(week["n_incidents_near"]),
            _figure(week["n_expected_near"], 1),
            _figure(week["gi_z"], 1),
            _chance(week["p_value"]),
            "hot" if week["is_hot"] else "cold" if week["is_cold"] else "no",
        )
        for label, (_, week) in reversed(list(zip(labels, weeks.iterrows(), strict=True)))
    ]
    words = (
        f"{whole(pattern['n_hot_weeks'])} of {whole(pattern['n_weeks'])} weeks hot; most incidents in a week and the "
        f"one before it: {whole(weeks['n_incidents_near'].max())}."
    )
    return (
        f"<details><summary>The test behind it</summary>"
        f"{_bars(weeks, labels, words=words)}{_told(morning, pattern)}"
        f"{table_html(_HEADS, rows, caption='The weeks, newest first')}"
        f'<p class="crt-quiet">{as_html(_CAREFUL)}</p><p class="crt-quiet">{as_html(_SOURCES)}</p></details>'
    )


def _told(morning: Morning, pattern: dict[str, Any]) -> str:
    policy = morning.policy
    line = float(pattern["line_p"])
    counts = f"at most {_chance(line)}" if line else "so small that no cell and no week reached it"
    trend = "rising" if pattern["trend_z"] > 0 else "falling"
    found = trend if pattern["trend_p"] < policy.pattern_trend_chance else "no trend"
    looked_at = (
        f"Looked at: {whole(pattern['n_cells_near'])} cells of {policy.track_cell_m:g} m together, that of its centre "
        "and those round it, which hold its whole disk; each week together with the one before (the first has none)."
    )
    compared = (
        f"Compared with: all {whole(pattern['n_cells'])} cells of the city in all {whole(pattern['n_weeks'])} weeks. "
        "Gi* says how many standard deviations it lies above an even spread; in the last week "
        f"{_figure(pattern['last_gi_z'], 1)}, chance {_chance(pattern['last_p'])} (adjusted for all tests: "
        f"{_chance(pattern['last_q'])})."
    )
    hot = (
        f"A week is hot where that chance is {counts}: then at most {100 * policy.pattern_false_share:g} in 100 of all "
        "hot and cold weeks of the city are false (Benjamini-Hochberg)."
    )
    tested = (
        f"Trend of Gi* (Mann-Kendall): score {_figure(pattern['trend_z'], 1)}, chance {_chance(pattern['trend_p'])}: "
        f"{found}."
    )
    return f"<ul>{''.join(f'<li>{as_html(point)}</li>' for point in (looked_at, compared, hot, tested))}</ul>"


def _bars(weeks: pd.DataFrame, labels: list[str], *, words: str) -> str:
    """Return one bar a week as HTML: hot weeks filled, the others pale; the table below says the same."""
    top = max(int(weeks["n_incidents_near"].max()), 1)
    bars = "".join(
        f'<li title="{as_html(label)}: {whole(week["n_incidents_near"])}, {"hot" if week["is_hot"] else "not hot"}">'
        f'<b class="{"crt-residents" if week["is_hot"] else "crt-pale"}" '
        f'style="height:{100 * week["n_incidents_near"] / top:.2f}%"></b></li>'
        for label, (_, week) in zip(labels, weeks.iterrows(), strict=True)
    )
    return (
        f'<div class="crt crt-weeks crt-low" role="img" aria-label="{as_html(words)}">'
        '<p>Incidents round it, a week and the one before: <b class="crt-residents"></b>hot '
        '<b class="crt-pale"></b>not hot</p>'
        f'<div class="crt-plot"><div style="bottom:0"><span>0</span></div>'
        f'<div style="top:0"><span>{top:,}</span></div><ul>{bars}</ul></div>'
        f'<ul class="crt-below"><li>{as_html(labels[0])}</li>'
        f'<li class="crt-right">{as_html(labels[-1])}</li></ul></div>'
    )


def _figure(value: Any, digits: int) -> str:
    """Return a figure with so many decimals; a minus that is one."""
    return NOTHING if pd.isna(value) else f"{float(value):.{digits}f}".replace("-", "−")


def _chance(value: Any) -> str:
    """Return a chance; the smallest ones as "under 0.0001"."""
    if pd.isna(value):
        return NOTHING
    return f"under {_SMALLEST}" if value < _SMALLEST else f"{float(value):.4f}"
