"""The made-up outreach log: one row per contact, as a supervisor's spreadsheet saves it. Contacts, never people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow.compute as pc

from pipelines.sample.clock import (
    BEGINS_S,
    DAY_S,
    ENDS_S,
    FIRST_DATE,
    day_of,
    minute_stamps,
    moment,
    off_the_skipped_hour,
)
from pipelines.sample.columns import joined, numbers, pick, quoted, where
from pipelines.sample.truths import FADING_LAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.sample.city import City
    from pipelines.sample.columns import BoolArray, FloatArray, IntArray, TextColumn

HEADER = (
    "contact_id,contact_at,place_text,lon,lat,team,lead,co_response_outcome,shelter_offer,treatment_offer,"
    "transport_offer,storage_offer,decline_reason,referral_to,referral_outcome,sharps_collected,naloxone_doses,"
    "engaged,retained_1d,retained_7d,retained_30d,navigation,navigation_provider,transport,transport_provider"
)
NO_ARRIVALS_PLACE = "Ferry Landing"
# Rows without any place: the log's own trap, set aside by the reader as `no_place`.
N_WITHOUT_PLACE = 2

Weighted: TypeAlias = "tuple[tuple[str, float], ...]"
_PULL = {
    "Lantern Square": 0.24, "Ferry Landing": 0.22, "Saltworks Square": 0.14, "Kiln Common": 0.10, "Ropewalk Park": 0.04,
}  # fmt: skip
_AROUND_M = 60.0
_HOURS = (0, 0, 0, 0, 0, 3, 6, 9, 10, 10, 9, 8, 7, 8, 8, 8, 7, 6, 6, 5, 5, 4, 3, 2)
_LEADS: Weighted = (("outreach", 0.78), ("clinician", 0.13), ("police", 0.09))
_CO_RESPONSE: Weighted = (
    ("connected", 0.34), ("declined_today", 0.30), ("no_action", 0.22), ("unknown", 0.07), ("citation", 0.04),
    ("arrest", 0.03),
)  # fmt: skip
_OFFERS: dict[str, Weighted] = {
    "shelter_offer": (("accepted", 0.13), ("declined", 0.30), ("unavailable", 0.12), ("not_offered", 0.45)),
    "treatment_offer": (("accepted", 0.16), ("declined", 0.32), ("unavailable", 0.06), ("not_offered", 0.46)),
    "transport_offer": (("accepted", 0.20), ("declined", 0.14), ("unavailable", 0.05), ("not_offered", 0.61)),
    "storage_offer": (("accepted", 0.06), ("declined", 0.10), ("unavailable", 0.04), ("not_offered", 0.80)),
}
_DECLINE_REASONS: Weighted = (
    ("not_today", 0.28), ("stay_with_partner_or_family", 0.12), ("belongings", 0.12), ("rules_or_hours", 0.09),
    ("already_connected", 0.08), ("pet", 0.05), ("too_far", 0.07), ("felt_unsafe", 0.06), ("earlier_experience", 0.04),
    ("wait_too_long", 0.03), ("wanted_other_service", 0.03), ("no_reason_given", 0.03),
)  # fmt: skip
_REFERRED_TO: Weighted = (
    ("ats", 0.30), ("css", 0.10), ("tss", 0.06), ("rrs", 0.05), ("low_threshold_shelter", 0.26),
    ("emergency_shelter", 0.17), ("housing", 0.06),
)  # fmt: skip
_OUTCOMES: Weighted = (("attained", 0.46), ("not_attained", 0.30), ("unknown", 0.24))
_OUTCOMES_NO_ARRIVALS: Weighted = (("not_attained", 0.74), ("unknown", 0.26))
_REFERRED_AFTER_YES, _REFERRED_OTHERWISE = 0.80, 0.06
_SHARPS: Weighted = (("", 0.10), ("0", 0.62), ("1", 0.10), ("2", 0.07), ("4", 0.06), ("9", 0.04), ("17", 0.01))
_NALOXONE: Weighted = (("", 0.05), ("0", 0.83), ("1", 0.07), ("2", 0.05))
_N_TEAMS = 14
_ENGAGED: Weighted = (("no", 0.72), ("yes", 0.28))
_CHECKED: Weighted = (("", 0.86), ("still_there", 0.08), ("not_there", 0.02), ("unknown", 0.04))
_NAVIGATION: Weighted = (("", 0.70), ("asked", 0.06), ("given", 0.09), ("arrived", 0.11), ("not_arrived", 0.04))
_NAVIGATORS: Weighted = (("recovery_navigator", 0.66), ("treatment_program", 0.24), ("outreach_team", 0.10))
# Of accepted offers alone; the others say nothing of a ride.
_TRANSPORT: Weighted = (("", 0.06), ("given", 0.26), ("arrived", 0.58), ("not_arrived", 0.10))
_DRIVERS: Weighted = (
    ("city_van", 0.46),
    ("outreach_team", 0.30),
    ("ride_service", 0.16),
    ("shelter", 0.05),
    ("", 0.03),
)


@dataclass(frozen=True)
class Contacts:
    """One entry per contact in every array; `with_position` tells whether the row carries coordinates."""

    at_s: IntArray
    address_no: IntArray
    named_place: IntArray
    with_text: BoolArray
    with_position: BoolArray

    def __len__(self) -> int:
        return len(self.at_s)


def draw_contacts(city: City, hot: FloatArray, *, n_contacts: int, rng: np.random.Generator) -> Contacts:
    """Draw when and where the teams met people; none at the fading place after its last ticket."""
    address = _addresses(city, hot, n_contacts=n_contacts, rng=rng)
    at_s = np.sort(_moments(n_contacts, rng))
    faded = (at_s > moment(FADING_LAST)) & (city.distances_m("Kiln Common")[address] < 2 * _AROUND_M)
    address = np.where(faded, np.flatnonzero(city.distances_m("Lantern Square") < _AROUND_M)[0], address)
    chance = rng.random(n_contacts)
    without = np.linspace(0, n_contacts - 1, N_WITHOUT_PLACE + 2).astype(np.int64)[1:-1]
    has_place = ~np.isin(np.arange(n_contacts), without)
    return Contacts(
        at_s=at_s,
        address_no=address,
        named_place=_nearest_named(city)[address],
        with_text=(chance < 0.95) & has_place,  # noqa: PLR2004 - some type no place
        with_position=(chance > 0.25) & has_place,  # noqa: PLR2004 - a quarter carry no coordinates
    )


def log_columns(
    city: City, contacts: Contacts, *, rng: np.random.Generator, path_rng: np.random.Generator
) -> dict[str, TextColumn]:
    """Return the log's columns in the header's order, one text per contact; `path_rng` draws those of the path."""
    n = len(contacts)
    year = contacts.at_s.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    lead = _draw_codes(_LEADS, n, rng)
    offers = {name: _draw_codes(weights, n, rng) for name, weights in _OFFERS.items()}
    cells = {
        "contact_id": joined("PL-", numbers(year), "-", pc.utf8_lpad(numbers(np.arange(1, n + 1)), 6, "0")),
        "contact_at": minute_stamps(contacts.at_s),
        "team": joined("Street team ", numbers(rng.integers(1, _N_TEAMS + 1, n))),
        "lead": _text(_LEADS, lead),
        "co_response_outcome": where(lead > 0, _text(_CO_RESPONSE, _draw_codes(_CO_RESPONSE, n, rng)), ""),
        "sharps_collected": _text(_SHARPS, _draw_codes(_SHARPS, n, rng)),
        "naloxone_doses": _text(_NALOXONE, _draw_codes(_NALOXONE, n, rng)),
    }
    cells |= {name: _text(_OFFERS[name], code) for name, code in offers.items()}
    cells |= _place_cells(city, contacts, rng) | _answer_cells(city, contacts, offers, rng)
    cells |= _path_cells(n, accepted=_has("transport_offer", offers["transport_offer"], "accepted"), rng=path_rng)
    return {name: cells[name] for name in HEADER.split(",")}


def _answer_cells(
    city: City, contacts: Contacts, offers: dict[str, IntArray], rng: np.random.Generator
) -> dict[str, TextColumn]:
    """Why an offer was declined, where a referral led, and whether anybody arrived."""
    n = len(contacts)
    declined = np.any([_has(name, code, "declined") for name, code in offers.items()], axis=0)
    said_yes = _has("shelter_offer", offers["shelter_offer"], "accepted") | _has(
        "treatment_offer", offers["treatment_offer"], "accepted"
    )
    referred = rng.random(n) < np.where(said_yes, _REFERRED_AFTER_YES, _REFERRED_OTHERWISE)
    no_arrivals = city.distances_m(NO_ARRIVALS_PLACE)[contacts.address_no] < 2.5 * _AROUND_M
    usual = _text(_OUTCOMES, _draw_codes(_OUTCOMES, n, rng))
    none_attained = _text(_OUTCOMES_NO_ARRIVALS, _draw_codes(_OUTCOMES_NO_ARRIVALS, n, rng))
    return {
        "decline_reason": where(declined, _text(_DECLINE_REASONS, _draw_codes(_DECLINE_REASONS, n, rng)), ""),
        "referral_to": where(referred, _text(_REFERRED_TO, _draw_codes(_REFERRED_TO, n, rng)), ""),
        "referral_outcome": where(referred, where(no_arrivals, none_attained, usual), ""),
    }


def _path_cells(n: int, *, accepted: BoolArray, rng: np.random.Generator) -> dict[str, TextColumn]:
    """Whether somebody engaged, what a later check found, and how navigation and rides went."""
    navigation, ride = _draw_codes(_NAVIGATION, n, rng), _draw_codes(_TRANSPORT, n, rng)
    is_driven = accepted & (ride > 0)
    checks = {f"retained_{after}": _text(_CHECKED, _draw_codes(_CHECKED, n, rng)) for after in ("1d", "7d", "30d")}
    return {
        "engaged": _text(_ENGAGED, _draw_codes(_ENGAGED, n, rng)),
        **checks,
        "navigation": _text(_NAVIGATION, navigation),
        "navigation_provider": where(navigation > 0, _text(_NAVIGATORS, _draw_codes(_NAVIGATORS, n, rng)), ""),
        "transport": where(is_driven, _text(_TRANSPORT, ride), ""),
        "transport_provider": where(is_driven, _text(_DRIVERS, _draw_codes(_DRIVERS, n, rng)), ""),
    }


def _place_cells(city: City, contacts: Contacts, rng: np.random.Generator) -> dict[str, TextColumn]:
    table = city.addresses
    address = [" ".join(filter(None, pair)) for pair in zip(table["street_number"], table["street_name"], strict=True)]
    at_named = contacts.named_place >= 0
    text = where(
        at_named,
        pick([place.name for place in city.places], contacts.named_place.clip(min=0)),
        pick(address, contacts.address_no),
    )
    # A phone on foot is right to some ten metres.
    drift = np.round(rng.normal(0.0, 0.00006, (2, len(contacts))), 6)
    lon, lat = (
        np.round(city.column(name)[contacts.address_no] + d, 6) for name, d in zip(("lon", "lat"), drift, strict=True)
    )
    return {
        "place_text": quoted(where(contacts.with_text, text, "")),
        "lon": where(contacts.with_position, pick([repr(v) for v in lon.tolist()], np.arange(len(lon))), ""),
        "lat": where(contacts.with_position, pick([repr(v) for v in lat.tolist()], np.arange(len(lat))), ""),
    }


def _addresses(city: City, hot: FloatArray, *, n_contacts: int, rng: np.random.Generator) -> IntArray:
    chances = (1 - sum(_PULL.values())) * hot
    for place_name, pull in _PULL.items():
        near = city.distances_m(place_name) < _AROUND_M
        chances = chances + pull * near / near.sum()
    running = np.cumsum(chances)
    drawn = np.searchsorted(running / running[-1], rng.random(n_contacts), side="right")
    return drawn.clip(max=len(running) - 1).astype(np.int64)


def _moments(n_contacts: int, rng: np.random.Generator) -> IntArray:
    n_days = (ENDS_S - BEGINS_S) // DAY_S
    day = day_of(FIRST_DATE.isoformat()) + rng.integers(0, n_days, n_contacts)
    hours = np.cumsum(_HOURS)
    hour = np.searchsorted(hours / hours[-1], rng.random(n_contacts), side="right")
    at_s = (day * DAY_S + hour * 3600 + rng.integers(0, 60, n_contacts) * 60).astype(np.int64)
    return off_the_skipped_hour(np.where(at_s < BEGINS_S, at_s + DAY_S, at_s))


def _nearest_named(city: City) -> IntArray:
    """For each address the row of the named place it lies at, or -1."""
    gaps = np.stack([city.distances_m(place.name) for place in city.places])
    nearest = gaps.argmin(axis=0).astype(np.int64)
    return np.where(gaps.min(axis=0) < _AROUND_M, nearest, -1)


def _draw_codes(weights: Weighted, n: int, rng: np.random.Generator) -> IntArray:
    running = np.cumsum([weight for _, weight in weights])
    return np.searchsorted(running / running[-1], rng.random(n), side="right").astype(np.int64)


def _text(weights: Weighted, codes: IntArray) -> TextColumn:
    return pick(_words(weights), codes)


def _words(weights: Weighted) -> Sequence[str]:
    return [word for word, _ in weights]


def _has(offer: str, codes: IntArray, answer: str) -> BoolArray:
    found: BoolArray = codes == _words(_OFFERS[offer]).index(answer)
    return found
