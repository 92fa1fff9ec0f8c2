"""The form of a new action: where, what, who owns it, until when, and how we shall know."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import parts, recording
from dashboard.components.text import as_markdown, day
from dashboard.huddle import forms
from dashboard.huddle.action_drafts import ActionProposal, NewAction, opening_draft
from dashboard.huddle.events import NamedLocation
from dashboard.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from streamlit.delta_generator import DeltaGenerator

    from dashboard.components.opening import Morning

_NOWHERE = "No one place (city-wide)"
# Any day of a quarter of a year, and then each Monday: four fifths of the days of a year are never chosen, and each
# screen keeps the list of every form it has drawn.
_EACH_DAY_AHEAD, _MOST_DAYS_AHEAD = 92, 366
_MONDAY = 1


def show_proposed(
    morning: Morning, place: NamedLocation, *, category_code: str | None, buttons: DeltaGenerator | None = None
) -> None:
    """Draw the button that opens the form under a place's line, filled in as the reviewed table proposes.

    So two presses record an action: this one, and the form's own. Nothing for a role that only reads.

    Parameters
    ----------
    place
        The place, of the list or of a signal.
    category_code
        The category that weighs most there; None proposes nothing.
    buttons
        Where the button stands; None puts it above the form.
    """
    if not morning.role.may_write_actions:
        return
    proposal = cache.action_proposals(morning.paths).get(category_code or "")
    _show_under(morning, place.location_id, r"\+ Action here", fixed=place, proposal=proposal, buttons=buttons)


def show_for_item(
    morning: Morning,
    item_key: str,
    *,
    name: str = "",
    place: NamedLocation | None,
    proposal: ActionProposal | None,
    buttons: DeltaGenerator | None = None,
) -> None:
    """Draw the button that opens the form under an item that is no place, filled in from the item itself.

    Parameters
    ----------
    item_key
        The item's key on the agenda.
    name
        Names the item on the button, where several stand together; empty where it stands in the item's own frame.
    place
        The item's place; None lets the form ask for one.
    proposal, buttons
        As in `show_proposed`.
    """
    if not morning.role.may_write_actions:
        return
    label = rf"\+ Action: {as_markdown(name)}" if name else r"\+ Action"

    def draw() -> None:
        _show_under(morning, item_key, label, fixed=place, proposal=proposal, buttons=buttons)

    if buttons is None:
        parts.show(parts.part_under(item_key), draw, morning=morning)
    else:
        # In another item's frame it is that frame's part that a press draws.
        draw()


def _show_under(
    morning: Morning,
    under: str,
    label: str,
    *,
    fixed: NamedLocation | None,
    proposal: ActionProposal | None,
    buttons: DeltaGenerator | None,
) -> None:
    button = st.button if buttons is None else buttons.button
    button(label, key=f"propose:{under}", type="tertiary", on_click=_propose, args=(under,))
    if state.proposed_place() == under:
        show(morning, fixed=fixed, proposal=proposal, under=under)


def _propose(under: str) -> None:
    """Open or close the form under a line; the one that stood open under another closes with the same press."""
    before = state.proposed_place()
    state.propose_action(under)
    if before is None or before == under:
        return
    names = [parts.part_under(each) for each in (before, under)]
    if state.noted_parts().issuperset(names):
        st.rerun(names)
    st.rerun()


def show(
    morning: Morning,
    *,
    fixed: NamedLocation | None = None,
    proposal: ActionProposal | None = None,
    under: str | None = None,
) -> None:
    """Draw the form, or say why this role has none.

    Parameters
    ----------
    morning
        The morning on the screen; the action is opened on its date.
    fixed
        The place the action is for, where the page is about one; else the form asks.
    proposal
        What the form starts with; every word of it can be changed.
    under
        The line under which the form stands open, and is folded away once it is recorded; None where it always stands.
    """
    if not morning.role.may_write_actions:
        st.caption(f"{morning.role.role_name}: this role reads the actions and does not write them.")
        return
    form_name = f"new_action:{under or (fixed.location_id if fixed else 'huddle')}"
    event_id = state.form_event_id(form_name)
    # The event's id is part of every key: a second click comes from the old form, and the new one does not hear it.
    with st.form(f"form:{event_id}"):
        new_action = _ask(morning, fixed, proposal, key=event_id)
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button("Record the action", type="primary", key=f"record:{event_id}")
    if not is_sent:
        return
    problems = forms.opening_problems(new_action, huddle_date=morning.build.as_of_date, agencies=morning.agencies)
    recording.show_problems(problems)
    if not problems:
        draft = opening_draft(new_action, action_id=event_id, on_screen=morning.on_screen)
        owner = morning.agencies[new_action.owner_agency_code]
        recording.record(
            morning,
            draft,
            form_name=form_name,
            event_id=event_id,
            told=f"Recorded: {owner} has a new action.",
            on_recorded=lambda: _fold_away(under),
        )


def _fold_away(under: str | None) -> None:
    """Close the form that stood open under a line."""
    if under is not None and state.proposed_place() == under:
        state.propose_action(under)


def next_huddle_date(after: date, *, huddle_weekdays: Collection[int]) -> date:
    """Return the first day after `after` on which a huddle is held (ISO weekdays)."""
    following = (after + timedelta(days=step) for step in range(1, 8))
    return next((each for each in following if each.isoweekday() in huddle_weekdays), after + timedelta(days=1))


def choose_due_date(morning: Morning, *, key: str, label: str = "Due", start: date | None = None) -> date:
    """Draw the choice of a due date, the next huddle's first, and return it.

    A list of days, which typing narrows ("27 Nov"): a calendar would weigh 200 kB on a first visit.

    Parameters
    ----------
    morning
        The morning on the screen: nothing is due before it, nor more than a year after; of the days beyond a quarter
        of a year Mondays alone can be chosen.
    key
        Names the choice on its page.
    label
        What the day is for.
    start
        The day it starts with, which may lie before the morning; None takes the next huddle's.
    """
    on = morning.build.as_of_date
    words = _due_dates(on)
    proposed = start or next_huddle_date(on, huddle_weekdays=morning.policy.huddle_weekdays)
    days = list(words) if proposed in words else [proposed, *words]
    chosen = st.selectbox(
        label,
        days,
        index=days.index(proposed),
        format_func=lambda due: words.get(due) or day(due, seen_from=on),
        key=f"due:{key}",
    )
    return chosen or proposed


@lru_cache(maxsize=8)
def _due_dates(on: date) -> Mapping[date, str]:
    """Return the days that may be chosen, each in words."""
    days = (on + timedelta(days=n_days) for n_days in range(_MOST_DAYS_AHEAD + 1))
    last = on + timedelta(days=_EACH_DAY_AHEAD)
    chosen = (due for due in days if due <= last or due.isoweekday() == _MONDAY)
    return MappingProxyType({due: day(due, seen_from=on) for due in chosen})


def _ask(morning: Morning, fixed: NamedLocation | None, proposal: ActionProposal | None, *, key: str) -> NewAction:
    location = fixed or choose_location(morning, key=f"place:{key}")
    start = proposal or ActionProposal("", morning.agency_code or "", "")
    what = st.text_area(
        "What is to be done",
        start.what,
        key=f"what:{key}",
        max_chars=forms.MAX_TEXT_LENGTH,
        height=80,
    )
    left, right = st.columns(2)
    with left:
        owner_agency_code = choose_agency(morning, "Owner agency", key=f"owner:{key}", start=start.owner_agency_code)
    with right:
        due_date = choose_due_date(morning, key=key)
    how_we_know = st.text_input(
        "How we shall know", start.how_we_know, key=f"know:{key}", max_chars=forms.MAX_TEXT_LENGTH
    )
    return NewAction(
        what=what or "",
        owner_agency_code=owner_agency_code or "",
        due_date=due_date,
        how_we_know=how_we_know or "",
        location=location,
    )


def choose_agency(
    morning: Morning, label: str, *, key: str, start: str | None = None, but: str | None = None
) -> str | None:
    """Draw the choice of an agency and return its code; None while none is chosen.

    Parameters
    ----------
    label
        What the agency is chosen for.
    key
        Names the choice on its page.
    start
        The agency it starts with; none where that is not in the list.
    but
        An agency that cannot be chosen.
    """
    codes = [code for code in morning.agencies if code != but]
    return st.selectbox(
        label,
        codes,
        index=codes.index(start) if start in codes else None,
        format_func=lambda code: morning.agencies[code],
        placeholder="Choose an agency",
        key=key,
    )


def named_location(morning: Morning, location_id: str, name: str) -> NamedLocation:
    """Return a place with its number of today, without one where it is not on the list."""
    known = named_places(morning).get(location_id)
    return NamedLocation(location_id, name, None if known is None else known.number)


def choose_location(morning: Morning, *, key: str) -> NamedLocation | None:
    """Draw the choice of a place, of the list or of a signal, and return it; None for no one place."""
    named = named_places(morning)
    chosen = st.selectbox(
        "Place",
        [None, *named],
        format_func=lambda place_id: place_words(named[place_id]) if place_id else _NOWHERE,
        key=key,
    )
    return named.get(chosen) if chosen else None


def named_places(morning: Morning) -> Mapping[str, NamedLocation]:
    """Return the places that a form can name, by id: those of the list by number, then those of signals."""
    return _named_places(str(morning.build.file), morning)


@remembered(max_entries=16)
def _named_places(build_file: str, _morning: Morning) -> Mapping[str, NamedLocation]:  # noqa: ARG001 - the key
    locations, signals = _morning.rows("locations"), _morning.rows("signals")
    named = {
        row["location_id"]: NamedLocation(row["location_id"], row["name"], int(row["number"]))
        for _, row in locations.iterrows()
    }
    unlisted = signals[~signals["location_id"].isin(named)]
    named |= {
        row["signal_id"]: NamedLocation(row["signal_id"], row["place_name"], None) for _, row in unlisted.iterrows()
    }
    return MappingProxyType(named)


def place_words(place: NamedLocation) -> str:
    """Return a place as a form's list says it: with its number, or as a signal's."""
    return f"▲ signal · {place.name}" if place.number is None else f"{place.number} · {place.name}"
