"""The night in figures: weather and free beds for everybody, EMS and health counts as disclosure releases them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.components import meeting
from dashboard.components.text import as_html, instant, whole
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.overnight import condition_rows, night_before, standing_conditions
from dashboard.huddle.overnight_items import provenance_words, stamp_groups
from geo.disclosure import Blank, describe_blank, may_see

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import AgendaPart
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.overnight import StandingMeasure

_HEADS = {"weather": "Weather", "beds": "Free beds", "ems": "EMS", "health": "Health"}
_SHORT_BLANKS = {Blank.SUPPRESSED_COMPLEMENTARY: "hidden"}


def show(morning: Morning, part: AgendaPart, book: HuddleBook) -> None:
    """Draw the night before the morning: each figure with its time stamp and source, each blank in its own words."""
    meeting.show_items(part, kinds=(ItemKind.OVERNIGHT_WARNING,))
    conditions = cache.rows_if_published(morning.build, "overnight_conditions")
    if conditions is None:
        return
    measures = standing_conditions(condition_rows(conditions), book.overnight, on=morning.build.as_of_date)
    counts = cache.released_overnight(morning.build, book.overnight, morning.role.audience, morning.thresholds)
    lines = [_told(group, morning) for group in stamp_groups(measure for measure in measures if not measure.blank)]
    lines += [] if counts.empty else _counts(counts[~counts["blank"].isin(_UNTOLD)], morning)
    if lines:
        st.html(f'<div class="crt"><ul class="crt-kinds crt-night">{"".join(lines)}</ul></div>')
    if blanks := _blanks(measures, counts, morning):
        st.html(f'<div class="crt crt-lines">{blanks}</div>')
    if not counts.empty:
        st.html(f'<p class="crt crt-quiet">{_how_to_read(counts, below=morning.thresholds.health_below)}</p>')
    _definitions(morning, conditions, counts)
    _typed(morning, book)


def show_beds(morning: Morning, book: HuddleBook) -> None:
    """Draw the shelter and treatment list of the morning: free beds by kind, with the list's own time and source."""
    conditions = cache.rows_if_published(morning.build, "overnight_conditions")
    if conditions is None:
        return
    conditions = conditions[conditions["kind"] == "beds"]
    measures = standing_conditions(condition_rows(conditions), book.overnight, on=morning.build.as_of_date)
    lines = [_told(group, morning) for group in stamp_groups(measure for measure in measures if not measure.blank)]
    if lines:
        st.html(f'<div class="crt"><ul class="crt-kinds crt-night">{"".join(lines)}</ul></div>')
    if blanks := _blanks(measures, pd.DataFrame(), morning):
        st.html(f'<div class="crt crt-lines">{blanks}</div>')
    _definitions(morning, conditions, pd.DataFrame(), key="beds")


_UNTOLD = (Blank.LATE.value, Blank.NOT_COLLECTED.value)


def _how_to_read(counts: pd.DataFrame, *, below: int) -> str:
    """Return what is counted, and what the blanks mean that stand among the figures."""
    told = f"EMS and health figures count events of the closed night, never people; those below {below} are not told."
    is_hidden = (counts["blank"] == Blank.SUPPRESSED_COMPLEMENTARY).any()
    return f"{told} <b>hidden</b>: the number would give a smaller one away." if is_hidden else told


def _told(group: list[StandingMeasure], morning: Morning) -> str:
    figures = ", ".join(f"{as_html(measure.measure_name)} <b>{as_html(measure.value_text)}</b>" for measure in group)
    first = group[0]
    how = _how(first.as_at, first.source, first.recorded_at, first.role_code, morning)
    return _line(first.kind, figures, how)


def _counts(counts: pd.DataFrame, morning: Morning) -> list[str]:
    groups = [group for _, group in counts.groupby(["kind", "as_at", "source", "role_code"], sort=False)]
    return [
        _line(
            str(group["kind"].iloc[0]),
            ", ".join(_figure(row, morning) for _, row in group.iterrows()),
            _by(group, morning),
        )
        for group in groups
    ]


def _by(group: pd.DataFrame, morning: Morning) -> str:
    first = group.iloc[0]
    recorded_at = None if pd.isna(first["recorded_at"]) else first["recorded_at"].to_pydatetime()
    return _how(first["as_at"].to_pydatetime(), first["source"], recorded_at, first["role_code"], morning)


