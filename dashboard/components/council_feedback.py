"""What a member says of the very number or zone they look at: chosen from short lists, a few words if they like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import recording, text_findings
from dashboard.components.council_words import block, html
from dashboard.components.text import as_markdown
from dashboard.huddle import forms
from dashboard.huddle.feedback import (
    About,
    NewFeedback,
    Shapes,
    View,
    feedback_draft,
    feedback_id_of,
    take_back_draft,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.catalogue import Speech
    from dashboard.components.council_sections import Looked, Section
    from dashboard.components.opening import Morning
    from dashboard.huddle.text_check import Finding

_FROM_ROLE, _FROM_NOBODY = "role", "nobody"


def show(morning: Morning, speech: Speech, looked: Looked, section: Section) -> None:
    """Draw, under a section, the choice of its numbers to say something about, and the form of the chosen one.

    Nothing for a role that gives no feedback, and on a past morning.
    """
    if not morning.role.may_give_feedback:
        return
    abouts = [about for about in section.abouts if about != About.ZONE or looked.zone_id is not None]
    if not abouts:
        return
    # What is looked at is part of the key: a choice made for one zone must not stand for the next.
    name = f"{section.key}:{looked.period_code}:{looked.zone_id or ''}"
    n_sent = len(state.own_feedback())
    words = {about: speech.text(f"about.{about.value}") for about in abouts}
    chosen = st.pills(
        as_markdown(speech.text("say.about")),
        abouts,
        format_func=lambda about: as_markdown(words[about]),
        key=f"say_about:{name}:{n_sent}",
        wrap=True,
    )
    if chosen is not None:
        _ask(morning, speech, looked, chosen)


def show_own(morning: Morning, speech: Speech) -> None:
    """Draw what was sent from this screen and is not answered, each with the way to take it back."""
    book = morning.book()
    own = [book.feedback[each] for each in state.own_feedback() if each in book.feedback]
    for feedback in own:
        if not feedback.is_open:
            continue
        with st.container(key=f"own_{feedback.feedback_id}", border=True):
            about = speech.text(f"about.{feedback.about.value}")
            where = feedback.zone_name or speech.text("zone.whole")
            block(speech, f"<p>{html(speech, 'say.own')} {html(speech, 'view.' + feedback.view.value)}</p>")
            form_name = f"take_back:{feedback.feedback_id}"
            event_id = state.form_event_id(form_name)
            label = f"{speech.text('say.take_back')} ({about}, {where})"
            if st.button(as_markdown(label), key=f"take_back:{event_id}"):
                recording.record(
                    morning,
                    take_back_draft(feedback.feedback_id, on_screen=morning.on_screen),
                    form_name=form_name,
                    event_id=event_id,
                    told=speech.text("say.taken_back"),
                )


def _ask(morning: Morning, speech: Speech, looked: Looked, about: About) -> None:
    form_name = f"feedback:{about.value}:{looked.period_code}:{looked.zone_id or ''}"
    event_id = state.form_event_id(form_name)
    title = speech.said("say.title", about=speech.text(f"about.{about.value}"), where=looked.where, when=looked.when)
    with st.form(f"form:{event_id}"):
        st.subheader(as_markdown(title.text), anchor=False)
        view = _choose(speech, "say.view", "view.", list(View), key=f"view:{event_id}")
        shapes = _choose(speech, "say.shapes", "shapes.", list(Shapes), key=f"shapes:{event_id}")
        given_by = _choose(speech, "say.from", "from.", [_FROM_ROLE, _FROM_NOBODY], key=f"from:{event_id}", start=0)
        note = st.text_area(
            as_markdown(speech.text("say.note")), key=f"note:{event_id}", max_chars=forms.MAX_TEXT_LENGTH, height=90
        )
        st.caption(as_markdown(speech.text("say.note_help")))
        is_sent = st.form_submit_button(as_markdown(speech.text("say.send")), type="primary", key=f"send:{event_id}")
    if not is_sent:
        return
    if view is None or shapes is None:
        st.error(as_markdown(speech.text("say.missing")))
        return
    new = NewFeedback(
        about=about,
        period_code=looked.period_code,
        zone_id=looked.zone_id,
        zone_name=None if looked.zone_id is None else _name_of(morning, looked.zone_id),
        view=View(view),
        shapes=Shapes(shapes),
        note=note or "",
        tells_role=given_by == _FROM_ROLE,
    )
    recording.record(
        morning,
        feedback_draft(new, event_id=event_id, on_screen=morning.on_screen),
        form_name=form_name,
        event_id=event_id,
        told=speech.text("say.sent"),
        on_recorded=lambda: state.note_own_feedback(feedback_id_of(event_id)),
        show_findings=_findings_in(speech),
    )


def _choose(
    speech: Speech, label: str, words: str, codes: Sequence[str], *, key: str, start: int | None = None
) -> str | None:
    told = {code: speech.text(f"{words}{code}") for code in codes}
    return st.radio(
        as_markdown(speech.text(label)),
        codes,
        index=start,
        format_func=lambda code: as_markdown(told[code]),
        key=key,
    )


def _name_of(morning: Morning, zone_id: str) -> str:
    """Return a zone's name in the data's own words: the huddle reads English."""
    return str(morning.rows("zones").set_index("zone_id").loc[zone_id, "zone_name"])


def _findings_in(speech: Speech) -> recording.ShowFindings:
    """Return what draws the findings of the text check in the room's words."""

    def show_findings(
        texts: Mapping[str, str],
        findings: Mapping[str, Sequence[Finding]],
        *,
        on_keep: Callable[[], None],
        key: str,
    ) -> None:
        with st.container(key="text_findings", border=True):
            told = "".join(
                f"<li>{text_findings.quoted(finding)} {html(speech, f'finding.{finding.kind.value}')}</li>"
                for found in findings.values()
                for finding in found
            )
            marked = "".join(f"<p>{text_findings.marked(texts[name], found)}</p>" for name, found in findings.items())
            block(
                speech,
                f'<div role="alert"><p><b>{html(speech, "finding.title")}</b></p><ul>{told}</ul>{marked}'
                f'<p class="crt-quiet">{html(speech, "finding.wrong")}</p></div>',
            )
            with st.container(horizontal=True):
                # Any press draws the page anew without this box; what was typed stays in the form.
                st.button(as_markdown(speech.text("finding.change")), type="primary", key=f"text_change:{key}")
                st.button(as_markdown(speech.text("finding.keep")), key=f"text_keep:{key}", on_click=on_keep)

    return show_findings
