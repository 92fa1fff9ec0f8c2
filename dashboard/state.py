"""What one screen remembers, what its address asks for, and the one reading of the clock."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboard.access import Role, Roles

LOCATION_PARAM = "location"
DISTRICT_PARAM = "district"
START_PARAM = "start"
ORDER_PARAM = "order"
ZONE_PARAM = "zone"
LANGUAGE_PARAM = "lang"
DAYS_PARAM = "days"
OPERATION_PARAM = "operation"
VIEW_PARAM = "view"
MORNING_PARAM = "morning"
ROLE_KEY = "role_code"
AGENCY_KEY = "agency_code"
_KEPT_ROLE_KEY = "kept_role_code"
_KEPT_AGENCY_KEY = "kept_agency_code"
_SEEN_LOCATION_KEY = "seen_location_id"
_SEEN_DISTRICT_KEY = "seen_district_code"
_SEEN_START_KEY = "seen_start_id"
_SEEN_ORDER_KEY = "seen_order"
_ANSWER_KEY = "open_answer"
_PAST_MORNING_KEY = "past_morning"
_MAP_VISIT_KEY = "map_visit_no"
_PROPOSED_KEY = "proposed_place"
_DECISION_KEY = "open_decision"
_STEP_KEY = "open_step"
_PARTS_KEY = "parts"
_OWN_EVENTS_KEY = "own_event_ids"
_OWN_COUNTS_KEY = "own_event_counts"
_OWN_CONTACTS_KEY = "own_contact_ids"
_CHANGED_CONTACT_KEY = "changed_contact"
_CONTACT_PLACE_KEY = "contact_place"
_CONTACT_AT_KEY = "contact_at"
_ASKED_CONTACT_KEY = "asked_contact"
_OWN_FEEDBACK_KEY = "own_feedback_ids"
_SEEN_LANGUAGE_KEY = "seen_language"


def now_at() -> datetime:
    """Return the present instant, in UTC: when something is recorded, how long a part of the huddle has lasted.

    No number of a build depends on it.
    """
    return datetime.now(UTC)


def chosen_role(roles: Roles) -> Role:
    """Return the role chosen on this screen; the default one on a new screen."""
    return roles.named(chosen_role_code())


def chosen_role_code() -> str | None:
    """Return the code of the role chosen on this screen, whether the table has it or not; None while none is."""
    code = st.session_state.get(ROLE_KEY, st.session_state.get(_KEPT_ROLE_KEY))
    return None if code is None else str(code)


def chosen_agency(agencies: Collection[str]) -> str | None:
    """Return the agency chosen on this screen, None while none is."""
    code = st.session_state.get(AGENCY_KEY, st.session_state.get(_KEPT_AGENCY_KEY))
    return code if code in agencies else None


def keep_role() -> None:
    """Keep the role that was chosen in its list.

    Streamlit forgets what a list holds where the program, and not a person, goes on to another page: a screen would
    come there as the first role of the table, which may see more, and its list would still name the other.
    """
    st.session_state[_KEPT_ROLE_KEY] = st.session_state[ROLE_KEY]


def keep_agency() -> None:
    """Keep the agency that was chosen in its list, or that none is; for the reason of `keep_role`."""
    st.session_state[_KEPT_AGENCY_KEY] = st.session_state[AGENCY_KEY]


def has_agency_list() -> bool:
    """Return whether the list of agencies still holds what was chosen in it."""
    return AGENCY_KEY in st.session_state


def asks_for_wall() -> bool:
    """Return whether the address asks for the wall view: `?view=wall`."""
    return st.query_params.get(VIEW_PARAM) == "wall"


def asked_morning() -> date | None:
    """Return the past morning that this screen is asked to show: by its address, else the one it was asked for before.

    What is no date asks for none, and is never echoed.
    """
    asked = st.query_params.get(MORNING_PARAM) or st.session_state.get(_PAST_MORNING_KEY, "")
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return None


def stay_at_morning(morning: date) -> None:
    """Keep a past morning on this screen from page to page, and in its address."""
    st.session_state[_PAST_MORNING_KEY] = st.query_params[MORNING_PARAM] = morning.isoformat()


def leave_past_morning() -> None:
    """Show the present morning again."""
    st.session_state.pop(_PAST_MORNING_KEY, None)
    st.query_params.pop(MORNING_PARAM, None)


def asked_location(known_ids: Collection[str]) -> tuple[str | None, bool]:
    """Return the location that the address asks for, and whether it asks for one that does not exist.

    Only an id that the build knows is let through; anything else in the address is never echoed.
    """
    return _asked(LOCATION_PARAM, _SEEN_LOCATION_KEY, known_ids)


def asked_zone(known_ids: Collection[str]) -> tuple[str | None, bool]:
    """Return the zone that the address asks for, and whether it asks for one that does not exist.

    Only an id that the build knows is let through; anything else in the address is never echoed.
    """
    asked = st.query_params.get(ZONE_PARAM)
    if asked is None or asked in known_ids:
        return asked, False
    return None, True


def ask_for_zone(zone_id: str) -> None:
    """Put the chosen zone into the address; an empty id takes it out."""
    if zone_id:
        st.query_params[ZONE_PARAM] = zone_id
    else:
        st.query_params.pop(ZONE_PARAM, None)


def asked_language(known_codes: Collection[str]) -> tuple[str | None, bool]:
    """Return the language that the address, or this screen before, asks for, and whether it is none that is there.

    Only a code that has a catalogue is let through; anything else in the address is never echoed.
    """
    found, is_unknown = _asked(LANGUAGE_PARAM, _SEEN_LANGUAGE_KEY, known_codes)
    if found is not None:
        st.session_state[_SEEN_LANGUAGE_KEY] = found
    return found, is_unknown


def ask_for_language(code: str) -> None:
    """Put the chosen language into the address."""
    st.query_params[LANGUAGE_PARAM] = code


def asked_days(known: Collection[str]) -> str | None:
    """Return the earlier morning, by its date, whose days the address asks for; None for the present one's.

    Only a morning that is there is let through; anything else in the address is never echoed.
    """
    asked = st.query_params.get(DAYS_PARAM)
    return asked if asked in known else None


def ask_for_days(morning: str) -> None:
    """Put the chosen earlier morning into the address; an empty one takes it out."""
    if morning:
        st.query_params[DAYS_PARAM] = morning
    else:
        st.query_params.pop(DAYS_PARAM, None)


def note_own_feedback(feedback_id: str) -> None:
    """Keep that this screen gave feedback, so that its giver can take it back; lost with the screen."""
    own = st.session_state.setdefault(_OWN_FEEDBACK_KEY, [])
    if feedback_id not in own:
        own.append(feedback_id)


def own_feedback() -> tuple[str, ...]:
    """Return the feedback that this screen gave, in the order it was given."""
    return tuple(st.session_state.get(_OWN_FEEDBACK_KEY, ()))


def ask_for_location(location_id: str) -> None:
    """Put the chosen place into the address."""
    st.query_params[LOCATION_PARAM] = location_id


def remember_location(location_id: str) -> None:
    """Keep the location last looked at, so that the page's own link comes back to it."""
    st.session_state[_SEEN_LOCATION_KEY] = location_id


