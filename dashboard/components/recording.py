"""Recording what a form holds: once, only when it is still a legal next step, and only what the role may record.

Whatever was typed is looked through first, here and nowhere else, so that no form can forget it.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

import streamlit as st

from dashboard import cache, state
from dashboard.components import accesses, failure, parts, text_findings
from dashboard.components.text import as_markdown
from dashboard.event_rights import event_rights
from dashboard.huddle.book import undo_draft
from dashboard.huddle.events import ErasureReason
from dashboard.huddle.text_check import check_text, decided_fact
from dashboard.stores.operations import OperationsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dashboard.components.opening import Morning
    from dashboard.event_rights import EventRights
    from dashboard.huddle.book import Step
    from dashboard.huddle.events import EventDraft
    from dashboard.huddle.text_check import Finding


class ShowFindings(Protocol):
    """Draws what the check found in typed texts, as `text_findings.show` does."""

    def __call__(
        self,
        texts: Mapping[str, str],
        findings: Mapping[str, Sequence[Finding]],
        *,
        on_keep: Callable[[], None],
        key: str,
    ) -> None:
        """Draw it; nothing is recorded yet."""


PUBLIC_RECORD = "Minutes are public records: no names, no phone numbers, nothing about a person."


def record(
    morning: Morning,
    draft: EventDraft,
    *,
    form_name: str,
    event_id: str,
    told: str,
    on_recorded: Callable[[], None] = lambda: None,
    show_findings: ShowFindings = text_findings.show,
) -> None:
    """Append the event and draw the page anew; a second click of the same form finds the same id and adds nothing.

    Where the check finds something in what was typed, nothing is recorded: the writer is shown what it is, and either
    changes the text and presses again, or records it as written. Which of the two stands in the event's facts.

    Parameters
    ----------
    draft
        What the form says.
    form_name
        The form that is done; its next drawing gets a new event id.
    event_id
        The id that was made when the form was drawn.
    told
        What the person is told when it is recorded.
    on_recorded
        What else is done then.
    show_findings
        Draws what the check found and the two ways on; the Council's room has its own words for it.
    """
    findings, decided = _looked_through(morning, draft.payload, key=event_id)
    checked = replace(draft, facts={**draft.facts, **decided})

    def append_and_tell(then: Callable[[], None]) -> None:
        if append(morning, checked, form_name=form_name, event_id=event_id):
            st.toast(as_markdown(told), icon=":material/check:")
            state.note_own_event(event_id, subject_id=draft.subject_id)
            on_recorded()
            then()

    if findings:
        # A button's own press draws its part of the page, and what was recorded may stand in others.
        show_findings(draft.payload, findings, on_keep=lambda: append_and_tell(st.rerun), key=event_id)
    else:
        append_and_tell(lambda: parts.draw_recorded(morning, checked))


def record_all(morning: Morning, drafts: Mapping[str, EventDraft], *, form_name: str, told: str) -> None:
    """Append the several events of one form as `record` does one: what was typed is looked through once for all.

    Parameters
    ----------
    drafts
        The events, each by the name under which its own id is kept until it is recorded.
    form_name
        The form that is done once all of them are recorded.
    told
        What the person is told then.
    """
    key = state.form_event_id(form_name)
    # By themselves, because the same words may stand in each.
    texts = {text: text for draft in drafts.values() for text in draft.payload.values()}
    findings, decided = _looked_through(morning, texts, key=key)

    def append_each(then: Callable[[], None]) -> None:
        for name, draft in drafts.items():
            if not append(morning, replace(draft, facts={**draft.facts, **decided}), form_name=name):
                return
        state.close_form(form_name)
        st.toast(as_markdown(told), icon=":material/check:")
        then()

    if findings:
        text_findings.show(texts, findings, on_keep=lambda: append_each(lambda: None), key=key)
    else:
        append_each(st.rerun)


def _looked_through(
    morning: Morning, texts: Mapping[str, str], *, key: str
) -> tuple[dict[str, list[Finding]], Mapping[str, str]]:
    """Return what was found in typed texts, and the fact that tells what its writer decided if it is recorded now."""
    findings = _findings(morning, texts)
    found_now = {finding.kind for found in findings.values() for finding in found}
    decided = decided_fact(kept=found_now, found_before=state.found_kinds(key))
    if found_now:
        state.note_found(key, found_now)
    return findings, decided


def _findings(morning: Morning, texts: Mapping[str, str]) -> dict[str, list[Finding]]:
    """Return what was found in each typed text that holds anything, by the text's field."""
    if not texts:
        return {}
    words, on = cache.stigmatising_words(morning.paths), morning.build.as_of_date
    checked = {field: check_text(text, huddle_date=on, words=words) for field, text in texts.items()}
    return {field: found for field, found in checked.items() if found}


