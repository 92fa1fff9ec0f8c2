"""The Encampment Ordinance as a checklist, operation by operation: it advises and logs, and gives no legal ruling."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.components import accesses, council, definitions, ordinance, ordinance_forms, stored_property
from dashboard.components.action_form import named_places
from dashboard.components.opening import Morning, open_morning
from dashboard.components.text import as_markdown

NUMBERS = (
    ("Conditions missing", "ordinance", "n_missing"),
    ("Time left", "ordinance", "left_seconds"),
    ("Tags", "ordinance", "n_tags"),
)


def show_operations(morning: Morning) -> None:
    st.title("Ordinance checklist", anchor=False)
    ordinance.show_no_ruling()
    if morning.role.may_write_actions:
        ordinance_forms.show_new(morning, location_id=asked_place(morning))
    ordinance.show_list(morning, morning.book().operations.values())
    ordinance.show_sections(morning)
    stored_property.show_register(morning)
    definitions.definition_fold(morning, *NUMBERS, about="the numbers of the checklist", key="ordinance")


def asked_place(morning: Morning) -> str | None:
    asked = st.query_params.get(state.LOCATION_PARAM)
    if asked is None or asked not in named_places(morning):
        return None
    # As with an operation: the link told the run alone.
    st.query_params[state.LOCATION_PARAM] = asked
    return asked


def show_one(morning: Morning, operation_id: str) -> None:
    operation = morning.book().operations[operation_id]
    st.title(as_markdown(operation.location_name), anchor=False)
    ordinance.show_no_ruling()
    st.button("◀ All operations", key="all_operations", on_click=state.ask_for_operation, args=("",))
    ordinance.show_operation(morning, operation)
    if not operation.is_open:
        stored_property.show_of_operation(morning, operation)
    definitions.definition_fold(morning, *NUMBERS[:2], about="the numbers of the checklist", key="ordinance")


morning = open_morning()
if not morning.role.sees_places:
    st.title("Ordinance checklist", anchor=False)
    ordinance.show_no_ruling()
    council.show_only_zones()
    st.stop()

asked_id, is_unknown = state.asked_operation(morning.book().operations.keys())
with st.container(key="ordinance"):
    if is_unknown:
        st.warning("The address asks for an operation that is not on record. **Next step:** choose one below.")
    if asked_id is None:
        show_operations(morning)
    else:
        # A link within this page tells the run, not the browser's address: written there, the next press finds it too.
        state.ask_for_operation(asked_id)
        accesses.at_subject(asked_id)
        show_one(morning, asked_id)