def asked_district(known_codes: Collection[str]) -> tuple[str | None, bool]:
    """Return the district that the address asks for, and whether it asks for one that does not exist.

    Only a code of the reviewed table is let through; anything else in the address is never echoed.
    """
    return _asked(DISTRICT_PARAM, _SEEN_DISTRICT_KEY, known_codes)


def remember_district(district_code: str) -> None:
    """Keep the district last looked at, so that the page's own link comes back to it."""
    st.session_state[_SEEN_DISTRICT_KEY] = district_code


def ask_for_district(district_code: str) -> None:
    """Put the chosen district into the address; where a walk began in another one is forgotten."""
    st.query_params[DISTRICT_PARAM] = district_code
    st.query_params.pop(START_PARAM, None)
    st.session_state.pop(_SEEN_START_KEY, None)


def asked_start(known_ids: Collection[str]) -> tuple[str | None, bool]:
    """Return where the walk is asked to begin, and whether the address asks for a start that is none of the known.

    Only an id of the list is let through; anything else in the address is never echoed.
    """
    found, is_unknown = _asked(START_PARAM, _SEEN_START_KEY, known_ids)
    if found is not None:
        st.session_state[_SEEN_START_KEY] = found
    return found, is_unknown


def ask_for_start(start_id: str) -> None:
    """Put the chosen start of the walk into the address."""
    st.query_params[START_PARAM] = start_id


