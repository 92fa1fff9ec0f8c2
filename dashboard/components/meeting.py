"""The agenda of the morning on the screen, and the bar that leads through its seven parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.text import as_date, as_html, instant
from dashboard.huddle.agenda import (
    Agenda,
    AgendaItem,
    AgendaPart,
    FixedItems,
    ItemKind,
    ResultTables,
    SignalTables,
    agenda_of_book,
    fixed_items,
)
from dashboard.huddle.escalation import EscalationRule
from dashboard.huddle.words import count_words
from dashboard.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook

_SHORT_TITLES = ("Data health", "Safety", "Carried over", "What changed", "Asks", "New action", "Close")
# Shape and word tell the kind; colour only helps the eye.
_MARKS: Mapping[ItemKind, tuple[str, bool]] = {
    ItemKind.BUILD_FAILED: ("▲", True),
    ItemKind.FEED_LATE: ("▲", True),
    ItemKind.FEED_NOT_COLLECTED: ("○", False),
    ItemKind.STREAM_SILENT: ("▲ Silent", True),
    ItemKind.TOPIC_MOVED: ("◆", False),
    ItemKind.LIST_CHANGE: ("◆", False),
    ItemKind.SIGNAL: ("▲ Signal", True),
    ItemKind.ACTION_CLOSED: ("✓", False),
    ItemKind.ACTION_NEW: ("+ New", False),
    ItemKind.CAME_BACK: ("▲", True),
    ItemKind.ACTION_RESULT: ("◆", False),
    ItemKind.ESCALATED: ("▲", True),
    ItemKind.ACTION_OVERDUE: ("▲ Overdue", True),
    ItemKind.ACTION_DUE_TODAY: ("■ Due today", True),
    ItemKind.ACTION_CARRIED: ("□", False),
    ItemKind.ASK_LATE: ("▲ Late", True),
    ItemKind.ASK_OPEN: ("□", False),
    ItemKind.ASK_ENDED: ("✓", False),
    ItemKind.CLOCK_ENDS: ("■ Clock ends today", True),
    ItemKind.CLOCK_ENDED: ("▲ Clock has ended", True),
    ItemKind.HOLD_ENDS: ("■ Hold ends", True),
    ItemKind.OPERATION_STEP: ("✓", False),
    ItemKind.REVISIT_DUE: ("■ Revisit due", True),
    ItemKind.REVISIT_LATE: ("▲ Revisit overdue", True),
    ItemKind.REVISIT_DONE: ("✓", False),
    ItemKind.MEET_AFTER: ("■", True),
    ItemKind.MEET_PROPOSED: ("□", False),
    ItemKind.OVERNIGHT_WARNING: ("▲ Warning", True),
    ItemKind.OVERNIGHT_LATE: ("▲", True),
    ItemKind.OVERNIGHT_NOT_COLLECTED: ("○", False),
    ItemKind.FEEDBACK_OPEN: ("□", False),
    ItemKind.FEEDBACK_LATE: ("▲ Late", True),
    ItemKind.FEEDBACK_ESCALATED: ("▲", True),
    ItemKind.FEEDBACK_ANSWERED: ("✓", False),
    ItemKind.KEPT: ("▣", False),
    ItemKind.ITEM_OFF: ("✕", False),
}


def agenda_of(morning: Morning, book: HuddleBook) -> Agenda:
    """Return the morning's agenda from its build and what was recorded; made once for all screens."""
    return _agenda(morning.drawn_from(book), morning, book)


@remembered(max_entries=16)
def _agenda(drawn_from: tuple[str, ...], _morning: Morning, _book: HuddleBook) -> Agenda:  # noqa: ARG001 - the key
    return agenda_of_book(_fixed_items(_morning.rests_on, _morning), _book)


@remembered(max_entries=16)
def _fixed_items(rests_on: tuple[str, ...], _morning: Morning) -> FixedItems:  # noqa: ARG001 - the key
    morning = _morning
    registry = morning.rows("place_registry")
    return fixed_items(
        as_of_date=morning.build.as_of_date,
        previous_as_of_date=as_date(morning.facts["previous_as_of_date"]),
        feeds=morning.rows("feeds"),
        list_changes=morning.rows("list_changes"),
        locations=morning.rows("locations"),
        reasons=morning.rows("location_reasons"),
        signals=SignalTables(*(morning.rows(name) for name in ("signals", "signal_lines"))),
        agencies=morning.agencies,
        failed_attempt=morning.failed_attempt,
        streams=morning.rows("streams"),
        topics=morning.rows("topic_migrations"),
        overnight=cache.rows_if_published(morning.build, "overnight_conditions"),
        results=ResultTables(
            results=morning.rows("action_results"),
            names=dict(zip(registry["location_id"], registry["name"], strict=True)),
            told_days=morning.policy.action_told_days,
        ),
        huddle_weekdays=morning.policy.huddle_weekdays,
        escalation=EscalationRule(
            lead_mornings=morning.policy.escalate_lead_mornings, chair_mornings=morning.policy.escalate_chair_mornings
        ),
    )


def show_bar(agenda: Agenda) -> None:
    """Draw the order of the meeting as links to its parts, with what waits in each."""
    links = "".join(
        f'<li><a href="#{anchor(part.number)}"><b>{part.number}</b>{title}{_waiting(agenda, part)}</a></li>'
        for part, title in zip(agenda.parts, _SHORT_TITLES, strict=True)
    )
    st.html(f'<nav class="crt" aria-label="Order of the meeting"><ol class="crt-agenda">{links}</ol></nav>')