def _figure(row: pd.Series[Any], morning: Morning) -> str:
    if not row["blank"] or row["blank"] == Blank.ZERO:
        return f"{as_html(row['measure_name'])} <b>{whole(row['n_events'])}</b>"
    blank = Blank(row["blank"])
    words = _SHORT_BLANKS.get(blank) or describe_blank(blank, threshold=morning.thresholds.below(row["column_class"]))
    return f'{as_html(row["measure_name"])} <b class="crt-blank">{as_html(words)}</b>'


def _line(kind: str, figures: str, how: str) -> str:
    told = f'{figures}<br><small class="crt-quiet">{how}</small>'
    return f"<li><span>{as_html(_HEADS.get(kind, kind))}</span><div>{told}</div></li>"


def _how(as_at: Any, source: str, recorded_at: Any, role_code: str, morning: Morning) -> str:
    told = provenance_words(as_at, source, recorded_at, on=morning.build.as_of_date)
    who = f" by {morning.roles.named(role_code).role_name}" if role_code else ""
    return as_html(f"{told}{who}")


def _blanks(measures: Iterable[StandingMeasure], counts: pd.DataFrame, morning: Morning) -> str:
    """Return what is late, with its newest stamp, and what nobody told: neither is a zero."""
    on = morning.build.as_of_date
    known = list(measures)
    late = [
        f"{measure.measure_name} (newest {instant(measure.as_at, seen_from=on)})"
        for measure in known
        if measure.blank == Blank.LATE
    ]
    missing = [measure.measure_name for measure in known if measure.blank == Blank.NOT_COLLECTED]
    if not counts.empty:
        late += [
            f"{row['measure_name']} (newest {instant(row['as_at'], seen_from=on)})"
            for _, row in counts[counts["blank"] == Blank.LATE].iterrows()
        ]
        missing += counts.loc[counts["blank"] == Blank.NOT_COLLECTED, "measure_name"].tolist()
    lines = []
    if late:
        mark = meeting.mark_html(ItemKind.OVERNIGHT_LATE)
        lines.append(f'<p class="crt-long">{mark}Late: {as_html(", ".join(late))}</p>')
    if missing:
        mark = meeting.mark_html(ItemKind.OVERNIGHT_NOT_COLLECTED)
        lines.append(f'<p class="crt-long">{mark}Not collected: {as_html(", ".join(missing))}</p>')
    return "".join(lines)


def _definitions(morning: Morning, conditions: pd.DataFrame, counts: pd.DataFrame, *, key: str = "overnight") -> None:
    """Draw what each measure means: each has its own definition, in the reviewed table."""
    conditions = conditions.assign(late_after=conditions["late_after_hours"].map("{:g}".format))
    tables = [conditions, *([] if counts.empty else [counts])]
    entries = "".join(_definition(row) for table in tables for _, row in table.iterrows())
    if not entries:
        return
    night = instant(morning.build.as_of_at, seen_from=morning.build.as_of_date)
    with st.container(key=f"definitions_{key}"):
        st.html(
            '<div class="crt"><details class="crt-definitions"><summary>What the figures of the night mean</summary>'
            f'<dl class="crt">{entries}</dl><p class="crt-quiet">The build sees nothing told at or after {night}; what '
            "is typed in later counts by its own time stamp, and of two values the later stands. Policy "
            f"{as_html(morning.facts['policy_digest'])}.</p></details></div>"
        )


def _definition(row: pd.Series[Any]) -> str:
    unit = f" Unit: {row['unit']}." if row["unit"] else " It is no number."
    said = f"{row['definition'].rstrip('.')}.{unit} Late after {row['late_after']} hours."
    said += f" Source: overnight report, or typed in. Not counted: {row['not_counted']}."
    return f"<div><dt><b>{as_html(row['measure_name'])}</b></dt><dd>{as_html(said)}</dd></div>"


def _typed(morning: Morning, book: HuddleBook) -> None:
    """Draw the history of what was typed in for the night, folded; of health sources without any value."""
    on = morning.build.as_of_date
    sees_health = may_see("health", morning.role.audience)
    facts = [fact for fact in book.overnight if fact.night_date == night_before(on) and (fact.is_public or sees_health)]
    lines = "".join(
        f"<li>{as_html(fact.measure_name)}: {as_html(line)}</li>"
        for fact in facts
        for line in morning.history_lines(fact.history)
    )
    if lines:
        n_entries = sum(len(fact.history) for fact in facts)
        st.html(
            f'<div class="crt"><details><summary>Typed in for this night ({n_entries})</summary><ul>{lines}</ul>'
            "</details></div>"
        )