def asked_order(known: Collection[str]) -> str | None:
    """Return the order in which the address, or this screen before, asks for the places; None where neither does."""
    found, _ = _asked(ORDER_PARAM, _SEEN_ORDER_KEY, known)
    if found is not None:
        st.session_state[_SEEN_ORDER_KEY] = found
    return found


def ask_for_order(order: str) -> None:
    """Put the chosen order of the places into the address."""
    st.query_params[ORDER_PARAM] = order


def open_answer(action_id: str, answer: str) -> None:
    """Open an action's answer under its line; the same answer again closes it."""
    asked = (action_id, answer)
    st.session_state[_ANSWER_KEY] = None if opened_answer() == asked else asked


def opened_answer() -> tuple[str, str] | None:
    """Return the action under whose line an answer stands open, and which; None where none does."""
    opened = st.session_state.get(_ANSWER_KEY)
    return None if opened is None else (str(opened[0]), str(opened[1]))


def close_answer() -> None:
    """Close the answer that stands open."""
    st.session_state[_ANSWER_KEY] = None


def form_event_id(form_name: str) -> str:
    """Return the id of the event that a form will record: made when the form is first drawn, kept until recorded.

    A rerun or a double click finds the same id, so the event is recorded once.
    """
    key = _form_key(form_name)
    if key not in st.session_state:
        st.session_state[key] = str(uuid.uuid4())
    return str(st.session_state[key])


def close_form(form_name: str) -> None:
    """Forget a form's event id after it was recorded: the form's next drawing is a new event."""
    st.session_state.pop(_form_key(form_name), None)


def note_found(event_id: str, kinds: Collection[str]) -> None:
    """Remember what the check of a form's text found, so that it can be told apart whether it was changed or kept.

    Kept after the form is recorded: a second click of the same form must say the same.
    """
    st.session_state[_found_key(event_id)] = found_kinds(event_id) | frozenset(kinds)


def found_kinds(event_id: str) -> frozenset[str]:
    """Return the kinds of finding that the writer of a form was shown so far."""
    return frozenset(st.session_state.get(_found_key(event_id), frozenset()))


def propose_action(place_id: str) -> None:
    """Open the form of a new action under a place's line; the same place again closes it."""
    st.session_state[_PROPOSED_KEY] = None if proposed_place() == place_id else place_id


def proposed_place() -> str | None:
    """Return the place under whose line the form of a new action stands open; None where none does."""
    place_id = st.session_state.get(_PROPOSED_KEY)
    return None if place_id is None else str(place_id)


def forget_parts() -> None:
    """Forget the parts of the page and what was recorded in them: all of it is being drawn."""
    st.session_state[_PARTS_KEY], st.session_state[_OWN_EVENTS_KEY] = set(), set()


def note_part(name: str) -> None:
    """Keep the name of a part of the page that can be drawn anew alone."""
    st.session_state.setdefault(_PARTS_KEY, set()).add(name)


def noted_parts() -> frozenset[str]:
    """Return the names of the parts of the page as it stands."""
    return frozenset(st.session_state.get(_PARTS_KEY, ()))


def note_own_event(event_id: str, *, subject_id: str) -> None:
    """Keep that this screen recorded an event since its page was drawn: that is no news to it."""
    st.session_state.setdefault(_OWN_EVENTS_KEY, set()).add(event_id)
    counts = st.session_state.setdefault(_OWN_COUNTS_KEY, {})
    counts[subject_id] = counts.get(subject_id, 0) + 1


def n_own_events(subject_id: str) -> int:
    """Return how many events about a subject this screen has recorded."""
    return int(st.session_state.get(_OWN_COUNTS_KEY, {}).get(subject_id, 0))


def own_events() -> frozenset[str]:
    """Return the events that this screen recorded since its page was drawn."""
    return frozenset(st.session_state.get(_OWN_EVENTS_KEY, ()))


def note_own_contact(contact_id: str) -> None:
    """Keep that this screen logged a contact, so that its writer can read it back; lost with the screen."""
    own = st.session_state.setdefault(_OWN_CONTACTS_KEY, [])
    if contact_id not in own:
        own.append(contact_id)


def own_contacts() -> tuple[str, ...]:
    """Return the contacts that this screen logged, in the order they were logged."""
    return tuple(st.session_state.get(_OWN_CONTACTS_KEY, ()))