def head(part: AgendaPart) -> None:
    """Head one part of the meeting; its anchor is what the bar leads to."""
    st.header(f"{part.number} · {part.title}", anchor=anchor(part.number), help=f"Minutes {part.minutes} of 15")


def anchor(number: int) -> str:
    """Return the anchor of a part of the meeting."""
    return f"part-{number}"


def show_items(
    part: AgendaPart,
    *,
    kinds: Collection[ItemKind],
    subject_ids: Collection[str] | None = None,
    at_most: int | None = None,
) -> None:
    """Draw the lines of a part that are of the given kinds, each with its mark.

    Parameters
    ----------
    part
        The agenda's part.
    kinds
        Which lines.
    subject_ids
        Of these subjects only; None draws those of all.
    at_most
        How many of them, the last; those before are counted, with where they stand. None draws all.
    """
    wanted = [item for item in part.items if item.kind in kinds]
    if subject_ids is not None:
        wanted = [item for item in wanted if set(item.subject_ids) & set(subject_ids)]
    shown = wanted if at_most is None else wanted[-at_most:]
    lines = [line_html(item) for item in shown]
    if n_before := len(wanted) - len(shown):
        lines.insert(0, f'<p class="crt-quiet">{n_before} before these: in Agenda (CSV), and in the minutes.</p>')
    if lines:
        st.html(f'<div class="crt crt-lines">{"".join(lines)}</div>')


def show_folded(part: AgendaPart, *, summary: ItemKind, kinds: Collection[ItemKind]) -> None:
    """Draw one line of a part, and under it, folded, the lines it sums up."""
    head_text = " ".join(item.text for item in part.items if item.kind == summary)
    lines = "".join(line_html(item) for item in part.items if item.kind in kinds)
    body = (
        f"<details><summary>{as_html(head_text)}</summary>{lines}</details>"
        if lines
        else f"<p>{as_html(head_text)}</p>"
    )
    st.html(f'<div class="crt crt-lines crt-quiet">{body}</div>')


def show_feeds(morning: Morning, part: AgendaPart) -> None:
    """Draw the first minute: what to do about a feed that is late, and the newest record of each other."""
    feeds = morning.rows("feeds")
    current = feeds[feeds["status"] == "current"]
    if len(current) == len(feeds):
        show_items(part, kinds=(ItemKind.SUMMARY,))
    show_items(part, kinds=(ItemKind.FEED_LATE, ItemKind.FEED_NOT_COLLECTED, ItemKind.STREAM_SILENT))
    lines = [
        f"<p><span class='crt-mark crt-mark-ok'>●</span> {as_html(feed['feed_name'])}: "
        f"{instant(feed['newest_record_at'], seen_from=morning.build.as_of_date)}</p>"
        for _, feed in current.iterrows()
    ]
    if lines:
        st.html(f'<div class="crt crt-lines"><p class="crt-quiet">Newest records</p>{"".join(lines)}</div>')
    show_items(part, kinds=(ItemKind.TOPIC_MOVED,))


def mark_of(kind: ItemKind) -> tuple[str, bool]:
    """Return the mark of a kind of item, shape and word (empty for none), and whether it is to be acted on."""
    return _MARKS.get(kind, ("", False))


def mark_html(kind: ItemKind) -> str:
    """Return the mark of a kind of item, shape and word; nothing for a kind that has none."""
    mark, is_to_act_on = mark_of(kind)
    colour = "act" if is_to_act_on else "ok"
    return f'<span class="crt-mark crt-mark-{colour}">{mark}</span> ' if mark else ""


def line_html(item: AgendaItem) -> str:
    """Return one line of the agenda with its mark, and with what was decided of it."""
    told = mark_html(item.kind)
    if item.decided:
        told += f'<span class="crt-mark crt-mark-ok">▣ {as_html(item.decided)}</span> '
    side = " crt-quiet" if item.kind == ItemKind.NOT_IN_THIS_VERSION else ""
    return f'<p class="crt-long{side}">{told}{as_html(item.text)}</p>'


def _waiting(agenda: Agenda, part: AgendaPart) -> str:
    """Return what waits in a part, in a word or two, for its link."""
    kinds = [item.kind for item in part.items]
    if part.number == 1:
        n_late = kinds.count(ItemKind.FEED_LATE)
        told = [f"{n_late} late"] if n_late else []
        told += ["silent stream"] if ItemKind.STREAM_SILENT in kinds else []
        return f'<span class="crt-mark-act">▲ {", ".join(told)}</span>' if told else ""
    if part.number == 2:  # noqa: PLR2004 - the meeting's second part
        return '<span class="crt-mark-act">▲ warning</span>' if ItemKind.OVERNIGHT_WARNING in kinds else ""
    if part.number == 3:  # noqa: PLR2004 - the meeting's third part
        n_overdue = kinds.count(ItemKind.ACTION_OVERDUE)
        n_carried = n_overdue + kinds.count(ItemKind.ACTION_DUE_TODAY) + kinds.count(ItemKind.ACTION_CARRIED)
        return f'<span class="crt-mark-act">▲ {n_overdue} overdue</span>' if n_overdue else f"<span>{n_carried}</span>"
    if part.number == 4:  # noqa: PLR2004 - the meeting's fourth part
        n_signals = kinds.count(ItemKind.SIGNAL)
        signals = count_words(n_signals, "signal")
        return (
            f'<span class="crt-mark-act">▲ {signals}</span>' if n_signals else f"<span>{len(agenda.locations)}</span>"
        )
    return ""
