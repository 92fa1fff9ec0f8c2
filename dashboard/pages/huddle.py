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
    feed_actions,
    handouts,
    huddle_map,
    live_meeting,
    meeting,
    minutes,
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
outreach.show_city(morning)
outreach.show_definitions(morning, "city_outreach")
meeting.show_items(safety, kinds=(ItemKind.NOT_IN_THIS_VERSION,))

if not morning.role.sees_places:
    # The rest of the agenda names places: what is promised there, what changed, who goes.
    council.show_only_zones()
    st.stop()


def _show_carried() -> None:
    book = morning.live_book()
    carried = meeting.agenda_of(morning, book).parts[2]
    meeting.head(carried)
    meeting.show_items(carried, kinds=(ItemKind.SUMMARY, ItemKind.ESCALATED))
    action_cards.show(morning, action_cards.carried(morning, book), decide=decide, as_parts=True)
    meeting.show_items(carried, kinds=(ItemKind.ACTION_CLOSED, *_DECIDED))
    action_cards.show_definitions(morning, book)
    corrections.show_ended(morning, book)


parts.show(parts.CARRIED, _show_carried, morning=morning)
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
    book = morning.live_book()
    asked = meeting.agenda_of(morning, book).parts[4]
    meeting.head(asked)
    meeting.show_items(asked, kinds=(ItemKind.MEET_AFTER, ItemKind.MEET_PROPOSED, ItemKind.SUMMARY))
    asks.show(morning, asked, book, decide=decide)
    meeting.show_items(asked, kinds=(ItemKind.ASK_ENDED, *_DECIDED))
    asks.show_form(morning)
    definitions.definition_fold(
        morning, ("Asks open", "meeting", "n_asks_open"), about="the numbers of the asks", key="asks", book=book
    )
    meeting.show_items(asked, kinds=(ItemKind.NOT_IN_THIS_VERSION,))


def _show_new() -> None:
    new = meeting.agenda_of(morning, morning.live_book()).parts[5]
    meeting.head(new)
    action_form.show(morning)
    meeting.show_items(new, kinds=(ItemKind.ACTION_NEW,))


def _show_closing() -> None:
    book = morning.live_book()
    agenda = meeting.agenda_of(morning, book)
    closing = agenda.parts[6]
    meeting.head(closing)
    meeting.show_items(closing, kinds=(ItemKind.SUMMARY, ItemKind.NOT_IN_THIS_VERSION))
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
    handouts.show_agenda(morning, agenda, book)
    download.show(morning, agenda, book)


parts.show(parts.ASKED, _show_asked, morning=morning)
parts.show(parts.NEW, _show_new, morning=morning)
parts.show(parts.CLOSING, _show_closing, morning=morning)
