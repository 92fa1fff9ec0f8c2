"""The fields of each step of the ordinance checklist: codes to choose, hardly a word to type, nobody's name but one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components import stated_time
from dashboard.components.text import as_markdown
from dashboard.huddle import forms
from dashboard.huddle.events import EventKind
from dashboard.huddle.ordinance_gate import Condition, missing_conditions
from dashboard.huddle.ordinance_steps import Found, NoticeType, Offered, read_instant
from dashboard.huddle.ordinance_words import (
    NO_ONE_PRESENT,
    OFFERED_WORDS,
    boston_words,
    condition_names,
)
from dashboard.huddle.overnight import LONGEST_SOURCE, condition_rows, standing_conditions
from pipelines.readers.outreach_words import DECLINE_REASONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from dashboard.components.opening import Morning
    from dashboard.huddle.ordinance import Operation
    from dashboard.huddle.ordinance_steps import OperationStep
    from dashboard.huddle.overnight import StandingMeasure

_BED_MEASURES = ("beds_emergency_shelter", "beds_low_threshold_shelter")
_NOTICES = {
    NoticeType.UNATTENDED_PROPERTY: "Unattended property (24 h)",
    NoticeType.AFTER_SHELTER_UNAVAILABLE: "Shelter is available again (48 h)",
}
_FOUND = {Found.BACK: "It came back", Found.NOT_BACK: "It is not back", Found.CANNOT_TELL: "Cannot tell"}


@dataclass
class Filled:
    """What the fields of a step hold: codes that stay, texts that can be erased, and what is wrong, in words."""

    facts: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def ask(  # noqa: PLR0911 - one a kind of step
    morning: Morning,
    operation: Operation,
    kind: EventKind,
    *,
    key: str,
    at: datetime | None,
    sees_answers: bool,
    corrected: OperationStep | None = None,
) -> Filled:
    """Draw the fields of a kind of step and return what they hold.

    Parameters
    ----------
    operation
        Which one the step is of.
    kind
        Which step.
    key
        Names the fields on their page.
    at
        When the step happened, as stated; None where that cannot be read yet.
    sees_answers
        Whether the screen may tell what was offered.
    corrected
        The step that is corrected: the fields start with what it holds, and codes alone are asked for; None for a new
        one.
    """
    is_correction = corrected is not None
    start: Mapping[str, str] = {} if corrected is None else corrected.facts
    match kind:
        case EventKind.OPERATION_ASSESSED:
            found = cache.ordinance_choices(morning.paths, "found")
            return _one_of("found_code", "What is there", found, start, key=key)
        case EventKind.OPERATION_SHELTER_CHECKED:
            return _list(morning, start, key=key, is_correction=is_correction)
        case EventKind.OPERATION_OFFER_MADE:
            return _offer(morning, start, key=key, is_correction=is_correction)
        case EventKind.OPERATION_RESPONSE if not is_correction:
            return _answers(key=key)
        case EventKind.OPERATION_NOTICE_POSTED:
            return _notice(morning, start, key=key)
        case EventKind.OPERATION_OVERRIDDEN:
            return _override(operation, key=key, at=at, sees_answers=sees_answers)
        case EventKind.OPERATION_REVISITED_30D | EventKind.OPERATION_REVISITED_90D:
            return _one_of("found_code", "What is there now", {f.value: w for f, w in _FOUND.items()}, start, key=key)
    return Filled()


def _one_of(name: str, label: str, words: Mapping[str, str], start: Mapping[str, str], *, key: str) -> Filled:
    codes = list(words)
    index = codes.index(start[name]) if start.get(name) in codes else None
    chosen = st.radio(label, codes, index=index, format_func=words.__getitem__, key=f"{name}:{key}")
    return Filled({name: chosen}) if chosen else Filled(problems=[f"{label}: choose one."])


def _list(morning: Morning, start: Mapping[str, str], *, key: str, is_correction: bool) -> Filled:
    known = [] if is_correction else _bed_lists(morning)
    for measure in known:
        st.caption(_told(measure, morning))
    newest = max(known, key=lambda each: each.as_at or morning.build.as_of_at, default=None)
    list_at = read_instant(start.get("list_at", "")) or (None if newest is None else newest.as_at)
    available = _one_of("is_available", "Is shelter available on the list", {"yes": "Yes", "no": "No"}, start, key=key)
    stamp = stated_time.ask(key=f"list:{key}", label="The list's own stamp", start=list_at, is_now_meant=False)
    filled = Filled(
        {**available.facts, "list_hours": str(morning.policy.shelter_list_hours)},
        problems=[*available.problems, *stamp.problems],
    )
    if stamp.at is not None:
        filled.facts["list_at"] = stamp.at.isoformat(timespec="minutes")
    if not is_correction:
        source = st.text_input(
            "Which list, whose (an office, never a person)",
            "" if newest is None else newest.source,
            key=f"source:{key}",
            max_chars=LONGEST_SOURCE,
        )
        filled.texts["source"] = source or ""
        filled.problems += forms.source_problems(source or "", longest=LONGEST_SOURCE)
    return filled


def _bed_lists(morning: Morning) -> list[StandingMeasure]:
    """Return the free shelter beds that the overnight report tells, each with its own time stamp."""
    conditions = cache.rows_if_published(morning.build, "overnight_conditions")
    if conditions is None:
        return []
    told = standing_conditions(condition_rows(conditions), morning.book().overnight, on=morning.build.as_of_date)
    return [each for each in told if each.measure_code in _BED_MEASURES and not each.blank and each.as_at]


def _told(measure: StandingMeasure, morning: Morning) -> str:
    stamp = "" if measure.as_at is None else boston_words(measure.as_at, seen_from=morning.build.as_of_date)
    figure = f"{measure.measure_name}: {measure.value_text} free beds, as of {stamp} ({measure.source})"
    return as_markdown(f"The overnight report tells: {figure}. Whether that is shelter available, you say.")


def _offer(morning: Morning, start: Mapping[str, str], *, key: str, is_correction: bool) -> Filled:
    st.caption("What the offer held. How many people were asked is not recorded.")
    held = start.get("offered", "").split(",")
    offered = [
        code.value
        for code in Offered
        if st.checkbox(OFFERED_WORDS[code].capitalize(), value=code in held, key=f"offered:{code}:{key}")
    ]
    filled = Filled({"offered": ",".join(offered)} if offered else {})
    filled.problems += [] if offered else ["What the offer held: choose at least one."]
    if not is_correction:
        filled.texts["language_codes"] = ",".join(_languages(morning, "In which languages", [], key=key))
    return filled


def _answers(*, key: str) -> Filled:
    st.caption("Which answers there were, never how many and never whose.")
    nobody = st.checkbox("Nobody was there", key=f"nobody:{key}")
    accepted = st.checkbox("Accepted", key=f"accepted:{key}")
    declined = st.checkbox("Declined today", key=f"declined:{key}")
    reasons = st.multiselect(
        "Reasons, where it was declined",
        list(DECLINE_REASONS),
        format_func=DECLINE_REASONS.__getitem__,
        key=f"reasons:{key}",
        placeholder="Choose one or more",
    )
    answers = [
        *([NO_ONE_PRESENT] if nobody else []),
        *(["accepted"] if accepted else []),
        *(f"declined:{reason}" for reason in reasons),
    ]
    problems = []
    if not answers and not declined:
        problems.append("Which answers: choose at least one.")
    if nobody and (accepted or declined or reasons):
        problems.append("Which answers: where nobody was there, nobody answered.")
    if declined != bool(reasons):
        problems.append("Declined today: choose the reason too; “gave no reason” is one.")
    return Filled(texts={"answers": ",".join(answers)}, problems=problems)


def _notice(morning: Morning, start: Mapping[str, str], *, key: str) -> Filled:
    words = {notice_type.value: told for notice_type, told in _NOTICES.items()}
    filled = _one_of("notice_type", "Kind of notice", words, start, key=key)
    held = [code for code in start.get("language_codes", "en").split(",") if code]
    languages = _languages(morning, "Languages of the notice", held, key=key)
    filled.problems += [] if languages else ["Languages of the notice: choose at least one."]
    is_taken = st.checkbox(
        "A photo of the posted notice was taken", value=start.get("photo") == "taken", key=f"photo:{key}"
    )
    st.caption("The photo itself is not kept here. It shows the notice, no person.")
    filled.facts |= {"language_codes": ",".join(languages), "photo": "taken" if is_taken else "not_taken"}
    return filled


def _languages(morning: Morning, label: str, start: Collection[str], *, key: str) -> list[str]:
    words = cache.ordinance_choices(morning.paths, "language")
    return st.multiselect(
        label,
        list(words),
        default=[code for code in start if code in words],
        format_func=words.__getitem__,
        key=f"languages:{key}",
        placeholder="Choose one or more",
    )


def _override(operation: Operation, *, key: str, at: datetime | None, sees_answers: bool) -> Filled:
    """Draw an override: of what is missing at its time, or, after a removal, of what a correction will find missing."""
    filled = Filled()
    if operation.is_open:
        missing = () if at is None else missing_conditions(operation.steps, at=at)
        told = "; ".join(condition_names(missing, sees_answers=sees_answers))
        st.caption(f"It is recorded for exactly what is missing: {as_markdown(told) or 'nothing'}.")
    else:
        missing = tuple(
            st.multiselect(
                "Which conditions",
                list(Condition),
                format_func=lambda each: condition_names((each,), sees_answers=True)[0],
                key=f"conditions:{key}",
                placeholder="Choose one or more",
            )
        )
    official = st.text_input("Name and office of the official responsible", key=f"official:{key}", max_chars=80) or ""
    reason = (
        st.text_input("Reason (nothing about a person)", key=f"reason:{key}", max_chars=forms.MAX_TEXT_LENGTH) or ""
    )
    if missing:
        filled.facts["conditions"] = ",".join(each.value for each in missing)
    else:
        filled.problems.append("Nothing is missing that could be overridden.")
    filled.problems += [] if official.strip() else ["Name and office of the official responsible: fill it in."]
    filled.problems += [] if reason.strip() else ["Reason: fill it in."]
    filled.texts |= {"official": official, "reason": reason}
    return filled
