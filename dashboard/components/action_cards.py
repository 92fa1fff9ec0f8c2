"""Actions as cards: what was promised, by whom, until when, and the forms that record what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import action_changes, definitions, parts, place_list
from dashboard.components.action_marks import open_mark
from dashboard.components.text import as_html, day
from dashboard.huddle.actions import Action, open_actions
from dashboard.huddle.agenda_items import ItemKind, item_key
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.components.chair_desk import Decider
    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook

# The huddle's card has the newest entries; an action that is carried for weeks has more.
_N_HISTORY = 20


def carried(morning: Morning, book: HuddleBook) -> list[Action]:
    """Return the actions of earlier mornings that are still open: overdue, due today, then the rest.

    Without those that the chair took off this morning's agenda; the agenda says which these are.
    """
    on = morning.build.as_of_date
    off = {key for key, decision in book.decisions.items() if decision.is_off(on)}
    actions = [
        action
        for action in open_actions(book, on=on)
        if action.opened_date < on and item_key(ItemKind.ACTION_CARRIED, action.action_id) not in off
    ]
    # As on the agenda: oldest first within each of the three.
    return sorted(actions, key=lambda action: (not action.is_overdue(on), action.due_date != on))


def show(
    morning: Morning,
    actions: Sequence[Action],
    *,
    with_place: bool = True,
    decide: Decider | None = None,
    as_parts: bool = False,
) -> None:
    """Draw the actions in the order given, each with its forms where the role may write.

    Parameters
    ----------
    morning
        The morning on the screen.
    actions
        In the order to be drawn; closed ones show their result.
    with_place
        False on a page that is about the place already.
    decide
        Draws the chair's decision about an item by its key (`chair_desk.decider`); None draws none.
    as_parts
        Each card can be drawn anew alone, and is gone once its action has ended.
    """
    listed = frozenset(morning.rows("locations")["location_id"]) if with_place else frozenset()
    for action in actions:
        drawing = _drawing_of(
            morning, action.action_id, listed, with_place=with_place, decide=decide, while_open=as_parts
        )
        if as_parts:
            parts.show(parts.card_part(action.action_id), drawing, morning=morning)
        else:
            drawing()


def _drawing_of(
    morning: Morning,
    action_id: str,
    listed: frozenset[str],
    *,
    with_place: bool,
    decide: Decider | None,
    while_open: bool,
) -> Callable[[], None]:
    """Return what draws an action's card as it stands when it is called; `while_open` draws none once it has ended."""

    def draw() -> None:
        action = morning.live_book().actions.get(action_id)
        if action is None or (while_open and not action.is_open):
            return
        with st.container(key=f"action_{action.action_id}", border=True):
            told, answer = st.columns([3, 2], vertical_alignment="center")
            told.html(f'<div class="crt">{_card(morning, action, with_place=with_place, is_short=while_open)}</div>')
            with answer:
                choice = action_changes.choose(action) if _may_change(morning, action) else None
                if action.location_id in listed:
                    place_list.link(str(action.location_id), f"Place: {action.location_name}")
            if decide is not None:
                decide(item_key(ItemKind.ACTION_CARRIED, action.action_id), answer)
            if choice is not None:
                action_changes.show(morning, action, choice=choice)

    return draw


def show_definitions(morning: Morning, book: HuddleBook) -> None:
    """Draw what the figures of the actions mean, and when the newest of them was recorded."""
    definitions.definition_fold(
        morning,
        ("Carried over", "actions", "n_carried"),
        ("Overdue", "actions", "n_overdue"),
        ("Due today", "actions", "n_due_today"),
        ("Days overdue", "actions", "n_days_overdue"),
        ("Overdue, mornings", "actions", "n_mornings_overdue"),
        ("Mornings carried", "actions", "n_mornings_carried"),
        ("History", "actions", "n_history"),
        about="the numbers of the actions",
        key="actions",
        book=book,
    )


def _may_change(morning: Morning, action: Action) -> bool:
    return action.is_open and morning.role.may_write_actions


def _card(morning: Morning, action: Action, *, with_place: bool, is_short: bool) -> str:
    on = morning.build.as_of_date
    owner = as_html(morning.agency_name(action.owner_agency_code))
    mark, side = _mark(morning, action)
    where = f" · {as_html(_place(action))}" if with_place else ""
    mornings = count_words(action.n_mornings_carried(on, huddle_weekdays=morning.policy.huddle_weekdays), "morning")
    moved = f", first due {day(action.due_first, seen_from=on)}" if action.due_first != action.due_date else ""
    told = _history(morning, action, at_most=_N_HISTORY if is_short else len(action.history))
    ended = f"<p><b>Result:</b> {as_html(action.result)}</p>" if action.result else ""
    return (
        f'<p><span class="crt-mark crt-mark-{side}">{mark}</span> <b>{owner}</b>: {as_html(action.what)}{where}</p>'
        f"{ended}"
        f'<p class="crt-quiet">We know by: {as_html(action.how_we_know)} · opened '
        f"{day(action.opened_date, seen_from=on)}, carried {mornings}{moved}</p>"
        f"{_since(morning, action)}"
        f"{told if len(action.history) > 1 else ''}"
    )


def _history(morning: Morning, action: Action, *, at_most: int) -> str:
    """Return the newest entries of an action's history, folded; of those before them, how many and where they stand."""
    entries = action.history[-at_most:]
    n_before = len(action.history) - len(entries)
    before = f"<li>{n_before} before these: on the owner's card under My agency.</li>" if n_before else ""
    lines = "".join(f"<li>{as_html(line)}</li>" for line in morning.history_lines(entries))
    return f"<details><summary>History ({len(action.history)})</summary><ul>{before}{lines}</ul></details>"


def _since(morning: Morning, action: Action) -> str:
    """Return how the place of an open action stands since it was opened: its number, and what is usual there."""
    if action.location_id is None or not action.is_open or action.opened_date == morning.build.as_of_date:
        return ""
    then = "" if action.location_number is None else f"<span>number {action.location_number} when opened</span>"
    standing = place_list.standings(morning).get(action.location_id, "<span>not on the list today</span>")
    return f'<div class="crt-figures crt-quiet"><span>The place since:</span>{then}{standing}</div>'


def _mark(morning: Morning, action: Action) -> tuple[str, str]:
    """Return the action's mark, shape and word, and which of the two colours it has."""
    on = morning.build.as_of_date
    if not action.is_open:
        return f"✓ {action.status.words} {day(action.closed_date, seen_from=on)}", "ok"
    return open_mark(action, on=on, otherwise=f"due {day(action.due_date, seen_from=on)}")


def _place(action: Action) -> str:
    return action.location_name or "no one place"
