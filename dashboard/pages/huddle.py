"""The morning huddle: seven parts, fifteen minutes, in the order of the meeting."""

from __future__ import annotations

import streamlit as st

from dashboard.components import (
    action_cards,
    action_form,
    action_results,
    asks,
    chair_desk,
    corrections,
    council,
    definitions,
    download,
    failure,
    feed_actions,
    feedback_desk,
    handouts,
    huddle_map,
    live_meeting,
    meeting,
    minutes,
    ordinance_lines,
    outreach,
    overnight,
    overnight_form,
    parts,
    place_list,
    signals,
    since_then,
)
from dashboard.components.opening import open_morning
from dashboard.components.text import headline_day
from dashboard.huddle.agenda import ItemKind

# What is on the agenda, or off it, only because the chair decided so.
_DECIDED = (ItemKind.KEPT, ItemKind.ITEM_OFF)
# The last of them; a meeting of a quarter of an hour answers fewer.
_N_ANSWERED = 30

morning = open_morning()
book = morning.book()
agenda = meeting.agenda_of(morning, book)
health, safety, carried, places = agenda.parts[:4]

decide = chair_desk.decider(morning, agenda, book)

st.title(f"Morning huddle · {headline_day(morning.build.as_of_date)}", anchor=False)
if morning.role.sees_places:
    live_meeting.show(morning, book)
    chair_desk.show(morning, agenda, book)
    minutes.show(morning, book)
    since_then.show(morning, book)
    parts.show(parts.BAR, lambda: meeting.show_bar(meeting.agenda_of(morning, morning.live_book())), morning=morning)

meeting.head(health)
meeting.show_feeds(morning, health)
feed_actions.show(morning, health)
meeting.show_items(health, kinds=_DECIDED)
definitions.definition_fold(
    morning,
    ("Late", "meeting", "n_feeds_late"),
    ("Feeds not current", "meeting", "n_feeds_not_current"),
    ("Hours before the morning", "feeds", "behind_hours"),
    ("Late after, hours", "feeds", "late_after_hours"),
    about="the numbers of the feeds",
    key="feeds",
)

meeting.head(safety)
overnight.show(morning, safety, book)
overnight_form.show(morning)
with failure.told_in_place():
    outreach.show_city(morning)
    outreach.show_definitions(morning, "city_outreach")
meeting.show_items(safety, kinds=(ItemKind.NOT_IN_THIS_VERSION,))

if not morning.role.sees_places:
    # The rest of the agenda names places: what is promised there, what changed, who goes.
    council.show_only_zones()
    st.stop()


def _show_carried() -> None:
    items = meeting.agenda_of(morning, morning.live_book()).parts[2]
    meeting.show_items(items, kinds=(ItemKind.SUMMARY, ItemKind.ESCALATED))


def _show_ended() -> None:
    book = morning.live_book()
    meeting.show_items(meeting.agenda_of(morning, book).parts[2], kinds=(ItemKind.ACTION_CLOSED, *_DECIDED))
    action_cards.show_definitions(morning, book)
    corrections.show_ended(morning, book)


meeting.head(carried)
parts.show(parts.CARRIED, _show_carried, morning=morning)
action_cards.show(morning, action_cards.carried(morning, book), decide=decide, as_parts=True)
ordinance_lines.show(carried)
parts.show(parts.ENDED, _show_ended, morning=morning)
action_results.show_meeting(morning, carried, book)

meeting.head(places)
meeting.show_items(places, kinds=(ItemKind.SUMMARY, ItemKind.SIGNAL, *_DECIDED))
signals.show(morning)
if agenda.locations:
    st.subheader(f"{len(agenda.locations)} high-response locations, by score", anchor=False)
    meeting.show_folded(places, summary=ItemKind.LIST_SUMMARY, kinds=(ItemKind.LIST_CHANGE,))
    definitions.definition_fold(
        morning,
        ("High-response locations", "meeting", "n_locations"),
        ("Changes", "meeting", "n_changes"),
        ("Number", "locations", "number"),
        ("Was number", "locations", "previous_number"),
        ("Incidents in 7 days", "locations", "n_incidents_7d"),
        *definitions.USUAL,
        *definitions.PATTERN,
        ("Incidents", "locations", "n_incidents"),
        ("Tickets", "locations", "n_tickets"),
        ("Open", "locations", "n_open_tickets"),
        ("Score", "locations", "score"),
        ("Oldest open, days", "location_categories", "oldest_open_days"),
        ("Mornings listed", "locations", "n_mornings_listed"),
        *definitions.SCORE_TERMS,
        about="the numbers of the list",
        key="places",
    )
    list_side, map_side = st.columns([7, 5], gap="medium")
    with list_side, st.container(key="place_list"):
        place_list.show(morning, agenda.locations, decide=decide)
    with map_side:
        huddle_map.show(morning)
else:
    st.info("No place is listed this morning: no ranked ticket with a place lies before it. See Data health.")


def _show_asked() -> None:
    asked = meeting.agenda_of(morning, morning.live_book()).parts[4]
    meeting.show_items(asked, kinds=(ItemKind.MEET_AFTER, ItemKind.MEET_PROPOSED, ItemKind.SUMMARY))


def _show_asks() -> None:
    asks.show(morning, meeting.agenda_of(morning, morning.live_book()).parts[4], decide=decide, as_parts=True)


def _show_answered() -> None:
    asked = meeting.agenda_of(morning, morning.live_book()).parts[4]
    meeting.show_items(asked, kinds=(ItemKind.ASK_ENDED, *_DECIDED), at_most=_N_ANSWERED)


def _show_opened() -> None:
    meeting.show_items(meeting.agenda_of(morning, morning.live_book()).parts[5], kinds=(ItemKind.ACTION_NEW,))


def _show_closing() -> None:
    book = morning.live_book()
    closing = meeting.agenda_of(morning, book).parts[6]
    meeting.show_items(closing, kinds=(ItemKind.SUMMARY,))
    feedback_desk.show(morning, closing, book, decide=decide)
    meeting.show_items(closing, kinds=_DECIDED)
    definitions.definition_fold(
        morning,
        ("Opened this morning", "actions", "n_opened"),
        ("Closed this morning", "actions", "n_closed"),
        ("Open now", "actions", "n_open"),
        ("Agencies present", "meeting", "n_agencies_present"),
        ("Time of a part", "meeting", "part_seconds"),
        about="the numbers of the close",
        key="close",
        book=book,
    )


asked, new, closing = agenda.parts[4:]
meeting.head(asked)
parts.show(parts.ASKED, _show_asked, morning=morning)
parts.show(parts.ASKS, _show_asks, morning=morning)
parts.show(parts.ANSWERED, _show_answered, morning=morning)
ordinance_lines.show(asked)
parts.show(parts.NEW_ASK, lambda: asks.show_form(morning), morning=morning)
definitions.definition_fold(
    morning, ("Asks open", "meeting", "n_asks_open"), about="the numbers of the asks", key="asks"
)
meeting.show_items(asked, kinds=(ItemKind.NOT_IN_THIS_VERSION,))

meeting.head(new)
parts.show(parts.NEW_ACTION, lambda: action_form.show(morning), morning=morning)
parts.show(parts.OPENED, _show_opened, morning=morning)

meeting.head(closing)
parts.show(parts.CLOSING, _show_closing, morning=morning)
handouts.show_agenda(morning)
download.show(morning)
