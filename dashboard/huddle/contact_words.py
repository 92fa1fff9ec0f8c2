"""A logged contact as its writer reads it, and the words of each choice of the form."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from dashboard.huddle.contacts import OFFER_KINDS
from dashboard.huddle.words import count_words, instant_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.huddle.contacts import ToldContact

# Person-first: what was answered today, and `unavailable` as the gap of ours that it is.
ANSWERS: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "Accepted",
        "declined": "Declined today",
        "unavailable": "Asked for, not available",
        "not_offered": "Not offered",
    }
)
LEADS: Mapping[str, str] = MappingProxyType({"outreach": "Outreach", "clinician": "Clinician", "police": "Police"})


def choice_words(code: str) -> str:
    """Return a word of the outreach log's lists as a choice reads: "Declined today", "Stay with partner or family"."""
    words = code.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def contact_line(told: ToldContact, *, seen_from: date) -> str:
    """Return what is told of a contact in one line, as it was put in: what was not told is left out.

    Parameters
    ----------
    told
        The contact.
    seen_from
        The morning on the screen.
    """
    offers = [f"{kind}: {ANSWERS[told.offers[kind]].lower()}" for kind in OFFER_KINDS if kind in told.offers]
    reason = [f"reason: {choice_words(told.decline_reason).lower()}"] if told.decline_reason else []
    outcome = [f"with an officer: {choice_words(told.co_response_outcome).lower()}"] if told.co_response_outcome else []
    sharps, doses = told.n_sharps_collected, told.n_naloxone_doses
    return " · ".join(
        (
            told.place.words,
            instant_words(told.contact_at, seen_from=seen_from),
            f"{LEADS.get(told.lead, told.lead).lower()} led",
            *outcome,
            *offers,
            *reason,
            *([] if sharps is None else [f"{sharps} sharps collected"]),
            *([] if doses is None else [f"naloxone: {count_words(doses, 'dose')}"]),
        )
    )
