"""The pieces of the page of roles: who has one, what gives one, what takes it back, and what erases an address."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, identity, state
from dashboard.components import failure, html_table
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_markdown, headline_day
from dashboard.huddle.events import ErasureReason, OnScreen
from dashboard.huddle.role_grants import (
    ON_THE_HOST,
    Asked,
    end_refusal,
    ended_draft,
    erasure_refusal,
    grant_refusal,
    granted_draft,
)
from dashboard.huddle.words import count_words
from dashboard.role_rules import load_role_rules
from dashboard.stores.operations import OperationsError
from pipelines.settings import HUDDLE_ZONE, operations_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from dashboard.huddle.role_grants import Grant, Grants
    from dashboard.identity import Viewer
    from pipelines.settings import Paths

_FORM = "role_grant"
_USUAL_DAYS = 90
_HEADS = tuple(Head(label) for label in ("Person", "Role", "Of", "From", "Through", "Given", "Ended"))
_ERASED = "address erased"


def show_without_sign_in() -> None:
    """Say why nothing is to be done here where nobody signs in."""
    st.info(
        "There is no sign-in here: the role is chosen on the screen, and the board answers this machine alone. Roles "
        "are given to people who sign in. **Next step:** docs/runbooks/sign-in.md; until then `crt roles give` on this "
        "machine prepares who may come in first."
    )


def grants_of(paths: Paths) -> Grants:
    """Return every role that was given, by the newest event."""
    return cache.grants(operations_url(paths))


def show_form(paths: Paths, viewer: Viewer, grants: Grants) -> None:
    """Draw what gives a role to somebody; only an administrator comes here.

    Parameters
    ----------
    paths
        The project's, whose reviewed tables say what may be given.
    viewer
        The administrator.
    grants
        What was given so far.
    """
    roles = {role.role_code: role for role in cache.roles(paths).roles}
    agencies = cache.agency_names(paths)
    rules = load_role_rules(paths.reference_dir)
    event_id = state.form_event_id(_FORM)
    today = _today()
    person = st.text_input("Person, as the provider calls them", key=f"grant_person:{event_id}", max_chars=254)
    role_code = st.selectbox(
        "Role", list(roles), index=None, format_func=lambda code: roles[code].role_name, key=f"grant_role:{event_id}"
    )
    district_code = agency_code = None
    if role_code in rules.of_district:
        district_code = st.selectbox("District", rules.district_codes, index=None, key=f"grant_district:{event_id}")
    if role_code is not None and roles[role_code].may_write_actions:
        agency_code = st.selectbox(
            "Speaks for which agency, if for one",
            list(agencies),
            index=None,
            format_func=lambda code: agencies[code],
            key=f"grant_agency:{event_id}",
        )
    with st.container(horizontal=True):
        from_date = st.date_input("From", today, key=f"grant_from:{event_id}")
        until_date = st.date_input("Last day", today + timedelta(days=_USUAL_DAYS), key=f"grant_until:{event_id}")
    if not st.button("Give this role", type="primary", key=f"grant:{event_id}"):
        return
    asked = Asked(person or "", role_code or "", from_date, until_date, district_code, agency_code)
    by = grants.named(viewer.grant_id or "")
    reason = grant_refusal(grants, asked, by=by, rules=rules, on=today)
    if reason is not None:
        st.error(f"Not given. {as_markdown(reason)}")
        return
    draft = granted_draft(asked, grant_id=event_id, by=viewer.grant_id or "", by_role=viewer.role.role_code, on=today)

    def give() -> None:
        cache.operations(operations_url(paths)).append(draft, event_id=event_id, recorded_at=state.now_at())

    if _changed(paths, give):
        state.close_form(_FORM)
        st.toast(f"{as_markdown(roles[asked.role_code].role_name)} was given.", icon=":material/check:")
        st.rerun()


def show_standing(paths: Paths, viewer: Viewer, grants: Grants) -> None:
    """Draw the roles that let somebody in today or from a later day, each with what takes it back."""
    standing = [grant for grant in grants.grants if not grant.is_over(_today())]
    if not standing:
        st.caption("Nobody has a role. **Next step:** `crt roles give` on the machine.")
        return
    html_table.show(_HEADS[:-1], [_cells(paths, each, grants)[:-1] for each in standing], caption=_caption(standing))
    if viewer.role.may_change_roles:
        _choose_and_end(paths, viewer, standing)


def show_over(paths: Paths, viewer: Viewer, grants: Grants) -> None:
    """Draw the roles that ended, each with what erases its person's address."""
    over = [grant for grant in grants.grants if grant.is_over(_today())]
    if not over:
        st.caption("No role has ended yet.")
        return
    html_table.show(_HEADS, [_cells(paths, each, grants) for each in over], caption=_caption(over))
    held = [grant for grant in over if grant.person is not None]
    if viewer.role.may_change_roles and held:
        _choose_and_erase(paths, viewer, held)


