"""Operations under the Encampment Ordinance on the screen: the list, and one operation as a checklist."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import ordinance_clock, ordinance_forms
from dashboard.components.text import as_html, as_markdown
from dashboard.huddle.ordinance import came_back, is_told_to_all, open_first
from dashboard.huddle.ordinance_items import revisit_words
from dashboard.huddle.ordinance_steps import ENDING_KINDS, OUTREACH_KINDS, STEP_NAMES, next_kind
from dashboard.huddle.ordinance_words import (
    NO_RULING,
    Vocabulary,
    boston_words,
    gate_at,
    gate_lines,
    step_details,
)
from dashboard.huddle.words import day_words
from pipelines.readers.outreach_words import DECLINE_REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from dashboard.components.opening import Morning
    from dashboard.huddle.ordinance import Operation
    from dashboard.huddle.ordinance_steps import OperationStep
    from dashboard.huddle.ordinance_words import GateLine

ORDINANCE_PAGE = "dashboard/pages/ordinance.py"
# So many of those that have ended; all stand on the pages of their places.
_N_ENDED = 20


def show_no_ruling() -> None:
    """Say, above everything else, that this is no legal ruling."""
    st.html(
        '<div class="crt crt-banner" role="note"><span class="crt-mark">§ No legal ruling.</span> '
        f"{as_html(NO_RULING)}</div>"
    )


def show_list(morning: Morning, operations: Iterable[Operation]) -> None:
    """Draw the operations, open ones first, each with what comes next and what is missing, and its link."""
    ordered = open_first(operations)
    if not ordered:
        st.caption("No operation is recorded.")
    still_open = [each for each in ordered if each.is_open]
    ended = [each for each in ordered if not each.is_open]
    for operation in [*still_open, *ended[:_N_ENDED]]:
        show_card(morning, operation)
    if len(ended) > _N_ENDED:
        st.caption(f"{len(ended) - _N_ENDED} that ended before these: on the pages of their places.")


def show_card(morning: Morning, operation: Operation) -> None:
    """Draw one operation in a frame: its place as a link, where it stands, and what is missing."""
    with st.container(key=f"card_{operation.operation_id}", border=True):
        st.page_link(
            ORDINANCE_PAGE,
            label=f"**{as_markdown(operation.location_name)}**",
            query_params={state.OPERATION_PARAM: operation.operation_id},
        )
        st.html(f'<div class="crt">{_standing_html(morning, operation)}</div>')


def show_of_place(morning: Morning, location_id: str) -> None:
    """Draw the operations at a place with what their revisits found, and the way to a new one."""
    there = [each for each in morning.book().operations.values() if each.location_id == location_id]
    for operation in open_first(there):
        show_card(morning, operation)
    if not there:
        st.caption("No operation under the Encampment Ordinance is recorded at this place.")
    if morning.role.may_write_actions:
        st.page_link(
            ORDINANCE_PAGE, label="New operation at this place", query_params={state.LOCATION_PARAM: location_id}
        )


def show_operation(morning: Morning, operation: Operation) -> None:
    """Draw one operation from top to bottom: its clock, the gate, its steps, what may be recorded, and its history."""
    vocabulary = vocabulary_of(morning)
    ordinance_clock.show(morning, operation)
    st.header("The gate before a removal", anchor=False)
    now_at = gate_at(operation.steps, now_at=_seen_at(morning))
    before = [step for step in operation.steps if step.at <= now_at and step.kind not in ENDING_KINDS]
    lines = gate_lines(before, at=now_at, vocabulary=vocabulary)
    _show_gate(morning, operation, lines)
    st.header("Steps", anchor=False)
    st.html(f'<div class="crt"><ol class="crt-steps">{_steps_html(operation, vocabulary)}</ol></div>')
    if not vocabulary.sees_answers:
        st.caption(
            "What was offered and answered is not for this screen: choose, above, the agency that you speak for. "
            "Police agencies and district officers do not see it."
        )
    ordinance_forms.show_steps(morning, operation)
    ordinance_forms.show_correction(morning, operation)
    told = [entry for entry in operation.history if vocabulary.sees_answers or is_told_to_all(entry)]
    entries = "".join(f"<li>{as_html(line)}</li>" for line in morning.history_lines(told))
    st.html(f'<div class="crt"><details><summary>History ({len(told)})</summary><ul>{entries}</ul></details></div>')


def show_sections(morning: Morning) -> None:
    """Draw, folded, the sections that the gate cites: in our words, and in the City's where these are filled in."""
    rows = cache.ordinance_sections(morning.paths)
    drawn = "".join(
        f"<dt><b>{as_html(row['section'])}</b> · {as_html(row['about'])}</dt><dd>{as_html(row['plain_words'])}.</dd>"
        f"<dd class='crt-quiet'>{_city_text(row['city_text'])}</dd>"
        for row in rows
    )
    st.html(
        f'<div class="crt"><details><summary>The sections in plain words of ours ({len(rows)})</summary>'
        f'<dl class="crt">{drawn}</dl></details></div>'
    )