def undo_button(
    morning: Morning, step: Step, subject_id: str, *, label: str, kind: Literal["secondary", "tertiary"] = "secondary"
) -> None:
    """Draw the button that undoes a step which can still be undone, and record that when it is pressed.

    Parameters
    ----------
    step
        What is undone (`HuddleBook.undoable`).
    subject_id
        The action, ask or other subject of the step.
    label
        What stands on the button.
    kind
        How much it asks to be pressed.
    """
    form_name = f"undo:{step.event_id}"
    event_id = state.form_event_id(form_name)
    if st.button(label, type=kind, key=f"undo:{event_id}"):
        draft = undo_draft(step, subject_id, on_screen=morning.on_screen)
        record(morning, draft, form_name=form_name, event_id=event_id, told="Undone.")


def append(morning: Morning, draft: EventDraft, *, form_name: str, event_id: str | None = None) -> bool:
    """Append the event if it is still a legal next step, and forget its form; else say why, and return False.

    Parameters
    ----------
    draft, form_name
        As in `record`.
    event_id
        None takes the form's own.
    """
    event_id = event_id or state.form_event_id(form_name)
    try:
        if morning.is_for_another_viewer:
            st.error("Not recorded: your role or your sign-in ended meanwhile. **Next step:** reload the page.")
            return False
        book = morning.book()
        newest = next(reversed(book.steps.get(draft.subject_id, ())), None)
        newest_kind = None if newest is None else newest.kind
        if not _rights(morning).may_record(morning.role, draft, newest_kind=newest_kind):
            st.error("Not recorded: your role does not record this. **Next step:** reload the page.")
            return False
        reason = None if event_id in book.known_ids else book.refusal_reason(draft)
        if reason is not None:
            st.error(f"Not recorded. {as_markdown(reason)} **Next step:** reload the page; a colleague was faster.")
            return False
        # What was checked here and what the event says its recorder had seen are the same events.
        seen = book.last_sequence_no
        morning.operations().append(draft, event_id=event_id, recorded_at=state.now_at(), seen_sequence_no=seen)
    except OperationsError as error:
        # Said here, because a button's own press runs before the page, where no other boundary stands round it.
        failure.show(error)
        return False
    state.close_form(form_name)
    accesses.note_changed(event_id)
    return True


def _rights(morning: Morning) -> EventRights:
    paths = morning.paths
    return event_rights(str(paths.reference_dir), cache.table_state(paths, "event_rights"))


def erase_unneeded(morning: Morning, event_ids: Iterable[str]) -> None:
    """Erase what these events told, because nobody needs it any more; that it was told stays on record."""
    for event_id in event_ids:
        morning.operations().erase_payload(
            event_id,
            reason=ErasureReason.RETENTION,
            erasure_event_id=str(uuid.uuid4()),
            recorded_at=state.now_at(),
            on_screen=morning.on_screen,
        )


def show_problems(problems: list[str]) -> None:
    """Say what to mend before the form can be recorded; nothing typed is lost."""
    if problems:
        lines = "\n".join(f"- {as_markdown(problem)}" for problem in problems)
        st.error(f"Not recorded yet:\n\n{lines}")
