"""What was offered and answered, who led, sharps and naloxone: choices from the outreach log's closed lists alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboard.huddle.contact_words import ANSWERS, LEADS, choice_words
from pipelines.readers.outreach_words import ALLOWED_WORDS, DECLINE_REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.huddle.contacts import ToldContact

_FIRST_KINDS, _FOLDED_KINDS = ("shelter", "treatment"), ("transport", "storage")
_MOST = 99_999
_FEW, _MORE = ("0", "1", "2", "3", "4"), "More"


class Answers(NamedTuple):
    """What the form's choices say; empty and None are *not told*."""

    lead: str
    co_response_outcome: str
    offers: Mapping[str, str]
    decline_reason: str
    n_sharps_collected: int | None
    n_naloxone_doses: int | None


def choose(*, key: str, start: ToldContact | None = None) -> Answers:
    """Draw the choices in the order in which most contacts are told, the seldom ones folded, and return them.

    Parameters
    ----------
    key
        The form's event id.
    start
        What was told of a contact that is being corrected.
    """
    before = {} if start is None else start.offers
    offers = {kind: _offer(kind, before.get(kind), key=key) for kind in _FIRST_KINDS}
    # Opened where something stands in it: what is folded away is not seen to be wrong.
    is_open = any(kind in before for kind in _FOLDED_KINDS)
    with st.expander("Transport and storage", expanded=is_open):
        offers |= {kind: _offer(kind, before.get(kind), key=key) for kind in _FOLDED_KINDS}
    told = {kind: answer for kind, answer in offers.items() if answer}
    reason = ""
    if "declined" in told.values():
        reason = _pick(
            "Reason for declining today, as they said it",
            {code: choice_words(code) for code in DECLINE_REASONS},
            None if start is None else start.decline_reason,
            key=f"contact_reason:{key}",
        )
    doses = _few("Naloxone, doses given", None if start is None else start.n_naloxone_doses, key=f"contact_nlx:{key}")
    sharps = _count(
        "Sharps collected", None if start is None else start.n_sharps_collected, key=f"contact_sharps:{key}"
    )
    lead = st.pills(
        "Who led",
        list(LEADS),
        default="outreach" if start is None else start.lead,
        format_func=LEADS.__getitem__,
        required=True,
        key=f"contact_lead:{key}",
    )
    outcome = _pick(
        "Went with an officer? What came of it",
        {code: choice_words(code) for code in ALLOWED_WORDS["co_response_outcome"]},
        None if start is None else start.co_response_outcome,
        key=f"contact_outcome:{key}",
    )
    return Answers(str(lead), outcome, told, reason, sharps, doses)


def _offer(kind: str, start: str | None, *, key: str) -> str:
    return _pick(f"{kind.capitalize()} offer", ANSWERS, start, key=f"contact_{kind}:{key}")


def _pick(label: str, words: Mapping[str, str], start: str | None, *, key: str) -> str:
    """Draw one choice of a list, none chosen at first; the same press again takes it back."""
    chosen = st.pills(label, list(words), default=start or None, format_func=words.__getitem__, key=key, wrap=True)
    return str(chosen or "")


def _few(label: str, start: int | None, *, key: str) -> int | None:
    """Draw the choice of a small number in one tap, a larger one typed; None while nothing is told."""
    first = None if start is None else str(start) if str(start) in _FEW else _MORE
    chosen = st.pills(label, [*_FEW, _MORE], default=first, key=key)
    if chosen == _MORE:
        return _count("How many doses", start, key=f"{key}:more")
    return None if chosen is None else int(chosen)


def _count(label: str, start: int | None, *, key: str) -> int | None:
    counted = st.number_input(label, min_value=0, max_value=_MOST, value=start, step=1, key=key, placeholder="not told")
    return None if counted is None else int(counted)