def vocabulary_of(morning: Morning) -> Vocabulary:
    """Return the words that this screen's checklist is told with."""
    lists = ("found", "language")
    return Vocabulary(
        on=morning.build.as_of_date,
        agencies=morning.agencies,
        choices={
            **{name: cache.ordinance_choices(morning.paths, name) for name in lists},
            "decline_reason": DECLINE_REASONS,
        },
        sees_answers=ordinance_forms.sees_answers(morning),
    )


def _seen_at(morning: Morning) -> datetime:
    """Return the instant that the screen looks from: now, and on a past morning its close, or its day's end."""
    if morning.past is None:
        return state.now_at()
    return morning.past.closed_at or morning.build.as_of_at + timedelta(days=1)


def _standing_html(morning: Morning, operation: Operation) -> str:
    on, ended = morning.build.as_of_date, operation.ended
    if ended is not None:
        told = f"<p>■ {STEP_NAMES[ended.kind]} {as_html(boston_words(ended.at, seen_from=on))}.</p>"
        if (back := came_back(operation)) is not None:
            words = revisit_words(back)
            told += f'<p><span class="crt-mark crt-mark-act">▲ Came back</span> {as_html(words)}.</p>'
        else:
            revisits = [step for step in operation.steps if step.kind.value.startswith("operation_revisited")]
            told += "".join(f"<p>✓ {as_html(revisit_words(step).capitalize())}.</p>" for step in revisits)
        due = operation.next_revisit_date()
        return told if due is None else f"{told}<p>Next revisit {as_html(day_words(due, seen_from=on))}.</p>"
    vocabulary = vocabulary_of(morning)
    lines = gate_lines(operation.steps, at=_seen_at(morning), vocabulary=vocabulary)
    barred = [line.name.lower() for line in lines if not line.holds and not line.is_overridden]
    following = next_kind(operation.steps)
    if following in OUTREACH_KINDS and not vocabulary.sees_answers:
        following = None
    told = "" if following is None else f"<p>□ Next: <b>{as_html(STEP_NAMES[following].lower())}</b>.</p>"
    if barred:
        return f"{told}<p>○ Missing: {as_html(', '.join(barred))}.</p>"
    return f'{told}<p><span class="crt-mark crt-mark-ok">✓ The gate is open</span></p>'


def _show_gate(morning: Morning, operation: Operation, lines: list[GateLine]) -> None:
    missing = [line for line in lines if not line.holds]
    barred = [line for line in missing if not line.is_overridden]
    when = "" if operation.is_open else " at its end"
    if barred:
        head = f"○ Closed{when}: {len(barred)} of {len(lines)} conditions missing, no override on record for them"
    elif missing:
        head = f"▣ Past{when} by override: {len(missing)} of {len(lines)} conditions did not hold"
    else:
        head = f"✓ Open{when}: all {len(lines)} conditions hold"
    drawn = "".join(_line_html(line) for line in lines)
    st.html(f'<div class="crt"><p><b>{as_html(head)}.</b></p><ul class="crt-steps crt-gate">{drawn}</ul></div>')
    show_sections(morning)


def _line_html(line: GateLine) -> str:
    mark, colour = (
        ("✓ holds", "ok") if line.holds else ("▣ overridden", "act") if line.is_overridden else ("○ missing", "act")
    )
    sections = ", ".join(line.sections)
    words = f" {as_html(line.words)}" if line.words else ""
    return (
        f'<li><span class="crt-mark crt-mark-{colour}">{mark}</span> <b>{as_html(line.name)}</b> '
        f'<span class="crt-quiet">({as_html(sections)})</span>{words}</li>'
    )


def _steps_html(operation: Operation, vocabulary: Vocabulary) -> str:
    drawn = []
    for step in operation.steps:
        if step.kind in OUTREACH_KINDS and not vocabulary.sees_answers:
            continue
        drawn.append(_step_html(step, operation, vocabulary))
    following = next_kind(operation.steps)
    if following is not None and (following not in OUTREACH_KINDS or vocabulary.sees_answers):
        drawn.append(f'<li><span class="crt-mark">□ Next</span> {as_html(STEP_NAMES[following].lower())}</li>')
    return "".join(drawn)


def _step_html(step: OperationStep, operation: Operation, vocabulary: Vocabulary) -> str:
    on = vocabulary.on
    details = step_details(step, operation.steps, vocabulary=vocabulary)
    at, recorded_at = boston_words(step.at, seen_from=on), step.recorded_at
    recorded = "" if recorded_at is None else f"; recorded {boston_words(recorded_at, seen_from=on)}"
    corrected = ", corrected" if step.is_corrected else ""
    who = vocabulary.agencies.get(step.agency_code, step.agency_code)
    return (
        f'<li><span class="crt-mark crt-mark-ok">✓</span> <b>{as_html(STEP_NAMES[step.kind])}</b>'
        f"{f': {as_html(details)}' if details else ''}"
        f'<br><span class="crt-quiet">{as_html(who)}, {as_html(at)}{as_html(recorded)}{corrected}; '
        f"build {as_html(step.build_id)}</span></li>"
    )


def _city_text(text: str) -> str:
    if text.strip():
        return f"The City’s own text: “{as_html(text.strip())}”"
    return (
        "The City’s own text is not filled in: its Law Department gives it for data/reference/ordinance_sections.csv."
    )
