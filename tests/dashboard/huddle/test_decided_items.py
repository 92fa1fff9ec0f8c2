from __future__ import annotations

from datetime import date, timedelta

from dashboard.huddle.agenda import Agenda, ItemKind, build_agenda
from dashboard.huddle.book import fold_events
from dashboard.huddle.events import Event, EventKind
from tests.dashboard.huddle.test_agenda import AGENCIES, CHANGES, FEEDS, LOCATIONS, REASONS
from tests.support.huddle_events import TUESDAY, closed, opened, recorded
from tests.support.signal_tables import signal_tables

MONDAY = TUESDAY - timedelta(days=1)
THURSDAY = TUESDAY + timedelta(days=2)
PIN, DEFER, DROP = EventKind.ITEM_PINNED, EventKind.ITEM_DEFERRED, EventKind.ITEM_DROPPED


def agenda_of(*events: Event, on: date = TUESDAY, locations=LOCATIONS) -> Agenda:
    return build_agenda(
        as_of_date=on,
        previous_as_of_date=on - timedelta(days=1),
        feeds=FEEDS,
        list_changes=CHANGES,
        locations=locations,
        reasons=REASONS,
        signals=signal_tables(),
        actions=fold_events(events),
        agencies=AGENCIES,
        huddle_weekdays=(1, 2, 3, 4, 5),
    )


def decided(kind: EventKind, key: str = "location:L2", *, on: date = TUESDAY, **facts: str) -> Event:
    facts = {"title": "Harbor St", "part_no": "4"} | facts
    return recorded(f"d-{key}-{kind}", kind, key, on=on, **facts)


def places(agenda: Agenda) -> list[tuple[str, str]]:
    """Return the decidable lines of part 4 and what stands off, each with its key or its kind."""
    return [
        (item.item_key or item.kind.value, item.decided)
        for item in agenda.parts[3].items
        if item.item_key or item.kind == ItemKind.ITEM_OFF
    ]


def test_without_a_decision_the_places_come_by_number():
    assert places(agenda_of()) == [("location:L1", ""), ("location:L2", "")]


def test_a_pinned_place_comes_first_and_says_since_when_and_why():
    (first, _) = places(agenda_of(decided(PIN)))

    assert first == ("location:L2", "Pinned Tue 10 Nov: words d-location:L2-item_pinned")


def test_a_dropped_place_stands_at_the_end_with_its_reason():
    agenda = agenda_of(decided(DROP))

    assert places(agenda) == [("location:L1", ""), ("item_off", "")]
    assert agenda.parts[3].items[-1].text == "Harbor St. Dropped Tue 10 Nov: words d-location:L2-item_dropped"


def test_a_deferred_place_is_back_on_its_day_even_when_it_left_the_list():
    deferral = decided(DEFER, until_date="2015-11-12")
    alone = LOCATIONS[LOCATIONS["location_id"] == "L1"]

    assert ("item_off", "") in places(agenda_of(deferral))
    (first, _) = places(agenda_of(deferral, on=THURSDAY, locations=alone))
    assert first[0] == "location:L2"
    kept = next(item for item in agenda_of(deferral, on=THURSDAY, locations=alone).parts[3].items if item.decided)
    assert kept.text == "Harbor St: nothing of it in this morning's build."
    assert kept.decided.startswith("Deferred Tue 10 Nov to Thu 12 Nov: ")


def test_nothing_deferred_falls_off_by_itself():
    deferral = decided(DEFER, until_date="2015-11-12")
    alone = LOCATIONS[LOCATIONS["location_id"] == "L1"]

    for days in range(40):
        agenda = agenda_of(deferral, on=TUESDAY + timedelta(days=days), locations=alone)
        assert "Harbor St" in " ".join(item.text for item in agenda.parts[3].items)


def test_a_pinned_action_that_was_done_is_no_longer_kept():
    pin = decided(PIN, "action:a1", on=MONDAY, part_no="3", title="Action of Public Works")
    done = (opened("e1", on=MONDAY), pin, closed("e2", minute=1))

    assert [item.item_key for item in agenda_of(*done).parts[2].items if item.item_key] == []


def test_a_decision_never_takes_a_line_off_that_cannot_be_decided():
    agenda = agenda_of(decided(DROP))

    assert len(agenda.parts[3].items) == len(agenda_of().parts[3].items)
    assert [part.items for part in agenda.parts[:3]] == [part.items for part in agenda_of().parts[:3]]


def test_no_typed_word_is_in_the_title_under_which_a_decision_is_recorded():
    titles = [item.title for part in agenda_of(opened("e1", on=MONDAY)).parts for item in part.items if item.item_key]

    assert "Action of Public Works (no place named)" in titles
    assert "what e1" not in " ".join(titles)
