"""You said, we did: what the Council told us, what waits for an answer by age, and the answers, "not done" included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.council_words import block, html, named
from dashboard.components.html_table import shown
from dashboard.components.text import as_html, as_markdown
from dashboard.huddle.feedback import LAST_DAYS, Feedback, Outcome, answered_feedback, open_feedback

if TYPE_CHECKING:
    from dashboard.catalogue import Said, Speech
    from dashboard.components.opening import Morning


@dataclass(frozen=True)
class Heard:
    """One piece as it is told: a head, lines in the room's language, and what was typed, in whatever language it was.

    `typed` pairs the words that stand before a typed text with the text.
    """

    head: Said
    lines: tuple[Said, ...]
    typed: tuple[tuple[Said, str], ...]


@dataclass(frozen=True)
class AllHeard:
    """What waits, oldest first, and what was answered, newest first."""

    waiting: tuple[Heard, ...]
    answered: tuple[Heard, ...]


def all_heard(morning: Morning, speech: Speech) -> AllHeard:
    """Return what was said and what came of it, as this role may read it.

    What a member typed is for the Council and for those who answer it: it may speak of people at a place.
    """
    on = morning.build.as_of_date
    pieces = morning.book().feedback.values()
    return AllHeard(
        tuple(_heard(morning, speech, each) for each in open_feedback(pieces, on=on)),
        tuple(_heard(morning, speech, each) for each in answered_feedback(pieces, on=on)),
    )


def show(morning: Morning, speech: Speech) -> None:
    """Draw both lists."""
    told = all_heard(morning, speech)
    block(speech, f"<p>{html(speech, 'heard.lead')}</p>")
    for title, none, pieces in (
        ("heard.open", "heard.none_open", told.waiting),
        ("heard.answered", "heard.none_answered", told.answered),
    ):
        st.header(as_markdown(speech.text(title)), anchor=False)
        if pieces:
            block(speech, "".join(_html(each) for each in pieces))
        else:
            block(speech, f'<p class="crt-quiet">{html(speech, none)}</p>')


def may_read_notes(morning: Morning) -> bool:
    """Return whether what members typed is shown: to the Council, and to roles that answer and may see outreach."""
    role = morning.roles.named(morning.role.role_code)
    return role.may_give_feedback or (role.may_write_actions and morning.role.audience.sees_outreach)


def about_words(speech: Speech, feedback: Feedback) -> Said:
    """Return what a piece is about: number, part of the city, days."""
    where = speech.text("zone.whole") if feedback.zone_id is None else feedback.zone_name
    if feedback.zone_id == "none":
        where = speech.text("zone.none")
    if feedback.period_code == LAST_DAYS:
        when = speech.text("mean.as_of", day=speech.day(feedback.given_date)).rstrip(".")
    else:
        when = speech.text("mean.as_of", day=speech.day(date.fromisoformat(feedback.period_code))).rstrip(".")
    return speech.said("heard.about", about=speech.text(f"about.{feedback.about.value}"), where=where, when=when)


def _heard(morning: Morning, speech: Speech, feedback: Feedback) -> Heard:
    view, shapes = speech.text(f"view.{feedback.view.value}"), speech.text(f"shapes.{feedback.shapes.value}")
    lines = [about_words(speech, feedback), speech.said("heard.view", view=view, shapes=shapes)]
    typed = []
    if feedback.note and may_read_notes(morning):
        typed.append((speech.said("heard.note"), feedback.note))
    if feedback.is_open:
        lines += _waiting(morning, speech, feedback)
    elif feedback.ended_date is not None:
        how = "heard.done" if feedback.outcome == Outcome.DONE else "heard.not_done"
        typed.append((speech.said(how, day=speech.day(feedback.ended_date)), feedback.answer_words))
    return Heard(speech.said("heard.said", day=speech.day(feedback.given_date)), tuple(lines), tuple(typed))


def _waiting(morning: Morning, speech: Speech, feedback: Feedback) -> list[Said]:
    on = morning.build.as_of_date
    days = (on - feedback.given_date).days
    told = [speech.said("heard.waits", n=days) if days else speech.said("heard.today")]
    if feedback.owner_agency_code is None or feedback.due_date is None:
        return [*told, speech.said("heard.no_owner")]
    key = "heard.late" if feedback.days_overdue(on) else "heard.owner"
    code = feedback.owner_agency_code
    agency = named(speech, f"agency.{code}", morning.agency_name(code)).text
    return [*told, speech.said(key, agency=agency, day=speech.day(feedback.due_date))]


def _html(heard: Heard) -> str:
    lines = "".join(f"<p>{shown(line)}</p>" for line in heard.lines)
    # Nobody asked in which language it was typed: dir="auto" at least lets it run the right way.
    typed = "".join(
        f'<p><b>{shown(head)}</b></p><blockquote dir="auto">{as_html(text)}</blockquote>' for head, text in heard.typed
    )
    return f'<article class="crt-heard"><h3>{shown(heard.head)}</h3>{lines}{typed}</article>'