def _choose_and_end(paths: Paths, viewer: Viewer, standing: list[Grant]) -> None:
    chosen = _choose(paths, "Take back a role", standing, key="grant_to_end")
    if chosen is None or not st.button("Take it back now", key=f"end:{chosen.grant_id}"):
        return
    reason = end_refusal(grants_of(paths), chosen.grant_id)
    if reason is not None:
        st.error(f"Nothing was changed. {as_markdown(reason)}")
        return
    draft = ended_draft(chosen, by=viewer.grant_id or "", by_role=viewer.role.role_code, on=_today())
    name = f"end:{chosen.grant_id}"

    def end() -> None:
        event_id = state.form_event_id(name)
        cache.operations(operations_url(paths)).append(draft, event_id=event_id, recorded_at=state.now_at())

    if _changed(paths, end):
        state.close_form(name)
        st.toast("Taken back: it lets nobody in from now on.", icon=":material/check:")
        st.rerun()


def _choose_and_erase(paths: Paths, viewer: Viewer, held: list[Grant]) -> None:
    chosen = _choose(paths, "Erase an address", held, key="grant_to_erase")
    if chosen is None or not st.button("Erase it for good", key=f"erase:{chosen.grant_id}"):
        return
    reason = erasure_refusal(grants_of(paths), chosen.grant_id, on=_today())
    if reason is not None:
        st.error(f"Nothing was erased. {as_markdown(reason)}")
        return

    def erase() -> None:
        cache.operations(operations_url(paths)).erase_payload(
            chosen.event_id,
            reason=ErasureReason.REQUEST,
            erasure_event_id=str(uuid.uuid4()),
            recorded_at=state.now_at(),
            on_screen=OnScreen(_today(), build_id="", role_code=viewer.role.role_code),
        )

    if _changed(paths, erase):
        st.toast("The address is erased; that there was a role stays on record.", icon=":material/check:")
        st.rerun()


def _choose(paths: Paths, label: str, grants: list[Grant], *, key: str) -> Grant | None:
    names = {role.role_code: role.role_name for role in cache.roles(paths).roles}
    by_id = {grant.grant_id: grant for grant in grants}
    chosen = st.selectbox(
        label,
        list(by_id),
        index=None,
        format_func=lambda each: f"{by_id[each].person} · {names.get(by_id[each].role_code, by_id[each].role_code)}",
        placeholder="Whose, and which role",
        key=key,
    )
    return None if chosen is None else by_id[chosen]


def _changed(paths: Paths, change: Callable[[], None]) -> bool:
    """Make a change if whoever presses still may; say what went wrong, and return whether it was made."""
    if not identity.viewer(paths).role.may_change_roles:
        st.error("Nothing was changed: your own role ended meanwhile.")
        return False
    try:
        change()
    except OperationsError as error:
        failure.show(error)
        return False
    return True


def _cells(paths: Paths, grant: Grant, grants: Grants) -> tuple[object, ...]:
    roles = {role.role_code: role.role_name for role in cache.roles(paths).roles}
    agencies = cache.agency_names(paths)
    of = [grant.district_code or "", agencies.get(grant.agency_code or "", grant.agency_code or "")]
    return (
        grant.person or _ERASED,
        roles.get(grant.role_code, grant.role_code),
        ", ".join(each for each in of if each) or NOTHING,
        headline_day(grant.from_date),
        headline_day(grant.until_date),
        f"{_day(grant.given_at)}, {_by(grant.by, grants)}",
        NOTHING if grant.ended_at is None else f"{_day(grant.ended_at)}, {_by(grant.ended_by, grants)}",
    )


def _by(grant_id: str, grants: Grants) -> str:
    if grant_id == ON_THE_HOST:
        return "on the machine"
    giver = grants.named(grant_id)
    return "by an administrator" if giver is None else f"by {giver.person or _ERASED}"


def _caption(grants: list[Grant]) -> str:
    return f"{count_words(len(grants), 'role')}, oldest first; days by Boston's clock, the last one included"


def _today() -> date:
    return state.now_at().astimezone(HUDDLE_ZONE).date()


def _day(at: datetime) -> str:
    return headline_day(at.astimezone(HUDDLE_ZONE).date())