def change_contact(contact_id: str, how: str) -> None:
    """Open how one of the screen's own contacts is changed; an empty `how` closes it."""
    st.session_state[_CHANGED_CONTACT_KEY] = (contact_id, how) if how else None


def changed_contact() -> tuple[str, str]:
    """Return which of the screen's own contacts is being changed, and how; two empty words for none."""
    found = st.session_state.get(_CHANGED_CONTACT_KEY) or ("", "")
    return str(found[0]), str(found[1])


def keep_place(form_id: str, place: object) -> None:
    """Keep the place that was found for one filling-in of a form; that of an earlier one is forgotten."""
    st.session_state[_CONTACT_PLACE_KEY] = (form_id, place)


def kept_place(form_id: str) -> object | None:
    """Return the place that was found for this filling-in of a form; None while none was."""
    kept_for, place = st.session_state.get(_CONTACT_PLACE_KEY, ("", None))
    return place if kept_for == form_id else None


def pressed_at(event_id: str) -> datetime:
    """Return when a form was first sent: pressed again after a lost connection, it says the same instant."""
    kept_for, kept_at = st.session_state.get(_CONTACT_AT_KEY, ("", None))
    at: datetime = kept_at if kept_for == event_id and kept_at is not None else now_at()
    st.session_state[_CONTACT_AT_KEY] = (event_id, at)
    return at


def forget_press() -> None:
    """Forget when a form was first sent: nothing could be recorded of it yet."""
    st.session_state.pop(_CONTACT_AT_KEY, None)


def ask_for_contact(event_id: str, number: int) -> None:
    """Keep of which press this screen asks whether it was recorded, and which of its questions that is."""
    st.session_state[_ASKED_CONTACT_KEY] = (event_id, number)


def asked_contact() -> tuple[str, int]:
    """Return of which press this screen asked last whether it was recorded, and which question that was."""
    event_id, number = st.session_state.get(_ASKED_CONTACT_KEY, ("", 0))
    return str(event_id), int(number)


def open_decision(item_key: str) -> None:
    """Open the chair's decision under an item's line; the same item again closes it."""
    st.session_state[_DECISION_KEY] = None if open_decision_key() == item_key else item_key


def open_decision_key() -> str | None:
    """Return the item under whose line the chair's decision stands open; None where none does."""
    item_key = st.session_state.get(_DECISION_KEY)
    return None if item_key is None else str(item_key)


def open_step(name: str) -> None:
    """Open the form of a step of the ordinance checklist; the same again closes it."""
    st.session_state[_STEP_KEY] = None if open_step_name() == name else name


def open_step_name() -> str | None:
    """Return the step whose form stands open; None where none does."""
    name = st.session_state.get(_STEP_KEY)
    return None if name is None else str(name)


def asked_operation(known_ids: Collection[str]) -> tuple[str | None, bool]:
    """Return the operation that the address asks for, and whether it asks for one that does not exist.

    Only an id that the record knows is let through; anything else in the address is never echoed.
    """
    asked = st.query_params.get(OPERATION_PARAM)
    return (asked, False) if asked is None or asked in known_ids else (None, True)


def ask_for_operation(operation_id: str) -> None:
    """Put an operation into the address; an empty id takes it out."""
    st.query_params.pop(LOCATION_PARAM, None)
    if operation_id:
        st.query_params[OPERATION_PARAM] = operation_id
    else:
        st.query_params.pop(OPERATION_PARAM, None)


def map_visit_no() -> int:
    """Return how often a click on the map led away; part of the map's key, so that an old click is not repeated."""
    return int(st.session_state.get(_MAP_VISIT_KEY, 0))


def leave_map() -> None:
    """Count a click on the map that leads to another page."""
    st.session_state[_MAP_VISIT_KEY] = map_visit_no() + 1


def _asked(param: str, seen_key: str, known: Collection[str]) -> tuple[str | None, bool]:
    asked = st.query_params.get(param)
    if asked is None:
        remembered = st.session_state.get(seen_key)
        return (remembered if remembered in known else None), False
    return (asked, False) if asked in known else (None, True)


def _found_key(event_id: str) -> str:
    return f"text_found:{event_id}"


def _form_key(form_name: str) -> str:
    return f"event_id:{form_name}"
