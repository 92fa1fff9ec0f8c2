"""Typing in what is known of the night: one time stamp and one source for the figures of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import recording, stated_time
from dashboard.components.text import as_markdown
from dashboard.huddle.forms import source_problems
from dashboard.huddle.overnight import LONGEST_SOURCE, NewFact, night_before, report_draft, stamp_problem
from dashboard.huddle.words import count_words, day_words
from geo.disclosure import may_see

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.opening import Morning
    from dashboard.components.stated_time import StatedTime
    from pipelines.readers.overnight_measures import OvernightMeasure

_SIDE_BY_SIDE = 3
_BEDS = "Free beds"
_KINDS = {"Weather": ("weather",), _BEDS: ("beds",), "EMS and health": ("ems", "health")}


def show(morning: Morning) -> None:
    """Draw the form, folded; nothing for a role that only reads, no health figure for one that sees none."""
    measures = _measures(morning)
    kinds = [head for head, codes in _KINDS.items() if any(measure.kind in codes for measure in measures)]
    if not kinds:
        return
    with st.expander("Type in what is known of the night"):
        chosen = st.pills("What about", kinds, key="overnight_kind", wrap=True)
        if chosen is not None:
            _show_form(morning, str(chosen), measures)


def show_beds(morning: Morning) -> None:
    """Draw the form of the shelter and treatment list alone, folded; nothing for a role that only reads."""
    measures = _measures(morning)
    if measures:
        with st.expander("Type in the list of free beds"):
            _show_form(morning, _BEDS, measures)


def _measures(morning: Morning) -> list[OvernightMeasure]:
    """Return what this role may type in, in the reviewed order."""
    if not morning.role.may_write_actions:
        return []
    return [
        measure
        for measure in cache.overnight_measures(morning.paths).values()
        if may_see(measure.column_class, morning.role.audience)
    ]


def _show_form(morning: Morning, head: str, measures: Sequence[OvernightMeasure]) -> None:
    _form(morning, head, [measure for measure in measures if measure.kind in _KINDS[head]])


def _form(morning: Morning, head: str, measures: Sequence[OvernightMeasure]) -> None:
    form_name = f"overnight:{head}"
    key = state.form_event_id(form_name)
    with st.form(f"form:{key}", border=False):
        st.caption("Leave empty what nobody told: empty is “not collected”, and 0 is none.")
        values = _values(measures, key=key)
        stamp = _stamp(morning, key=key)
        source = st.text_input(
            "Who told it",
            key=f"night_source:{key}",
            max_chars=LONGEST_SOURCE,
            placeholder="an office or a list, no person",
        )
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button("Record", type="primary", key=f"night_record:{key}")
    if is_sent:
        _record(morning, form_name, measures, values=values, stamp=stamp, source=source or "")


def _values(measures: Sequence[OvernightMeasure], *, key: str) -> dict[str, str]:
    """Draw a field for each measure, side by side in the reviewed order, and return what stands in each."""
    values = {}
    for first in range(0, len(measures), _SIDE_BY_SIDE):
        row = measures[first : first + _SIDE_BY_SIDE]
        for column, measure in zip(st.columns(_SIDE_BY_SIDE), row, strict=False):
            with column:
                values[measure.measure_code] = _value(measure, key=key)
    return values


def _value(measure: OvernightMeasure, *, key: str) -> str:
    label = f"{measure.measure_name}{f' ({measure.unit})' if measure.unit else ''}"
    name = f"night:{measure.measure_code}:{key}"
    if measure.allowed_words:
        chosen = st.selectbox(
            label,
            measure.allowed_words,
            index=None,
            format_func=lambda word: word.replace("_", " "),
            key=name,
            help=as_markdown(measure.definition),
            placeholder="not told",
        )
        return chosen or ""
    typed = st.text_input(label, key=name, help=as_markdown(measure.definition), max_chars=9)
    return typed or ""


def _stamp(morning: Morning, *, key: str) -> StatedTime:
    """Return when the values were true; without an instant while no time is filled in that the day has."""
    on = morning.build.as_of_date
    days = {day_words(day, seen_from=on): day for day in (on, night_before(on))}
    left, right = st.columns(2)
    day = left.selectbox("As of, day", list(days), key=f"night_day:{key}")
    at = right.time_input("As of, Boston time", value=None, key=f"night_time:{key}", step=300)
    return stated_time.read(days[day], at, label="As of", now_at=state.now_at(), is_now_meant=False)


def _record(
    morning: Morning,
    form_name: str,
    measures: Sequence[OvernightMeasure],
    *,
    values: Mapping[str, str],
    stamp: StatedTime,
    source: str,
) -> None:
    filled = [measure for measure in measures if values[measure.measure_code].strip()]
    problems = _problems(morning, filled, values=values, stamp=stamp, source=source)
    recording.show_problems(problems)
    if problems or stamp.at is None:
        return
    drafts = {}
    for measure in filled:
        new_fact = NewFact(
            measure_code=measure.measure_code,
            measure_name=measure.measure_name,
            column_class=measure.column_class,
            value=measure.canonical(values[measure.measure_code]),
            as_at=stamp.at,
            source=source,
        )
        # Each figure is an event of its own; the id of each is made once for this filling-in of the form.
        name = f"{form_name}:{state.form_event_id(form_name)}:{measure.measure_code}"
        drafts[name] = report_draft(new_fact, on_screen=morning.on_screen)
    told = f"Recorded: {count_words(len(filled), 'figure')} of the night."
    recording.record_all(morning, drafts, form_name=form_name, told=told)


def _problems(
    morning: Morning,
    filled: Sequence[OvernightMeasure],
    *,
    values: Mapping[str, str],
    stamp: StatedTime,
    source: str,
) -> list[str]:
    on = morning.build.as_of_date
    problems = [] if filled else ["Nothing is filled in: type at least one figure."]
    for measure in filled:
        found = measure.value_problem(values[measure.measure_code])
        problems += [] if found is None else [f"{measure.measure_name}: {found[1]}."]
    problems += stamp.problems
    if stamp.at is not None:
        wrong = stamp_problem(stamp.at, huddle_date=on, now_at=state.now_at())
        wrongs = [wrong] if wrong else []
        if not wrong:
            wrongs = [
                f"{measure.measure_name}: {told}."
                for measure in filled
                if (told := measure.stamp_problem(night_date=night_before(on), as_at=stamp.at)) is not None
            ]
        problems += wrongs
    return [*problems, *source_problems(source, longest=LONGEST_SOURCE)]
