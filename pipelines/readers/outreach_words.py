"""The words an outreach log may use, as `docs/outreach-log.md` explains them. Reviewed, like every policy table."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFER_ANSWERS = ("accepted", "declined", "unavailable", "not_offered")
DECLINE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "not_today": "said not today, without more",
        "stay_with_partner_or_family": "would have to part from a partner, family or friends",
        "pet": "could not bring a pet",
        "belongings": "would have to leave or lose belongings",
        "rules_or_hours": "curfew, check-in hours or other rules",
        "felt_unsafe": "does not feel safe there",
        "earlier_experience": "an earlier stay went badly",
        "too_far": "too far, or no way to get back",
        "wait_too_long": "the wait was too long",
        "wanted_other_service": "wanted something else than what was offered",
        "already_connected": "already has a place or a provider",
        "no_reason_given": "gave no reason",
    }
)
PROVIDERS: Mapping[str, str] = MappingProxyType(
    {
        "outreach_team": "The outreach team itself",
        "recovery_navigator": "A recovery navigator",
        "treatment_program": "A treatment program",
        "shelter": "A shelter",
        "ems": "EMS",
        "city_van": "A van of the City",
        "ride_service": "A taxi or ride service",
        "other_provider": "Another provider",
    }
)
_FOUND_LATER = ("still_there", "not_there", "unknown")
_PROVIDERS = tuple(PROVIDERS)
# A log may lack these: a column that it does not have is not collected, and no zero.
PATH_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "engaged": ("yes", "no"),
        "retained_1d": _FOUND_LATER,
        "retained_7d": _FOUND_LATER,
        "retained_30d": _FOUND_LATER,
        "navigation": ("asked", "given", "arrived", "not_arrived"),
        "navigation_provider": _PROVIDERS,
        "transport": ("given", "arrived", "not_arrived"),
        "transport_provider": _PROVIDERS,
    }
)
ALLOWED_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lead": ("outreach", "clinician", "police"),
        "co_response_outcome": ("connected", "declined_today", "arrest", "citation", "no_action", "unknown"),
        "shelter_offer": OFFER_ANSWERS,
        "treatment_offer": OFFER_ANSWERS,
        "transport_offer": OFFER_ANSWERS,
        "storage_offer": OFFER_ANSWERS,
        "decline_reason": tuple(DECLINE_REASONS),
        "referral_to": ("ats", "css", "tss", "rrs", "low_threshold_shelter", "emergency_shelter", "housing"),
        "referral_outcome": ("attained", "not_attained", "unknown"),
        **PATH_WORDS,
    }
)
REQUIRED_COLUMNS = ("lead",)
COUNT_COLUMNS = ("sharps_collected", "naloxone_doses")
LONGEST_TEXT = MappingProxyType({"contact_id": 40, "team": 60, "place_text": 200})
