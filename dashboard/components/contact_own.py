"""The contacts that this screen logged: read back, corrected and withdrawn by their writer, and seen by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import recording
from dashboard.components.text import as_html
from dashboard.huddle.contact_words import contact_line
from dashboard.huddle.contacts import not_needed, withdrawn_draft

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.contacts import Contact

CORRECT, WITHDRAW = "correct", "withdraw"


def own_contacts(morning: Morning) -> list[Contact]:
    """Return the contacts that this screen logged and that still stand, the newest first."""
    contacts = morning.book().contacts
    own = [contacts[contact_id] for contact_id in state.own_contacts() if contact_id in contacts]
    return [contact for contact in reversed(own) if contact.told is not None]


def changed(morning: Morning) -> Contact | None:
    """Return which of them is being corrected; None while a new one is logged."""
    contact_id, how = state.changed_contact()
    found = (contact for contact in own_contacts(morning) if contact.contact_id == contact_id)
    return next(found, None) if how == CORRECT else None


def show(morning: Morning) -> None:
    """Draw them with what corrects or withdraws each."""
    own = own_contacts(morning)
    st.header("Logged on this screen", anchor=False)
    if not own:
        st.caption("Nothing yet. What you log stands here until this page is reloaded or closed.")
        return
    st.caption(
        "Only on this screen, until the page is reloaded or closed: then an entry is in the record, and no longer here "
        "to be corrected. The counts change with the next build."
    )
    for contact in own:
        _entry(morning, contact)


def _entry(morning: Morning, contact: Contact) -> None:
    if contact.told is None:
        return
    line = contact_line(contact.told, seen_from=morning.build.as_of_date)
    open_id, how = state.changed_contact()
    with st.container(border=True, key=f"contact_own_{contact.contact_id}"):
        st.html(f'<p class="crt">{as_html(line)}</p>')
        with st.container(horizontal=True):
            key = f"{contact.contact_id}:{len(contact.history)}"
            if open_id == contact.contact_id and how == WITHDRAW:
                st.button(
                    "Withdraw it", type="primary", key=f"contact_yes:{key}", on_click=_withdraw, args=(morning, contact)
                )
                st.button("Keep it", key=f"contact_no:{key}", on_click=state.change_contact, args=("", ""))
            else:
                for word, how_changed in (("Correct", CORRECT), ("Withdraw", WITHDRAW)):
                    st.button(
                        word,
                        key=f"contact_{how_changed}:{key}",
                        on_click=state.change_contact,
                        args=(contact.contact_id, how_changed),
                    )


def _withdraw(morning: Morning, contact: Contact) -> None:
    draft = withdrawn_draft(contact.contact_id, on_screen=morning.on_screen)
    form_name = f"contact_withdraw:{contact.contact_id}:{len(contact.history)}"
    if recording.append(morning, draft, form_name=form_name):
        st.toast("Withdrawn: what was told of it is erased.", icon=":material/check:")
        state.change_contact("", "")
        forget_old(morning)


def forget_old(morning: Morning) -> None:
    """Erase what withdrawn contacts told, and corrected ones told before; here and nowhere else.

    Of all of them, not only the one just changed: what a lost connection left is made good at the next step of any.
    """
    old = not_needed(morning.book().contacts.values())
    recording.erase_unneeded(morning, [event_id for _, event_id in old])
